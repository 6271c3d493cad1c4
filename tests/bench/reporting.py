"""How long the report of a crowded month takes: 500,000 questions and replies, 100,000 dossiers."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bot import archive, knowledge
from bot.dossiers import Dossier, Status
from bot.messages import Outcome
from bot.store import Row, Store
from bot.wording import REPLY_KEYS
from portal.report.month import Month, Span

QUESTIONS, DOSSIERS = 500_000, 100_000
MONTH = Month(2026, 10)
ASKED = "INSERT INTO journal (at, outcome, procedure, facets) VALUES (:at, :outcome, :procedure, 'papers')"
RECEIVED = (
    "INSERT INTO inbox (event_key, citizen, received_at, state, settled_at) VALUES (:key, '', :at, 'settled', :at)"
)
SENT = """
INSERT INTO outbox (inbox_id, citizen, reply, state, due_at, created_at, settled_at)
VALUES (:id, '', '', 'sent', 0, 0, :settled_at)
"""


def table() -> str:
    """Fill a store, draw the month up with the command, and give time and memory as a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/counter.db")
        store.migrate()
        fill(store)
        words = [sys.executable, "-m", "bot", "report", str(MONTH), f"{folder}/out"]
        environ = {**os.environ, "BOT_STORAGE_URL": f"sqlite:///{store.path}"}
        started = time.perf_counter()
        subprocess.run(words, env=environ, check=True, capture_output=True)
        took = time.perf_counter() - started
        size = sum(file.stat().st_size for file in Path(folder, "out").iterdir()) / 1024
    return "\n".join(
        [
            "| measure | value |",
            "|---|---|",
            f"| a month of {QUESTIONS:,} questions and replies, {DOSSIERS:,} dossiers; whole command | {took:.1f} s |",
            f"| largest memory of any command so far | {largest():.0f} MB |",
            f"| the three files | {size:.0f} kB |",
        ]
    )


def largest() -> float:
    """The most memory that any child process took, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def fill(store: Store) -> None:
    """Put the month into a store."""
    book = knowledge.load(Path("knowledge"), REPLY_KEYS)
    procedures = list(book.procedures)
    with store.write() as connection:
        connection.many(ASKED, questions(procedures))
        connection.many(RECEIVED, ({"key": str(one["id"]), "at": one["at"]} for one in replies()))
        connection.many(SENT, replies())
    archive.store_all(store, dossiers(procedures), DOSSIERS, "bench", time.time())


def questions(procedures: list[str]) -> Iterator[Row]:
    chance, starts = random.Random(1), Span(MONTH.first, MONTH.last).starts
    for number in range(QUESTIONS):
        outcome = chance.choices(list(Outcome), (60, 10, 10, 5, 10, 1, 1, 3))[0]
        yield {"at": starts + number * 5, "outcome": outcome.value, "procedure": chance.choice(procedures)}


def replies() -> Iterator[Row]:
    chance, starts = random.Random(2), Span(MONTH.first, MONTH.last).starts
    for number in range(1, QUESTIONS + 1):
        at = starts + number * 5
        yield {"id": number, "at": at, "settled_at": at + chance.expovariate(1)}


def dossiers(procedures: list[str]) -> Iterator[Dossier]:
    chance = random.Random(3)
    for number in range(DOSSIERS):
        received = date(2025, 7, 1) + timedelta(days=chance.randrange(480))
        due = received + timedelta(days=chance.choice((1, 3, 5, 10)))
        done = due + timedelta(days=chance.choice((0, 0, 0, 0, 2)))
        procedure = chance.choice(procedures)
        yield Dossier(f"A{number:07}", "phuong-nga-nam", procedure, Status.HANDED, received, due, done=done)
