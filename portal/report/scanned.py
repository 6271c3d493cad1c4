"""Scans of the printed codes in the month: by placement, and placements that fell silent."""

from __future__ import annotations

from datetime import timedelta

from bot import scans
from bot.figures import FEWEST
from bot.store import Connection
from portal.report.parts import ALL_SMALL, NONE, Column, Key, Scope, Section, joined, number, without_figures

TITLE = "Lượt quét mã QR"
FIRST = "SELECT min(day) AS day FROM scans"
UNPLACED = "Tờ không ghi nơi dán"
MOST_SCANNED = 3


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the section about scans."""
    row = connection.one(FIRST)
    first = row["day"] if row else None
    if first is None or first > scope.span.last.isoformat():
        since = f"lượt quét được đếm từ {first}" if first else "chưa ai quét mã nào"
        why = f"{since}; in và dán tờ (python -m portal posters), ghi nơi dán vào knowledge/ma-in.yaml."
        return (without_figures(TITLE, why, TITLE),)
    counts = scans.counted(connection, scope.span.first, scope.span.last)
    total = sum(counts.values())
    earlier = sum(scans.counted(connection, scope.before.first, scope.before.last).values())
    compared = number(earlier) if first < scope.span.first.isoformat() else NONE
    places = {run.suffix: f"{run.place} ({run.suffix})" for run in scope.book.register.runs}
    named = {places.get(suffix, suffix) or UNPLACED: n for suffix, n in scans.by(counts, 1).items()}
    lines = [f"{number(total)} lượt quét.", *_most(scope, counts), *_silent(connection, scope)]
    key = Key(TITLE, number(total), f"{scope.before.shown}: {compared}", "người mở mã đã in")
    columns = (Column("Nơi dán", number=False), Column("Lượt quét"))
    rows = tuple(joined(named, "Các nơi còn lại"))
    if not rows:
        return (Section(TITLE, (" ".join((*lines, ALL_SMALL)),), keys=(key,)),)
    return (Section(TITLE, (" ".join(lines),), columns, rows, most=8, keys=(key,)),)


def _most(scope: Scope, counts: dict[tuple[str, str], int]) -> list[str]:
    """Name the codes that were scanned most."""
    found = [(code, n) for code, n in scans.by(counts, 0).most_common(MOST_SCANNED) if n >= FEWEST]
    named = []
    for code, n in found:
        procedure = scope.book.by_number(code)
        named.append(f"{procedure.short_name if procedure else code} ({number(n)})")
    return [f"Nhiều nhất: {', '.join(named)}."] if named else []


def _silent(connection: Connection, scope: Scope) -> list[str]:
    """Name the placements that people used to scan and nobody did in the last days."""
    before, lately = scans.periods(scope.span.last + timedelta(days=0 if scope.running else 1))
    runs = scope.book.register.runs
    found = scans.silent(runs, scans.counted(connection, *before), scans.counted(connection, *lately), scope.day)
    if not found:
        return []
    named = ", ".join(f"{one.run.place} ({one.run.suffix})" for one in found)
    return [f"{scans.SILENT_DAYS} ngày cuối không ai quét ở: {named}; cần xem tờ có bị che, bị gỡ không."]
