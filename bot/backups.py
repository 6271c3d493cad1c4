"""Copies of the database: made while everything runs, put back whole or not at all.

Killed at any instant, a backup leaves no half file under the name asked for, and a restore leaves either
the old database or the new one in place.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from bot.schema import STEPS

PAGES = 256
"""Pages copied at a time; between two bites the processes may write."""
NEEDED = {"inbox", "outbox", "citizens", "journal", "tokens"}
UNSURE = """
UPDATE outbox SET unsure = 1, first_try_at = coalesce(first_try_at, created_at) WHERE state IN ('waiting', 'sending')
"""
KEEP_TOKENS = """
INSERT OR REPLACE INTO main.tokens SELECT * FROM present.tokens
WHERE obtained_at > coalesce((SELECT max(obtained_at) FROM main.tokens), -1)
"""


class BackupError(Exception):
    """The copy could not be made or put back; the text says in Vietnamese what to do."""


def backup(database: Path, target: Path) -> int:
    """Copy the running database to `target` (mode 600), checked; gives its size in bytes. Raises BackupError."""
    if not database.exists():
        raise BackupError(f"không có kho dữ liệu {database}; xem [storage] url")
    if not target.parent.is_dir():
        raise BackupError(
            f"không chép được kho dữ liệu: không có thư mục {target.parent}; tạo thư mục ấy trước, hoặc chọn chỗ khác"
        )
    part = target.with_name(f"{target.name}.part")
    try:
        _copy(database, part)
        _check(part)
        part.replace(target)
        _sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"không chép được kho dữ liệu ra {target}: {error}; kiểm tra quyền và chỗ trống") from error
    return target.stat().st_size


def restore(source: Path, database: Path, now: float | None = None) -> Path | None:
    """Put a copy in the database's place; the old one stays beside it, under the name given back.

    Open replies of the copy are marked unsure, so that each is looked up at Zalo before it is sent again. A
    token pair newer than the copy's is kept: Zalo takes a refresh token once only. Raises BackupError, also
    while a process of the bot still has the database open.
    """
    if not source.is_file():
        raise BackupError(f"không có tệp {source}")
    part = database.with_name(f"{database.name}.restoring")
    aside = _free_name(database, int(now or time.time()))
    try:
        _check(source)
        database.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, part)
        if database.exists():
            _close(database)
            os.link(database, aside)
            _move_log(database, aside)
        _prepare(part, database)
        part.replace(database)
        _sync_folder(database.parent)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"không khôi phục được từ {source}: {error}") from error
    return aside if aside.exists() else None


def _free_name(database: Path, second: int) -> Path:
    """Name the place for the old database; an earlier restore of the same second may have taken one."""
    while (found := database.with_name(f"{database.name}.before-restore-{second}")).exists():
        second += 1
    return found


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(source, timeout=10)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=PAGES, sleep=0.01)
        new.execute("PRAGMA journal_mode=DELETE")
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _check(path: Path) -> None:
    """Raise BackupError unless the file is a sound database of ours, of this or an older version."""
    try:
        with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as raw:
            sound = raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
            version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{path}: không phải bản sao lưu, hoặc đã hỏng ({error})") from error
    if not sound or not tables >= NEEDED:
        raise BackupError(f"{path}: không phải bản sao lưu của bot, hoặc đã hỏng; dùng bản sao khác")
    if version > len(STEPS):
        raise BackupError(f"{path}: do bản phần mềm mới hơn tạo ra (lược đồ {version}); hãy cập nhật phần mềm trước")


def _close(database: Path) -> None:
    """Fold the write-ahead log into the file, which only works while nobody else has it open."""
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as raw:
            mode = raw.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise BackupError("bot đang chạy; dừng serve và work trước, rồi khôi phục lại") from error
        return  # a broken database is exactly what a restore replaces
    if mode != "delete":
        raise BackupError("bot đang chạy; dừng serve và work trước, rồi khôi phục lại")


def _move_log(database: Path, aside: Path) -> None:
    """Take away what a broken database left of its write-ahead log: it must not be applied to the copy."""
    for ending in ("-wal", "-shm"):
        left = database.with_name(database.name + ending)
        if left.exists():
            left.rename(aside.with_name(aside.name + ending))


def _prepare(part: Path, present: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as raw:
        raw.execute(UNSURE)
        if present.exists():
            # A broken database, or one of another version, gives no tokens: the copy's own pair stays.
            with suppress(sqlite3.DatabaseError):
                raw.execute("ATTACH DATABASE ? AS present", (str(present),))
                raw.execute(KEEP_TOKENS)
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
