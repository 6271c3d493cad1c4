"""Two commands for the weekly round: outgoing links, and scans of the printed codes."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import click

from bot import config, knowledge, scans
from bot.calendar import VIETNAM
from bot.processes import open_store
from portal import links


@click.command("links")
def look_at_links() -> None:
    """Mở từng liên kết ra ngoài, tìm chữ phải thấy; thoát 1 nếu có chỗ cán bộ cần xem, 2 nếu máy không ra mạng được."""
    book = knowledge.load(config.load().knowledge.path)
    looks = []
    for look in links.look_all(links.of_book(book), book.outgoing, datetime.now(VIETNAM).date()):
        looks.append(look)
        click.echo(
            f"{'  ' if look.verdict in links.GOOD else '! '}{look.link}: {look.verdict.value} {look.detail}".rstrip()
        )
    code, lines = links.summary(looks)
    click.echo("\n" + "\n".join(lines))
    sys.exit(code)


@click.command("scans")
@click.option("--days", default=28, show_default=True, help="Đếm trong bao nhiêu ngày vừa qua, không kể hôm nay.")
def count_scans(days: int) -> None:
    """Lượt quét mã theo thủ tục và nơi dán; thoát 1 nếu có nơi dán bỗng không ai quét (tờ bị che, bị gỡ, phai)."""
    settings, today = config.load(), datetime.now(VIETNAM).date()
    register = knowledge.load(settings.knowledge.path).register
    before, lately = scans.periods(today)
    with open_store(settings).read() as connection:
        counts = scans.counted(connection, today - timedelta(days=days), today - timedelta(days=1))
        quiet = scans.silent(
            register.runs, scans.counted(connection, *before), scans.counted(connection, *lately), today
        )
    for code, n in sorted(scans.by(counts, 0).items()):
        click.echo(f"{code}: {n}")
    places = {run.suffix: run.place for run in register.runs}
    for suffix, n in sorted(scans.by(counts, 1).items()):
        click.echo(f"{suffix or '(không ghi nơi dán)'} {places.get(suffix, '')}: {n}")
    for one in quiet:
        click.echo(
            f"! {one.run.suffix} {one.run.place}: {scans.SILENT_DAYS} ngày qua không ai quét, "
            f"trước đó {one.before} lượt trong {scans.BEFORE_DAYS} ngày; xem tờ có bị che, bị gỡ, bị dán đè không"
        )
    click.echo(f"{sum(counts.values())} lượt trong {days} ngày qua (không kể hôm nay), {len(quiet)} nơi dán cần xem.")
    sys.exit(1 if quiet else 0)
