"""Messages the webhook missed: asked for, bounded, without doubling."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import inbox
from bot.store import Store
from bot.zalo import catchup, inbound
from bot.zalo.catchup import GRACE, LOOK_BACK, CatchUp
from bot.zalo.client import Client
from bot.zalo.tokens import Tokens
from simulator import HandClock, Simulator
from simulator.account import new_user_id
from simulator.citizens import Saying, parcel
from simulator.clock import HOUR, MINUTE
from simulator.people import FROM_USER
from tests.simulator.conftest import Bot
from tests.town import ALIASES, IDS, SECRETS

OA = IDS["oa_id"]


class Office:
    """The simulator without a webhook, a store, and the catching up between them."""

    def __init__(self, folder: Path, simulator: Simulator, clock: HandClock) -> None:
        self.simulator = simulator
        self.clock = clock
        self.store = Store(f"sqlite:///{folder}/counter.db")
        self.store.migrate()
        client = Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])
        tokens = Tokens(self.store, client.refresh, SECRETS["refresh_token"], "w0", clock.now)
        self.catch_up = CatchUp(self.store, client, tokens, (IDS["app_id"], OA), ALIASES, clock.now)

    def webhook(self, user: str, message_id: str) -> bool:
        """Deliver one of the citizen's messages as the webhook would; whether it was new."""
        line = self.simulator.people.by_message[message_id]
        saying = Saying(line.text, message_id=message_id, at=line.time)
        body = parcel(self.simulator.world, user, saying).body
        event = inbound.parse(body, OA)
        assert event is not None
        alias = ALIASES.of(user)
        return inbox.put(self.store, event.key(alias), alias, body.decode(), self.clock.now(), event.happened_at)

    @property
    def texts(self) -> list[str]:
        with self.store.read() as connection:
            rows = connection.rows("SELECT body FROM inbox ORDER BY id")
        return [json.loads(row["body"])["message"]["text"] for row in rows]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def office(tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        office = Office(tmp_path, simulator, clock)
        assert office.catch_up.run() == 0
        clock.advance(10 * MINUTE)
        yield office


def test_what_was_missed_is_taken_in_once_in_the_order_it_was_written(office: Office, clock: HandClock) -> None:
    user, other = new_user_id(), new_user_id()
    for text in ("một", "hai"):
        office.simulator.say(user, text)
        clock.advance(1)
    for text in ("ba", "bốn"):  # within the same moment
        office.simulator.say(other, text)
    clock.advance(GRACE + 1)
    assert office.catch_up.run() == 4
    assert sorted(office.texts) == ["ba", "bốn", "hai", "một"]
    assert office.texts.index("một") < office.texts.index("hai")
    assert office.texts.index("ba") < office.texts.index("bốn")
    assert office.catch_up.run() == 0


def test_a_message_the_webhook_brings_later_has_no_second_effect(office: Office, clock: HandClock) -> None:
    user = new_user_id()
    first, second = office.simulator.say(user, "một"), ""
    clock.advance(5)
    second = office.simulator.say(user, "hai")
    assert office.webhook(user, second)
    clock.advance(GRACE + 1)
    assert office.catch_up.run() == 1
    assert not office.webhook(user, first)
    assert office.texts == ["hai", "một"]


def test_the_same_message_under_another_id_is_recognised_by_its_time(office: Office, clock: HandClock) -> None:
    user = new_user_id()
    message = office.simulator.say(user, "một")
    assert office.webhook(user, message)
    office.simulator.people.lines[user][0].message_id = "another-id"
    clock.advance(GRACE + 1)
    assert office.catch_up.run() == 0


def test_what_is_fresh_is_left_to_the_webhook(office: Office, clock: HandClock) -> None:
    office.simulator.say(new_user_id(), "vừa xong")
    clock.advance(GRACE - 5)
    assert office.catch_up.run() == 0
    clock.advance(10)
    assert office.catch_up.run() == 1


def test_what_staff_or_the_bot_have_answered_is_done(office: Office, clock: HandClock) -> None:
    user, other = new_user_id(), new_user_id()
    for one in (user, other):
        office.simulator.say(one, "hỏi")
    clock.advance(1)
    office.simulator.staff(user, "đã trả lời")
    Bot(office.simulator).say(other, "đã trả lời")
    with office.store.write() as connection:  # the pair of the bot by hand has replaced ours
        connection.rows("UPDATE tokens SET access = :access", {"access": office.simulator.tokens.access})
    clock.advance(GRACE + 1)
    assert office.catch_up.run() == 0


def test_nothing_from_before_the_first_run_is_answered(tmp_path: Path, clock: HandClock) -> None:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        simulator.say(new_user_id(), "từ hôm qua")
        clock.advance(HOUR)
        office = Office(tmp_path, simulator, clock)
        assert office.catch_up.run() == 0
        clock.advance(HOUR)
        assert office.catch_up.run() == 0
        assert office.texts == []


def test_nothing_older_than_the_free_window_is_answered(office: Office, clock: HandClock) -> None:
    office.simulator.say(new_user_id(), "trước ngày nghỉ")
    clock.advance(LOOK_BACK)
    recent = new_user_id()
    office.simulator.say(recent, "sau ngày nghỉ")
    clock.advance(HOUR)
    assert office.catch_up.run() == 1
    assert office.texts == ["sau ngày nghỉ"]


def test_it_reads_no_more_pages_than_its_bound(
    office: Office, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catchup, "PAGES", 2)
    for number in range(25):
        clock.advance(1)
        office.simulator.say(new_user_id(), str(number))
    clock.advance(GRACE + 1)
    assert office.catch_up.run() == 20
    assert sorted(map(int, office.texts)) == list(range(5, 25))


KINDS = {"image": "user_send_image", "audio": "user_send_audio", "sticker": "user_send_sticker"}


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_other_kinds_are_taken_in_without_their_content(office: Office, clock: HandClock, kind: str, name: str) -> None:
    user = new_user_id()
    message = office.simulator.give(user, kind)
    clock.advance(GRACE + 1)
    assert office.catch_up.run() == 1
    with office.store.read() as connection:
        (row,) = connection.rows("SELECT event_key, citizen, body FROM inbox")
    assert (row["event_key"], row["citizen"]) == (f"{name}:{message}", ALIASES.of(user))
    assert "http" not in row["body"]


def test_without_a_token_or_with_a_refusal_nothing_is_lost(office: Office, clock: HandClock) -> None:
    office.simulator.say(new_user_id(), "hỏi")
    clock.advance(GRACE + 1)
    office.simulator.faults.next(1, -209, path="/v2.0/oa/listrecentchat")
    assert office.catch_up.run() == 0
    assert office.catch_up.run() == 1
    assert office.simulator.people.lines[next(iter(office.simulator.people.by_id))][0].src == FROM_USER
