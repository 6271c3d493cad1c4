"""Several matters in one message: «vừa mở tiệm vừa làm lại sổ đỏ» (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from bot.matching import Reading
from bot.messages import Candidate, Outcome
from bot.words import Phrases, syllables

SURE = 0.6
"""Each part must be answered with at least this chance on its own."""
LEAST_WORDS = 2
"""Words of a part that may name a matter."""
MOST_WORDS = 60
"""Words of a text that is looked at for several matters."""
MOST_JOINTS = 4
"""Places at which a text is tried apart; each costs two readings."""
MOST = 4
"""Matters of one choice."""


class Several:
    """Finds the matters of a text; `joining` are the words that may stand between them."""

    def __init__(self, joining: Iterable[str]) -> None:
        self._joining = Phrases((syllables(phrase), True) for phrase in joining)

    def matters(self, text: str, read: Callable[[str], Reading]) -> tuple[Candidate, ...]:
        """Give the procedures when each part of a text surely asks for another one, else nothing."""
        for left, right in islice(self._parts(text.split()), MOST_JOINTS):
            first = _sure(read(left))
            second = _sure(read(right)) if first else None
            if first and second and first.id != second.id:
                others = self.matters(right, read) or (second,)
                return (first, *(one for one in others if one.id != first.id))[:MOST]
        return ()

    def _parts(self, tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
        pairs = [(one, at) for at, token in enumerate(tokens[: MOST_WORDS + 1]) for one in syllables(token)]
        words = [one for one, _ in pairs]
        if len(words) > MOST_WORDS:
            return
        for at in range(LEAST_WORDS, len(words) - LEAST_WORDS):
            length, _ = self._joining.longest(words, at)
            if length and at + length + LEAST_WORDS <= len(words):
                yield " ".join(tokens[: pairs[at][1]]), " ".join(tokens[pairs[at + length][1] :])


def _sure(reading: Reading) -> Candidate | None:
    first = reading.candidates[0] if reading.outcome is Outcome.ANSWER and reading.candidates else None
    return first if first and first.score >= SURE else None
