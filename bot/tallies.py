"""Counts that no table holds by itself: what was only acknowledged, what may have been sent twice."""

from __future__ import annotations

from bot.store import Connection

ADD = "INSERT INTO tallies (name, n) VALUES (:name, :n) ON CONFLICT (name) DO UPDATE SET n = tallies.n + excluded.n"
ALL = "SELECT name, n FROM tallies ORDER BY name"


def add(connection: Connection, name: str, n: int = 1) -> None:
    """Count something once more."""
    connection.rows(ADD, {"name": name, "n": n})


def read(connection: Connection) -> dict[str, int]:
    """Give all counts by name."""
    return {row["name"]: int(row["n"]) for row in connection.rows(ALL)}
