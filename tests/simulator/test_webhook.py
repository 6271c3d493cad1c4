"""What arrives at the webhook, in which order, and what becomes of failures."""

from typing import Any

import pytest

from simulator import FaultKind, HandClock, Signing, Simulator
from simulator.account import new_user_id
from simulator.events import ATTACHMENTS, sign
from tests.simulator.conftest import NO_EVENT, Bot, Receiver
from tests.town import IDS, SECRETS, eventually


def test_every_event_is_signed_over_its_bytes(simulator: Simulator, receiver: Receiver, user: str) -> None:
    for kind in ATTACHMENTS:
        simulator.give(user, kind)
    assert simulator.settle()
    assert len(receiver.got) == len(ATTACHMENTS)
    for body, event, headers in zip(receiver.bodies, receiver.got, receiver.headers, strict=True):
        assert headers["X-ZEvent-Signature"] == sign(IDS["app_id"], body, event["timestamp"], SECRETS["oa_secret"])
        assert headers["Content-Type"] == "application/json"
        assert "num_retry" not in headers


def test_a_send_is_followed_by_its_echo_and_receipts(
    simulator: Simulator, receiver: Receiver, bot: Bot, user: str
) -> None:
    sent = bot.say(user, "Đáp")
    assert simulator.settle()
    echo, received, seen = receiver.got
    assert (echo["event_name"], echo["message"]) == ("oa_send_text", {"msg_id": sent, "text": "Đáp"})
    assert (echo["sender"], echo["recipient"]) == ({"id": IDS["oa_id"]}, {"id": user})
    assert (received["event_name"], received["message"]) == ("user_received_message", {"msg_id": sent})
    assert (seen["event_name"], seen["message"]) == ("user_seen_message", {"msg_ids": [sent]})
    simulator.switches.echo_events = simulator.switches.receipts = False
    bot.say(user, "Đáp nữa")
    assert simulator.settle()
    assert len(receiver.got) == 3


RELATIONS: list[tuple[str, dict[str, Any]]] = [
    ("follow", {"follower": {"id": "5"}, "source": "oa_profile"}),
    ("unfollow", {"follower": {"id": "5"}}),
    ("user_click_chatnow", {"user_id": "5"}),
    ("user_withdraw", {"user_id": "5"}),
]


@pytest.mark.parametrize(("name", "fields"), RELATIONS, ids=[row[0] for row in RELATIONS])
def test_relations_are_flat(simulator: Simulator, receiver: Receiver, name: str, fields: dict[str, Any]) -> None:
    simulator.relate(name, "5")
    assert simulator.settle()
    (event,) = receiver.got
    assert event["event_name"] == name
    assert fields.items() <= event.items()
    assert not {"sender", "recipient", "message"} & set(event)


def test_what_else_people_do(simulator: Simulator, receiver: Receiver, bot: Bot, user: str) -> None:
    sent = bot.say(user, "Đáp")
    assert simulator.settle()
    receiver.got.clear()
    simulator.react(user, sent)
    simulator.submit_info(user, {"name": "Nguyễn Văn A"})
    simulator.staff(user, "Cán bộ đây", admin_id="9")
    simulator.tap(user, {"title": "x", "type": "oa.query.hide", "payload": "#01"})
    simulator.say(user, "Về câu này", quote=sent)
    assert simulator.settle()
    reaction, info, staff, tap, quote = receiver.got
    assert reaction["message"] == {"msg_id": sent, "react_icon": "/-heart"}
    assert (info["event_name"], info["info"]) == ("user_submit_info", {"name": "Nguyễn Văn A"})
    assert (staff["event_name"], staff["sender"]) == ("oa_send_text", {"id": IDS["oa_id"], "admin_id": "9"})
    assert (tap["event_name"], tap["message"]["text"]) == ("user_send_text", "#01")
    assert quote["message"]["quote_msg_id"] == sent
    assert simulator.tap(user, {"title": "x", "type": "oa.open.url", "payload": {"url": "https://example.test"}}) == ""


def test_one_citizens_messages_keep_their_order(simulator: Simulator, receiver: Receiver) -> None:
    users = [new_user_id() for _ in range(5)]
    for number in range(20):
        for user in users:
            simulator.say(user, str(number))
    assert simulator.settle()
    for user in users:
        texts = [event["message"]["text"] for event in receiver.got if event["sender"]["id"] == user]
        assert texts == [str(number) for number in range(20)]


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({}, True),
        ({"retry": False}, False),
        ({"retry_on_status": False}, False),
    ],
    ids=["by default", "retry off", "a status does not count"],
)
def test_a_status_other_than_200_is_a_failure(
    simulator: Simulator, receiver: Receiver, change: dict[str, bool], again: bool
) -> None:
    for name, value in change.items():
        simulator.switches.set(name, value)
    receiver.status = 401
    simulator.say(new_user_id(), "Chào")
    assert simulator.settle()
    assert bool(simulator.waiting()) is again


