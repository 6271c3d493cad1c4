"""Which subject a question is about: answer, let choose, or say who does it (pure; keeper of rapidfuzz).

Emergencies come first. Then the ranking finds the subjects with the most evidence, the nearest wording of
each is measured letter by letter, and the gate turns all of it into one chance for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from bot import gate
from bot.book import Book
from bot.messages import Candidate, Outcome
from bot.ranking import Ranked, Ranking
from bot.signs import Signs
from bot.subjects import Kind
from bot.words import fold

ANSWER = 0.5
"""A procedure with at least this chance is answered."""
CHOOSE = 0.12
"""A procedure with at least this chance is offered."""
OFFERED = 0.15
"""Beside the strongest procedure, those are offered that have at least this share of its chance."""
TALK = 0.3
"""A topic or a matter with at least this chance is believed; below it the bot says that it does not know."""
SHARED = 94.0
"""Likeness (0 to 100) from which a text is a name that several procedures share."""
URGENT = 86.0
"""Likeness (0 to 100) from which a text is a call for help."""
MOST = 4


@dataclass(frozen=True)
class Reading:
    """What a question is about: the outcome, the id of the subject, the procedures that may be meant.

    `reasons` tell in short lines which notions were seen, what the options were and which rule decided.
    """

    outcome: Outcome
    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One possible subject with its chance; `id` is None for «none of them»."""

    kind: Kind | None
    id: str | None
    outcome: Outcome
    chance: float


class Reader:
    """Reads questions with one book."""

    def __init__(self, book: Book) -> None:
        self._ranking = Ranking(book)
        self._sorted = [[_sorted(text) for text in wordings] for wordings in self._ranking.wordings]
        self._urgent = {
            fold(wording): topic.id
            for topic in book.topics.values()
            if topic.kind is Outcome.EMERGENCY
            for wording in topic.wordings
        }
        self._said = {
            fold(wording): topic
            for topic in book.topics.values()
            if topic.kind is Outcome.CHAT
            for wording in topic.wordings
        }
        self._shared: dict[str, list[str]] = {}
        for procedure in book.procedures.values():
            for wording in procedure.shared_wordings:
                self._shared.setdefault(_sorted(self._ranking.read(wording).text), []).append(procedure.id)

    def read(self, text: str, day: date) -> Reading:  # noqa: ARG002
        """Read a question; the day is not used yet: what is in force is decided by who answers."""
        urgent = process.extractOne(fold(text), self._urgent.keys(), scorer=fuzz.ratio, score_cutoff=URGENT)
        if urgent:
            return Reading(Outcome.EMERGENCY, self._urgent[urgent[0]], (), (f"khẩn cấp: giống «{urgent[0]}»",))
        if topic := self._said.get(fold(text).strip(" .!?")):
            return Reading(topic.kind, topic.id, (), ("đúng từng chữ một câu trò chuyện",))
        signs = self._ranking.read(text)
        shared = process.extractOne(_sorted(signs.text), self._shared.keys(), scorer=fuzz.ratio, score_cutoff=SHARED)
        options = self.options(signs)
        if shared and len(self._shared[shared[0]]) > 1:
            return _choose(self._by_chance(self._shared[shared[0]], options), ("tên gọi chung của nhiều thủ tục",))
        return _decided(options, _reasons(signs, options))

    def options(self, signs: Signs) -> list[Option]:
        """Give every option with its chance, the likeliest first; fields count for their matter."""
        ranked = self._ranking.rank(signs)
        likeness = self._likeness(ranked, _sorted(signs.text))
        measured = [
            gate.measures(one, signs, likeness[one.number], self._ranking.missing(one.number, signs)) for one in ranked
        ]
        strongest = max((one.total for one in ranked), default=0.0)
        measured.append(gate.none_of_them(strongest, signs, self._ranking.unknown_share(signs)))
        chances = gate.chances(measured)
        found: dict[tuple[Kind | None, str | None], Option] = {}
        for one, chance in zip(ranked, chances, strict=False):
            kind = Kind.MATTER if one.subject.kind is Kind.FIELD else one.subject.kind
            before = found.get((kind, one.subject.id))
            total = chance + (before.chance if before else 0.0)
            found[kind, one.subject.id] = Option(kind, one.subject.id, one.subject.outcome, total)
        found[None, None] = Option(None, None, Outcome.UNKNOWN, chances[-1])
        return sorted(found.values(), key=lambda option: -option.chance)

    def _likeness(self, ranked: list[Ranked], text: str) -> dict[int, float]:
        nearest = {one.number: process.extractOne(text, self._sorted[one.number], scorer=fuzz.ratio) for one in ranked}
        return {number: found[1] / 100 if found else 0.0 for number, found in nearest.items()}

    def _by_chance(self, ids: list[str], options: list[Option]) -> list[Candidate]:
        chances: Mapping[str | None, float] = {one.id: one.chance for one in options if one.kind is Kind.PROCEDURE}
        return sorted((Candidate(one, chances.get(one, 0.0)) for one in ids), key=lambda one: -one.score)


def _sorted(text: str) -> str:
    return " ".join(sorted(text.split()))


def _decided(options: list[Option], reasons: tuple[str, ...]) -> Reading:
    ours = [Candidate(one.id, one.chance) for one in options if one.kind is Kind.PROCEDURE and one.id]
    if ours and ours[0].score >= ANSWER:
        return Reading(Outcome.ANSWER, ours[0].id, tuple(ours[:MOST]), (*reasons, f"đủ chắc (từ {ANSWER})"))
    if len(ours) > 1 and ours[0].score >= CHOOSE:
        near = [one for one in ours if one.score >= OFFERED * ours[0].score]
        return _choose(near if len(near) > 1 else ours[:2], (*reasons, f"có thể là của mình (từ {CHOOSE})"))
    other = next((one for one in options if one.kind is not Kind.PROCEDURE), None)
    if other is None or other.id is None or other.chance < TALK:
        return Reading(Outcome.UNKNOWN, None, tuple(ours[:MOST]), (*reasons, "không rõ việc gì"))
    return Reading(other.outcome, other.id, tuple(ours[:MOST]), (*reasons, f"việc khác (từ {TALK})"))


def _choose(candidates: list[Candidate], reasons: tuple[str, ...]) -> Reading:
    return Reading(Outcome.CHOOSE, None, tuple(candidates[:MOST]), reasons)


def _reasons(signs: Signs, options: list[Option]) -> tuple[str, ...]:
    listed = ", ".join(f"{one.id or 'không việc nào'} {one.chance:.2f}" for one in options[:4])
    return (f"đọc thành: {signs.text}", f"ý nhận ra: {', '.join(signs.notions) or 'không'}", f"có thể: {listed}")
