"""The short id of an answer: which answers bear one, what it stands for, how it is written and read (pure).

An id such as 7KQ2MN-9 is drawn from a hash of what was said, its procedure, edition, facets and the state of the
book: whoever gets the same answer from the same book gets the same id. Nothing about a citizen goes into it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from bot.book import Book
from bot.checklists import ALPHABET, BASE
from bot.messages import Decision, Outcome

BORNE_BY = (Outcome.ANSWER, Outcome.NOT_IN_FORCE, Outcome.ELSEWHERE)
"""Outcomes whose replies are made of the book alone; dossiers, dialogues and small talk may echo what was typed."""
LENGTHS = range(6, 26, 2)
"""Letters of an id before its last one: 31 ** 6 is 887 million; the next length is taken when two answers collide.

Below 30, so that each place has a weight of its own in the sum.
"""
KEYS: Mapping[str, frozenset[str]] = {"ma_tra_loi": frozenset({"ma"})}
"""The template of the line that tells the id."""


@dataclass(frozen=True)
class Grounds:
    """What an answer rests on: the procedure and the first day of its edition, the facets, the agency, the book.

    The edition is the one in force on the day of the answer; a field that does not apply is empty.
    """

    procedure: str
    edition: str
    facets: str
    agency: str
    book: str


def grounds(decision: Decision, book: Book, day: date) -> Grounds | None:
    """Tell what an answer given on a day rests on; None for a decision whose reply bears no id."""
    if decision.outcome not in BORNE_BY or decision.reply is None or decision.reply.asks:
        return None
    edition = book.in_force(decision.procedure or "", day)
    return Grounds(
        procedure=decision.procedure or "",
        edition=edition.starts.isoformat() if edition else "",
        facets=" ".join(decision.facets),
        agency=decision.agency or "",
        book=book.digest,
    )


def fingerprint(texts: Sequence[str], basis: Grounds) -> str:
    """Give the hash (SHA-256, hexadecimal) of an answer: its messages without the line of the id, and its grounds."""
    return hashlib.sha256(json.dumps([list(texts), astuple(basis)]).encode("ascii")).hexdigest()


def make(mark: str, length: int = LENGTHS[0]) -> str:
    """Write the id of a fingerprint with that many letters, a dash, and the letter that shows a slip."""
    number, letters = int(mark, 16), ""
    for _ in range(length):
        number, digit = divmod(number, BASE)
        letters += ALPHABET[digit]
    return f"{letters}-{ALPHABET[-_sum(letters + ALPHABET[0]) % BASE]}"


def read(typed: str) -> str | None:
    """Read an id however it was typed (small letters, blanks, no dash, its label before it); None if mistyped."""
    plain = unicodedata.normalize("NFKC", typed).upper().rpartition(":")[2]
    letters = "".join(one for one in plain if one.isalnum())
    if len(letters) - 1 not in LENGTHS or set(letters) - set(ALPHABET) or _sum(letters):
        return None
    return f"{letters[:-1]}-{letters[-1]}"


def _sum(letters: str) -> int:
    """Weigh the letters 1, 2, 3 ... from the last: any one changed, or two neighbours swapped, changes the sum."""
    return sum(weight * ALPHABET.index(one) for weight, one in enumerate(reversed(letters), 1)) % BASE
