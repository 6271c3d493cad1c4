"""The gate: from the measures of all options to one chance for each, and from the chances to the answer (pure).

The options of a text are its strongest subjects and «none of them». Their measures are weighed and turned
into chances that sum to one (conditional logit; McFadden 1974). `tools/fit_gate.py` fits the weights on the
wordings of the book, each read by a ranking that does not know it, and on `tests/questions/tune.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evidence import LAYERS
from bot.messages import Outcome
from bot.ranking import Ranked, scale
from bot.signs import MEANING, Signs
from bot.subjects import Kind

WEIGHTS: Mapping[str, float] = {
    # how well a subject fits
    "words": 1.22,
    "neighbours": 0.55,
    "notions": 0.59,
    "together": 0.25,
    "missing": -0.4,
    "strange": -0.86,
    "likeness": 2.19,
    # what sort of subject it is
    "procedure": 1.21,
    "topic": 1.41,
    "field": -0.93,
    # what speaks against a procedure
    "silent": -0.41,
    "fine": -0.3,
    "meaning": -0.03,
    # what speaks against small talk
    "talk": -0.66,
    # «none of them»
    "none": 0.54,
    "weak": 1.32,
    "length": -0.73,
    "noted": -1.22,
}
"""What each measure counts; evidence is per square root of the words."""
WEAK = 5.0
"""Evidence, per square root of the words, below which nothing may be known at all."""
ASKED_OTHERWISE = {"fine": "phat", "meaning": MEANING}
"""Measures that speak against a procedure: the question is about a fine, or what a word means."""

SURE = 0.4
"""A procedure is answered when its chance has at least this share of its own and its strongest rival's."""
SURE_UNNOTED = 0.75
"""The same for a text in which no notion was seen: small talk looks like that, questions hardly ever."""
SURE_OF_OURS = 0.6
"""The same share against the second procedure: between two of ours the citizen chooses."""
LIKELY = 0.2
"""No procedure with a smaller chance is answered."""
POSSIBLE = 0.02
"""A procedure with at least this chance is offered where the text is administrative and two notions were seen."""
POSSIBLE_TALK = 0.15
"""The same where the text looks like small talk or like nothing known."""
POSSIBLE_ONE = 0.2
"""The same where only one notion was seen."""
POSSIBLE_UNNOTED = 0.6
"""The same where no notion was seen, or one in what looks like small talk."""
BESIDE = 0.1
"""Beside the strongest procedure, those are offered that have at least this share of its chance."""
BELIEVED = 0.2
"""A matter with at least this chance is believed; below, the bot says that it does not know."""
BELIEVED_TALK = 0.3
"""The same for small talk and the counter: a wrong «thank you» is worse than «I did not understand»."""
TOLD = 0.2
"""What a letter tells, but does not ask for by name, is offered from this chance on."""
FROM_STORY = "thư kể chuyện này mà phần hỏi không nói rõ việc gì"
"""The rule by which something is offered for what a letter tells."""
OFFERED = 3
"""Procedures in a choice; four at most where several share a name."""


@dataclass(frozen=True)
class Option:
    """One possible subject of a text with its chance; kind and id are None for «none of them»."""

    kind: Kind | None
    id: str | None
    outcome: Outcome
    chance: float


@dataclass(frozen=True)
class Verdict:
    """What the gate lets through: the outcome, the options it names, and the rule that decided (Vietnamese).

    `beside` is the matter outside the book that is likelier than every procedure in a choice.
    """

    outcome: Outcome
    named: tuple[Option, ...]
    rule: str
    beside: Option | None = None


def measures(one: Ranked, signs: Signs, likeness: float, missing: float, strange: int) -> dict[str, float]:
    """Give the measures of one subject; `likeness` to its nearest wording is between 0 and 1."""
    divisor = scale(signs)
    found = {name: part / divisor for name, part in zip(LAYERS, one.layers, strict=True)}
    found |= {"likeness": likeness, "missing": missing, "strange": strange}
    kind = one.subject.kind
    if kind is not Kind.MATTER:
        found[kind.value] = 1.0
    if kind is Kind.TOPIC:
        found["talk"] = min(signs.noted, 4)
    if kind is Kind.PROCEDURE:
        if not signs.noted:
            found["silent"] = 1.0
        found |= {name: 1.0 for name, notion in ASKED_OTHERWISE.items() if notion in signs.notions}
    return found


