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


def hint(header: str | None, ids: tuple[str, str], body: bytes, timestamp: str, secrets: tuple[str, str]) -> str:
    """Say in Vietnamese which usual mistake a wrong signature fits; empty if none. `secrets`: the app's, the OA's.

    Published descriptions disagree on which secret and which id is meant; a mistake is named, never accepted.
    """
    (app_id, oa_id), (app_secret, oa_secret) = ids, secrets
    if verify(header, app_id, body, timestamp, app_secret):
        return "chữ ký khớp với khóa của ứng dụng: chép khóa đó vào [zalo] oa_secret"
    if verify(header, oa_id, body, timestamp, oa_secret) or verify(header, oa_id, body, timestamp, app_secret):
        return "chữ ký khớp với mã OA đứng đầu thay cho mã ứng dụng: báo người bảo trì phần mềm"
    return ""
