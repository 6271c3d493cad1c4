"""One try of sending, against the simulator over HTTP: what each of Zalo's moods leads to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import inbox, outbox, tallies
from bot.messages import Button, Reply
from bot.outbox import Address, Dead, Later, Result, Sending, Sent
from bot.replies import picture
from bot.store import Store
from bot.zalo import delivery
from bot.zalo.client import Client
from bot.zalo.delivery import PATIENCE, Delivery, Manners
from bot.zalo.extras import EXTRAS_OFF
from bot.zalo.lookup import CLOCK_SLACK
from bot.zalo.tokens import Tokens
from simulator import HandClock, Simulator
from simulator.account import new_user_id
from simulator.clock import DAY, HOUR
from simulator.switches import FaultKind
from tests.town import IDS, SECRETS, free_port

CITIZEN = new_user_id()
PLAIN = Reply("Chào anh chị")
BUTTONS = Reply("Chọn", (Button("Giấy tờ", "Giấy tờ #01"),))
QR = Reply("Mã QR", qr="01")
UPLOADS = "/v2.0/oa/upload"
MANNERS = Manners()
CONVERSATION = "/v2.0/oa/conversation"


class Desk:
    """A simulator, a store, and the delivery between them; all by the simulator's clock."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.simulator = simulator
        self.clock = simulator.world.clock
        self.store = Store(f"sqlite:///{folder}/counter.db")
        self.store.migrate()
        self.client = Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])
        self.tokens = Tokens(self.store, self.client.refresh, SECRETS["refresh_token"], "w0", self.clock.now)
        self.delivery = self.make()
        simulator.relate("follow", CITIZEN)
        inbox.put(self.store, f"follow:1:{CITIZEN}", CITIZEN, "{}", self.clock.now())

    def make(self, manners: Manners = MANNERS) -> Delivery:
        def draw(number: str) -> bytes:
            return picture("https://motcua.example.gov.vn", number)

        return Delivery(self.store, self.client, self.tokens, draw, manners, self.clock.now)

    def attempt(self, reply: Reply, *, unsure: bool = False, quote: str | None = None, age: float = 0.0) -> Result:
        sending = Sending(99, CITIZEN, CITIZEN, reply, quote, 1, self.clock.now() - age, unsure)
        return self.delivery.attempt(sending)

    @property
    def kinds(self) -> list[str]:
        """What was accepted: plain, buttons or picture."""
        found = []
        for one in self.simulator.sent:
            payload = (one.attachment or {}).get("payload", {})
            found.append("buttons" if "buttons" in payload else "picture" if "elements" in payload else "plain")
        return found

    @property
    def calls(self) -> int:
        """How many calls the API has had in this minute of its clock."""
        return sum(self.simulator.world.calls_by_minute.values())


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        yield Desk(tmp_path, simulator)


def test_a_reply_is_sent_and_its_id_kept(desk: Desk) -> None:
    result = desk.attempt(PLAIN)
    assert result == Sent(desk.simulator.sent[0].message_id)
    assert desk.simulator.sent[0].text == "Chào anh chị"


def test_buttons_are_tried_once_then_remembered_as_off_and_tried_again_hours_later(
    desk: Desk, clock: HandClock
) -> None:
    assert isinstance(desk.attempt(BUTTONS), Sent)
    desk.simulator.switches.buttons = False
    assert isinstance(desk.attempt(BUTTONS), Sent)
    desk.simulator.switches.buttons = True
    assert isinstance(desk.attempt(BUTTONS), Sent)
    clock.advance(EXTRAS_OFF + 1)
    assert isinstance(desk.attempt(BUTTONS), Sent)
    assert desk.kinds == ["buttons", "plain", "plain", "buttons"]


def test_each_capability_is_remembered_by_itself(desk: Desk) -> None:
    desk.attempt(QR)
    desk.simulator.faults.next(1, -233)
    assert isinstance(desk.attempt(QR), Sent)
    assert isinstance(desk.attempt(QR), Sent)
    assert isinstance(desk.attempt(BUTTONS), Sent)
    assert desk.kinds == ["picture", "plain", "plain", "buttons"]


def test_a_picture_is_uploaded_once_and_used_again_until_zalo_forgets_it(desk: Desk, clock: HandClock) -> None:
    assert isinstance(desk.attempt(QR), Sent)
    clock.advance(47 * HOUR)
    assert isinstance(desk.attempt(QR), Sent)
    assert len(desk.simulator.uploads.by_id) == 1
    clock.advance(5 * DAY)
    desk.simulator.say(CITIZEN, "còn đây")
    inbox.put(desk.store, "user_send_text:5", CITIZEN, "{}", clock.now())
    assert isinstance(desk.attempt(QR), Sent)
    assert len(desk.simulator.uploads.by_id) == 2
    assert desk.kinds == ["picture"] * 3


