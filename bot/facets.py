"""Which parts of a procedure a question asks about (pure).

The phrases come from the vocabulary; the longest phrase at a place wins, and what it covers counts once.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.book import Vocabulary
from bot.messages import Facet
from bot.words import Lexicon, fold

FILLERS = frozenset(
    "a ah ak alo anh ba bac ban bao biet bot can cai chi cho chu co con cua da dang de di do dum duoc em gi gium giup "
    "ha hay hoi hong ko khong la lai lam luon ma minh moi mot muon nao nay nha nhe nhi nhieu nhu no oi ong qua ra roi "
    "sao ta thay the thi thoi thu thuc tinh toi tra tuc va vay ve vi viec voi xin y".split()
)
"""Folded words that say nothing about which matter is meant."""


class FacetReader:
    """Reads facets with the vocabulary's phrases."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._lexicon = Lexicon(vocabulary.abbreviations, {})
        self._phrases: dict[tuple[str, ...], Facet] = {}
        for name, phrases in vocabulary.facet_words.items():
            for phrase in phrases:
                self._phrases[tuple(fold(phrase).split())] = Facet(name)
        self._longest = max((len(phrase) for phrase in self._phrases), default=1)

    def asked(self, text: str) -> tuple[Facet, ...]:
        """Give the facets asked for, in the order of the text, each once; none means the whole procedure."""
        return tuple(dict.fromkeys(facet for facet, _ in self._found(text) if facet))

    def bare(self, text: str) -> bool:
        """Say whether a text holds nothing but facet words and fillers, so that it names no matter."""
        return all(facet or word in FILLERS or word.isdigit() for facet, word in self._found(text))

    def _found(self, text: str) -> Iterator[tuple[Facet | None, str]]:
        words = self._lexicon.expand(text).split()
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                phrase = tuple(words[at : at + length])
                if phrase in self._phrases:
                    yield self._phrases[phrase], " ".join(phrase)
                    at += length
                    break
            else:
                yield None, words[at]
                at += 1
