"""A report as one long CSV, and as a workbook with a sheet for each section (keeper of xlsxwriter).

The CSV bears a BOM, so that a Vietnamese Excel reads the accents; numbers stand in it without dots. No cell is
ever taken for a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.chart import BARS
from portal.report.parts import Cell, Chart, Report, Section

HEAD = ("du_lieu", "thang", "tinh_den", "muc", "dong", "cot", "gia_tri")
"""Made-up or not, the month, up to which day, section, row, column, value."""
KEYS, SAID, HOW = "Số chính", "nhận xét", "cách tính"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME = 31
"""Characters that a sheet's name may have; some signs it may not."""
WIDEST = 60


def as_csv(report: Report) -> bytes:
    """Give the whole report as a CSV, one value a line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    scope = report.scope
    for line in _values(report):
        writer.writerow(tuple(map(harmless, (report.mark, str(scope.month), scope.day.isoformat(), *line))))
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> Cell:
    """Keep a text from being read as a formula: an apostrophe goes before its first sign."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _values(report: Report) -> Iterator[tuple[str, str, str, Cell]]:
    for key in report.keys:
        yield from ((KEYS, key.name, column, cell) for column, cell in _key_columns(report, key.value, key.before))
    for section in report.sections:
        yield from ((section.title, SAID, "", line) for line in section.lines)
        for row in section.rows:
            name, skipped = row_name(section, row)
            for column, cell in list(zip(section.columns, row, strict=True))[skipped:]:
                yield section.title, name, column.name, cell
        if section.chart:
            for name, values in section.chart.series:
                for label, value in zip(section.chart.labels, values, strict=True):
                    yield section.chart.title, label, name, "" if value is None else value
        yield from ((section.title, HOW, "", line) for line in section.notes)


def _key_columns(report: Report, value: str, before: str) -> Iterator[tuple[str, str]]:
    yield report.scope.span.shown, value
    if before:
        name, _, earlier = before.partition(": ")
        yield name, earlier


def row_name(section: Section, row: tuple[Cell, ...]) -> tuple[str, int]:
    """Name a row by the texts it begins with, and say how many cells these are."""
    texts = []
    for column, cell in zip(section.columns, row, strict=True):
        if column.number:
            break
        texts.append(str(cell).strip())
    return " ".join(filter(None, texts)), len(texts)


def as_workbook(report: Report) -> bytes:
    """Give the report as XLSX: an overview, then a sheet for each section, with its chart."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    drawn = datetime.combine(report.scope.now.date(), time())
    book.set_properties({"title": report.title, "author": report.office, "comments": report.mark, "created": drawn})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "mark": book.add_format({"bold": True, "font_color": "#9c1420"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "align": "right", "valign": "top"}),
    }
    _overview(report, book.add_worksheet("Tổng quan"), styles)
    for name, section in zip(sheet_names(report), report.sections, strict=True):
        sheet = book.add_worksheet(name)
        row = _heading(report, sheet, section.title, styles)
        row = _table(section, sheet, row, styles)
        if section.chart:
            _chart(book, sheet, section.chart, row + 1, styles)
    book.close()
    return out.getvalue()


def sheet_names(report: Report) -> list[str]:
    """Name the sheets after their sections; numbered, so that no two are alike."""
    cleaned = (re.sub(r"[\[\]:*?/\\]", " ", section.title).strip("' ") for section in report.sections)
    return [f"{place} {name}"[:SHEET_NAME] for place, name in enumerate(cleaned, 1)]


def _heading(report: Report, sheet: Worksheet, title: str, styles: dict[str, Format]) -> int:
    sheet.write_string(0, 0, title, styles["title"])
    until = f" ({report.until})" if report.until else ""
    sheet.write_string(1, 0, f"{report.office}, {report.title.lower()}{until}")
    sheet.write_string(2, 0, report.mark, styles["mark"])
    return 4


def _overview(report: Report, sheet: Worksheet, styles: dict[str, Format]) -> None:
    row = _heading(report, sheet, report.title, styles)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 3, 26)
    for column, name in enumerate(("Số chính", report.scope.span.shown.capitalize(), "Trước đó", "Tính trên")):
        sheet.write_string(row, column, name, styles["head"])
    for key in report.keys:
        row += 1
        for column, text in enumerate((key.name, key.value, key.before, key.basis)):
            sheet.write_string(row, column, text, styles["text"])
    row += 2
    sheet.write_string(row, 0, f"Lập lúc {report.scope.now:%H:%M %d/%m/%Y}")


def _table(section: Section, sheet: Worksheet, row: int, styles: dict[str, Format]) -> int:
    """Write the lines, the table and the notes; give the next free row."""
    for line in section.lines:
        sheet.write_string(row, 0, line)
        row += 1
    for column, one in enumerate(section.columns):
        longest = max((len(str(cells[column])) for cells in section.rows), default=0)
        sheet.set_column(column, column, min(max(longest, len(one.name)) + 2, WIDEST))
        sheet.write_string(row, column, one.name, styles["head"])
    for cells in section.rows:
        row += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, styles["number"])
            else:
                sheet.write_string(row, column, cell, styles["number" if section.columns[column].number else "text"])
    for line in section.notes:
        row += 1
        sheet.write_string(row + 1, 0, line)
    return row + 3


def _chart(book: xlsxwriter.Workbook, sheet: Worksheet, chart: Chart, row: int, styles: dict[str, Format]) -> None:
    """Write the values of a chart, and the chart beside them."""
    sheet.write_string(row, 0, chart.title, styles["head"])
    for place, label in enumerate(chart.labels, 1):
        sheet.write_string(row + place, 0, label)
    drawn = book.add_chart({"type": "column", "subtype": "stacked"} if chart.stacked else {"type": "column"})
    last = row + len(chart.labels)
    for column, (name, values) in enumerate(chart.series, 1):
        sheet.write_string(row, column, name, styles["head"])
        for place, value in enumerate(values, 1):
            if value is not None:
                sheet.write_number(row + place, column, value, styles["number"])
        drawn.add_series(
            {
                "name": [sheet.name, row, column],
                "categories": [sheet.name, row + 1, 0, last, 0],
                "values": [sheet.name, row + 1, column, last, column],
                "fill": {"color": BARS[(column - 1) % len(BARS)]},
                "gap": 40,
            }
        )
    drawn.set_title({"name": chart.title})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 900, "height": 340})
    sheet.insert_chart(row, len(chart.series) + 2, drawn)
