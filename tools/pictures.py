"""Takes the pictures of the portal that the README shows.

Run: python tools/pictures.py http://127.0.0.1:8081
Needs Debian's chromium and a running portal; writes docs/images/*.png.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PHONE = {"width": 400, "height": 860}
PICTURES = {"portal-home": "/", "portal-procedure": "/07"}


def main() -> None:
    """Take every picture on a phone's screen, with a palette, so that the files stay small."""
    portal = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(viewport=PHONE, device_scale_factor=1.5, is_mobile=True).new_page()
        for name, path in PICTURES.items():
            page.goto(portal + path)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(64)
            picture.save(Path("docs/images") / f"{name}.png", optimize=True)
            print(name, picture.size)
        browser.close()


if __name__ == "__main__":
    main()
