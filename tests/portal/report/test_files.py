"""The three files: the same numbers in each, whole or not there, safe to open, readable as a picture."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from bot import samples, sampling
from bot.messages import Agency, Facet, Outcome
from bot.retention import Keep
from bot.store import Store
from portal.printing import CannotWrite
from portal.report.drawing_up import draw_up
from portal.report.drawn import as_pdf
from portal.report.files import write_all
from portal.report.gathering import gather
from portal.report.month import Month
from portal.report.parts import Column, Report, Scope, Section, number, told
from portal.report.tables import HEAD, as_csv, as_workbook
from portal.typesetting import Typesetter
from tests.portal.report.conftest import NOW, Ask, vn

Drawn = Callable[[], Report]


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture
def full(store: Store, scope: Scope) -> Report:
    """October of a store of made-up days."""
    sampling.fill(store, scope.book, NOW.timestamp())
    return gather(store, scope)


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return found


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_pdf_holds_the_figures_of_the_csv(full: Report, typesetter: Typesetter) -> None:
    text = " ".join(pages(as_pdf(full, typesetter)))
    lines = rows_of(as_csv(full))
    assert lines[0] == list(HEAD)
    values: dict[tuple[str, str], list[str]] = {}
    for _, _, _, title, name, _, value in lines[1:]:
        values.setdefault((title, name), []).append(number(int(value)) if value.isdigit() else value)
    checked = 0
    for section in full.sections:
        for row in section.rows[: section.most]:
            texts = [str(cell).strip() for cell, one in zip(row, section.columns, strict=True) if not one.number]
            found = [told(cell) for cell, one in zip(row, section.columns, strict=True) if one.number]
            name = " ".join(filter(None, texts[: 2 if section.columns[1].name == "Thủ tục" else 1]))
            assert set(found) <= set(values[section.title, name]), (section.title, name)
            assert " ".join([str(texts[0]), *texts[1:2], *found[:2]]).strip() in text, (section.title, row)
            checked += len(found)
    for key in full.keys[:4]:
        assert key.value in text
        assert key.value in values["Số chính", key.name]
    assert checked > 100


def test_it_is_marked_and_dated_on_two_pages_at_most(full: Report, typesetter: Typesetter) -> None:
    found = pages(as_pdf(full, typesetter))
    assert len(found) == 2
    for page in found:
        assert samples.MARK in page
    assert "lập lúc 10:05 24/11/2026" in found[0]
    assert "tính đến" not in found[0]
    assert all(line[0] == samples.MARK for line in rows_of(as_csv(full))[1:])


def test_no_data_and_a_running_month(store: Store, scope: Scope, typesetter: Typesetter) -> None:
    running = gather(store, replace(scope, month=Month(2026, 11)))
    (page,) = pages(as_pdf(running, typesetter))
    assert "tính đến ngày 24/11/2026" in page
    assert samples.MARK not in page
    assert page.count("Chưa có số liệu") == len(running.sections)


def test_a_very_full_month_keeps_to_two_pages(ask: Ask, store: Store, scope: Scope, typesetter: Typesetter) -> None:
    for day in range(1, 32):
        moment = vn(2026, 10, day, 9)
        for procedure in scope.book.procedures:
            ask(moment, procedure=procedure, facets=tuple(Facet)[:4], times=2)
        for agency in Agency:
            ask(moment, Outcome.ELSEWHERE, agency=agency, times=1)
    with store.write() as connection:
        for number_ in range(40):
            connection.rows(
                "INSERT INTO scans (day, code, placement, n) VALUES ('2026-10-02', '01', :placement, 1234567)",
                {"placement": f"Z{number_}"},
            )
    crowded = sampling_of(store, scope)
    found = pages(as_pdf(crowded, typesetter))
    assert len(found) == 2
    assert "Còn 13 dòng nữa trong tệp report-2026-10.xlsx." in found[0]


def sampling_of(store: Store, scope: Scope) -> Report:
    """The same store with made-up dossiers, as many fields and counters as there are."""
    from bot import archive

    made = list(samples.made_up(scope.book, NOW.date()))
    archive.store_all(store, made, len(made), "a", NOW.timestamp(), sample=True)
    return gather(store, scope)


def test_the_workbook_holds_the_same_numbers_as_numbers(full: Report) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_workbook(full)))
    assert book.sheet_names[:3] == ["Tổng quan", "1 Câu hỏi", "2 Việc của nơi khác"]
    assert len(book.sheet_names) == len(full.sections) + 1
    for name, section in zip(book.sheet_names[1:], full.sections, strict=True):
        rows = book.get_sheet_by_name(name).to_python()
        for row in section.rows:
            assert [str(cell) if isinstance(cell, str) else float(cell) for cell in row] in [
                one[: len(row)] for one in rows
            ]
        assert any(samples.MARK in map(str, one) for one in rows)


def test_no_cell_is_a_formula(scope: Scope) -> None:
    texts = ("=1+1", "+84 912", "-2", "@SUM(A1)", '=cmd|"/c calc"!A1', "\t=1", "bình thường")
    columns = (Column("Chữ", number=False), Column("Số"))
    section = Section("=Mục", ("=dòng",), columns, tuple((text, -5) for text in texts))
    report = Report(scope, "+Quầy", (section,), sample=False)
    cells = [cell for row in rows_of(as_csv(report)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t")) or re.match(r"-\D|-2", cell)]
    assert "'=1+1" in cells
    assert "-5" in cells
    rows = CalamineWorkbook.from_filelike(io.BytesIO(as_workbook(report))).get_sheet_by_index(1).to_python()
    assert [row[0] for row in rows if row[0] in texts] == list(texts)


def test_whatever_citizens_type_is_typeset(scope: Scope, typesetter: Typesetter) -> None:
    signs = "".join(map(chr, [*range(0x20, 0x3000), 0xFFFD, 0x1F600])) + "mở tiệm tạp hóa"
    texts = [signs[at : at + 60] for at in range(0, len(signs), 60)]
    rows = tuple((text,) for text in texts)
    section = Section("Mục", ("😀 ổ gà",), (Column("Câu", number=False),), rows, most=len(rows), wide=True)
    text = " ".join(pages(as_pdf(Report(scope, "Quầy", (section,), sample=False), typesetter)))
    assert "? ổ gà" in text
    assert "ABCDEFGHIJKLMNOPQRSTUVWXYZ" in text


def test_the_csv_begins_with_a_bom(full: Report) -> None:
    assert as_csv(full).startswith(b"\xef\xbb\xbfdu_lieu,thang,")


def test_the_same_month_at_the_same_moment_gives_the_same_bytes(full: Report, typesetter: Typesetter) -> None:
    assert as_pdf(full, typesetter) == as_pdf(full, Typesetter())
    assert as_csv(full) == as_csv(full)


def test_files_are_replaced_whole(store: Store, scope: Scope, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    _, files = draw_up(store, scope, folder)
    assert sorted(one.name for one in folder.iterdir()) == [
        "report-2026-10.csv",
        "report-2026-10.pdf",
        "report-2026-10.xlsx",
    ]
    before = files[0].read_bytes()
    (folder / "report-2026-10.pdf").write_bytes(b"old")
    draw_up(store, scope, folder)
    assert files[0].read_bytes() == before


@pytest.mark.parametrize("broken", ["file", "part"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, broken: str) -> None:
    place = tmp_path / "place"
    if broken == "file":
        place.write_text("x")
    else:
        (place / ".b.csv.part").mkdir(parents=True)
        (place / "a.pdf").write_text("old")
    with pytest.raises(CannotWrite) as caught:
        write_all(place, {"a.pdf": b"new", "b.csv": b"new"})
    assert "không ghi được" in str(caught.value)
    if broken == "part":
        assert (place / "a.pdf").read_text() == "old"
        assert not (place / ".a.pdf.part").exists()


WRITING = """
import sys
from pathlib import Path
from portal.report.files import write_all
while True:
    for letter in (b"a", b"b"):
        write_all(Path(sys.argv[1]), {"x.pdf": letter * 3_000_000, "x.csv": letter * 1_000_000})
