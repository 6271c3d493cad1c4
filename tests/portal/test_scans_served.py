"""Scans over a real process: counted, written while it runs, and written when it is told to stop."""

import urllib.request
from pathlib import Path

from tests.portal.test_visits import HTML, PHONE
from tests.town import Town, eventually

COUNTED = "SELECT code, placement, n FROM scans ORDER BY code"
PERSON = {"User-Agent": PHONE, "Accept": HTML}


def scan(town: Town, path: str, headers: dict[str, str]) -> None:
    asked = urllib.request.Request(f"http://127.0.0.1:{town.port}{path}", headers=headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        assert answer.status == 200
        assert answer.headers["Set-Cookie"] is None


def test_scans_are_written_by_and_by_and_at_the_end(tmp_path: Path) -> None:
    with Town(tmp_path) as town:
        scan(town, "/07", PERSON)
        scan(town, "/Q/07-ZZZ", PERSON)
        scan(town, "/07", {"User-Agent": "curl/8", "Accept": "*/*"})
        assert eventually(lambda: town.rows(COUNTED) == [{"code": "07", "placement": "", "n": 2}])
        scan(town, "/01", PERSON)
        assert town.stop("serve") == 0
        assert {"code": "01", "placement": "", "n": 1} in town.rows(COUNTED)
        assert PHONE not in town.log.read_text()
