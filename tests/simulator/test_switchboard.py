"""Each capability and fault as a switch, the clock by hand, every event of the catalogue, chance that repeats."""

import dataclasses
import http.server
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from simulator import FaultKind, HandClock, Simulator, SystemClock, labels
from simulator.account import new_user_id
from simulator.catalogue import INTERACTIONS, MESSAGES, NAMES, RELATIONS, SILENT
from simulator.clock import DAY, HOUR
from simulator.switches import Switches, kind_of
from tests.simulator.conftest import CS, Bot, Receiver
from tests.town import IDS, SECRETS, eventually

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def order(simulator: Simulator, action: str, **value: Any) -> int:
    return requests.post(f"{simulator.url}/_sim/{action}", json=value, timeout=5).status_code


def test_the_page_names_every_switch_and_fault(simulator: Simulator) -> None:
    assert set(labels.SWITCHES) == {field.name for field in dataclasses.fields(Switches)}
    for name in labels.FAULTS:
        kind_of(name)
    assert {kind.value for kind in FaultKind} <= set(labels.FAULTS)
    assert len(set(labels.SWITCHES.values())) == len(labels.SWITCHES)
    for name, value in simulator.switches.dump().items():
        assert order(simulator, "switch", name=name, value=value) == 200, name


def test_every_event_of_the_catalogue_arrives_signed(simulator: Simulator, receiver: Receiver) -> None:
    assert (len(MESSAGES), len(RELATIONS), len(NAMES)) == (11, 4, len(set(NAMES)))
    for name in NAMES:
        simulator.emit(name, new_user_id())
    assert simulator.settle(30)
    assert eventually(lambda: len(receiver.got) >= len(NAMES))  # late on a busy machine
    assert Counter(receiver.names()) == Counter(NAMES)
    for event in receiver.got:
        assert event["app_id"] == IDS["app_id"]
        assert isinstance(event["timestamp"], str)
    by_name = {event["event_name"]: event for event in receiver.got}
    assert by_name["user_seen_message"]["message"].keys() == {"msg_ids"}
    assert by_name["anonymous_send_text"]["message"].keys() == {"msg_id", "text", "conversation_id"}
    assert by_name["oa_send_group_text"]["sender"].keys() == {"id", "admin_id"}
    assert "sender" not in by_name["shop_has_order"]


@pytest.mark.parametrize(("name", "opens"), [("user_call_oa", True), ("user_seen_message", False)])
def test_some_silent_events_open_the_window(simulator: Simulator, name: str, opens: bool) -> None:
    user = new_user_id()
    simulator.emit(name, user)
    assert (name in INTERACTIONS) is opens
    assert Bot(simulator).send(user, {"text": "x"})["error"] == (0 if opens else -232)


def test_a_send_after_a_silent_event_is_an_answered_event(
    simulator: Simulator, receiver: Receiver, bot: Bot, user: str
) -> None:
    simulator.switches.echo_events = simulator.switches.receipts = False
    bot.say(user, "Chào lại")
    simulator.emit("shop_has_order", user)
    assert simulator.settle()
    assert receiver.names() == ["shop_has_order"]
    assert "shop_has_order" in SILENT
    bot.say(user, "Cảm ơn")
    assert simulator.report() == ["answered-echo: a send after shop_has_order, with nothing to answer"]


def test_the_clock_of_the_page_moves_the_tokens(user: str) -> None:
    with Simulator(**IDS, **SECRETS, clock=SystemClock()) as simulator:
        simulator.say(user, "Chào")
        bot = Bot(simulator)
        assert bot.send(user, {"text": "x"})["error"] == 0
        assert order(simulator, "advance", seconds=25 * HOUR + 1) == 200
        assert bot.send(user, {"text": "x"})["error"] == -220
        assert order(simulator, "advance", seconds=-HOUR) == 200
        assert bot.send(user, {"text": "y"})["error"] == 0
        assert abs(simulator.world.clock.now() - time.time() - 24 * HOUR) < 10


def test_events_may_overtake_each_other(simulator: Simulator, receiver: Receiver, user: str) -> None:
    simulator.switches.unordered = True
    receiver.reaction = lambda event: time.sleep(0.2 if event["message"]["text"] == "một" else 0.0)
    for text in ("một", "hai", "ba"):
        simulator.say(user, text)
    assert simulator.settle()
    ended = [attempt.parcel.message_id for attempt in simulator.attempts]
    assert ended.index(simulator.people.lines[user][1].message_id) == len(ended) - 1


def test_events_come_twice_at_once_and_late(simulator: Simulator, clock: HandClock, receiver: Receiver) -> None:
    simulator.switches.duplicate_rate = 0.5
    for _ in range(40):
        simulator.say(new_user_id(), "Chào")
    assert simulator.settle()
    assert 50 <= len(receiver.got) <= 70
    assert len(set(receiver.bodies)) == 40
    simulator.switches.duplicate_rate, simulator.switches.late_duplicate_rate = 0.0, 1.0
    before = len(receiver.got)
    simulator.say(new_user_id(), "Muộn")
    assert simulator.settle()
    assert len(receiver.got) == before + 1
    clock.advance(6600)
    assert eventually(lambda: len(receiver.got) == before + 2)
    assert receiver.bodies[-1] == receiver.bodies[-2]


def test_a_share_of_the_sends_fails_in_every_way(simulator: Simulator, bot: Bot) -> None:
    simulator.switches.fault_rate = 0.5
    outcomes: Counter[str] = Counter()
    for _ in range(120):
        user = new_user_id()
        simulator.say(user, "Chào")
        try:
            outcomes[str(bot.send(user, {"text": "Đáp"})["error"])] += 1
        except requests.ConnectionError:
            outcomes["broken"] += 1
        except ValueError:
            outcomes["not JSON"] += 1
    assert set(outcomes) == {"0", "-32", "-200", "-220", "broken", "not JSON"}
    assert 40 <= outcomes["0"] <= 80
    lost = len(simulator.sent) - outcomes["0"]
    assert 0 < lost < outcomes["broken"]
    assert bot.get("/v2.0/oa/tag/gettagsofoa", {})["error"] == 0


