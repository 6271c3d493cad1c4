"""All subjects ranked for one text, with the measures from which the gate decides (pure)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot import sums
from bot.book import Book
from bot.evidence import Document, Evidence
from bot.signs import EVERYDAY, MEANING, SignReader, Signs
from bot.subjects import FACTS_WEIGHT, FRAME_WEIGHT, FRAMES, Kind, Subject, of_book
from bot.words import syllables

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
TENTHS = 10
"""The layers' weights are added as whole tenths."""
IMPOSSIBLE = 0
"""The evidence for a subject that lacks a notion which it needs, far below the floor of all others."""


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
        words = {text: syllables(text) for text in texts}
        self.reader = SignReader(book, (words[text] for text in texts))
        known = {text: self.reader.read_known(said) for text, said in words.items()}
        frames = [Document(known[frame], FRAME_WEIGHT) for frame in FRAMES]
        self.wordings: list[list[str]] = []
        self._expected: list[dict[str, float]] = []
        self._heard: list[frozenset[str]] = []
        documents: list[list[Document]] = []
        for one in self.subjects:
            named = [known[text] for text in one.named]
            of_one = [Document(signs) for signs in named]
            of_one += [Document(known[text], FACTS_WEIGHT) for text in one.facts]
            documents.append(of_one + frames if one.kind in (Kind.PROCEDURE, Kind.MATTER) else of_one)
            self.wordings.append([signs.text for signs in named])
            self._expected.append(_expected(named))
            self._heard.append(frozenset(notion for signs in (doc.signs for doc in of_one) for notion in signs.notions))
        self.evidence = Evidence(documents, SMOOTHING)
        self._ours = [n for n, one in enumerate(self.subjects) if one.kind is Kind.PROCEDURE]
        self._needing = [(n, one.needs) for n, one in enumerate(self.subjects) if one.needs]

    def rank(self, signs: Signs) -> list[Ranked]:
        """Give the subjects with the most evidence, the strongest first."""
        rows, size = self.evidence.rows(signs), len(self.subjects)
        weighed = (round(weight * TENTHS) * row for weight, row in zip(LAYER_WEIGHTS, rows, strict=True))
        totals = sums.parted(sum(weighed), size)
        for number, needs in self._needing:
            if not set(needs) <= set(signs.notions):
                totals[number] = IMPOSSIBLE
        best = _largest(totals, range(size), KEPT)
        ours = [n for n in _largest(totals, self._ours, KEPT + OURS) if n not in best]
        layers = [sums.parted(row, size) for row in rows]
        return [
            Ranked(self.subjects[n], n, tuple([sums.fraction(one[n]) for one in layers])) for n in best + ours[:OURS]
        ]

    def missing(self, number: int, signs: Signs) -> float:
        """Give the evidence against a subject from notions that nearly all its wordings hold and this text lacks."""
        return sum(against for notion, against in self._expected[number].items() if notion not in signs.notions)

    def strange(self, number: int, signs: Signs) -> int:
        """Give how many telling notions of a text no wording of a subject holds."""
        heard = self._heard[number]
        return sum(one not in heard for one in signs.notions if not one.startswith(EVERYDAY) and one != MEANING)

    def read(self, text: str) -> Signs:
        """Give the signs of a text."""
        return self.reader.read(text)


def _largest(totals: Sequence[int], numbers: Sequence[int], count: int) -> list[int]:
    """Give the numbers with the largest totals, of equal ones the lower first; the impossible ones never."""
    found = [totals[n] for n in numbers]
    least = max(nlargest(count, found)[-1:], default=IMPOSSIBLE)
    enough = [n for n, total in zip(numbers, found, strict=True) if total >= least and total > IMPOSSIBLE]
    return sorted(enough, key=lambda number: -totals[number])[:count]


def scale(signs: Signs) -> float:
    """Give the divisor that makes the evidence of short and long texts comparable."""
    return math.sqrt(len(signs.words) + 4)


def _expected(named: Sequence[Signs]) -> dict[str, float]:
    """Give the notions that most wordings of a subject hold, and what the absence of each says against it."""
    counts = Counter(notion for signs in named for notion in signs.notions)
    shares = {notion: count / len(named) for notion, count in counts.items()}
    return {notion: -math.log1p(-0.98 * share) for notion, share in shares.items() if share >= EXPECTED_SHARE}
