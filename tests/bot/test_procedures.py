"""Procedures and editions: what each block must say, and which edition is in force on which day."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bot.book import Book
from bot.procedures import Channel, Deadline, Edition, Fee, Papers, Procedure, misfits

SOURCED = {"noi_dung": "A", "nguon": "LUẬT"}
REVIEW = {"ngay": "23/11/2026", "nguoi": "Tổ rà soát", "han": "23/05/2027"}
OLD: dict[str, Any] = {
    "tu_ngay": "31/12/2021",
    "den_ngay": "30/06/2025",
    "co_quan": SOURCED,
    "giay_to": {"danh_sach": [{"ten": "Đơn"}], "nguon": "LUẬT"},
    "thoi_han": SOURCED,
    "le_phi": SOURCED,
    "can_cu": [{"van_ban": "Luật A"}],
    "can_cu_gon": "Luật A",
    "kiem_tra": REVIEW,
}
OPEN = {"duoc": "co", "nguon": "LUẬT"}
NEW: dict[str, Any] = {
    **{key: value for key, value in OLD.items() if key != "den_ngay"},
    "tu_ngay": "01/07/2025",
    "nop_tai_quay": SOURCED,
    "nop_buu_chinh": OPEN,
    "nop_truc_tuyen": OPEN,
    "doi_tuong": SOURCED,
    "cac_buoc": SOURCED,
    "ket_qua": SOURCED,
}
SUSPENDED = {
    "tu_ngay": "01/07/2025",
    "ngung_thuc_hien": {"ly_do": "A", "nguon": "LUẬT"},
    "can_cu": [{"van_ban": "Luật A"}],
    "can_cu_gon": "Luật A",
    "kiem_tra": REVIEW,
}
WHOLE: dict[str, Any] = {
    "so": "01",
    "ma": "mo-tiem",
    "ten": "Mở tiệm",
    "ten_goi": "Mở tiệm",
    "linh_vuc": "ho_kinh_doanh",
    "cach_hoi": ["mở tiệm"],
    "ban": [OLD, NEW],
}


def procedure(**changes: Any) -> Procedure:
    written = {**deepcopy(WHOLE), **changes}
    return Procedure.model_validate({key: value for key, value in written.items() if value is not None})


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2021, 12, 30), None),
        (date(2021, 12, 31), 0),
        (date(2025, 6, 30), 0),
        (date(2025, 7, 1), 1),
        (date(2099, 1, 1), 1),
    ],
)
def test_the_edition_of_the_day_is_in_force_and_never_the_last_known_one(day: date, edition: int | None) -> None:
    found = procedure()
    assert found.in_force(day) is (None if edition is None else found.editions[edition])


def test_after_the_last_edition_ended_nothing_is_in_force() -> None:
    assert procedure(ban=[OLD]).in_force(date(2025, 7, 1)) is None


PROCEDURES: dict[str, tuple[dict[str, Any], str]] = {
    "a number that was never printed": ({"so": "26"}, "từ 01 đến 25"),
    "a number of one digit": ({"so": "1"}, "hai chữ số"),
    "neither number nor bundle": ({"so": None}, "phải có «so»"),
    "a bundle with a number": ({"tron_goi": "true"}, "không có «so»"),
    "an id with accents": ({"ma": "mở-tiệm"}, "chữ thường không dấu"),
    "an id with capitals": ({"ma": "Mo-tiem"}, "chữ thường không dấu"),
    "an id with two hyphens": ({"ma": "mo--tiem"}, "gạch nối"),
    "a field that is none": ({"linh_vuc": "kinh_doanh"}, "'ho_kinh_doanh'"),
    "no way to ask": ({"cach_hoi": []}, "ít nhất một dòng"),
    "editions that overlap": ({"ban": [OLD, {**NEW, "tu_ngay": "30/06/2025"}]}, "chồng lên nhau tại ngày 30/06/2025"),
    "an edition before one without end": ({"ban": [NEW, {**NEW, "tu_ngay": "1/1/2026"}]}, "chồng lên nhau"),
    "editions in the wrong order": ({"ban": [NEW, OLD]}, "chồng lên nhau"),
    "a gap between editions": ({"ban": [{**OLD, "den_ngay": "29/06/2025"}, NEW]}, "khoảng trống"),
}


@pytest.mark.parametrize(("changes", "words"), PROCEDURES.values(), ids=PROCEDURES.keys())
def test_a_procedure_is_whole(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        procedure(**changes)


def test_a_bundle_has_no_number() -> None:
    assert procedure(so=None, tron_goi="true").number is None


def test_each_misfit_of_the_editions_is_told() -> None:
    found = misfits(
        [
            (date(2021, 1, 1), date(2021, 12, 31)),
            (date(2022, 2, 1), date(2022, 12, 31)),
            (date(2022, 12, 31), date(2023, 12, 31)),
            (date(2024, 1, 1), None),
        ]
    )
    assert [(number, message.split()[0]) for number, message in found] == [(1, "có"), (2, "hai")]


@pytest.mark.parametrize("key", ["co_quan", "giay_to", "thoi_han", "le_phi"])
def test_an_edition_of_the_towns_time_says_the_least(key: str) -> None:
    with pytest.raises(ValidationError, match=f"còn thiếu «{key}»"):
        Edition.model_validate({name: value for name, value in OLD.items() if name != key})


@pytest.mark.parametrize("key", ["nop_tai_quay", "nop_buu_chinh", "nop_truc_tuyen", "doi_tuong", "cac_buoc", "ket_qua"])
def test_an_edition_reaching_past_june_2025_answers_for_every_way_of_filing(key: str) -> None:
    written = {name: value for name, value in NEW.items() if name != key}
    with pytest.raises(ValidationError, match=f"còn thiếu «{key}»"):
        Edition.model_validate(written)
    with pytest.raises(ValidationError, match=f"«{key}»"):
        Edition.model_validate({**OLD, "den_ngay": "01/07/2025"})
    assert Edition.model_validate({**OLD, "den_ngay": "30/06/2025"}).counter is None


def test_a_suspended_edition_says_why_instead_of_how() -> None:
    edition = Edition.model_validate(SUSPENDED)
    assert edition.suspended is not None
    assert (edition.suspended.reason, edition.papers) == (("A",), None)


BLOCKS: dict[str, tuple[type[Any], dict[str, Any], str | None]] = {
    "papers known": (Papers, {"danh_sach": [{"ten": "Đơn"}], "nguon": "LUẬT"}, None),
    "papers unknown": (Papers, {"do_tin": "chua_biet"}, None),
    "papers left empty": (Papers, {"danh_sach": [], "nguon": "LUẬT"}, "đang trống"),
    "papers left out": (Papers, {"nguon": "LUẬT"}, "đang trống"),
    "a deadline in working days": (Deadline, {**SOURCED, "so_ngay": "03", "loai_ngay": "ngay_lam_viec"}, None),
    "a deadline in words alone": (Deadline, SOURCED, None),
    "days without their kind": (Deadline, {**SOURCED, "so_ngay": "3"}, "phải có «loai_ngay»"),
    "days in words": (Deadline, {**SOURCED, "so_ngay": "ba", "loai_ngay": "ngay"}, "không phải số"),
    "a kind of days that is none": (Deadline, {**SOURCED, "so_ngay": "3", "loai_ngay": "ngày"}, "'ngay_lam_viec'"),
    "a tariff with its source": (Fee, {**SOURCED, "muc_thu": [{"khoan": "A", "so_tien": "8.000"}]}, None),
    "a tariff from nowhere": (
        Fee,
        {"noi_dung": "A", "do_tin": "suy_ra", "muc_thu": [{"khoan": "A", "so_tien": "8.000"}]},
        "không ghi mức thu không rõ từ đâu",
    ),
    "a way that is open": (Channel, OPEN, None),
    "a way that is closed, with the reason": (Channel, {"duoc": "khong", "noi_dung": "A", "nguon": "LUẬT"}, None),
    "a way that is closed without a reason": (Channel, {"duoc": "khong", "nguon": "LUẬT"}, "nói vì sao"),
    "seven steps": (Channel, {**OPEN, "cac_buoc": list("abcdefg")}, "quá sáu bước"),
    "a link that is not safe": (Channel, {**OPEN, "lien_ket": "http://a.vn"}, "https://"),
}


@pytest.mark.parametrize(("block", "written", "words"), BLOCKS.values(), ids=BLOCKS.keys())
def test_each_block_says_what_it_must(block: type[Any], written: dict[str, Any], words: str | None) -> None:
    if words is None:
        block.model_validate(written)
        return
    with pytest.raises(ValidationError, match=words):
        block.model_validate(written)


def test_the_shipped_book_holds_the_25_procedures_and_their_whole_history(book: Book) -> None:
    numbered = [one.number for one in book.procedures.values() if one.number]
    assert numbered == [f"{number:02}" for number in range(1, 26)]
    assert list(book.procedures)[25:] == [one.id for one in book.procedures.values() if one.bundle]
    for one in book.procedures.values():
        assert one.in_force(date(2026, 11, 24)), one.id
