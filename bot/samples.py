"""Made-up dossiers for the demonstration, and the mark that everything shown of them bears (pure)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from bot.book import Book
from bot.dossiers import Dossier, Reason, Status

MARK = "DỮ LIỆU MẪU"
DAYS = 700
"""Days before today on which made-up dossiers begin."""
A_DAY = 6
"""Made-up dossiers a working day, about."""


def marked(text: str) -> str:
    """Put the mark above a message."""
    return f"{MARK}\n{text}"


def made_up(book: Book, today: date) -> Iterator[Dossier]:
    """Make up dossiers up to a day: the same for the same day, more and more of them filed online."""
    chance = random.Random(today.toordinal())  # noqa: S311  (nothing secret: it must only repeat)
    procedures = [one.id for one in book.procedures.values()]
    for back in range(DAYS, 0, -1):
        received = today - timedelta(days=back)
        counters = [name for name, _ in book.offices.in_force(received)]
        if received.weekday() > 4 or not counters:
            continue
        for number in range(chance.randint(1, 2 * A_DAY)):
            counter = chance.choice(counters[:1] * 6 + counters)
            yield _one(chance, f"MAU{received:%y%m%d}{number:04}", counter, chance.choice(procedures), received, today)


def _one(chance: random.Random, code: str, counter: str, procedure: str, received: date, today: date) -> Dossier:
    """Make one up: mostly in time, a few late, the newest still open."""
    days = chance.choice((1, 3, 3, 5, 10, 15))
    due = received + timedelta(days=days)
    legal_due = due + timedelta(days=chance.choice((0, 2, 5)))
    done: date | None = received + timedelta(days=max(days - chance.choice((0, 0, 1, 1, 2)), 0))
    if chance.random() < 0.04:
        done = due + timedelta(days=chance.randint(1, 8))
    if done and done > today:
        done = None
    status = chance.choice((Status.WORKING, Status.PAPERS)) if done is None else Status.HANDED
    if done and (today - done).days < 10:
        status = Status.READY
    late = (done or today) > due
    online = chance.random() < 0.35 + 0.3 * (received.year - today.year + 1)
    reason = chance.choice((Reason.CHECKING, Reason.OTHER_BODY, Reason.PAPERS)) if late else None
    return Dossier(code, counter, procedure, status, received, due, legal_due, done, reason, online)
