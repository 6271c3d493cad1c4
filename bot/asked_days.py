"""The day a question names, and whether it is the day of filing or the day by which the result is needed (pure).

«nộp hôm nay bao giờ có», «nop ngay 28/4/2026 thi may ngay», «cần có trước 20/12», «kịp Tết không».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from itertools import chain

from bot.calendar import VIETNAM, Calendar

PAST_DAYS = 60
"""A wanted day longer ago than this is no wanted day: «phải có sổ trước 1/7/2004» speaks of the law."""
LONGEST = 300
"""Characters of a text in which a day is looked for; a letter is not a question about a day."""
HOURS, NOON = 24, 12
TET = "Tết Nguyên đán"
"""How the calendar's names of the days of Tết begin."""
FEASTS = {"tet": TET, "gio to": "Giỗ Tổ Hùng Vương", "quoc khanh": "Quốc khánh"}
"""Feasts of several days or of a day of the moon, as they are called, and how the calendar's names of them begin."""


class Asked(Enum):
    """What the named day is."""

    FILED = "nop"  # the day of filing
    NEEDED = "can"  # the last day on which the result is in time


@dataclass(frozen=True)
class AskedDay:
    """A day named in a text: a moment where the text says now or today, else a day, with its hour if one is named.

    `wrong` is what was written where no such day exists, or, if `unclear`, where no day of the calendar is meant
    for sure. `rest` is the text without the day and the words that ask for it: what may name a matter. `feast` is
    how the calendar's names of the days begin if those of a feast are meant.
    """

    asked: Asked
    day: date
    rest: str
    wrong: str = ""
    hour: time | None = None
    unclear: bool = False
    feast: str = ""

    @property
    def moment(self) -> date:
        """The day, or the moment of that hour in Vietnam."""
        return self.day if self.hour is None else datetime.combine(self.day, self.hour, VIETNAM)


@dataclass(frozen=True)
class _Named:
    """A day as written: where it stands, and the day, or None where there is no such day or it is unclear which."""

    start: int
    end: int
    day: date | None
    unclear: bool = False


def _pattern(text: str) -> re.Pattern[str]:
    """Make a pattern of words in which any blanks may stand between two words."""
    return re.compile(rf"\b(?:{text.replace(' ', r'[ ,:]+')})", re.ASCII)


_SLASHED = re.compile(r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?)\b")
_SPOKEN = _pattern(r"(?:mung |mong )?(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?\b")
_RELATIVE = _pattern(
    r"(hom qua|hom nay|hnay|h nay|bua nay|sang nay|chieu nay|bay gio|luc nay|ngay mai|sang mai|chieu mai"
    r"|ngay mot|ngay kia"
    r"|(?:mai|mot)(?= (?:\w+ ){0,2}(?:nop|nap|gui)\b)|(?:nop|nap|gui) (?:ho so )?(?:mai|mot)(?! \w*(?:tang|lan)))\b"
)
"""«mai» and «mốt» alone only beside a word of filing: without accents they read like «mai táng» and «một lần»."""
_TOMORROW = re.compile(r"\b(?:mai|mot)\b")
_OFFSETS = {
    "hom qua": -1,
    "ngay mai": 1,
    "sang mai": 1,
    "chieu mai": 1,
    "mai": 1,
    "ngay mot": 2,
    "ngay kia": 2,
    "mot": 2,
}
_WEEKDAY = _pattern(r"(?:thu (hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat))(?: (tuan sau|tuan toi|tuan nay|toi|nay))?\b")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu nhat": 6} | {
    str(n): n - 2 for n in range(2, 8)
}
_HOUR = re.compile(
    r"\b(?:(?:luc|vao|khoang|tam) )?(\d{1,2})(?: ?(?:gio|g|h)(?: ?([0-5]\d)\b(?: ?phut)?)?|:([0-5]\d)|(?= ruoi))"
    r"(?: (ruoi))?(?: (sang|trua|chieu|toi|dem))?\b(?! ?/)",
    re.ASCII,
)
_MORNING_FROM = 7
"""An hour before it, with nothing said of morning or afternoon, is one of the afternoon: no counter is open then."""
_UNCLEAR = _pattern(
    r"(?:mung|mong) \d{1,2}(?: (?:tet|thang gieng|thang chap|gieng|chap|am lich))?|(?:29|30|ba muoi|hai chin) tet"
    r"|ram(?: thang \w+)?|giao thua|\d{1,2}(?:\s?/\s?\d{1,2})? am lich"
    r"|(?:dau|giua|cuoi) (?:thang|nam|tuan)(?: (?:nay|sau|toi|\d{1,2}))?|(?:tuan|thang) (?:sau|toi)"
)
"""Days of the moon, which no calendar here knows, and spans."""
_NEW_YEAR = _pattern(r"tet (?:tay|duong lich)\b")
_TET = _pattern(r"tet(?: nguyen dan| am lich| nay| ta)?\b")
_FEAST = re.compile(rf"\b(?:{'|'.join(FEASTS)})\b")

