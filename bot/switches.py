"""Off switches: the whole bot or one procedure, with the reason and the name of who did it; nothing is erased.

Read anew for every message, so a switch counts from the next one on, in every process.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.store import Connection, Store, StoreError

WHOLE_BOT = "*"

NOW_OFF = """
SELECT target, reason, person, at FROM switches
WHERE off = 1 AND id IN (SELECT max(id) FROM switches GROUP BY target) ORDER BY target
"""
HISTORY = "SELECT target, off, reason, person, at FROM switches ORDER BY id"
FLIP = """
INSERT INTO switches (target, off, reason, person, at) VALUES (:target, :off, :reason, :person, :now)
"""


@dataclass(frozen=True)
class Switched:
    """One flip: what (a procedure's id, or the whole bot), why, by whom, when (seconds since the epoch)."""

    target: str
    off: bool
    reason: str
    person: str
    at: float


def flip(store: Store, switched: Switched) -> None:
    """Put a switch; StoreError if it could not be stored."""
    values = {"target": switched.target, "off": int(switched.off), "reason": switched.reason}
    with store.write() as connection:
        connection.rows(FLIP, {**values, "person": switched.person, "now": switched.at})


def now_off(connection: Connection) -> dict[str, Switched]:
    """Give what is switched off at present, by target."""
    rows = connection.rows(NOW_OFF)
    return {row["target"]: Switched(row["target"], True, row["reason"], row["person"], row["at"]) for row in rows}


class Watch:
    """What is switched off at present, read anew each time; while the store does not answer, as it was last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: frozenset[str] = frozenset()

    def __call__(self) -> frozenset[str]:
        """Give the targets that are off."""
        try:
            with self._store.read() as connection:
                self._last = frozenset(now_off(connection))
        except StoreError:
            pass
        return self._last


def history(connection: Connection) -> list[Switched]:
    """Give every flip, oldest first."""
    rows = connection.rows(HISTORY)
    return [Switched(row["target"], bool(row["off"]), row["reason"], row["person"], row["at"]) for row in rows]