def none_of_them(strongest: float, signs: Signs) -> dict[str, float]:
    """Give the measures of the option that the text is about nothing known; `strongest` is a subject's evidence."""
    return {
        "none": 1.0,
        "weak": max(WEAK - strongest / scale(signs), 0.0),
        "length": scale(signs),
        "noted": min(signs.noted, 4),
    }


def chances(options: Sequence[Mapping[str, float]]) -> list[float]:
    """Give each option's chance; together they are one."""
    weighed = [sum(WEIGHTS[name] * value for name, value in option.items()) for option in options]
    highest = max(weighed)
    odds = [math.exp(value - highest) for value in weighed]
    whole = sum(odds)
    return [one / whole for one in odds]


def decide(options: Sequence[Option], notions: int) -> Verdict:
    """Decide from all options, the likeliest first, and from how many notions were seen."""
    ours = [one for one in options if one.kind is Kind.PROCEDURE]
    if ours and _sure(options, ours, notions):
        return Verdict(Outcome.ANSWER, (ours[0],), "đủ chắc")
    if urgent := _urgent(options):
        return Verdict(Outcome.EMERGENCY, (urgent,), "kêu cứu")
    if len(ours) > 1 and ours[0].chance >= _possible(options[0], notions):
        near = [one for one in ours if one.chance >= BESIDE * ours[0].chance][:OFFERED]
        beside = options[0] if options[0].kind is Kind.MATTER and options[0].chance >= BELIEVED else None
        return Verdict(Outcome.CHOOSE, tuple(near if len(near) > 1 else ours[:2]), "có thể là việc của quầy", beside)
    other = next((one for one in options if one.kind is not Kind.PROCEDURE), None)
    if other is None or other.id is None or other.chance < (BELIEVED_TALK if other.kind is Kind.TOPIC else BELIEVED):
        return Verdict(Outcome.UNKNOWN, (), "không rõ là việc gì")
    return Verdict(other.outcome, (other,), "việc khác rõ hơn")


def offer(options: Sequence[Option]) -> Verdict | None:
    """Decide what to offer for what a letter tells without asking for it by name; never an answer."""
    ours = [one for one in options if one.kind is Kind.PROCEDURE][:OFFERED]
    if len(ours) < 2 or ours[0].chance < TOLD:
        return None
    return Verdict(Outcome.CHOOSE, tuple(ours), FROM_STORY)


def _sure(options: Sequence[Option], ours: Sequence[Option], notions: int) -> bool:
    best = ours[0]
    rival = max((one.chance for one in options if one is not best), default=0.0)
    second = ours[1].chance if len(ours) > 1 else 0.0
    return (
        best.chance >= LIKELY
        and best.chance >= (SURE if notions else SURE_UNNOTED) * (best.chance + rival)
        and best.chance >= SURE_OF_OURS * (best.chance + second)
    )


def _urgent(options: Sequence[Option]) -> Option | None:
    """The likeliest cry for help, when it is likely, and the cries together likelier than anything else."""
    cries = [one for one in options if one.outcome is Outcome.EMERGENCY]
    others = max((one.chance for one in options if one.outcome is not Outcome.EMERGENCY), default=0.0)
    heard = bool(cries) and cries[0].chance >= BELIEVED_TALK
    return cries[0] if heard and sum(one.chance for one in cries) > others else None


def _possible(likeliest: Option, notions: int) -> float:
    """The chance from which a procedure is offered, by what the text most likely is."""
    administrative = likeliest.kind in (Kind.PROCEDURE, Kind.MATTER)
    if notions > 1:
        return POSSIBLE if administrative else POSSIBLE_TALK
    return POSSIBLE_ONE if notions and administrative else POSSIBLE_UNNOTED
