"""A sheet on the wall knows what changed since it was printed."""

from dataclasses import replace
from datetime import date

import pytest

from bot import sheets
from bot.book import Book
from bot.register import PrintRun, Register

OLD = PrintRun(ky_hieu="B7", noi_dan="Nhà văn hóa khóm 3", ngay_in="12/3/2025")
TODAY = date(2026, 11, 24)


def with_runs(book: Book, *runs: PrintRun, **code: object) -> Book:
    """The shipped book with these print runs, and code 01 changed."""
    codes = [one.model_copy(update=code) if one.number == "01" else one for one in book.register.printed_codes]
    return replace(book, register=Register.model_construct(printed_codes=tuple(codes), runs=runs))


def test_an_old_sheet_says_since_when_and_what_changed(book: Book) -> None:
    lines = sheets.notice(with_runs(book, OLD), "01", "b7", TODAY).lines
    assert len(lines) == 1
    assert lines[0].startswith("Tờ này in ngày 12/3/2025; từ đó đã đổi: giấy tờ cần nộp, ")
    assert "nộp ở đâu" in lines[0]


@pytest.mark.parametrize(
    ("suffix", "today"),
    [("B7", date(2025, 3, 12)), ("B7", date(2025, 3, 1)), ("B7", date(2025, 6, 30)), ("C9", TODAY), (None, TODAY)],
    ids=["same day", "before it was printed", "nothing changed yet", "suffix unknown", "no suffix"],
)
def test_a_sheet_without_news_says_nothing(book: Book, suffix: str | None, today: date) -> None:
    assert sheets.notice(with_runs(book, OLD), "01", suffix, today) == sheets.Notice()


def test_a_procedure_that_stopped_since_is_told_as_such(book: Book) -> None:
    lines = sheets.notice(with_runs(book, OLD), "24", "B7", TODAY).lines
    assert lines == (
        "Tờ này in ngày 12/3/2025; từ đó việc này đã ngừng hoặc mới có hiệu lực. Nội dung dưới đây là mới nhất.",
    )


@pytest.mark.parametrize("state", ["da_chuyen", "da_gop", "da_tach", "da_bo"])
def test_a_code_that_is_no_longer_active_explains_and_leads_on(book: Book, state: str) -> None:
    targets = ("thay-doi-ho-kinh-doanh", "cham-dut-ho-kinh-doanh")
    row = {"tinh_trang": state, "ngay": "01/02/2026", "ly_do": "Theo nghị định mới.", "so": "01", "ma": "x"}
    row["sang"] = targets[:1] if state == "da_gop" else targets
    code = Register.model_validate({"ma_in": [row]}).printed_codes[0]
    changed = with_runs(book, state=code.state, day=code.day, reason=code.reason, targets=code.targets)
    notice = sheets.notice(changed, "01", None, TODAY)
    assert "Từ ngày 01/02/2026" in notice.lines[0]
    assert notice.lines[0].endswith("Theo nghị định mới.")
    assert [one.id for one in notice.targets] == list(row["sang"])


def test_staff_get_the_sheets_that_are_out_of_date(book: Book) -> None:
    fresh = PrintRun(ky_hieu="C2", noi_dan="Quầy 2", ngay_in="20/11/2026")
    few = PrintRun(ky_hieu="D3", noi_dan="Quầy 3", ngay_in="12/3/2025", cac_so=["01", "12"])
    gone = PrintRun(ky_hieu="E4", noi_dan="Chợ", ngay_in="12/3/2025", ngay_go="01/05/2025")
    found = list(sheets.out_of_date(with_runs(book, OLD, fresh, few, gone), TODAY))
    assert {one.run.suffix for one in found} == {"B7", "D3"}
    assert [one.number for one in found if one.run is few] == ["01", "12"]
    assert len([one for one in found if one.run is OLD]) == 25
    assert all(one.parts for one in found)


def test_a_suffix_too_long_for_the_host_is_named(book: Book) -> None:
    town = with_runs(book, OLD)
    assert sheets.faults(town, "https://dvc.nganam.cantho.gov.vn") == []
    found = sheets.faults(town, f"https://{'a' * 22}.gov.vn")
    assert len(found) == 1
    assert "đợt in B7 (Nhà văn hóa khóm 3)" in found[0]
    assert "dùng tên miền ngắn hơn" in found[0]
