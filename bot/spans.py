"""Which words of a clause ask for something, and which only name it (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.messages import Facet
from bot.words import Syllable

FILLERS = frozenset(
    "a ah ak alo anh ba bac ban bao biet bot can cai chi cho chu cho co con cua da dang day de di do du dum duoc em "
    "ghe gi gia giay gium giup ha hay het ho ho hoi hong hon ik khi khong kia ko la lai lam luon ma minh moi mot muon "
    "nao nay nen neu nha nhe nhi nhieu nhu nhung no nua oi ok ong phai qua quy ra roi sao so tai ta thay the theo thi "
    "thoi thu thuc tinh to toi tra trong truoc tuc va vay ve vi viec voi xin y z".split()
)
"""Folded words that say nothing about which matter is meant."""
ASKING = frozenset("gi chi j nao dau sao may nhieu nhiu ai lau".split())
"""Folded words with which something is asked."""
ENDING = frozenset("khong chua ha hen chu".split())
"""Folded words at the end of a clause that make a question of it."""
JOINING = frozenset("va voi con cung roi lan hay".split())
"""Folded words between which a clause falls into parts."""
BEFORE_ENDING = 2
"""Words that may stand between what is asked for and the end of its clause: «có tốn phí gì hết hông»."""
BESIDE = 1
"""Words beside a facet's name with which it still stands by itself: «lệ phí làm thẻ»."""


class Other(Enum):
    """What a word belongs to if not to a facet."""

    NAME = "name"  # the name of a thing that only sounds like a facet
    WHOLE = "whole"  # how one asks for a procedure as a whole


Mark = Facet | Other


@dataclass(frozen=True)
class Span:
    """A known phrase in a clause: the places of its words, and what they belong to."""

    places: tuple[int, ...]
    mark: Mark


@dataclass(frozen=True)
class Clause:
    """The words of a clause as read, and the phrases known in it, in their order, none within another."""

    words: Sequence[Syllable]
    spans: tuple[Span, ...]

    def asks(self, span: Span) -> bool:
        """Say whether a phrase asks: by a word of its own, or as the last thing before the end of a question."""
        if any(self.words[place].folded in ASKING for place in span.places):
            return True
        end = len(self.words)
        while end and self.words[end - 1].folded in FILLERS - ENDING:
            end -= 1
        closes = end and self.words[end - 1].folded in ENDING
        return bool(closes) and 0 <= end - 2 - span.places[-1] <= BEFORE_ENDING

    def alone(self, span: Span) -> bool:
        """Say whether nothing else of weight stands beside a phrase in its part of the clause."""
        start, stop = span.places[0], span.places[-1] + 1
        while start and self.words[start - 1].folded not in JOINING:
            start -= 1
        while stop < len(self.words) and self.words[stop].folded not in JOINING:
            stop += 1
        return len(self._left(range(start, stop))) <= BESIDE

    def rest(self) -> list[str]:
        """Give the words (folded) that may name a matter: no facet's, no fillers, no numbers."""
        return self._left(range(len(self.words)))

    def _left(self, places: Iterable[int]) -> list[str]:
        marks = {place: one.mark for one in self.spans for place in one.places}
        words = ((self.words[place].folded, marks.get(place)) for place in places)
        return [
            word
            for word, mark in words
            if mark is Other.NAME or (mark is None and word not in FILLERS and not word.isdigit())
        ]


def chosen(found: Iterable[Span]) -> Iterator[Span]:
    """Give of overlapping phrases the one with the most words, then the one without a gap, then the first."""
    taken: dict[int, Span] = {}
    for one in sorted(found, key=lambda span: (-len(span.places), span.places[-1] - span.places[0])):
        if not any(place in taken for place in one.places):
            taken.update(dict.fromkeys(one.places, one))
    yield from dict.fromkeys(taken[place] for place in sorted(taken))
