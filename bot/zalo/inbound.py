"""Zalo's webhook events, read into our own words (pure). Unknown events and fields are nobody's fault.

Shapes from Zalo's webhook pages. Ids are text of up to 19 digits; some senders write numbers, so both are
read. The citizen is whichever of sender and recipient is not the account.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.messages import Message, MessageKind

KINDS = {
    "user_send_text": MessageKind.TEXT,
    "user_send_image": MessageKind.PICTURE,
    "user_send_gif": MessageKind.PICTURE,
    "user_send_video": MessageKind.PICTURE,
    "user_send_sticker": MessageKind.STICKER,
    "user_send_audio": MessageKind.VOICE,
    "user_send_location": MessageKind.LOCATION,
    "user_send_file": MessageKind.FILE,
    "user_send_link": MessageKind.LINK,
    "user_send_business_card": MessageKind.LINK,
    "user_submit_info": MessageKind.PERSONAL,
    "follow": MessageKind.ARRIVAL,
    "user_click_chatnow": MessageKind.ARRIVAL,
}
CAPTIONED = {MessageKind.TEXT, MessageKind.PICTURE, MessageKind.FILE}
"""Kinds whose text is the citizen's own words (a link's or a card's text is not)."""


class Role(StrEnum):
    """What an event asks of us."""

    MESSAGE = "message"  # a citizen's message, to be answered
    STAFF = "staff"  # a member of staff wrote in the account's chat: the bot steps back
    LEAVE = "leave"  # unfollowed or withdrew: forget the talk
    NOTHING = "nothing"  # echoes, receipts, reactions, everything unknown: acknowledged only


@dataclass(frozen=True)
class Event:
    """A webhook event. `key` is its identity, `message_id` what a reply may quote."""

    app_id: str
    name: str
    role: Role
    citizen: str
    key: str
    timestamp: str
    message_id: str | None
    message: Message | None


def parse(body: bytes, oa_id: str) -> Event | None:
    """Read an event; None for anything that is not a JSON object with an event name and a timestamp."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    name, timestamp = _text(value.get("event_name")), _text(value.get("timestamp"))
    if not name or not timestamp:
        return None
    content = _object(value.get("message"))
    message_id = _text(content.get("msg_id")) or None
    citizen = _citizen(value, oa_id)
    role = _role(name, value, citizen)
    return Event(
        app_id=_text(value.get("app_id")),
        name=name,
        role=role,
        citizen=citizen,
        key=f"{name}:{message_id}" if message_id else f"{name}:{timestamp}:{citizen}",
        timestamp=timestamp,
        message_id=message_id,
        message=_message(name, content) if role is Role.MESSAGE else None,
    )


def _role(name: str, value: dict[str, Any], citizen: str) -> Role:
    if not citizen:
        return Role.NOTHING
    if name in KINDS:
        return Role.MESSAGE
    if name.startswith("oa_send_") and _text(_object(value.get("sender")).get("admin_id")):
        return Role.STAFF
    return Role.LEAVE if name in ("unfollow", "user_withdraw") else Role.NOTHING


def _message(name: str, content: dict[str, Any]) -> Message:
    kind = KINDS[name]
    return Message(kind, _text(content.get("text")) if kind in CAPTIONED else "")


def _citizen(value: dict[str, Any], oa_id: str) -> str:
    places = (value.get("sender"), value.get("recipient"), value.get("follower"))
    ids = [_text(_object(place).get("id")) for place in places]
    ids.append(_text(value.get("user_id")))
    return next((one for one in ids if one.isascii() and one.isdigit() and len(one) <= 20 and one != oa_id), "")


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int) else ""
