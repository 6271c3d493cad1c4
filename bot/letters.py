"""Long texts: the greetings and thanks left out, the question found, and the passages to read (pure).

Who writes a letter tells a story and asks somewhere: at its end, before the thanks, or sentences before a last
«vậy tôi phải làm sao».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.words import LONGEST, Phrases, Syllable, syllables

LONG = 45
"""Words from which a text is a letter: its question stands at the end, what comes before is the story."""
ASKING_WORDS = 12
"""Words that the question of a letter has at least."""
SEVERAL = 18
"""Words from which a text of several sentences may need to be read in passages."""
PASSAGE_WORDS = 8
"""Words of the shortest passage."""
BREATH = 18
"""Words of a piece of a sentence that is as long as a letter."""
PASSAGES = 4
"""Stretches read of a text: those that grow backwards from its end, then all of it."""
GAP = "…"
GAP_WORDS = 5
"""Words that may stand for the gap in a courtesy: «mong … giải đáp»."""
NEIGHBOURS = 12
"""Pairs of sentences read of a letter."""
SAYS_ENOUGH = 4
"""Words that must be left when courtesies are taken out; who only thanks is not writing a letter."""
_SENTENCE = re.compile(r"[.!?;\n]+")


class Courtesies:
    """Takes out what is said to whoever reads a letter, not about the matter; `phrases` are the known ways.

    In a phrase, «…» stands for up to `GAP_WORDS` other words.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        parts = [phrase.partition(GAP) for phrase in phrases]
        self._whole = Phrases((syllables(first), True) for first, gap, _ in parts if not gap)
        self._opening = Phrases(
            (syllables(first), Phrases([(syllables(last), True)])) for first, gap, last in parts if gap
        )

    def without(self, text: str) -> str:
        """Give a text without its courtesies, or as it is when too little would be left."""
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
        tokens = text.split()
        if len(tokens) <= SAYS_ENOUGH:
            return text
        words = [(one, at) for at, token in enumerate(tokens) for one in syllables(token)]
        said, at, left_out = [one for one, _ in words], 0, set[int]()
        while at < len(said):
            length = self._length(said, at)
            left_out.update(token for _, token in words[at : at + length])
            at += length or 1
        kept = [_ending(token) if at in left_out else token for at, token in enumerate(tokens)]
        plain = " ".join(token for token in kept if token)
        return plain if left_out and len(syllables(plain)) >= SAYS_ENOUGH else text

    def _length(self, words: Sequence[Syllable], at: int) -> int:
        """How many words from a place on are a courtesy."""
        longest = self._whole.longest(words, at)[0]
        for length, last in self._opening.all(words, at):
            for place in range(at + length, min(at + length + GAP_WORDS + 1, len(words))):
                closed = last.longest(words, place)[0]
                longest = max(longest, place + closed - at) if closed else longest
        return longest


def question(text: str) -> str:
    """Give the part of a letter in which it asks: its last sentences, at least a dozen words; short texts whole."""
    if len(text.split()) < LONG:
        return text
    kept: list[str] = []
    for sentence in reversed(_breaths(text)):
        kept.insert(0, sentence)
        if sum(len(part.split()) for part in kept) >= ASKING_WORDS:
            break
    return ". ".join(kept)


def passages(text: str) -> tuple[str, ...]:
    """Give the passages of a text of several sentences, each of which ends where the text ends; none for others."""
    sentences = _breaths(text)
    if len(sentences) < 2 or len(text.split()) < SEVERAL:
        return ()
    found: list[str] = []
    for start in range(len(sentences) - 1, 0, -1):
        passage = ". ".join(sentences[start:])
        found += [passage] if len(passage.split()) >= PASSAGE_WORDS else []
        if len(found) == PASSAGES - 1:
            break
    return (*found, ". ".join(sentences))


def neighbours(text: str) -> tuple[str, ...]:
    """Give every two sentences of a letter that follow each other, of many the last ones."""
    sentences = _breaths(text)
    pairs = (". ".join(pair) for pair in pairwise(sentences))
    return tuple(pair for pair in pairs if len(pair.split()) >= PASSAGE_WORDS)[-NEIGHBOURS:]


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part.strip()]


def _breaths(text: str) -> list[str]:
    """Give the sentences of a text; what is written in one breath is cut after every so many words."""
    cut: list[str] = []
    for sentence in _sentences(text):
        words = sentence.split()
        parts = max(round(len(words) / BREATH), 1) if len(words) >= LONG else 1
        size = -(-len(words) // parts)
        cut += [" ".join(words[at : at + size]) for at in range(0, len(words), size)]
    return cut


def _ending(token: str) -> str:
    """What closes a sentence stays when its last word is left out."""
    return token[-1] if token[-1] in ".!?;" else ""
