"""What a slip of a finger may have been meant as: the known syllables one slip away (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SHORTEST = 2
"""Letters of a word that may have slipped; a single letter is left alone."""
LONGEST = 10
"""Letters of a word that is looked up with one slip."""
GAP = "*"


class Slips:
    """An index of known words by every way to leave one letter out or open."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._shortened: dict[str, set[str]] = {}
        self._opened: dict[str, set[str]] = {}
        for word in self._known:
            for at in range(len(word)):
                self._shortened.setdefault(word[:at] + word[at + 1 :], set()).add(word)
                self._opened.setdefault(f"{word[:at]}{GAP}{word[at + 1 :]}", set()).add(word)

    def nearest(self, word: str) -> tuple[str, ...]:
        """Give the known words one slip away, in a fixed order: a letter missing, doubled, wrong or swapped."""
        if not SHORTEST <= len(word) <= LONGEST:
            return ()
        return tuple(sorted({near for near in self._near(word) if near != word}))

    def _near(self, word: str) -> Iterator[str]:
        yield from self._shortened.get(word, ())
        for at in range(len(word)):
            left, right = word[:at], word[at + 1 :]
            if left + right in self._known:
                yield left + right
            yield from self._opened.get(f"{left}{GAP}{right}", ())
            if right and (swapped := left + right[0] + word[at] + right[1:]) in self._known:
                yield swapped
