"""A procedure for machines: schema.org's GovernmentService, put into the page as data that nobody executes (pure)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.book import Book
from bot.procedures import Available
from portal.sheet import Sheet


def structured(book: Book, sheet: Sheet, url: str, day: date) -> Markup | None:
    """Give the description of the service as it stands inside the page's script element, or None."""
    described = described_service(book, sheet, url, day)
    if described is None:
        return None
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704  (nothing can end the element)


def described_service(book: Book, sheet: Sheet, url: str, day: date) -> dict[str, Any] | None:
    """Describe the service as of a day; None when nothing is in force or it is suspended: no robot shall offer it."""
    edition, procedure = sheet.edition, sheet.procedure
    if edition is None or edition.suspended:
        return None
    page = f"{url}/thu-tuc/{procedure.id}"
    units = [counter.unit_name for _, counter in book.offices.in_force(day)]
    channels: list[dict[str, Any]] = [{"@type": "ServiceChannel", "name": "Tại quầy", "serviceUrl": page}]
    if edition.online and edition.online.available is Available.YES:
        channels.append({"@type": "ServiceChannel", "name": "Trực tuyến", "serviceUrl": edition.online.link or page})
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": procedure.name,
        "serviceType": procedure.short_name,
        "identifier": [*([procedure.number] if procedure.number else []), *(code.id for code in edition.codes)],
        "url": page,
        "provider": [{"@type": "GovernmentOrganization", "name": unit} for unit in units],
        "availableChannel": channels,
    }
