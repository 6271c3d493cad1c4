"""One try of sending, against the simulator over HTTP: what each of Zalo's moods leads to."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.messages import Button, Reply
from bot.outbox import Dead, Later, Result, Sending, Sent
from bot.replies import picture
from bot.store import Store
from bot.zalo.client import Client
from bot.zalo.delivery import Delivery
from bot.zalo.tokens import Tokens
from simulator import Simulator
from simulator.account import new_user_id
from simulator.switches import FaultKind
from tests.town import IDS, SECRETS, free_port

CITIZEN = new_user_id()
PLAIN = Reply("Chào anh chị")
BUTTONS = Reply("Chọn", (Button("Giấy tờ", "Giấy tờ #01"),))
QR = Reply("Mã QR", qr="01")
UPLOADS = "/v2.0/oa/upload"


class Desk:
    """A simulator, a store, and the delivery between them."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.simulator = simulator
        self.store = Store(f"sqlite:///{folder}/counter.db")
        self.store.migrate()
        self.client = Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])
        self.tokens = Tokens(self.store, self.client.refresh, SECRETS["refresh_token"], "w0")
        self.delivery = self.make(resend_unseen=True)
        simulator.relate("follow", CITIZEN)

    def make(self, *, resend_unseen: bool) -> Delivery:
        def draw(number: str) -> bytes:
            return picture("https://motcua.example.gov.vn", number)

        return Delivery(self.store, self.client, self.tokens, draw, resend_unseen=resend_unseen)

    def attempt(self, reply: Reply, *, unsure: bool = False, quote: str | None = None, age: float = 0.0) -> Result:
        sending = Sending(99, CITIZEN, reply, quote, 1, time.time() - age, unsure)
        return self.delivery.attempt(sending)

    @property
    def kinds(self) -> list[str]:
        """What was accepted: plain, buttons or picture."""
        found = []
        for one in self.simulator.sent:
            payload = (one.attachment or {}).get("payload", {})
            found.append("buttons" if "buttons" in payload else "picture" if "elements" in payload else "plain")
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Simulator(**IDS, **SECRETS) as simulator:
        yield Desk(tmp_path, simulator)


def test_a_reply_is_sent_and_its_id_kept(desk: Desk) -> None:
    result = desk.attempt(PLAIN)
    assert result == Sent(desk.simulator.sent[0].message_id)
    assert desk.simulator.sent[0].text == "Chào anh chị"


def test_buttons_are_tried_once_and_then_remembered_as_off(desk: Desk) -> None:
    assert isinstance(desk.attempt(BUTTONS), Sent)
    desk.simulator.switches.buttons = False
    assert isinstance(desk.attempt(BUTTONS), Sent)
    desk.simulator.switches.buttons = True
    assert isinstance(desk.attempt(BUTTONS), Sent)
    assert desk.kinds == ["buttons", "plain", "plain"]


def test_a_picture_is_uploaded_once_and_used_again(desk: Desk) -> None:
    assert isinstance(desk.attempt(QR), Sent)
    assert isinstance(desk.attempt(QR), Sent)
    assert desk.kinds == ["picture", "picture"]
    assert len(desk.simulator.uploads.by_id) == 1


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


def test_a_quote_that_is_refused_is_left_out(desk: Desk) -> None:
    assert isinstance(desk.attempt(PLAIN, quote="0123456789abcdef0123"), Sent)
    assert desk.simulator.sent[0].quote == ""
    known = desk.simulator.say(CITIZEN, "hỏi")
    assert isinstance(desk.attempt(PLAIN, quote=known), Sent)
    assert desk.simulator.sent[1].quote == known


@pytest.mark.parametrize("code", [-216, -220])
def test_a_refused_token_is_renewed_once_within_the_try(desk: Desk, code: int) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, code)
    assert isinstance(desk.attempt(PLAIN), Sent)
    assert len(desk.simulator.tokens.spent) == 2
    assert desk.simulator.report() == []


REFUSALS = [
    (-32, Later("-32")),
    (-200, Later("-200")),
    (-209, Later("-209", pause=600.0)),
    (-230, Dead("-230")),
    (-244, Dead("-244")),
    (-210, Dead("-210")),
    (-9999, Dead("-9999")),
]


@pytest.mark.parametrize(("code", "result"), REFUSALS)
def test_refusals_in_http_200(desk: Desk, code: int, result: Result) -> None:
    desk.simulator.faults.next(1, code)
    assert desk.attempt(PLAIN) == result
    assert desk.simulator.sent == []


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.NOT_JSON, FaultKind.CUT, FaultKind.LOST])
def test_whatever_may_have_arrived_is_unsure(desk: Desk, kind: FaultKind) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, kind)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert result.unsure
    assert len(desk.simulator.sent) == (1 if kind is FaultKind.LOST else 0)


def test_an_unsure_reply_that_arrived_is_found_and_not_sent_again(desk: Desk) -> None:
    desk.tokens.current()
    desk.simulator.faults.next(1, FaultKind.LOST)
    desk.attempt(PLAIN)
    assert desk.attempt(PLAIN, unsure=True) == Sent(desk.simulator.sent[0].message_id)
    assert len(desk.simulator.sent) == 1


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


def test_an_older_message_is_no_proof(desk: Desk) -> None:
    desk.attempt(PLAIN)
    time.sleep(0.01)
    assert isinstance(desk.attempt(PLAIN, unsure=True, age=-10.0), Sent)
    assert len(desk.simulator.sent) == 2


@pytest.mark.parametrize(("resend", "count"), [(True, 1), (False, 0)])
def test_when_zalo_cannot_be_asked_the_setting_decides(desk: Desk, *, resend: bool, count: int) -> None:
    desk.delivery = desk.make(resend_unseen=resend)
    desk.simulator.faults.next(1, FaultKind.BAD_GATEWAY, path="/v2.0/oa/conversation")
    assert isinstance(desk.attempt(PLAIN, unsure=True), Sent if resend else Dead)
    assert len(desk.simulator.sent) == count


def test_nobody_listening_is_a_later_and_surely_not_sent(desk: Desk) -> None:
    desk.tokens.current()
    desk.client = Client(f"http://127.0.0.1:{free_port()}", "http://127.0.0.1:9", IDS["app_id"], SECRETS["app_secret"])
    desk.delivery = desk.make(resend_unseen=True)
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert not result.unsure


def test_without_a_token_a_reply_waits_and_costs_no_try(desk: Desk) -> None:
    desk.simulator.tokens.refresh.clear()
    result = desk.attempt(PLAIN)
    assert isinstance(result, Later)
    assert result.free


def test_a_text_above_the_limit_is_given_up(desk: Desk) -> None:
    assert isinstance(desk.attempt(Reply("a" * 2001)), Dead)
