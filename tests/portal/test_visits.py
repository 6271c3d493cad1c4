"""Who is counted: people who open a page, nobody else."""

import pytest

from portal.visits import is_person

PHONE = "Mozilla/5.0 (Linux; Android 10; SM-A105F) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
PEOPLE = {
    "a phone": {"User-Agent": PHONE, "Accept": HTML},
    "a phone that says what it fetches": {"User-Agent": PHONE, "Accept": HTML, "Sec-Fetch-Dest": "document"},
    "inside Zalo": {"User-Agent": f"{PHONE} Zalo android/24.10 ZaloTheme/light", "Accept": HTML},
    "an old iPhone": {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X)", "Accept": "text/html"},
}
MACHINES = {
    "no name": {"Accept": HTML},
    "a search engine": {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)", "Accept": HTML},
    "a preview": {"User-Agent": "facebookexternalhit/1.1", "Accept": HTML},
    "a preview of Zalo": {"User-Agent": "ZaloLinkPreview/1.0", "Accept": HTML},
    "a command": {"User-Agent": "curl/8.5", "Accept": "*/*"},
    "a monitor": {"User-Agent": "UptimeMonitor/2", "Accept": HTML},
    "fetched ahead": {"User-Agent": PHONE, "Accept": HTML, "Sec-Purpose": "prefetch;prerender"},
    "fetched ahead, older": {"User-Agent": PHONE, "Accept": HTML, "X-Moz": "prefetch"},
    "an embedded picture": {"User-Agent": PHONE, "Accept": "image/webp,*/*"},
    "a frame": {"User-Agent": PHONE, "Accept": HTML, "Sec-Fetch-Dest": "iframe"},
}


def environ(method: str, headers: dict[str, str]) -> dict[str, str]:
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {"REQUEST_METHOD": method, **named}


@pytest.mark.parametrize("headers", PEOPLE.values(), ids=PEOPLE.keys())
def test_people_are_counted(headers: dict[str, str]) -> None:
    assert is_person(environ("GET", headers))
    assert not is_person(environ("HEAD", headers))


@pytest.mark.parametrize("headers", MACHINES.values(), ids=MACHINES.keys())
def test_machines_are_not(headers: dict[str, str]) -> None:
    assert not is_person(environ("GET", headers))
