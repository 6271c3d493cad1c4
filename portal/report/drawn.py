"""A report as PDF/UA: two pages at most, so a table shows its first rows and says how many more there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import chart
from portal.report.parts import Chart, Report, Section, number, told
from portal.typesetting import FAMILY, Typesetter

WIDE, NARROW = (900, 215), (440, 170)
"""Pixels of a chart across the page and in one of two columns."""


def as_pdf(report: Report, typesetter: Typesetter) -> bytes:
    """Typeset the report. Raises CannotTypeset."""
    return typesetter.typeset("report", data(report), report.scope.now.date())


def data(report: Report) -> Mapping[str, Any]:
    """Give what the template is filled with."""
    return {
        "title": report.title,
        "office": report.office,
        "until": report.until,
        "drawn": f"{report.scope.now:%H:%M %d/%m/%Y}",
        "mark": report.mark,
        "now": report.scope.span.shown,
        "keys": [vars(key) for key in report.keys[:4]],
        "sections": [_section(section, report.name) for section in report.sections if _on_paper(section)],
    }


def _on_paper(section: Section) -> bool:
    return bool(section.most or not section.rows)


def _section(section: Section, name: str) -> Mapping[str, Any]:
    rows = section.rows[: section.most]
    more = len(section.rows) - len(rows)
    return {
        "title": section.title,
        "lines": section.lines,
        "columns": [{"name": one.name, "number": one.number} for one in section.columns],
        "rows": [[told(cell) for cell in row] for row in rows],
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
