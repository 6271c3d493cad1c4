"""A real browser before the running portal: Debian's Chromium, driven by Playwright, looking at waitress."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from bot.calendar import VIETNAM
from bot.config import Settings, Web
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.store import Store
from bot.wording import REPLY_KEYS
from webhooks import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PUBLIC = "https://motcua.example.gov.vn"
NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM).timestamp()
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("không có trình duyệt; cài: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running portal, on this machine."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('portal')}/counter.db")
    store.migrate()
    desk = Desk(Shelf(Path("knowledge"), REPLY_KEYS), PUBLIC)
    app = create_app(Settings(web=Web(public_url=PUBLIC)), store, desk, lambda: NOW)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a small phone with a touch screen."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()
