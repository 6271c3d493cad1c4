"""The stand-in is as strict as Zalo: shapes, limits, tokens, windows, redelivery."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from simulator import Simulator
from simulator.account import new_user_id, refuse_official
from simulator.clock import DAY, HOUR, HandClock
from simulator.events import Signing, sign
from tests.simulator.conftest import Receiver
from tests.town import IDS, SECRETS, eventually

USER = new_user_id()
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def simulator(clock: HandClock) -> Iterator[Simulator]:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        simulator.relate("follow", USER)
        yield simulator


def refresh(simulator: Simulator, token: str = SECRETS["refresh_token"], secret: str = SECRETS["app_secret"]) -> Any:
    fields = {"refresh_token": token, "app_id": IDS["app_id"], "grant_type": "refresh_token"}
    answer = requests.post(
        f"{simulator.url}/v4/oa/access_token", data=fields, headers={"secret_key": secret}, timeout=5
    )
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def token(simulator: Simulator) -> str:
    return str(refresh(simulator)["access_token"])


def send(simulator: Simulator, token: str, message: Any, user: Any = USER, path: str = "/v3.0/oa/message/cs") -> Any:
    body = {"recipient": {"user_id": user}, "message": message}
    answer = requests.post(f"{simulator.url}{path}", json=body, headers={"access_token": token}, timeout=5)
    return answer.json()


def test_the_published_signature_vector() -> None:
    body = (
        '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
        '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
        '"message":{"text":"Đăng ký hộ kinh doanh cần giấy tờ gì?","msg_id":"96d3cdf3af150460909"},'
        '"timestamp":"1763900000000"}'
    ).encode()
    assert len(body) == 306
    mac = "mac=3bd9423209c8f59b18784076d0bd4a88b8d82c3c4cad4f3856067f0a2530f7a1"
    assert sign(IDS["app_id"], body, "1763900000000", "oa-secret-demo") == mac


def button(**changes: Any) -> dict[str, Any]:
    one = {"title": "Giấy tờ", "type": "oa.query.show", "payload": "Giấy tờ #01", **changes}
    return {"text": "x", "attachment": {"type": "template", "payload": {"buttons": [one]}}}


def media(**element: Any) -> dict[str, Any]:
    payload = {"template_type": "media", "elements": [{"media_type": "image", **element}]}
    return {"attachment": {"type": "template", "payload": payload}}


MESSAGES: dict[str, tuple[Any, int]] = {
    "text": ({"text": "Chào"}, 0),
    "empty quote": ({"text": "Chào", "quote_message_id": ""}, 0),
    "unknown quote": ({"text": "Chào", "quote_message_id": "ffff"}, -201),
    "no text": ({}, -201),
    "empty text": ({"text": ""}, -201),
    "text that is a number": ({"text": 5}, -201),
    "2,000 characters": ({"text": "ă" * 2000}, 0),
    "2,001 characters": ({"text": "ă" * 2001}, -210),
    "message that is a text": ("x", -201),
    "a button": (button(), 0),
    "a button with a long title": (button(title="a" * 101), -201),
    "a button with an object for a query": (button(payload={"url": "x"}), -201),
    "a button of unknown type": (button(type="oa.open.door"), -201),
    "a flat address in a button": (button(type="oa.open.url", payload="https://x"), -201),
    "picture by address": (media(url="https://example.test/a.png"), 0),
    "picture by nothing": (media(), -201),
    "picture by both": (media(url="https://x", attachment_id="y"), -201),
    "unknown upload": (media(attachment_id="nope"), -201),
    "unknown template": ({"attachment": {"type": "template", "payload": {"template_type": "carousel"}}}, -233),
}


@pytest.mark.parametrize(("message", "error"), MESSAGES.values(), ids=MESSAGES.keys())
def test_messages_are_judged(simulator: Simulator, token: str, message: Any, error: int) -> None:
    assert send(simulator, token, message)["error"] == error
    assert len(simulator.sent) == (error == 0)


def test_recipients_and_paths(simulator: Simulator, token: str) -> None:
    text = {"text": "x"}
    assert send(simulator, token, text, int(USER))["error"] == -201
    assert send(simulator, token, text, simulator.person(USER).by_app)["error"] == -201
    assert send(simulator, token, text, path="/v2.0/oa/message")["error"] == -240
    assert send(simulator, token, text, path="/v3.0/oa/message")["error"] == 404


@pytest.mark.parametrize(
    ("headers", "query", "error"),
    [
        ({}, "", -216),
        ({"Authorization": "Bearer TOKEN"}, "", -216),
        ({}, "?access_token=TOKEN", -216),
        ({"ZALO_OA_ACCESS_TOKEN": "TOKEN"}, "", -216),
        ({"access_token": "wrong"}, "", -216),
    ],
)
def test_the_token_counts_in_its_header_alone(
    simulator: Simulator, token: str, headers: dict[str, str], query: str, error: int
) -> None:
    filled = {name: value.replace("TOKEN", token) for name, value in headers.items()}
    address = f"{simulator.url}/v2.0/oa/getoa{query.replace('TOKEN', token)}"
    assert requests.get(address, headers=filled, timeout=5).json()["error"] == error


def test_tokens_work_once_and_end(simulator: Simulator, token: str, clock: HandClock) -> None:
    assert refresh(simulator)["error"] == -14014
    assert refresh(simulator, secret="wrong")["error_name"]
    first = requests.get(f"{simulator.url}/v2.0/oa/getoa", headers={"access_token": token}, timeout=5).json()
    assert first["data"]["oaid"] == IDS["oa_id"]
    clock.advance(25 * HOUR + 1)
    assert send(simulator, token, {"text": "x"})["error"] == -220
    simulator.switches.expired_code = -216
    assert "expired" in send(simulator, token, {"text": "x"})["message"]


def test_uploads_are_judged_by_content_and_live_seven_days(simulator: Simulator, clock: HandClock, token: str) -> None:
    def upload(data: bytes) -> Any:
        address = f"{simulator.url}/v2.0/oa/upload/image"
        return requests.post(
            address, files={"file": ("a.png", data)}, headers={"access_token": token}, timeout=5
        ).json()

    assert upload(b"GIF89a....")["error"] == -201
    assert upload(PNG + b"0" * 1024 * 1024)["error"] == -210
    attachment = upload(PNG)["data"]["attachment_id"]
    clock.advance(20 * HOUR)
    assert send(simulator, token, media(attachment_id=attachment))["error"] == 0
    pair = simulator.tokens.issue()
    clock.advance(6 * DAY)
    pair = simulator.tokens.issue()
    simulator.say(USER, "còn đây")
    clock.advance(5 * HOUR)
    assert send(simulator, pair[0], media(attachment_id=attachment))["error"] == -100


@pytest.mark.parametrize(("age", "error"), [(47 * HOUR, 0), (49 * HOUR, -320), (8 * DAY, -230)])
def test_the_window_closes(simulator: Simulator, clock: HandClock, age: float, error: int) -> None:
    clock.advance(age)
    access, _ = simulator.tokens.issue()
    assert send(simulator, access, {"text": "x"})["error"] == error


def test_a_person_who_never_wrote_cannot_be_written_to(simulator: Simulator, token: str) -> None:
    stranger = new_user_id()
    assert send(simulator, token, {"text": "x"}, stranger)["error"] == -201
    simulator.person(stranger)
    assert send(simulator, token, {"text": "x"}, stranger)["error"] == -232


def test_the_rate_is_limited_and_told(simulator: Simulator, token: str) -> None:
    simulator.switches.rate_limit = 3
    answers = [send(simulator, token, {"text": "x"})["error"] for _ in range(5)]
    assert answers[-1] == -32


def test_the_conversation_is_newest_first_at_most_ten_and_may_lag(
    simulator: Simulator, clock: HandClock, token: str
) -> None:
    for number in range(12):
        clock.advance(1)
        simulator.say(USER, f"hỏi {number}")

    def read(count: int) -> Any:
        data = json.dumps({"user_id": USER, "offset": 0, "count": count})
        address = f"{simulator.url}/v2.0/oa/conversation"
        return requests.get(address, params={"data": data}, headers={"access_token": token}, timeout=5).json()

    assert [item["message"] for item in read(2)["data"]] == ["hỏi 11", "hỏi 10"]
    assert (read(10)["data"][0]["src"], read(11)["error"]) == (1, -201)
    simulator.switches.conversation_lag = 5.0
    assert read(1)["data"][0]["message"] == "hỏi 6"


def test_failed_deliveries_come_again_along_the_ladder_and_then_the_webhook_is_off(
    simulator: Simulator, clock: HandClock, receiver: Receiver
) -> None:
    simulator.delivery.url = receiver.url
    receiver.status = 500
    simulator.say(USER, "Đăng ký")
    for step, pause in enumerate((30, 300, 900, 1800, 3600), 1):
        assert eventually(lambda step=step: len(receiver.got) == step and simulator.delivery.waiting() != [])  # type: ignore[misc]
        clock.advance(pause)
    assert eventually(lambda: simulator.delivery.disabled)
    assert [headers.get("num_retry") for headers in receiver.headers] == [None, "1", "2", "3", "4", "5"]
    assert len(set(receiver.bodies)) == 1


def test_a_healthy_webhook_gets_each_event_once(simulator: Simulator, receiver: Receiver) -> None:
    simulator.delivery.url = receiver.url
    simulator.say(USER, "một")
    simulator.give(USER, "sticker")
    simulator.say(USER, "hai", signing=Signing.HMAC)
    assert simulator.delivery.settle()
    assert receiver.names() == ["user_send_text", "user_send_sticker", "user_send_text"]


def test_an_answered_echo_or_a_double_is_reported(simulator: Simulator, token: str) -> None:
    assert send(simulator, token, {"text": "chào mừng"})["error"] == 0
    assert simulator.report() == []
    assert send(simulator, token, {"text": "chào mừng"})["error"] == 0
    assert simulator.report()[0].startswith("answered-twice")


def test_text_that_is_not_composed_is_reported(simulator: Simulator, token: str) -> None:
    send(simulator, token, {"text": "Đa\u0306ng ky\u0301"})
    assert simulator.report()[0].startswith("not-nfc")


@pytest.mark.parametrize("url", ["https://openapi.zalo.me", "http://oauth.zaloapp.com/x", "ftp://x", "nonsense"])
def test_it_never_talks_to_zalo_itself(url: str) -> None:
    with pytest.raises(ValueError, match=r"refusing|not an http"):
        refuse_official(url)