@pytest.mark.parametrize("counts", [True, False])
def test_a_late_answer_is_a_failure_where_it_counts(simulator: Simulator, receiver: Receiver, counts: bool) -> None:
    simulator.switches.answer_limit = 0.05
    simulator.switches.retry_on_late = counts
    receiver.pause = 0.15
    message = simulator.say(new_user_id(), "Chào")
    assert simulator.settle()
    assert bool(simulator.waiting()) is counts
    assert simulator.people.by_message[message].status == ("failed" if counts else "delivered")


def test_nobody_listening_is_a_failure_that_heals(simulator: Simulator, clock: HandClock, receiver: Receiver) -> None:
    simulator.webhook_url = "http://127.0.0.1:1/"
    message = simulator.say(new_user_id(), "Chào")
    assert simulator.settle()
    assert simulator.waiting() == [(clock.now() + 30, 1)]
    simulator.webhook_url = receiver.url
    clock.advance(29)
    assert receiver.got == []
    clock.advance(1)
    assert eventually(lambda: simulator.people.by_message[message].status == "delivered")
    assert receiver.headers[0]["num_retry"] == "1"


def test_after_the_last_failure_the_webhook_is_off_until_an_admin_asks(
    simulator: Simulator, receiver: Receiver
) -> None:
    simulator.switches.retry_delays = (0.0,)
    receiver.status = 500
    user = new_user_id()
    simulator.say(user, "Chào")
    assert eventually(lambda: simulator.is_disabled)
    assert len(simulator.notices) == 1
    receiver.status = 200
    simulator.say(user, "Còn đó không")
    assert simulator.settle()
    assert len(receiver.got) == 2
    simulator.enable_webhook()
    simulator.say(user, "Alo")
    assert simulator.settle()
    assert receiver.got[-1]["message"]["text"] == "Alo"


def test_the_console_stores_the_address_only_on_200(simulator: Simulator, receiver: Receiver) -> None:
    simulator.webhook_url = ""
    receiver.status = 401
    assert not simulator.console_test(receiver.url)
    assert simulator.webhook_url == ""
    receiver.status = 200
    assert simulator.console_test(receiver.url)
    assert simulator.webhook_url == receiver.url


def test_events_made_by_hand(simulator: Simulator, receiver: Receiver, user: str) -> None:
    event = simulator.event("user_asks_something_new", user, reorder_id="1")
    assert simulator.deliver(event, Signing.NONE) == 200
    assert simulator.deliver(b'{"half": ', NO_EVENT) == 200
    assert receiver.bodies[-1] == b'{"half": '
    assert "X-ZEvent-Signature" not in receiver.headers[0]
    assert receiver.headers[1]["X-ZEvent-Signature"] == NO_EVENT
    assert (receiver.got[0]["reorder_id"], "message" in receiver.got[0]) == ("1", False)


def test_a_forgery_leaves_no_trace_on_zalos_side(simulator: Simulator, receiver: Receiver) -> None:
    user = new_user_id()
    simulator.say(user, "Giả mạo", signing=Signing.APP_SECRET, wait=True)
    assert len(receiver.got) == 1
    assert user not in simulator.people.by_id


def test_the_hash_filter_holds_back_plain_texts(simulator: Simulator, receiver: Receiver, user: str) -> None:
    simulator.switches.hash_filter = True
    simulator.say(user, "Chào")
    simulator.say(user, "#01")
    assert simulator.settle()
    assert [event["message"]["text"] for event in receiver.got] == ["#01"]


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.NOT_JSON])
def test_answers_that_are_no_answers(simulator: Simulator, bot: Bot, user: str, kind: FaultKind) -> None:
    simulator.faults.at(2, kind)
    bot.say(user, "một")
    with pytest.raises(ValueError, match="Expecting value"):
        bot.say(user, "hai")
    bot.say(user, "ba")
    assert [one.text for one in simulator.sent] == ["một", "ba"]


@pytest.mark.parametrize(("kind", "arrives"), [(FaultKind.CUT, False), (FaultKind.LOST, True)])
def test_a_connection_cut_before_or_after(
    simulator: Simulator, bot: Bot, user: str, kind: FaultKind, arrives: bool
) -> None:
    simulator.faults.next(1, kind)
    with pytest.raises(OSError, match="Connection"):
        bot.say(user, "Đáp")
    assert bool(simulator.sent) is arrives


def test_a_call_can_be_refused_with_any_code(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.faults.next(2, -32)
    assert [bot.send(user, {"text": "x"})["error"] for _ in range(3)] == [-32, -32, 0]
