"""A cell of an export: days as offices write them."""

from datetime import date, datetime
from typing import Any

import pytest

from bot.cells import read_day

DAYS = {
    "day first": ("3/4/2026", date(2026, 4, 3)),
    "two digits": ("28-04-26", date(2026, 4, 28)),
    "dots": ("28.04.2026", date(2026, 4, 28)),
    "time after": ("28/04/2026 14:30:05", date(2026, 4, 28)),
    "time before": ("14h30 28/04/2026", date(2026, 4, 28)),
    "hours and minutes in words": ("14 giờ 30 phút 28/04/2026", date(2026, 4, 28)),
    "in words": ("ngày 28 tháng 4 năm 2026", date(2026, 4, 28)),
    "ISO": ("2026-04-28T08:00:00", date(2026, 4, 28)),
    "a date": (date(2026, 4, 28), date(2026, 4, 28)),
    "a moment": (datetime(2026, 4, 28, 8), date(2026, 4, 28)),  # noqa: DTZ001  (spreadsheets know no zones)
    "serial number": (46140.0, date(2026, 4, 28)),
    "serial with hours": (46140.6, date(2026, 4, 28)),
    "serial as text": ("46140", date(2026, 4, 28)),
    "31/02": ("31/02/2026", None),
    "month first": ("04/28/2026", None),
    "a small number": (3, None),
    "words": ("chưa có", None),
    "year 1026": ("28/04/1026", None),
}


@pytest.mark.parametrize(("cell", "expected"), DAYS.values(), ids=DAYS.keys())
def test_days_as_offices_write_them(cell: Any, expected: date | None) -> None:
    assert read_day(cell) == expected
