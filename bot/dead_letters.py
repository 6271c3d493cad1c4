"""Replies given up for good: staff list them, read them, send them again or drop them."""

from __future__ import annotations

from dataclasses import dataclass

from bot import retention
from bot.outbox import from_text
from bot.store import Connection, Store
from bot.zalo.refusals import refusal

LIST = "SELECT * FROM outbox WHERE state = 'dead' AND (:id = 0 OR id = :id) ORDER BY id"
REPLAY = """
UPDATE outbox SET state = 'waiting', tries = 0, due_at = :now, error = NULL, settled_at = NULL, owner = NULL
WHERE state = 'dead' AND (:id = 0 OR id = :id) RETURNING id
"""
DROP = """
DELETE FROM outbox WHERE state = 'dead' AND (:id = 0 OR id = :id) RETURNING 'replies dead' AS name
"""
EVERY = 0
"""In place of a row id: all of them."""


@dataclass(frozen=True)
class DeadLetter:
    """A reply that did not get through: our row id, Zalo's id of whose it was, what it said, why it was given up."""

    id: int
    recipient: str
    text: str
    tries: int
    created_at: float
    given_up_at: float
    error: str

    @property
    def reason(self) -> str:
        """Why, in words for staff: Zalo's error number with its meaning, or our own note."""
        if self.error.removeprefix("-").isdigit():
            return f"{self.error}: {refusal(int(self.error)).meaning}"
        return self.error


def find(connection: Connection, row_id: int = EVERY) -> list[DeadLetter]:
    """Give the dead replies (or the one with this id), oldest first."""
    rows = connection.rows(LIST, {"id": row_id})
    return [
        DeadLetter(
            id=row["id"],
            recipient=row["recipient"],
            text=from_text(row["reply"]).text,
            tries=row["tries"],
            created_at=row["created_at"],
            given_up_at=row["settled_at"],
            error=row["error"] or "",
        )
        for row in rows
    ]


def replay(store: Store, row_id: int, now: float) -> int:
    """Let dead replies be tried afresh; an unsure one is looked up first. Gives how many."""
    with store.write() as connection:
        return len(connection.rows(REPLAY, {"id": row_id, "now": now}))


def drop(store: Store, row_id: int) -> int:
    """Delete dead replies for good; they stay in the totals. Gives how many."""
    with store.write() as connection:
        gone = connection.rows(DROP, {"id": row_id})
        retention.count(connection, [row["name"] for row in gone])
    return len(gone)
