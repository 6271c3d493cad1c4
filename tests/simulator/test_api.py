"""Limits, windows and answers of the API beyond the plain text."""

import json
from typing import Any

import pytest
import requests

from simulator import HandClock, Simulator
from simulator.account import new_user_id
from simulator.clock import DAY, HOUR
from tests.simulator.conftest import CS, Bot

PNG = b"\x89PNG\r\n\x1a\n" + b"\r\n--\x00" * 20
QUERY = {"title": "Giấy tờ", "type": "oa.query.show", "payload": "Giấy tờ #01"}
ELEMENT = {"title": "Khai sinh", "subtitle": "Cho trẻ em"}


def template(**payload: Any) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


def buttons(*buttons: Any) -> dict[str, Any]:
    return {"text": "Chọn", **template(buttons=list(buttons))}


def elements(*elements: Any) -> dict[str, Any]:
    return template(template_type="list", elements=list(elements))


def picture(**element: Any) -> dict[str, Any]:
    return template(template_type="media", elements=[element])


OPEN = {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://example.test/01"}}
CALL = {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900000000"}}
SMS = {"title": "Nhắn", "type": "oa.open.sms", "payload": {"phone_code": "84900000000", "content": "x" * 160}}
LONG_SMS = {"title": "Nhắn", "type": "oa.open.sms", "payload": {"phone_code": "84900000000", "content": "x" * 161}}
FLAT = {"type": "oa.open.url", "url": "https://example.test/01"}
ASK = {"title": "Xin thông tin", "subtitle": "Để liên hệ", "image_url": "https://example.test/a.png"}
MESSAGES = {
    "every kind of button": (buttons(QUERY, OPEN, CALL, SMS, {**QUERY, "type": "oa.query.hide"}), 0),
    "six buttons": (buttons(*[QUERY] * 6), -201),
    "no buttons": (buttons(), -201),
    "buttons without a text": ({**buttons(QUERY), "text": ""}, -201),
    "a button without a title": (buttons({**QUERY, "title": ""}), -201),
    "a query of 1,000 characters": (buttons({**QUERY, "payload": "x" * 1000}), 0),
    "a query of 1,001 characters": (buttons({**QUERY, "payload": "x" * 1001}), -201),
    "a flat address in a button": (buttons({"title": "Mở", **FLAT}), -201),
    "a long message for the phone": (buttons(LONG_SMS), -201),
    "a list": (elements(ELEMENT, {**ELEMENT, "default_action": FLAT}), 0),
    "five elements": (elements(*[ELEMENT] * 5), 0),
    "six elements": (elements(*[ELEMENT] * 6), -201),
    "an element without a subtitle": (elements({"title": "Khai sinh"}), -201),
    "an address that is not flat in an element": (elements({**ELEMENT, "default_action": OPEN["payload"]}), -201),
    "a gif without its size": (picture(media_type="gif", url="https://example.test/a.gif"), -201),
    "a gif": (picture(media_type="gif", url="https://example.test/a.gif", width=9, height=9), 0),
    "a picture from a file": (picture(media_type="image", url="file:///etc/passwd"), -201),
    "a film": (picture(media_type="video", url="https://example.test/a.mp4"), -201),
    "two pictures": (template(template_type="media", elements=[{}, {}]), -201),
    "a request for contact data": (template(template_type="request_user_info", elements=[ASK]), 0),
    "two requests for contact data": (template(template_type="request_user_info", elements=[ASK, ASK]), -201),
    "an unknown file": ({"attachment": {"type": "file", "payload": {"token": "?"}}}, -201),
    "an attachment of unknown type": ({"attachment": {"type": "video", "payload": {}}}, -233),
    "blanks": ({"text": "  "}, -201),
}


@pytest.mark.parametrize(("message", "error"), MESSAGES.values(), ids=MESSAGES.keys())
def test_shapes_and_limits(bot: Bot, user: str, message: Any, error: int) -> None:
    assert bot.send(user, message)["error"] == error


@pytest.mark.parametrize(
    ("switch", "message"), [("buttons", buttons(QUERY)), ("lists", elements(ELEMENT))], ids=["buttons", "lists"]
)
def test_a_capability_that_is_off_is_refused(
    simulator: Simulator, bot: Bot, user: str, switch: str, message: Any
) -> None:
    simulator.switches.set(switch, False)
    assert bot.send(user, message)["error"] == -233
    assert bot.send(user, {"text": "Chọn"})["error"] == 0


def test_a_message_of_another_citizen_cannot_be_quoted(simulator: Simulator, bot: Bot, user: str) -> None:
    other = simulator.say(new_user_id(), "Của người khác")
    assert bot.send(user, {"text": "x", "quote_message_id": other})["error"] == -201


def test_eight_replies_to_one_message_within_48_hours(
    simulator: Simulator, clock: HandClock, bot: Bot, user: str
) -> None:
    message = simulator.say(user, "Hỏi")
    body = {"recipient": {"message_id": message}, "message": {"text": "Đáp"}}
    assert [bot.post(CS, body)["error"] for _ in range(9)] == [0] * 8 + [-218]
    later = simulator.say(user, "Hỏi nữa")
    clock.advance(49 * HOUR)
    bot.token = simulator.tokens.issue()[0]
    assert bot.post(CS, {**body, "recipient": {"message_id": later}})["error"] == -218


@pytest.mark.parametrize(
    ("age", "cloud", "error"), [(47, False, 0), (49, False, -320), (49, True, 0), (169, True, -230)]
)
def test_windows(
    simulator: Simulator, clock: HandClock, bot: Bot, user: str, age: float, cloud: bool, error: int
) -> None:
    simulator.switches.cloud_account = cloud
    clock.advance(age * HOUR)
    bot.token = simulator.tokens.issue()[0]
    assert bot.send(user, {"text": "x"})["error"] == error


@pytest.mark.parametrize("code", [-244, -227, -218, -213])
def test_a_citizen_who_cannot_be_reached(simulator: Simulator, bot: Bot, user: str, code: int) -> None:
    simulator.refuse(user, code)
    assert bot.send(user, {"text": "x"})["error"] == code
    simulator.refuse(user, 0)
    assert bot.send(user, {"text": "x"})["error"] == 0


def test_a_seen_message_opens_no_window(simulator: Simulator, clock: HandClock, bot: Bot, user: str) -> None:
    bot.say(user, "Đáp")
    clock.advance(47 * HOUR)
    bot.token = simulator.tokens.issue()[0]
    sent = bot.say(user, "Đáp nữa")
    simulator.react(user, sent)
    clock.advance(2 * HOUR)
    bot.token = simulator.tokens.issue()[0]
    assert bot.send(user, {"text": "x"})["error"] == -320


def test_a_number_for_an_id_is_refused_or_reported(simulator: Simulator, bot: Bot, user: str) -> None:
    assert bot.send(int(user), {"text": "x"})["error"] == -201
    simulator.switches.numeric_ids = True
    assert bot.send(int(user), {"text": "x"})["error"] == 0
    assert simulator.report() == ["numeric-id: a user_id was sent as a number"]


def test_the_body_in_the_query_takes_plain_text_alone(simulator: Simulator, bot: Bot, user: str) -> None:
    def post(message: Any) -> Any:
        data = json.dumps({"recipient": {"user_id": user}, "message": message})
        headers = {"access_token": bot.token}
        return requests.post(simulator.url + CS, params={"data": data}, headers=headers, timeout=5).json()["error"]

    assert (post({"text": "x"}), post(buttons(QUERY))) == (0, -233)


def test_a_body_must_be_announced_as_json(simulator: Simulator, bot: Bot, user: str) -> None:
    body = json.dumps({"recipient": {"user_id": user}, "message": {"text": "x"}})
    answer = requests.post(simulator.url + CS, data=body, headers={"access_token": bot.token}, timeout=5)
    assert answer.json()["error"] == -201


def test_uploads_keep_every_byte_and_are_known_by_purpose(simulator: Simulator, bot: Bot, user: str) -> None:
    attachment = bot.upload("image", PNG)["data"]["attachment_id"]
    shown = requests.get(f"{simulator.url}/_sim/upload/{attachment}", timeout=5)
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    assert bot.send(user, picture(media_type="gif", attachment_id=attachment, width=1, height=1))["error"] == -201
    token = bot.upload("file", b"%PDF-1.7", "don.pdf")["data"]["token"]
    assert bot.send(user, {"attachment": {"type": "file", "payload": {"token": token}}})["error"] == 0
    assert bot.upload("file", b"PK\x03\x04 not a document", "don.zip")["error"] == -201
    assert bot.upload("file", b"ho,ten\r\n", "ds.csv")["error"] == 0


def test_a_reaction_needs_a_known_icon_and_message(simulator: Simulator, bot: Bot, user: str) -> None:
    message = simulator.say(user, "Cảm ơn")

    def react(icon: str, message_id: str) -> Any:
        action = {"react_icon": icon, "react_message_id": message_id}
        return bot.post("/v2.0/oa/message", {"recipient": {"user_id": user}, "sender_action": action})["error"]

    assert (react("/-strong", message), react("?", message), react("/-strong", "ffff")) == (0, -201, -201)
    assert simulator.people.by_message[message].reaction == "/-strong"


def test_people_can_be_listed_by_what_is_known_of_them(
    simulator: Simulator, clock: HandClock, bot: Bot, user: str
) -> None:
    clock.advance(2 * DAY)
    bot.token = simulator.tokens.issue()[0]
    fresh = new_user_id()
    simulator.relate("follow", fresh)
    assert bot.post("/v2.0/oa/tag/tagfollower", {"user_id": user, "tag_name": "Hẹn"})["error"] == 0

    def listed(**filters: Any) -> Any:
        answer = bot.get("/v3.0/oa/user/getlist", {"offset": 0, "count": 50, **filters})
        return [one["user_id"] for one in answer["data"]["users"]] if answer["error"] == 0 else answer["error"]

    assert listed() == [user, fresh]
    assert (listed(is_follower=True), listed(is_follower="false")) == ([fresh], [user])
    assert (listed(tag_name="Hẹn"), listed(last_interaction_period="TODAY")) == ([user], [fresh])
    assert (listed(last_interaction_period="L7D"), listed(count=51)) == ([user, fresh], -201)
    assert bot.get("/v2.0/oa/getfollowers", {"offset": 0, "count": 5})["data"]["followers"] == [{"user_id": fresh}]


def test_rate_headers_count_down(simulator: Simulator, clock: HandClock, bot: Bot) -> None:
    simulator.switches.rate_limit = 2

    def call() -> tuple[str, Any]:
        answer = requests.get(f"{simulator.url}/v2.0/oa/getoa", headers={"access_token": bot.token}, timeout=5)
        return answer.headers["X-RateLimit-Remain"], answer.json()["error"]

    assert [call(), call(), call()] == [("1", 0), ("0", 0), ("0", -32)]
    clock.advance(60)
    assert call() == ("1", 0)
