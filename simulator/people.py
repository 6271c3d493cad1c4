"""Citizens and what was said between each of them and the account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.account import id_by_app, new_user_id

FROM_ACCOUNT = 0
FROM_USER = 1
# What the conversation calls the kinds of message that it does not call as the sender did.
CONVERSATION_TYPES = {"buttons": "text", "image": "photo", "audio": "voice", "request_user_info": "template"}


@dataclass
class Person:
    """One citizen as Zalo keeps them."""

    user_id: str
    name: str
    is_follower: bool = False
    # Milliseconds since 1970 of the last thing that counts as an interaction; None before the first.
    last_interaction: int | None = None
    # The error every send to this person gets (-244 restricted, -227 inactive, -218 cap); 0 for none.
    refuses: int = 0
    tags: list[str] = field(default_factory=list)
    shared_info: dict[str, Any] = field(default_factory=dict)

    @property
    def by_app(self) -> str:
        """The person's id in the app's scope."""
        return id_by_app(self.user_id)


@dataclass
class Line:
    """One message of a conversation, in either direction."""

    message_id: str
    user_id: str
    src: int
    time: int
    kind: str
    text: str = ""
    attachment: dict[str, Any] | None = None
    quote: str = ""
    # Set when a member of staff wrote it in the account's own chat tool.
    admin_id: str = ""
    # A tapped "hide" button reaches the bot and does not show in the chat.
    hidden: bool = False
    # From the user: sending, delivered, failed. From the account: sent, received, seen.
    status: str = "sent"
    reaction: str = ""
    # How many sends named this message as their recipient.
    replies: int = 0


class People:
    """All citizens and their conversations; the caller holds the lock."""

    def __init__(self) -> None:
        self.by_id: dict[str, Person] = {}
        self.lines: dict[str, list[Line]] = {}
        self.by_message: dict[str, Line] = {}

    def add(self, name: str, user_id: str | None = None) -> Person:
        """Return the person with `user_id`, made if there is none."""
        user_id = user_id or new_user_id()
        if user_id not in self.by_id:
            self.by_id[user_id] = Person(user_id, name)
            self.lines[user_id] = []
        return self.by_id[user_id]

    def append(self, line: Line) -> None:
        """Put `line` at the end of its conversation."""
        self.lines[line.user_id].append(line)
        self.by_message[line.message_id] = line

    def newest(self, lines: Iterable[Line], until: int, offset: int, count: int) -> list[Line]:
        """At most `count` of `lines` not later than `until` (ms), newest first, after skipping `offset`."""
        seen = [line for line in lines if line.time <= until and not line.hidden]
        seen.reverse()
        return seen[offset : offset + count]

    def dump(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        return {
            "people": [asdict(person) for person in self.by_id.values()],
            "lines": [asdict(line) for lines in self.lines.values() for line in lines],
        }

    def load(self, state: dict[str, Any]) -> None:
        """Take over what `dump` wrote."""
        for row in state.get("people", []):
            person = Person(**row)
            self.by_id[person.user_id] = person
            self.lines[person.user_id] = []
        for row in state.get("lines", []):
            self.append(Line(**row))


def conversation_item(line: Line, person: Person, oa_id: str, oa_name: str) -> dict[str, Any]:
    """`line` as /v2.0/oa/conversation and /listrecentchat spell it."""
    account = {"id": oa_id, "display_name": oa_name, "avatar": ""}
    citizen = {"id": person.user_id, "display_name": person.name, "avatar": ""}
    source, target = (account, citizen) if line.src == FROM_ACCOUNT else (citizen, account)
    item: dict[str, Any] = {
        "src": line.src,
        "time": line.time,
        "sent_time": str(line.time),
        "message_id": line.message_id,
        "type": CONVERSATION_TYPES.get(line.kind, line.kind),
        "message": line.text,
    }
    item |= {f"from_{key}": value for key, value in source.items()}
    item |= {f"to_{key}": value for key, value in target.items()}
    return item
