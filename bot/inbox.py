"""Received events: stored before Zalo is answered, claimed per citizen, kept until settled.

The key of an event is its identity: the same event again has no effect. A settled row loses its body but
keeps its key, so that late duplicates are still recognised.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.store import Connection, Store

LEASE = 120.0
"""Seconds after which another process's claim may be taken over: longer than all HTTP timeouts together."""

PUT = """
INSERT INTO inbox (event_key, citizen, body, received_at, happened_at)
VALUES (:event_key, :citizen, :body, :now, :happened_at) ON CONFLICT (event_key) DO NOTHING
"""
# One row per citizen, the oldest, and only if none of theirs is in work: strict order for one citizen.
PICK = """
SELECT id FROM inbox AS oldest
WHERE state = 'new' AND NOT EXISTS (
    SELECT 1 FROM inbox AS other
    WHERE other.citizen = oldest.citizen AND other.state <> 'settled' AND other.id < oldest.id)
ORDER BY id LIMIT :count
"""
CLAIM = """
UPDATE inbox SET state = 'claimed', owner = :owner, claimed_at = :now
WHERE id = :id AND state = 'new' RETURNING id, citizen, body, received_at
"""
SETTLE = """
UPDATE inbox SET state = 'settled', body = NULL, settled_at = :now
WHERE id = :id AND state = 'claimed' AND owner = :owner RETURNING id
"""
RELEASE = """
UPDATE inbox SET state = 'new', owner = NULL WHERE state = 'claimed' AND (owner = :owner OR claimed_at < :expired)
"""
# Bounded on both sides: rows stamped by a clock that ran ahead are not recent.
RECENT = """
SELECT count(*) AS n FROM inbox
WHERE citizen = :citizen AND received_at > :since AND received_at <= :until AND id <= :id
"""
CLAIMED = """
SELECT count(*) AS n FROM (SELECT claimed_at FROM inbox ORDER BY id DESC LIMIT :most) AS newest
WHERE claimed_at > :since AND claimed_at <= :now
"""
# Everything stored is the citizen's doing, but for what staff wrote and for goodbyes.
LAST = """
SELECT min(coalesce(happened_at, received_at), received_at) AS at FROM inbox
WHERE citizen = :citizen AND event_key NOT LIKE 'oa_%' AND event_key NOT LIKE 'unfollow%'
ORDER BY received_at DESC LIMIT 1
"""
WAITING = "SELECT count(*) AS n, min(received_at) AS oldest FROM inbox WHERE state <> 'settled'"


@dataclass(frozen=True)
class Arrival:
    """An event to be stored: its identity, whose it is, what is kept of it, when it came and when it happened.

    Times in seconds since the epoch; `happened_at` at Zalo, where that is known.
    """

    event_key: str
    citizen: str
    body: str
    now: float
    happened_at: float | None = None


@dataclass(frozen=True)
class Received:
    """A claimed event: our row id, whose it is, the body as it came, and when (seconds since the epoch)."""

    id: int
    citizen: str
    body: str
    received_at: float


def add(connection: Connection, arrivals: Iterable[Arrival]) -> int:
    """Store events; a key that is there already changes nothing. Gives how many were new."""
    return connection.many(PUT, map(vars, arrivals))


def put(store: Store, event_key: str, citizen: str, body: str, now: float, happened_at: float | None = None) -> bool:
    """Store one event in a transaction of its own; False if its key was there already. StoreError if it cannot be."""
    with store.write() as connection:
        return add(connection, [Arrival(event_key, citizen, body, now, happened_at)]) == 1


def last_interaction(connection: Connection, citizen: str) -> float | None:
    """Give when the citizen last did something that lets the account write to them, or None if nothing is known."""
    row = connection.one(LAST, {"citizen": citizen})
    return None if row is None else row["at"]


def claim(store: Store, owner: str, now: float, count: int) -> list[Received]:
    """Take the oldest waiting event of up to `count` citizens who have none in work."""
    with store.read() as connection:
        if not connection.rows(PICK, {"count": 1}):
            return []
    with store.write() as connection:
        picked = connection.rows(PICK, {"count": count})
        rows = [connection.one(CLAIM, {"id": row["id"], "owner": owner, "now": now}) for row in picked]
    return [Received(row["id"], row["citizen"], row["body"], row["received_at"]) for row in rows if row]


def settle(connection: Connection, row_id: int, owner: str, now: float) -> bool:
    """Mark an event done inside the transaction that stores its consequences; False if no longer ours."""
    return connection.one(SETTLE, {"id": row_id, "owner": owner, "now": now}) is not None


def release(store: Store, owner: str, now: float) -> None:
    """Give back what this owner (after a crash) or anyone past the lease had claimed."""
    with store.write() as connection:
        connection.rows(RELEASE, {"owner": owner, "expired": now - LEASE})


def recent(connection: Connection, received: Received, seconds: float) -> int:
    """Count the citizen's events in the seconds up to and including this one."""
    since = received.received_at - seconds
    values = {"citizen": received.citizen, "since": since, "until": received.received_at, "id": received.id}
    row = connection.one(RECENT, values)
    return int(row["n"]) if row else 0


def claimed(connection: Connection, now: float, seconds: float, most: int) -> int:
    """Count the claims of the last seconds (of any process, at most `most`): a restart resets no limit."""
    row = connection.one(CLAIMED, {"since": now - seconds, "now": now, "most": most})
    return int(row["n"]) if row else 0


def waiting(connection: Connection) -> tuple[int, float | None]:
    """Count the events not settled yet and give the arrival of the oldest."""
    row = connection.one(WAITING) or {"n": 0, "oldest": None}
    return int(row["n"]), row["oldest"]
