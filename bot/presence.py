"""Which workers are at work: each leaves a mark in the store every few seconds, so that limits are shared out.

Zalo counts calls by the account, whichever process makes them: two workers take half of the rate each.
"""

from __future__ import annotations

from bot.store import Connection

EVERY_SECONDS = 10.0
GONE_SECONDS = 35.0
"""A worker whose mark is older, or further ahead, is taken to be gone: three marks missed."""

TELL = "INSERT INTO marks (name, at) VALUES (:name, :now) ON CONFLICT (name) DO UPDATE SET at = excluded.at"
LEAVE = "DELETE FROM marks WHERE name = :name"
PRESENT = "SELECT count(*) AS n FROM marks WHERE name LIKE 'worker %' AND at > :since AND at < :until"


def tell(connection: Connection, owner: str, now: float) -> int:
    """Mark this worker as present; gives how many are, itself included."""
    connection.rows(TELL, {"name": f"worker {owner}", "now": now})
    row = connection.one(PRESENT, {"since": now - GONE_SECONDS, "until": now + GONE_SECONDS}) or {"n": 1}
    return max(int(row["n"]), 1)


def leave(connection: Connection, owner: str) -> None:
    """Take the mark away: the others share what this worker had."""
    connection.rows(LEAVE, {"name": f"worker {owner}"})
