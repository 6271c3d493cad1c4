"""Dialogues of several turns: opened by a topic, continued by what the citizen writes next (pure).

Between two turns a dialogue waits in the memory. What is not for it is answered as ever, and a patient dialogue
goes on waiting; the very words that open another one, or end the talk, leave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.asides import Asides
from bot.choices import REFERENCE
from bot.known import Known
from bot.memories import FORGETTING
from bot.messages import Dialogue, Memory
from bot.sayings import Said


@dataclass(frozen=True)
class Turn:
    """What a dialogue hears: the text, or what the typed number stands for, and all that it may rest on."""

    text: str
    memory: Memory
    known: Known
    now: datetime


class Talk(Protocol):
    """One kind of dialogue. `topics` are the ids of the topics that open it; a `patient` one outwaits other talk."""

    name: str
    topics: frozenset[str]
    patient: bool

    def open(self, turn: Turn, topic: str, /) -> Said:
        """Say the first step, or the only one."""

    def go_on(self, turn: Turn, dialogue: Dialogue, /) -> Said | None:
        """Take the next turn; None for a text that is not for this dialogue."""


class Dialogues:
    """Leads each text to the dialogue under way, and each opening topic to the dialogue it opens."""

    def __init__(self, talks: Iterable[Talk], asides: Asides) -> None:
        self._talks = {talk.name: talk for talk in talks}
        self._openers = {topic: talk for talk in self._talks.values() for topic in talk.topics}
        self._asides = asides

    def go_on(self, turn: Turn) -> Said | None:
        """Let the dialogue under way take a text; None where there is none, or the text is not for it."""
        running = turn.memory.dialogue
        talk = self._talks.get(running.name) if running else None
        if running is None or talk is None:
            return None
        topic = self._asides.topic(turn.text)
        leaves = topic is not None and (topic.id in FORGETTING or self._openers.get(topic.id, talk) is not talk)
        meant = _meant(turn)
        if leaves or REFERENCE.fullmatch(meant):
            return None
        return talk.go_on(replace(turn, text=meant), running)

    def heard(self, said: Said, turn: Turn) -> Said:
        """What becomes of what was said elsewhere: its topic opens a dialogue, or the one under way goes on waiting."""
        if opened := self._openers.get(said.topic or ""):
            return opened.open(turn, said.topic or "")
        running = turn.memory.dialogue
        patient = running is not None and running.name in self._talks and self._talks[running.name].patient
        return replace(said, dialogue=running) if patient and said.topic not in FORGETTING else said


def _meant(turn: Turn) -> str:
    """What a typed number of the list just offered stands for; any other text as it is."""
    text, offered = turn.text.strip(), turn.memory.offered
    if re.fullmatch(r"[1-9]", text) and int(text) <= len(offered):
        return offered[int(text) - 1]
    return text
