"""Did an unsure reply arrive? Zalo's recent conversation is asked before it is sent again.

What is read there is compared and let go: nothing of it is stored or logged.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.outbox import Sending
from bot.zalo.client import Client

CLOCK_SLACK = 2 * 3600.0
"""Seconds that our clock may be wrong when times are compared: an hour too much (a time zone, a clock set by hand)
must not double replies. Earlier replies with the same text are told apart by their ids, which are known."""
PAGE = 10
"""Messages that Zalo gives in one call."""
PAGES = 5
"""Calls at most: a citizen who wrote fifty messages meanwhile is answered again rather than read further."""


@dataclass(frozen=True)
class Found:
    """The reply is there, under this message id."""

    message_id: str


def look_up(client: Client, token: str, sending: Sending, known: AbstractSet[str]) -> Found | None:
    """Find the reply: the account's, the same text, no other reply's id, not from before the first try.

    Raises ZaloError.
    """
    since = (sending.first_try_at - CLOCK_SLACK) * 1000
    wanted = _plain(sending.reply.text)
    for page in range(PAGES):
        items = client.conversation(token, sending.recipient, PAGE, page * PAGE)
        for item in items:
            ours = str(item.get("src")) == "0" and _plain(str(item.get("message") or "")) == wanted
            message_id = str(item.get("message_id") or "")
            if ours and message_id not in known and _milliseconds(item.get("time")) >= since:
                return Found(message_id)
        if len(items) < PAGE or _milliseconds(items[-1].get("time")) < since:
            break
    return None


def _plain(text: str) -> str:
    """Blanks and the form of accents are no difference: they may change on the way."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _milliseconds(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0
