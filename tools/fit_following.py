"""Fit the weights of bot/following.py: PYTHONPATH=. python tools/fit_following.py (needs numpy and scipy).

Data: the questions of tests/questions/tune.tsv that ask for a part. Follow-ups are read within a talk about their
procedure; all others within a talk about a procedure drawn at random, about one that goes with their own, and about
the one of ours that they resemble most. Prints the table for `WEIGHTS`, and for some thresholds what halves of the
questions give that the other half was fitted on: follow-ups found, other questions wrongly continued, and of what is
not administrative at all.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from scipy.optimize import minimize

from bot import evaluation, following, knowledge
from bot.book import Book
from bot.evaluation import Case
from bot.facets import FacetReader
from bot.following import Following
from bot.matching import Reader
from bot.subjects import Kind
from bot.words import fold
from tests.bench.typing_noise import noisy

COUNTS = {"follows": 3.0, "other": 1.0, "far": 5.0}
"""What an example counts."""
RIDGE = 1e-5
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


@dataclass(frozen=True)
class Example:
    """One text within one talk: its measures, what it is, and which half of the questions it belongs to."""

    measures: dict[str, float]
    kind: str
    half: int


def examples(book: Book, random: Random) -> Iterator[Example]:
    """Measure every question that asks for a part within its talks."""
    reader, facets = Reader(book), FacetReader(book.vocabulary, book.procedures.values())
    following_ = Following(reader, facets)
    for case in evaluation.read(Path("tests/questions/tune.tsv")):
        kind = "follows" if case.previous else "far" if case.label == "far" else "other"
        for text in (case.question, fold(case.question), noisy(case.question, random)):
            parts, signs = facets.read(text), reader.signs(text)
            if not parts.facets or not parts.rest:
                continue
            running = case.label.split("|")[:1] if case.previous else list(_others(case, book, reader, random))
            for one in running if text == case.question else running[:1]:
                half = zlib.crc32(case.question.encode()) % 2
                yield Example(following_.measures(text, parts, signs, one), kind, half)


def _others(case: Case, book: Book, reader: Reader, random: Random) -> Iterator[str]:
    """Give procedures that a question is not about: one at random, one beside its own, the likeliest other."""
    own = set(case.label.split("|"))
    yield random.choice([one for one in book.procedures if one not in own])
    beside = [one.id for label in own & book.procedures.keys() for one in book.procedures[label].related]
    yield from [one for one in beside if one not in own][:1]
    options = reader.options(reader.signs(case.question))
    yield from [one.id for one in options if one.kind is Kind.PROCEDURE and one.id and one.id not in own][:1]


def fit(found: Sequence[Example]) -> dict[str, float]:
    """Give the weights under which what follows is told best from what does not."""
    names = list(following.WEIGHTS)
    measures = np.array([[float(one.measures[name]) for name in names] for one in found])
    follows = np.array([one.kind == "follows" for one in found], float)
    counts = np.array([COUNTS[one.kind] for one in found])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = measures @ weights
        chances = 1 / (1 + np.exp(-scores))
        likelihood = counts * (follows * scores - np.logaddexp(0, scores))
        slope = measures.T @ (counts * (chances - follows)) / counts.sum()
        return -likelihood.sum() / counts.sum() + RIDGE * weights @ weights, slope + 2 * RIDGE * weights

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(value), 2) for name, value in zip(names, best, strict=True)}


def held_out(found: Sequence[Example]) -> Iterator[str]:
    """Give what each threshold does to one half of the questions with the weights of the other, as lines."""
    chances: dict[str, list[float]] = {kind: [] for kind in COUNTS}
    for half in (0, 1):
        weights = fit([one for one in found if one.half != half])
        for one in (one for one in found if one.half == half):
            score = sum(weights[name] * value for name, value in one.measures.items())
            chances[one.kind].append(float(1 / (1 + np.exp(-score))))
    for threshold in THRESHOLDS:
        shares = (f"{kind} {np.mean(np.array(of_kind) >= threshold):.4f}" for kind, of_kind in chances.items())
        yield f"# from {threshold}: {', '.join(shares)}"


def main() -> None:
    """Fit, print the table, and what it is worth."""
    found = list(examples(knowledge.load(Path("knowledge")), Random(3)))
    lines = [f'    "{name}": {value},' for name, value in fit(found).items()]
    sys.stdout.write("\n".join([f"# {len(found)} examples", *lines, *held_out(found), ""]))


if __name__ == "__main__":
    main()
