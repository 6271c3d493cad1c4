"""The open data of the portal: what it offers, and the files themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, Response, render_template

from portal import dataset, press
from portal.pages import Pages
from portal.press import Printed, Run, printed
from portal.sending import send

Weekly = Callable[[date], Mapping[tuple[date, str], int]]
"""Scans by the Monday of a week and code, for the weeks before a day; empty when there are none."""

FILES: dict[str, tuple[str, str]] = {
    "thu-tuc.json": ("application/json; charset=utf-8", "Tất cả thủ tục, mọi bản, nguồn, mã in (JSON)"),
    "thu-tuc.schema.json": ("application/schema+json; charset=utf-8", "Mô tả cấu trúc của tệp JSON (JSON Schema)"),
    "thu-tuc.csv": ("text/csv; charset=utf-8", "Mỗi bản một dòng, mở bằng bảng tính (CSV)"),
    "thu-tuc.db": ("application/vnd.sqlite3", "Cơ sở dữ liệu có sẵn (SQLite)"),
    "luot-quet.csv": ("text/csv; charset=utf-8", "Lượt quét mã theo tuần (CSV)"),
}
"""What is offered: the file's type, and what it is in words."""


class OpenData:
    """The files of the book that the pages show; `weekly` gives the scans that may be published."""

    def __init__(self, pages: Pages, weekly: Weekly) -> None:
        self._pages = pages
        self._weekly = weekly

    def blueprint(self) -> Blueprint:
        """Give the routes under /du-lieu."""
        blueprint = Blueprint("open_data", __name__, template_folder="templates", url_prefix="/du-lieu")
        blueprint.add_url_rule("", "index", self.index, strict_slashes=False)
        for name in FILES:
            blueprint.add_url_rule(f"/{name}", name.replace(".", "_"), self.file, defaults={"name": name})
        return blueprint

    def index(self) -> Response:
        """The page that lists the files, and last week's scans as far as they may be published."""
        run, now = self._pages.current()
        page = run.get("du-lieu", lambda: printed(self._index(run)))
        return send(page, f"public, max-age={press.fresh_seconds(now)}")

    def file(self, name: str) -> Response:
        """One of the files; anybody may use it in any page."""
        run, now = self._pages.current()
        off = self._pages.off()
        page = run.get(("du-lieu", name, off), lambda: self._file(run, name, off))
        response = send(page, f"public, max-age={press.fresh_seconds(now)}")
        response.headers["Access-Control-Allow-Origin"] = "*"
        if name.endswith((".csv", ".db")):
            response.headers["Content-Disposition"] = f"attachment; filename={name}"
        return response

    def _index(self, run: Run) -> str:
        book, scans = run.conversation.book, self._weekly(run.day)
        last = max((monday for monday, _ in scans), default=None)
        rows = [(book.by_number(code), n) for (monday, code), n in scans.items() if monday == last]
        return render_template("data.html", files=FILES, url=self._pages.url, monday=last, rows=rows)

    def _file(self, run: Run, name: str, off: frozenset[str]) -> Printed:
        book, url = run.conversation.book, self._pages.url
        draw: dict[str, Callable[[], str | bytes]] = {
            "thu-tuc.json": lambda: dataset.as_json(book, url, off),
            "thu-tuc.schema.json": lambda: dataset.schema(url),
            "thu-tuc.csv": lambda: dataset.as_csv(book, url, off),
            "thu-tuc.db": lambda: dataset.as_sqlite(book, url, off),
            "luot-quet.csv": lambda: _scans(self._weekly(run.day)),
        }
        return printed(draw[name](), FILES[name][0])


def _scans(scans: Mapping[tuple[date, str], int]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("tuan_tu_ngay", "so", "luot_quet"))
    writer.writerows((monday.isoformat(), code, n) for (monday, code), n in scans.items())
    return "\ufeff" + out.getvalue()
