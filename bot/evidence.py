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
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot import sums
from bot.signs import Signs

LAYERS = ("words", "neighbours", "notions", "together")
MANY = 1 / 16
"""Share of the subjects of which a sign says something from which it is kept as a row."""


@dataclass(frozen=True)
class Document:
    """One known text of a subject: its signs, and how much it counts."""

    signs: Signs
    weight: float = 1.0


class Layer:
    """The evidence of one kind of sign; `smoothing` is how many signs of the whole are mixed into a subject.

    `texts` are each subject's known texts: their signs, and what each text counts. What the signs say lies in two
    long arrays, one stretch a sign: thirty thousand signs as objects of their own would take five times the memory.
    The signs that say something of many subjects are kept as rows too, which are added for all subjects at once.
    """

    def __init__(self, texts: Sequence[Iterable[tuple[Sequence[str], float]]], smoothing: float) -> None:
        counted: dict[str, tuple[list[int], list[float]]] = {}
        sizes = [_count(counted, subject, of_subject) for subject, of_subject in enumerate(texts)]
        self._size, everything = len(sizes), sum(sizes) or 1.0
        self._absence = [sums.whole(math.log(smoothing / (size + smoothing))) for size in sizes]
        self._missed = sums.joined(array("Q", (-absence for absence in self._absence)))
        self._floor = sums.floor(self._size)
        self._stretches: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._starts, self._subjects, self._says = array("L", (0,)), array("H"), array("Q")
        for sign, (subjects, counts) in counted.items():
            expected = smoothing * sum(counts) / everything
            says = [sums.whole(w) for w in array("f", [math.log1p(count / expected) for count in counts])]
            self._stretches[sign] = len(self._stretches)
            self._subjects.extend(subjects)
            self._says.extend(says)
            self._starts.append(len(self._subjects))
            if len(subjects) > self._size * MANY:
                self._rows[sign] = sums.joined(sums.filled(self._size, zip(subjects, says, strict=True)))

    def knows(self, sign: str) -> bool:
        """Say whether a sign stands in any known text."""
        return sign in self._stretches

    def row(self, signs: Iterable[str]) -> int:
        """Give each subject's evidence as a row above a floor: the sum over the known signs, the others say nothing."""
        known = [sign for sign in signs if sign in self._stretches]
        row, few = self._floor - len(known) * self._missed, sums.slots(self._size)
        for sign in known:
            many = self._rows.get(sign)
            if many is not None:
                row += many
                continue
            at = self._stretches[sign]
            start, end = self._starts[at], self._starts[at + 1]
            for subject, says in zip(self._subjects[start:end], self._says[start:end], strict=True):
                few[subject] += says
        return row + sums.joined(few)

    def says(self, sign: str, subject: int) -> float:
        """Give what one sign says for one subject; negative when the subject never uses it."""
        stretch = self._stretches.get(sign)
        if stretch is None:
            return 0.0
        end = self._starts[stretch + 1]
        at = bisect_left(self._subjects, subject, self._starts[stretch], end)
        spoken = self._says[at] if at < end and self._subjects[at] == subject else 0
        return (spoken + self._absence[subject]) / sums.UNIT


def _count(
    counted: dict[str, tuple[list[int], list[float]]], subject: int, texts: Iterable[tuple[Sequence[str], float]]
) -> float:
    """Count the signs of a subject's texts, the subjects of each sign in their order; give how many signs there are."""
    size, counts = 0.0, dict[str, float]()
    for signs, weight in texts:
        size += weight * len(signs)
        for sign in signs:
            counts[sign] = counts.get(sign, 0.0) + weight
    for sign, count in counts.items():
        found = counted.get(sign)
        if found is None:
            counted[sign] = [subject], [count]
        else:
            found[0].append(subject)
            found[1].append(count)
    return size


class Evidence:
    """All layers over the same subjects; `documents` are the known texts of each."""

    def __init__(self, documents: Sequence[Sequence[Document]], smoothing: Sequence[float]) -> None:
        self.subjects = len(documents)
        self.layers = tuple(
            Layer([[(text.signs.layers()[at], text.weight) for text in texts] for texts in documents], smoothing[at])
            for at in range(len(LAYERS))
        )

    def rows(self, signs: Signs) -> list[int]:
        """Give the evidence of all subjects by layer, each layer as a row above one floor."""
        return [layer.row(part) for layer, part in zip(self.layers, signs.layers(), strict=True)]
