"""What is said beside the matter, in its very words: cries for help, greetings, thanks, the counter (pure).

A cry is heard anywhere in a text, whatever else it asks. Everything else must be the whole text, but for
words of courtesy; what merely resembles it is ranked with all other subjects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.matters import Topic
from bot.messages import Outcome
from bot.words import Lexicon, Phrases, Syllable, syllables

IN_ITS_WORDS = (Outcome.CHAT, Outcome.COUNTER, Outcome.EMERGENCY)
"""Kinds of topics that are heard here; the rest only helps to know what is not ours."""
LONGEST_ASIDE = 30
"""Words of the longest text that may be nothing but an aside."""
LONGEST_COURTESY = 3
"""Words of the longest phrase of courtesy."""


class Asides:
    """Hears the topics of a book; `courtesy` are words that change nothing, such as «dạ», «em ơi»."""

    def __init__(self, topics: Iterable[Topic], courtesy: Iterable[str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._courtesy = Phrases((syllables(word), True) for word in courtesy)
        heard = [topic for topic in topics if topic.kind in IN_ITS_WORDS]
        self._cries = Phrases((self._words(cry), topic) for topic in heard for cry in topic.cries)
        self._known = {self._folded(wording): topic for topic in heard for wording in topic.wordings}

    def cry(self, text: str) -> Topic | None:
        """Give the emergency that is cried out anywhere in a text; of several the longest cry tells most."""
        words = self._words(text)
        found = (self._cries.longest(words, at) for at in range(len(words)))
        return max(found, key=lambda cry: cry[0], default=(0, None))[1]

    def topic(self, text: str) -> Topic | None:
        """Give the topic of which a text is a wording, courtesy before and after it aside."""
        words = self._words(text)
        while words and len(words) <= LONGEST_ASIDE:
            topic = self._known.get(" ".join(one.folded for one in words))
            courteous = self._courtesy_at_either_end(words)
            if topic or not courteous:
                return topic
            words = courteous
        return None

    def _courtesy_at_either_end(self, words: Sequence[Syllable]) -> list[Syllable]:
        """Give the words without one courteous phrase at the end or else at the beginning; empty if there is none."""
        for start in range(max(len(words) - LONGEST_COURTESY, 0), len(words)):
            length, _ = self._courtesy.longest(words, start)
            if start + length == len(words):
                return list(words[:start])
        length, _ = self._courtesy.longest(words, 0)
        return list(words[length:]) if length else []

    def _words(self, text: str) -> list[Syllable]:
        return self._lexicon.write_out(syllables(text))

    def _folded(self, text: str) -> str:
        return " ".join(one.folded for one in self._words(text))
