"""How content citizens were in the month, as far as enough of them said so."""

from __future__ import annotations

from bot import satisfaction
from bot.figures import FEWEST
from bot.ratings import SUBJECTS, TITLES, About, Level
from bot.satisfaction import Rated
from bot.sections import Words
from bot.store import Connection
from portal.report.parts import Cell, Column, Scope, Section, per_cent, without_figures

TITLE = "Mức độ hài lòng"
HOW = (
    f"Hỏi một câu dưới lời đáp, mỗi người nhiều nhất một lần một tuần; từ {FEWEST} lượt trở lên mới kể ra. "
    "Lời góp ý đã che: python -m bot ratings."
)


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the section about satisfaction: both kinds together, then each procedure that enough people rated."""
    month = str(scope.month)
    rated = satisfaction.counted(connection, month, month)
    if not rated:
        return (without_figures(TITLE, "chưa ai đánh giá; bot tự hỏi sau lời đáp, không phải làm gì."),)
    rows: list[tuple[Cell, ...]] = []
    for about in About:
        together = satisfaction.together(rated, about)
        rows += [_row(SUBJECTS[about], together)] if together.public else []
        for one in rated:
            procedure = scope.book.procedures.get(one.procedure) if one.about is about else None
            rows += [_row(f"– {procedure.short_name}", one)] if procedure and one.public else []
    if not rows:
        return (Section(TITLE, (f"Chưa đủ {FEWEST} lượt đánh giá để kể ra.",), notes=(HOW,)),)
    titles = tuple(Words(scope.book)[TITLES[level]] for level in Level)
    columns = (Column("Về", number=False), Column("Lượt"), *(Column(title) for title in titles))
    return (Section(TITLE, (), columns, tuple(rows), notes=(HOW,)),)


def _row(name: str, one: Rated) -> tuple[Cell, ...]:
    return (name, one.total, *(per_cent(one.levels.get(level, 0), one.total) for level in Level))
