"""Months as people write them, and which moments belong to one."""

from datetime import date, datetime

import pytest

from bot.calendar import VIETNAM
from portal.report.month import Month, NotAMonth, Span, month_of, read_month, spans

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", Month(2026, 10)),
        ("10/2026", Month(2026, 10)),
        (" 2026-1 ", Month(2026, 1)),
        ("1-2026", Month(2026, 1)),
        ("2026/09", Month(2026, 9)),
        ("2026-11", Month(2026, 11)),
        (None, Month(2026, 10)),
    ],
)
def test_a_month_is_read(text: str | None, month: Month) -> None:
    assert read_month(text, TODAY) == month


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-13", "không có tháng 13; viết 2026-10 hoặc 10/2026"),
        ("00/2026", "không có tháng 0"),
        ("tháng mười", "không phải tháng; viết 2026-10"),
        ("", "không phải tháng"),
        ("2026", "không phải tháng"),
        ("10/26", "không phải tháng"),
        ("2026-10-01", "không phải tháng"),
        ("２０２６-10", "không phải tháng"),
        ("../2026-10", "không phải tháng"),
        ("2026-12", "tháng 12/2026 chưa bắt đầu (hôm nay 24/11/2026)"),
        ("9999-12", "chưa bắt đầu"),
        ("2020-12", "không có số liệu nào trước năm 2021"),
        ("0000-01", "không có số liệu nào trước năm 2021"),
    ],
)
def test_what_is_no_month_is_told_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(NotAMonth) as caught:
        read_month(text, TODAY)
    assert said in str(caught.value)


def test_years_and_leap_years_are_crossed() -> None:
    assert (Month(2026, 1).before, Month(2026, 12).next) == (Month(2025, 12), Month(2027, 1))
    assert (Month(2028, 2).last, Month(2026, 2).last) == (date(2028, 2, 29), date(2026, 2, 28))
    assert read_month(None, date(2027, 1, 1)) == Month(2026, 12)
    assert (str(Month(2026, 3)), Month(2026, 3).shown) == ("2026-03", "3/2026")


def test_a_month_begins_and_ends_at_midnight_of_vietnam() -> None:
    span, _ = spans(Month(2026, 10), TODAY)
    assert span.starts == datetime(2026, 10, 1, tzinfo=VIETNAM).timestamp()
    assert span.ends == datetime(2026, 11, 1, tzinfo=VIETNAM).timestamp()
    assert len(span.days) == 31


@pytest.mark.parametrize(
    ("today", "before", "shown"),
    [
        (date(2026, 11, 24), Span(date(2026, 10, 1), date(2026, 10, 24)), "1–24/10"),
        (date(2026, 10, 31), Span(date(2026, 9, 1), date(2026, 9, 30)), "tháng 9"),
        (date(2026, 3, 30), Span(date(2026, 2, 1), date(2026, 2, 28)), "tháng 2"),
        (date(2027, 1, 1), Span(date(2026, 12, 1), date(2026, 12, 1)), "1–1/12"),
    ],
)
def test_a_running_month_stands_beside_the_same_days(today: date, before: Span, shown: str) -> None:
    span, beside = spans(month_of(today), today)
    assert (span.last, beside, beside.shown) == (today, before, shown)
