"""Repair of what fingers and keyboards do to folded Vietnamese syllables (pure).

Only a string that cannot be a Vietnamese syllable and stands in no table is touched, so that a rare but
sound word is never bent into a word of the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
_RHYME = (
    "(?:a(?:ch|ng|nh|[cimnoptuy])?|e(?:ch|ng|nh|[cmnoptu])?|i(?:ch|nh|eng|e[cmnptu]|[acmnptu])?"
    "|o(?:ng|o(?:ng|c)|a(?:ch|ng|nh|[cinopty])?|e(?:[nto])?|[cimnpt])?"
    "|u(?:ng|o(?:ng|[cimnptu])?|a(?:ng|[nty])?|e(?:ch|nh|[nt])?|y(?:ch|nh|en|et|[anptu])?|[acimnptu])?"
    "|y(?:e(?:ng|[mntu])|nh|ch|[tu])?)"
)
_SYLLABLE = re.compile(_ONSET + _RHYME)
_TELEX = (
    (re.compile("dd"), "d"),
    (re.compile("([aeo])\\1"), r"\1"),
    (re.compile("w"), ""),
    (re.compile("[fsrxj]$"), ""),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_JOINED = 24
"""Letters of a run of joined syllables that is taken apart; longer runs are left alone."""


def is_syllable(word: str) -> bool:
    """Say whether a folded word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


class Speller:
    """Repairs words against the syllables that a book knows, with how often each occurs."""

    def __init__(self, known: Mapping[str, int], untouched: Iterable[str]) -> None:
        self._known = known
        self._untouched = frozenset(untouched)
        self._repaired: dict[str, tuple[str, ...]] = {}

    def repair(self, words: Iterable[str]) -> list[str]:
        """Give the words with every impossible one replaced by what was most likely meant."""
        repaired: list[str] = []
        for word in self._joined(words):
            repaired.extend((word,) if self._sound(word) else self._meant(word))
        return repaired

    def _sound(self, word: str) -> bool:
        return word in self._known or word in self._untouched or word.isdigit() or is_syllable(word)

    def _joined(self, words: Iterable[str]) -> Iterable[str]:
        """Join an impossible scrap («kin h») with its neighbour when both together are a known syllable."""
        pending = ""
        for word in words:
            if pending and len(pending + word) <= 7 and pending + word in self._known:
                yield pending + word
                pending = ""
                continue
            if pending:
                yield pending
            pending = ""
            if word in self._known or len(word) > 5 or word.isdigit():
                if self._is_scrap(word):
                    pending = word
                else:
                    yield word
            else:
                pending = word
        if pending:
            yield pending

    def _is_scrap(self, word: str) -> bool:
        return len(word) == 1 and word not in self._untouched

    def _meant(self, word: str) -> tuple[str, ...]:
        return self._telex(word) or self._split(word) or self._nearest(word) or (word,)

    def _telex(self, word: str) -> tuple[str, ...] | None:
        """«ddang», «thuowng», «ddaatj», and VNI's «d9a61t»: accents typed as letters or digits."""
        plain = re.sub(r"\d", "", word)
        for pattern, replacement in _TELEX:
            plain = pattern.sub(replacement, plain)
            if plain in self._known:
                return (plain,)
        return None

    def _split(self, word: str) -> tuple[str, ...] | None:
        """«dangkykinhdoanh»: joined syllables, as few as possible, then the most frequent."""
        if not 4 <= len(word) <= LONGEST_JOINED or not word.isalpha():
            return None
        best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, 0, ())]
        for end in range(1, len(word) + 1):
            options = [
                (before[0] + 1, before[1] - min(self._known[part], 99), (*before[2], part))
                for start in range(max(0, end - 6), end)
                if (before := best[start]) is not None
                and len(part := word[start:end]) > 1
                and part in self._known
                and is_syllable(part)
            ]
            best.append(min(options, default=None))
        found = best[-1]
        return found[2] if found and found[0] > 1 else None

    def _nearest(self, word: str) -> tuple[str, ...] | None:
        """The most frequent known syllable one slip away: a letter missing, doubled, wrong or swapped."""
        if len(word) < 3 or len(word) > 8:
            return None
        best = max((near for near in _one_slip(word) if near in self._known), key=self._weight, default=None)
        return (best,) if best and is_syllable(best) else None

    def _weight(self, word: str) -> tuple[int, str]:
        return self._known[word], word


def _one_slip(word: str) -> Iterable[str]:
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
