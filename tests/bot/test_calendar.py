"""Days off and worked Saturdays: which days an office works, and which calendars are refused."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bot.calendar import Calendar

YEAR: dict[str, Any] = {
    "nam": "2026",
    "tinh_trang": "da_quyet_dinh",
    "ngay_nghi": [
        {"ngay": "01/01/2026", "ten": "Tết Dương lịch", "nguon": "LUẬT"},
        {"ngay": "30/04/2026", "ten": "Ngày Chiến thắng", "nguon": "LUẬT"},
    ],
    "hoan_doi": [{"nghi": "02/01/2026", "lam_bu": "10/01/2026", "ten": "Hoán đổi", "nguon": "LUẬT"}],
}


def calendar(**changes: Any) -> Calendar:
    return Calendar.model_validate({"nam_lich": [{**YEAR, **changes}]})


DAYS = {
    "a holiday": (date(2026, 1, 1), False),
    "an exchanged Friday": (date(2026, 1, 2), False),
    "a plain Saturday": (date(2026, 1, 3), False),
    "a plain Sunday": (date(2026, 1, 4), False),
    "a plain Monday": (date(2026, 1, 5), True),
    "the worked Saturday": (date(2026, 1, 10), True),
    "the Saturday after": (date(2026, 1, 17), False),
    "a holiday in spring": (date(2026, 4, 30), False),
    "a weekday of a year nobody listed": (date(2031, 1, 1), True),
}


@pytest.mark.parametrize(("day", "works"), DAYS.values(), ids=DAYS.keys())
def test_offices_work_on_weekdays_and_worked_saturdays(day: date, *, works: bool) -> None:
    assert calendar().is_working_day(day) is works


def test_a_day_off_has_its_name_and_an_unknown_year_has_none() -> None:
    known = calendar()
    assert known.holiday(date(2026, 1, 1)) == "Tết Dương lịch"
    assert known.holiday(date(2026, 1, 2)) == "Hoán đổi"
    assert known.holiday(date(2026, 1, 3)) is None
    assert known.holiday(date(2031, 1, 1)) is None
    assert known.year(2031) is None


def test_coming_days_off_are_listed_in_order_and_no_further_than_asked() -> None:
    known = calendar()
    assert known.coming_days_off(date(2026, 1, 1), within=2) == [
        (date(2026, 1, 1), "Tết Dương lịch"),
        (date(2026, 1, 2), "Hoán đổi"),
    ]
    assert known.coming_days_off(date(2026, 1, 3)) == []
    assert known.coming_days_off(date(2026, 3, 17), within=45) == [(date(2026, 4, 30), "Ngày Chiến thắng")]


HOLIDAY = YEAR["ngay_nghi"][0]
EXCHANGE = YEAR["hoan_doi"][0]
SPAN = {"tu_ngay": "02/02/2026", "den_ngay": "06/02/2026", "ten": "Tết", "nguon": "LUẬT"}


def test_undecided_days_are_the_weekdays_of_the_span_not_known_to_be_off() -> None:
    known = calendar(tinh_trang="tam_tinh", chua_dinh=[{**SPAN, "tu_ngay": "01/01/2026"}])
    spans = {day: known.undecided(date(2026, 1, day)) for day in (1, 2, 3, 5)}
    assert [day for day, span in spans.items() if span] == [5]
    assert known.undecided(date(2026, 2, 6))
    assert known.undecided(date(2026, 2, 9)) is None
    assert known.undecided(date(2031, 2, 6)) is None


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a holiday of another year": ({"ngay_nghi": [{**HOLIDAY, "ngay": "01/01/2027"}]}, "không thuộc năm 2026"),
    "a holiday twice": ({"ngay_nghi": [HOLIDAY, HOLIDAY]}, "đã ghi ở trên"),
    "a holiday without a decision": ({"ngay_nghi": [{"ngay": "01/01/2026", "ten": "Tết"}]}, "thiếu nguồn"),
    "a Saturday exchanged": ({"hoan_doi": [{**EXCHANGE, "nghi": "03/01/2026"}]}, "thứ Hai đến thứ Sáu"),
    "worked on a weekday": ({"hoan_doi": [{**EXCHANGE, "lam_bu": "09/01/2026"}]}, "thứ Bảy hoặc Chủ nhật"),
    "worked in another year": ({"hoan_doi": [{**EXCHANGE, "lam_bu": "02/01/2027"}]}, "không thuộc năm 2026"),
    "an undecided span in a decided year": ({"chua_dinh": [SPAN]}, "không còn ngày chưa định"),
    "an undecided span that ends before": (
        {"tinh_trang": "tam_tinh", "chua_dinh": [{**SPAN, "den_ngay": "01/02/2026"}]},
        "đứng trước",
    ),
    "an undecided span of another year": (
        {"tinh_trang": "tam_tinh", "chua_dinh": [{**SPAN, "den_ngay": "06/02/2027"}]},
        "không thuộc năm 2026",
    ),
    "a state that is none": ({"tinh_trang": "xong"}, "'da_quyet_dinh' or 'tam_tinh'"),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_calendars_that_contradict_themselves_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        calendar(**changes)
