"""Zalo's webhook signature (X-ZEvent-Signature) and nothing else (pure).

Formula from Zalo's own Java SDK (MacUtils.buildMac): lower-case hex of SHA-256 over app id, raw body,
timestamp as it stands in the body, OA secret key, joined without separators. It is a plain hash, no HMAC.
"""

from __future__ import annotations

import hashlib
import hmac

PREFIX = "mac="


def sign(app_id: str, body: bytes, timestamp: str, oa_secret: str) -> str:
    """Give the value of the signature header for a body exactly as sent."""
    digest = hashlib.sha256(app_id.encode() + body + timestamp.encode() + oa_secret.encode())
    return PREFIX + digest.hexdigest()


def verify(header: str | None, app_id: str, body: bytes, timestamp: str, oa_secret: str) -> bool:
    """Say whether the header is the right one, in constant time; a missing header or secret is wrong."""
    if not header or not oa_secret:
        return False
    given = header.strip().removeprefix(PREFIX)
    wanted = sign(app_id, body, timestamp, oa_secret).removeprefix(PREFIX)
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
