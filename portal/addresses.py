"""Short addresses as scanners read them and people type them (pure).

Every code ever printed answers for ever, so the reading is generous: any case, with or without `q/`, leading
zeros, stray slashes, dots, commas and blanks; a placement suffix that is unknown or damaged never hides the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STRAY = " \t/.,;:"
"""What sticks to an address that was typed, pasted from a sentence, or read from a crumpled sheet."""
PRINTED = re.compile(
    r"(?:q[ /]+)?0{0,4}(?P<number>[1-9]\d?)(?:[ .,;:_-]+(?P<rest>[^/\x00-\x1f]{0,40}))?", re.ASCII | re.IGNORECASE
)
PLACEMENT = re.compile(r"[A-HJKMNP-Z2-9]{1,8}")
"""Letters and digits of a placement suffix; 0 O 1 I L are left out because they look alike on paper."""


@dataclass(frozen=True)
class Address:
    """What a short address says: the number as printed (07), and where its sheet hangs if it says so."""

    number: str
    placement: str | None = None


def read(path: str) -> Address | None:
    """Read the path of a short address, without the leading slash; None when it is none."""
    found = PRINTED.fullmatch(path.strip(STRAY))
    if found is None:
        return None
    rest = (found["rest"] or "").strip(STRAY).upper()
    return Address(found["number"].zfill(2), rest if PLACEMENT.fullmatch(rest) else None)
