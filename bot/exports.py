"""Files that one-stop software exports, as rows of cells: CSV, XLSX, XLS (keeper of python-calamine).

A file is looked at before it is opened: what it is by its first bytes, how large, how large unpacked. What
cannot be read is one Vietnamese sentence that says what to do.
"""

from __future__ import annotations

import csv
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cells import Cell, Row
from bot.columns import Head, Layout, Wrong, head

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

LARGEST = 100_000_000
"""Bytes of a file; 100,000 rows take about ten million."""
LARGEST_UNPACKED = 1_000_000_000
PIECE = 1_000_000
"""Letters that are decoded at once."""
MOST_ROWS = 500_000
SNIFFED = 8192
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODINGS = ("utf-8-sig", "cp1258")
"""How Vietnamese text files are written, tried in this order; UTF-16 says so by its first bytes."""


class CannotRead(Exception):
    """The file cannot be read as an export; the text says what it is and what to do."""


class Export:
    """One sheet of a file: its column names, and its rows, read one by one."""

    def __init__(self, found: Head, rows: Rows) -> None:
        self.head = found
        self._rows = rows

    def __len__(self) -> int:
        """How many rows the sheet has, the names included."""
        return len(self._rows)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Give the rows below the names with their numbers as a spreadsheet counts them."""
        for number, row in enumerate(self._rows, 1):
            if number > self.head.row:
                yield number, row


class _Sheet:
    """A sheet of a workbook; its rows become Python values one at a time."""

    def __init__(self, book: CalamineWorkbook, name: str) -> None:
        self._sheet = book.get_sheet_by_name(name)

    def __len__(self) -> int:
        return int(self._sheet.total_height)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._sheet.iter_rows())


class _Text:
    """A CSV file; its rows are read one at a time."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path, self._encoding = path, encoding
        with path.open(encoding=encoding) as file:
            self._lines = sum(1 for _ in file)
        with path.open(encoding=encoding) as file:
            first = [line for line, _ in zip(file, range(20), strict=False)]
        self._delimiter = max(",;\t|", key=lambda one: sum(line.count(one) for line in first))

    def __len__(self) -> int:
        return self._lines

    def __iter__(self) -> Iterator[Row]:
        # Windows-1258 writes tone marks apart from their vowels.
        with self._path.open(encoding=self._encoding, newline="") as file:
            lines = (unicodedata.normalize("NFC", line) for line in file)
            try:
                yield from csv.reader(lines, delimiter=self._delimiter)
            except csv.Error as error:
                raise CannotRead(f"tệp CSV hỏng ({error}); xuất lại, hoặc lưu dạng .xlsx") from error


Rows = _Text | _Sheet


def open_export(path: Path, mapping: Layout) -> Export:
    """Open a file and find its sheet and column names. Raises CannotRead."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            begins = file.read(SNIFFED)
    except FileNotFoundError as error:
        raise CannotRead("không có tệp này; xem lại tên và thư mục") from error
    except OSError as error:
        raise CannotRead("không mở được tệp; xem lại quyền đọc, và tệp có đang bị khóa không") from error
    if not begins.strip(b"\xef\xbb\xbf \r\n\t"):
        raise CannotRead("tệp trống")
    if size > LARGEST:
        raise CannotRead(
            f"tệp quá lớn ({size // 1_000_000} MB, nhiều nhất {LARGEST // 1_000_000} MB); xuất theo từng năm"
        )
    kind = _kind(path, begins)
    if kind == ".csv":
        return _chosen({"": _Text(path, _encoding(path, begins))}, mapping)
    return _chosen(_sheets(path, kind), mapping)


def _kind(path: Path, begins: bytes) -> str:
    """Give the ending if the content is of that kind; CannotRead when it is something else."""
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx", ".xls"):
        raise CannotRead(f"đuôi tệp «{ending}» không đọc được; dùng tệp .csv, .xlsx hoặc .xls")
    if b"<html" in begins.lower() or b"<table" in begins.lower():
        raise CannotRead("tệp thật ra là trang web (HTML); mở bằng Excel rồi lưu lại dạng .xlsx")
    really = ".xlsx" if begins.startswith(ZIP) else ".xls" if begins.startswith(OLE) else ".csv"
    if really != ending:
        raise CannotRead(f"tệp có đuôi {ending} nhưng bên trong là {really}; đổi đuôi thành {really}, hoặc xuất lại")
    return ending


def _encoding(path: Path, begins: bytes) -> str:
    """Find how the text is written, by decoding all of it piece by piece. Raises CannotRead."""
    for encoding in ("utf-16",) if begins[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                if not any("\0" in piece for piece in iter(lambda: file.read(PIECE), "")):
                    return encoding
        except UnicodeError:
            continue
    raise CannotRead("không đọc được chữ trong tệp; lưu lại dạng CSV UTF-8, hoặc .xlsx")


def _sheets(path: Path, kind: str) -> Mapping[str, Rows]:
    from python_calamine import CalamineError, CalamineWorkbook  # here: those who serve read no spreadsheets

    try:
        if kind == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                    raise CannotRead("tệp quá lớn khi mở ra; xuất theo từng năm")
        book = CalamineWorkbook.from_path(str(path))
        return {name: _Sheet(book, name) for name in book.sheet_names}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise CannotRead("tệp hỏng hoặc có mật khẩu; mở bằng Excel, bỏ mật khẩu rồi lưu lại dạng .xlsx") from error


def _chosen(sheets: Mapping[str, Rows], mapping: Layout) -> Export:
    """Give the sheet that the mapping names, or the only one with the names of the columns."""
    if mapping.sheet and "" not in sheets and mapping.sheet not in sheets:
        raise CannotRead(f"không có trang tính «{mapping.sheet}»; tệp có: {', '.join(sheets)}")
    named = mapping.sheet or ""
    wanted = {named: sheets[named]} if named in sheets else sheets
    found = {name: (head(_first(rows), mapping), rows) for name, rows in wanted.items() if len(rows)}
    good = {name: Export(one, rows) for name, (one, rows) in found.items() if isinstance(one, Head)}
    if len(good) > 1:
        raise CannotRead(
            f"nhiều trang tính giống nhau: {', '.join(good)}; ghi «trang_tinh» trong tệp ghép cột để chọn một trang"
        )
    if not good:
        reasons = [str(one) for one, _ in found.values() if isinstance(one, Wrong)]
        raise CannotRead(reasons[0] if reasons else "tệp trống")
    export = next(iter(good.values()))
    if len(export) > MOST_ROWS:
        raise CannotRead(f"tệp có {len(export)} dòng, nhiều nhất {MOST_ROWS}; xuất theo từng năm")
    return export


def _first(rows: Rows) -> list[Sequence[Cell]]:
    return [row for row, _ in zip(rows, range(40), strict=False)]
