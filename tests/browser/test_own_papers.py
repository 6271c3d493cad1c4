"""One's own papers in a real browser: tap by tap to the list, the clerk's ticks, the sheet on paper with its code."""

from __future__ import annotations

import re
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from bot.book import Book
from bot.checklists import Case, read_missing, write_missing
from tests.browser.test_access import SMALL_TARGETS, TARGET, Reader, faults, reader  # noqa: F401  (a fixture)

MARRIAGE = "/thu-tuc/ket-hon-yeu-to-nuoc-ngoai/ho-so"
TODAY = date(2026, 11, 25)


@pytest.fixture
def case(book: Book) -> Case:
    """The longest list: the first certificate of land."""
    procedure = book.procedures["cap-giay-chung-nhan-dat-lan-dau"]
    edition = procedure.in_force(TODAY)
    assert edition is not None
    return Case(procedure, edition, (1, 1, 1, 1))


def test_tap_by_tap_to_the_list_and_the_clerk_hands_back_a_sheet(phone: Page, portal: str) -> None:
    phone.goto(f"{portal}/07")
    phone.get_by_role("link", name="Bộ giấy tờ của riêng anh chị").tap()
    phone.get_by_role("link", name="Có người nước ngoài").tap()
    phone.get_by_role("link", name="Không có").tap()
    phone.get_by_role("link", name="Quay lại câu trước").tap()
    phone.get_by_role("link", name="Không có").tap()
    phone.get_by_role("link", name="Không có").tap()
    expect(phone.get_by_role("heading", name="Giấy tờ cần mang")).to_be_visible()
    expect(phone.get_by_role("checkbox")).to_have_count(4)
    phone.get_by_role("link", name="đánh dấu giấy còn thiếu").tap()
    phone.get_by_role("checkbox").nth(1).tap()
    phone.get_by_role("button", name="Lập phiếu còn thiếu").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Còn thiếu, đi một lần là đủ")
    expect(phone.get_by_role("checkbox")).to_have_count(1)
    assert phone.context.cookies() == []


def test_everybody_can_read_every_step(reader: Reader, portal: str, case: Case) -> None:  # noqa: F811
    own = f"/thu-tuc/{case.procedure.id}/ho-so"
    steps = [
        MARRIAGE,
        f"{own}?c={case.back.code}",
        f"{own}?c={case.code}",
        f"{own}?c={case.code}&quay=1&thu_tuc=x",
        f"{own}?c={case.code}&t={write_missing(case, [1, 4])}",
        "/07?c=22222",
        "/thu-tuc/giay-phep-karaoke/ho-so",
    ]
    for path in steps:
        reader.open(portal + path)
        assert faults(reader.page) == [], path
        assert reader.page.evaluate(SMALL_TARGETS, TARGET) == [], path
        width = reader.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert width == 0, path


def test_the_list_and_the_sheet_print_on_one_page_with_a_code_that_leads_back(
    browser: Browser, portal: str, case: Case
) -> None:
    page = browser.new_page()
    for letters in ("", f"&t={write_missing(case, [0, 5])}"):
        page.goto(f"{portal}/14?c={case.code}{letters}")
        drawn = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(drawn) == 1
        text = drawn[0].get_textpage().get_text_range()
        assert "Trang của thủ tục" not in text
        assert re.search(r"Theo Luật Đất đai 2024", text)
        (code,) = zxingcpp.read_barcodes(drawn[0].render(scale=4).to_pil())
        assert code.text == f"https://MOTCUA.EXAMPLE.GOV.VN/14?c={case.code}{letters}"
    assert read_missing(case, code.text.rpartition("=")[2]) == (0, 5)
    page.close()
