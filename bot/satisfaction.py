"""Ratings counted by month, procedure and level, and masked words beside them; never who gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.calendar import VIETNAM
from bot.figures import FEWEST
from bot.ratings import About, Level, Rate, Remark
from bot.store import Connection

RAISE = """
INSERT INTO ratings (month, about, procedure, level, n) VALUES (:month, :about, :procedure, :level, 1)
ON CONFLICT (month, about, procedure, level) DO UPDATE SET n = ratings.n + 1
"""
KEEP = """
INSERT INTO remarks (month, about, procedure, level, text) VALUES (:month, :about, :procedure, :level, :text)
"""
COUNTED = """
SELECT about, procedure, level, SUM(n) AS n FROM ratings WHERE month BETWEEN :first AND :last
GROUP BY about, procedure, level ORDER BY about, procedure
"""
REMARKS = """
SELECT about, procedure, level, text FROM remarks WHERE month = :month ORDER BY about, procedure, text
"""


@dataclass(frozen=True)
class Rated:
    """How one thing was rated in some months: how often each level was chosen."""

    about: About
    procedure: str
    levels: Mapping[Level, int]

    @property
    def total(self) -> int:
        """How many rated it."""
        return sum(self.levels.values())

    @property
    def public(self) -> bool:
        """Say whether enough rated it to be told outside the office."""
        return self.total >= FEWEST


@dataclass(frozen=True)
class Said:
    """A masked word with what it was said about."""

    about: About
    procedure: str
    level: Level
    text: str


def rate(connection: Connection, given: Rate, now: float) -> None:
    """Count one rating."""
    connection.rows(RAISE, _values(given, now))


def remark(connection: Connection, given: Remark, now: float) -> None:
    """Keep one word, already masked."""
    connection.rows(KEEP, {**_values(given.rated, now), "text": given.text})


def counted(connection: Connection, first: str, last: str) -> list[Rated]:
    """Give the ratings of the months (YYYY-MM) from first to last, the most rated first."""
    found: dict[tuple[str, str], dict[Level, int]] = {}
    for row in connection.rows(COUNTED, {"first": first, "last": last}):
        found.setdefault((row["about"], row["procedure"]), {})[Level(row["level"])] = int(row["n"])
    rated = [Rated(About(about), procedure, levels) for (about, procedure), levels in found.items()]
    return sorted(rated, key=lambda one: -one.total)


def together(rated: list[Rated], about: About) -> Rated:
    """Add up what was rated of one kind."""
    levels = {level: sum(one.levels.get(level, 0) for one in rated if one.about is about) for level in Level}
    return Rated(about, "", levels)


def remarks(connection: Connection, month: str) -> list[Said]:
    """Give the words of a month (YYYY-MM), in an order that does not tell when they were said."""
    return [
        Said(About(row["about"]), row["procedure"], Level(row["level"]), row["text"])
        for row in connection.rows(REMARKS, {"month": month})
    ]


def _values(given: Rate, now: float) -> dict[str, str]:
    month = f"{datetime.fromtimestamp(now, VIETNAM):%Y-%m}"
    return {"month": month, "about": given.about.value, "procedure": given.procedure, "level": given.level.value}
