"""Repair of what fingers and keyboards do to folded Vietnamese syllables (pure).

A noisy channel (Kernighan, Church and Gale 1990): of all ways to read a line, that one is taken which is
likeliest as a line of the book, less what each repair costs. A string that cannot be a Vietnamese syllable
must be repaired if it can be; a sound syllable is doubted only where it stands strangely between its
neighbours, and more readily in a line that holds broken words anyway. So a rare but sound word is hardly
ever bent into a word of the book.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from bot.slips import Slips, alike
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
LONGEST_LOOSE = 4
"""Letters above which also a known word that is no Vietnamese syllable («karaoke») may have been meant."""
LONGEST_WORD = 7
"""Letters of the longest word that is sought in joined syllables."""
LONGEST_JOINED = 24
"""Letters of a run of joined syllables that is taken apart; longer runs are left alone."""
LIKELIEST = 6
"""Slips of one word that are weighed, the most frequent of the book."""
MIXED = 4.0
"""How many times a pair must have been seen to count as much as the frequency of its second word."""
LEFT_BROKEN = 12.0
"""What it costs to leave a string that is no syllable; costs are natural logarithms of odds."""
TELEX, SLIP, SPLIT, JOIN = 1.0, 3.0, 2.0, 2.5
"""What the repairs of a broken string cost."""
SELDOM = 20
"""Times a syllable may stand in the book and still be doubted."""
ALIKE = 7.0
"""What it costs to take a sound syllable for one that is spoken alike («khai xinh»)."""
DOUBT = 9.0
"""What it costs to take a sound syllable of a sound line for a slip."""
DOUBT_AMONG_BROKEN = 4.5
"""The same in a line that holds a broken string."""
REMEMBERED = 4096
"""Words whose soundness and repairs are kept in mind."""
REMEMBERED_PAIRS = 8192
"""Pairs of words whose likelihood is kept in mind."""


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Say whether a folded word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


class Repair(NamedTuple):
    """One way to read the next `length` words as `parts`, and what it costs."""

    length: int
    parts: tuple[Syllable, ...]
    cost: float


Readings = dict[str, tuple[float, tuple[Syllable, ...]]]
"""The cheapest reading of a line's beginning for each word it may end with: its cost and its words."""


