"""The OpenAPI and OAuth calls as Zalo answers them: (status, JSON body). Errors come with HTTP 200."""

from __future__ import annotations

import hmac
import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.account import GOVERNMENT, is_id
from simulator.clock import DAY, HOUR, MINUTE, milliseconds
from simulator.errors import ApiError, invalid
from simulator.messages import REACTIONS, judge
from simulator.oauth import OAuthError, proof_of
from simulator.people import FROM_USER, Person, conversation_item

if TYPE_CHECKING:
    from simulator.platform import Simulator

FREE_HOURS = 48
OPEN_DAYS = 7


@dataclass(frozen=True)
class Call:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = b""
    form: Mapping[str, str] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None

    def json(self) -> dict[str, Any]:
        """The JSON body of a POST, or the JSON text in `data` of a GET; ApiError when it is none."""
        text = self.query.get("data", "") if self.method == "GET" else self.body.decode("utf-8", "replace")
        try:
            value = json.loads(text or "{}")
        except ValueError:
            raise invalid("data") from None
        if not isinstance(value, dict):
            raise invalid("data")
        return value


class Api:
    """Answers calls on behalf of one platform."""

    def __init__(self, platform: Simulator) -> None:
        self._platform = platform
        self._recent: deque[float] = deque()
        self._routes: dict[tuple[str, str], Callable[[Call], Any]] = {
            ("POST", "/v3.0/oa/message/cs"): self._send,
            ("POST", "/v3.0/oa/message/transaction"): self._send,
            ("POST", "/v3.0/oa/message/promotion"): self._send,
            ("POST", "/v2.0/oa/message"): self._old_message,
            ("POST", "/v2.0/oa/upload/image"): lambda call: self._upload(call, "image"),
            ("POST", "/v2.0/oa/upload/gif"): lambda call: self._upload(call, "gif"),
            ("POST", "/v2.0/oa/upload/file"): lambda call: self._upload(call, "file"),
            ("GET", "/v2.0/oa/conversation"): self._conversation,
            ("GET", "/v2.0/oa/listrecentchat"): self._recent_chats,
            ("GET", "/v3.0/oa/user/detail"): self._detail,
            ("GET", "/v2.0/oa/getprofile"): self._detail,
            ("GET", "/v3.0/oa/user/getlist"): self._people,
            ("GET", "/v2.0/oa/getfollowers"): self._people,
            ("GET", "/v2.0/oa/getoa"): self._account,
            ("POST", "/v3.0/oa/quota/message"): self._quota,
            ("POST", "/v2.0/oa/quota/message"): self._quota,
            ("POST", "/v2.0/oa/tag/tagfollower"): lambda call: self._tag(call, add=True),
            ("POST", "/v2.0/oa/tag/rmfollowerfromtag"): lambda call: self._tag(call, add=False),
            ("POST", "/v2.0/oa/tag/rmtag"): self._remove_tag,
            ("GET", "/v2.0/oa/tag/gettagsofoa"): self._tags,
        }

    def answer(self, call: Call) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Answer a call: HTTP status, JSON body, headers."""
        if call.path == "/v4/oa/access_token" and call.method == "POST":
            return 200, self._token(call), {}
        route = self._routes.get((call.method, call.path))
        if route is None:
            return 404, {"error": 404, "message": "empty api or invalid"}, {}
        headers: dict[str, str] = {}
        try:
            self._count(headers)
            self._authorise(call)
            with self._platform.lock:
                data = route(call)
        except ApiError as error:
            return 200, error.body, headers
        return 200, {"error": 0, "message": "Success", "data": data}, headers

    def _count(self, headers: dict[str, str]) -> None:
        """4,000 calls a minute (or the switch's number), told in every answer."""
        now, limit = self._platform.clock.now(), self._platform.switches.rate_limit
        with self._platform.lock:
            while self._recent and self._recent[0] <= now - MINUTE:
                self._recent.popleft()
            remain = limit - len(self._recent)
            headers |= {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(max(remain - 1, 0))}
            if remain <= 0:
                raise ApiError(-32)
            self._recent.append(now)

    def _authorise(self, call: Call) -> None:
        """The token in the header `access_token` alone, living, newest; the proof where it is switched on."""
        tokens, switches = self._platform.tokens, self._platform.switches
        token = call.headers.get("access_token", "")
        if not token:
            raise ApiError(-216)
        with self._platform.lock:
            if not hmac.compare_digest(token.encode(), tokens.access.encode()):
                raise ApiError(-220)
            if tokens.is_expired():
                expired = "Access token has expired" if switches.expired_code == -216 else ""
                raise ApiError(switches.expired_code, expired)
        wanted = proof_of(token, self._platform.account.app_secret)
        if switches.appsecret_proof and call.headers.get("appsecret_proof") != wanted:
            raise ApiError(-242)

    def _token(self, call: Call) -> dict[str, Any]:
        platform = self._platform
        with platform.lock:
            platform.refreshing += 1
            if platform.refreshing > 1:
                platform.blame("two token calls at the same time")
        try:
            time.sleep(platform.switches.latency_ms / 1000)
            with platform.lock:
                pair = platform.tokens.exchange(call.form, call.headers.get("secret_key"))
            platform.save()
            return dict(pair)
        except OAuthError as error:
            return dict(error.body)
        finally:
            with platform.lock:
                platform.refreshing -= 1

    def _known(self, value: object) -> Person:
        if isinstance(value, int) and self._platform.switches.numeric_ids:
            self._platform.blame("a user id was sent as a number")
            value = str(value)
        person = self._platform.people.by_id.get(value) if is_id(value) and isinstance(value, str) else None
        if person is None:
            raise invalid("user_id")
        return person

    def _send(self, call: Call) -> dict[str, Any]:
        if "json" not in call.headers.get("content-type", ""):
            raise invalid("content-type")
        body = call.json()
        recipient = body.get("recipient")
        if not isinstance(recipient, dict):
            raise invalid("recipient")
        if "message_id" in recipient:
            line = self._platform.people.by_message.get(str(recipient["message_id"]))
            if line is None or line.src != FROM_USER:
                raise invalid("message_id")
            recipient = {"user_id": line.user_id}
        person = self._known(recipient.get("user_id"))
        self._window(person)
        platform = self._platform
        knows = platform.people.by_message.__contains__
        parts = judge(body.get("message"), platform.switches, platform.uploads, knows)
        sent = platform.accept(person.user_id, parts)
        stamp = str(milliseconds(platform.clock))
        return {"message_id": sent.message_id, "user_id": person.user_id, "sent_time": stamp}

    def _window(self, person: Person) -> None:
        """Free for 48 hours after the last interaction, charged for 7 days, then closed."""
        if person.refuses:
            raise ApiError(person.refuses)
        if person.last_interaction is None:
            raise ApiError(-232)
        age = self._platform.clock.now() - person.last_interaction / 1000
        if age > OPEN_DAYS * DAY:
            raise ApiError(-230)
        if age > FREE_HOURS * HOUR and not self._platform.switches.cloud_account:
            raise ApiError(-320)

    def _old_message(self, call: Call) -> dict[str, Any]:
        body = call.json()
        action = body.get("sender_action")
        if not isinstance(action, dict):
            raise ApiError(-240)
        line = self._platform.people.by_message.get(str(action.get("react_message_id")))
        if line is None or action.get("react_icon") not in REACTIONS:
            raise invalid("react_icon")
        line.reaction = str(action["react_icon"])
        return {"message_id": line.message_id}

    def _upload(self, call: Call, purpose: str) -> dict[str, Any]:
        if call.file is None:
            raise invalid("file")
        upload = self._platform.uploads.add(purpose, *call.file)
        return {"token" if purpose == "file" else "attachment_id": upload.upload_id}

    def _conversation(self, call: Call) -> list[dict[str, Any]]:
        wanted = call.json()
        person = self._known(wanted.get("user_id"))
        return self._items(self._platform.people.lines[person.user_id], wanted)

    def _recent_chats(self, call: Call) -> list[dict[str, Any]]:
        lines = [line for lines in self._platform.people.lines.values() for line in lines]
        return self._items(sorted(lines, key=lambda line: line.time), call.json())

    def _items(self, lines: list[Any], wanted: dict[str, Any]) -> list[dict[str, Any]]:
        offset, count = wanted.get("offset", 0), wanted.get("count", 5)
        if not isinstance(offset, int) or not isinstance(count, int) or not 1 <= count <= 10 or offset < 0:
            raise invalid("count")
        platform = self._platform
        until = milliseconds(platform.clock) - int(platform.switches.conversation_lag * 1000)
        newest = platform.people.newest(lines, until, offset, count)
        account = platform.account
        people = platform.people.by_id
        return [conversation_item(line, people[line.user_id], account.oa_id, account.name) for line in newest]

    def _detail(self, call: Call) -> dict[str, Any]:
        person = self._known(call.json().get("user_id"))
        return {
            "user_id": person.user_id,
            "user_id_by_app": person.by_app,
            "display_name": person.name,
            "user_is_follower": person.is_follower,
            "tags_and_notes_info": {"notes": [], "tag_names": person.tags},
            "shared_info": person.shared_info,
        }

    def _people(self, call: Call) -> dict[str, Any]:
        wanted = call.json()
        offset, count = wanted.get("offset", 0), wanted.get("count", 50)
        if not isinstance(offset, int) or not isinstance(count, int) or count > 50 or offset > 9951:
            raise invalid("count")
        people = list(self._platform.people.by_id)
        users = [{"user_id": user_id} for user_id in people[offset : offset + count]]
        return {"total": len(people), "count": len(users), "offset": offset, "users": users, "followers": users}

    def _account(self, _: Call) -> dict[str, Any]:
        account = self._platform.account
        followers = sum(person.is_follower for person in self._platform.people.by_id.values())
        return {"oaid": account.oa_id, "name": account.name, "oa_type": GOVERNMENT, "num_follower": followers}

    def _quota(self, call: Call) -> Any:
        wanted = call.json()
        if "user_id" in wanted:
            person = self._known(wanted["user_id"])
            return {"last_interaction": str(person.last_interaction or 0), "cs_reply": {"remain": 8, "total": 8}}
        return [{"asset_id": "", "product_type": "cs", "quota_type": "sub_quota", "total": 500, "remain": 500}]

    def _tag(self, call: Call, *, add: bool) -> dict[str, Any]:
        wanted = call.json()
        person, tag = self._known(wanted.get("user_id")), str(wanted.get("tag_name", ""))
        if not tag:
            raise invalid("tag_name")
        person.tags = sorted({*person.tags, tag} if add else set(person.tags) - {tag})
        return {}

    def _remove_tag(self, call: Call) -> dict[str, Any]:
        tag = str(call.json().get("tag_name", ""))
        for person in self._platform.people.by_id.values():
            person.tags = [one for one in person.tags if one != tag]
        return {}

    def _tags(self, _: Call) -> list[str]:
        return sorted({tag for person in self._platform.people.by_id.values() for tag in person.tags})
