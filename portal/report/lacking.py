"""Papers that people did not have with them at the counters in the month."""

from __future__ import annotations

from bot import missing
from bot.store import Connection
from portal.report.parts import ALL_SMALL, Column, Scope, Section, joined, number, without_figures

TITLE = "Giấy tờ còn thiếu"
REST = "Các giấy tờ còn lại"


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the section about missing papers: the paper with its procedure, and how often it was missing."""
    found = missing.counted(connection, str(scope.month))
    if not found:
        why = "chưa quầy nào ghi phiếu còn thiếu của tháng (người dân đưa mã danh sách giấy tờ, cán bộ đánh dấu)."
        return (without_figures(TITLE, why),)
    named: dict[str, int] = {}
    for one in found:
        procedure = scope.book.procedures.get(one.procedure)
        for paper, n in one.papers:
            named[f"{paper} ({procedure.short_name if procedure else one.procedure})"] = n
    sheets = sum(one.sheets for one in found)
    line = f"{number(sheets)} phiếu còn thiếu."
    rows = tuple(joined(named, REST))
    if not rows:
        return (Section(TITLE, (f"{line} {ALL_SMALL.replace('nơi', 'giấy tờ')}",)),)
    columns = (Column("Giấy tờ (thủ tục)", number=False), Column("Lần thiếu"))
    return (Section(TITLE, (line,), columns, rows, most=6),)
