"""Pages ready to send, kept in memory: drawn once for a book and a day, packed once, sent many times (pure)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.conversation import Conversation

HTML = "text/html; charset=utf-8"
FRESH_SECONDS = 600
"""How long a phone or a proxy may show a page without asking again."""


@dataclass(frozen=True)
class Printed:
    """A page's bytes, plain and packed with gzip, and the mark by which a browser asks whether it changed.

    What is packed already has no packed form.
    """

    body: bytes
    packed: bytes
    mark: str
    kind: str = HTML


def printed(text: str | bytes, kind: str = HTML) -> Printed:
    """Pack a page; its mark is drawn from its content, so that it is the same in every process."""
    body = text.encode() if isinstance(text, str) else text
    return Printed(body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:20], kind)


def picture(body: bytes) -> Printed:
    """Take a PNG as it is: it is packed already."""
    return Printed(body, b"", hashlib.sha256(body).hexdigest()[:20], "image/png")


@dataclass
class Run:
    """All pages of one book on one day, drawn when first asked for.

    `source` is the conversation they come from, `conversation` the same in the words of a page.
    """

    source: Conversation
    conversation: Conversation
    day: date
    pages: dict[Hashable, Printed] = field(default_factory=dict)

    def get(self, key: Hashable, draw: Callable[[], Printed]) -> Printed:
        """Give a page, drawing it if nobody has asked for it yet; two threads may draw it twice, to the same end."""
        page = self.pages.get(key)
        if page is None:
            page = self.pages[key] = draw()
        return page


def fresh_seconds(now: datetime) -> int:
    """Say how long a page may be shown unasked: never past midnight, when another edition may come into force."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return max(0, min(FRESH_SECONDS, int((midnight - now).total_seconds())))
