"""The figures of imported dossiers as a page with tables, a chart, and open data; small numbers are hidden."""

from __future__ import annotations

import csv
import io
import re

from flask import Blueprint, Response, abort, render_template, request

from bot import figure_words, figures
from bot.book import Book
from bot.figures import Cell, Counts, Figures, pooled, published
from bot.records import Records
from bot.samples import MARK
from bot.sections import Words
from bot.store import Store, StoreError
from portal import chart
from portal.pages import FIELDS, Pages
from portal.press import printed
from portal.sending import send

MONTHS = 24
"""Months on the page; the open data hold all."""
OTHER = "Thủ tục ngoài sổ"
CACHE = "public, max-age=60"
COUNTED = ("tiep_nhan", "truc_tuyen", "giai_quyet", "truoc_hen", "dung_hen", "tre_hen")
HEAD = ("du_lieu", "cap_nhat", "thang", "loai", "ten", *COUNTED)
Named = tuple[str, Counts]


class FiguresPage:
    """Answers /so-lieu, its chart, and /du-lieu/so-lieu.csv."""

    def __init__(self, pages: Pages, store: Store, records: Records) -> None:
        self._pages, self._store, self._records = pages, store, records

    def blueprint(self) -> Blueprint:
        """Give the routes."""
        blueprint = Blueprint("figures", __name__, template_folder="templates")
        blueprint.add_url_rule("/so-lieu", "page", self.page, strict_slashes=False)
        blueprint.add_url_rule("/so-lieu/bieu-do.svg", "chart", self.chart)
        blueprint.add_url_rule("/du-lieu/so-lieu.csv", "data", self.data)
        return blueprint

    def page(self) -> Response:
        """The year's measures, all months, and one month by field, procedure and counter."""
        run, _ = self._pages.current()
        book, found = run.conversation.book, self._figures()
        words = Words(book)
        if found is None:
            return send(printed(render_template("figures.html", words=words, found=None, url=self._pages.url)), CACHE)
        months = list(found.months.items())[-MONTHS:]
        month = _month(request.args.get("thang", ""), found)
        page = render_template(
            "figures.html",
            words=words,
            found=found,
            url=self._pages.url,
            lines=figure_words.lines(words, found),
            months=[(_shown(name), published(one)) for name, one in reversed(months)],
            month=_shown(month),
            choices=[(name, _shown(name)) for name, _ in reversed(months)],
            tables=[
                (kind, [(name, published(one)) for name, one in rows]) for kind, rows in tables(book, found, month)
            ],
            shown=lambda count: "*" if count is None else figures.shown(count),
        )
        return send(printed(page), CACHE)

    def chart(self) -> Response:
        """Received and finished by month as a picture."""
        found = self._figures()
        if found is None:
            abort(404)
        months = [(name, published(one)) for name, one in list(found.months.items())[-MONTHS:]]
        drawn = chart.draw(months, f"{found.as_of:%H:%M %d/%m/%Y}", sample=found.sample)
        return send(printed(drawn, "image/svg+xml"), CACHE)

    def data(self) -> Response:
        """All months as a table: in all, by field, by procedure, by counter."""
        found = self._figures()
        if found is None:
            abort(404)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEAD)
        mark, as_of = MARK if found.sample else "", found.as_of.isoformat(timespec="minutes")
        book = self._pages.current()[0].conversation.book
        for month, counts in found.months.items():
            for kind, rows in (("Tất cả", [("", counts)]), *tables(book, found, month)):
                writer.writerows((mark, as_of, month, kind, name, *_numbers(one)) for name, one in rows)
        response = send(printed("\ufeff" + out.getvalue(), "text/csv; charset=utf-8"), CACHE)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Disposition"] = "attachment; filename=so-lieu.csv"
        return response

    def _figures(self) -> Figures | None:
        try:
            with self._store.read() as connection:
                return self._records.figures(connection)
        except StoreError:
            abort(503)


def tables(book: Book, found: Figures, month: str) -> list[tuple[str, list[Named]]]:
    """Set the tables of one month, so that no small number follows from another table.

    Procedures are joined within their field only: the field's sum then tells no more than the joined row.
    """
    fields = {one.id: FIELDS[one.field] for one in book.procedures.values()}

    def field(cell: Cell) -> str:
        return fields.get(cell.procedure, OTHER)

    by_field = pooled(found.by(field, month).items(), "Các lĩnh vực còn lại")
    by_procedure = found.by(lambda cell: cell.procedure, month)
    procedures: list[Named] = []
    for name, _ in by_field:
        own = [(book.procedures[one].short_name, two) for one, two in by_procedure.items() if fields.get(one) == name]
        procedures += pooled(own, f"{name}: các thủ tục còn lại")
    names = {one.id: (one.in_force(found.as_of.date()) or one.editions[-1]).name for one in book.offices.counters}
    by_counter = pooled(found.by(lambda cell: names[cell.counter], month).items(), "Các quầy còn lại")
    return [("Lĩnh vực", by_field), ("Thủ tục", procedures), ("Quầy", by_counter)]


def _numbers(counts: Counts) -> tuple[str, ...]:
    """Write what may be published; a hidden number is an empty cell."""
    one = published(counts)
    values = (one.received, one.online, one.done, one.early, one.on_time, one.late)
    return tuple("" if value is None else str(value) for value in values)


def _month(asked: str, found: Figures) -> str:
    """Take the month that was asked for if there is one; else the last that is over, else the last."""
    if re.fullmatch(r"\d{4}-\d{2}", asked) and asked in found.months:
        return asked
    over = [name for name in found.months if name < f"{found.as_of:%Y-%m}"]
    return (over or list(found.months))[-1]


def _shown(month: str) -> str:
    return f"{month[5:]}/{month[:4]}"
