"""Questions that nobody answered, gathered by likeness; only what was asked often enough stands in the report."""

from __future__ import annotations

from datetime import datetime

from bot import gaps
from bot.calendar import VIETNAM
from bot.gaps import Unanswered
from bot.store import Connection
from portal.report.parts import ALL_SMALL, Column, Scope, Section, joined, number, without_figures

TITLE = "Câu chưa trả lời được"
MOST = 1000
"""Texts of a month that are gathered, the commonest first: likeness takes time."""
KEPT = """
SELECT min(id) AS id, text, sum(n) AS n, max(day) AS last FROM unanswered
WHERE day >= :starts AND day < :ends GROUP BY text ORDER BY n DESC, id LIMIT :most
"""
ANY = "SELECT id FROM unanswered LIMIT 1"


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the section about unanswered questions: groups of like ones, each under its commonest wording."""
    rows = connection.rows(KEPT, {"starts": scope.span.starts, "ends": scope.span.ends, "most": MOST})
    if not rows:
        if connection.one(ANY) is None:
            why = "chưa giữ câu nào; bot giữ câu không hiểu, đã che thông tin cá nhân."
            return (without_figures(TITLE, why),)
        return (Section(TITLE, ("Tháng này không còn giữ câu nào.",)),)
    found = gaps.group(
        Unanswered(row["id"], row["text"], int(row["n"]), datetime.fromtimestamp(row["last"], VIETNAM).date())
        for row in rows
    )
    asked = sum(one.count for one in found)
    line = f"{number(asked)} lần hỏi, {number(len(found))} nhóm câu giống nhau; xem và dạy bot: python -m bot gaps."
    named = tuple(joined({f"«{one.first.text}»": one.count for one in found}, "Các câu hỏi khác"))
    if not named:
        return (Section(TITLE, (f"{line} {ALL_SMALL.replace('nơi', 'nhóm')}",)),)
    how = "Đã che tên, số điện thoại, số giấy tờ. Chỉ nêu nhóm được hỏi từ 5 lần."
    columns = (Column("Hỏi như", number=False), Column("Lần hỏi"))
    return (Section(TITLE, (line,), columns, named, notes=(how,), most=6),)
