"""What a citizen would read differently on two days, or with two books (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.book import Book
from bot.messages import Facet
from bot.procedures import Edition, Procedure
from bot.sections import BLOCKS, Words, block, bullets

NOTHING = "(không có bản nào đang áp dụng)"
FORCE = "Hiệu lực"
"""Names the part that tells whether there is anything to do at all."""
SUSPENDED = "Hiện nay không làm thủ tục này."


@dataclass(frozen=True)
class Difference:
    """One part of one procedure that reads differently: before and after, as the citizen sees it."""

    procedure: str
    part: str
    before: str
    after: str


def between(before: Book, on: date, after: Book, then: date) -> Iterator[Difference]:
    """Compare every part of every procedure in one book on one day with the other book on the other day."""
    for procedure_id in dict.fromkeys([*before.procedures, *after.procedures]):
        yield from of_procedure(procedure_id, before, on, after, then)


def of_procedure(procedure_id: str, before: Book, on: date, after: Book, then: date) -> Iterator[Difference]:
    """Compare every part of one procedure in one book on one day with the other book on the other day."""
    old, new = (book.procedures.get(procedure_id) for book in (before, after))
    named = new or old
    name = f"{named.number or ''} {named.name}".strip() if named else procedure_id
    told = _told(before, old, on), _told(after, new, then)
    for part in dict.fromkeys([*told[0], *told[1]]):
        texts = [one.get(part, "") for one in told]
        if texts[0] != texts[1]:
            yield Difference(name, part, *texts)


def _told(book: Book, procedure: Procedure | None, day: date) -> dict[str, str]:
    """Everything a citizen can read of a procedure on a day, by part."""
    edition = procedure.in_force(day) if procedure else None
    if edition is None:
        return {FORCE: NOTHING}
    if edition.suspended:
        reasons = [*edition.suspended.reason, *edition.suspended.advice]
        return {FORCE: f"{SUSPENDED}\n{bullets(reasons)}"}
    return _parts(Words(book), edition)


def _parts(words: Words, edition: Edition) -> dict[str, str]:
    parts = {}
    for facet in Facet:
        label = words[BLOCKS[facet][0]].rstrip(":")
        parts[label] = block(words, edition, facet).split("\n", 1)[-1]
    return parts
