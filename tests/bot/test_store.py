import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store import SCHEMA_VERSION, Store, StoreError, path_of

INSERT = "INSERT INTO probe (at) VALUES (:at)"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db", busy_ms=10_000)
    store.migrate()
    return store


def test_eight_threads_lose_no_row_and_never_find_the_database_locked(store: Store) -> None:
    def write(number: int) -> None:
        for turn in range(160):
            with store.write() as connection:
                row = connection.one("SELECT count(*) AS n FROM probe")
                assert row is not None
                connection.rows(INSERT, {"at": number * 1000 + turn})
        store.forget_connection()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    with store.read() as connection:
        assert connection.one("SELECT count(*) AS n, count(DISTINCT at) AS d FROM probe") == {"n": 1280, "d": 1280}


def test_a_failing_transaction_leaves_nothing_behind(store: Store) -> None:
    def fail() -> None:
        with store.write() as connection:
            connection.rows(INSERT, {"at": 1})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with store.read() as connection:
        assert connection.rows("SELECT at FROM probe") == []


def test_several_processes_may_migrate_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/er/counter.db"
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: Store(url).migrate(), range(6)))
    with sqlite3.connect(path_of(url)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_a_file_of_a_newer_version_is_refused(store: Store) -> None:
    with sqlite3.connect(store.path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match="99"):
        store.migrate()


def test_a_locked_database_fails_in_bounded_time_and_recovers(store: Store) -> None:
    impatient = Store(f"sqlite:///{store.path}", busy_ms=50)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write():
            held.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with pytest.raises(StoreError, match="locked"):
        impatient.probe(1.0)
    release.set()
    holder.join()
    impatient.probe(2.0)


def test_a_full_disk_is_reported_and_reading_still_works(store: Store) -> None:
    with store.read() as connection:
        pages = connection.rows("PRAGMA page_count")[0]["page_count"]
    full = Store(f"sqlite:///{store.path}", max_pages=pages)
    with pytest.raises(StoreError, match="full"):
        full.probe(1.0)
    with full.read() as connection:
        assert connection.rows("SELECT id FROM probe") == []


def test_a_read_only_database_is_reported(store: Store) -> None:
    with store.read() as connection:
        connection.rows("SELECT 1 AS one")
    store._database().execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="readonly"):
        store.probe(1.0)


def test_data_version_tells_of_other_connections_commits_alone(store: Store) -> None:
    other = Store(f"sqlite:///{store.path}")
    before = store.data_version()
    store.probe(1.0)
    assert store.data_version() == before
    other.probe(2.0)
    assert store.data_version() != before


@pytest.mark.parametrize("url", ["postgresql://x", "sqlite:///", "counter.db", ""])
def test_other_addresses_are_refused_in_vietnamese(url: str) -> None:
    with pytest.raises(ValueError, match="kho dữ liệu"):
        path_of(url)


def test_a_writer_begins_soon_after_the_lock_is_free(store: Store) -> None:
    """SQLite's own pauses would look again only after 100 ms and more by then."""
    other = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    delays = []
    for _ in range(5):
        other.execute("BEGIN IMMEDIATE")
        freed: list[float] = []
        threading.Timer(0.3, lambda freed=freed: (freed.append(time.monotonic()), other.execute("COMMIT"))).start()  # type: ignore[misc]
        with store.write():
            delays.append(time.monotonic() - freed[0])
    assert min(delays) < 0.03


def test_a_checkpoint_writes_the_log_back_beside_an_open_writer(store: Store) -> None:
    wal = store.path.with_name(store.path.name + "-wal")
    other = Store(f"sqlite:///{store.path}")
    for number in range(50):
        store.probe(float(number))
    size = wal.stat().st_size
    with other.write() as connection:
        connection.rows("DELETE FROM probe")
        store.checkpoint()  # waits for nobody
    store.checkpoint()
    for number in range(50):
        store.probe(float(number))
    assert size > 50 * 4096
    assert wal.stat().st_size < size + 10 * 4096, "the log begins anew once it has been written back"
