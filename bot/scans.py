"""Scans of printed codes: one row per day, code and placement, raised in place; nothing about the person.

No address, browser or cookie is kept. A page never waits for the store: views are added up in memory and
written by a thread of their own every few seconds; a process that is killed loses those few seconds.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.figures import FEWEST
from bot.register import PrintRun
from bot.store import Connection, Store, StoreError

WRITE_SECONDS = 5.0
SILENT_DAYS = 7
"""Days without a scan after which a placement that used to be scanned is reported."""
BEFORE_DAYS = 28
"""Days before the silence in which a placement must have been scanned."""
USUAL = 5
"""Scans in those days that make a placement one that people use."""

RAISE = """
INSERT INTO scans (day, code, placement, n) VALUES (:day, :code, :placement, :n)
ON CONFLICT (day, code, placement) DO UPDATE SET n = scans.n + excluded.n
"""
BETWEEN = """
SELECT code, placement, SUM(n) AS n FROM scans WHERE day BETWEEN :first AND :last
GROUP BY code, placement ORDER BY code, placement
"""

DAILY = """
SELECT day, code, SUM(n) AS n FROM scans WHERE day BETWEEN :first AND :last GROUP BY day, code
"""
WEEKS = 52
"""Weeks that are published."""

Seen = tuple[str, str, str]
"""Day (ISO), code of two digits, placement suffix or nothing."""


class Tally:
    """Adds up scans in memory and writes them; safe for threads."""

    def __init__(self, store: Store, seconds: float = WRITE_SECONDS) -> None:
        self._store = store
        self._seconds = seconds
        self._seen: Counter[Seen] = Counter()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scans", daemon=True)

    def add(self, day: date, code: str, placement: str | None) -> None:
        """Count one scan; takes no time and cannot fail. `placement` must be one of the register, or None."""
        with self._lock:
            self._seen[day.isoformat(), code, placement or ""] += 1

    def write(self) -> bool:
        """Write what was counted in one transaction; False when the store could not do it: tried again next time."""
        with self._lock:
            seen, self._seen = self._seen, Counter()
        if not seen:
            return True
        try:
            with self._store.write() as connection:
                for (day, code, placement), n in sorted(seen.items()):
                    connection.rows(RAISE, {"day": day, "code": code, "placement": placement, "n": n})
        except StoreError:
            with self._lock:
                self._seen.update(seen)
            return False
        return True

    def start(self) -> None:
        """Write every few seconds from now on."""
        self._thread.start()

    def end(self) -> None:
        """Write what is left and stop."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            self.write()
        self.write()
        self._store.forget_connection()


def counted(connection: Connection, first: date, last: date) -> dict[tuple[str, str], int]:
    """Give the scans from one day to another, both included, by code and placement suffix."""
    rows = connection.rows(BETWEEN, {"first": first.isoformat(), "last": last.isoformat()})
    return {(row["code"], row["placement"]): int(row["n"]) for row in rows}


def weekly(connection: Connection, today: date) -> dict[tuple[date, str], int]:
    """Give the scans by the Monday of the week and code, for the weeks that are over; small figures are left out.

    Whole weeks only: sums that move from day to day would give the hidden figures away by their differences.
    """
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS)
    rows = connection.rows(DAILY, {"first": first.isoformat(), "last": (monday - timedelta(days=1)).isoformat()})
    total: Counter[tuple[date, str]] = Counter()
    for row in rows:
        day = date.fromisoformat(row["day"])
        total[day - timedelta(days=day.weekday()), row["code"]] += int(row["n"])
    return {key: n for key, n in sorted(total.items()) if n >= FEWEST}


def by(counts: Mapping[tuple[str, str], int], place: int) -> Counter[str]:
    """Add counts up by code (0) or by placement (1)."""
    total: Counter[str] = Counter()
    for key, n in counts.items():
        total[key[place]] += n
    return total


@dataclass(frozen=True)
class Silent:
    """A placement that nobody scans any more: its run, and how often it was scanned before."""

    run: PrintRun
    before: int


def silent(
    runs: Iterable[PrintRun],
    before: Mapping[tuple[str, str], int],
    lately: Mapping[tuple[str, str], int],
    today: date,
) -> list[Silent]:
    """List the placements that hang, used to be scanned, and were not scanned lately: covered, stolen or faded.

    Nothing is listed when nothing at all was scanned lately: then it is the week or the server, not a poster.
    """
    if not lately:
        return []
    was, now = by(before, 1), by(lately, 1)
    hanging = [run for run in runs if run.taken_down is None or run.taken_down >= today]
    return [Silent(run, was[run.suffix]) for run in hanging if was[run.suffix] >= USUAL and not now[run.suffix]]


def periods(today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Give the days before the silence and the days of it; today itself is not over and does not count."""
    last = today - timedelta(days=1)
    first = last - timedelta(days=SILENT_DAYS - 1)
    return (first - timedelta(days=BEFORE_DAYS), first - timedelta(days=1)), (first, last)
