"""How people write, made comparable: folding, abbreviations, everyday words (pure).

Folding keeps letters and digits only, without accents: «Đăng ký HKD?» becomes "dang ky hkd". What accents
were typed is remembered beside each syllable, so that «số đỏ» is not taken for «sổ đỏ» while "so do" may be
either. Nothing here knows procedures; the tables come from the knowledge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
LONGEST = 4000
"""Characters of a text that are read: its first and last halves; nobody's question is longer."""

TOKEN = 12
"""Characters of a text that may be one word, read once and remembered."""
ALONE = ""
"""Stands for the second word where there is none."""
_MARKS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00]")
_OTHER = re.compile(r"[^0-9a-z]+")
_WORD = re.compile("[0-9a-zđ\u0300-\u036f]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_HOOK, _TILDE = "\u0309", "\u0303"


class Syllable(NamedTuple):
    """A folded syllable and the accents that were typed on it, in a fixed order; none means unknown."""

    folded: str
    marks: str = ""

    def fits(self, known: Syllable) -> bool:
        """Say whether this, as typed, can be a known syllable whose accents are all written."""
        return self.folded == known.folded and (not self.marks or self.marks == known.marks)


def fold(text: str) -> str:
    """Give the text in lower case without accents, marks, punctuation and invisible characters."""
    decomposed = _decomposed(text)
    plain = _MARKS.sub("", decomposed).replace("đ", "d")
    return _OTHER.sub(" ", _REPEATED.sub(r"\1", plain)).strip()


def syllables(text: str) -> list[Syllable]:
    """Give the folded syllables of a text with the accents typed on each.

    Hook and tilde count as one accent (the south speaks them alike), and it does not matter on which vowel
    of a syllable an accent stands («hoà», «hòa»).
    """
    return list(_of_token(text)) if len(text) <= TOKEN else _read(text)


@lru_cache(maxsize=20_000)
def _of_token(token: str) -> tuple[Syllable, ...]:
    return tuple(_read(token))


def _read(text: str) -> list[Syllable]:
    return [one for word in _WORD.findall(_decomposed(text)) if (one := _syllable(word)).folded]


@lru_cache(maxsize=20_000)
def _syllable(word: str) -> Syllable:
    marks = sorted(_HOOK if mark == _TILDE else mark for mark in word if mark == "đ" or _MARKS.match(mark))
    return Syllable(_REPEATED.sub(r"\1", _MARKS.sub("", word).replace("đ", "d")), "".join(marks))


def _decomposed(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    return unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).lower()).lower()


class Lexicon:
    """Replaces what is typed by what it stands for: abbreviations word by word, then everyday phrases.

    An abbreviation written with accents («hông», «bịnh») stands only for the word typed with the same accents,
    since without them it may be any word. Longer phrases win over shorter ones; a replacement is not replaced again.
    """

    def __init__(self, abbreviations: Mapping[str, str], synonyms: Mapping[str, str]) -> None:
        keys = {key: syllables(key) for key in abbreviations}
        self._abbreviations = {key[0]: syllables(abbreviations[short]) for short, key in keys.items() if len(key) == 1}
        self._short = {short.folded for short in self._abbreviations}
        several = {short: abbreviations[short] for short, key in keys.items() if len(key) > 1}
        phrases = {**several, **synonyms}
        self._phrases = Phrases((syllables(key), syllables(value)) for key, value in phrases.items())

    def expand(self, text: str) -> str:
        """Fold a text and write its abbreviations and everyday words out."""
        return " ".join(one.folded for one in self.write_out(syllables(text)))

    def write_out(self, words: Iterable[Syllable]) -> list[Syllable]:
        """Write out the abbreviations and everyday words of a text."""
        full: list[Syllable] = []
        for word in words:
            full.extend(self._abbreviated(word) if word.folded in self._short else (word,))
        written: list[Syllable] = []
        at = 0
        while at < len(full):
            length, replacement = self._phrases.longest(full, at)
            written.extend(replacement or (full[at],))
            at += length or 1
        return written

    def _abbreviated(self, word: Syllable) -> Sequence[Syllable]:
        plain = Syllable(word.folded) if word.marks == "đ" else word
        return self._abbreviations.get(word) or self._abbreviations.get(plain) or (word,)


class Phrases(Generic[T]):
    """Phrases and what each means; found in a text by folded syllables, then checked by accents."""

    def __init__(self, known: Iterable[tuple[Sequence[Syllable], T]]) -> None:
        self._known: dict[tuple[str, ...], list[tuple[Sequence[Syllable], T]]] = {}
        for phrase, meaning in known:
            if phrase:
                self._known.setdefault(tuple(one.folded for one in phrase), []).append((phrase, meaning))
        self._lengths = _lengths(self._known)

    def longest(self, words: Sequence[Syllable], at: int) -> tuple[int, T | None]:
        """Give the length and the meaning of the longest phrase that begins at a place; (0, None) if there is none."""
        found = self.all(words, at)
        return found[-1] if found else (0, None)

    def all(self, words: Sequence[Syllable], at: int) -> Sequence[tuple[int, T]]:
        """Give every phrase that begins at a place with its length, the shortest first."""
        by_second = self._lengths.get(words[at].folded)
        if by_second is None:
            return ()
        second = words[at + 1].folded if at + 1 < len(words) else ALONE
        lengths = by_second.get(second) or by_second[ALONE]
        if not lengths:
            return ()
        part = words[at : at + lengths[-1]]
        folded = tuple([one.folded for one in part])
        found = []
        for length in lengths:
            if length > len(folded):
                break
            for phrase, meaning in self._known.get(folded[:length], ()):
                if all(map(Syllable.fits, part, phrase)):
                    found.append((length, meaning))
        return found


def _lengths(phrases: Iterable[tuple[str, ...]]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Give the lengths of the phrases by their first and second word; a phrase of one word counts with every second."""
    found: dict[str, dict[str, set[int]]] = {}
    for phrase in phrases:
        by_second = found.setdefault(phrase[0], {ALONE: set()})
        by_second.setdefault(phrase[1] if len(phrase) > 1 else ALONE, set()).add(len(phrase))
    return {
        first: {second: tuple(sorted(lengths | by_second[ALONE])) for second, lengths in by_second.items()}
        for first, by_second in found.items()
    }
