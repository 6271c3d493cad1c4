"""Replies as Zalo wants them: payload shapes and limits of POST /v3.0/oa/message/cs (pure)."""

from __future__ import annotations

import unicodedata
from typing import Any

from bot.messages import Reply

TEXT_LIMIT = 2000
"""Characters of a text message, counted in code points."""
BUTTON_LIMIT = 5
TITLE_LIMIT = 100
QUERY_LIMIT = 1000


class TooLong(ValueError):
    """A reply that Zalo would refuse; the book's tests must have caught it before."""


def payload(citizen: str, reply: Reply, *, buttons: bool, picture: str | None, quote: str | None) -> dict[str, Any]:
    """Build the request body: text always, the picture (an attachment id) or the buttons if wanted.

    Picture and buttons exclude each other: Zalo takes one attachment. TooLong above 2,000 characters.
    """
    text = unicodedata.normalize("NFC", reply.text)
    if len(text) > TEXT_LIMIT:
        raise TooLong(f"{len(text)} characters")
    message: dict[str, Any] = {"text": text}
    if quote:
        message["quote_message_id"] = quote
    if picture:
        element = {"media_type": "image", "attachment_id": picture}
        media = {"template_type": "media", "elements": [element]}
        message["attachment"] = {"type": "template", "payload": media}
    elif buttons and reply.buttons:
        message["attachment"] = {"type": "template", "payload": {"buttons": _buttons(reply)}}
    return {"recipient": {"user_id": citizen}, "message": message}


def _buttons(reply: Reply) -> list[dict[str, str]]:
    return [
        {"title": button.title[:TITLE_LIMIT], "type": "oa.query.show", "payload": button.payload[:QUERY_LIMIT]}
        for button in reply.buttons[:BUTTON_LIMIT]
    ]
