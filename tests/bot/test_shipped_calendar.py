"""The shipped calendar against the `holidays` package: every difference is known and has its reason."""

from datetime import date, timedelta

import holidays
import pytest

from bot.book import Book
from bot.calendar import SATURDAY, YearState

KNOWN_DIFFERENCES = {
    date(2026, 1, 2): "ngày hoán đổi theo Công văn 12729/VPCP-KGVX, gói holidays chưa có",
    date(2027, 2, 4): "gói holidays đoán Tết 2027; chưa có quyết định, lịch để tạm tính",
    date(2027, 2, 5): "như trên",
    date(2027, 2, 8): "như trên",
    date(2027, 2, 9): "như trên",
    date(2027, 2, 10): "như trên",
    date(2027, 9, 3): "ngày nghỉ Quốc khánh thứ hai của năm 2027 chưa có quyết định",
}
"""Weekdays on which the package and our dated data disagree, and why ours stands."""


def weekdays(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=offset) for offset in range(366))
    return [day for day in days if day.year == year and day.weekday() < SATURDAY]


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_differences_from_the_package_are_known(book: Book, year: int) -> None:
    package = holidays.country_holidays("VN", years=year)
    found = {day for day in weekdays(year) if (day in package) != (book.calendar.holiday(day) is not None)}
    assert found == {day for day in KNOWN_DIFFERENCES if day.year == year}


def test_2027_waits_for_a_decision(book: Book) -> None:
    year = book.calendar.year(2027)
    assert year is not None
    assert year.state is YearState.PROVISIONAL
    assert book.calendar.year(2028) is None


WORKING = [
    (date(2026, 11, 24), False),
    (date(2026, 11, 23), True),
    (date(2026, 1, 2), False),
    (date(2026, 1, 10), True),
    (date(2026, 8, 22), True),
    (date(2026, 8, 31), False),
    (date(2025, 4, 26), True),
    (date(2025, 5, 2), False),
    (date(2026, 11, 28), False),
]


@pytest.mark.parametrize(("day", "works"), WORKING, ids=str)
def test_days_that_matter(book: Book, day: date, works: bool) -> None:
    assert book.calendar.is_working_day(day) is works


def test_exchanged_days_are_weekdays_for_saturdays(book: Book) -> None:
    for year in book.calendar.years:
        for one in year.exchanged:
            assert one.off.weekday() < SATURDAY
            assert one.worked.weekday() == SATURDAY
        assert all(holiday.day.year == year.year for holiday in year.holidays)


def test_the_undecided_spans_of_2027_hold_every_choice_the_law_leaves(book: Book) -> None:
    """Five days in a row with mùng 1 (Sat 6/2/2027), and the working days after that replace their weekend days."""
    first = date(2027, 2, 6)
    assert holidays.country_holidays("VN", years=2027).get(first)
    for before in range(5):
        days = {first + timedelta(days=offset - before) for offset in range(5)}
        after = max(days)
        for _ in [day for day in days if day.weekday() >= SATURDAY]:
            after += timedelta(days=1)
            while after.weekday() >= SATURDAY:
                after += timedelta(days=1)
            days.add(after)
        assert all(book.calendar.undecided(day) for day in days if day.weekday() < SATURDAY), before
    for day in (date(2027, 9, 1), date(2027, 9, 3)):
        assert book.calendar.undecided(day)
    assert book.calendar.undecided(date(2027, 9, 2)) is None
