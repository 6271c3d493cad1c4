"""The files of `knowledge/` put together: checked as a whole, loaded as one Book, reloaded whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import structlog

from bot import case_rules, faults, notes
from bot.book import Book
from bot.files import (
    COMPLAINTS,
    MATTERS,
    OPTIONAL,
    OUTGOING,
    PROCEDURES,
    REGISTER,
    REGULAR,
    REPLIES,
    Files,
    templates,
)
from bot.matters import NationalName
from bot.outgoing import Outgoings
from bot.procedures import Procedure
from bot.rules import RULES, ReplyKeys, replies_complete
from bot.yamlfile import Fault, Tree, read

CATALOGUE = "danh-muc-quoc-gia.tsv"
COLUMNS = ("code", "name", "field", "level", "authority")
SHAPES = {**REGULAR, **OPTIONAL}
Stamps = dict[str, tuple[int, int]]
"""Time of change (ns) and size of every file, by its path."""
RELOAD_SECONDS = 1.0
DUE_DAYS = 30
log = structlog.get_logger()


class KnowledgeFaults(Exception):
    """The knowledge cannot be used: every fault of every file."""

    def __init__(self, found: Iterable[Fault]) -> None:
        self.faults = tuple(found)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Report:
    """What a check found: faults stop the bot, notes are work for staff."""

    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def load(folder: Path, reply_keys: ReplyKeys | None = None) -> Book:
    """Load the whole book; KnowledgeFaults with all faults of all files if there is any."""
    files = _read(folder, reply_keys or {})
    found = files.faults()
    if found:
        raise KnowledgeFaults(found)
    return _book(files)


def check(folder: Path, day: date, reply_keys: ReplyKeys | None = None) -> Report:
    """Check the whole book as of a day: all faults, and what staff should know of."""
    files = _read(folder, reply_keys or {})
    found = [
        *notes.not_in_force(files, day),
        *notes.overdue(files, day),
        *notes.undecided(files, day),
        *notes.open_count(files, day),
    ]
    return Report(tuple(files.faults()), tuple(found))


def open_facts(folder: Path, day: date) -> list[str]:
    """List every unknown fact in force on that day or later, and who should fill it."""
    return list(notes.open_facts(_read(folder, {}), day))


def due_reviews(folder: Path, day: date) -> list[str]:
    """List the reviews due within 30 days of that day, overdue ones first."""
    files = _read(folder, {})
    until = day + timedelta(days=DUE_DAYS)
    due = [(review.due, place) for place, review in notes.reviews(files, day) if review.due <= until]
    return [f"{place}: rà soát trước {when:%d/%m/%Y}" for when, place in sorted(due)]


def _read(folder: Path, reply_keys: ReplyKeys) -> Files:
    files, digest = Files(), hashlib.sha256()
    if not folder.is_dir():
        tree = files.trees[str(folder)] = Tree(str(folder))
        tree.fault((), "không có thư mục tệp tri thức; xem [knowledge] path")
        return files
    for path in [*sorted(folder.glob("*.yaml")), *sorted((folder / PROCEDURES).glob("[!.]*"))]:
        name = path.relative_to(folder).as_posix()
        tree = files.trees[name] = read(path, f"{folder.name}/{name}")
        digest.update(name.encode() + hashlib.sha256(tree.data).digest())
        if not name.endswith(".yaml"):
            tree.faults = [Fault(tree.file, 1, "tệp lạ trong thu-tuc; đổi đuôi thành .yaml, hoặc dời đi nơi khác")]
            tree.value = None
        elif name.startswith(PROCEDURES):
            files.values[name] = faults.validate(tree, Procedure)
        elif name in SHAPES:
            files.values[name] = faults.validate(tree, SHAPES[name])
        elif name != REPLIES:
            tree.fault((), "tệp lạ trong thư mục tri thức; dời đi nơi khác")
    files.catalogue = _catalogue(files, folder)
    digest.update(repr(files.catalogue).encode())
    files.digest = digest.hexdigest()
    for rule in (*RULES, *case_rules.RULES):
        rule(files)
    replies_complete(files, reply_keys)
    return files


def _catalogue(files: Files, folder: Path) -> tuple[NationalName, ...]:
    """Read the national catalogue if it is there: a table with the columns of `COLUMNS`."""
    path = folder / CATALOGUE
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return tuple(NationalName(*(row[column] or "" for column in COLUMNS)) for row in rows)
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        tree = files.trees[CATALOGUE] = Tree(f"{folder.name}/{CATALOGUE}")
        tree.fault((), f"không đọc được danh mục quốc gia; cần các cột {', '.join(COLUMNS)}, lưu dạng UTF-8")
        return ()


def _book(files: Files) -> Book:
    return Book(
        procedures={procedure.id: procedure for _, procedure in files.procedures},
        offices=files.value("quay.yaml"),
        calendar=files.value("lich.yaml"),
        matters={matter.id: matter for name in MATTERS if (found := files.value(name)) for matter in found.matters},
        topics={topic.id: topic for topic in files.value("chu-de.yaml").topics},
        vocabulary=files.value("tu-ngu.yaml"),
        replies=templates(files),
        notions=dict(notions.notions) if (notions := files.value("khai-niem.yaml")) else {},
        catalogue=files.catalogue,
        register=files.value(REGISTER),
        sources={source.id: source for source in files.value("nguon.yaml").source_list},
        outgoing=files.value(OUTGOING) or Outgoings(),
        complaints=files.value(COMPLAINTS),
        digest=files.digest,
    )


class Shelf:
    """Holds the current book; looks for changed files at most once a second, swaps it whole or not at all.

    Changed files are read once they have rested for a second, so that neither a file half written nor one of
    several files being replaced makes a book. When they have faults, the old book
    stays in use, `problems` lists them, and the log says so once. Safe for threads.
    """

    def __init__(self, folder: Path, reply_keys: ReplyKeys | None = None) -> None:
        self._folder = folder
        self._reply_keys = reply_keys or {}
        self._lock = threading.Lock()
        self._book: Book | None = None
        self._faults: tuple[Fault, ...] = ()
        self._seen: Stamps | None = None
        self._changing: Stamps | None = None
        self._looked_at = float("-inf")

    def book(self) -> Book | None:
        """Give the newest sound book; None while there has never been one.

        While one thread reads changed files, the others go on with the old book instead of waiting.
        """
        if self._lock.acquire(blocking=self._book is None):
            try:
                if time.monotonic() - self._looked_at >= RELOAD_SECONDS:
                    self._look()
            finally:
                self._lock.release()
        return self._book

    def problems(self) -> tuple[str, ...]:
        """List the faults of the files as they are now (none: the book in use is the newest)."""
        self.book()
        return tuple(str(fault) for fault in self._faults)

    def _look(self) -> None:
        seen = self._stamps()
        if seen != self._seen and (self._book is None or seen == self._changing or _rested(seen)):
            self._replace()
            self._seen = seen
        self._changing = seen
        self._looked_at = time.monotonic()

    def _replace(self) -> None:
        """Load the files as they are now: a new book, or the old one and what is wrong with the files."""
        try:
            self._book, self._faults = load(self._folder, self._reply_keys), ()
            log.info("book_loaded", digest=self._book.digest[:12])
        except KnowledgeFaults as error:
            self._faults = error.faults
            kept = self._book.digest[:12] if self._book else None
            log.error(
                "book_faulty", kept=kept, faults=len(self._faults), problems=[str(one) for one in self._faults[:20]]
            )

    def _stamps(self) -> Stamps:
        found = {}
        for path in (*self._folder.rglob("*.yaml"), self._folder / CATALOGUE):
            try:
                stat = path.stat()
            except OSError:
                continue
            found[str(path)] = (stat.st_mtime_ns, stat.st_size)
        return found


def _rested(stamps: Stamps) -> bool:
    """Say whether no file changed within the last second, by the machine's clock."""
    newest = max((changed for changed, _ in stamps.values()), default=0)
    return time.time() - newest / 1e9 > RELOAD_SECONDS
