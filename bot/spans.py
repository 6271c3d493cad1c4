"""Which words of a clause ask for something, and which only name it (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

from bot.messages import Facet
from bot.words import Syllable

FILLERS = frozenset(
    "a ah ak alo anh ba bac ban bao biet bot can cai chi cho chu cho co con cua da dang day de di do du dum duoc em "
    "ghe gi gia giay gium giup ha hay het ho ho hoi hong hon ik khi khong kia ko la lai lam luon ma minh moi mot muon "
    "nao nay nen neu nha nhe nhi nhieu nhu nhung no nua oi ok ong phai qua quy ra roi sao so tai ta thay the theo thi "
    "thoi thu thuc tinh to toi tra trong truoc tuc va vay ve vi viec voi xin y z".split()
)
"""Folded words that say nothing about which matter is meant."""
POLITE = frozenset("kinh nghi thua vui long huong dan quan nho".split())
"""Folded words of politeness that may stand before a title: «Kính đề nghị cho biết …»."""
ASKING = frozenset("gi chi j nao dau sao may nhieu nhiu ai lau".split())
"""Folded words with which something is asked."""
WHEN = ("bao", "gio")
"""The same, of two words: «giờ» alone is «now»."""
IS = "la"
"""What stands before the asking word when the whole part says what is asked: «điều kiện … là gì»."""
ENDING = frozenset("khong chua ha hen chu".split())
"""Folded words at the end of a clause that make a question of it."""
SILENT = FILLERS - ENDING - ASKING | {"chi", "may"}
"""Folded words after which nothing is asked at the end of a clause; «chị» is said more often than «chi»."""
JOINING = frozenset("va voi cung roi lan hay hoac".split())
"""Folded words between which a clause falls into parts."""
ENDED = frozenset({("duoc", "khong"), ("la", "gi")})
"""Folded words behind which a question is complete, whatever follows without a comma."""
BEGINNING = frozenset("may bao ton phi nhieu".split())
"""Folded words with which another question begins behind «không»."""
BESIDES = Syllable("con", "\u0300")
"""«còn», which joins only as typed: without its accent it is usually a child."""
BEFORE_ENDING = 2
"""Words of weight that may stand between what is asked for and the end of its part: «có tốn phí gì hết hông»."""
BETWEEN = 2
"""Words of weight that may stand between two phrases joined into one question."""
BESIDE = 1
"""Words beside a facet's name with which it still stands by itself: «lệ phí làm thẻ»."""


