"""The keeper of the database: one connection per thread, explicit transactions, one schema.

sqlite-utils on SQLite; the SQL of all modules keeps to the dialect shared with PostgreSQL (`:name`
parameters, ON CONFLICT, RETURNING). Measured before it was chosen: a connection shared between threads
loses rows silently, and a deferred BEGIN dies with "database is locked" as soon as it upgrades. Hence one
connection per thread and BEGIN IMMEDIATE for every writing transaction.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot import schema

SCHEMA_VERSION = len(schema.STEPS)
RETRY_SECONDS = 0.0005
"""Between two looks whether the write lock is free. SQLite's own pauses grow from 1 to 100 ms while a flush to the
disk, which is what is mostly waited for, takes a few: measured, a fifth of the worker's transactions overslept."""
CACHE_KB = 256
"""Of pages, for each thread's connection. Another process's commit empties it anyway, so that more would only make
forty sending threads grow with the database: up to 2 MB each."""
LARGE_WAL = 10_000
"""Pages of the write-ahead log at which a commit writes it back itself, if no one else has done so."""

Row = dict[str, Any]


class StoreError(Exception):
    """The database could not do it: locked too long, full, read-only, or unreachable."""


def path_of(url: str) -> Path:
    """Give the file of a `sqlite:///path` address; ValueError (in Vietnamese) for anything else."""
    if not url.startswith("sqlite:///") or len(url) == len("sqlite:///"):
        raise ValueError(f"«{url}» không phải địa chỉ kho dữ liệu; viết dạng sqlite:///var/counter.db")
    return Path(url.removeprefix("sqlite:///"))


class Connection:
    """What a module gets inside a transaction: run a named query, get rows as dictionaries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a statement and give its rows (none for a statement without RETURNING)."""
        cursor = self._database.execute(sql, dict(values or {}))
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def many(self, sql: str, values: Iterable[Mapping[str, Any]]) -> int:
        """Run a statement once for each set of values; give how many rows it wrote in all."""
        return int(self._database.conn.executemany(sql, values).rowcount)

    def one(self, sql: str, values: Mapping[str, Any] | None = None) -> Row | None:
        """Run a statement and give its first row, or None."""
        return next(iter(self.rows(sql, values)), None)


class Store:
    """A database at an address.

    `durable` connections survive a power cut (synchronous=FULL) and never do checkpoints: the web process
    acknowledges with them. The worker's need not, because a lost "done" mark is healed by asking Zalo.
    `busy_ms` bounds how long a transaction waits for another writer; `max_pages` stands in for a full disk.
    """

    def __init__(self, url: str, *, durable: bool = False, busy_ms: int = 5000, max_pages: int | None = None) -> None:
        self.path = path_of(url)
        self._durable = durable
        self._busy_ms = busy_ms
        self._max_pages = max_pages
        self._local = threading.local()

    def _database(self) -> Database:
        database: Database | None = getattr(self._local, "database", None)
        if database is None:
            connection = sqlite3.connect(
                self.path, isolation_level=None, timeout=self._busy_ms / 1000, check_same_thread=False
            )
            connection.execute(f"PRAGMA busy_timeout={self._busy_ms}")
            connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, not only given free
            connection.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'NORMAL'}")
            connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")
            connection.execute(f"PRAGMA wal_autocheckpoint={0 if self._durable else LARGE_WAL}")
            if self._max_pages is not None:
                connection.execute(f"PRAGMA max_page_count={self._max_pages}")
            database = self._local.database = Database(connection)
        return database

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        try:
            database = self._database()
            if writing:
                self._lock(database)
            else:
                database.execute("BEGIN")
            try:
                yield Connection(database)
                database.execute("COMMIT")
            except BaseException:
                if database.conn.in_transaction:
                    database.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            self.forget_connection()
            raise StoreError(str(error)) from error

    def _lock(self, database: Database) -> None:
        """Begin a writing transaction; sqlite3.OperationalError when the lock is not free in time."""
        until = time.monotonic() + self._busy_ms / 1000
        database.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    database.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                        raise
                time.sleep(RETRY_SECONDS)
        finally:
            database.execute(f"PRAGMA busy_timeout={self._busy_ms}")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction (one consistent view); StoreError when the database cannot answer."""
        with self._transaction(writing=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a writing transaction, all or nothing; StoreError when it cannot be had or kept."""
        with self._transaction(writing=True) as connection:
            yield connection

    def checkpoint(self) -> None:
        """Write the write-ahead log back into the database as far as nobody reads it; holds up no one. StoreError."""
        try:
            self._database().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def data_version(self) -> int:
        """A number that changes when another connection has committed; cheap to ask often."""
        try:
            return int(self._database().execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def probe(self, now: float) -> None:
        """Prove that the store can write: claim a page, give it back, commit a mark; StoreError if not."""
        try:
            with self.write() as connection:
                connection.rows("INSERT INTO probe (id, filler, at) VALUES (2, zeroblob(8192), :now)", {"now": now})
                connection.rows("DELETE FROM probe WHERE id = 2")
                connection.rows(
                    "INSERT INTO probe (id, at) VALUES (1, :now) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
                    {"now": now},
                )
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def empty_log(self) -> bool:
        """Fold the write-ahead log into the file and empty it, so that nothing deleted is left in it.

        False, without waiting, while another connection reads or writes. StoreError if the database failed.
        """
        try:
            database = self._database()
            database.execute("PRAGMA busy_timeout=0")
            busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            database.execute(f"PRAGMA busy_timeout={self._busy_ms}")
        except sqlite3.Error as error:
            self.forget_connection()
            raise StoreError(str(error)) from error
        return not busy

    def forget_connection(self) -> None:
        """Close this thread's connection; the next use opens a new one."""
        database: Database | None = getattr(self._local, "database", None)
        if database is not None:
            self._local.database = None
            database.conn.close()

    def migrate(self) -> None:
        """Bring the file to the newest schema, once, whoever comes first; the others wait at the lock.

        WAL is switched on here because two processes doing it at the same moment end one of them.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(self.path.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                self._migrate()
            except sqlite3.Error as error:
                raise StoreError(str(error)) from error
            finally:
                self.forget_connection()

    def _migrate(self) -> None:
        self.path.touch(mode=0o600)
        database = self._database()
        database.enable_wal()
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise StoreError(f"kho dữ liệu do bản mới hơn tạo ra (lược đồ {version}); hãy cập nhật phần mềm")
        for number, step in enumerate(schema.STEPS[version:], version + 1):
            database.execute("BEGIN IMMEDIATE")
            for statement in schema.statements(step):
                database.execute(statement)
            database.execute(f"PRAGMA user_version={number}")
            database.execute("COMMIT")
