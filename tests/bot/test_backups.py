"""Backups while others write, restores of all kinds, and kills in the middle of both."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot import backups
from bot.backups import BackupError
from bot.store import Store

NOTE = "INSERT INTO journal (at, outcome) VALUES (:at, 'answer')"


def note(store: Store, at: float) -> None:
    with store.write() as connection:
        connection.rows(NOTE, {"at": at})


def notes(path: Path) -> list[float]:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in raw.execute("SELECT at FROM journal ORDER BY id")]


def test_a_backup_under_load_is_one_moment_and_for_the_owner_alone(store: Store, tmp_path: Path) -> None:
    stop, target = threading.Event(), tmp_path / "copy.db"

    def write() -> None:
        number = 0
        while not stop.is_set():
            note(store, float(number))
            number += 1
        store.forget_connection()

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.2)
    size = backups.backup(store.path, target)
    stop.set()
    writer.join()
    copied = notes(target)
    assert copied == [float(number) for number in range(len(copied))]
    assert len(copied) >= 1
    assert size == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))


def test_a_restore_brings_the_rows_back_and_keeps_the_old_file(store: Store, tmp_path: Path) -> None:
    note(store, 1.0)
    backups.backup(store.path, tmp_path / "copy.db")
    note(store, 2.0)
    store.forget_connection()
    aside = backups.restore(tmp_path / "copy.db", store.path, 99.0)
    assert notes(store.path) == [1.0]
    assert aside == tmp_path / "counter.db.before-restore-99"
    assert notes(aside) == [1.0, 2.0]
    store.migrate()
    note(store, 3.0)
    store.forget_connection()
    assert notes(store.path) == [1.0, 3.0]


def test_open_replies_are_marked_to_be_looked_up_and_newer_tokens_kept(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        connection.rows("INSERT INTO tokens (id, access, refresh, obtained_at) VALUES (1, 'a1', 'r1', 10)")
        connection.rows("INSERT INTO outbox (inbox_id, citizen, reply, due_at, created_at) VALUES (1, '1', '{}', 5, 5)")
    backups.backup(store.path, tmp_path / "copy.db")
    with store.write() as connection:
        connection.rows("UPDATE tokens SET access = 'a2', refresh = 'r2', obtained_at = 20")
    store.forget_connection()
    backups.restore(tmp_path / "copy.db", store.path)
    with store.read() as connection:
        assert connection.rows("SELECT refresh FROM tokens") == [{"refresh": "r2"}]
        assert connection.rows("SELECT unsure, first_try_at FROM outbox") == [{"unsure": 1, "first_try_at": 5.0}]
    store.forget_connection()


def test_a_restore_beside_a_running_process_is_refused(store: Store, tmp_path: Path) -> None:
    backups.backup(store.path, tmp_path / "copy.db")
    note(store, 1.0)  # this connection stays open, as a process's would
    with pytest.raises(BackupError, match="dừng serve và work"):
        backups.restore(tmp_path / "copy.db", store.path)
    store.forget_connection()
    assert notes(store.path) == [1.0]


def test_a_broken_database_can_be_replaced(store: Store, tmp_path: Path) -> None:
    note(store, 1.0)
    backups.backup(store.path, tmp_path / "copy.db")
    store.forget_connection()
    store.path.write_bytes(b"rubbish" * 1000)
    store.path.with_name("counter.db-wal").write_bytes(b"rubbish")
    backups.restore(tmp_path / "copy.db", store.path)
    assert notes(store.path) == [1.0]


def test_a_restore_where_nothing_was(store: Store, tmp_path: Path) -> None:
    note(store, 1.0)
    backups.backup(store.path, tmp_path / "copy.db")
    target = tmp_path / "new" / "counter.db"
    assert backups.restore(tmp_path / "copy.db", target) is None
    assert notes(target) == [1.0]


def broken(folder: Path, store: Store) -> dict[str, tuple[Path, str]]:
    rubbish, foreign, newer = folder / "rubbish.db", folder / "foreign.db", folder / "newer.db"
    rubbish.write_bytes(b"rubbish" * 1000)
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE other (id)")
    backups.backup(store.path, newer)
    with closing(sqlite3.connect(newer)) as raw:
        raw.execute("PRAGMA user_version = 99")
    return {
        "missing": (folder / "nowhere.db", "không có tệp"),
        "rubbish": (rubbish, "không phải bản sao lưu"),
        "foreign": (foreign, "không phải bản sao lưu của bot"),
        "newer": (newer, "mới hơn"),
    }


@pytest.mark.parametrize("name", ["missing", "rubbish", "foreign", "newer"])
def test_what_is_no_backup_is_refused_and_nothing_changes(store: Store, tmp_path: Path, name: str) -> None:
    note(store, 1.0)
    source, said = broken(tmp_path, store)[name]
    store.forget_connection()
    with pytest.raises(BackupError, match=said):
        backups.restore(source, store.path)
    assert notes(store.path) == [1.0]


def test_a_backup_of_nothing_or_to_nowhere_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="không có kho dữ liệu"):
        backups.backup(tmp_path / "nowhere.db", tmp_path / "copy.db")
    with pytest.raises(BackupError, match="không chép được"):
        backups.backup(store.path, tmp_path / "no" / "folder" / "copy.db")


def heavy(store: Store) -> None:
    with store.write() as connection:
        for number in range(200):
            connection.rows("INSERT INTO probe (id, filler) VALUES (:id, zeroblob(100000))", {"id": number + 10})
    note(store, 1.0)
    store.forget_connection()


def killed(program: str, *words: str, delay: float) -> bool:
    """Run a program and kill it after so many seconds; True if the kill hit it alive."""
    process = subprocess.Popen([sys.executable, "-c", program, *words], env={**os.environ, "PYTHONPATH": "."})
    time.sleep(delay)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return alive


BACKUP = "import sys; from pathlib import Path; from bot import backups; backups.backup(*map(Path, sys.argv[1:]))"
RESTORE = "import sys; from pathlib import Path; from bot import backups; backups.restore(*map(Path, sys.argv[1:]))"


def test_kills_in_the_middle_leave_whole_files_alone(store: Store, tmp_path: Path) -> None:
    heavy(store)
    target, hits = tmp_path / "copy.db", 0
    for delay in (0.1, 0.14, 0.18, 0.22, 0.26, 0.3):
        hits += killed(BACKUP, str(store.path), str(target), delay=delay)
        if target.exists():
            assert notes(target) == [1.0]
            target.unlink()
    backups.backup(store.path, target)
    note(store, 2.0)
    store.forget_connection()
    for delay in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35):
        hits += killed(RESTORE, str(target), str(store.path), delay=delay)
        assert notes(store.path) in ([1.0, 2.0], [1.0])
    assert hits > 0, "no kill hit anything; the test proved nothing"
    backups.restore(target, store.path)
    assert notes(store.path) == [1.0]
