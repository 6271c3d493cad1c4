"""Notions: what people mean, whichever words they use («qua đời», «báo tử», «tắt thở» are all death) (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from bot.words import Lexicon, fold


class Notions:
    """Finds the notions of a text; the table maps a notion's name to the phrases that express it."""

    def __init__(self, table: Mapping[str, Iterable[str]], lexicon: Lexicon) -> None:
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        for name, phrases in table.items():
            for phrase in phrases:
                for spelling in {fold(phrase), lexicon.expand(phrase)}:
                    self._phrases.setdefault(tuple(spelling.split()), set()).add(name)
        self._longest = max((len(phrase) for phrase in self._phrases), default=0)
        self._first = {phrase[0] for phrase in self._phrases if phrase}

    def seen(self, words: Sequence[str]) -> tuple[str, ...]:
        """Give the notions that the words express, by name, each once."""
        found: set[str] = set()
        for at, word in enumerate(words):
            if word in self._first:
                for end in range(at + 1, min(at + self._longest, len(words)) + 1):
                    found |= self._phrases.get(tuple(words[at:end]), set())
        return tuple(sorted(found))


def together(notions: Sequence[str]) -> list[str]:
    """Name every two notions of one text as one sign: foreign side and wedding mean more than either."""
    return [f"{one}+{other}" for one, other in combinations(notions, 2)]
