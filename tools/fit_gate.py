"""Fit the weights of bot/gate.py: PYTHONPATH=. python tools/fit_gate.py (needs numpy and scipy).

Data: every wording of the book and of its neighbours, read by a ranking that does not know it (five folds),
and the questions of tests/questions/tune.tsv, each as written and as typed in a hurry. Prints the table for
`WEIGHTS`. The objective is the likelihood of the right options; what counts as right for a question outside
the book is any option that is no procedure (and, for administrative ones, no small talk).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import minimize

from bot import evaluation, gate, knowledge
from bot.book import Book
from bot.letters import Courtesies, question
from bot.ranking import Ranking
from bot.subjects import Kind, of_book
from tests.bench.typing_noise import noisy

FOLDS = 5
TUNE_WEIGHT = {"far": 4.5, "near": 2.4}
"""What a row of tune.tsv counts beside a wording; rows of ours count like near ones."""
NOISY_WORDINGS = 0.3
RIDGE = 1e-3
FEWEST = 3
"""A subject with no more wordings than these keeps them all."""
FIELD_NAMES = 3
"""Held-out names of one national field in each fold."""


@dataclass(frozen=True)
class Example:
    """The options of one text as (label, measures), which of them are right, and what the text counts."""

    options: Sequence[tuple[str, Mapping[str, float]]]
    right: tuple[int, ...]
    weight: float


def options(ranking: Ranking, text: str) -> list[tuple[str, Mapping[str, float]]]:
    """Measure all options of a text as the reader does."""
    signs = ranking.read(text)
    ranked = ranking.rank(signs)
    ordered = " ".join(sorted(signs.text.split()))
    measured = []
    for one in ranked:
        wordings = [" ".join(sorted(wording.split())) for wording in ranking.wordings[one.number]]
        nearest = process.extractOne(ordered, wordings, scorer=fuzz.ratio)
        likeness = nearest[1] / 100 if nearest else 0.0
        label = f"{one.subject.kind}:{one.subject.id}"
        measured.append(
            (
                label,
                gate.measures(
                    one, signs, likeness, ranking.missing(one.number, signs), ranking.strange(one.number, signs)
                ),
            )
        )
    strongest = max((one.total for one in ranked), default=0.0)
    return [*measured, ("none", gate.none_of_them(strongest, signs))]


def held_out(book: Book, random: Random) -> Iterator[Example]:
    """Read every wording with a ranking that does not know it."""
    subjects = of_book(book)
    for fold in range(FOLDS):
        kept, tested = [], []
        for one in subjects:
            order = list(range(len(one.named)))
            Random(one.id).shuffle(order)
            most = FIELD_NAMES if one.kind is Kind.FIELD else len(order)
            out = set(order[fold::FOLDS][:most]) if len(order) > FEWEST else set()
            kept.append(replace(one, named=tuple(text for n, text in enumerate(one.named) if n not in out)))
            tested += [(one, one.named[n]) for n in sorted(out)]
        ranking = Ranking(book, kept)
        for one, text in tested:
            labels = {f"{one.kind}:{one.id}"}
            if one.kind in (Kind.MATTER, Kind.FIELD):
                labels = {f"{Kind.MATTER}:{one.id}", f"{Kind.FIELD}:{one.id}"}
            texts = [text, noisy(text, random)] if random.random() < NOISY_WORDINGS else [text]
            for variant in texts:
                found = options(ranking, variant)
                yield Example(found, tuple(n for n, (label, _) in enumerate(found) if label in labels), 1.0)


def tuned(book: Book, random: Random) -> Iterator[Example]:
    """Read the questions of the tuning file, as written and as typed in a hurry."""
    ranking, courtesies = Ranking(book), Courtesies(book.vocabulary.courtesies)
    for case in evaluation.read(Path("tests/questions/tune.tsv")):
        if case.previous:
            continue
        for text in (case.question, noisy(case.question, random)):
            found = options(ranking, question(courtesies.without(text)))
            right = tuple(n for n, (label, _) in enumerate(found) if _is_right(label, case.label))
            yield Example(found, right, TUNE_WEIGHT.get(case.label, TUNE_WEIGHT["near"]))


def _is_right(option: str, label: str) -> bool:
    kind, _, subject = option.partition(":")
    if label == "far":
        return kind in ("none", Kind.TOPIC)
    if label == "near":
        return kind not in (Kind.PROCEDURE, Kind.TOPIC)
    return kind == Kind.PROCEDURE and subject in label.split("|")


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Give the weights under which the right options are likeliest."""
    names = list(gate.WEIGHTS)
    column = {name: n for n, name in enumerate(names)}
    most = max(len(one.options) for one in examples)
    measures = np.zeros((len(examples), most, len(names)))
    absent, right = np.full((len(examples), most), -1e9), np.zeros((len(examples), most))
    for row, one in enumerate(examples):
        for n, (_, found) in enumerate(one.options):
            absent[row, n] = 0.0
            for name, value in found.items():
                measures[row, n, column[name]] = value
        right[row, list(one.right)] = 1.0
    counts = np.array([one.weight for one in examples])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = measures @ weights + absent
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = odds / odds.sum(axis=1, keepdims=True)
        hit = (chances * right).sum(axis=1) + 1e-12
        wanted = chances * right / hit[:, None]
        slope = np.einsum("ak,akj->j", (chances - wanted) * counts[:, None], measures) / counts.sum()
        return -(counts * np.log(hit)).sum() / counts.sum() + RIDGE * weights @ weights, slope + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(value), 2) for name, value in zip(names, found, strict=True)}


def main() -> None:
    """Fit and print the table."""
    book, random = knowledge.load(Path("knowledge")), Random(3)
    examples = [one for one in (*held_out(book, random), *tuned(book, random)) if one.right]
    lines = [f'    "{name}": {value},' for name, value in fit(examples).items()]
    sys.stdout.write("\n".join([f"{len(examples)} examples", *lines, ""]))


if __name__ == "__main__":
    main()
