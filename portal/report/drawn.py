"""A report as PDF/UA: two pages, so a table shows its first rows and says how many more there are."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from portal import chart
from portal.report.parts import Chart, Report, Section, number, told
from portal.typesetting import FAMILY, TooManyPages, Typesetter

WIDE, NARROW = (900, 215), (440, 170)
"""Pixels of a chart across the page and in one of two columns."""


PAGES = 2
STRANGE = re.compile("[^\x20-\x7e\xa0-\xac\xae-\xffĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9–—‘’“”•…‹›₫]")
"""What the page's font may not have: citizens type anything."""
ROOM = (1.0, 0.75, 0.5, 0.3)
"""Shares of a section's rows that are tried, until the report keeps to its pages."""


def as_pdf(report: Report, typesetter: Typesetter) -> bytes:
    """Typeset the report on two pages, or on more if even short tables need them. Raises CannotTypeset."""
    day = report.scope.now.date()
    for room in ROOM:
        try:
            return typesetter.typeset("report", {**data(report, room), "pages": PAGES}, day)
        except TooManyPages:
            continue
    return typesetter.typeset("report", {**data(report, ROOM[-1]), "pages": 0}, day)


def data(report: Report, room: float) -> Mapping[str, Any]:
    """Give what the template is filled with, each section with that share of the rows it would have on paper."""
    sections = [_section(one, report.name, math.ceil(one.most * room)) for one in report.sections if _on_paper(one)]
    return {
        "title": report.title,
        "office": report.office,
        "until": report.until,
        "drawn": f"{report.scope.now:%H:%M %d/%m/%Y}",
        "mark": report.mark,
        "keys": [vars(key) for key in report.keys[:4]],
        "sections": sections,
    }


def printable(text: str) -> str:
    """Put a question mark for each sign that the font may not have."""
    return STRANGE.sub("?", unicodedata.normalize("NFC", text))


def _on_paper(section: Section) -> bool:
    return bool(section.most or not section.rows)


def _section(section: Section, name: str, most: int) -> Mapping[str, Any]:
    rows = section.rows[:most]
    more = len(section.rows) - len(rows)
    return {
        "title": section.title,
        "lines": [printable(line) for line in section.lines],
        "columns": [{"name": one.name, "number": one.number} for one in section.columns],
        "rows": [[printable(told(cell)) for cell in row] for row in rows],
        "more": f"Còn {number(more)} dòng nữa trong tệp {name}.xlsx." if more else "",
        "chart": _chart(section.chart) if section.chart else None,
        "notes": section.notes,
        "wide": section.wide,
    }


def _chart(one: Chart) -> Mapping[str, Any]:
    size = WIDE if one.stacked else NARROW
    return {
        "title": one.title,
        "svg": chart.bars(one.ticks or one.labels, one.series, size, stacked=one.stacked, family=FAMILY),
        "alt": f"Biểu đồ cột: {one.title.lower()}. Từng số nằm trong tệp .csv và .xlsx.",
        "legend": [{"name": name, "colour": colour} for (name, _), colour in zip(one.series, chart.BARS, strict=False)],
        "wide": one.stacked,
    }
