"""What keeps sheets from being printed is said in one clear line each; the other sheets are written."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.book import Book
from portal.gate import Promise
from portal.posters import Posters, Sheet
from portal.printing import CannotWrite, PrintFaults, print_all
from portal.typesetting import FONTS, CannotTypeset, Typesetter

URL = "https://motcua.nganam.gov.vn"
DAY = date(2026, 11, 24)


class Few(Posters):
    """Only the A4 sheets of procedures 01 and 02, to be quick."""

    def __iter__(self) -> Iterator[Sheet]:
        return (sheet for sheet in super().__iter__() if sheet.file[:5] in ("a4/01", "a4/02"))


def renamed(book: Book, name: str) -> Book:
    first = book.procedures["dang-ky-ho-kinh-doanh"].model_copy(update={"short_name": name})
    return replace(book, procedures={**book.procedures, first.id: first})


def quiet(_sheet: Sheet) -> None:
    return


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Đăng ký thành lập hộ kinh doanh cho người muốn mở tiệm tạp hóa, quán ăn ở chợ", "tên dài quá 2 dòng"),
        ("Đ" * 60, "một từ dài quá, không ngắt dòng được"),
        ("Đăng ký 🎉", "phông chữ không có ký tự «🎉»"),
    ],
    ids=["long name", "long word", "letter the font lacks"],
)
def test_a_name_that_does_not_fit_stops_its_sheet_alone(book: Book, tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(PrintFaults) as caught:
        print_all(Few(renamed(book, name), URL, DAY), tmp_path, Typesetter(), quiet)
    (fault,) = caught.value.faults
    assert fault.startswith(f"A4 01 {name}: {said}")
    assert [file.name for file in tmp_path.glob("a4/*")] == ["02-thay-doi-ho-kinh-doanh.pdf"]


def test_every_kind_of_sheet_notices_a_name_that_is_too_long(book: Book) -> None:
    typesetter, told = Typesetter(), []
    for sheet in Posters(renamed(book, "Đăng ký thành lập hộ kinh doanh cho người mở tiệm " * 4), URL, DAY):
        try:
            typesetter.typeset(sheet.template, sheet.data, sheet.day)
        except CannotTypeset as error:
            told.append(f"{sheet.label[:5]}: {error}")
    assert [one.split(" ", 1)[0] for one in told] == ["A4", "A5", "A3", "TEM"], told
    assert all("dài quá" in one or "chữ tràn khung: 01 Đăng" in one for one in told)


def test_a_code_that_does_not_read_as_promised_is_not_written(book: Book, tmp_path: Path) -> None:
    class Wrong(Few):
        def __iter__(self) -> Iterator[Sheet]:
            for sheet in super().__iter__():
                larger = {text: Promise(one.level, one.module_mm * 1.1) for text, one in sheet.promised.items()}
                yield replace(sheet, promised=larger) if "01" in sheet.file else sheet

    with pytest.raises(PrintFaults, match=r"A4 01 .*ô vuông 4\.16 mm, phải 4\.58 mm"):
        print_all(Wrong(book, URL, DAY), tmp_path, Typesetter(), quiet)
    assert [file.name for file in tmp_path.glob("a4/*")] == ["02-thay-doi-ho-kinh-doanh.pdf"]


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_a_missing_font_is_an_error(tmp_path: Path, weight: str) -> None:
    (tmp_path / "one.ttf").write_bytes((FONTS / f"BeVietnamPro-{weight}.ttf").read_bytes())
    with pytest.raises(CannotTypeset, match="thiếu phông chữ Be Vietnam Pro độ đậm"):
        Typesetter(tmp_path)


def test_a_folder_that_is_a_file_is_named(book: Book, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(CannotWrite, match="là tệp, không phải thư mục; chọn thư mục khác"):
        print_all(Few(book, URL, DAY), tmp_path / "out", Typesetter(), quiet)


def test_a_full_disk_is_named_and_leaves_no_half_file(book: Book, tmp_path: Path) -> None:
    full = tmp_path / "a4" / "01-dang-ky-ho-kinh-doanh.pdf.part"
    full.parent.mkdir()
    full.symlink_to("/dev/full")
    with pytest.raises(CannotWrite, match="ổ đĩa đầy"):
        print_all(Few(book, URL, DAY), tmp_path, Typesetter(), quiet)
    assert list(tmp_path.rglob("*.p*")) == []


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environ},
        timeout=180,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "environ", "said"),
    [
        (("posters", "/proc/nowhere"), {}, "không ghi được /proc/nowhere"),
        (("posters", "x", "--at", "C9"), {}, "chưa ghi đợt in «C9»"),
        (("posters", "x"), {"BOT_WEB_PUBLIC_URL": f"https://{'a' * 30}.gov.vn"}, "dùng tên miền ngắn hơn"),
        (("posters", "x"), {"BOT_KNOWLEDGE_PATH": "/nowhere"}, "không có thư mục tệp tri thức"),
        (("posters", "x", "--on", "31/02/2026"), {}, "không có ngày «31/02/2026»"),
    ],
    ids=["unwritable folder", "unknown run", "long host", "no knowledge", "no such day"],
)
def test_the_command_says_what_is_wrong(words: tuple[str, ...], environ: dict[str, str], said: str) -> None:
    done = run(*words, **environ)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_prints_for_a_place_and_tells_how_far_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    with (folder / "ma-in.yaml").open("a", encoding="utf-8") as file:
        file.write("dot_in:\n  - {ky_hieu: B7, noi_dan: Quầy 2, ngay_in: 12/03/2026, cac_so: [07]}\n")
    done = run("posters", str(tmp_path / "out" / "B7"), "--at", "b7", BOT_KNOWLEDGE_PATH=str(folder))
    assert done.returncode == 0, done.stderr
    assert "mã trên 3 tờ đều đọc lại đúng" in done.stdout
    assert "đóng dấu BẢN MẪU" in done.stdout
    assert "đã đọc lại: A4 07 Kết hôn có yếu tố nước ngoài" in done.stderr
    assert len(list((tmp_path / "out" / "B7").rglob("*.pdf"))) == 3


def test_prints_lists_the_sheets_that_are_old(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    with (folder / "ma-in.yaml").open("a", encoding="utf-8") as file:
        file.write("dot_in:\n  - {ky_hieu: B7, noi_dan: Nhà văn hóa khóm 3, ngay_in: 12/03/2025, cac_so: [01, 24]}\n")
    done = run("prints", "--on", "24/11/2026", BOT_KNOWLEDGE_PATH=str(folder))
    lines = done.stdout.splitlines()
    assert lines[0] == "B7 · Nhà văn hóa khóm 3 · in ngày 12/03/2025"
    assert lines[1].startswith("  01: Giấy tờ cần nộp, ")
    assert lines[2].startswith("  24: ")
    assert lines[3] == "1 đợt in, 2 tờ nên xem lại."
    assert "0 tờ nên xem lại" in run("prints", "--on", "12/03/2025", BOT_KNOWLEDGE_PATH=str(folder)).stdout
