"""How content citizens were in the last twelve months, for the page of the figures; small numbers are left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import satisfaction
from bot.book import Book
from bot.figures import share
from bot.ratings import SUBJECTS, TITLES, About, Level
from bot.satisfaction import Rated
from bot.sections import Words
from bot.store import Connection

MONTHS = 12


@dataclass(frozen=True)
class Table:
    """The months told of, the heads, and the rows: what was rated, how often, and the share of each level."""

    since: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(connection: Connection, book: Book, words: Words, today: date) -> Table | None:
    """Give the ratings of the year up to today as a table; None while too few have rated."""
    months = today.year * 12 + today.month - 1
    first = f"{(months - MONTHS + 1) // 12}-{(months - MONTHS + 1) % 12 + 1:02}"
    rated = satisfaction.counted(connection, first, f"{today:%Y-%m}")
    rows = []
    for about in About:
        rows.append(_row(SUBJECTS[about], satisfaction.together(rated, about)))
        for one in rated:
            procedure = book.procedures.get(one.procedure) if one.about is about else None
            rows.append(_row(f"– {procedure.short_name}", one) if procedure else None)
    told = tuple(row for row in rows if row)
    heads = ("Về", "Lượt", *(words[TITLES[level]] for level in Level))
    return Table(f"{first[5:]}/{first[:4]}", heads, told) if told else None


def _row(name: str, rated: Rated) -> tuple[str, ...] | None:
    if not rated.public:
        return None
    shares = (share(rated.levels.get(level, 0), rated.total) or "–" for level in Level)
    return (name, str(rated.total), *shares)
