"""Webhook events: their shapes, the bytes they travel as, and their signature."""

from __future__ import annotations

import enum
import hashlib
import hmac
import json
import random
import unicodedata
from typing import Any

from simulator.account import Account, id_by_app

HEADER = "X-ZEvent-Signature"
# Shapes of the attachments a citizen can send; the values are samples.
ATTACHMENTS: dict[str, dict[str, Any]] = {
    "image": {"thumbnail": "http://photo.example.test/t.jpg", "url": "http://photo.example.test/p.jpg"},
    "gif": {"thumbnail": "http://photo.example.test/t.gif", "url": "http://photo.example.test/p.gif"},
    "link": {"thumbnail": "", "description": "Cổng thông tin", "url": "https://example.test/bai-viet"},
    "audio": {"url": "http://voice.example.test/v.amr"},
    "video": {"url": "http://video.example.test/v.mp4", "thumbnail": "", "description": ""},
    "sticker": {"url": "http://sticker.example.test/s.png", "id": "46959"},
    "location": {"coordinates": {"latitude": "9.5657", "longitude": "105.5974"}},
    "file": {
        "size": "20480",
        "name": "don.pdf",
        "checksum": "0cc175b9c0f1b6a831c399e269772661",
        "type": "pdf",
        "url": "http://file.example.test/don.pdf",
    },
    "business_card": {"thumbnail": "", "url": "https://zalo.example.test", "description": '{"phone":"","caption":""}'},
}
MEDIA = tuple(ATTACHMENTS)


class Signing(enum.Enum):
    """How an event is signed: rightly, or in one of the wrong ways in circulation."""

    # The platform's own formula.
    RIGHT = "right"
    # No header at all.
    NONE = "none"
    # The app secret in place of the account's secret.
    APP_SECRET = "app-secret"
    # The account's id in place of the app's id.
    OA_ID = "oa-id"
    # The right hash without its prefix.
    NO_PREFIX = "no-prefix"
    # HMAC-SHA256 of the body, keyed with the account's secret.
    HMAC = "hmac"
    # The same, under the name sha256=.
    SHA256 = "sha256"
    # Hash over the re-serialised JSON.
    RESERIALISED = "reserialised"
    # 64 hex digits out of the air.
    RANDOM = "random"


def sign(app_id: str, body: bytes, timestamp: str, oa_secret: str) -> str:
    """The header's value: `mac=` and the SHA-256 over app id, body, timestamp and the account's secret."""
    return "mac=" + hashlib.sha256(app_id.encode() + body + timestamp.encode() + oa_secret.encode()).hexdigest()


def timestamp_of(body: bytes) -> str:
    """The text of `timestamp` in a body; empty when the body is no object or has none."""
    try:
        event = json.loads(body)
    except ValueError:
        return ""
    return str(event.get("timestamp", "")) if isinstance(event, dict) else ""


def signature(account: Account, body: bytes, how: Signing) -> str | None:
    """The header's value for `body`, made in the way of `how`; None for no header."""
    stamp = timestamp_of(body)
    keyed = hmac.new(account.oa_secret.encode(), body, hashlib.sha256).hexdigest
    right = sign(account.app_id, body, stamp, account.oa_secret)
    if how is Signing.NONE:
        return None
    if how is Signing.RESERIALISED:
        again = json.dumps(json.loads(body)).encode() + b" "
        return sign(account.app_id, again, stamp, account.oa_secret)
    values = {
        Signing.RIGHT: right,
        Signing.APP_SECRET: sign(account.app_id, body, stamp, account.app_secret),
        Signing.OA_ID: sign(account.oa_id, body, stamp, account.oa_secret),
        Signing.NO_PREFIX: right.removeprefix("mac="),
        Signing.HMAC: "mac=" + keyed(),
        Signing.SHA256: "sha256=" + keyed(),
        Signing.RANDOM: "mac=" + random.SystemRandom().randbytes(32).hex(),
    }
    return values[how]


