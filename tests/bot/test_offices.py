"""The counters as of a day."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bot.book import Book
from bot.offices import Counter, Offices

UNKNOWN = {"do_tin": "chua_biet", "ai_dien": "Văn phòng"}
EDITION: dict[str, Any] = {
    "tu_ngay": "01/07/2025",
    "ten": "Trung tâm Phục vụ hành chính công",
    "don_vi": "UBND phường Mẫu",
    "dia_chi": {"noi_dung": "Số 1", "nguon": "LUẬT"},
    "gio_lam_viec": UNKNOWN,
    "dien_thoai": UNKNOWN,
    "dia_ban": ["Xã Cũ"],
    "can_cu": {"noi_dung": "Nghị quyết", "nguon": "LUẬT"},
    "kiem_tra": {"ngay": "23/11/2026", "nguoi": "Tổ rà soát", "han": "23/05/2027"},
}
OLD = {**EDITION, "tu_ngay": "31/12/2021", "den_ngay": "30/06/2025", "ten": "Bộ phận Một cửa"}
OFFICES = Offices.model_validate(
    {"quay": [{"ma": "phuong", "ban": [OLD, EDITION]}, {"ma": "xa-moi", "ban": [EDITION]}]}
)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2021, 12, 30), []),
        (date(2021, 12, 31), [("phuong", "Bộ phận Một cửa")]),
        (date(2025, 6, 30), [("phuong", "Bộ phận Một cửa")]),
        (
            date(2025, 7, 1),
            [("phuong", "Trung tâm Phục vụ hành chính công"), ("xa-moi", "Trung tâm Phục vụ hành chính công")],
        ),
    ],
)
def test_only_the_counters_of_the_day_are_listed(day: date, found: list[tuple[str, str]]) -> None:
    assert [(counter, edition.name) for counter, edition in OFFICES.in_force(day)] == found


def test_a_counter_that_does_not_exist_yet_is_none() -> None:
    assert OFFICES.counters[1].in_force(date(2025, 6, 30)) is None


@pytest.mark.parametrize(
    ("text", "day", "name"),
    [
        ("toi o xa cu thi nop dau", date(2026, 1, 1), "Xã Cũ"),
        ("phuong mau lam viec may gio", date(2026, 1, 1), "phường Mẫu"),
        ("xa cuoi co duoc khong", date(2026, 1, 1), None),
        ("xa cu", date(2021, 1, 1), None),
    ],
)
def test_a_former_ward_leads_to_the_counter_that_serves_it(text: str, day: date, name: str | None) -> None:
    served = OFFICES.serving(text, day)
    assert (served[0] if served else None) == name


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an address without a source": ({"dia_chi": {"noi_dung": "Số 1"}}, "thiếu nguồn"),
    "no former wards": ({"dia_ban": []}, "ít nhất một dòng"),
    "an end before the start": ({"den_ngay": "30/06/2025"}, "đứng trước"),
    "hours left out": ({"gio_lam_viec": None}, "gio_lam_viec"),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_counter_says_what_it_must(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Counter.model_validate({"ma": "phuong", "ban": [{**EDITION, **changes}]})


def test_the_shipped_counters_cover_the_town_before_and_after_the_reform(book: Book) -> None:
    before, after = book.offices.in_force(date(2025, 6, 30)), book.offices.in_force(date(2025, 7, 1))
    assert before
    assert after
    areas = [area for _, edition in after for area in edition.areas]
    assert len(areas) == len(set(areas)), "a former ward belongs to one counter"
