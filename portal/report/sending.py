"""How the replies travelled: how long people waited, which were given up, when the bot was off."""

from __future__ import annotations

from datetime import datetime

from bot import switches
from bot.calendar import VIETNAM
from bot.retention import DAY
from bot.store import Connection
from bot.switches import WHOLE_BOT, Switched
from portal.report.parts import Cell, Column, Scope, Section, number, without_figures

TITLE = "Gửi lời đáp"
COUNTED = """
SELECT state, count(*) AS n FROM outbox
WHERE state IN ('sent', 'dead') AND settled_at >= :starts AND settled_at < :ends GROUP BY state
"""
WAITED = """
SELECT n, seconds FROM (
    SELECT seconds, row_number() OVER (ORDER BY seconds) AS place, count(*) OVER () AS n FROM (
        SELECT outbox.settled_at - inbox.received_at AS seconds
        FROM outbox JOIN inbox ON inbox.id = outbox.inbox_id
        WHERE outbox.state = 'sent' AND outbox.settled_at >= :starts AND outbox.settled_at < :ends) AS waits) AS ordered
WHERE place = 1 + n / 2 OR place = 1 + n * 95 / 100 ORDER BY seconds
"""


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the section about sending; its figures reach as far back as finished replies are kept."""
    span = {"starts": scope.span.starts, "ends": scope.span.ends}
    off = _off(switches.history(connection), scope)
    counts = {row["state"]: int(row["n"]) for row in connection.rows(COUNTED, span)}
    if not counts:
        why = f"không còn lời đáp nào của tháng; lời đáp giữ {scope.keep.replies} ngày ([retention] replies_days)."
        return (without_figures(TITLE, f"{why} Lập báo cáo ngay đầu tháng sau, hoặc tăng số ngày giữ. {off}".strip()),)
    sent, dead = counts.get("sent", 0), counts.get("dead", 0)
    waits = connection.rows(WAITED, span)
    rows: list[tuple[Cell, ...]] = [("Đã gửi tới Zalo", sent), ("Gửi không được, cán bộ xem", dead)]
    if waits:
        rows.append(("Một nửa chờ không quá", waited(waits[0]["seconds"])))
        rows.append(("95 % chờ không quá", waited(waits[-1]["seconds"])))
    lines = [f"{number(sent)} lời đáp đã tới Zalo, {number(dead)} lời gửi không được."]
    lines += [off] if off else []
    timed = waits[0]["n"] if waits else 0
    how = f"Chờ: từ lúc nhận tin tới lúc Zalo nhận lời đáp, đo trên {number(timed)} lời đáp còn giữ{_since(scope)}."
    columns = (Column("Lời đáp", number=False), Column("Trong tháng"))
    return (Section(TITLE, (" ".join(lines),), columns, tuple(rows), notes=(how,)),)


def _since(scope: Scope) -> str:
    """Say from when on replies are kept, where that cuts the month short."""
    oldest = scope.now.timestamp() - scope.keep.replies * DAY
    if oldest <= scope.span.starts:
        return ""
    return f" (từ {datetime.fromtimestamp(oldest, VIETNAM):%d/%m}: lời đáp chỉ giữ {scope.keep.replies} ngày)"


def waited(seconds: float) -> str:
    """Write how long something took: seconds, minutes or hours."""
    seconds = max(seconds, 0.0)
    if seconds < 60:
        return f"{seconds:.1f} giây".replace(".", ",")
    if seconds < 3600:
        return f"{seconds / 60:.0f} phút"
    return f"{seconds / 3600:.1f} giờ".replace(".", ",")


def _off(history: list[Switched], scope: Scope) -> str:
    """Say how long the whole bot was switched off in the month, and which procedures were off at its end."""
    end = min(scope.span.ends, scope.now.timestamp())
    begun, seconds, times = None, 0.0, 0
    off: set[str] = set()
    for one in (flip for flip in history if flip.at < end):
        if one.target != WHOLE_BOT:
            off = off | {one.target} if one.off else off - {one.target}
        elif one.off and begun is None:
            begun = one.at
        elif not one.off and begun is not None:
            seconds, times, begun = *_added(seconds, times, begun, one.at, scope), None
    if begun is not None:
        seconds, times = _added(seconds, times, begun, end, scope)
    said = [f"Cả bot tắt {times} lần, tổng cộng {waited(seconds)}."] if times else []
    names = {one.id: one.short_name for one in scope.book.procedures.values()}
    said += [f"Đang tắt: {', '.join(sorted(names.get(one, one) for one in off))}."] if off else []
    return " ".join(said)


def _added(seconds: float, times: int, begun: float, ended: float, scope: Scope) -> tuple[float, int]:
    within = min(ended, scope.span.ends) - max(begun, scope.span.starts)
    return (seconds + within, times + 1) if within > 0 else (seconds, times)
