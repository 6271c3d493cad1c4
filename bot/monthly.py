"""`python -m bot report 2026-10`: the month for the People's Committee as PDF, XLSX and CSV."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from bot import config, knowledge, processes
from bot.calendar import VIETNAM
from bot.wording import REPLY_KEYS

FOLDER = Path("var") / "bao-cao"


@click.command("report")
@click.argument("month", required=False, metavar="[THÁNG]")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False), default=FOLDER)
def command(month: str | None, folder: Path) -> None:
    """Lập báo cáo THÁNG (2026-10; không ghi là tháng vừa qua) vào thư mục FOLDER: PDF, XLSX, CSV."""
    # The sheet is typeset by the portal, which stands above the bot.
    from portal.printing import CannotWrite
    from portal.report.drawing_up import draw_up
    from portal.report.month import NotAMonth, read_month
    from portal.report.parts import NO_FIGURES, Scope
    from portal.typesetting import CannotTypeset

    now = datetime.now(VIETNAM)
    try:
        wanted = read_month(month, now.date())
    except NotAMonth as error:
        raise click.UsageError(str(error)) from None
    settings = config.load()
    book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    try:
        scope = Scope(wanted, now, book, settings.retention.keep())
        report, files = draw_up(processes.open_store(settings), scope, folder)
    except (CannotTypeset, CannotWrite) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if report.sample:
        click.echo(report.mark)
    for section in report.sections:
        for line in section.lines:
            if line.startswith(NO_FIGURES):
                click.echo(f"{section.title}: {line}")
    for file in files:
        click.echo(f"Đã ghi {file}")
