"""Answers with a page: packed where the browser can unpack, not sent again where it is held already.

Every step of an answer is measured against a bare Flask page (docs/benchmarks.md): the headers are put
together in one list, and what a request did not ask for is not looked at.
"""

from __future__ import annotations

from flask import Response, request

from portal.press import Printed


def send(page: Printed, cache: str) -> Response:
    """Send a page, packed if the browser can unpack it; 304 if it holds this very page already."""
    packs = bool(page.packed) and _unpacks()
    headers = [
        ("Content-Type", page.kind),
        ("Cache-Control", cache),
        ("ETag", f'"{page.mark}-gzip"' if packs else f'"{page.mark}"'),
    ]
    if page.packed:
        headers.append(("Vary", "Accept-Encoding"))
    if packs:
        headers.append(("Content-Encoding", "gzip"))
    response = Response(page.packed if packs else page.body, headers=headers)
    if "HTTP_IF_NONE_MATCH" in request.environ:
        response.make_conditional(request)
    return response


def _unpacks() -> bool:
    """Say whether the browser takes gzip; a list with weights is read in full."""
    accepted: str = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and (";" not in accepted or request.accept_encodings.quality("gzip") > 0)


def refuse(page: Printed, status: int) -> Response:
    """Send a page that says why there is no other; nobody keeps it."""
    response = send(page, "no-store")
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response