def test_faults_from_the_page(simulator: Simulator, bot: Bot, user: str) -> None:
    assert order(simulator, "fault", kind="-233", count=2, path=CS) == 200
    assert [bot.send(user, {"text": "x"})["error"] for _ in range(3)] == [-233, -233, 0]
    assert order(simulator, "fault", kind="502") == 200
    assert order(simulator, "fault", count=0) == 200
    assert bot.send(user, {"text": "y"})["error"] == 0
    assert order(simulator, "fault", kind="nonsense") == 400
    assert order(simulator, "refuse", user_id=user, code=-244) == 200
    assert bot.send(user, {"text": "z"})["error"] == -244
    assert order(simulator, "expire") == 200
    assert bot.send(user, {"text": "z"})["error"] == -220
    assert order(simulator, "emit", user_id=user, name="user_call_oa") == 200
    assert order(simulator, "emit", user_id=user, name="no_such_event") == 400
    assert order(simulator, "trial", name="no-such-trial") == 400


def test_a_call_may_never_be_answered(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.faults.next(1, FaultKind.TIMEOUT, seconds=0.3)
    began = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        bot.send(user, {"text": "x"})
    assert time.monotonic() - began >= 0.3
    assert simulator.sent == []


def test_a_connection_that_fails_counts_where_it_counts(simulator: Simulator) -> None:
    simulator.switches.retry_on_connection = False
    simulator.webhook_url = "http://127.0.0.1:1/"
    simulator.say(new_user_id(), "Chào")
    assert simulator.settle()
    assert simulator.waiting() == []


def test_vietnamese_letters_come_composed_or_not(simulator: Simulator, receiver: Receiver) -> None:
    simulator.switches.unicode_form = "mixed"
    for _ in range(20):
        simulator.say(new_user_id(), "ộ")
    assert simulator.settle()
    assert len({event["message"]["text"] for event in receiver.got}) == 2


@pytest.fixture
def pictures() -> Iterator[str]:
    """A web server with pictures of several kinds; gives its address."""
    kinds = {
        "/a.png": PNG,
        "/a.gif": b"GIF89a" + b"0" * 9,
        "/a.html": b"<html>",
        "/big.png": PNG + b"0" * 1024 * 1024,
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = kinds.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_pictures_by_address_are_fetched_where_it_is_asked(
    simulator: Simulator, bot: Bot, user: str, pictures: str
) -> None:
    simulator.switches.fetch_media = True

    def send(name: str, kind: str = "image") -> int:
        element = {"media_type": kind, "url": f"{pictures}/{name}", "width": 1, "height": 1}
        payload = {"template_type": "media", "elements": [element]}
        message = {"text": name, "attachment": {"type": "template", "payload": payload}}
        return int(bot.send(user, message)["error"])

    assert (send("a.png"), send("a.gif", "gif")) == (0, 0)
    for name in ("a.gif", "a.html", "big.png", "missing.png"):
        assert send(name) == -201, name
    assert send("a.png", "gif") == -201


def test_five_thousand_uploads_a_month(simulator: Simulator, clock: HandClock, bot: Bot) -> None:
    with simulator.world.lock:
        for _ in range(4999):
            simulator.uploads.add("image", "a.png", PNG)
    assert [bot.upload("image", PNG)["error"] for _ in range(2)] == [0, -211]
    assert bot.upload("file", b"%PDF-1.7", "don.pdf")["error"] == 0
    clock.advance(31 * DAY)
    assert Bot(simulator).upload("image", PNG)["error"] == 0


SHAPES: list[tuple[str, Any, Callable[[Simulator, Bot, str, Receiver], Any], Any]] = [
    ("oa_id_field", "oa_id", lambda _s, bot, _u, _r: bot.get("/v2.0/oa/getoa", {})["data"]["oa_id"], IDS["oa_id"]),
    ("free_per_window", 1, lambda _s, bot, user, _r: [bot.send(user, {"text": t})["error"] for t in "ab"], [0, -320]),
    ("receipts_from_user", True, lambda sim, bot, user, got: senders(sim, bot, user, got), True),
    ("fill_in_forms", True, lambda sim, bot, user, got: filled_in(sim, bot, user, got), True),
]


def senders(simulator: Simulator, bot: Bot, user: str, receiver: Receiver) -> bool:
    bot.say(user, "Đáp")
    simulator.settle()
    return bool(receiver.got[-1]["sender"]["id"] == user)


def filled_in(simulator: Simulator, bot: Bot, user: str, receiver: Receiver) -> bool:
    element = {"title": "Xin số", "subtitle": "Để gọi lại", "image_url": "https://example.test/a.png"}
    payload = {"template_type": "request_user_info", "elements": [element]}
    assert bot.send(user, {"attachment": {"type": "template", "payload": payload}})["error"] == 0
    simulator.settle()
    return "user_submit_info" in receiver.names()


@pytest.mark.parametrize(("switch", "value", "ask", "wanted"), SHAPES, ids=[row[0] for row in SHAPES])
def test_contested_shapes(
    simulator: Simulator,
    receiver: Receiver,
    bot: Bot,
    user: str,
    switch: str,
    value: Any,
    ask: Callable[[Simulator, Bot, str, Receiver], Any],
    wanted: Any,
) -> None:
    simulator.switches.set(switch, value)
    assert ask(simulator, bot, user, receiver) == wanted
