"""All subjects ranked for one text, with the measures from which the gate decides (pure)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bot.book import Book
from bot.evidence import Document, Evidence
from bot.signs import SignReader, Signs, question
from bot.subjects import FACTS_WEIGHT, FRAME_WEIGHT, FRAMES, Kind, Subject, of_book

EXPECTED_SHARE = 0.5
"""A notion that this share of a subject's wordings holds is expected in a question about it."""
OURS = 2
"""Procedures kept beyond those, so that there is always something to offer."""
KEPT = 12
"""Subjects kept of a ranking; what stands below has never been the answer."""
SMOOTHING = (200.0, 200.0, 60.0, 150.0)
"""Signs of the whole mixed into each subject, by layer."""
LAYER_WEIGHTS = (1.0, 0.5, 1.2, 0.5)
"""What the layers count in the first ranking; the gate weighs them anew."""


@dataclass(frozen=True)
class Ranked:
    """One subject with its evidence by layer."""

    subject: Subject
    number: int
    layers: tuple[float, ...]

    @property
    def total(self) -> float:
        """The evidence of all layers together."""
        return sum(weight * part for weight, part in zip(LAYER_WEIGHTS, self.layers, strict=True))


class Ranking:
    """Knows all subjects of a book by their signs."""

    def __init__(self, book: Book, subjects: Sequence[Subject] | None = None) -> None:
        self.subjects = list(subjects if subjects is not None else of_book(book))
        texts = [*FRAMES, *(text for one in self.subjects for text in (*one.named, *one.facts))]
        self.reader = SignReader(book, texts)
        frames = [self.reader.read_known(frame) for frame in FRAMES]
        self.wordings: list[list[str]] = []
        self._expected: list[dict[str, float]] = []
        documents: list[Document] = []
        for number, one in enumerate(self.subjects):
            named = [self.reader.read_known(text) for text in one.named]
            documents += [Document(number, signs) for signs in named]
            documents += [Document(number, self.reader.read_known(text), FACTS_WEIGHT) for text in one.facts]
            if one.kind in (Kind.PROCEDURE, Kind.MATTER):
                documents += [Document(number, signs, FRAME_WEIGHT) for signs in frames]
            self.wordings.append([signs.text for signs in named])
            self._expected.append(_expected(named))
        self.evidence = Evidence(documents, len(self.subjects), SMOOTHING)

    def rank(self, signs: Signs) -> list[Ranked]:
        """Give the subjects with the most evidence, the strongest first."""
        layers = self.evidence.scores(signs)
        totals = [0.0] * len(self.subjects)
        for weight, scores in zip(LAYER_WEIGHTS, layers, strict=True):
            totals = [total + weight * score for total, score in zip(totals, scores, strict=True)]
        seen = set(signs.notions)
        possible = (n for n, one in enumerate(self.subjects) if seen.issuperset(one.needs))
        ordered = sorted(possible, key=lambda number: (-totals[number], number))
        ours = (n for n in ordered[KEPT:] if self.subjects[n].kind is Kind.PROCEDURE)
        best = ordered[:KEPT] + list(islice(ours, OURS))
        return [Ranked(self.subjects[n], n, tuple(scores[n] for scores in layers)) for n in best]

    def missing(self, number: int, signs: Signs) -> float:
        """Give the evidence against a subject from notions that nearly all its wordings hold and this text lacks."""
        return sum(against for notion, against in self._expected[number].items() if notion not in signs.notions)

    def read(self, text: str) -> Signs:
        """Give the signs of a text, or of its question if it is a letter."""
        return self.reader.read(question(text))


def scale(signs: Signs) -> float:
    """Give the divisor that makes the evidence of short and long texts comparable."""
    return math.sqrt(len(signs.words) + 4)


def _expected(named: Sequence[Signs]) -> dict[str, float]:
    """Give the notions that most wordings of a subject hold, and what the absence of each says against it."""
    counts = Counter(notion for signs in named for notion in signs.notions)
    shares = {notion: count / len(named) for notion, count in counts.items()}
    return {notion: -math.log1p(-0.98 * share) for notion, share in shares.items() if share >= EXPECTED_SHARE}
