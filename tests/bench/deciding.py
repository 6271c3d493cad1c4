"""How long one turn takes: words, matching, decision, reply; without any I/O."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.knowledge import load
from bot.messages import Memory, Message, MessageKind
from bot.wording import REPLY_KEYS
from bot.words import fold
from tests.bench.load import percentile


def table() -> str:
    """Ask every wording of the book without accents and give the times of a turn as a Markdown table."""
    started = time.perf_counter()
    book = load(Path("knowledge"), REPLY_KEYS)
    loaded = time.perf_counter()
    conversation = Conversation(book, "https://motcua.example.gov.vn")
    built = time.perf_counter()
    now = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
    questions = [fold(wording) for procedure in book.procedures.values() for wording in procedure.wordings]
    times = []
    for question in questions:
        before = time.perf_counter()
        conversation.decide(Message(MessageKind.TEXT, question), Memory(), now)
        times.append((time.perf_counter() - before) * 1000)
    times.sort()
    worst = max(_once(conversation, text, now) for text in (" ".join(questions), "đất " * 5000, "ă" * 20_000))
    return "\n".join(
        [
            "| measure | value |",
            "|---|---|",
            f"| load and check all files | {loaded - started:.2f} s |",
            f"| build the index | {built - loaded:.2f} s |",
            f"| one turn, {len(times)} questions, p50 | {percentile(times, 0.5):.2f} ms |",
            f"| one turn, p99 | {percentile(times, 0.99):.2f} ms |",
            f"| one turn, the worst of three hostile texts | {worst:.1f} ms |",
        ]
    )


def _once(conversation: Conversation, text: str, now: datetime) -> float:
    before = time.perf_counter()
    conversation.decide(Message(MessageKind.TEXT, text), Memory(), now)
    return (time.perf_counter() - before) * 1000
