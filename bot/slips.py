"""What a slip of a finger may have been meant as: the known syllables one slip away (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SHORTEST = 2
"""Letters of a word that may have slipped; a single letter is left alone."""
LONGEST = 10
"""Letters of a word that is looked up with one slip."""
GAP = "*"
ALIKE_FIRST = (("x", "s"), ("ch", "tr"), ("d", "gi"), ("r", "d"), ("qu", "w"), ("l", "n"))
ALIKE_LAST = (("n", "ng"), ("t", "c"), ("nh", "n"), ("ch", "t"), ("i", "y"))
"""Beginnings and endings of a syllable that sound alike in the south (or, «l» and «n», in the north)."""


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


def alike(word: str) -> Iterator[str]:
    """Give the strings that are spoken like a syllable but written with another first or last letter."""
    for one, other in ALIKE_FIRST:
        for written, meant in ((one, other), (other, one)):
            if word.startswith(written):
                yield meant + word[len(written) :]
    for one, other in ALIKE_LAST:
        for written, meant in ((one, other), (other, one)):
            if word.endswith(written):
                yield word[: -len(written)] + meant
