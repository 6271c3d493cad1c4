"""The ways people take: from the scanned code to the page, from their own words to the page, to paper."""

from __future__ import annotations

import io
import urllib.request
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bot.book import Book

A4 = (595, 842)
"""Points."""


def test_from_the_scanned_code_to_what_to_bring(phone: Page, portal: str) -> None:
    picture = urllib.request.urlopen(f"{portal}/thu-tuc/ket-hon-yeu-to-nuoc-ngoai/qr.png").read()  # noqa: S310
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert code.text == "https://MOTCUA.EXAMPLE.GOV.VN/07"
    requests = []
    phone.on("request", lambda request: requests.append(request.url))
    answer = phone.goto(portal + urlsplit(code.text).path)
    assert answer is not None
    assert answer.request.redirected_from is None
    assert requests == [f"{portal}/07"]
    expect(phone.get_by_role("heading", level=1)).to_have_text("07. Đăng ký kết hôn có yếu tố nước ngoài")
    first = phone.get_by_role("checkbox").first
    first.tap()
    expect(first).to_be_checked()
    assert phone.context.cookies() == []
    assert phone.evaluate("localStorage.length + sessionStorage.length") == 0


def test_searching_without_accents_by_keyboard_alone(browser: Browser, portal: str) -> None:
    page = browser.new_page()
    page.goto(portal)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("mo tiem tap hoa")
    page.keyboard.press("Enter")
    result = page.get_by_role("region", name="Kết quả tìm")
    expect(result.get_by_role("heading")).to_have_text("Đăng ký thành lập hộ kinh doanh")
    result.get_by_role("link").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/thu-tuc/dang-ky-ho-kinh-doanh")
    page.close()


def test_a_part_asked_for_is_opened_where_it_is_folded(phone: Page, portal: str) -> None:
    phone.goto(f"{portal}/?q=le phi ket hon voi nguoi nuoc ngoai")
    phone.get_by_role("region", name="Kết quả tìm").get_by_role("link").tap()
    phone.wait_for_url("**/ket-hon-yeu-to-nuoc-ngoai#le-phi")
    expect(phone.get_by_text("Bản sao trích lục xin thêm, mỗi bản: 8.000 đ")).to_be_visible()


def test_everything_works_without_script(browser: Browser, portal: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(portal)
    page.get_by_role("searchbox").fill("lam so do")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("region", name="Kết quả tìm").get_by_role("link").first.click()
    page.get_by_text("Căn cứ pháp luật").click()
    expect(page.get_by_text("Luật Đất đai").last).to_be_visible()
    context.close()


def test_an_edition_of_the_past_is_reached_and_left(phone: Page, portal: str) -> None:
    phone.goto(f"{portal}/19")
    phone.get_by_text("Các bản trước và sau").tap()
    phone.get_by_role("link", name="31/12/2021").tap()
    expect(phone.get_by_text("Bản xem thử cho ngày 31/12/2021, không phải hôm nay")).to_be_visible()
    phone.get_by_role("link", name="Xem hôm nay").tap()
    expect(phone.get_by_text("Bản xem thử")).to_have_count(0)


@pytest.fixture(scope="module")
def printer(browser: Browser) -> Page:
    return browser.new_page()


def test_every_procedure_prints_on_one_sheet_with_boxes(printer: Page, portal: str, book: Book) -> None:
    for procedure in book.procedures.values():
        printer.goto(f"{portal}/thu-tuc/{procedure.id}")
        document = pypdfium2.PdfDocument(printer.pdf(prefer_css_page_size=True, print_background=True))
        assert len(document) == 1, f"{procedure.number} {procedure.id}: {len(document)} sheets"
        assert [round(side) for side in document[0].get_size()] == list(A4)
        text = document[0].get_textpage().get_text_range()
        assert "Mã trang:" in text, procedure.id
        assert "Tìm" not in text.split("\n")[0]
        document.close()


def test_the_printed_sheet_carries_its_code(printer: Page, portal: str) -> None:
    printer.goto(f"{portal}/07")
    document = pypdfium2.PdfDocument(printer.pdf(prefer_css_page_size=True))
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
    assert code.text == "https://MOTCUA.EXAMPLE.GOV.VN/07"
    document.close()
