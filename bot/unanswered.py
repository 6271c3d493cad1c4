"""The table of questions that were not answered: masked, counted by day, without the citizen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from bot.calendar import VIETNAM
from bot.gaps import Unanswered
from bot.store import Connection

MOST_A_DAY = 2000
"""Different texts of one day that are kept: a storm of nonsense must not fill the disk."""

NOTE = """
INSERT INTO unanswered (day, text, n) SELECT :day, :text, 1
WHERE (SELECT count(*) FROM unanswered WHERE day = :day) < :most
ON CONFLICT (day, text) DO UPDATE SET n = unanswered.n + 1
"""
ALL = "SELECT min(id) AS id, text, sum(n) AS n, max(day) AS last FROM unanswered GROUP BY text ORDER BY 1"
DROP = "DELETE FROM unanswered WHERE text = :text"


def count_in(connection: Connection, text: str, day: date) -> None:
    """Count a masked text of that day."""
    began = datetime.combine(day, time(), VIETNAM).timestamp()
    connection.rows(NOTE, {"day": began, "text": text, "most": MOST_A_DAY})


def every(connection: Connection) -> list[Unanswered]:
    """Give every text that is kept."""
    rows = connection.rows(ALL)
    return [
        Unanswered(row["id"], row["text"], int(row["n"]), datetime.fromtimestamp(row["last"], VIETNAM).date())
        for row in rows
    ]


def drop(connection: Connection, texts: Iterable[Unanswered]) -> None:
    """Delete texts on all days."""
    connection.many(DROP, [{"text": one.text} for one in texts])