def write(event: dict[str, Any], form: str, unicode_form: str, chance: random.Random) -> bytes:
    """`event` as JSON bytes: "plain", or "mixed" with key order, blanks and escapes drawn from `chance`."""
    if unicode_form == "NFD" or (unicode_form == "mixed" and chance.random() < 0.5):
        event = _normalised(event, "NFD")
    if form == "plain":
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    if chance.random() < 0.5:
        event = _shuffled(event, chance)
    separators = chance.choice([(",", ":"), (", ", ": "), (",", ": ")])
    return json.dumps(event, ensure_ascii=chance.random() < 0.5, separators=separators).encode()


def _normalised(value: Any, form: str) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize(form, value)  # type: ignore[arg-type]
    if isinstance(value, dict):
        return {key: _normalised(item, form) for key, item in value.items()}
    return [_normalised(item, form) for item in value] if isinstance(value, list) else value


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: _shuffled(value[key], chance) for key in keys}
    return [_shuffled(item, chance) for item in value] if isinstance(value, list) else value


class Events:
    """Builds events of one account; each is a dict in the platform's shape."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def _message(self, name: str, source: str, target: str, message: dict[str, Any], at: int) -> dict[str, Any]:
        user = target if source == self._account.oa_id else source
        return {
            "app_id": self._account.app_id,
            "sender": {"id": source},
            "user_id_by_app": id_by_app(user),
            "recipient": {"id": target},
            "event_name": name,
            "message": message,
            "timestamp": str(at),
        }

    def from_user(self, name: str, user_id: str, message: dict[str, Any], at: int) -> dict[str, Any]:
        """A `user_send_*` or `user_reacted_message` event."""
        return self._message(name, user_id, self._account.oa_id, message, at)

    def echo(self, name: str, user_id: str, message: dict[str, Any], at: int, admin_id: str = "") -> dict[str, Any]:
        """An `oa_send_*` event; `admin_id` only when a person wrote it in the chat tool."""
        event = self._message(name, self._account.oa_id, user_id, message, at)
        if admin_id:
            event["sender"]["admin_id"] = admin_id
        return event

    def receipt(self, name: str, user_id: str, message_id: str, at: int) -> dict[str, Any]:
        """`user_received_message` with `msg_id`, or `user_seen_message` with the array `msg_ids`."""
        seen = name == "user_seen_message"
        event = self._message(
            name,
            self._account.oa_id,
            user_id,
            {"msg_ids": [message_id]} if seen else {"msg_id": message_id},
            at,
        )
        del event["user_id_by_app"]
        return event

    def relation(self, name: str, user_id: str, at: int) -> dict[str, Any]:
        """`follow`, `unfollow`, `user_click_chatnow` or `user_withdraw`: flat, without sender and message."""
        event: dict[str, Any] = {
            "oa_id": self._account.oa_id,
            "user_id_by_app": id_by_app(user_id),
            "event_name": name,
            "app_id": self._account.app_id,
            "timestamp": str(at),
        }
        if name in ("follow", "unfollow"):
            event |= {"follower": {"id": user_id}, "source": "oa_profile"}
        else:
            event["user_id"] = user_id
        return event

    def submit_info(self, user_id: str, info: dict[str, Any], at: int) -> dict[str, Any]:
        """`user_submit_info`: what a citizen filled in after a request_user_info message."""
        return {
            "sender": {"id": user_id},
            "recipient": {"id": self._account.oa_id},
            "event_name": "user_submit_info",
            "app_id": self._account.app_id,
            "timestamp": str(at),
            "info": info,
        }

    def tag(self, name: str, user_ids: list[str], tag: str, at: int) -> dict[str, Any]:
        """`add_user_to_tag`, `remove_user_from_tag` or `remove_tag`."""
        return {
            "oa_id": self._account.oa_id,
            "user_id_by_app": id_by_app(user_ids[0]) if user_ids else "",
            "event_name": name,
            "tag": {"user_ids": user_ids, "name": tag},
            "app_id": self._account.app_id,
            "timestamp": str(at),
        }
