"""The gate: from the measures of all options to one final score, and from the score to the kind of answer (pure).

The options of a text are its strongest subjects and «none of them». Their measures are weighed and turned
into chances that sum to one (conditional logit; McFadden 1974). `tools/fit_gate.py` fits the weights on the
wordings of the book (each read by a ranking that does not know it) and on `tests/questions/tune.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.evidence import LAYERS
from bot.ranking import Ranked, scale
from bot.signs import Signs
from bot.subjects import Kind

WEIGHTS: Mapping[str, float] = {
    "words": 1.31,
    "neighbours": 0.44,
    "notions": 1.47,
    "together": 0.83,
    "missing": -0.42,
    "likeness": 2.92,
    "procedure": 1.03,
    "topic": 0.75,
    "field": -0.7,
    "fine": -0.75,
    "meaning": -0.35,
    "duties": 0.12,
    "none": 0.2,
    "unknown": 0.21,
    "weak": 0.51,
    "silent": -2.0,
    "length": 0.0,
    "noted": 0.0,
}
"""What each measure counts; evidence is per square root of the words."""
WEAK = 5.0
"""Evidence, per square root of the words, below which nothing may be known at all."""
ASKED_OTHERWISE = {"fine": "phat", "meaning": "dinh-nghia", "duties": "quyen-nghia-vu"}
"""Measures that speak against a procedure: the question is about a fine, a meaning, the duties of an office."""


def measures(one: Ranked, signs: Signs, likeness: float, missing: float) -> dict[str, float]:
    """Give the measures of one subject; `likeness` to its nearest wording is between 0 and 1."""
    divisor = scale(signs)
    found = {name: part / divisor for name, part in zip(LAYERS, one.layers, strict=True)}
    found["likeness"] = likeness
    found["missing"] = missing
    kind = one.subject.kind
    if kind is not Kind.MATTER:
        found[kind.value] = 1.0
    if kind is Kind.PROCEDURE:
        if not signs.notions:
            found["silent"] = 1.0
        found |= {name: 1.0 for name, notion in ASKED_OTHERWISE.items() if notion in signs.notions}
    return found


def none_of_them(strongest: float, signs: Signs, unknown_share: float) -> dict[str, float]:
    """Give the measures of the option that the text is about nothing known; `strongest` evidence is a subject's."""
    weak = max(WEAK - strongest / scale(signs), 0.0)
    return {
        "none": 1.0,
        "unknown": unknown_share,
        "weak": weak,
        "length": scale(signs),
        "noted": min(len(signs.notions), 4),
    }


def chances(options: Sequence[Mapping[str, float]]) -> list[float]:
    """Give each option's chance; together they are one."""
    weighed = [sum(WEIGHTS[name] * value for name, value in option.items()) for option in options]
    highest = max(weighed)
    odds = [math.exp(value - highest) for value in weighed]
    return [one / sum(odds) for one in odds]
