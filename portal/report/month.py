"""A month in Vietnam, its days and its bounds (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.calendar import VIETNAM

FIRST_YEAR = 2021
"""No table holds anything older: the year of the town's own figures."""
WRITTEN = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})|(?P<first>\d{1,2})[-/](?P<last>\d{4})", re.ASCII)


class NotAMonth(ValueError):
    """A text names no month of which a report can be drawn up; what to write instead, in Vietnamese."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        """Write it as in file names: 2026-10."""
        return f"{self.year}-{self.number:02}"

    @property
    def shown(self) -> str:
        """Write it for readers: 10/2026."""
        return f"{self.number}/{self.year}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> Month:
        """The month before."""
        day = self.first - timedelta(days=1)
        return Month(day.year, day.month)


def month_of(day: date) -> Month:
    """Give the month of a day."""
    return Month(day.year, day.month)


def read_month(text: str | None, today: date) -> Month:
    """Read 2026-10 or 10/2026; nothing means the last month that is over. Raises NotAMonth."""
    if text is None:
        return month_of(today).before
    found = WRITTEN.fullmatch(text.strip())
    example = month_of(today).before
    if found is None:
        raise NotAMonth(f"«{text}» không phải tháng; viết {example} hoặc {example.shown}")
    year = int(found["year"] or found["last"])
    number = int(found["month"] or found["first"])
    if not 1 <= number <= 12:
        raise NotAMonth(f"«{text}»: không có tháng {number}; viết {example} hoặc {example.shown}")
    month = Month(year, number)
    if month > month_of(today):
        raise NotAMonth(f"tháng {month.shown} chưa bắt đầu (hôm nay {today:%d/%m/%Y}); chọn tháng đã hoặc đang qua")
    if year < FIRST_YEAR:
        raise NotAMonth(f"không có số liệu nào trước năm {FIRST_YEAR}; chọn tháng từ 1/{FIRST_YEAR} trở đi")
    return month


@dataclass(frozen=True)
class Span:
    """Some days in a row, both ends included; moments are aware and in Vietnam."""

    first: date
    last: date

    @property
    def starts(self) -> float:
        """The first moment, in seconds since the epoch."""
        return midnight(self.first)

    @property
    def ends(self) -> float:
        """The first moment that is no longer in it."""
        return midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        """All its days."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def shown(self) -> str:
        """Write it shortly: «tháng 9» for a whole month, else «1–24/9»."""
        month = month_of(self.first)
        whole = (self.first, self.last) == (month.first, month.last)
        return f"tháng {month.number}" if whole else f"{self.first.day}–{self.last.day}/{month.number}"


def midnight(day: date) -> float:
    """Give the first moment of a day in Vietnam, in seconds since the epoch."""
    return datetime.combine(day, time(), VIETNAM).timestamp()


def spans(month: Month, today: date) -> tuple[Span, Span]:
    """Give the days reported and those beside them: of a running month both only up to the same day."""
    before = month.before
    if month_of(today) != month:
        return Span(month.first, month.last), Span(before.first, before.last)
    same = min(today.day, before.last.day)
    return Span(month.first, today), Span(before.first, before.first + timedelta(days=same - 1))
