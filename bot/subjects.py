"""Everything a question may be about, with the texts by which it is known (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.book import Book
from bot.matters import ABOUT_TALK
from bot.messages import Outcome
from bot.procedures import Procedure

FRAMES = (
    "thủ tục",
    "được quy định như thế nào",
    "điều kiện là gì",
    "ai có thẩm quyền",
    "hồ sơ gồm những gì",
    "các trường hợp nào",
    "trình tự, thủ tục",
    "mất bao lâu",
    "lệ phí là bao nhiêu",
)
"""How a legal forum asks about anything; known of every procedure and matter, so that it speaks for none."""
FRAME_WEIGHT = 0.5
"""What a frame counts beside one way of asking."""
FACTS_WEIGHT = 0.1
"""What one sentence of a procedure's own facts counts beside one way of asking."""


class Kind(StrEnum):
    """What sort of subject it is."""

    PROCEDURE = "procedure"  # of the book
    MATTER = "matter"  # outside the book, with who handles it
    TOPIC = "topic"  # small talk, the counter, emergencies
    FIELD = "field"  # a field of the national catalogue that belongs to a matter


@dataclass(frozen=True)
class Subject:
    """One subject: its id (a field has its matter's), how people ask, and what else is known of it.

    `named` are its ways of asking and names; `facts` are sentences from its facts; without one of the notions
    it `needs` a text is not about it.
    """

    kind: Kind
    id: str
    named: tuple[str, ...]
    facts: tuple[str, ...] = ()
    outcome: Outcome = Outcome.ELSEWHERE
    needs: tuple[str, ...] = ()


def of_book(book: Book) -> list[Subject]:
    """Give all subjects of a book in a fixed order."""
    owner = {code: matter.id for matter in book.matters.values() for place in matter.places if (code := place.code)}
    owner |= {code.id: one.id for one in book.procedures.values() for edition in one.editions for code in edition.codes}
    official: dict[str, list[str]] = {}
    for name in book.catalogue:
        if name.code in owner:
            official.setdefault(owner[name.code], []).append(name.name)
    return [
        *(_procedure(one, official.get(one.id, [])) for one in book.procedures.values()),
        *(
            Subject(Kind.MATTER, one.id, _once(one.name, *one.wordings, *official.get(one.id, [])))
            for one in book.matters.values()
        ),
        *(
            Subject(Kind.TOPIC, one.id, one.wordings, outcome=one.kind)
            for one in book.topics.values()
            if one.id not in ABOUT_TALK
        ),
        *_fields(book, owner),
    ]


def _procedure(one: Procedure, official: list[str]) -> Subject:
    titles = (edition.title for edition in one.editions if edition.title)
    return Subject(
        Kind.PROCEDURE,
        one.id,
        _once(one.name, one.short_name, *titles, *one.wordings, *one.shared_wordings, *official),
        tuple(_facts(one)),
        Outcome.ANSWER,
        one.needs,
    )


def _facts(one: Procedure) -> Iterator[str]:
    """Who may file, on which conditions, with which papers: the newest edition's own words."""
    edition = one.editions[-1]
    for fact in (edition.who, edition.conditions, edition.result):
        yield from fact.text if fact else ()
    if edition.papers:
        for paper in edition.papers.items:
            yield f"{paper.name} {paper.when or ''}"


def _fields(book: Book, owner: dict[str, str]) -> Iterator[Subject]:
    matters = {field: matter.id for matter in book.matters.values() for field in matter.fields}
    names: dict[str, list[str]] = {}
    for name in book.catalogue:
        if name.field in matters and name.code not in owner:
            names.setdefault(name.field, []).append(name.name)
    for field, texts in names.items():
        yield Subject(Kind.FIELD, matters[field], _once(*texts))


def _once(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
