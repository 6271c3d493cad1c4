"""Talks written down as data (`tests/transcripts/README.md`): read, replayed, and what comes out otherwise.

Each line reaches the kind of answer it names; the wording of the answer is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.facts import read_day
from bot.known import Known
from bot.messages import Decision, Memory, Message, MessageKind, Outcome
from bot.replies import TEXT_LIMIT

START = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
"""When a talk begins that names no day."""
KNOWN = Known(number="2H4K6M8T9")
"""Nothing is looked up, but a complaint can be sent."""
HOUR = time(10)
SPEAKERS = frozenset(("dân", "bot", "có", "không có", "ngày", "chờ"))


class BadTranscript(ValueError):
    """A line of a transcript that nobody says, in Vietnamese with file and line."""


@dataclass
class Talk:
    """One talk: who says what, line by line."""

    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def read(folder: Path) -> list[Talk]:
    """Read every talk of a folder; BadTranscript if a line has no speaker, or the file cannot be read."""
    found: list[Talk] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadTranscript(f"{path}: không đọc được ({error})") from error
        for number, line in enumerate(lines, 1):
            who, colon, said = line.partition(":")
            if line.startswith("= "):
                found.append(Talk(f"{path.stem}: {line[2:]}"))
            elif colon and found and who.strip() in SPEAKERS:
                found[-1].lines.append((who.strip(), said.strip()))
            elif line.strip():
                raise BadTranscript(f"{path}:{number}: «{line[:40]}» không có người nói; xem README.md cạnh tệp ấy")
    return found


def broken(conversation: Conversation, talk: Talk) -> list[str]:
    """Replay a talk; say of each line that does not hold what was wanted and what came."""
    return list(_replay(conversation, talk))


def _replay(conversation: Conversation, talk: Talk) -> Iterator[str]:
    memory, now, asked = Memory(), START, ""
    decision = Decision(Outcome.CHAT, None, memory)
    for who, said in talk.lines:
        match who:
            case "ngày":
                now = _moment(said)
            case "chờ":
                now += timedelta(minutes=int(said))
            case "dân":
                asked, decision = said, conversation.decide(_message(said), memory, now, KNOWN)
                memory = decision.memory
                if decision.reply is not None and not 0 < len(decision.reply.text) <= TEXT_LIMIT:
                    yield f"«{asked}»: lời đáp trống hoặc dài quá {TEXT_LIMIT} chữ"
            case "bot":
                if not _holds(decision, said):
                    yield f"«{asked}»: phải là {said}, nay là {_came(decision)}"
            case _:
                told = decision.reply.text if decision.reply else ""
                if decision.reply is None or (said.casefold() in told.casefold()) is not (who == "có"):
                    yield f"«{asked}»: {who} «{said}», nay là: {told[:200]}"


def _message(said: str) -> Message:
    kind = re.fullmatch(r"\[(\w+)\]", said)
    return Message(MessageKind(kind[1])) if kind else Message(MessageKind.TEXT, said)


def _moment(said: str) -> datetime:
    """«25/11/2026» at ten, or «28/02/2027 23:50»."""
    day, _, hour = said.partition(" ")
    return datetime.combine(read_day(day), time.fromisoformat(hour) if hour else HOUR, VIETNAM)


def _holds(decision: Decision, wanted: str) -> bool:
    """Say whether a decision is of the wanted kind, about the wanted subject, in the wanted parts."""
    outcomes, *rest = wanted.split()
    if decision.outcome.value not in outcomes.split("/"):
        return False
    if outcomes == Outcome.CHOOSE.value:
        listed = {one.id for one in decision.candidates}
        return 2 <= len(decision.candidates) <= 4 and listed >= set(rest[0].split(",") if rest else ())
    named = decision.agency.value if decision.agency else decision.procedure
    facets = [facet.value for facet in decision.facets]
    parts = [facet for facet in rest[1:] if facet != "-"]
    return (not rest or named == rest[0]) and (len(rest) < 2 or facets == parts)


def _came(decision: Decision) -> str:
    listed = ",".join(one.id for one in decision.candidates) if decision.outcome is Outcome.CHOOSE else ""
    named = decision.agency or decision.procedure or listed
    return " ".join((decision.outcome.value, named, *decision.facets)).strip()
