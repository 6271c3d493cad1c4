"""Who asks for a page: a person before a screen, or a machine that looks ahead (pure).

What the request says about itself is looked at and forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MACHINES = re.compile(
    r"bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|go-http|monitor",
    re.IGNORECASE,
)
"""Words by which search engines, link previews and monitors name themselves."""


AHEAD = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)
AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ", "HTTP_X_PURPOSE")


def is_person(environ: Mapping[str, str]) -> bool:
    """Say whether a request is a person opening a page: a GET for a document, neither fetched ahead nor by a robot.

    `environ` is the request as WSGI gives it.
    """
    agent = environ.get("HTTP_USER_AGENT", "")
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and "text/html" in environ.get("HTTP_ACCEPT", "")
        and environ.get("HTTP_SEC_FETCH_DEST", "document") == "document"
        and bool(agent)
        and not MACHINES.search(agent)
        and not any(AHEAD.search(environ.get(name, "")) for name in AHEAD_HEADERS)
    )
