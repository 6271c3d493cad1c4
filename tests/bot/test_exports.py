"""Files as offices really hand them over: every kind, every encoding, and what is no export at all."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt

from bot import exports, faults, yamlfile
from bot.columns import Layout
from bot.exports import CannotRead, open_export

NAMES = ["Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả"]
ROW = ["H13-261102-0001", "02/11/2026", "10/11/2026"]


@pytest.fixture(scope="module")
def layout() -> Layout:
    found = faults.validate(yamlfile.read(Path("knowledge/mau/nhap-ho-so.mau.yaml"), "mau"), Layout)
    assert isinstance(found, Layout)
    return found


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def decomposed(text: str) -> bytes:
    """Windows-1258 as Vietnamese editors save it: letters with their hats, tone marks apart."""
    import unicodedata

    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tones = [one for one in parts if one in "\u0300\u0301\u0303\u0309\u0323"]
            bare = unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones))
            out += (bare + "".join(tones)).encode("cp1258")
    return bytes(out)


PLAIN = csv_text([NAMES, ROW])
TEXTS: dict[str, bytes] = {
    "UTF-8": PLAIN.encode(),
    "UTF-8 with a BOM": PLAIN.encode("utf-8-sig"),
    "UTF-16": PLAIN.encode("utf-16"),
    "Windows-1258": decomposed(PLAIN),
    "semicolons": csv_text([NAMES, ROW], ";").encode(),
    "tabs": csv_text([NAMES, ROW], "\t").encode(),
    "a title above": csv_text([["DANH SÁCH HỒ SƠ"], [], NAMES, ROW]).encode(),
}


@pytest.mark.parametrize("data", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_file_in_any_writing(data: bytes, layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(data)
    assert [list(row) for _, row in open_export(file, layout).rows()] == [ROW]


def xlsx(file: Path, sheets: dict[str, list[list[Any]]], top: int = 0) -> Path:
    with xlsxwriter.Workbook(file) as book:
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, top):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, datetime.combine(cell, datetime.min.time()), as_day)
                    elif isinstance(cell, tuple):
                        sheet.write_formula(number, place, cell[0], None, cell[1])
                    else:
                        sheet.write(number, place, cell)
    return file


def test_a_workbook_with_dates_serial_numbers_and_formulas(layout: Layout, tmp_path: Path) -> None:
    cells = [('=UPPER("h13-1")', "H13-261102-0001"), date(2026, 11, 2), 46336]
    file = xlsx(tmp_path / "a.xlsx", {"Hồ sơ": [NAMES, cells]}, top=3)
    ((number, row),) = open_export(file, layout).rows()
    assert (number, list(row)) == (5, ["H13-261102-0001", date(2026, 11, 2), 46336.0])


def test_an_old_workbook(layout: Layout, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hồ sơ")
    for number, cells in enumerate([NAMES, ROW]):
        for place, cell in enumerate(cells):
            sheet.write(number, place, cell)
    book.save(str(tmp_path / "a.xls"))
    assert [list(row) for _, row in open_export(tmp_path / "a.xls", layout).rows()] == [ROW]


def test_of_two_sheets_the_one_with_the_names_is_read(layout: Layout, tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx", {"Hướng dẫn": [["Xem trang sau"]], "Số liệu": [NAMES, ROW]})
    assert [list(row) for _, row in open_export(file, layout).rows()] == [ROW]


def test_of_two_like_sheets_one_must_be_named(layout: Layout, tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx", {"Tháng 10": [NAMES, ROW], "Tháng 11": [NAMES, ROW, ROW]})
    with pytest.raises(CannotRead, match="Tháng 10, Tháng 11"):
        open_export(file, layout)
    named = layout.model_copy(update={"sheet": "Tháng 11"})
    assert len(list(open_export(file, named).rows())) == 2
    with pytest.raises(CannotRead, match="không có trang tính «Tháng 12»"):
        open_export(file, layout.model_copy(update={"sheet": "Tháng 12"}))


def page(file: Path) -> None:
    file.write_bytes(b"<html><table><tr><td>M\xc3\xa3</td></tr></table></html>")


def packed(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")


NO_EXPORTS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty": ("a.csv", lambda file: file.write_bytes(b""), "tệp trống"),
    "a lone BOM": ("a.csv", lambda file: file.write_bytes(b"\xef\xbb\xbf\r\n"), "tệp trống"),
    "a page that calls itself XLS": ("a.xls", page, "trang web"),
    "a workbook that calls itself CSV": ("a.csv", packed, "đổi đuôi thành .xlsx"),
    "text that calls itself XLSX": ("a.xlsx", lambda file: file.write_text("a,b"), "đổi đuôi thành .csv"),
    "a broken workbook": ("a.xlsx", packed, "hỏng"),
    "another ending": ("a.pdf", lambda file: file.write_bytes(b"%PDF-"), "đuôi tệp «.pdf»"),
    "no names": ("a.csv", lambda file: file.write_text("a,b\n1,2\n"), "không thấy dòng tên cột"),
    "bytes": ("a.csv", lambda file: file.write_bytes(bytes(range(256)) * 4), "không đọc được chữ"),
    "not there": ("a.csv", lambda _file: None, "không có tệp này"),
}


@pytest.mark.parametrize(("name", "make", "said"), NO_EXPORTS.values(), ids=NO_EXPORTS.keys())
def test_what_is_no_export(
    name: str, make: Callable[[Path], object], said: str, layout: Layout, tmp_path: Path
) -> None:
    make(tmp_path / name)
    with pytest.raises(CannotRead, match=said):
        open_export(tmp_path / name, layout)


def test_what_is_far_too_large(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as handle:
        handle.write(PLAIN.encode())
        handle.truncate(exports.LARGEST + 1)  # takes no room on the disk
    with pytest.raises(CannotRead, match="quá lớn"):
        open_export(file, layout)
    bomb = tmp_path / "a.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet.xml", b"0" * 2_000_000)
    monkeypatch.setattr(exports, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(CannotRead, match="quá lớn khi mở ra"):
        open_export(bomb, layout)