def test_an_upload_that_zalo_has_forgotten_is_made_again(desk: Desk) -> None:
    desk.attempt(QR)
    desk.simulator.faults.next(1, -100)
    assert isinstance(desk.attempt(QR), Sent)
    assert desk.kinds == ["picture", "picture"]
    assert len(desk.simulator.uploads.by_id) == 2


def test_without_an_upload_the_link_goes_as_plain_text(desk: Desk) -> None:
    desk.simulator.faults.next(1, FaultKind.BAD_GATEWAY, path=UPLOADS)
    assert isinstance(desk.attempt(QR), Sent)
    assert desk.kinds == ["plain"]


def test_a_token_refused_at_the_upload_is_renewed_and_the_picture_kept(desk: Desk) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, -220, path=UPLOADS)
    assert isinstance(desk.attempt(QR), Sent)
    assert desk.kinds == ["picture"]
    assert desk.simulator.report() == []


def test_a_quote_that_is_refused_is_left_out_and_not_tried_again(desk: Desk) -> None:
    with desk.store.write() as connection:
        outbox.put(connection, Address(1, CITIZEN, CITIZEN), BUTTONS, "0123456789abcdef0123", desk.clock.now())
    (sending,) = outbox.claim(desk.store, "w0", desk.clock.now(), 1)
    assert isinstance(desk.delivery.attempt(sending), Sent)
    assert desk.simulator.sent[0].quote == ""
    assert desk.kinds == ["buttons"]
    with desk.store.read() as connection:
        assert connection.rows("SELECT quote FROM outbox") == [{"quote": None}]
    known = desk.simulator.say(CITIZEN, "hỏi")
    assert isinstance(desk.attempt(PLAIN, quote=known), Sent)
    assert desk.simulator.sent[1].quote == known


def test_a_refused_kind_costs_the_attachment_and_not_the_quote(desk: Desk) -> None:
    desk.simulator.switches.buttons = False
    known = desk.simulator.say(CITIZEN, "hỏi")
    assert isinstance(desk.attempt(BUTTONS, quote=known), Sent)
    assert (desk.kinds, desk.simulator.sent[0].quote) == (["plain"], known)


@pytest.mark.parametrize("code", [-216, -220])
def test_a_refused_token_is_renewed_once_within_the_try(desk: Desk, code: int) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, code)
    assert isinstance(desk.attempt(PLAIN), Sent)
    assert len(desk.simulator.tokens.spent) == 2
    assert desk.simulator.report() == []


def test_a_new_token_that_is_refused_too_burns_no_third(desk: Desk) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(9, -216)
    assert desk.attempt(PLAIN) == Later("-216", **ADMIN)  # type: ignore[arg-type]
    assert len(desk.simulator.tokens.spent) == 2


ADMIN = {"pause": 120.0, "free": True, "hold": 3.0}
REFUSALS = [
    (-200, Later("-200")),
    (-204, Later("-204", **ADMIN)),  # type: ignore[arg-type]
    (-209, Later("-209", **ADMIN)),  # type: ignore[arg-type]
    (-211, Later("-211", **ADMIN)),  # type: ignore[arg-type]
    (-224, Later("-224", **ADMIN)),  # type: ignore[arg-type]
    (-201, Dead("-201")),
    (-210, Dead("-210")),
    (-218, Dead("-218")),
    (-230, Dead("-230")),
    (-233, Dead("-233")),
    (-244, Dead("-244")),
    (-248, Dead("-248")),
    (-320, Dead("-320")),
    (-9999, Dead("-9999")),
]


@pytest.mark.parametrize(("code", "result"), REFUSALS)
def test_refusals_in_http_200(desk: Desk, code: int, result: Result) -> None:
    desk.simulator.faults.next(1, code)
    assert desk.attempt(PLAIN) == result
    assert desk.simulator.sent == []


def test_too_fast_waits_for_the_next_minute_and_gives_everybody_a_breath(desk: Desk, clock: HandClock) -> None:
    desk.tokens.current()
    clock.advance(60 - clock.now() % 60 + 15)
    desk.simulator.faults.next(1, -32)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert 45 <= (result.pause or 0) <= 47
    assert (result.hold, result.free) == (3.0, True)


@pytest.mark.parametrize(("hour", "pause"), [(22, 900), (5, 900), (6, 240)])
def test_a_night_refusal_is_tried_again_at_five_past_six(desk: Desk, clock: HandClock, hour: int, pause: float) -> None:
    minute = (clock.now() // 60 + 7 * 60) % (24 * 60)  # Vietnam is seven hours ahead
    clock.advance(((hour * 60 + 1 - minute) % (24 * 60)) * 60 - clock.now() % 60)
    desk.simulator.faults.next(1, -234)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert (result.pause, result.free) == (pause, True)


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.NOT_JSON, FaultKind.CUT, FaultKind.LOST])
def test_whatever_may_have_arrived_is_unsure_and_waits_for_the_conversation(desk: Desk, kind: FaultKind) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, kind)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert (result.unsure, result.pause) == (True, 5.0)
    assert len(desk.simulator.sent) == (1 if kind is FaultKind.LOST else 0)