class Other(Enum):
    """What a word belongs to if not to a facet."""

    NAME = "name"  # the name of a thing that only sounds like a facet
    PLAIN = "plain"  # nothing of note, only protected from being read as something else
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
        """Say whether a phrase asks: by a word of its own, as the last of its part, or joined to one that asks."""
        return self._asks(span) or any(self._asks(one) for one in self._joined(span))

    def alone(self, span: Span) -> bool:
        """Say whether nothing else of weight stands beside a phrase in its part of the clause."""
        part = self._part(span.places[0])
        return len(self._left(range(part.start, max(part.stop, span.places[-1] + 1)))) <= BESIDE

    def said(self, span: Span) -> str:
        """Give the words of a phrase, folded."""
        return " ".join(self.words[place].folded for place in span.places)

    def opens(self, span: Span) -> bool:
        """Say whether nothing but other facets, fillers and polite words stands before a phrase."""
        return not self._weighty(range(span.places[0]))

    def empty(self) -> bool:
        """Say whether the whole clause holds nothing but facets, fillers and polite words."""
        return not self._weighty(range(len(self.words)))

    def beside(self, span: Span) -> list[Span]:
        """Give the other facets' phrases in a phrase's part."""
        part = self._part(span.places[0])
        return [one for one in self._asked if one is not span and one.places[0] in part]

    def parts(self) -> Iterator[Sequence[Syllable]]:
        """Give the words of each part in which no facet's phrase stands."""
        for part in self._parts:
            if not self._known(part):
                yield self.words[part.start : part.stop]

    def rest(self) -> list[str]:
        """Give the words (folded) that may name a matter: no facet's, no fillers, no numbers."""
        return self._left(range(len(self.words)))

    def _asks(self, span: Span) -> bool:
        said = self.said(span).split()
        if said[-1] in ENDING or WHEN in pairwise(said) or not ASKING.isdisjoint(said):
            return True
        last = span.places[-1]
        end = self._part(last).stop
        while end and self.words[end - 1].folded in SILENT:
            end -= 1
        if end - 1 <= last or self.words[end - 1].folded not in ASKING | ENDING or self._known(range(last + 1, end)):
            return False
        is_ = any(word.folded == IS for word in self.words[max(last + 1, end - 4) : end])
        return is_ or len(self._left(range(last + 1, end - 1))) <= BEFORE_ENDING

    def _joined(self, span: Span) -> Iterator[Span]:
        """Give the phrase joined to another with hardly a word between: «trực tuyến hoặc qua bưu điện»."""
        last = span.places[-1]
        after = next((one for one in self._asked if one.places[0] > last), None)
        if after:
            between = range(last + 1, after.places[0])
            if any(map(self._joins, between)) and len(self._left(between)) <= BETWEEN:
                yield after

    @cached_property
    def _asked(self) -> tuple[Span, ...]:
        return tuple(one for one in self.spans if isinstance(one.mark, Facet))

    @cached_property
    def _marks(self) -> dict[int, Mark]:
        return {place: one.mark for one in self.spans for place in one.places}

    @cached_property
    def _parts(self) -> tuple[range, ...]:
        """The places between the joining words, and between two questions without any."""
        bounds = [-1, *filter(self._joins, range(len(self.words))), len(self.words)]
        found = []
        for before, after in pairwise(bounds):
            inner = [before + 1, *filter(self._ended, range(before + 2, after)), after]
            found += [range(start, stop) for start, stop in pairwise(inner) if start < stop]
        return tuple(found)

    def _part(self, place: int) -> range:
        """Give the part in which a place stands."""
        return next((part for part in self._parts if place in part), range(place, place + 1))

    def _joins(self, place: int) -> bool:
        word = self.words[place]
        return (word.folded in JOINING or word == BESIDES) and not self._known(range(place, place + 1))

    def _ended(self, place: int) -> bool:
        """Say whether a question ends before a place and another may begin: «… được không mất bao nhiêu»."""
        before = tuple(word.folded for word in self.words[max(place - 2, 0) : place])
        return before in ENDED or (before[-1:] == ("khong",) and self.words[place].folded in BEGINNING)

    def _known(self, places: range) -> bool:
        """Say whether a facet's phrase stands at one of the places."""
        return any(isinstance(self._marks.get(place), Facet) for place in places)

    def _weighty(self, places: range) -> bool:
        return not POLITE.issuperset(self._left(places))

    def _left(self, places: Iterable[int]) -> list[str]:
        words = ((self.words[place].folded, self._marks.get(place)) for place in places)
        return [
            word
            for word, mark in words
            if mark is Other.NAME or (mark in (None, Other.PLAIN) and word not in FILLERS and not word.isdigit())
        ]


def chosen(words: Sequence[Syllable], found: Iterable[Span]) -> Iterator[Span]:
    """Give of overlapping phrases the one with the most words, then one that asks, then one without a gap."""

    def weight(span: Span) -> tuple[int, bool, int]:
        asks = not ASKING.isdisjoint(words[place].folded for place in span.places)
        return len(span.places), asks, span.places[0] - span.places[-1]

    taken: dict[int, Span] = {}
    for one in sorted(found, key=weight, reverse=True):
        if not any(place in taken for place in one.places):
            taken.update(dict.fromkeys(one.places, one))
    yield from dict.fromkeys(taken[place] for place in sorted(taken))
