"""Scores on a labelled file: how often right, offered, wrong, and how often something foreign is answered.

Labels: a procedure's id, `a|b` for either, `near` (administrative but not ours), `far` (anything else).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.conversation import Conversation
from bot.messages import Decision, Memory, Message, MessageKind, Outcome

OURS = (Outcome.ANSWER, Outcome.NOT_IN_FORCE)


class BadFile(ValueError):
    """The labelled file lacks a column or cannot be read."""


@dataclass(frozen=True)
class Case:
    """One labelled question; `previous` are the texts said before it, `facets` the exact set asked for.

    In a file the mark «-» stands for no facet (the whole procedure was asked for), an empty cell for no label.
    """

    question: str
    label: str
    agency: str = ""
    facets: frozenset[str] | None = None
    previous: tuple[str, ...] = ()


@dataclass
class Scores:
    """Counts by verdict; shares are taken of the cases each concerns."""

    counts: Counter[str] = field(default_factory=Counter)

    def share(self, verdict: str, of: str) -> float | None:
        """Give a verdict's share, rounded to four places, or None when there is no such case."""
        return round(self.counts[verdict] / self.counts[of], 4) if self.counts[of] else None

    def as_dict(self) -> dict[str, float | int | None]:
        """Give all scores under their fixed names."""
        named: dict[str, float | int | None] = {kind: self.counts[kind] for kind in ("in_scope", "near", "far")}
        for verdict in ("right", "offered", "wrong", "missed"):
            named[verdict] = self.share(verdict, "in_scope")
        for verdict in ("near_false", "near_choose"):
            named[verdict] = self.share(verdict, "near")
        named["near_agency"] = self.share("near_agency", "near_labelled")
        named["far_false"] = self.share("far_false", "far")
        named["facets_exact"] = self.share("facets_exact", "facets_asked")
        named["candidates_mean"] = self.share("candidates", "choices")
        return named


def read(path: Path) -> list[Case]:
    """Read a labelled tab-separated file; BadFile if a column is missing or the file is not UTF-8 text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path}: không đọc được ({error})") from error
    if not rows or not {"question", "label"} <= set(rows[0]):
        raise BadFile(f"{path}: thiếu cột question hoặc label ở dòng đầu")
    return [_case(row) for row in rows if row["label"]]


def _case(row: dict[str, str]) -> Case:
    facets = row.get("facets") or ""
    previous = row.get("previous") or ""
    return Case(
        question=row["question"],
        label=row["label"],
        agency=row.get("agency") or "",
        facets=frozenset(facets.replace(",", " ").replace("-", " ").split()) if facets else None,
        previous=tuple(text for text in previous.split(" || ") if text),
    )


def talk(conversation: Conversation, texts: Iterable[str], now: datetime) -> Decision:
    """Decide about each text in turn with the memory of those before; give the last decision."""
    memory, decision = Memory(), None
    for text in texts:
        decision = conversation.decide(Message(MessageKind.TEXT, text), memory, now)
        memory = decision.memory
    if decision is None:
        raise ValueError("a talk needs at least one text")
    return decision


def verdicts(case: Case, decision: Decision) -> Iterator[str]:
    """Name everything one decision counts for."""
    answered = decision.outcome is Outcome.ANSWER
    if case.label == "far":
        yield "far"
        if decision.outcome in (Outcome.ANSWER, Outcome.CHOOSE):
            yield "far_false"
    elif case.label == "near":
        yield "near"
        yield from ("near_false",) if answered else ()
        yield from ("near_choose",) if decision.outcome is Outcome.CHOOSE else ()
        if case.agency:
            yield "near_labelled"
            yield from ("near_agency",) if decision.agency and decision.agency.value in case.agency.split("|") else ()
    else:
        yield from _in_scope(case, decision)
    if decision.outcome is Outcome.CHOOSE:
        yield "choices"
        yield from ["candidates"] * len(decision.candidates)


def _in_scope(case: Case, decision: Decision) -> Iterator[str]:
    wanted = set(case.label.split("|"))
    yield "in_scope"
    if decision.outcome in OURS and decision.procedure in wanted:
        yield "right"
        if case.facets is not None:
            yield "facets_asked"
            yield from ("facets_exact",) if case.facets == set(decision.facets) else ()
    elif decision.outcome is Outcome.CHOOSE and wanted & {candidate.id for candidate in decision.candidates}:
        yield "offered"
    elif decision.outcome is Outcome.ANSWER:
        yield "wrong"
    else:
        yield "missed"


def score(
    conversation: Conversation,
    cases: Iterable[Case],
    now: datetime,
    each: Callable[[Case, Decision], None] = lambda _case, _decision: None,
) -> Scores:
    """Score all cases; `each` sees every case with its decision."""
    scores = Scores()
    for case in cases:
        decision = talk(conversation, (*case.previous, case.question), now)
        scores.counts.update(verdicts(case, decision))
        each(case, decision)
    return scores
