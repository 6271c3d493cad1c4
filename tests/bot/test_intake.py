"""Events stored together: all are there when answered, a failure reaches everybody, nobody waits for ever."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import inbox
from bot.inbox import Arrival
from bot.intake import Intake
from bot.store import Connection, Store, StoreError

THREADS, EACH = 8, 100


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db", durable=True, busy_ms=300)
    store.migrate()
    return store


class Counting(Store):
    """Counts its writing transactions."""

    commits = 0

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as connection:
            yield connection
        self.commits += 1


def keys(store: Store) -> list[str]:
    with store.read() as connection:
        return [row["event_key"] for row in connection.rows("SELECT event_key FROM inbox ORDER BY id")]


def arrival(key: str) -> Arrival:
    return Arrival(key, "77", "{}", 1.0, None)


def together(calls: list[Callable[[], None]]) -> list[Exception | None]:
    """Run them in threads at once; what each raised."""
    raised: list[Exception | None] = [None] * len(calls)

    def run(number: int) -> None:
        try:
            calls[number]()
        except Exception as error:
            raised[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return raised


def test_what_was_taken_in_is_stored_when_put_returns_once_and_for_all_threads(store: Store) -> None:
    intake = Intake(store, 5.0)

    def post(thread: int) -> None:
        for number in range(EACH):
            key = f"m{thread}-{number}"
            intake.put(arrival(key))
            with store.read() as connection:
                assert connection.one("SELECT id FROM inbox WHERE event_key = :key", {"key": key})
            intake.put(arrival(f"same-{number}"))

    assert together([lambda thread=thread: post(thread) for thread in range(THREADS)]) == [None] * THREADS  # type: ignore[misc]
    found = keys(store)
    assert len(found) == len(set(found)) == (THREADS + 1) * EACH


def test_those_who_wait_are_written_in_one_commit(store: Store) -> None:
    counting, other = Counting(f"sqlite:///{store.path}"), sqlite3.connect(store.path, isolation_level=None)
    intake = Intake(counting, 5.0)
    other.execute("BEGIN IMMEDIATE")  # the first one waits here, the rest behind it
    threads = [threading.Thread(target=intake.put, args=(arrival(f"m{number}"),)) for number in range(6)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    assert keys(store) == []
    other.execute("COMMIT")
    for thread in threads:
        thread.join(5)
    assert keys(store) == [f"m{number}" for number in range(6)]
    assert counting.commits == 2


def test_a_store_that_cannot_write_fails_everybody_in_time_and_works_again_afterwards(store: Store) -> None:
    intake, other = Intake(store, 0.3), sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    raised = together([lambda number=number: intake.put(arrival(f"m{number}")) for number in range(THREADS)])  # type: ignore[misc]
    assert all(isinstance(one, StoreError) for one in raised)
    assert time.monotonic() - begun < 1.2
    other.execute("COMMIT")
    intake.put(arrival("later"))
    assert "later" in keys(store)
    with store.write() as connection:
        assert inbox.add(connection, [arrival("later"), arrival("new")]) == 1


def test_one_who_gives_up_leaves_no_gap_in_the_line(store: Store) -> None:
    """Patience ends while the first still waits for the database; whoever comes then is served."""
    intake, other = Intake(store, 0.05), sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    calls: list[Callable[[], None]] = [lambda: intake.put(arrival("first"))]
    calls += [lambda number=number: intake.put(arrival(f"m{number}")) for number in range(3)]  # type: ignore[misc]
    assert sum(one is not None for one in together(calls)) >= 3
    other.execute("COMMIT")
    for number in range(20):
        intake.put(arrival(f"after{number}"))
    assert [key for key in keys(store) if key.startswith("after")] == [f"after{number}" for number in range(20)]
