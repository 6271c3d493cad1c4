"""The charts of the figures page and of the monthly report, drawn on the server as SVG (keeper of pygal)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from bot.figures import Published
from bot.samples import MARK

COLOURS = ("#0a4a8f", "#8a1c1c")
"""Received, finished: told apart by brightness too, for those who see no colours."""

SIZE = (420, 380)
"""Pixels of the figures page's chart: on a narrow telephone it shrinks by a fifth and can still be read."""
BARS = ("#0a4a8f", "#d99a00", "#9c1420")
"""The series of the report's charts, in order: blue, gold, red."""


def bars(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int | None]]],
    size: tuple[int, int],
    *,
    stacked: bool,
    family: str,
) -> str:
    """Draw bars without title or legend, for print: `size` in pixels, letters of 13 pixels."""
    pygal = _library()
    kind = pygal.StackedBar if stacked else pygal.Bar
    chart = kind(
        style=pygal.style.Style(
            background="#ffffff",
            plot_background="#ffffff",
            foreground="#1b1f24",
            foreground_strong="#1b1f24",
            foreground_subtle="#4d545c",
            colors=BARS,
            opacity="1",
            guide_stroke_dasharray="2,3",
            font_family=family,
            label_font_size=13,
            major_label_font_size=13,
        ),
        width=size[0],
        height=size[1],
        js=[],
        show_legend=False,
        margin=4,
        margin_left=10,
        spacing=2,
        range=(0, max(4, _tallest(series, stacked=stacked))),
        min_scale=3,
        max_scale=6,
        truncate_label=-1,
        value_formatter=lambda value: f"{value:,.0f}".replace(",", "."),
        disable_xml_declaration=True,
    )
    chart.x_labels = list(labels)
    for name, values in series:
        chart.add(name, list(values))
    chart.uuid = "bieu-do"
    chart.add_xml_filter(_plain)
    drawn: str = chart.render()
    return drawn


def _tallest(series: Sequence[tuple[str, Sequence[int | None]]], *, stacked: bool) -> int:
    """The tallest bar, or pile of bars."""
    counted = [[value or 0 for value in values] for _, values in series]
    piles = (
        [sum(values) for values in zip(*counted, strict=True)]
        if stacked
        else [value for values in counted for value in values]
    )
    return max(piles, default=0)


def draw(months: Sequence[tuple[str, Published]], as_of: str, *, sample: bool) -> bytes:
    """Draw received and finished by month; a hidden number leaves a gap. `as_of` is told in the title."""
    pygal = _library()
    chart = pygal.Bar(
        style=pygal.style.Style(
            background="#fffdf9",
            plot_background="#fffdf9",
            foreground="#1d1b18",
            foreground_strong="#1d1b18",
            foreground_subtle="#59544c",
            colors=COLOURS,
            font_family="sans-serif",
            title_font_size=14,
            label_font_size=14,
            major_label_font_size=14,
            legend_font_size=15,
        ),
        title=f"{MARK if sample else 'Hồ sơ theo tháng'}, cập nhật lúc {as_of}",
        width=SIZE[0],
        height=SIZE[1],
        js=[],
        legend_at_bottom=True,
        x_label_rotation=45,
        disable_xml_declaration=True,
        pretty_print=False,
        show_minor_y_labels=False,
        truncate_legend=-1,
    )
    chart.x_labels = [f"{month[5:]}/{month[:4]}" for month, _ in months]
    chart.add("Tiếp nhận", [one.received for _, one in months])
    chart.add("Giải quyết", [one.done for _, one in months])
    chart.uuid = "so-lieu"  # the same drawing has the same bytes
    chart.add_xml_filter(_plain)
    drawn: bytes = chart.render()
    return drawn


def _plain(root: Element) -> Element:
    """Leave out the scripts that the library writes for pages which allow any."""
    for parent in list(root.iter()):
        for child in list(parent):
            if str(child.tag).rpartition("}")[2] == "script":
                parent.remove(child)
    return root


def _library() -> Any:
    """Give what draws; loaded when asked for, since few ask for a chart."""
    import pygal

    # It hooks a finder of an outdated kind into every import of the process, for plugins that nobody uses here.
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]
    return pygal
