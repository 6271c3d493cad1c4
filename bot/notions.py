"""Notions: what people mean, whichever words they use («qua đời», «báo tử», «tắt thở» are all death) (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from bot.words import Lexicon, Phrases, Syllable, syllables


class Notions:
    """Finds the notions of a text; the table maps a notion's name to the phrases that express it."""

    def __init__(self, table: Mapping[str, Iterable[str]], lexicon: Lexicon) -> None:
        spellings: dict[tuple[Syllable, ...], set[str]] = {}
        for name, phrases in table.items():
            for phrase in phrases:
                as_written = syllables(phrase)
                for spelling in (as_written, lexicon.write_out(as_written)):
                    spellings.setdefault(tuple(spelling), set()).add(name)
        self._phrases = Phrases(spellings.items())

    def seen(self, words: Sequence[Syllable]) -> tuple[str, ...]:
        """Give the notions that the words express, by name, each once."""
        found: set[str] = set()
        for at in range(len(words)):
            for _, names in self._phrases.all(words, at):
                found |= names
        return tuple(sorted(found))


def together(notions: Sequence[str]) -> list[str]:
    """Name every two notions of one text as one sign: foreign side and wedding mean more than either."""
    return [f"{one}+{other}" for one, other in combinations(notions, 2)]
