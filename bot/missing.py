"""Papers found missing at a counter: one row per month, counter, procedure and paper, raised in place; no persons.

The row without a paper counts the sheets, so that a paper can be set against them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.store import Connection

RAISE = """
INSERT INTO missing (month, counter, procedure, paper, n) VALUES (:month, :counter, :procedure, :paper, 1)
ON CONFLICT (month, counter, procedure, paper) DO UPDATE SET n = missing.n + 1
"""
MONTH = """
SELECT procedure, paper, SUM(n) AS n FROM missing WHERE month = :month AND (:counter = '' OR counter = :counter)
GROUP BY procedure, paper ORDER BY procedure, paper
"""


@dataclass(frozen=True)
class Counted:
    """A procedure in one month: how many sheets were written, how often each paper was missing, most first."""

    procedure: str
    sheets: int
    papers: tuple[tuple[str, int], ...]


def add(connection: Connection, day: date, counter: str, procedure: str, papers: Iterable[str]) -> None:
    """Count one sheet and each paper on it once, by its name."""
    for paper in ("", *dict.fromkeys(papers)):
        values = {"month": f"{day:%Y-%m}", "counter": counter, "procedure": procedure, "paper": paper}
        connection.rows(RAISE, values)


def counted(connection: Connection, month: str, counter: str = "") -> list[Counted]:
    """Give the counts of a month (YYYY-MM) at one counter, or at all of them together."""
    found: dict[str, dict[str, int]] = {}
    for row in connection.rows(MONTH, {"month": month, "counter": counter}):
        found.setdefault(row["procedure"], {})[row["paper"]] = int(row["n"])
    return [
        Counted(one, names.pop("", 0), tuple(sorted(names.items(), key=lambda item: (-item[1], item[0]))))
        for one, names in found.items()
    ]
