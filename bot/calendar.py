"""Days off, exchanged working days, and whether a counter is open (pure)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import model_validator

from bot.facts import Count, Day, Entry, Sourced, Text, fault
from bot.keys import key_of

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5


class YearState(StrEnum):
    """Whether the days off of a year have been decided."""

    DECIDED = "da_quyet_dinh"  # every day below was set by a decision
    PROVISIONAL = "tam_tinh"  # some days wait for a decision


class Holiday(Sourced):
    """One day off on a weekday, with the decision or the law that set it."""

    day: Day
    name: Text
    note: Text | None = None


class Exchange(Sourced):
    """A working day off that is worked on a Saturday instead."""

    off: Day
    worked: Day
    name: Text

    @model_validator(mode="after")
    def _exchanges(self) -> Exchange:
        if self.off.weekday() >= SATURDAY:
            raise fault("ngày nghỉ hoán đổi phải từ thứ Hai đến thứ Sáu", key_of("off"))
        if self.worked.weekday() < SATURDAY:
            raise fault("ngày làm bù phải là thứ Bảy hoặc Chủ nhật", key_of("worked"))
        return self


class Undecided(Sourced):
    """A span in which days off will fall, by law, while nobody has decided which: no day of it is counted on.

    The span holds every choice the law leaves, both ends included.
    """

    starts: Day
    ends: Day
    name: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Undecided:
        if self.ends < self.starts:
            raise fault("«den_ngay» đứng trước «tu_ngay»; xem lại hai ngày này", key_of("ends"))
        return self


class Year(Entry):
    """The calendar of one year."""

    year: Count
    state: YearState
    holidays: tuple[Holiday, ...]
    exchanged: tuple[Exchange, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _days_of_the_year(self) -> Year:
        seen = set()
        for number, holiday in enumerate(self.holidays):
            if holiday.day.year != self.year:
                raise fault(f"ngày này không thuộc năm {self.year}", key_of("holidays"), number, key_of("day"))
            if holiday.day in seen:
                raise fault("ngày này đã ghi ở trên; bỏ một", key_of("holidays"), number, key_of("day"))
            seen.add(holiday.day)
        for number, exchange in enumerate(self.exchanged):
            if {exchange.off.year, exchange.worked.year} != {self.year}:
                raise fault(f"hai ngày này không thuộc năm {self.year}", key_of("exchanged"), number)
        for number, span in enumerate(self.undecided):
            if {span.starts.year, span.ends.year} != {self.year}:
                raise fault(f"hai ngày này không thuộc năm {self.year}", key_of("undecided"), number)
            if self.state is YearState.DECIDED:
                raise fault("năm đã quyết định thì không còn ngày chưa định; bỏ mục này", key_of("undecided"), number)
        return self


class Calendar(Entry):
    """All years known. A year that is not listed is not guessed."""

    years: tuple[Year, ...]

    def year(self, number: int) -> Year | None:
        """Give the year's calendar, or None when nothing is known of it."""
        return next((year for year in self.years if year.year == number), None)

    def holiday(self, day: date) -> str | None:
        """Name the holiday (or exchanged day off) of that day, or None."""
        year = self.year(day.year)
        if year is None:
            return None
        for holiday in year.holidays:
            if holiday.day == day:
                return holiday.name
        return next((exchange.name for exchange in year.exchanged if exchange.off == day), None)

    def undecided(self, day: date) -> Undecided | None:
        """Give the span of undecided days off that holds the day, unless it is known to be off; else None."""
        year = self.year(day.year)
        spans = year.undecided if year and day.weekday() < SATURDAY and self.holiday(day) is None else ()
        return next((span for span in spans if span.starts <= day <= span.ends), None)

    def exchanged_for(self, day: date) -> date | None:
        """Give the day off for which a Saturday or Sunday is worked; None for every other day."""
        year = self.year(day.year)
        return next((one.off for one in year.exchanged if one.worked == day), None) if year else None

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on that day: Monday to Friday, no holiday, or a worked Saturday."""
        if self.exchanged_for(day) is not None:
            return True
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def coming_days_off(self, day: date, within: int = 45) -> list[tuple[date, str]]:
        """List the holidays from that day on, within so many calendar days."""
        found = []
        for offset in range(within):
            other = day + timedelta(days=offset)
            name = self.holiday(other)
            if name is not None:
                found.append((other, name))
        return found

    def coming_undecided(self, day: date, within: int = 45) -> list[Undecided]:
        """List the spans of undecided days off that touch that day or the days after, within so many calendar days."""
        last = day + timedelta(days=within - 1)
        return [one for year in self.years for one in year.undecided if one.starts <= last and day <= one.ends]