_WHEN = _pattern(
    r"(?:thi |toi |den )?(?:bao gio|bao h|khi nao|chung nao|hoi nao|luc nao|may ngay|bao lau|bao nhieu ngay|ngay nao"
    r"|hom nao|bua nao|thu may|ngay may|may bua|bao nhieu bua)(?: nua)?(?: thi)?(?: moi)?"
    r"(?: (?:co|xong|lay|nhan|tra|ra|duoc))*\b"
)
_RESULT = _pattern(r"(?:co|xong|lay|nhan|tra|ra)\b")
_FILING = _pattern(r"(?:nop|nap|gui|dua ho so)\b")
_LEADS = re.compile(r"(?:\b(?:vao|tu|trong|ngay|hom|luc|bua)[ ,:]+)+$", re.ASCII)
_BY = re.compile(
    r"\b(truoc|kip|cham nhat|tre nhat|muon nhat|som nhat|toi da|han cuoi|han chot|den|toi|vao)"
    r"(?:[ ,:]+(?:la|vao|ngay|hom|truoc|bua|den|toi|trong|dip|cho))*[ ,:]*$",
    re.ASCII,
)
_NEED = _pattern(
    r"(?:can|muon|phai|de|mong|gap|cho) (?:la )?(?:co|lay|xong|nhan|kip|duoc|ra|dung|xai)\b"
    r"|(?:can|muon) gap\b|(?:co )?kip\b|(?:xong|lay)(?: \w+){0,2} truoc\b"
)
_FILE_WHEN = _pattern(
    r"(?:phai |can |nen )?(?:nop|lam|di lam|gui)(?: \w+){0,3}"
    r" (?:ngay nao|hom nao|khi nao|luc nao|bao gio|chung nao|tu ngay nao)\b"
    r"|(?:ngay nao|hom nao|khi nao|bao gio|chung nao) (?:thi )?(?:phai |can |nen )?(?:nop|lam|di lam)\b"
)


def read(text: str, now: datetime, calendar: Calendar) -> AskedDay | None:
    """Find the day that a question about a return date names, as of a moment in Vietnam; None for other texts."""
    text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST:
        return None
    plain = "".join(map(_plain, text))
    needs = _NEED.search(plain)
    when, files = _WHEN.search(plain), _FILE_WHEN.search(plain)
    for asked in (Asked.NEEDED, Asked.FILED):
        for named in _named(plain, now.date(), asked, calendar):
            before = plain[: named.start]
            by = _BY.search(before)
            recent = named.day is None or named.day >= now.date() - timedelta(days=PAST_DAYS)
            if asked is Asked.NEEDED and recent and ((needs and (by or files)) or (by and files)):
                return _needed(text, named, by, [one.span() for one in (needs, files) if one])
            if asked is Asked.FILED and when and _asks_result(plain, when, named, now.date()):
                return _filed(text, plain, named, when, now)
    return None


def coming(text: str, today: date, calendar: Calendar) -> AskedDay | None:
    """Find the next day that a text names, for somebody who wants to come to the counter; None where none is named.

    `text` is about nothing but the counter, so that «mai» and «mốt» alone are days.
    """
    text = unicodedata.normalize("NFC", text)[:LONGEST]
    plain = "".join(map(_plain, text))
    feast = _FEAST.search(plain)
    if feast and not _NEW_YEAR.search(plain):
        return AskedDay(Asked.FILED, date.min, "", unclear=True, feast=FEASTS[feast[0]])
    alone = (_Named(*one.span(), today + timedelta(days=_OFFSETS[one[0]])) for one in _TOMORROW.finditer(plain))
    found = next(chain(_named(plain, today, Asked.NEEDED, calendar), alone), None)
    if found is None:
        return None
    wrong = text[found.start : found.end] if found.day is None else ""
    rest = _without(text, [(found.start, found.end)])
    return AskedDay(Asked.FILED, found.day or date.min, rest, wrong, unclear=found.unclear)


def _asks_result(plain: str, when: re.Match[str], named: _Named, today: date) -> bool:
    """Say whether it is asked when a result is there, rather than when something else happens on that day.

    Without a word of filing the day must not be past: «con sinh hôm qua bao giờ có thẻ» is no day of filing.
    """
    if _FILING.search(plain):
        return True
    asks = named.start < when.start() and _RESULT.search(plain, when.start())
    return bool(asks) and named.day is not None and named.day >= today


def _needed(text: str, named: _Named, by: re.Match[str] | None, asking: list[tuple[int, int]]) -> AskedDay:
    rest = _without(text, [(by.start() if by else named.start, named.end), *asking])
    if named.day is None:
        return AskedDay(Asked.NEEDED, date.min, rest, text[named.start : named.end], unclear=named.unclear)
    strictly = by is not None and "truoc" in by[0]
    return AskedDay(Asked.NEEDED, named.day - timedelta(days=strictly), rest)


