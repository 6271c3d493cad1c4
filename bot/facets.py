"""Which parts of a procedure a question asks about (pure).

The phrases come from the vocabulary; where several overlap the longest wins, and what it covers counts once.
Which of them ask for something, and which are only said, is told by the words around them (`bot.asked`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeVar

from bot.asked import asked_for, how_much
from bot.book import Vocabulary
from bot.facet_words import ANYHOW, HEADS, NOT_ASKED, PLAIN, SAID_BESIDE
from bot.letters import question
from bot.messages import Facet
from bot.procedures import Procedure
from bot.spans import BEGINNING, FILLERS, POLITE, Clause, Mark, Other, Span, chosen
from bot.spelling import Speller
from bot.whether import may_or_must, supposed
from bot.words import Lexicon, Phrases, Syllable, fold, syllables

T = TypeVar("T")
GAP = "…"
"""In a phrase: up to `GAP_WORDS` other words may stand here («giấy … gì»)."""
GAP_WORDS = 4
NEED = frozenset({"can", "phai", "thi"})
"""Words (folded) behind which «giấy gì» asks for papers, whatever stands before."""
ELSE = frozenset({"roi", "gio", "ma", "nen"})
"""Folded words that no phrase spans: what stands behind them is something else («mất rồi, có được cho tiền …»)."""
LAST_CHARACTERS = 800
"""Characters of a text in which a facet is looked for; in a letter it is asked for at the end."""
NOT_HONG = frozenset({"so", "mau", "hoa", "giay"})
"""Words after which an unaccented «hong» at the end is not the southern «không»: «lam so hong»."""
HONG, NO = Syllable("hong"), syllables("không")
BEFORE_HEADS = FILLERS | POLITE
"""Words (folded) before which a title may still come."""
MUST = frozenset({"phai", "can"})
"""Words (folded) behind «có» with which a clause asks whether something is needed: «co phai xin giay hong»."""
_CLAUSE = re.compile(r"[,.;:?!\n]+")


@dataclass(frozen=True)
class Parts:
    """The facets a text asks for, and its words (folded) beside them, fillers and numbers left out.

    `supposed` is what a question of its own asks for: the same, and whether something is allowed or must be done
    where no phrase says so; that is too weak to continue a talk.
    """

    facets: tuple[Facet, ...]
    rest: str
    supposed: tuple[Facet, ...] = ()


class FacetReader:
    """Reads facets with the vocabulary's phrases; accents, abbreviations and slips of the finger are seen through."""

    def __init__(self, vocabulary: Vocabulary, procedures: Collection[Procedure] = ()) -> None:
        """In the names of `procedures` nothing is asked for («đăng ký thay đổi», «đủ điều kiện»).

        Their wordings show how people speak of them, so that what is said beside a facet is not bent into one.
        """
        self._lexicon = Lexicon(vocabulary.abbreviations, {})
        asked = [(phrase, Facet(name)) for name, phrases in vocabulary.facet_words.items() for phrase in phrases]
        whole = [(phrase, facet) for phrase, facet in asked if GAP not in phrase]
        names = [one.name for one in procedures]
        others = [
            *((one, Other.NAME) for one in chain(NOT_ASKED, names)),
            *((one, Other.WHOLE) for one in ANYHOW),
            *((one, Other.PLAIN) for one in PLAIN),
        ]
        self._phrases: Phrases[Mark] = self._known([*others, *whole])
        gapped = [(phrase.partition(GAP), facet) for phrase, facet in asked if GAP in phrase]
        self._heads: Phrases[Facet] = self._known(HEADS)
        self._opening = self._known((first, (second, facet)) for (first, _, second), facet in gapped)
        self._closing = {second: self._known([(second, None)]) for (_, _, second), _ in gapped}
        self._starts = {second: {one[0].folded for one in self._spellings(second)} for second in self._closing}
        texts = chain(names, (wording for one in procedures for wording in one.wordings))
        said = chain((one for one, _ in asked), ANYHOW, NOT_ASKED, PLAIN, SAID_BESIDE, FILLERS, texts)
        self.words = frozenset(word for one, _ in asked for word in fold(one).split())
        self._speller = Speller((fold(phrase).split() for phrase in said), map(fold, vocabulary.abbreviations))

    def read(self, text: str) -> Parts:
        """Give the facets asked for and what is left of a text beside them."""
        clauses = list(self._clauses(text))
        rest = [word for one in clauses for word in one.rest()]
        facets = tuple(dict.fromkeys(asked_for(clauses)))
        if not facets and any(how_much(one) for one in clauses):
            facets = (Facet.FEE,)
        if not facets and not rest and any(one.mark is Other.WHOLE for clause in clauses for one in clause.spans):
            facets = (Facet.STEPS,)
        if facets and may_or_must(part for one in clauses for part in one.parts()):
            return Parts(facets, " ".join(rest), tuple(dict.fromkeys((*facets, Facet.CONDITIONS))))
        return Parts(facets, " ".join(rest), facets or supposed(one.words for one in clauses))

    def asked(self, text: str) -> tuple[Facet, ...]:
        """Give the facets asked for, in the order of the text, each once; none means the whole procedure."""
        return self.read(text).facets

    def rest(self, text: str) -> str:
        """Give what is left of a text without facet words, numbers and fillers: what may name a matter."""
        return self.read(text).rest

    def bare(self, text: str) -> bool:
        """Say whether a text holds nothing but facet words and fillers, so that it names no matter."""
        return not self.rest(text)

    def _clauses(self, text: str) -> Iterator[Clause]:
        """Give each clause as read, with what of it belongs to a facet or asks for none."""
        heads: Phrases[Facet] | None = self._heads
        for clause in _CLAUSE.split(question(text)[-LAST_CHARACTERS:]):
            words = _southern(self._lexicon.write_out(self._speller.repair(syllables(clause))))
            read = Clause(words, tuple(chosen(words, self._spans(words, heads))))
            heads = heads if read.empty() else None
            yield read

    def _spans(self, words: Sequence[Syllable], heads: Phrases[Facet] | None) -> Iterator[Span]:
        """Find every known phrase, and every one with a gap; `heads` only where nothing of weight stands before."""
        taken: dict[int, Facet] = {}
        for at in range(len(words)):
            for length, mark in self._phrases.all(words, at):
                yield Span(tuple(range(at, at + length)), mark)
                if isinstance(mark, Facet):
                    taken.update(dict.fromkeys(range(at, at + length), mark))
            opening = heads.all(words, at) if heads and at - 1 not in taken else ()
            for length, head in opening:
                yield Span(tuple(range(at, at + length)), head)
                taken.update(dict.fromkeys(range(at, at + length), head))
            if words[at].folded not in BEFORE_HEADS and at not in taken:
                heads = None
        yield from self._gapped(words, taken)

    def _gapped(self, words: Sequence[Syllable], taken: Mapping[int, Facet]) -> Iterator[Span]:
        """Find the phrases with a gap; one does not close on what belongs to a whole phrase of another facet.

        But «giấy gì» is asked for in many ways: «được cấp loại giấy gì» is the result.
        """
        for at in range(len(words)):
            for length, (second, facet) in self._opening.all(words, at):
                starts = self._starts[second]
                for place in range(at + length, min(at + length + GAP_WORDS + 1, len(words))):
                    if words[place].folded in ELSE:
                        break
                    if words[place].folded not in starts:
                        continue
                    if closed := self._closing[second].longest(words, place)[0]:
                        other, between = taken.get(place, facet), words[at + length : place]
                        apart = other is Facet.PAPERS and NEED.isdisjoint(word.folded for word in between)
                        if other is facet or apart:
                            yield Span((*range(at, at + length), *range(place, place + closed)), facet)
                        break

    def _known(self, known: Iterable[tuple[str, T]]) -> Phrases[T]:
        return Phrases((spelling, meaning) for phrase, meaning in known for spelling in self._spellings(phrase))

    def _spellings(self, phrase: str) -> Iterator[Sequence[Syllable]]:
        as_written = syllables(phrase)
        yield as_written
        yield self._lexicon.write_out(as_written)


def _southern(words: Sequence[Syllable]) -> Sequence[Syllable]:
    """Read an unaccented «hong» as «không» behind «được» or at the end of a clause that asks.

    The table leaves it, for it may be «hồng»; «hk» behind «được» is no «hộ khẩu» either.
    """
    read = list(words)
    if [one.folded for one in words[-3:]] == ["duoc", "ho", "khau"]:
        read[-2:] = NO
    asks = any(one.folded == "co" and after.folded in MUST for one, after in pairwise(words))
    end = len(read)
    while end and read[end - 1].folded in FILLERS and read[end - 1] != HONG:
        end -= 1
    for at in range(1, len(read)):
        before = read[at - 1].folded
        ends = at == end - 1 and (asks or before not in NOT_HONG)
        begins = at + 1 < len(read) and read[at + 1].folded in BEGINNING
        if read[at] == HONG and (ends or begins or before == "duoc"):
            read[at : at + 1] = NO
    return read
