"""For every reader: axe's rules (WCAG 2.2 AA and good practice) in light, dark, narrow and enlarged; large targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bot.book import Book

WAYS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "320 pixels": {"viewport": {"width": 320, "height": 640}},
    "text of 200 %": {"viewport": {"width": 360, "height": 740}},
}
PAGES = ["/", "/?q=mo+tiem", "/quay", "/du-lieu", "/01", "/24", "/15?ngay=2022-01-01", "/khong-co"]
PAGES += ["/thu-tuc/ket-hon-yeu-to-nuoc-ngoai/ngay?can=2027-03-10"]
TARGET = 48
"""Least height in CSS pixels of what is tapped; links inside a sentence are exempt (WCAG 2.5.8)."""
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, summary, input')]
    .map(one => one.type === 'checkbox' ? one.closest('label') : one)
    .filter(one => one.offsetParent && getComputedStyle(one).display !== 'inline')
    .filter(one => one.getBoundingClientRect().height < least)
    .map(one => one.outerHTML.slice(0, 80))"""


class Reader:
    """A reader with a way of reading: opens pages in it, with everything folded away unfolded."""

    def __init__(self, page: Page, *, enlarged: bool) -> None:
        self.page = page
        self._enlarged = enlarged

    def open(self, address: str) -> None:
        """Open a page; enlarged text is set as the browser's own setting would."""
        self.page.goto(address)
        if self._enlarged:
            self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.fixture(params=WAYS, ids=lambda name: name.replace(" ", "-"))
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Reader]:
    context = browser.new_context(**WAYS[request.param])
    yield Reader(context.new_page(), enlarged=request.param == "text of 200 %")
    context.close()


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_axe_finds_nothing_and_what_is_tapped_is_large(reader: Reader, portal: str) -> None:
    for path in PAGES:
        reader.open(portal + path)
        assert faults(reader.page) == [], path
        assert reader.page.evaluate(SMALL_TARGETS, TARGET) == [], path


@pytest.mark.parametrize("reader", ["320 pixels", "text of 200 %"], indirect=True, ids=["narrow", "enlarged"])
def test_nothing_runs_out_of_the_screen(reader: Reader, portal: str, book: Book) -> None:
    for path in [*PAGES, *(f"/thu-tuc/{one}" for one in book.procedures)]:
        reader.open(portal + path)
        width = reader.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert width == 0, path


def test_dark_is_dark_and_light_is_light(browser: Browser, portal: str) -> None:
    shade = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b)"
    for scheme, least, most in (("light", 700, 765), ("dark", 0, 120)):
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{portal}/07")
        assert least <= page.evaluate(shade) <= most
        page.close()
