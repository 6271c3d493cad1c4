"""A complaint or suggestion: its kind, its number that can be read aloud, where it stands (pure).

The number is drawn where there is chance, never from anything about the citizen or the time. Its letters cannot be
taken for digits and hold no vowel, so that a Vietnamese keyboard changes none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.dossiers import Answer
from bot.messages import Deed
from bot.words import fold

ALPHABET = "23456789HKMTX"
"""Thirteen signs: a prime number, so that one wrong sign or two swapped ones are always noticed."""
DRAWN = 8
"""Signs that are drawn; one more checks them. There are 815 million numbers."""
LETTERS = ALPHABET[8:]
LONGEST_ASKED = 200
"""Characters of a text in which a number is looked for; longer ones tell something."""

_GROUPS = re.compile(
    rf"(?<![0-9A-Z])([{ALPHABET}]{{3}})[\s.\-–]*([{ALPHABET}]{{3}})[\s.\-–]*([{ALPHABET}]{{3}})(?![0-9A-Z])"
)
_NAMED = re.compile(r"\b(?:phan anh|kien nghi|gop y)(?: (?:so|ma|ma so|co so|co ma))+ (?P<number>[0-9a-z ]+)$")


class Kind(StrEnum):
    """What a complaint is about; stored, so the values never change."""

    HANDLING = "giai_quyet"  # work that is slow, wrong or troublesome
    RULES = "quy_dinh"  # a rule that does not fit, a suggestion
    CONDUCT = "can_bo"  # the conduct of an official: a list of its own


class State(StrEnum):
    """Where a complaint stands; stored, so the values never change."""

    NEW = "moi"  # received, nobody has acted on it
    REOPENED = "mo_lai"  # taken up again after it was finished
    PASSED = "da_chuyen"  # passed on to the body it belongs to
    ANSWERED = "da_tra_loi"  # answered
    CLOSED = "da_dong"  # closed, with or without an answer


OPEN = (State.NEW, State.REOPENED)
"""States in which the office still has to act."""


@dataclass(frozen=True)
class File(Deed):
    """File a complaint under its number.

    `story`, `place` and `moment` are the citizen's words, masked; `phone` is empty unless they gave one for being
    called. `pass_by` and `answer_by` are the last days for passing on and for answering, None where none is known.
    """

    number: str
    kind: Kind
    story: str
    place: str = ""
    moment: str = ""
    phone: str = ""
    pass_by: date | None = None
    answer_by: date | None = None


@dataclass(frozen=True)
class Progress:
    """What is told to whoever holds the number: never what was complained of."""

    state: State
    received: date
    pass_by: date | None = None
    answer_by: date | None = None
    changed: date | None = None
    passed_to: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Asked:
    """A look-up by number: what it came to, and how the complaint stands if it was found."""

    answer: Answer
    progress: Progress | None = None


def numbered(drawn: Sequence[int]) -> str:
    """Make a number of DRAWN values from 0 to 12 by adding the sign that checks them."""
    rest = -sum(weight * value for weight, value in enumerate(drawn, 2)) % len(ALPHABET)
    return "".join(ALPHABET[value] for value in (*drawn, rest))


def sound(number: str) -> bool:
    """Say whether the last sign fits the others, and a letter is among them (bare digits may be anything)."""
    values = [ALPHABET.find(sign) for sign in number]
    if len(values) != DRAWN + 1 or min(values) < 0 or not set(number) & set(LETTERS):
        return False
    return (sum(weight * value for weight, value in enumerate(values[:-1], 2)) + values[-1]) % len(ALPHABET) == 0


def shown(number: str) -> str:
    """Write a number in groups of three, as it is read aloud."""
    return "-".join(number[at : at + 3] for at in range(0, len(number), 3))


def number_in(text: str) -> str | None:
    """Find the number that a text asks about, sound or mistyped; None if it asks about none.

    A mistyped one is taken for a number only where the text says so («phản ánh số ...») or is nothing else.
    """
    if len(text) > LONGEST_ASKED:
        return None
    plain = text.upper()
    found = ["".join(groups) for groups in _GROUPS.findall(plain)]
    if good := next((one for one in found if sound(one)), None):
        return good
    if named := _NAMED.search(fold(text)):
        written = named["number"].replace(" ", "").upper()
        return written if any(map(str.isdigit, written)) else None
    whole = _GROUPS.fullmatch(plain.strip())
    return "".join(whole.groups()) if whole and set(plain) & set(LETTERS) and "-" in plain else None
