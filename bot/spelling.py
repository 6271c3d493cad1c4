"""Repair of what fingers and keyboards do to folded Vietnamese syllables (pure).

Only a string that cannot be a Vietnamese syllable and stands in no table is touched, so that a rare but
sound word is never bent into a word of the book.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.words import Syllable

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
LONGEST_SLIPPED = 10
"""Letters of a word that is looked up with one slip."""
LONGEST_JOINED = 24
"""Letters of a run of joined syllables that is taken apart; longer runs are left alone."""


def is_syllable(word: str) -> bool:
    """Say whether a folded word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


class Speller:
    """Repairs words against the texts of a book: its syllables and which two stand side by side, with counts."""

    def __init__(self, texts: Iterable[Sequence[str]], untouched: Iterable[str]) -> None:
        self._known: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for words in texts:
            self._known.update(words)
            self._pairs.update(pairwise(words))
        self._untouched = frozenset(untouched)

    def repair(self, words: Iterable[Syllable]) -> list[Syllable]:
        """Give the words with every impossible one replaced by what was most likely meant beside its neighbours."""
        joined = list(self._joined(words))
        repaired: list[Syllable] = []
        for word, after in pairwise([*joined, Syllable("")]):
            if self._sound(word.folded):
                repaired.append(word)
            else:
                before = repaired[-1].folded if repaired else ""
                repaired += [Syllable(part) for part in self._meant(before, word.folded, after.folded)]
        return repaired

    def _sound(self, word: str) -> bool:
        return word in self._known or word in self._untouched or word.isdigit() or is_syllable(word)

    def _joined(self, words: Iterable[Syllable]) -> Iterator[Syllable]:
        """Join a scrap («kin h») with its neighbour when both together are a known syllable."""
        before: Syllable | None = None
        for word in words:
            if before and self._are_one(before.folded, word.folded):
                before = Syllable(before.folded + word.folded, before.marks + word.marks)
                continue
            if before:
                yield before
            before = word
        if before:
            yield before

    def _are_one(self, left: str, right: str) -> bool:
        scrap = any(not one.isdigit() and not self._sound(one) for one in (left, right)) or len(left) == 1
        return scrap and left + right in self._known and is_syllable(left + right)

    def _meant(self, before: str, word: str, after: str) -> tuple[str, ...]:
        options: set[tuple[str, ...]] = {(near,) for near in (*self._telex(word), *self._nearest(word))}
        if split := self._split(word):
            options.add(split)
        return max(options, key=lambda one: (self._likely(before, one, after), one), default=(word,))

    def _likely(self, before: str, option: tuple[str, ...], after: str) -> float:
        """How likely an option stands here: how often its rarest syllable and its pairs with the neighbours occur."""
        rarest = min(self._known[part] for part in option)
        pairs = self._pairs[before, option[0]], self._pairs[option[-1], after], *map(self._pairs.get, pairwise(option))
        side_by_side = sum(math.log1p(count or 0) for count in pairs)
        return math.log1p(rarest) + 2 * side_by_side / (len(option) + 1)

    def _telex(self, word: str) -> Iterator[str]:
        """«ddang», «thuowng», «ddaatj», and VNI's «d9a61t»: accents typed as letters or digits."""
        plain = re.sub(r"\d", "", word)
        for pattern, replacement in _TELEX:
            plain = pattern.sub(replacement, plain)
            if plain in self._known:
                yield plain

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

    def _nearest(self, word: str) -> Iterator[str]:
        """Known syllables one slip away: a letter missing, doubled, wrong or swapped."""
        if 3 <= len(word) <= LONGEST_SLIPPED:
            yield from (
                near for near in _one_slip(word) if near in self._known and (is_syllable(near) or len(near) > 4)
            )


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
