"""A text as signs: spelling repaired, abbreviations and everyday words written out, notions recognised (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from bot.book import Book
from bot.notions import Notions, together
from bot.spelling import Speller
from bot.words import Lexicon, Syllable, fold, syllables

LONGEST_NUMBER = 4
"""Digits of a number that may say something (a year, an age); a longer one is somebody's phone or card."""
READ_WORDS = 160
"""Words of a text that are read: of a longer one, the first and the last half of these."""
EVERYDAY = "="
"""Begins the name of a notion that stands for everyday names of one thing."""
MEANING = "dinh-nghia"
"""The notion of asking what a word means: it says how is asked, not about what."""


@dataclass(frozen=True)
class Signs:
    """The signs of one text, by layer: words, neighbours, notions, notions together.

    `text` is the text as it was read.
    """

    words: tuple[str, ...]
    neighbours: tuple[str, ...]
    notions: tuple[str, ...]
    together: tuple[str, ...]
    text: str

    @property
    def noted(self) -> int:
        """How many notions of the table were seen that tell the matter; mere everyday names do not."""
        return sum(not notion.startswith(EVERYDAY) and notion != MEANING for notion in self.notions)

    def layers(self) -> tuple[tuple[str, ...], ...]:
        """Give the layers in their fixed order."""
        return self.words, self.neighbours, self.notions, self.together


class SignReader:
    """Reads the signs of any text with a book's vocabulary; `texts` are known as they stand."""

    def __init__(self, book: Book, texts: Iterable[Sequence[Syllable]]) -> None:
        vocabulary = book.vocabulary
        self._lexicon = Lexicon(vocabulary.abbreviations, {})
        spoken = [*vocabulary.abbreviations.values(), *vocabulary.synonyms, *vocabulary.synonyms.values()]
        expressed = [phrase for phrases in book.notions.values() for phrase in phrases]
        known = chain(texts, map(syllables, chain(spoken, expressed)))
        folded = ([word.folded for word in words] for words in known)
        self._speller = Speller(folded, (fold(short) for short in vocabulary.abbreviations))
        self._notions = Notions({**book.notions, **_everyday(vocabulary.synonyms)}, self._lexicon)

    def read_known(self, words: Sequence[Syllable]) -> Signs:
        """Give the signs of one of the known texts, which has nothing to repair."""
        return self._of_words(self._lexicon.write_out(words))

    def read(self, text: str) -> Signs:
        """Give the signs of a text."""
        words = [one for one in syllables(text) if not (one.folded.isdigit() and len(one.folded) > LONGEST_NUMBER)]
        if len(words) > READ_WORDS:
            words = words[: READ_WORDS // 2] + words[-READ_WORDS // 2 :]
        return self._of_words(self._lexicon.write_out(self._speller.repair(words)))

    def _of_words(self, read: list[Syllable]) -> Signs:
        notions = self._notions.seen(read)
        words = [one.folded for one in read]
        return Signs(
            words=tuple(dict.fromkeys(words)),
            neighbours=tuple(dict.fromkeys(f"{one} {next_}" for one, next_ in pairwise(words))),
            notions=notions,
            together=tuple(together(notions)),
            text=" ".join(words),
        )


def _everyday(synonyms: Mapping[str, str]) -> dict[str, list[str]]:
    """Make a notion of everything that has everyday names: «sổ đỏ», «bìa đỏ» and the full name are one.

    Nothing is rewritten: the words a citizen chose tell more than the words they stand for.
    """
    found: dict[str, list[str]] = {}
    for everyday, meant in synonyms.items():
        if " " in meant:
            found.setdefault(f"{EVERYDAY}{fold(meant).replace(' ', '-')}", [meant]).append(everyday)
    return found
