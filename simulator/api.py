"""The OpenAPI of the Official Account: paths, tokens, rate, and the answer of each call."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from simulator import citizens, people_api
from simulator.clock import MINUTE
from simulator.errors import ApiError
from simulator.oauth import proof_of
from simulator.sending import react, send
from simulator.switches import SEND_PATH
from simulator.wire import Answer, Request, json_answer, json_body, json_data, multipart_file
from simulator.world import World

SUCCESS = {"error": 0, "message": "Success"}
NO_SUCH_API = json_answer({"error": 404, "message": "empty api or api invalid"}, status=404)
Call = Callable[[World, Request], Any]


def _send(world: World, request: Request) -> dict[str, Any]:
    """`?data=` in place of a body carries plain text and nothing else, as it was seen in the field."""
    if not request.body and "data" in request.query:
        body = json_data(request)
        if isinstance(body.get("message"), dict) and "attachment" in body["message"]:
            raise ApiError(-233)
        return _sent(world, body)
    return _sent(world, json_body(request))


def _sent(world: World, body: dict[str, Any]) -> dict[str, Any]:
    answer = send(world, body)
    asks = world.people.by_message[answer["message_id"]].kind == "request_user_info"
    if asks and world.switches.fill_in_forms:
        citizens.submit_info(world, answer["user_id"])
    return answer


def _send_v2(world: World, request: Request) -> dict[str, Any]:
    body = json_body(request)
    if "sender_action" not in body:
        raise ApiError(-240)
    return react(world, body)


def _upload(purpose: str) -> Call:
    key = "token" if purpose == "file" else "attachment_id"

    def call(world: World, request: Request) -> dict[str, Any]:
        name, content = multipart_file(request, "file")
        with world.lock:
            upload = world.uploads.add(purpose, name, content)
            world.touch()
        return {key: upload.upload_id}

    return call


def _closed(code: int) -> Call:
    def call(_world: World, _request: Request) -> Any:
        raise ApiError(code)

    return call


def _get(reader: Callable[[World, dict[str, Any]], Any]) -> Call:
    return lambda world, request: reader(world, json_data(request))


def _post(reader: Callable[[World, dict[str, Any]], Any]) -> Call:
    return lambda world, request: reader(world, json_body(request))


CALLS: dict[tuple[str, str], Call] = {
    ("POST", SEND_PATH): _send,
    ("POST", "/v2.0/oa/message"): _send_v2,
    # The app has no template or promotion product.
    ("POST", "/v3.0/oa/message/transaction"): _closed(-212),
    ("POST", "/v3.0/oa/message/promotion"): _closed(-212),
    ("POST", "/v3.0/oa/message/template"): _closed(-212),
    ("POST", "/v2.0/oa/upload/image"): _upload("image"),
    ("POST", "/v2.0/oa/upload/gif"): _upload("gif"),
    ("POST", "/v2.0/oa/upload/file"): _upload("file"),
    ("GET", "/v2.0/oa/getoa"): lambda world, _request: people_api.account(world),
    ("GET", "/v2.0/oa/conversation"): _get(people_api.conversation),
    ("GET", "/v2.0/oa/listrecentchat"): _get(people_api.recent),
    ("GET", "/v3.0/oa/user/detail"): _get(people_api.detail),
    ("GET", "/v3.0/oa/user/getlist"): _get(people_api.listing),
    ("GET", "/v2.0/oa/getprofile"): _get(people_api.profile),
    ("GET", "/v2.0/oa/getfollowers"): _get(people_api.followers),
    ("POST", "/v3.0/oa/quota/message"): _post(people_api.quota),
    ("POST", "/v2.0/oa/quota/message"): _post(people_api.reply_quota),
    ("POST", "/v2.0/oa/tag/tagfollower"): _post(people_api.tag),
    ("POST", "/v2.0/oa/tag/rmfollowerfromtag"): _post(people_api.untag),
    ("POST", "/v2.0/oa/tag/rmtag"): _post(people_api.remove_tag),
    ("GET", "/v2.0/oa/tag/gettagsofoa"): lambda world, _request: people_api.tags(world),
}


def handle(world: World, request: Request) -> Answer:
    """Answer one call; refusals are HTTP 200 with a code, unknown paths 404."""
    call = CALLS.get((request.method, request.path))
    if call is None:
        return NO_SUCH_API
    remain = _count(world)
    headers = {"X-RateLimit-Limit": str(world.switches.rate_limit), "X-RateLimit-Remain": str(max(0, remain))}
    try:
        if remain < 0:
            raise ApiError(-32)
        _check_token(world, request)
        return json_answer({"data": call(world, request), **SUCCESS}, headers=headers)
    except ApiError as error:
        return json_answer(error.body, headers=headers)


def _count(world: World) -> int:
    """Calls that are left in this minute; negative once there are none."""
    minute = int(world.clock.now() // MINUTE)
    with world.lock:
        used = world.calls_by_minute.get(minute, 0) + 1
        world.calls_by_minute.clear()
        world.calls_by_minute[minute] = used
    return world.switches.rate_limit - used


def _check_token(world: World, request: Request) -> None:
    token = request.headers.get("access_token") or ""
    with world.lock:
        known = bool(token) and hmac.compare_digest(token.encode(), world.tokens.access.encode())
        was_known = token in world.tokens.retired
        expired = world.tokens.is_expired()
    if was_known or (known and expired):
        if world.switches.expired_code == -216:
            raise ApiError(-216, "Access token has expired")
        raise ApiError(-220)
    if not known:
        raise ApiError(-216)
    if world.switches.appsecret_proof:
        proof = request.headers.get("appsecret_proof") or ""
        if not hmac.compare_digest(proof.encode(), proof_of(token, world.account.app_secret).encode()):
            raise ApiError(-242)
