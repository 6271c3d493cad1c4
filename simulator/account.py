"""Who the Official Account is, and the numbers by which Zalo knows people and messages."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

OFFICIAL_HOSTS = ("zalo.me", "zaloapp.com")
# The answer of /v2.0/oa/getoa: 2 is a business, 4 a state body.
GOVERNMENT = 4


@dataclass(frozen=True)
class Account:
    """One Official Account and the app that speaks for it; the secrets never show in a repr."""

    app_id: str
    oa_id: str
    app_secret: str = field(repr=False)
    oa_secret: str = field(repr=False)
    name: str = "Một cửa Ngã Năm"
    # Where the browser returns to after the admin's consent; None accepts any loopback address.
    redirect_uri: str | None = None


def refuse_official(url: str) -> str:
    """Return `url` if it is http(s) and not one of Zalo's own hosts; ValueError otherwise."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"not an http address: {url}")
    if any(host == official or host.endswith("." + official) for official in OFFICIAL_HOSTS):
        raise ValueError(f"refusing to talk to Zalo itself: {host}")
    return url


def is_id(value: object) -> bool:
    """True for a text of 1 to 19 ASCII digits, the only form in which Zalo spells people and accounts."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19


def new_user_id() -> str:
    """A fresh id of 19 digits; larger than 2**53, so that whoever reads it as a float loses it."""
    return str(1_000_000_000_000_000_000 + secrets.randbelow(8_000_000_000_000_000_000))


def new_message_id() -> str:
    """A fresh id of 20 hex characters."""
    return secrets.token_hex(10)


def new_token() -> str:
    """A fresh access token, refresh token, code or upload id."""
    return secrets.token_urlsafe(48)


def id_by_app(user_id: str) -> str:
    """The same person's id in the scope of the app: stable, and useless for sending."""
    digest = int(hashlib.sha256(b"by-app" + user_id.encode()).hexdigest()[:15], 16)
    return str(100_000_000_000_000_000 + digest % 899_999_999_999_999_999)
