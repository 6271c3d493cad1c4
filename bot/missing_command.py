"""The command `missing`: which papers people did not have with them at the counter, by month."""

from __future__ import annotations

import re
from typing import Any

import click

from bot import config, knowledge, missing
from bot.book import Book
from bot.figures import FEWEST, shown
from bot.missing import Counted
from bot.processes import open_store
from bot.wording import REPLY_KEYS

_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})|(?P<first>\d{1,2})/(?P<last>\d{4})", re.ASCII)


class Month(click.ParamType[str]):
    """A month: 2026-11 or 11/2026."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it as YYYY-MM, or fail with what to write."""
        found = _MONTH.fullmatch(str(value).strip())
        month = found and (found["year"] or found["last"], int(found["month"] or found["first"]))
        if not month or not 1 <= month[1] <= 12:
            self.fail(f"«{value}» không phải tháng; viết ví dụ 2026-11", param, ctx)
        return f"{month[0]}-{month[1]:02}"


@click.command("missing")
@click.argument("month", type=Month())
@click.option("--counter", default="", help="Chỉ một quầy (mã trong quay.yaml); mặc định: mọi quầy cộng lại.")
@click.option("--public", is_flag=True, help=f"Để công bố: số nhỏ hơn {FEWEST} được giấu.")
def command(month: str, counter: str, *, public: bool) -> None:
    """Giấy tờ còn thiếu trong MONTH (ví dụ 2026-11) theo thủ tục, đếm từ phiếu còn thiếu của các quầy."""
    settings = config.load()
    book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    known = {one.id for one in book.offices.counters}
    if counter and counter not in known:
        raise click.BadParameter(f"không có quầy «{counter}»; có: {', '.join(sorted(known))}", param_hint="--counter")
    store = open_store(settings)
    with store.read() as connection:
        found = missing.counted(connection, month, counter)

    written = f"{month[5:]}/{month[:4]}"
    if not found:
        click.echo(f"Tháng {written} chưa ghi phiếu còn thiếu nào.")
        return
    click.echo(f"Giấy tờ còn thiếu tại quầy, tháng {written}")
    for one in sorted(found, key=lambda one: (-one.sheets, one.procedure)):
        click.echo("\n" + "\n".join(_lines(book, one, public=public)))


def _lines(book: Book, one: Counted, *, public: bool) -> list[str]:
    procedure = book.procedures.get(one.procedure)
    named = f"{procedure.number or '•'} {procedure.name}" if procedure else one.procedure
    papers = [f"  {_number(n, public=public):>8}  {paper}" for paper, n in one.papers]
    return [f"{named}: {_number(one.sheets, public=public)} phiếu", *papers]


def _number(n: int, *, public: bool) -> str:
    return shown(n) if public else str(n)
