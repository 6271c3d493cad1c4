import json
from typing import Any

import pytest

from bot.messages import Message, MessageKind
from bot.zalo.inbound import Role, parse, to_keep
from simulator.catalogue import MESSAGES as SENT_BY_CITIZENS
from simulator.catalogue import RELATIONS, SILENT

OA, USER = "388613280878808645", "246845883529197922"


def event(name: str, **fields: Any) -> dict[str, Any]:
    shape = {"app_id": "1", "sender": {"id": USER}, "recipient": {"id": OA}, "event_name": name, "timestamp": "99"}
    return {**shape, **fields}


def read(value: Any) -> Any:
    return parse(json.dumps(value).encode(), OA)


MESSAGES = [
    ("user_send_text", {"text": "chào", "msg_id": "m"}, MessageKind.TEXT, "chào"),
    ("user_send_text", {"msg_id": "m"}, MessageKind.TEXT, ""),
    ("user_send_text", {"text": 123, "msg_id": "m"}, MessageKind.TEXT, "123"),
    ("user_send_text", {"text": None, "msg_id": "m"}, MessageKind.TEXT, ""),
    ("user_send_image", {"text": "giấy này", "msg_id": "m", "attachments": [{}]}, MessageKind.PICTURE, "giấy này"),
    ("user_send_sticker", {"msg_id": "m"}, MessageKind.STICKER, ""),
    ("user_send_audio", {"msg_id": "m"}, MessageKind.VOICE, ""),
    ("user_send_location", {"msg_id": "m"}, MessageKind.LOCATION, ""),
    ("user_send_file", {"msg_id": "m"}, MessageKind.FILE, ""),
    ("user_send_link", {"text": "https://evil", "msg_id": "m"}, MessageKind.LINK, ""),
    (
        "user_send_link",
        {"text": "https://a.vn/?ma=H13.45-261102-0001", "msg_id": "m"},
        MessageKind.TEXT,
        "H13452611020001",
    ),
    ("user_send_business_card", {"msg_id": "m"}, MessageKind.LINK, ""),
]


@pytest.mark.parametrize(("name", "content", "kind", "text"), MESSAGES)
def test_messages_of_citizens(name: str, content: dict[str, Any], kind: MessageKind, text: str) -> None:
    got = read(event(name, message=content))
    assert (got.role, got.message, got.citizen, got.key("a")) == (Role.MESSAGE, Message(kind, text), USER, f"{name}:m")


OTHERS = {
    "follow": ({"event_name": "follow", "follower": {"id": USER}, "timestamp": "9"}, Role.MESSAGE, "follow:9:a"),
    "follow with a sender": (event("follow"), Role.MESSAGE, "follow:99:a"),
    "pressed chat": (
        {"event_name": "user_click_chatnow", "user_id": USER, "oa_id": OA, "timestamp": 9},
        Role.MESSAGE,
        "user_click_chatnow:9:a",
    ),
    "unfollow": (
        {"event_name": "unfollow", "follower": {"id": USER}, "timestamp": "9"},
        Role.LEAVE,
        "unfollow:9:a",
    ),
    "echo of our own send": (
        event("oa_send_text", sender={"id": OA}, recipient={"id": USER}, message={"msg_id": "m"}),
        Role.NOTHING,
        "oa_send_text:m",
    ),
    "a member of staff wrote": (
        event("oa_send_text", sender={"id": OA, "admin_id": "5"}, recipient={"id": USER}, message={"msg_id": "m"}),
        Role.STAFF,
        "oa_send_text:m",
    ),
    "receipt": (event("user_seen_message", message={"msg_ids": ["m"]}), Role.NOTHING, "user_seen_message:99:a"),
    "reaction": (event("user_reacted_message", message={"msg_id": "m"}), Role.NOTHING, "user_reacted_message:m"),
    "unknown": (event("brand_new_event"), Role.UNKNOWN, "brand_new_event:99:a"),
    "message without a sender": (
        {"event_name": "user_send_text", "timestamp": "9", "message": {"msg_id": "m"}},
        Role.NOTHING,
        "user_send_text:m",
    ),
    "ids that are no ids": (
        event("user_send_text", sender={"id": "../x"}, message={"msg_id": "m"}),
        Role.NOTHING,
        "user_send_text:m",
    ),
    "numbers for ids": (
        event("user_send_text", sender={"id": int(USER)}, message={"msg_id": 7}),
        Role.MESSAGE,
        "user_send_text:7",
    ),
    "message that is a text": (event("user_send_text", message="x"), Role.MESSAGE, "user_send_text:99:a"),
    "unknown fields": (
        event("user_send_text", reorder_id="99", message={"msg_id": "m", "x": [1]}),
        Role.MESSAGE,
        "user_send_text:m",
    ),
}


