"""Which parts of a procedure a question asks about (pure).

The phrases come from the vocabulary; the longest phrase at a place wins, and what it covers counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import TypeVar

from bot.book import Vocabulary
from bot.messages import Facet
from bot.signs import question
from bot.spelling import Speller
from bot.words import Lexicon, Phrases, Syllable, fold, syllables

T = TypeVar("T")
FILLERS = frozenset(
    "a ah ak alo anh ba bac ban bao biet bot can cai chi cho chu cho co con cua da dang day de di do du dum duoc em "
    "ghe gi gia giay gium giup ha hay het ho ho hoi hong hon ik khi khong kia ko la lai lam luon ma minh moi mot muon "
    "nao nay nen neu nha nhe nhi nhieu nhu nhung no nua oi ok ong phai qua quy ra roi sao so tai ta thay the theo thi "
    "thoi thu thuc tinh to toi tra trong truoc tuc va vay ve vi viec voi xin y z".split()
)
"""Folded words that say nothing about which matter is meant."""
ANYHOW = (
    "làm sao",
    "phải làm sao",
    "làm thế nào",
    "làm như thế nào",
    "thủ tục thế nào",
    "thủ tục như thế nào",
    "thủ tục ra sao",
    "thủ tục sao",
    "quy định như thế nào",
    "quy định thế nào",
    "quy định ra sao",
    "thực hiện như thế nào",
    "phải làm gì",
    "cần làm gì",
    "làm ra sao",
)
"""How one asks for a procedure as a whole; alone, in a running talk, it asks for the steps."""
NOT_ASKED = (
    "sao y",
    "hôn thú",
    "giấy ủy quyền",
    "hợp đồng ủy quyền",
    "văn bản ủy quyền",
    "không giấy tờ",
    "không có giấy tờ",
    "chưa có giấy tờ",
    "mất giấy tờ",
    "sao y giấy tờ",
    "công chứng giấy tờ",
    "chứng thực giấy tờ",
    "bản sao giấy tờ",
    "làm giấy tờ",
    "đúng thẩm quyền",
    "trái thẩm quyền",
    "đối tượng bảo trợ",
    "mai táng phí",
    "tiền mai táng",
    "tiền trợ cấp",
    "tiền hỗ trợ",
    "chi phí mai táng",
    "hỗ trợ chi phí",
    "kinh phí",
    "sử dụng đất",
    "phi nông nghiệp",
    "mấy chục năm",
    "mấy chục tuổi",
    "mấy chục mét",
    "mấy trăm mét",
    "mươi mấy tuổi",
    "lần đầu",
)
"""Names of things that hold the words of a facet without asking for it."""
SAID_BESIDE = ("ở đây", "khai tử", "khai sinh", "mở quán", "mở tiệm", "lập hộ kinh doanh", "cất nhà")
"""Said often beside a facet; known so that they are not bent into one («o day» to «ở đâu»)."""

GAP = "…"
"""In a phrase: up to `GAP_WORDS` other words may stand here («giấy … gì»)."""
GAP_WORDS = 4
HOW_MUCH = ("bao", "nhieu")
SHORT_NAME = 3
"""Words beside «bao nhiêu» up to which it asks for the fee: «sao y bằng lái bao nhiêu»."""
LAST_CHARACTERS = 800
"""Characters of a text in which a facet is looked for; in a letter it is asked for at the end."""
NOT_HONG = frozenset({"so", "mau", "hoa", "giay"})
"""Words after which an unaccented «hong» at the end is not the southern «không»: «lam so hong»."""
WHETHER = re.compile(
    r"\b(?:(?:phai|co can) (?:dang ky|xin)|(?:can|phai co) (?:giay )?phep|co bat buoc"
    r"|co (?:phai|can) (?:xin|lam|khai|bao|thong bao|gia han)"
    r"|co (?:duoc|thuoc dien)(?! (?:khong|giam|mien|tra|lay|nhan|nop|gui)\b)|co \w+ (?=.*\w duoc khong))\b"
    r".*\b(?:khong|chua)$"
)
"""Of a whole clause, folded: it asks whether one may or must («đất lúa có được lên thổ cư không»)."""
_CLAUSE = re.compile(r"[,.;:?!\n]+")


class Other(Enum):
    """What a word belongs to if not to a facet."""

    NAME = "name"  # the name of a thing that only sounds like a facet
    WHOLE = "whole"  # how one asks for a procedure as a whole


Mark = Facet | Other


@dataclass(frozen=True)
class Parts:
    """The facets a text asks for, and its words (folded) beside them, fillers and numbers left out.

    `supposed` is what a question of its own asks for if no phrase says so; too weak to continue a talk.
    """

    facets: tuple[Facet, ...]
    rest: str
    supposed: tuple[Facet, ...] = ()


class FacetReader:
    """Reads facets with the vocabulary's phrases; accents, abbreviations and slips of the finger are seen through."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._lexicon = Lexicon(vocabulary.abbreviations, {})
        asked = [(phrase, Facet(name)) for name, phrases in vocabulary.facet_words.items() for phrase in phrases]
        whole = [(phrase, facet) for phrase, facet in asked if GAP not in phrase]
        others = [*((one, Other.NAME) for one in NOT_ASKED), *((one, Other.WHOLE) for one in ANYHOW)]
        self._phrases: Phrases[Mark] = self._known([*others, *whole])
        gapped = [(*phrase.split(GAP, 1), facet) for phrase, facet in asked if GAP in phrase]
        self._opening = self._known((first, (second, facet)) for first, second, facet in gapped)
        self._closing = {second: self._known([(second, None)]) for _, second, _ in gapped}
        texts = (
            fold(phrase).split() for phrase in chain((one for one, _ in asked), ANYHOW, NOT_ASKED, SAID_BESIDE, FILLERS)
        )
        self._speller = Speller(texts, map(fold, vocabulary.abbreviations))

    def read(self, text: str) -> Parts:
        """Give the facets asked for and what is left of a text beside them."""
        marked = list(self._clauses(text))
        rest = [word for words, marks in marked for word in _rest(words, marks)]
        found = dict.fromkeys(mark for _, marks in marked for _, mark in sorted(marks.items()))
        facets = tuple(mark for mark in found if isinstance(mark, Facet))
        if not facets and any(_how_much(words, marks) for words, marks in marked):
            facets = (Facet.FEE,)
        if not facets and Other.WHOLE in found and not rest:
            facets = (Facet.STEPS,)
        whether = not facets and any(_whether(words) for words, _ in marked)
        return Parts(facets, " ".join(rest), facets or ((Facet.CONDITIONS,) if whether else ()))

    def asked(self, text: str) -> tuple[Facet, ...]:
        """Give the facets asked for, in the order of the text, each once; none means the whole procedure."""
        return self.read(text).facets

    def rest(self, text: str) -> str:
        """Give what is left of a text without facet words, numbers and fillers: what may name a matter."""
        return self.read(text).rest

    def bare(self, text: str) -> bool:
        """Say whether a text holds nothing but facet words and fillers, so that it names no matter."""
        return not self.rest(text)

    def _marks(self, words: Sequence[Syllable]) -> dict[int, Mark]:
        """Mark the places of all words that belong to a facet or to a phrase that asks for none.

        Phrases with a gap are looked for first, unless a whole phrase at the same place holds as many words.
        """
        marks: dict[int, Mark] = {}
        for at in range(len(words)):
            for length, (second, facet) in self._opening.all(words, at):
                closed = self._close(words, at + length, second)
                places = (*range(at, at + length), *(closed or ()))
                longer = self._phrases.longest(words, at)[0] >= len(places)
                if closed and not longer and not any(place in marks for place in places):
                    marks.update(dict.fromkeys(places, facet))
        at = 0
        while at < len(words):
            length, meant = self._phrases.longest(words, at)
            if meant:
                span = range(at, at + length)
                taken = next((marks[place] for place in span if place in marks), meant)
                marks.update((place, taken) for place in span if place not in marks)
            at += length or 1
        return marks

    def _close(self, words: Sequence[Syllable], start: int, second: str) -> range | None:
        """Find the second part of a phrase after its gap."""
        for at in range(start, min(start + GAP_WORDS + 1, len(words))):
            length, _ = self._closing[second].longest(words, at)
            name, mark = self._phrases.longest(words, at)
            if length and not (mark is Other.NAME and name > length):
                return range(at, at + length)
        return None

    def _clauses(self, text: str) -> Iterator[tuple[Sequence[Syllable], Mapping[int, Mark]]]:
        """Give the words of each clause as read, and the marks of those that belong to something."""
        for clause in _CLAUSE.split(question(text)[-LAST_CHARACTERS:]):
            words = _southern(self._lexicon.write_out(self._speller.repair(syllables(clause))))
            yield words, self._marks(words)

    def _known(self, known: Iterable[tuple[str, T]]) -> Phrases[T]:
        return Phrases((spelling, meaning) for phrase, meaning in known for spelling in self._spellings(phrase))

    def _spellings(self, phrase: str) -> Iterator[Sequence[Syllable]]:
        as_written = syllables(phrase)
        yield as_written
        yield self._lexicon.write_out(as_written)