def _filed(text: str, plain: str, named: _Named, when: re.Match[str], now: datetime) -> AskedDay:
    lead = _LEADS.search(plain[: named.start])
    files = [one.span() for one in _FILING.finditer(plain)]
    hour, at = _hour(text, plain, named)
    rest = _without(text, [(lead.start() if lead else named.start, named.end), when.span(), *files, *at])
    if named.day is None:
        return AskedDay(Asked.FILED, date.min, rest, text[named.start : named.end], unclear=named.unclear)
    relative = _RELATIVE.match(plain, named.start)
    if hour is None and relative and named.day == now.date():
        return AskedDay(Asked.FILED, now, rest)
    return AskedDay(Asked.FILED, named.day, rest, hour=hour)


def _hour(text: str, plain: str, named: _Named) -> tuple[time | None, list[tuple[int, int]]]:
    """Give the hour of the day that is named beside the day, and where it stands."""
    found = next((one for one in _HOUR.finditer(plain) if not named.start <= one.start(1) < named.end), None)
    if found is None or int(found[1]) >= HOURS:
        return None, []
    hour, minute = int(found[1]), 30 if found[4] else int(found[2] or found[3] or 0)
    part = found[5] or ("chieu" if "chieu" in plain.split() else "sang" if "sang" in plain.split() else "")
    # Without its accent «tối» is «tôi», who files.
    evening = part == "toi" and text[found.start(5) : found.end(5)].lower() == "tối"
    later = part in ("chieu", "dem") or evening or (part == "trua" and hour == 1)
    if (later and hour < NOON) or (hour < _MORNING_FROM and part in ("", "toi")):
        hour += NOON
    return time(hour, minute), [found.span()]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Give the text without some spans; spans may overlap."""
    cut = {place for start, end in spans for place in range(start, end)}
    return " ".join("".join(" " if place in cut else sign for place, sign in enumerate(text)).split())


def _named(plain: str, today: date, asked: Asked, calendar: Calendar) -> Iterator[_Named]:
    """Find the days of a text; where none is clear, what is not, or the hour alone, which is one of today."""
    unclear = [_Named(*one.span(), None, unclear=True) for one in _UNCLEAR.finditer(plain)]
    clear = [
        one
        for one in _days(plain, today, asked, calendar)
        if not any(other.start <= one.start and one.end <= other.end for other in unclear)
    ]
    yield from clear or unclear
    alone = _HOUR.search(plain)
    if not (clear or unclear) and asked is Asked.FILED and alone and _FILING.search(plain[: alone.start()]):
        yield _Named(alone.start(), alone.start(), today)


def _days(plain: str, today: date, asked: Asked, calendar: Calendar) -> Iterator[_Named]:
    """Find the days written in a text; those without a year are the next one, or for filing the nearest one."""
    for found in _SLASHED.finditer(plain):
        iso = found[1] is not None
        day, month, year = (found[3], found[2], found[1]) if iso else (found[4], found[5], found[6])
        yield _Named(*found.span(), _dated(int(day), int(month), year, today, asked))
    for found in _SPOKEN.finditer(plain):
        yield _Named(*found.span(), _dated(int(found[1]), int(found[2]), found[3], today, asked))
    for found in _RELATIVE.finditer(plain):
        words = re.split(r"[ ,:]+", found[1])
        offset = _OFFSETS.get(" ".join(words), _OFFSETS.get(words[-1], 0))
        yield _Named(*found.span(), today + timedelta(days=offset))
    for found in _WEEKDAY.finditer(plain):
        yield _Named(*found.span(), _weekday(_WEEKDAYS[found[1] or "chu nhat"], found[3] or "", today))
    if asked is Asked.NEEDED:
        yield from _feasts(plain, today, calendar)


def _dated(day: int, month: int, year: str | None, today: date, asked: Asked) -> date | None:
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        found = [date(today.year + offset, month, day) for offset in (-1, 0, 1)]
    except ValueError:
        return None
    if asked is Asked.NEEDED:
        return next(one for one in found if one >= today)
    return min(found, key=lambda one: abs((one - today).days))


def _weekday(weekday: int, which: str, today: date) -> date:
    """The next such weekday, today included; «tuần sau» is the week that begins next Monday."""
    if which.startswith("tuan") and not which.endswith("nay"):
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _feasts(plain: str, today: date, calendar: Calendar) -> Iterator[_Named]:
    """New Year and Tết, as the first day off that the calendar knows or leaves open."""
    new_year = _NEW_YEAR.search(plain)
    if new_year:
        yield _Named(*new_year.span(), date(today.year + 1, 1, 1))
        return
    found = _TET.search(plain)
    days = [one.day for year in calendar.years for one in year.holidays if one.name.startswith(TET)]
    days += [one.starts for year in calendar.years for one in year.undecided if one.name.startswith(TET)]
    coming = min((day for day in days if day >= today), default=None)
    if found and coming:
        yield _Named(*found.span(), coming)


@lru_cache(maxsize=2048)
def _plain(sign: str) -> str:
    """One sign in lower case without its accent; exactly one sign, so that places stay the same."""
    bare = unicodedata.normalize("NFD", sign.lower())[:1].replace("đ", "d")
    return bare or " "