@pytest.mark.parametrize("name", [*SILENT, *RELATIONS, *SENT_BY_CITIZENS])
def test_every_event_of_zalos_list_is_known(name: str) -> None:
    got = read(event(name, message={"msg_id": "m"}))
    role = {"unfollow": Role.LEAVE, "user_withdraw": Role.WITHDRAW}.get(name, Role.MESSAGE)
    assert got.role is (Role.NOTHING if name in SILENT else role)


def test_staff_in_a_group_take_over_nothing() -> None:
    for name in ("oa_send_group_text", "oa_send_anonymous_text"):
        value = event(name, sender={"id": OA, "admin_id": "5"}, recipient={"id": USER}, message={"msg_id": "m"})
        assert read(value).role is Role.NOTHING


TALLIES = {"brand_new_event": "unknown event brand_new_event", "a b": "unknown event", "x" * 61: "unknown event"}


@pytest.mark.parametrize(("name", "tally"), TALLIES.items())
def test_unknown_events_are_counted_by_names_that_say_nothing_else(name: str, tally: str) -> None:
    assert read(event(name)).tally == tally


TIMES = {"1763900000123": 1763900000.123, "154390853474": None, "17639000000000": None, "٣٣٣٣٣٣٣٣٣٣٣٣٣": None}


@pytest.mark.parametrize(("stamp", "at"), TIMES.items())
def test_when_it_happened(stamp: str, at: float | None) -> None:
    assert read(event("user_send_text", timestamp=stamp)).happened_at == at


PRIVATE = {
    "shared info": event("user_submit_info", info={"name": "Nguyễn Văn Kín", "phone": "84900000001"}),
    "shared info in the older shape": event("user_submit_info", info={"phone": 84900000001, "address": "Kín"}),
    "position": event("user_send_location", message={"msg_id": "m", "attachments": [{"payload": {"lat": "Kín"}}]}),
    "business card": event("user_send_business_card", message={"msg_id": "m", "text": "Kín", "attachments": []}),
    "a receipt's link": event(
        "user_send_link",
        message={
            "msg_id": "m",
            "attachments": [
                {
                    "payload": {
                        "url": "https://a.gov.vn/ho-so?ma=H13.45-261102-0001&ten=84900000001",
                        "description": "Kín",
                    }
                }
            ],
        },
    ),
    "file": event("user_send_file", message={"msg_id": "m", "text": "đơn", "attachments": [{"name": "Kín"}]}),
    "what staff wrote": event(
        "oa_send_text",
        sender={"id": OA, "admin_id": "84900000001"},
        recipient={"id": USER},
        message={"msg_id": "m", "text": "Kín"},
    ),
    "follow": event("follow", follower={"id": USER}, user_id_by_app="84900000001"),
}


@pytest.mark.parametrize("value", PRIVATE.values(), ids=PRIVATE.keys())
def test_what_is_kept_says_that_it_came_and_not_what(value: dict[str, Any]) -> None:
    body = json.dumps(value).encode()
    got = parse(body, OA)
    assert got is not None
    kept = to_keep(got, body, OA)
    assert "84900000001" not in kept
    assert "K\\u00edn" not in kept
    again = parse(kept.encode(), OA)
    assert again is not None
    assert (again.role, again.citizen, again.key("a"), again.message) == (
        got.role,
        got.citizen,
        got.key("a"),
        got.message,
    )


@pytest.mark.parametrize(("value", "role", "key"), OTHERS.values(), ids=OTHERS.keys())
def test_other_events(value: dict[str, Any], role: Role, key: str) -> None:
    got = read(value)
    assert (got.role, got.key("a")) == (role, key)


NONSENSE = {
    "empty": b"",
    "not JSON": b"{",
    "a list": b"[]",
    "null": b"null",
    "no event name": b'{"timestamp": "1"}',
    "no timestamp": b'{"event_name": "user_send_text"}',
    "not UTF-8": b'{"event_name": "\xff"}',
    "UTF-16": '{"event_name": "user_send_text", "timestamp": "1"}'.encode("utf-16"),
    "very deep": b'{"a":' * 50_000,
    "event name that is an object": b'{"event_name": {}, "timestamp": "1"}',
    "a number with ten thousand digits": b'{"event_name": "x", "timestamp": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_nobody(body: bytes) -> None:
    assert parse(body, OA) is None
