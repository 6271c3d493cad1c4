"""The command `ratings`: how content citizens were in a month, for the office."""

from __future__ import annotations

import click

from bot import config, knowledge, satisfaction
from bot.figures import FEWEST
from bot.missing_command import Month
from bot.processes import open_store
from bot.ratings import SUBJECTS, TITLES, Level
from bot.satisfaction import Rated
from bot.sections import Words
from bot.wording import REPLY_KEYS


@click.command("ratings")
@click.argument("month", type=Month())
def command(month: str) -> None:
    """Mức độ hài lòng trong MONTH (ví dụ 2026-11) theo thủ tục, và lời góp ý đã che thông tin riêng (chỉ để nội bộ)."""
    settings = config.load()
    book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    words = Words(book)
    with open_store(settings).read() as connection:
        rated, said = satisfaction.counted(connection, month, month), satisfaction.remarks(connection, month)
    shown = f"{month[5:]}/{month[:4]}"
    if not rated:
        click.echo(f"Tháng {shown} chưa có ai đánh giá.")
        return
    click.echo(f"Mức độ hài lòng, tháng {shown} (số dưới {FEWEST} không công bố ra ngoài)")
    for one in rated:
        procedure = book.procedures.get(one.procedure)
        named = f", {procedure.number or '•'} {procedure.short_name}" if procedure else ""
        click.echo(f"  {SUBJECTS[one.about]}{named}: {levels(words, one)}")
    if said:
        click.echo("\nLời góp ý:")
    for word in said:
        procedure = book.procedures.get(word.procedure)
        named = procedure.short_name if procedure else SUBJECTS[word.about]
        click.echo(f"  [{words[TITLES[word.level]]}; {named}] {word.text}")


def levels(words: Words, rated: Rated) -> str:
    """Write how often each level was chosen."""
    parts = (f"{words[TITLES[level]].lower()} {rated.levels.get(level, 0)}" for level in Level)
    return f"{rated.total} lượt ({', '.join(parts)})"
