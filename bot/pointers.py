"""Words that point at the list just offered («cái đầu») or away from the last answer («không phải, ...») (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.words import Phrases, Syllable, syllables

PLACES: Mapping[str, int] = {"thu_nhat": 0, "thu_hai": 1, "thu_ba": 2, "thu_tu": 3, "cuoi_cung": -1}
"""Pointing words by their name in the vocabulary, and the place in a list (from 0) that each means."""
REFUSING, OTHER, MEANING, NOT = "khong_phai", "cai_kia", "y_la", "chu_khong_phai"
COURTESY, JOINING, STILL = "loi_dem", "noi_them", "con_viec"
NAMES = frozenset({*PLACES, REFUSING, OTHER, MEANING, NOT, COURTESY, JOINING, STILL})
"""All names of pointing words; the knowledge check asks for each."""

LONGEST = 400
"""Characters of a text that may point at something."""
STILL_WORDS = 12
"""Words of the longest «còn ... thì sao»."""
DENYING = "phai"
"""How the words end that may deny what follows them: «không phải bán đất, cho con»."""
THEN, STILL_ENDING = syllables("thì")[0], 3
"""The word before what is asked of the other matter, and among how many last words it stands."""
_END = re.compile(r"[,.;:?!…\n]")


@dataclass(frozen=True)
class Pointed:
    """What a text points at: a place in the list (from 0, -1 the last), away from the last answer, at the other one.

    `rest` is what is asked instead, as typed; `denied` what is named as not meant, where only that tells the refusal.
    """

    place: int | None = None
    refused: bool = False
    other: bool = False
    rest: str = ""
    denied: str = ""


class Pointers:
    """Reads the pointing words of a vocabulary: a name of `NAMES` and its phrases."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        pointing = {name: phrases for name, phrases in words.items() if name not in (JOINING, STILL)}
        self._phrases = Phrases((syllables(phrase), name) for name, phrases in pointing.items() for phrase in phrases)
        self._still = Phrases((syllables(phrase), True) for phrase in words.get(STILL, ()))

    def read(self, text: str) -> Pointed | None:
        """Say what a text points at; None for a text that only speaks for itself, as every long one does."""
        if len(text) > LONGEST:
            return None
        seen: set[str] = set()
        clauses = _clauses(text)
        for at, clause in enumerate(clauses):
            names = self._tiles(clause)
            if names is None:
                return self._instead(seen, clauses[at:])
            seen |= names
        return _pointed(seen) if seen - {COURTESY, MEANING, NOT} else None

    def still(self, text: str) -> bool:
        """Say whether a text asks the same of something else: «còn tạm ngừng thì sao»."""
        words = syllables(text)
        short = 0 < len(words) <= STILL_WORDS and any(one.fits(THEN) for one in words[-STILL_ENDING:])
        return short and self._still.longest(words, 0)[0] > 0

    def _tiles(self, clause: Sequence[str]) -> set[str] | None:
        """Name what a clause consists of, or None when something in it is no pointing word."""
        words = [one for token in clause for one in syllables(token)]
        names, at = set(), 0
        while at < len(words):
            length, name = self._phrases.longest(words, at)
            if name is None:
                return None
            names.add(name)
            at += length
        return names

    def _instead(self, seen: set[str], clauses: Sequence[Sequence[str]]) -> Pointed | None:
        """Read what follows the pointing words: «không phải, ý tui là X», «X chứ không phải Y»."""
        tokens = [token for clause in clauses for token in clause]
        words, of_token = _numbered(tokens)
        refused = REFUSING in seen or self._opens(words, REFUSING)
        for at in range(len(words)):
            length, name = self._phrases.longest(words, at)
            if name == MEANING and (refused or at == 0):
                rest = tokens[of_token[at + length] :] if at + length < len(words) else []
                return Pointed(refused=refused, rest=self._cut(rest))
            if name == NOT and at:
                return Pointed(refused=True, rest=" ".join(tokens[: of_token[at]]))
        if REFUSING in seen or OTHER in seen:
            return Pointed(refused=True, rest=" ".join(tokens))
        return self._named_as_not_meant(clauses)

    def _named_as_not_meant(self, clauses: Sequence[Sequence[str]]) -> Pointed | None:
        """Read «không phải X, Y»: whether X is refused only who knows what was answered can tell."""
        words, of_token = _numbered(clauses[0])
        length, name = self._phrases.longest(words, 0)
        if len(clauses) < 2 or name != REFUSING or words[length - 1].folded != DENYING or length == len(words):
            return None
        rest = " ".join(token for clause in clauses[1:] for token in clause)
        return Pointed(refused=True, rest=rest, denied=" ".join(clauses[0][of_token[length] :]))

    def _opens(self, words: Sequence[Syllable], name: str) -> bool:
        return bool(words) and self._phrases.longest(words, 0)[1] == name

    def _cut(self, tokens: Sequence[str]) -> str:
        """Leave out what is expressly not meant."""
        words, of_token = _numbered(tokens)
        cut = next((of_token[at] for at in range(len(words)) if self._phrases.longest(words, at)[1] == NOT), None)
        return " ".join(tokens[:cut])


def _pointed(seen: set[str]) -> Pointed:
    place = next((PLACES[name] for name in PLACES if name in seen), None)
    return Pointed(place=place, refused=REFUSING in seen, other=OTHER in seen)


def _clauses(text: str) -> list[list[str]]:
    clauses: list[list[str]] = [[]]
    for token in text.split():
        clauses[-1].append(token)
        if _END.search(token[-1]):
            clauses.append([])
    return [clause for clause in clauses if any(syllables(token) for token in clause)]


def _numbered(tokens: Sequence[str]) -> tuple[list[Syllable], list[int]]:
    """Give the syllables of some tokens and the place of the token that each stands in."""
    pairs = [(one, at) for at, token in enumerate(tokens) for one in syllables(token)]
    return [one for one, _ in pairs], [at for _, at in pairs]