class Speller:
    """Repairs words against the texts of a book: its syllables and which two stand side by side, with counts."""

    def __init__(self, texts: Iterable[Sequence[str]], untouched: Iterable[str]) -> None:
        lines = [("", *words, "") for words in texts]
        self._known = dict(Counter(chain.from_iterable(lines)))
        self._known[""] = len(lines)
        self._pairs: dict[str, dict[str, int]] = {}
        for (word, after), count in Counter(chain.from_iterable(map(pairwise, lines))).items():
            self._pairs.setdefault(word, {})[after] = count
        self._untouched = frozenset(untouched)
        self._whole = sum(self._known.values()) + 1.0
        self._slips = Slips(filter(self._is_word, self._known))
        self._sound = lru_cache(maxsize=REMEMBERED)(self._is_sound)
        self._slipped = lru_cache(maxsize=REMEMBERED)(self._nearest)
        self._misheard = lru_cache(maxsize=REMEMBERED)(self._alike)
        self._follows = lru_cache(maxsize=REMEMBERED_PAIRS)(self._next_to)

    def repair(self, words: Iterable[Syllable]) -> list[Syllable]:
        """Give the words as they were most likely meant.

        A word that can only be read as it stands parts the line: what is doubtful on one side of it does not
        concern the other.
        """
        line = list(words)
        broken = not all(self._sound(word.folded) for word in line)
        ways = self._worthwhile([tuple(self._repairs(line, at, broken)) for at in range(len(line))])
        read: list[Syllable] = []
        at = 0
        while at < len(line):
            end = _doubtful_until(ways, at)
            if end > at:
                after = line[end].folded if end < len(line) else ""
                read += self._cheapest(ways[at:end], read[-1].folded if read else "", after)
            read += line[end : end + 1]
            at = end + 1
        return read

    def _worthwhile(self, ways: Sequence[Sequence[Repair]]) -> list[Sequence[Repair]]:
        """Leave out what cannot be the cheapest: other words for a sound one, new to all that may stand beside them.

        Such a word gains at most ln 8 by being frequent (see `_next_to`), less than any of them costs.
        """
        ending: list[list[dict[str, int]]] = [[self._pairs.get("", {})], *([] for _ in ways)]
        for at, repairs in enumerate(ways):
            for repair in repairs:
                if followers := self._pairs.get(repair.parts[-1].folded):
                    ending[at + repair.length].append(followers)
        kept: list[Sequence[Repair]] = []
        for at, repairs in enumerate(ways):
            if len(repairs) > 1 and not all(repair.cost for repair in repairs):
                after = [one.parts[0].folded for one in ways[at + 1]] if at + 1 < len(ways) else [""]
                repairs = [
                    one for one in repairs if not one.cost or one.length > 1 or self._fits(one, ending[at], after)
                ]
            kept.append(repairs)
        return kept

    def _fits(self, repair: Repair, before: Iterable[Mapping[str, int]], after: Iterable[str]) -> bool:
        """Say whether the book has a word behind one of those that end before it, or before one of those after it."""
        word = repair.parts[0].folded
        followers = self._pairs.get(word, {})
        return any(word in one for one in before) or not followers.keys().isdisjoint(after)

    def _cheapest(self, ways: Sequence[Sequence[Repair]], before: str, after: str) -> Sequence[Syllable]:
        """Give the cheapest reading of a stretch between two words that stand fast."""
        readings: list[Readings] = [{before: (0.0, ())}, *({} for _ in ways)]
        for at, repairs in enumerate(ways):
            for repair in repairs:
                self._extend(readings[at], readings[at + repair.length], repair)
        finished: Readings = {}
        self._extend(readings[-1], finished, Repair(0, (Syllable(after),), 0.0))
        return finished[after][1][:-1]

    def _extend(self, before: Readings, after: Readings, repair: Repair) -> None:
        """Continue the cheapest reading so far by one repair; of readings that end alike the cheapest is kept."""
        first, last = repair.parts[0].folded, repair.parts[-1].folded
        reached, word = min([(cost - self._follows(word, first), word) for word, (cost, _) in before.items()])
        inner = sum([self._follows(one.folded, two.folded) for one, two in pairwise(repair.parts)])
        cost = reached - inner + repair.cost
        if last not in after or cost < after[last][0]:
            after[last] = (cost, (*before[word][1], *repair.parts))

    def _next_to(self, word: str, after: str) -> float:
        """How likely one word follows another in the book, as a logarithm."""
        alone = (self._known.get(after, 0) + 0.5) / self._whole
        together = self._pairs.get(word, {}).get(after, 0)
        return math.log((together + MIXED * alone) / (self._known.get(word, 0) + MIXED))

    def _repairs(self, line: Sequence[Syllable], at: int, broken: bool) -> Iterator[Repair]:
        word = line[at]
        if at + 1 < len(line) and self._are_one(word.folded, line[at + 1].folded, broken):
            yield Repair(2, (Syllable(word.folded + line[at + 1].folded, word.marks + line[at + 1].marks),), JOIN)
        if self._sound(word.folded):
            yield Repair(1, (word,), 0.0)
            if self._lonely(line, at):
                yield from self._misheard(word.folded)
            if not self._strange(line, at):
                return
            yield from self._slipped(word.folded, DOUBT_AMONG_BROKEN if broken else DOUBT)
            return
        yield Repair(1, (word,), LEFT_BROKEN)
        yield from (Repair(1, (Syllable(near),), TELEX) for near in self._telex(word.folded))
        yield from self._slipped(word.folded, SLIP)
        if parts := self._split(word.folded):
            yield Repair(1, tuple(map(Syllable, parts)), SPLIT)

    def _is_sound(self, word: str) -> bool:
        return word in self._known or word in self._untouched or word.isdigit() or is_syllable(word)

    def _strange(self, line: Sequence[Syllable], at: int) -> bool:
        """Say whether a seldom syllable without accents stands where the book never has it."""
        word = line[at]
        return not word.marks and self._known.get(word.folded, 0) <= SELDOM and self._lonely(line, at)

    def _lonely(self, line: Sequence[Syllable], at: int) -> bool:
        """Say whether the book has a sound syllable beside neither of its neighbours."""
        word = line[at].folded
        if word.isdigit() or word in self._untouched:
            return False
        before = line[at - 1].folded if at else ""
        after = line[at + 1].folded if at + 1 < len(line) else ""
        return word not in self._pairs.get(before, {}) and after not in self._pairs.get(word, {})

    def _are_one(self, left: str, right: str, broken: bool) -> bool:
        """Say whether a scrap («kin h») and its neighbour may be one known syllable."""
        if not broken and len(left) > 1:
            return False  # nothing is a scrap, nothing is strange
        scrap = len(left) == 1 or not (self._sound(left) and self._sound(right))
        strange = broken and right not in self._pairs.get(left, {}) and not (left.isdigit() or right.isdigit())
        return (scrap or strange) and self._is_word(left + right)

    def _telex(self, word: str) -> Iterator[str]:
        """«ddang», «thuowng», «ddaatj», and VNI's «d9a61t»: accents typed as letters or digits."""
        plain = re.sub(r"\d", "", word)
        for pattern, replacement in _TELEX:
            plain = pattern.sub(replacement, plain)
            if plain in self._known or plain in self._untouched:
                yield plain

    def _is_word(self, word: str) -> bool:
        """Say whether it is a known syllable, or a known foreign word long enough to be no scrap («karaoke»)."""
        return word in self._known and ((is_syllable(word) and len(word) > 1) or len(word) > LONGEST_LOOSE)

    def _nearest(self, word: str, cost: float) -> tuple[Repair, ...]:
        """Give the known syllables one slip away, the most frequent of the book."""
        found = sorted(self._slips.nearest(word), key=lambda near: (-self._known.get(near, 0), near))
        return tuple(Repair(1, (Syllable(near),), cost) for near in found[:LIKELIEST])

    def _alike(self, word: str) -> tuple[Repair, ...]:
        """Give the known syllables that are spoken alike."""
        return tuple(Repair(1, (Syllable(near),), ALIKE) for near in alike(word) if near in self._known)

    def _split(self, word: str) -> tuple[str, ...] | None:
        """«dangkykinhdoanh»: joined syllables, as few as possible, then the most frequent."""
        if not 4 <= len(word) <= LONGEST_JOINED or not word.isalpha():
            return None
        best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, 0, ())]
        for end in range(1, len(word) + 1):
            options = [
                (before[0] + 1, before[1] - min(self._known.get(part, 0), 99), (*before[2], part))
                for start in range(max(0, end - LONGEST_WORD), end)
                if (before := best[start]) is not None and self._is_word(part := word[start:end])
            ]
            best.append(min(options, default=None))
        found = best[-1]
        return found[2] if found and found[0] > 1 else None


def _doubtful_until(ways: Sequence[Sequence[Repair]], at: int) -> int:
    """Give the place of the first word from here that can only be read as it stands, or the end of the line.

    A word that its neighbour before may draw to itself is none.
    """
    drawn = False
    for place in range(at, len(ways)):
        if len(ways[place]) == 1 and not drawn:
            return place
        drawn = ways[place][0].length > 1
    return len(ways)
