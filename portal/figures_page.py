"""The figures of imported dossiers as a page with tables, a chart, and open data; small numbers are hidden."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from bot import figure_words, figures
from bot.book import Book
from bot.figures import Figures, Published, published
from bot.records import Records
from bot.samples import MARK
from bot.sections import Words
from bot.store import Store, StoreError
from portal import chart, ratings_table
from portal.figure_tables import ALL, Line, figure_tables
from portal.pages import Pages
from portal.press import printed
from portal.sending import send

MONTHS = 24
"""Months on the page; the open data hold all."""
CHARTED = 12
"""Months of the chart: more cannot be read on a telephone."""
CACHE = "public, max-age=60"
COUNTED = ("tiep_nhan", "truc_tuyen", "giai_quyet", "truoc_hen", "dung_hen", "tre_hen")
HEAD = ("du_lieu", "cap_nhat", "thang", "loai", "ma", "ten", *COUNTED)


class FiguresPage:
    """Answers /so-lieu, its chart, and /du-lieu/so-lieu.csv."""

    def __init__(self, pages: Pages, store: Store, records: Records) -> None:
        self._pages, self._store, self._records = pages, store, records
        self._kept: tuple[Book | None, Figures | None, dict[str, dict[str, tuple[Line, ...]]]] = (None, None, {})

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
        today = run.day
        book, found = run.conversation.book, self._figures()
        words = Words(book)
        more = {"words": words, "url": self._pages.url, "rated": self._rated(book, words, today)}
        if found is None:
            return send(printed(render_template("figures.html", found=None, **more)), CACHE)
        months, year = list(found.months)[-MONTHS:], found.year(found.newest_year)
        month = _month(request.args.get("thang", ""), found)
        page = render_template(
            "figures.html",
            **more,
            found=found,
            counted=[figures.total([one.received for one in year]), figures.total([one.done for one in year])],
            lines=figure_words.lines(words, found),
            size=chart.SIZE,
            months=[(_shown(name), self._tables(book, found, name)[ALL][0].shown) for name in reversed(months)],
            month=_shown(month),
            choices=[(name, _shown(name)) for name in reversed(months)],
            tables=[
                (kind, [(one.name, one.shown) for one in rows])
                for kind, rows in self._tables(book, found, month).items()
                if kind != ALL
            ],
            shown=lambda count: "*" if count is None else figures.shown(count),
        )
        return send(printed(page), CACHE)

    def chart(self) -> Response:
        """Received and finished by month as a picture."""
        found = self._figures()
        if found is None:
            abort(404)
        months = [(name, published(one)) for name, one in list(found.months.items())[-CHARTED:]]
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
        for month in found.months:
            for kind, rows in self._tables(book, found, month).items():
                writer.writerows((mark, as_of, month, kind, one.id, one.name, *_numbers(one.shown)) for one in rows)
        response = send(printed("\ufeff" + out.getvalue(), "text/csv; charset=utf-8"), CACHE)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Disposition"] = "attachment; filename=so-lieu.csv"
        return response

    def _tables(self, book: Book, found: Figures, month: str) -> dict[str, tuple[Line, ...]]:
        """Give the tables of a month; they are set once for an import and a book."""
        book_then, found_then, kept = self._kept
        if book_then is not book or found_then is not found:
            kept = {}
            self._kept = (book, found, kept)
        if month not in kept:
            kept[month] = figure_tables(book, found, month)
        return kept[month]

    def _rated(self, book: Book, words: Words, today: date) -> ratings_table.Table | None:
        try:
            with self._store.read() as connection:
                return ratings_table.table(connection, book, words, today)
        except StoreError:
            abort(503)

    def _figures(self) -> Figures | None:
        try:
            with self._store.read() as connection:
                return self._records.figures(connection)
        except StoreError:
            abort(503)


def _numbers(shown: Published) -> tuple[str, ...]:
    """Write what may be published; a hidden number is an empty cell."""
    values = (shown.received, shown.online, shown.done, shown.early, shown.on_time, shown.late)
    return tuple("" if value is None else str(value) for value in values)


def _month(asked: str, found: Figures) -> str:
    """Take the month that was asked for if there is one; else the last that is over, else the last."""
    if re.fullmatch(r"\d{4}-\d{2}", asked) and asked in found.months:
        return asked
    over = [name for name in found.months if name < f"{found.as_of:%Y-%m}"]
    return (over or list(found.months))[-1]


def _shown(month: str) -> str:
    return f"{month[5:]}/{month[:4]}"