def test_an_unsure_reply_that_arrived_is_found_and_not_sent_again(desk: Desk) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, FaultKind.LOST)
    desk.attempt(PLAIN)
    assert desk.attempt(PLAIN, unsure=True) == Sent(desk.simulator.sent[0].message_id)
    assert len(desk.simulator.sent) == 1


def test_a_conversation_that_lags_is_given_its_time(desk: Desk, clock: HandClock) -> None:
    desk.simulator.switches.conversation_lag = 4.0
    desk.tokens.current()
    desk.simulator.faults.next(1, FaultKind.LOST)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    clock.advance(result.pause or 0.0)
    assert desk.attempt(PLAIN, unsure=True, age=result.pause or 0.0) == Sent(desk.simulator.sent[0].message_id)


def test_a_reply_is_found_below_what_was_written_since(desk: Desk, clock: HandClock) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, FaultKind.LOST)
    desk.attempt(PLAIN)
    for number in range(23):
        clock.advance(1)
        desk.simulator.say(CITIZEN, str(number))
    assert desk.attempt(PLAIN, unsure=True, age=23) == Sent(desk.simulator.sent[0].message_id)


def test_an_unsure_reply_that_did_not_arrive_is_sent(desk: Desk) -> None:
    assert isinstance(desk.attempt(PLAIN, unsure=True), Sent)
    assert len(desk.simulator.sent) == 1


def test_the_same_text_of_an_earlier_answer_is_no_proof(desk: Desk) -> None:
    first = desk.attempt(PLAIN)
    assert isinstance(first, Sent)
    with desk.store.write() as connection:
        connection.rows(
            "INSERT INTO outbox (inbox_id, citizen, reply, due_at, created_at, message_id, state) "
            "VALUES (9, :citizen, '{}', 0, 0, :message_id, 'sent')",
            {"citizen": CITIZEN, "message_id": first.message_id},
        )
    assert isinstance(desk.attempt(PLAIN, unsure=True), Sent)
    assert len(desk.simulator.sent) == 2


def test_an_older_message_is_no_proof(desk: Desk, clock: HandClock) -> None:
    desk.attempt(PLAIN)
    clock.advance(CLOCK_SLACK + 10)
    assert isinstance(desk.attempt(PLAIN, unsure=True), Sent)
    assert len(desk.simulator.sent) == 2


def blind(desk: Desk) -> int:
    with desk.store.read() as connection:
        return tallies.read(connection).get(delivery.SENT_BLIND, 0)


def other_reply_sent(desk: Desk) -> None:
    """Somebody else's reply has just got through."""
    now = desk.clock.now()
    with desk.store.write() as connection:
        outbox.put(connection, Address(2, "other", "77"), PLAIN, None, now)
    for sending in outbox.claim(desk.store, "w0", now, 1):
        with desk.store.write() as connection:
            outbox.settle(connection, sending, Sent("m-other"), now)


@pytest.mark.parametrize(("resend", "count"), [(True, 1), (False, 0)])
def test_when_zalo_cannot_be_asked_the_setting_decides(desk: Desk, *, resend: bool, count: int) -> None:
    desk.delivery = desk.make(Manners(resend_unseen=resend))
    desk.simulator.faults.next(3, FaultKind.BAD_GATEWAY, path=CONVERSATION)
    waiting = desk.attempt(PLAIN, unsure=True, age=10 * PATIENCE)
    assert isinstance(waiting, Later), "nothing gets through at all"
    assert (waiting.unsure, waiting.free, blind(desk)) == (True, True, 0)
    other_reply_sent(desk)
    assert isinstance(desk.attempt(PLAIN, unsure=True, age=PATIENCE - 1), Later)
    assert isinstance(desk.attempt(PLAIN, unsure=True, age=PATIENCE + 1), Sent if resend else Dead)
    assert (len(desk.simulator.sent), blind(desk)) == (count, count)


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.CUT, -200])
def test_an_outage_of_an_hour_leaves_no_dead_letter_and_no_double(
    desk: Desk, clock: HandClock, kind: FaultKind | int
) -> None:
    for number in range(3):
        with desk.store.write() as connection:
            outbox.put(connection, Address(number, f"c{number}", CITIZEN), Reply(f"Chào {number}"), None, clock.now())
    desk.tokens.current()
    desk.simulator.faults.next(10_000, kind)
    ends, calls = clock.now() + HOUR, 0
    while clock.now() < ends + 120:
        if clock.now() >= ends:
            desk.simulator.faults.clear()
        for sending in outbox.claim(desk.store, "w0", clock.now(), 10):
            calls += 1
            result = desk.delivery.attempt(sending)
            with desk.store.write() as connection:
                outbox.settle(connection, sending, result, clock.now())
        clock.advance(5)
    with desk.store.read() as connection:
        assert outbox.counts(connection) == {"sent": 3}
    assert sorted(one.text for one in desk.simulator.sent) == ["Chào 0", "Chào 1", "Chào 2"]
    assert blind(desk) == 0
    assert calls < 3 * 80, "about once a minute each"


