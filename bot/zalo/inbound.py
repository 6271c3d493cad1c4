"""Zalo's webhook events, read into our own words (pure). Unknown events and fields are nobody's fault.

Shapes from Zalo's webhook pages. Ids are text of up to 19 digits; some senders write numbers, so both are
read. The citizen is whichever of sender and recipient is not the account.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.dossiers import code_in
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
SILENT = re.compile(
    r"oa_|anonymous_send_|user_send_group_|change_|event_journey_|widget_|extension_"
    r"|(user_received_message|user_seen_message|user_reacted_message|add_user_to_tag|remove_user_from_tag|remove_tag"
    r"|update_user_info|user_feedback|user_reply_consent|user_call_oa|shop_has_order|create_group|user_join_group"
    r"|user_request_join_group|accept_request_join_group|react_request_join_group|react_request_join_group_accept"
    r"|reject_request_join_group|add_group_admin|remove_group_admin|update_group_info|user_out_group|user_leave_group"
    r"|delete_group)$"
)
"""Events of Zalo's list that ask for no answer: acknowledged, nothing more."""
NAME = re.compile(r"[a-z_]{1,60}")
CAPTIONED = {MessageKind.TEXT, MessageKind.PICTURE, MessageKind.FILE}
"""Kinds whose text is the citizen's own words (a link's or a card's text is not)."""


LINKED = "user_send_link"
"""A link that was pasted may come under this name, outside the text."""
MS_NOW = "1763900000000"
"""A timestamp in milliseconds has as many digits until the year 2286; Zalo's samples also show shorter nonsense."""


class Role(StrEnum):
    """What an event asks of us."""

    MESSAGE = "message"  # a citizen's message, to be answered
    STAFF = "staff"  # a member of staff wrote in the account's chat: the bot steps back
    LEAVE = "leave"  # unfollowed: forget the talk
    WITHDRAW = "withdraw"  # asked that their data be erased
    NOTHING = "nothing"  # echoes, receipts, reactions, groups, tags, anonymous visitors: acknowledged only
    UNKNOWN = "unknown"  # not in Zalo's list as we know it: counted and acknowledged


GOODBYES = {"unfollow": Role.LEAVE, "user_withdraw": Role.WITHDRAW}
ECHOES = {f"oa_send_{kind}" for kind in ("text", "image", "gif", "list", "file", "sticker", "template")}
"""What the account wrote to one citizen; in groups and to anonymous visitors it has other names."""


@dataclass(frozen=True)
class Event:
    """A webhook event; `message_id` is what a reply may quote."""

    app_id: str
    name: str
    role: Role
    citizen: str
    timestamp: str
    message_id: str | None
    message: Message | None

    def key(self, citizen: str) -> str:
        """Give its identity, `citizen` being what the tables call its citizen."""
        return f"{self.name}:{self.message_id or f'{self.timestamp}:{citizen}'}"

    @property
    def happened_at(self) -> float | None:
        """When it happened at Zalo, in seconds since the epoch; None where the timestamp is no such time."""
        milliseconds = self.timestamp.isascii() and self.timestamp.isdigit() and len(self.timestamp) == len(MS_NOW)
        return int(self.timestamp) / 1000 if milliseconds else None

    @property
    def tally(self) -> str:
        """Under which name an event that nobody expected is counted."""
        return f"unknown event {self.name}" if NAME.fullmatch(self.name) else "unknown event"


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
        timestamp=timestamp,
        message_id=message_id,
        message=_message(name, content) if role is Role.MESSAGE else None,
    )


def to_keep(event: Event, body: bytes, oa_id: str) -> str:
    """Give what is stored of an event: a text as it came; of everything else only that it came, and its caption.

    Positions, telephone numbers, files and what staff wrote never reach the database.
    """
    if event.message is not None and event.message.kind is KINDS.get(event.name) is MessageKind.TEXT:
        return body.decode()
    ours, theirs = {"id": oa_id}, {"id": event.citizen}
    by_staff = event.role is Role.STAFF
    message = {"msg_id": event.message_id, "text": event.message.text if event.message else ""}
    kept = {
        "app_id": event.app_id,
        "event_name": event.name,
        "timestamp": event.timestamp,
        "sender": ours | {"admin_id": "-"} if by_staff else theirs,
        "recipient": theirs if by_staff else ours,
        "message": message,
    }
    return json.dumps(kept, ensure_ascii=True)


def _role(name: str, value: dict[str, Any], citizen: str) -> Role:
    if name not in KINDS and name not in GOODBYES and not SILENT.match(name):
        return Role.UNKNOWN
    if not citizen:
        return Role.NOTHING
    if name in KINDS:
        return Role.MESSAGE
    if name in ECHOES and _text(_object(value.get("sender")).get("admin_id")):
        return Role.STAFF
    return GOODBYES.get(name, Role.NOTHING)


def _message(name: str, content: dict[str, Any]) -> Message:
    kind = KINDS[name]
    if name == LINKED and (code := _receipt(content)):
        return Message(MessageKind.TEXT, code)
    return Message(kind, _text(content.get("text")) if kind in CAPTIONED else "")


def _receipt(content: dict[str, Any]) -> str | None:
    """Give the dossier's code in a pasted link: what the QR code of a receipt holds. Nothing else of it is read."""
    attached = content.get("attachments")
    payloads = [_object(_object(one).get("payload")) for one in attached] if isinstance(attached, list) else []
    told = [_text(content.get("text")), *(_text(one.get("url")) for one in payloads)]
    return next((code for one in told if (code := code_in(one))), None)


def _citizen(value: dict[str, Any], oa_id: str) -> str:
    places = (value.get("sender"), value.get("recipient"), value.get("follower"))
    ids = [_text(_object(place).get("id")) for place in places]
    ids.append(_text(value.get("user_id")))
    return next((one for one in ids if is_id(one) and one != oa_id), "")


def is_id(text: str) -> bool:
    """Say whether a text can be an id of Zalo's: up to 20 digits."""
    return text.isascii() and text.isdigit() and len(text) <= 20


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Give a text that can be written down: JSON may hold halves of characters, which no encoding takes."""
    if isinstance(value, bool):
        return ""
    return str(value).encode("utf-8", "replace").decode() if isinstance(value, str | int) else ""
