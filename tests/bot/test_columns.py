"""Rows of an export: every fault by its row, and nothing of a person."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import faults, yamlfile
from bot.book import Book
from bot.columns import Head, Layout, Reading, Taken, Wrong, gathered, head
from bot.dossiers import Dossier, Reason, Status

TODAY = date(2026, 11, 24)
TEMPLATE = Path("knowledge/mau/nhap-ho-so.mau.yaml")
NAMES = ["STT", "Mã hồ sơ", "Họ và tên", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Trạng thái", "Lý do trễ"]
GOOD = [1, "H13.45-261102-0001", "Nguyễn Thị Bí Mật", "02/11/2026", "10/11/2026", "09/11/2026", "Đã trả kết quả", ""]


@pytest.fixture(scope="module")
def layout() -> Layout:
    tree = yamlfile.read(TEMPLATE, "mau")
    found = faults.validate(tree, Layout)
    assert isinstance(found, Layout), tree.faults
    return found


def take(book: Book, layout: Layout, rows: Sequence[Sequence[Any]], names: Sequence[Any] = NAMES) -> Taken:
    found = head([names], layout)
    assert isinstance(found, Head), found
    reading = Reading(book, layout, found, "phuong-nga-nam", TODAY)
    assert list(reading.faults()) == []
    for number, row in enumerate(rows, 2):
        reading.take(number, row)
    return reading.taken


def changed(**cells: Any) -> list[Any]:
    places = {"code": 1, "received": 3, "due": 4, "done": 5, "status": 6, "reason": 7}
    row = list(GOOD)
    for name, value in cells.items():
        row[places[name]] = value
    return row


def test_a_sound_row_becomes_a_dossier(book: Book, layout: Layout) -> None:
    taken = take(book, layout, [GOOD, [], [None, ""]])
    assert taken.faults == []
    assert list(taken.dossiers.values()) == [
        Dossier(
            "H1345261102" + "0001",
            "phuong-nga-nam",
            "",
            Status.HANDED,
            date(2026, 11, 2),
            date(2026, 11, 10),
            done=date(2026, 11, 9),
        )
    ]


def test_nothing_that_can_hold_a_name_is_kept(book: Book, layout: Layout) -> None:
    late = changed(done="12/11/2026", reason="bà Nguyễn Thị Bí Mật, 0912345678, chưa bổ sung")
    taken = take(book, layout, [late])
    assert taken.untold_reasons == 1
    (one,) = taken.dossiers.values()
    assert "mật" not in repr(one).lower()
    free = {field.name for field in fields(Dossier) if field.type == "str"}
    assert free == {"code", "counter", "procedure"}


def test_a_reason_of_the_list_is_kept_only_for_a_late_dossier(book: Book, layout: Layout) -> None:
    late = changed(done="12/11/2026", reason="Chờ xác minh")
    early = changed(code="H13.45-261102-0002", reason="Chờ xác minh")
    found = take(book, layout, [late, early]).dossiers.values()
    assert [one.reason for one in found] == [Reason.CHECKING, None]


FAULTS = {
    "no such day": (changed(due="31/02/2026"), "không có ngày «31/02/2026»"),
    "due before received": (changed(due="01/11/2026"), "đứng trước ngày tiếp nhận"),
    "done before received": (changed(done="01/11/2026"), "đứng trước ngày tiếp nhận"),
    "received tomorrow": (changed(received="25/11/2026", due="30/11/2026", done="", status=""), "ở tương lai"),
    "no code": (changed(code=""), "thiếu mã hồ sơ"),
    "a name for a code": (changed(code="Nguyễn Văn A"), "không phải mã hồ sơ"),
    "a phone for a code": (changed(code="0912345678"), "số điện thoại hoặc số giấy tờ tùy thân"),
    "a number for a card": (changed(code=94123456789.0), "số điện thoại hoặc số giấy tờ tùy thân"),
    "markup": (changed(code="<b>H13-12345</b>"), "không phải mã hồ sơ"),
    "an unknown state": (changed(status="Bay mất"), "chưa biết tình trạng «Bay mất»"),
    "a result without a day": (changed(done="", status="Đã trả"), "thiếu ngày có kết quả"),
    "no due day": (changed(due=None), "thiếu ngày hẹn trả"),
}


@pytest.mark.parametrize(("row", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_its_row(row: list[Any], said: str, book: Book, layout: Layout) -> None:
    taken = take(book, layout, [GOOD, row])
    assert [one.row for one in taken.faults] == [3]
    assert said in str(taken.faults[0])


def test_all_faults_of_a_file_are_told_at_once(book: Book, layout: Layout) -> None:
    rows = [changed(due="31/02/2026", received="x"), changed(code="")]
    assert [one.row for one in take(book, layout, rows).faults] == [2, 2, 3]


def test_the_same_fault_of_many_rows_is_told_once_with_its_rows(book: Book, layout: Layout) -> None:
    rows = [changed(code=f"H13-261102-{n:04}", status="Lạ" if n != 4 else "Đã trả") for n in range(8)]
    assert gathered(take(book, layout, rows).faults) == [
        "dòng 2-5, 7-9: chưa biết tình trạng «Lạ»; ghi vào nhóm «tinh_trang» của tệp ghép cột"
    ]


def test_sums_and_signatures_below_the_table_are_passed_over_and_named(book: Book, layout: Layout) -> None:
    blank = [None] * (len(GOOD) - 1)
    taken = take(book, layout, [GOOD, [None, *blank], ["Tổng cộng: 1 hồ sơ", *blank], [*blank, "Người lập biểu"]])
    assert (taken.faults, len(taken.dossiers), taken.passed) == ([], 1, [4, 5])
    assert take(book, layout, [changed(code="", received="")]).faults


def test_a_code_twice_is_a_fault_only_if_the_facts_differ(book: Book, layout: Layout) -> None:
    assert take(book, layout, [GOOD, GOOD]).faults == []
    (wrong,) = take(book, layout, [GOOD, changed(code="h13.45 261102 0001", due="11/11/2026")]).faults
    assert (wrong.row, "trùng với dòng 2" in wrong.message) == (3, True)


def test_procedures_are_known_by_number_name_and_national_code(book: Book, layout: Layout) -> None:
    number, procedure = next((code.id, p) for p in book.procedures.values() for e in p.editions for code in e.codes)
    names = [*NAMES, "Thủ tục"]
    rows = [
        [*changed(code=f"H13-261102-{place}"), name]
        for place, name in enumerate(["01", "đăng ký thành lập hộ kinh doanh", number, "Cấp phép bay", None], 100)
    ]
    taken = take(book, layout, rows, names)
    found = [one.procedure for one in taken.dossiers.values()]
    assert found[0] == found[1] == "dang-ky-ho-kinh-doanh"
    assert found[2:] == [procedure.id, "", ""]
    assert taken.other_procedures.total() == 2


def test_a_counter_must_exist_on_the_day(book: Book, layout: Layout) -> None:
    names = [*NAMES, "Quầy"]
    old = changed(received="02/06/2025", due="10/06/2025", done="09/06/2025")
    taken = take(book, layout, [[*old, "phuong-nga-nam"], [*old, "thi-xa-nga-nam"], [*old, "Quầy lạ"]], names)
    assert taken.faults[0].row == 2
    assert "không hoạt động vào ngày 02/06/2025" in taken.faults[0].message
    assert "chưa biết quầy «Quầy lạ»" in taken.faults[-1].message


def test_without_a_counter_nothing_is_read(book: Book, layout: Layout) -> None:
    found = head([NAMES], layout)
    assert isinstance(found, Head)
    assert [
        "chưa biết hồ sơ của quầy nào" in str(one) for one in Reading(book, layout, found, None, TODAY).faults()
    ] == [True]
    assert ["không có quầy «xyz»" in str(one) for one in Reading(book, layout, found, "xyz", TODAY).faults()] == [True]


def test_names_under_a_merged_cell(layout: Layout) -> None:
    wide = layout.model_copy(update={"columns": {**layout.columns, "ngay_hen_tra": ("Ngày hẹn trả",)}})
    above, below = ["Mã hồ sơ", "Ngày", None, None], [None, "tiếp nhận", "hẹn trả", "có kết quả"]
    found = head([["DANH SÁCH HỒ SƠ"], above, below], wide)
    assert isinstance(found, Head)
    assert (found.row, dict(found.places)) == (
        3,
        {"ma_ho_so": 0, "ngay_tiep_nhan": 1, "ngay_hen_tra": 2, "ngay_co_ket_qua": 3},
    )


def test_missing_and_double_columns_are_named(layout: Layout) -> None:
    missing = head([["Mã hồ sơ", "Ngày nhận"]], layout)
    assert isinstance(missing, Wrong)
    assert "ngày hẹn trả (Ngày hẹn trả |" in missing.message
    double = head([["Mã hồ sơ", "Số hồ sơ", "Ngày nhận", "Hẹn trả"]], layout)
    assert isinstance(double, Wrong)
    assert "2 cột cùng là «mã hồ sơ»" in double.message


LAYOUTS = {
    "unknown column": ("cot: {ma_ho_so: A, ngay_tiep_nhan: B, ngay_hen_tra: C, ho_ten: D}", "không có cột «ho_ten»"),
    "missing column": ("cot: {ma_ho_so: A}", "thiếu cột «ngay_tiep_nhan»"),
    "unknown state": (
        "cot: {ma_ho_so: A, ngay_tiep_nhan: B, ngay_hen_tra: C}\ntu_trong_o: {tinh_trang: {xong: [X]}}",
        "không có «xong»",
    ),
    "unknown group": (
        "cot: {ma_ho_so: A, ngay_tiep_nhan: B, ngay_hen_tra: C}\ntu_trong_o: {mau_sac: {do: [X]}}",
        "không có nhóm từ «mau_sac»",
    ),
    "unknown key": ("cột: {ma_ho_so: A}", "phải viết không dấu"),
}


@pytest.mark.parametrize(("text", "said"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_faulty_mapping_says_what_to_write(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text, encoding="utf-8")
    tree = yamlfile.read(file, "m.yaml")
    assert faults.validate(tree, Layout) is None
    assert any(said in str(one) for one in tree.faults), tree.faults
