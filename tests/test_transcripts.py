"""Conversations as data (tests/transcripts): each line reaches the kind of answer it names; wording is free."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.facts import read_day
from bot.known import Known
from bot.messages import Decision, Memory, Message, MessageKind
from bot.replies import TEXT_LIMIT

KNOWN = Known(number="2H4K6M8T9")
"""Nothing is looked up, but a complaint can be sent."""
START = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)


@dataclass
class Talk:
    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def talks() -> list[Talk]:
    found: list[Talk] = []
    for path in sorted(Path("tests/transcripts").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                found.append(Talk(f"{path.stem}: {line[2:]}"))
            elif line.strip():
                who, said = line.split(":", 1)
                found[-1].lines.append((who.strip(), said.strip()))
    return found


def message(said: str) -> Message:
    kind = re.fullmatch(r"\[(\w+)\]", said)
    return Message(MessageKind(kind[1])) if kind else Message(MessageKind.TEXT, said)


def moment(said: str) -> datetime:
    """«25/11/2026» at ten, or «28/02/2027 23:50»."""
    day, _, hour = said.partition(" ")
    return datetime.combine(read_day(day), time.fromisoformat(hour) if hour else time(10), VIETNAM)


def check(decision: Decision, wanted: str) -> None:
    outcome, *rest = wanted.split()
    assert decision.outcome.value in outcome.split("/"), (decision.outcome, decision.procedure, decision.rule)
    if outcome == "choose":
        assert 2 <= len(decision.candidates) <= 4
        assert {one.id for one in decision.candidates} >= set(rest[0].split(",") if rest else ())
    elif rest:
        named = decision.agency.value if decision.agency else decision.procedure
        assert named == rest[0]
    if len(rest) > 1:
        assert [facet.value for facet in decision.facets] == [facet for facet in rest[1:] if facet != "-"]


@pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk.name)
def test_talk(conversation: Conversation, talk: Talk) -> None:
    memory, now, decision = Memory(), START, None
    for who, said in talk.lines:
        match who:
            case "ngày":
                now = moment(said)
            case "chờ":
                now += timedelta(minutes=int(said))
            case "dân":
                decision = conversation.decide(message(said), memory, now, KNOWN)
                memory = decision.memory
                assert decision.reply is None or 0 < len(decision.reply.text) <= TEXT_LIMIT
            case "có" | "không có":
                assert decision is not None
                assert decision.reply is not None
                assert (said.casefold() in decision.reply.text.casefold()) is (who == "có"), decision.reply.text
            case "bot":
                assert decision is not None
                check(decision, said)
            case _:
                raise AssertionError(f"«{who}» là ai?")
