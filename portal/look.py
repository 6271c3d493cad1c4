"""How every page looks and what it allows: one style sheet inside the page, and the headers that guard it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from flask import Response
from jinja2 import Environment
from markupsafe import Markup

from portal.prose import linked

SHEET = Path(__file__).with_name("style.css")


def _pack(css: str) -> str:
    """Leave out what only people need: line breaks, and blanks beside punctuation."""
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


STYLE = _pack(SHEET.read_text(encoding="utf-8"))
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    # No script, no frame, no font, nothing from elsewhere; the one style sheet is known by its hash.
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def dress(templates: Environment) -> None:
    """Give an app's templates the style sheet, and the filter that makes addresses links."""
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.globals["style"] = Markup(STYLE)  # noqa: S704  (our own file)
    templates.filters["linked"] = linked


def guard(response: Response) -> Response:
    """Put the guarding headers on an answer."""
    response.headers.extend(HEADERS)  # no answer of ours holds any of them yet
    return response
