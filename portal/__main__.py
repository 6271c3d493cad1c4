"""Commands of the portal: posters, prints (which sheets are old), links and scans (care), trial («Thử tệp»)."""

from __future__ import annotations

import signal
import sys
from datetime import date, datetime
from pathlib import Path
from types import FrameType

import click
import waitress

from bot import archive, config, knowledge, sheets
from bot.book import Book
from bot.calendar import VIETNAM
from bot.commands import on_day
from bot.config import ConfigError
from bot.knowledge import KnowledgeFaults
from bot.misuse import Commands
from bot.processes import CannotStart
from bot.register import PrintRun
from bot.samples import MARK
from bot.store import Store, StoreError
from bot.wording import REPLY_KEYS
from portal.care import count_scans, look_at_links
from portal.posters import Posters, Sheet
from portal.printing import CannotWrite, PrintFaults, print_all
from portal.trial import create_app
from portal.typesetting import CannotTypeset, Typesetter


@click.group(
    cls=Commands,
    help="In mã QR, xem tờ đã cũ, trông liên kết và lượt quét, thử tệp.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def cli() -> None:
    """All commands."""


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--at", "suffix", help="In cho một đợt in đã ghi trong knowledge/ma-in.yaml, ví dụ B7.")
@on_day
def posters(out: Path, suffix: str | None, day: date | None) -> None:
    """In mọi tờ và mã QR vào thư mục OUT; mỗi tờ được vẽ ra và đọc lại trước khi ghi."""
    settings = config.load()
    book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    if long := sheets.faults(book, settings.web.public_url):
        raise PrintFaults(long)
    found = Posters(book, settings.web.public_url, day or _today(), _run(book, suffix))
    count = len(list(found))

    def told(sheet: Sheet) -> None:
        bar.update(1, sheet)
        if not sys.stderr.isatty():  # the bar draws itself on terminals only
            click.echo(f"đã đọc lại: {sheet.label}", err=True)

    with click.progressbar(length=count, label="In và đọc lại", item_show_func=_label, file=sys.stderr) as bar:
        written = print_all(found, out, Typesetter(), told)
    click.echo(f"Đã ghi {len(written)} tệp vào {out}; mã trên {count} tờ đều đọc lại đúng.")
    if found.sample:
        click.echo("Mọi tờ đóng dấu BẢN MẪU: [web] public_url chưa phải tên miền .gov.vn.")


def _label(sheet: Sheet | None) -> str | None:
    return sheet.label if sheet else None


def _run(book: Book, suffix: str | None) -> PrintRun | None:
    if suffix is None:
        return None
    run = book.register.run(suffix)
    if run is None:
        known = ", ".join(one.suffix for one in book.register.runs) or "chưa có đợt nào"
        raise PrintFaults([f"knowledge/ma-in.yaml: chưa ghi đợt in «{suffix}» (đã ghi: {known}); ghi rồi hãy in"])
    return run


@cli.command()
@on_day
def prints(day: date | None) -> None:
    """Liệt kê tờ đã in nay không còn đúng: nơi dán, ngày in, từ đó đã đổi gì."""
    book = knowledge.load(config.load().knowledge.path, REPLY_KEYS)
    old = list(sheets.out_of_date(book, day or _today()))
    for run in dict.fromkeys(one.run for one in old):
        click.echo(f"{run.suffix} · {run.place} · in ngày {run.printed:%d/%m/%Y}")
        for one in old:
            if one.run is run:
                click.echo(f"  {one.number}: {', '.join(one.parts)}")
    click.echo(f"{len(book.register.runs)} đợt in, {len(old)} tờ nên xem lại.")


@cli.command()
@click.option("--port", default=8082, show_default=True, help="Cổng trên máy này.")
def trial(port: int) -> None:
    """Mở trang «Thử tệp» trên chính máy này: xem lỗi và chỗ khác của một tệp tri thức."""
    settings = config.load()
    app = create_app(settings.knowledge.path, _today)
    app.jinja_env.globals["mark"] = MARK if archive.holds_samples(Store(settings.storage.url)) else ""
    signal.signal(signal.SIGTERM, _exit)
    waitress.serve(app, host="127.0.0.1", port=port, threads=2, _quiet=True)


cli.add_command(look_at_links)
cli.add_command(count_scans)


def _today() -> date:
    return datetime.now(VIETNAM).date()


def _exit(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """Run a command; what a person can mend is said in one line each, exit code 2."""
    try:
        cli()
    except (
        ConfigError,
        KnowledgeFaults,
        CannotTypeset,
        CannotWrite,
        PrintFaults,
        StoreError,
        CannotStart,
        OSError,
    ) as error:
        click.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
