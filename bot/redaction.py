"""Numbers of cards and phones and mail addresses, blacked out in a complaint before it is kept (pure).

The name of an official and the code of a dossier stay: without them nobody could look into the matter.

A number is blacked out by its length alone (9 to 19 digits, with or without blanks, dots and hyphens): identity cards
have 9 or 12 digits, phones 10 or 11, bank cards 13 to 19. Days, sums with dots and codes with letters
stay.
"""

from __future__ import annotations

import re

MASKED_NUMBER = "[số đã che]"
MASKED_MAIL = "[thư đã che]"

_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w.\-/])\+?\d(?:[ .\-()]{0,2}\d){8,18}(?![\w\-/]|\.\d)")
_DAY = re.compile(r"\d{1,2}[ .\-]\d{1,2}[ .\-]\d{4}")
_SUM = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+ ?000")


def redact(text: str) -> str:
    """Give the text without them; what was taken out is said in its place."""
    return _NUMBER.sub(_number, _MAIL.sub(MASKED_MAIL, text))


def _number(found: re.Match[str]) -> str:
    """Keep a sum of money, and a day with an hour behind it."""
    written = found[0].strip()
    if _SUM.fullmatch(written) and not written.startswith("0"):
        return found[0]
    if day := _DAY.match(written):
        return day[0] + redact(written[day.end() :])
    return MASKED_NUMBER