def _southern(words: Sequence[Syllable]) -> Sequence[Syllable]:
    """Read an unaccented «hong» that ends a clause as «không»; the table leaves it, for it may be «hồng»."""
    if len(words) > 1 and words[-1] == Syllable("hong") and words[-2].folded not in NOT_HONG:
        return [*words[:-1], *syllables("không")]
    return words


def _whether(words: Sequence[Syllable]) -> bool:
    """Say whether a clause asks if something is allowed or must be done."""
    read = [word.folded for word in words]
    while read and read[-1] in FILLERS and read[-1] != "khong":
        read.pop()
    return WHETHER.search(" ".join(read)) is not None


def _how_much(words: Sequence[Syllable], marks: Mapping[int, Mark]) -> bool:
    """Say whether a clause asks for nothing but «how much» at its end, about something with a short name."""
    read = [word.folded for word in words]
    while read and read[-1] in FILLERS and read[-1] not in HOW_MUCH:
        read.pop()
    return tuple(read[-len(HOW_MUCH) :]) == HOW_MUCH and len(_rest(words, marks)) <= SHORT_NAME


def _rest(words: Sequence[Syllable], marks: Mapping[int, Mark]) -> list[str]:
    left = [(word.folded, marks.get(at)) for at, word in enumerate(words) if marks.get(at) in (None, Other.NAME)]
    return [word for word, mark in left if mark or (word not in FILLERS and not word.isdigit())]
