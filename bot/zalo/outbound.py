"""Replies as Zalo wants them: payload shapes and limits of POST /v3.0/oa/message/cs (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from bot.messages import Reply

TEXT_LIMIT = 2000
"""Characters of a text message, counted in code points."""
BUTTON_LIMIT = 5
TITLE_LIMIT = 100
QUERY_LIMIT = 1000


class TooLong(ValueError):
    """A reply that Zalo would refuse; the book's tests must have caught it before."""


@dataclass(frozen=True)
class Extras:
    """What goes beyond plain text in one call: the buttons, a picture (its attachment id), a quoted message."""

    buttons: bool = False
    picture: str | None = None
    quote: str | None = None

    @property
    def attached(self) -> bool:
        """Whether there is an attachment."""
        return self.buttons or self.picture is not None

    @property
    def bare(self) -> bool:
        """Whether nothing is left but the text."""
        return not self.attached and self.quote is None


def payload(citizen: str, reply: Reply, extras: Extras) -> dict[str, Any]:
    """Build the request body: text always, the picture or the buttons if wanted.

    Picture and buttons exclude each other: Zalo takes one attachment. TooLong above 2,000 characters.
    """
    text = unicodedata.normalize("NFC", reply.text)
    if len(text) > TEXT_LIMIT:
        raise TooLong(f"{len(text)} characters")
    message: dict[str, Any] = {"text": text}
    if extras.quote:
        message["quote_message_id"] = extras.quote
    if extras.picture:
        element = {"media_type": "image", "attachment_id": extras.picture}
        media = {"template_type": "media", "elements": [element]}
        message["attachment"] = {"type": "template", "payload": media}
    elif extras.buttons and reply.buttons:
        message["attachment"] = {"type": "template", "payload": {"buttons": _buttons(reply)}}
    return {"recipient": {"user_id": citizen}, "message": message}


def parts(reply: Reply, room: int = 0) -> list[Reply]:
    """Split a reply that is longer than one message, at a blank line, a line's end or a blank; extras go last.

    `room` letters are left free in each part.
    """
    limit = TEXT_LIMIT - room
    rest, found = unicodedata.normalize("NFC", reply.text), []
    while len(rest) > limit:
        cut = max(rest.rfind(mark, 1, limit) for mark in ("\n\n",))
        if cut < limit // 2:
            cut = max(rest.rfind("\n", 1, limit), rest.rfind(" ", 1, limit))
        if cut < limit // 2:
            cut = limit
        found.append(Reply(rest[:cut].rstrip(), passing=reply.passing))
        rest = rest[cut:].strip()
    return [*found, replace(reply, text=rest)]


def _buttons(reply: Reply) -> list[dict[str, str]]:
    return [
        {"title": button.title[:TITLE_LIMIT], "type": "oa.query.show", "payload": button.payload[:QUERY_LIMIT]}
        for button in reply.buttons[:BUTTON_LIMIT]
    ]
