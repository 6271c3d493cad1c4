"""Which parts of a procedure a question asks about (pure).

The phrases come from the vocabulary; where several overlap the longest wins, and what it covers counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from bot.book import Vocabulary
from bot.messages import Facet
from bot.signs import question
from bot.spans import FILLERS, Clause, Mark, Other, Span, chosen
from bot.spelling import Speller
from bot.words import Lexicon, Phrases, Syllable, fold, syllables

T = TypeVar("T")
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
    "ký thay đổi",
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

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        """`names` are those of the procedures: «đăng ký thay đổi», «đủ điều kiện» ask for nothing inside them."""
        self._lexicon = Lexicon(vocabulary.abbreviations, {})
        asked = [(phrase, Facet(name)) for name, phrases in vocabulary.facet_words.items() for phrase in phrases]
        whole = [(phrase, facet) for phrase, facet in asked if GAP not in phrase]
        others = [
            *((one, Other.NAME) for one in chain(NOT_ASKED, names)),
            *((one, Other.WHOLE) for one in ANYHOW),
        ]
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
        clauses = list(self._clauses(text))
        rest = [word for one in clauses for word in one.rest()]
        facets = tuple(dict.fromkeys(_asked_for(clauses)))
        if not facets and any(_how_much(one) for one in clauses):
            facets = (Facet.FEE,)
        if not facets and not rest and any(one.mark is Other.WHOLE for clause in clauses for one in clause.spans):
            facets = (Facet.STEPS,)
        whether = not facets and any(_whether(one.words) for one in clauses)
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

    def _clauses(self, text: str) -> Iterator[Clause]:
        """Give each clause as read, with what of it belongs to a facet or asks for none."""
        for clause in _CLAUSE.split(question(text)[-LAST_CHARACTERS:]):
            words = _southern(self._lexicon.write_out(self._speller.repair(syllables(clause))))
            yield Clause(words, tuple(chosen(self._spans(words))))

    def _spans(self, words: Sequence[Syllable]) -> Iterator[Span]:
        """Find every known phrase, and every one with a gap."""
        for at in range(len(words)):
            for length, mark in self._phrases.all(words, at):
                yield Span(tuple(range(at, at + length)), mark)
            for length, (second, facet) in self._opening.all(words, at):
                for place in range(at + length, min(at + length + GAP_WORDS + 1, len(words))):
                    closed = self._closing[second].longest(words, place)[0]
                    if closed:
                        yield Span((*range(at, at + length), *range(place, place + closed)), facet)
                        break

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


def _asked_for(clauses: Sequence[Clause]) -> Iterator[Facet]:
    """Give the facets of all clauses in their order.

    What is named without a word of asking counts where nothing is asked with one, or where it stands by itself.
    """
    asked = [(clause, one) for clause in clauses for one in clause.spans if isinstance(one.mark, Facet)]
    strong = any(clause.asks(one) for clause, one in asked)
    for clause, one in asked:
        if (not strong or clause.asks(one) or clause.alone(one)) and isinstance(one.mark, Facet):
            yield one.mark


def _whether(words: Sequence[Syllable]) -> bool:
    """Say whether a clause asks if something is allowed or must be done."""
    read = [word.folded for word in words]
    while read and read[-1] in FILLERS and read[-1] != "khong":
        read.pop()
    return WHETHER.search(" ".join(read)) is not None


def _how_much(clause: Clause) -> bool:
    """Say whether a clause asks for nothing but «how much» at its end, about something with a short name."""
    read = [word.folded for word in clause.words]
    while read and read[-1] in FILLERS and read[-1] not in HOW_MUCH:
        read.pop()
    return tuple(read[-len(HOW_MUCH) :]) == HOW_MUCH and len(clause.rest()) <= SHORT_NAME
