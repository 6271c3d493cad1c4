"""How people write, made comparable: folding, abbreviations, everyday words (pure).

Folding keeps letters and digits only, without accents: «Đăng ký HKD?» becomes "dang ky hkd". Nothing here
knows procedures; the tables come from the knowledge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST = 4000
"""Characters of a text that are read: its first and last halves; nobody's question is longer."""

_MARKS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00]")
_OTHER = re.compile(r"[^0-9a-z]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")


def fold(text: str) -> str:
    """Give the text in lower case without accents, marks, punctuation and invisible characters."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text.lower().replace("đ", "d")))
    plain = _MARKS.sub("", decomposed).replace("đ", "d")
    return _OTHER.sub(" ", _REPEATED.sub(r"\1", plain)).strip()


class Lexicon:
    """Replaces what is typed by what it stands for: abbreviations word by word, then everyday phrases.

    Longer phrases win over shorter ones; a replacement is not replaced again.
    """

    def __init__(self, abbreviations: Mapping[str, str], synonyms: Mapping[str, str]) -> None:
        self._abbreviations = {fold(key): fold(value) for key, value in abbreviations.items()}
        self._phrases = {tuple(fold(key).split()): fold(value) for key, value in synonyms.items() if fold(key)}
        self._longest = max((len(key) for key in self._phrases), default=1)

    def expand(self, text: str) -> str:
        """Fold a text and write its abbreviations and everyday words out."""
        return " ".join(self.write_out(fold(text).split()))

    def write_out(self, words: Iterable[str]) -> list[str]:
        """Write out the abbreviations and everyday words of folded words."""
        full = " ".join(self._abbreviations.get(word, word) for word in words).split()
        return " ".join(self._replace(full)).split()

    def _replace(self, words: list[str]) -> Iterable[str]:
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                replacement = self._phrases.get(tuple(words[at : at + length]))
                if replacement is not None:
                    yield replacement
                    at += length
                    break
            else:
                yield words[at]
                at += 1
