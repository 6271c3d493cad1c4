"""What a changed book would answer otherwise: the labelled questions and the written talks, before and after (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import evaluation, transcripts
from bot.conversation import Conversation
from bot.evaluation import Case
from bot.messages import Decision, Outcome
from bot.transcripts import Talk

HARM = frozenset(("wrong", "missed", "near_false", "far_false"))
"""Verdicts that no change may bring about where they were not before."""
GRADES = {"right": 3, "offered": 2, "missed": 1, "wrong": 0, "near_false": 0, "near_choose": 1, "far_false": 0}
"""The verdicts of a question from best to worst; a question not ours that is neither answered nor offered: FINE."""
FINE = 3


@dataclass(frozen=True)
class Flip:
    """A question that would be answered otherwise: from what to what, and the grade it had and has."""

    question: str
    label: str
    before: str
    after: str
    grades: tuple[int, int]
    harmful: bool

    def __str__(self) -> str:
        """Write the flip in a line."""
        was, now = self.grades
        step = "HẠI" if self.harmful else "tốt hơn" if now > was else "kém hơn" if now < was else "ngang nhau"
        return f"{step}: «{self.question}» ({self.label}): {self.before} → {self.after}"


def flips(
    before: Conversation, after: Conversation, cases: Iterable[Case], now: datetime, step: Callable[[], None]
) -> Iterator[Flip]:
    """Ask every question of both; `step` is called after each."""
    for case in cases:
        texts = (*case.previous, case.question)
        was, will = evaluation.talk(before, texts, now), evaluation.talk(after, texts, now)
        found, new = set(evaluation.verdicts(case, was)), set(evaluation.verdicts(case, will))
        grades = (_grade(found), _grade(new))
        if _told(was) != _told(will) or grades[0] != grades[1]:
            # A question that was missed and is now answered wrongly is worse off too.
            harmful = bool(new & HARM - found) and grades[1] < grades[0]
            yield Flip(case.question, case.label, _told(was), _told(will), grades, harmful)
        step()


def breaks(
    before: Conversation, after: Conversation, talks: Sequence[Talk], step: Callable[[], None]
) -> Iterator[tuple[str, str]]:
    """Replay every talk; give name and first line of those that hold before and no longer afterwards."""
    for talk in talks:
        found = transcripts.broken(after, talk)
        if found and not transcripts.broken(before, talk):
            yield talk.name, found[0]
        step()


def _grade(verdicts: set[str]) -> int:
    return min((GRADES[one] for one in verdicts if one in GRADES), default=FINE)


def _told(decision: Decision) -> str:
    """What was said, in short; the order of a list does not count."""
    listed = sorted(one.id for one in decision.candidates) if decision.outcome is Outcome.CHOOSE else ()
    named = decision.procedure or decision.agency or ",".join(listed)
    return f"{decision.outcome.value} {named}".strip()