def test_a_look_up_that_zalo_refuses_is_not_waited_for(desk: Desk) -> None:
    desk.simulator.faults.next(1, -209, path=CONVERSATION)
    assert isinstance(desk.attempt(PLAIN, unsure=True), Sent)
    assert blind(desk) == 1


def test_a_long_outage_costs_no_tries_and_no_double(desk: Desk, clock: HandClock) -> None:
    with desk.store.write() as connection:
        outbox.put(connection, Address(1, CITIZEN, CITIZEN), PLAIN, None, clock.now())
    desk.tokens.current()
    desk.simulator.faults.next(1, FaultKind.LOST)
    desk.simulator.faults.next(30, FaultKind.BAD_GATEWAY, path=CONVERSATION)
    for _ in range(40):
        for sending in outbox.claim(desk.store, "w0", clock.now(), 1):
            result = desk.delivery.attempt(sending)
            with desk.store.write() as connection:
                outbox.settle(connection, sending, result, clock.now())
        clock.advance(15)
    with desk.store.read() as connection:
        assert outbox.counts(connection) == {"sent": 1}
    assert len(desk.simulator.sent) == 1


def test_without_look_up_doubles_are_counted(desk: Desk) -> None:
    desk.delivery = desk.make(Manners(look_up_seconds=0))
    desk.tokens.current()
    desk.simulator.faults.next(1, FaultKind.LOST)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert result.pause == 1.0
    assert isinstance(desk.attempt(PLAIN, unsure=True), Sent)
    assert (len(desk.simulator.sent), blind(desk)) == (2, 1)


@pytest.mark.parametrize(
    ("age", "charged", "result"),
    [
        (47.9 * HOUR, False, Sent),
        (48.1 * HOUR, False, Dead(delivery.TOO_LATE)),
        (48.1 * HOUR, True, Sent),
        (7.1 * DAY, True, Dead(delivery.CLOSED)),
    ],
)
def test_windows_are_respected_before_calling(
    desk: Desk, clock: HandClock, age: float, charged: bool, result: Dead | type[Sent]
) -> None:
    desk.simulator.switches.cloud_account = True
    clock.advance(age)
    desk.delivery = desk.make(Manners(charged=charged))
    got = desk.attempt(PLAIN)
    if isinstance(result, Dead):
        assert (got, desk.calls) == (result, 0)
    else:
        assert isinstance(got, Sent)


def test_a_new_message_opens_the_window_again(desk: Desk, clock: HandClock) -> None:
    clock.advance(9 * DAY)
    desk.simulator.say(CITIZEN, "còn đây")
    inbox.put(desk.store, "user_send_text:7", CITIZEN, "{}", clock.now())
    assert isinstance(desk.attempt(PLAIN), Sent)


def test_nobody_listening_is_surely_not_sent_and_costs_no_try(desk: Desk) -> None:
    desk.tokens.current()
    desk.client = Client(f"http://127.0.0.1:{free_port()}", "http://127.0.0.1:9", IDS["app_id"], SECRETS["app_secret"])
    desk.delivery = desk.make()
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert (result.unsure, result.free) == (False, True)


def test_without_a_token_a_reply_waits_and_costs_no_try(desk: Desk) -> None:
    desk.simulator.tokens.refresh.clear()
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert result.free


def test_the_proof_of_the_app_secret_goes_with_every_call_where_it_is_asked(desk: Desk) -> None:
    desk.simulator.switches.appsecret_proof = True
    assert desk.attempt(PLAIN) == Later("-242", **ADMIN)  # type: ignore[arg-type]
    url = desk.simulator.url
    desk.client = Client(url, url, IDS["app_id"], SECRETS["app_secret"], proves=True)
    desk.delivery = desk.make()
    assert isinstance(desk.attempt(QR), Sent)
    assert desk.kinds == ["picture"]


def test_a_text_above_the_limit_is_given_up(desk: Desk) -> None:
    assert isinstance(desk.attempt(Reply("a" * 2001)), Dead)
