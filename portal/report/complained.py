"""Complaints and suggestions of the month: by kind, and how many were acted on in time."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot import figures
from bot.complaints import OPEN, Kind
from bot.docket import Act, day_of
from bot.store import Connection, Row
from portal.report.parts import ALL_SMALL, Cell, Column, Scope, Section, joined, shy, told, without_figures

TITLE = "Phản ánh, kiến nghị"
RECEIVED = """
SELECT kind, state, pass_by, answer_by, received_at, (
    SELECT min(at) FROM complaint_acts WHERE complaint = complaints.id AND act NOT IN (:filed, :reopened)) AS acted_at
FROM complaints WHERE received_at >= :starts AND received_at < :ends
"""
ANY = "SELECT id FROM complaints LIMIT 1"
KINDS = {
    Kind.HANDLING: "Giải quyết chậm, sai, phiền hà",
    Kind.RULES: "Quy định, góp ý",
    Kind.CONDUCT: "Thái độ của cán bộ",
}
IN_TIME, UNDATED = "trong hạn", "không có hạn"
HOW = (
    "Nhận trong tháng; tình trạng lúc lập báo cáo. Hạn: ngày phải chuyển hoặc trả lời ghi khi nhận; xử lý là trả lời, "
    "chuyển đi hoặc đóng."
)


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the section about complaints."""
    span = {"starts": scope.span.starts, "ends": scope.span.ends}
    found = connection.rows(RECEIVED, {**span, "filed": Act.FILED, "reopened": Act.REOPENED})
    if not found:
        if connection.one(ANY) is None:
            return (without_figures(TITLE, "chưa ai gửi qua bot; người dân nhắn «phản ánh» là gửi được."),)
        return (Section(TITLE, ("Không nhận phản ánh, kiến nghị nào.",)),)
    today = scope.now.date()
    kinds = Counter(KINDS[Kind(row["kind"])] for row in found)
    states = Counter(_state(row, today) for row in found)
    rows: list[tuple[Cell, ...]] = [*joined(kinds, "Các loại còn lại"), *joined(states, "Tình trạng khác")]
    dated = {name: n for name, n in states.items() if not name.endswith(UNDATED)}
    kept = sum(n for name, n in dated.items() if name.endswith(IN_TIME))
    if share := figures.share(kept, sum(dated.values())):
        rows.append(("Trong hạn, trên số có hạn", share))
    line = f"Nhận {told(shy(len(found)))} phản ánh, kiến nghị."
    if not rows:
        return (Section(TITLE, (f"{line} {ALL_SMALL.replace('nơi', 'loại')}",)),)
    columns = (Column("Loại, tình trạng", number=False), Column("Số"))
    return (Section(TITLE, (line,), columns, tuple(rows), notes=(HOW,)),)


def _state(row: Row, today: date) -> str:
    """Say how a complaint stands against the first of its days, as far as it has any."""
    due = min((date.fromisoformat(row[name]) for name in ("pass_by", "answer_by") if row[name]), default=None)
    waiting = row["state"] in OPEN or row["acted_at"] is None
    name = "Đang chờ" if waiting else "Đã xử lý"
    if due is None:
        return f"{name}, {UNDATED}"
    return f"{name}, {'quá hạn' if due < (today if waiting else day_of(row['acted_at'])) else IN_TIME}"
