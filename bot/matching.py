"""Which subject a question is about, and whether to answer, to offer a choice, or to say who does it (pure).

All subjects compete in one ranking (`ranking`); one gate at the end decides, on two measures that do not
depend on a text's length: how much speaks for the best procedure, and how far it lies ahead of the best
subject that is not ours. Nearly literal ways of asking are recognised first (the keeper of rapidfuzz).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from bot.book import Book
from bot.messages import Candidate, Outcome
from bot.ranking import Ranked, Ranking, scale
from bot.subjects import Kind, Subject
from bot.words import fold

LITERAL = 95.0
"""Likeness (rapidfuzz's ratio) from which a text is one of the known ways of asking."""
ANSWER_LEAD, CHOOSE_LEAD = -0.5, -1.4
"""How far the best procedure may lie behind the best foreign subject, to be answered or offered."""
ANSWER_STRENGTH, CHOOSE_STRENGTH = 2.0, 1.4
"""How much must speak for the best procedure at the least."""
ANSWER_GAP = 0.3
"""How far the best procedure must lie ahead of the next one."""
FOREIGN_STRENGTH = 2.0
"""How much must speak for a foreign subject before the bot says who handles it."""
OFFERED = 3
OFFERED_WITHIN = 1.5
"""Procedures this close to the best one are offered with it."""


@dataclass(frozen=True)
class Reading:
    """What a text is about. `id` is a procedure's, matter's or topic's; `reasons` say why, for staff."""

    outcome: Outcome
    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()


class Reader:
    """Reads questions with one book; building it takes about a second."""

    def __init__(self, book: Book) -> None:
        self._ranking = Ranking(book)
        self._shared: dict[str, list[str]] = {}
        for procedure in book.procedures.values():
            for wording in procedure.shared_wordings:
                self._shared.setdefault(fold(wording), []).append(procedure.id)
        self._texts: list[str] = []
        self._owners: list[Subject] = []
        for subject, wordings in zip(self._ranking.subjects, self._ranking.wordings, strict=True):
            self._texts += wordings
            self._owners += [subject] * len(wordings)

    def read(self, text: str, _day: date) -> Reading:
        """Say what a text is about and what to do about it."""
        shared = self._shared.get(fold(text), [])
        if len(shared) > 1:
            return Reading(Outcome.CHOOSE, None, tuple(Candidate(one, 0.5) for one in shared[:4]), ("tên gọi chung",))
        signs = self._ranking.read(text)
        found = process.extractOne(signs.text, self._texts, scorer=fuzz.ratio, score_cutoff=LITERAL)
        if found is not None:
            return _of(self._owners[found[2]], found[1] / 100, f"gần như đúng câu «{found[0]}»")
        ranked = self._ranking.rank(signs)
        return _gate(ranked, scale(signs))


def _gate(ranked: list[Ranked], divisor: float) -> Reading:
    ours = [one for one in ranked if one.subject.kind is Kind.PROCEDURE]
    others = [one for one in ranked if one.subject.kind is not Kind.PROCEDURE]
    floor = ranked[-1].total if ranked else 0.0
    best = ours[0].total if ours else floor
    lead = (best - (others[0].total if others else floor)) / divisor
    gap = (best - (ours[1].total if len(ours) > 1 else floor)) / divisor
    strength = best / divisor
    reasons = (f"hơn việc khác {lead:.2f}", f"bằng chứng {strength:.2f}", f"hơn thủ tục kế {gap:.2f}")
    candidates = tuple(Candidate(one.subject.id, _score(one, others, divisor)) for one in ours[:OFFERED])
    if ours and lead >= ANSWER_LEAD and strength >= ANSWER_STRENGTH and gap >= ANSWER_GAP:
        return Reading(Outcome.ANSWER, ours[0].subject.id, candidates, reasons)
    if ours and lead >= CHOOSE_LEAD and strength >= CHOOSE_STRENGTH:
        close = [one for one in ours if (best - one.total) / divisor <= OFFERED_WITHIN] or ours
        offered = (close if len(close) > 1 else ours)[: max(2, min(len(close), OFFERED))]
        if len(offered) > 1:
            return Reading(Outcome.CHOOSE, None, candidates[: len(offered)], reasons)
        return Reading(Outcome.ANSWER, ours[0].subject.id, candidates, reasons)
    if others and others[0].total / divisor >= FOREIGN_STRENGTH:
        return _of(others[0].subject, others[0].total / divisor, *reasons)
    return Reading(Outcome.UNKNOWN, None, (), reasons)


def _score(one: Ranked, others: list[Ranked], divisor: float) -> float:
    """A procedure's score from 0 to 1: one half where it ties with the best foreign subject."""
    lead = (one.total - (others[0].total if others else 0.0)) / divisor
    return max(0.0, min(1.0, 0.5 + lead / 10))


def _of(subject: Subject, score: float, *reasons: str) -> Reading:
    candidates = (Candidate(subject.id, min(score, 1.0)),) if subject.kind is Kind.PROCEDURE else ()
    return Reading(subject.outcome, subject.id, candidates, reasons)
