"""A cell of an export: its text, its word, the day that it holds, as Vietnamese offices write it (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.words import fold

FIRST_SERIAL, LAST_SERIAL = 32874, 73050
"""Day numbers of a spreadsheet from 1990 to 2099, counted from 30/12/1899; ISO/IEC 29500-1, 18.17.4."""
SERIAL_START = date(1899, 12, 30)

Cell = Any
Row = Sequence[Cell]

_SPOKEN = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.IGNORECASE)
_TIME = r"(?:\d{1,2}(?::|h|g| giờ ?)\d{0,2}(?::\d{1,2})?(?: ?[AaPp][Mm])?(?: phút)?)"
_WRITTEN = re.compile(rf"(?:{_TIME},? +)?(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}})(?:,? +{_TIME})?")
_ISO = re.compile(rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}})(?:[T ]+{_TIME}.*)?")
_NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?")


def read_day(cell: Cell) -> date | None:
    """Read a day as Vietnamese offices write it: 28/4/2026, 28-04-26, with a time, in words, or a day number.

    Day before month always. None for what is no day of the calendar between 1990 and 2099.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = " ".join(text(cell).split())
    if _NUMBER.fullmatch(written):
        serial = int(float(written.replace(",", ".")))
        return SERIAL_START + timedelta(days=serial) if FIRST_SERIAL <= serial <= LAST_SERIAL else None
    if found := _SPOKEN.fullmatch(written) or _WRITTEN.fullmatch(written):
        day, month, year = (int(one) for one in found.groups())
    elif found := _ISO.fullmatch(written):
        year, month, day = (int(one) for one in found.groups())
    else:
        return None
    try:
        read = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return read if 1990 <= read.year <= 2099 else None


def text(cell: Cell) -> str:
    """Give a cell as text: a whole number without its point, a blank one as no letters."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def word(cell: Cell) -> str:
    """Give a cell as it is compared: folded."""
    return _folded(text(cell))


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return fold(text)
