"""Names of the national catalogue nearest to a question, for what the book does not explain (pure)."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import pairwise

from bot.book import Book, Vocabulary
from bot.matters import NationalName
from bot.words import Lexicon, Syllable, syllables

NEAR = 0.6
"""Fit (0 to 1) from which a name is told; below, too many names were about something else (tried on 900 questions)."""
BESIDE = 0.9
"""A second name is told with at least this share of the first one's fit."""
LENGTH_WEIGHT = 0.2
"""What it counts that a name holds little beside the question's words: the plainest name comes first."""
ASKING = re.compile(
    r"\b(thu tuc|ho so|giay to|o dau|cho nao|bao lau|bao nhieu tien|bao nhieu|may ngay|lam sao|nhu the nao|the nao"
    r"|can gi|gom gi|can nhung gi|gom nhung gi|co quan nao cap|xin|hoi|cho|tui|toi|em|anh|chi|minh|muon|can|nop|lam"
    r"|la|gi|cua|va|thi|mat|ve|o|tai|de|ai|co|khong)\b"
)
"""Folded words with which one asks, and words that hold sentences together; no name is known by them."""


class Catalogue:
    """Finds names by their words and pairs of words, rare ones counting more (inverse document frequency).

    A question typed with accents is compared with accents, one without is compared without.
    """

    def __init__(self, names: Sequence[NationalName], vocabulary: Vocabulary) -> None:
        self._names = names
        self._lexicon = Lexicon(vocabulary.abbreviations, {})
        read = [_telling(syllables(one.name)) for one in names]
        self._indexes = {accented: _Index(_signs(one, accented) for one in read) for accented in (True, False)}

    def near(self, text: str) -> tuple[NationalName, ...]:
        """Give at most two names that hold nearly all that is asked, the nearest first; none if none does."""
        words = self._lexicon.write_out(syllables(text))
        accented = any(word.marks for word in words)
        fits = self._indexes[accented].fits(_signs(_telling(words), accented))
        if not fits:
            return ()
        least = max(NEAR, BESIDE * fits[0][0])
        return tuple(self._names[number] for fit, number in fits if fit >= least)


class _Index:
    def __init__(self, documents: Iterable[frozenset[str]]) -> None:
        listed = list(documents)
        self._holding: dict[str, array[int]] = {}
        for number, signs in enumerate(listed):
            for sign in signs:
                found = self._holding.get(sign)
                if found is None:
                    self._holding[sign] = array("H", (number,))
                else:
                    found.append(number)
        self._unknown = math.log(1 + len(listed))
        self._weights = {sign: self._unknown - math.log(len(found)) for sign, found in self._holding.items()}
        self._masses = [self._mass(signs) for signs in listed]

    def fits(self, asked: frozenset[str]) -> list[tuple[float, int]]:
        """Give the two best names with how well they fit; one word alone fits nothing."""
        if len(asked) < 3:
            return []
        shared: dict[int, float] = {}
        for sign in asked:
            weight = self._weights.get(sign, 0.0)
            for number in self._holding.get(sign, ()):
                shared[number] = shared.get(number, 0.0) + weight
        whole, masses = self._mass(asked), self._masses
        share, named = (1 - LENGTH_WEIGHT) / whole, LENGTH_WEIGHT / whole
        found = [(part * (share + named * part / masses[number]), -number) for number, part in shared.items()]
        return [(fit, -number) for fit, number in nlargest(2, found)]

    def _mass(self, signs: Iterable[str]) -> float:
        return sum(self._weights.get(sign, self._unknown) for sign in signs)


def _telling(words: Sequence[Syllable]) -> list[Syllable]:
    """Give the words of a text by which a name may be known; «sĩ» and «sỹ» are one."""
    folded = " ".join([word.folded for word in words])
    kept = ASKING.sub(_dashed, folded).split()
    return [
        Syllable(f"{word.folded[0]}i", word.marks) if len(word.folded) == 2 and word.folded[1] == "y" else word
        for word, mark in zip(words, kept, strict=True)
        if mark != "-"
    ]


def _dashed(found: re.Match[str]) -> str:
    return " ".join("-" for _ in found[0].split())


def _signs(words: Sequence[Syllable], accented: bool) -> frozenset[str]:
    """Give the telling words of a text and their pairs, with the accents or without."""
    told = [f"{word.folded}/{word.marks}" if accented else word.folded for word in words]
    return frozenset((*told, *map(" ".join, pairwise(told))))


def others(book: Book) -> list[NationalName]:
    """Give the national catalogue without our own procedures."""
    own = {code.id for one in book.procedures.values() for edition in one.editions for code in edition.codes}
    return [one for one in book.catalogue if one.code not in own]
