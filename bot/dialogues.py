"""Dialogues of several turns: opened by a topic, continued by what the citizen writes next (pure).

Between two turns a dialogue waits in the memory. What is not for it is answered as ever, and a patient dialogue
goes on waiting; the very words that open another one, or end the talk, leave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot import stretches
from bot.asides import Asides
from bot.choices import REFERENCE
from bot.known import Known
from bot.memories import FORGETTING
from bot.messages import Dialogue, Memory, MessageKind
from bot.sayings import Said
from bot.words import fold


@dataclass(frozen=True)
class Turn:
    """What a dialogue hears: the text, or what the typed number stands for, and all that it may rest on.

    `topic` is the id of the topic of which the text is a wording, None for other texts. What is no text is of another
    `kind`, its text what was written beside it.
    """

    text: str
    memory: Memory
    known: Known
    now: datetime
    kind: MessageKind = MessageKind.TEXT
    topic: str | None = None


class Talk(Protocol):
    """One kind of dialogue. `topics` are the ids of the topics that open it."""

    name: str
    topics: frozenset[str]

    def open(self, turn: Turn, topic: str, /) -> Said:
        """Say the first step, or the only one."""

    def go_on(self, turn: Turn, dialogue: Dialogue, /) -> Said | None:
        """Take the next turn; None for a text that is not for this dialogue."""


@runtime_checkable
class Patient(Talk, Protocol):
    """A dialogue that outwaits other talk, and hears what is no text as well.

    `hears` are folded texts that it takes although elsewhere they open or end a talk.
    """

    hears: frozenset[str]

    def resume(self, turn: Turn, dialogue: Dialogue, /) -> Said:
        """Say the step again whose answer is awaited."""

    def wait(self, said: Said, dialogue: Dialogue, /) -> Said:
        """What becomes of something said elsewhere, the dialogue waiting behind it."""


class Dialogues:
    """Leads each text to the dialogue under way, and each opening topic to the dialogue it opens."""

    def __init__(self, talks: Iterable[Talk], asides: Asides) -> None:
        self._talks = {talk.name: talk for talk in talks}
        self._openers = {topic: talk for talk in self._talks.values() for topic in talk.topics}
        self._asides = asides

    def opens(self, topic: str) -> bool:
        """Say whether a topic opens a dialogue."""
        return topic in self._openers

    def go_on(self, turn: Turn) -> Said | None:
        """Let the dialogue under way take a turn; None where there is none, or the turn is not for it."""
        running = turn.memory.dialogue
        talk = self._talks.get(running.name) if running else None
        if running is None or talk is None:
            return None
        if turn.kind is not MessageKind.TEXT and not isinstance(talk, Patient):
            return None
        topic = self._asides.topic(turn.text)
        leaves = topic is not None and (topic.id in FORGETTING or self._openers.get(topic.id, talk) is not talk)
        if isinstance(talk, Patient) and fold(turn.text) in talk.hears:
            leaves = False
        meant = _meant(turn)
        if leaves or REFERENCE.fullmatch(meant):
            return None
        said = talk.go_on(replace(turn, text=meant, topic=topic.id if topic else None), running)
        return self._above(said, running.under) if said else None

    def heard(self, said: Said, turn: Turn) -> Said:
        """What becomes of what was said elsewhere: its topic opens a dialogue, or the one under way goes on waiting.

        A patient one also waits beneath a dialogue that is opened meanwhile, until that one has ended.
        """
        running = turn.memory.dialogue
        patient = self._patient(running)
        if opened := self._openers.get(said.topic or ""):
            if patient and patient.said and isinstance(opened, Patient) and patient.name == opened.name:
                return opened.resume(turn, patient)
            topic = self._asides.topic(turn.text)
            said = opened.open(replace(turn, topic=topic.id if topic else None), said.topic or "")
            return self._above(said, patient if patient and patient.name != opened.name else None)
        return said if said.topic in FORGETTING else self._above(said, patient)

    def _patient(self, running: Dialogue | None) -> Dialogue | None:
        """The patient dialogue under way, or the one that waits beneath another."""
        while running and not isinstance(self._talks.get(running.name), Patient):
            running = running.under
        return running

    def _above(self, said: Said, waiting: Dialogue | None) -> Said:
        """The same said while a dialogue waits: beneath the one that goes on, or behind what was answered."""
        talk = self._talks.get(waiting.name) if waiting else None
        if waiting is None or not isinstance(talk, Patient):
            return said
        if said.dialogue:
            return replace(said, dialogue=replace(said.dialogue, under=waiting))
        return talk.wait(said, waiting)


def _meant(turn: Turn) -> str:
    """What a typed number of the list just offered, or «tiếp», stands for; any other text as it is."""
    text, offered = turn.text.strip(), turn.memory.offered
    if stretches.asks(text) and (payload := stretches.following(offered)):
        return payload
    if re.fullmatch(r"[1-9]", text) and int(text) <= len(offered):
        return offered[int(text) - 1]
    return text
