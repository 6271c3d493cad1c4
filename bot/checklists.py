"""Which papers one's own case needs, and the short code that stands for the answers (pure).

A code is five letters such as K3F7Q: two for the answers given so far, two that tell the edition and its questions,
and one that makes a wrong letter or two neighbours swapped show. It holds nothing but the choices. A code from other
questions than today's is told from a mistyped one, and neither ever leads to a list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from bot.procedures import Edition, Paper, Procedure, Question

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits without 0 O 1 I L. 31 is a prime: with weights 1, 2, 3 ... every wrong letter changes the sum."""
BASE = len(ALPHABET)
ANSWER_LETTERS, TAG_LETTERS = 2, 2
CODE_LENGTH = ANSWER_LETTERS + TAG_LETTERS + 1
QUESTIONS = 4
OPTIONS = (2, 4)
"""Fewest and most answers of a question; with four questions all codes fit: 5 ** 4 < 31 ** 2."""
LONGEST_CODE = 30
"""Characters of a typed code that are looked at."""


class Standing(StrEnum):
    """What a code turned out to be."""

    SOUND = "sound"  # of today's questions
    OLD = "old"  # rightly written, but of another edition or of questions that were changed since
    WRONG = "wrong"  # mistyped, of another procedure, or no code at all


@dataclass(frozen=True)
class Case:
    """One's own case of a procedure: the edition, and the place of each answer given so far."""

    procedure: Procedure
    edition: Edition
    picks: tuple[int, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of the edition."""
        return questions(self.edition)

    @property
    def question(self) -> Question | None:
        """The question to ask next; None when the case is settled."""
        return self.questions[len(self.picks)] if len(self.picks) < len(self.questions) else None

    @property
    def back(self) -> Case:
        """The same without the last answer."""
        return Case(self.procedure, self.edition, self.picks[:-1])

    @property
    def answers(self) -> tuple[tuple[Question, str], ...]:
        """Each question answered so far, with its answer in words."""
        return tuple((one, one.answers[pick].name) for one, pick in zip(self.questions, self.picks, strict=False))

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers needed, in the order of the edition; those that no question settles are among them."""
        ids = {one.answers[pick].id for one, pick in zip(self.questions, self.picks, strict=False)}
        return tuple(one for one in _listed(self.edition) if not one.needed_by or ids & set(one.needed_by))

    def choose(self, place: int) -> Case:
        """The case with one answer more, by its place from 0; IndexError if the question has no such answer."""
        if self.question is None or not 0 <= place < len(self.question.answers):
            raise IndexError(place)
        return Case(self.procedure, self.edition, (*self.picks, place))

    @property
    def code(self) -> str:
        """The code of the answers given so far."""
        number = 0
        for place, question in enumerate(self.questions):
            pick = self.picks[place] + 1 if place < len(self.picks) else 0
            number = number * (len(question.answers) + 1) + pick
        tag = _tags(self.procedure)[self.edition.starts]
        return _seal(_letters(number, ANSWER_LETTERS) + tag, self.procedure.id)


def questions(edition: Edition | None) -> tuple[Question, ...]:
    """Give the questions of an edition; none where everybody brings the same, or nothing is in force."""
    return edition.papers.questions if edition and edition.papers and not edition.suspended else ()


def begin(procedure: Procedure, day: date) -> Case | None:
    """Begin with no answer given; None where no papers are known on that day. Without questions it is settled."""
    edition = procedure.in_force(day)
    return Case(procedure, edition) if edition and _listed(edition) else None


def _listed(edition: Edition) -> tuple[Paper, ...]:
    """All papers of an edition, as far as they are known and asked for."""
    return edition.papers.items if edition.papers and not edition.suspended else ()


def every(edition: Edition) -> Iterator[tuple[int, ...]]:
    """Give every way of answering all questions of an edition."""
    return product(*(range(len(one.answers)) for one in questions(edition)))


def read(procedure: Procedure, typed: str, day: date) -> tuple[Standing, Case | None]:
    """Read a code as people type it, in any case, with blanks or dashes; the case only where it is sound."""
    code = _plain(typed)
    if len(code) != CODE_LENGTH or not _sound(code, procedure.id):
        return Standing.WRONG, None
    edition, tag = procedure.in_force(day), code[ANSWER_LETTERS:-1]
    if edition is None or _tags(procedure).get(edition.starts) != tag:
        return Standing.OLD, None
    picks = _picks(_number(code[:ANSWER_LETTERS]), questions(edition))
    return (Standing.WRONG, None) if picks is None else (Standing.SOUND, Case(procedure, edition, picks))


def write_missing(case: Case, places: Iterable[int]) -> str:
    """Write which papers of a case are missing (places from 0): letters bound to the case and to the papers' names."""
    size = len(case.papers)
    number = sum(1 << place for place in {*places} if 0 <= place < size)
    return _seal(_letters(number, _width(size)) + _missing_tag(case), case.code)


def read_missing(case: Case, typed: str) -> tuple[int, ...] | None:
    """Read the places of the missing papers; None for letters that were mistyped or belong to another list."""
    code, size = _plain(typed), len(case.papers)
    if len(code) != _width(size) + TAG_LETTERS + 1 or not _sound(code, case.code):
        return None
    number = _number(code[: _width(size)])
    if code[_width(size) : -1] != _missing_tag(case) or number >= 1 << size:
        return None
    return tuple(place for place in range(size) if number >> place & 1)


def _missing_tag(case: Case) -> str:
    return _digest([case.code, *(one.name for one in case.papers)])


def _width(papers: int) -> int:
    """Letters that hold every set of so many papers."""
    width = 1
    while BASE**width < 1 << papers:
        width += 1
    return width


def _picks(number: int, asked: Sequence[Question]) -> tuple[int, ...] | None:
    """Take a number apart; None for one that no answers lead to."""
    digits: list[int] = []
    for question in reversed(asked):
        number, digit = divmod(number, len(question.answers) + 1)
        digits.insert(0, digit)
    given = digits[: digits.index(0)] if 0 in digits else digits
    return None if number or any(digits[len(given) :]) else tuple(one - 1 for one in given)


def _tags(procedure: Procedure) -> dict[date, str]:
    """The letters that tell each edition with papers, by its first day; no two of a procedure are alike."""
    tags: dict[date, str] = {}
    for edition in procedure.editions:
        if not _listed(edition):
            continue
        parts = [procedure.id, edition.starts.isoformat()]
        parts += [" ".join(one.id for one in question.answers) for question in questions(edition)]
        while (tag := _digest(parts)) in tags.values():
            parts.append("")
        tags[edition.starts] = tag
    return tags


def _digest(parts: Sequence[str]) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return _letters(int.from_bytes(digest[:8]) % BASE**TAG_LETTERS, TAG_LETTERS)


def _letters(number: int, width: int) -> str:
    letters = ""
    for _ in range(width):
        number, digit = divmod(number, BASE)
        letters = ALPHABET[digit] + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * BASE + ALPHABET.index(letter)
    return number


def _plain(typed: str) -> str:
    return "".join(one for one in typed[:LONGEST_CODE].upper() if one not in " -.\u00a0")


def _sum(code: str, owner: str) -> int:
    salt = hashlib.sha256(owner.encode()).digest()[0]
    return (salt + sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(code, 1))) % BASE


def _sound(code: str, owner: str) -> bool:
    return all(letter in ALPHABET for letter in code) and _sum(code, owner) == 0


def _seal(letters: str, owner: str) -> str:
    """Add the letter that brings the weighted sum to nothing."""
    return next(f"{letters}{last}" for last in ALPHABET if _sum(f"{letters}{last}", owner) == 0)
