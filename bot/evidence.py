"""How strongly the signs of a text speak for each subject (pure).

A subject is whatever a question may be about: a procedure, a matter, a topic, a field of the national
catalogue. For each, its wordings give the share of every sign (a word, two neighbouring words, a notion,
two notions together). A sign speaks for a subject by the logarithm of its share there against its share in
everything known, with Dirichlet smoothing (Zhai and Lafferty 2004): a rare sign seen in few subjects counts
much, a word that stands everywhere counts nothing.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.signs import Signs

LAYERS = ("words", "neighbours", "notions", "together")


@dataclass(frozen=True)
class Document:
    """One known text: the number of its subject, its signs, and how much it counts."""

    subject: int
    signs: Signs
    weight: float = 1.0


class Layer:
    """The evidence of one kind of sign; `smoothing` is how many signs of the whole are mixed into a subject."""

    def __init__(self, texts: Iterable[tuple[int, Sequence[str], float]], subjects: int, smoothing: float) -> None:
        counts: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        sizes = [0.0] * subjects
        for subject, signs, weight in texts:
            sizes[subject] += weight * len(signs)
            for sign in signs:
                counts[sign][subject] += weight
        whole = sum(sizes) or 1.0
        self.absence = [math.log(smoothing / (size + smoothing)) for size in sizes]
        self._speaks: dict[str, tuple[array[int], array[float]]] = {}
        for sign, by_subject in counts.items():
            expected = smoothing * sum(by_subject.values()) / whole
            weights = array("f", (math.log1p(count / expected) for count in by_subject.values()))
            self._speaks[sign] = array("H", by_subject), weights

    def knows(self, sign: str) -> bool:
        """Say whether a sign stands in any known text."""
        return sign in self._speaks

    def scores(self, signs: Iterable[str]) -> list[float]:
        """Give each subject's evidence: the sum over the known signs, the unknown ones say nothing."""
        known = [speaks for sign in signs if (speaks := self._speaks.get(sign)) is not None]
        total = [len(known) * absence for absence in self.absence]
        for subjects, weights in known:
            for subject, weight in zip(subjects, weights, strict=True):
                total[subject] += weight
        return total

    def says(self, sign: str, subject: int) -> float:
        """Give what one sign says for one subject; negative when the subject never uses it."""
        subjects, weights = self._speaks.get(sign, (array("H"), array("f")))
        spoken = dict(zip(subjects, weights, strict=True)).get(subject, 0.0)
        return spoken + self.absence[subject] if sign in self._speaks else 0.0


class Evidence:
    """All layers over the same subjects."""

    def __init__(self, documents: Sequence[Document], subjects: int, smoothing: Sequence[float]) -> None:
        self.layers = tuple(
            Layer(((d.subject, d.signs.layers()[at], d.weight) for d in documents), subjects, smoothing[at])
            for at in range(len(LAYERS))
        )

    def scores(self, signs: Signs) -> list[list[float]]:
        """Give the evidence by layer and subject."""
        return [layer.scores(part) for layer, part in zip(self.layers, signs.layers(), strict=True)]