"""


def test_a_kill_leaves_no_half_file(tmp_path: Path) -> None:
    for number_ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITING, str(tmp_path)], env={**os.environ, "PYTHONPATH": str(Path.cwd())}
        )
        until = time.monotonic() + 30
        while not (tmp_path / "x.csv").exists() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.05 + number_ * 0.031)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name, size in (("x.pdf", 3_000_000), ("x.csv", 1_000_000)):
            data = (tmp_path / name).read_bytes()
            assert len(data) == size
            assert len(set(data)) == 1


def test_a_store_of_made_up_days_is_filled_once_and_goes_on(store: Store, scope: Scope) -> None:
    count = "SELECT count(*) AS n FROM journal"

    def asked() -> int:
        with store.read() as connection:
            return int(connection.rows(count)[0]["n"])

    sampling.fill(store, scope.book, NOW.timestamp())
    first = asked()
    sampling.fill(store, scope.book, NOW.timestamp())
    assert asked() == first > 2000
    later = NOW + timedelta(days=3)
    sampling.fill(store, scope.book, later.timestamp())
    assert first < asked() < first * 1.2
    report = gather(store, replace(scope, now=later, month=Month(2026, 11), keep=Keep()))
    assert report.sample
    chart = report.sections[0].chart
    assert chart is not None
    assert all(sum(values) for values in list(zip(*(one for _, one in chart.series), strict=True))[:26])


def test_made_up_days_never_come_into_a_store_that_people_use(ask: Ask, store: Store, scope: Scope) -> None:
    from bot.archive import Mixed

    ask(vn(2026, 10, 1, 9))
    with pytest.raises(Mixed, match="tin nhắn thật"):
        sampling.fill(store, scope.book, NOW.timestamp())
    assert not gather(store, scope).sample
