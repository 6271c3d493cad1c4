"""Dossiers of the month: received, finished, in time, each share with what it is measured on; and by kind.

Two ways of measuring are in use, so the denominator is always told: finished dossiers (in time by the day on the
receipt, and by law), and all received ones (finished in time or still in time).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import archive, figures
from bot.figures import Counts, Figures, published
from bot.store import Connection
from portal.figure_tables import ALL, figure_tables
from portal.report.month import Month
from portal.report.parts import NONE, Cell, Chart, Column, Key, Scope, Section, shy, without_figures

TITLE, ON_TIME = "Hồ sơ", "Đúng hoặc trước hẹn"
MONTHS = 12
"""Months of the chart."""
OPEN = """
SELECT coalesce(sum(CASE WHEN due >= :day THEN 1 ELSE 0 END), 0) AS in_time,
    coalesce(sum(CASE WHEN due < :day THEN 1 ELSE 0 END), 0) AS late
FROM dossiers WHERE received <= :day AND (done IS NULL OR done > :day) AND status NOT IN ('tra_lai', 'da_rut')
"""
OF_RECEIVED = """
SELECT count(*) AS known, coalesce(sum(CASE WHEN done <= due AND done <= :day
    OR (done IS NULL OR done > :day) AND due >= :day THEN 1 ELSE 0 END), 0) AS kept
FROM dossiers WHERE received BETWEEN :first AND :last AND status NOT IN ('tra_lai', 'da_rut')
"""


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the sections about dossiers."""
    found = archive.figures(connection)
    if found is None:
        why = "chưa nhập hồ sơ nào; xuất tệp từ phần mềm một cửa rồi chạy python -m bot dossiers import."
        return (without_figures(TITLE, why, ON_TIME),)
    month, earlier = _of(found, scope.month), _of(found, scope.month.before)
    if not (month.received or month.done):
        why = f"lần nhập gần nhất ({found.as_of:%d/%m/%Y}) không có hồ sơ nào của tháng; nhập tệp mới hơn."
        return (without_figures(TITLE, why, ON_TIME),)
    day = min(scope.day, found.as_of.date())
    states = (_state(connection, scope.month, day), _state(connection, scope.month.before, scope.month.before.last))
    rows = [*_rows(month, earlier), *_state_rows(*states)]
    columns = (Column("Chỉ tiêu", number=False), Column("Tháng này"), Column("Tháng trước"))
    section = Section(
        TITLE,
        _lines(found, scope, month),
        columns,
        tuple(rows),
        _chart(found, scope.month),
        _how(day),
        most=len(rows),
        keys=(_key(scope, month, earlier),),
    )
    return (section, *_tables(scope, found))


def _of(found: Figures, month: Month) -> Counts:
    return found.months.get(str(month), Counts())


def _lines(found: Figures, scope: Scope, month: Counts) -> tuple[str, ...]:
    lines = [f"Nhận {figures.shown(month.received)}, giải quyết {figures.shown(month.done)} hồ sơ."]
    lines.append(f"Theo hồ sơ nhập lúc {found.as_of:%H:%M %d/%m/%Y}.")
    if found.as_of.date() <= scope.span.last and not scope.running:
        lines.append("Lần nhập ấy trước khi hết tháng: số liệu chưa đủ; nhập tệp mới hơn rồi lập lại.")
    return (" ".join(lines),)


def _rows(month: Counts, earlier: Counts) -> list[tuple[Cell, ...]]:
    now, then = published(month), published(earlier)
    counted = [
        ("Tiếp nhận", now.received, then.received),
        ("   nộp trực tuyến", now.online, then.online),
        ("Đã giải quyết", now.done, then.done),
        ("   trước ngày hẹn", now.early, then.early),
        ("   đúng ngày hẹn", now.on_time, then.on_time),
        ("   trễ hẹn", now.late, then.late),
    ]
    rows: list[tuple[Cell, ...]] = [(name, _hidden(one), _hidden(two)) for name, one, two in counted]
    rows.append((f"{ON_TIME}, trên số đã giải quyết", _promised(month), _promised(earlier)))
    rows.append(("Trong hạn luật định, trên số có ghi hạn ấy", _legal(month), _legal(earlier)))
    return rows


def _hidden(count: int | None) -> Cell:
    return "*" if count is None else shy(count)


def _promised(counts: Counts) -> str:
    return _share(counts.early + counts.on_time, counts.done)


def _legal(counts: Counts) -> str:
    return _share(counts.legal_kept, counts.legal_known)


def _share(kept: int, known: int) -> str:
    return figures.share(kept, known) or NONE


@dataclass(frozen=True)
class State:
    """How the dossiers stood at the end of a day: open ones in time and late, and those received in time or not."""

    in_time: int
    late: int
    kept: int
    known: int


def _state(connection: Connection, month: Month, day: date) -> State:
    values = {"day": day.isoformat(), "first": month.first.isoformat(), "last": month.last.isoformat()}
    counted: dict[str, int] = {}
    counted.update(connection.one(OPEN, {"day": values["day"]}) or {})
    counted.update(connection.one(OF_RECEIVED, values) or {})
    return State(**counted)


def _state_rows(now: State, then: State) -> list[tuple[Cell, ...]]:
    return [
        ("Trong hạn, trên số đã nhận", _share(now.kept, now.known), _share(then.kept, then.known)),
        ("Cuối kỳ còn đang giải quyết, trong hạn", shy(now.in_time), shy(then.in_time)),
        ("Cuối kỳ còn đang giải quyết, đã quá hạn", shy(now.late), shy(then.late)),
    ]


def _how(day: date) -> tuple[str, ...]:
    return (
        "Ngày hẹn: ngày trên giấy hẹn (thời hạn đã đăng ký). Đã giải quyết: có kết quả trong tháng. "
        f"Trên số đã nhận: của hồ sơ nhận trong tháng, không kể hồ sơ trả lại và đã rút, phần đã xong không trễ hẹn "
        f"hoặc cuối kỳ chưa quá hẹn. Cuối kỳ: hết ngày {day:%d/%m/%Y}. *: số nhỏ, hoặc số làm lộ số nhỏ, không hiện.",
    )


def _key(scope: Scope, month: Counts, earlier: Counts) -> Key:
    before = f"tháng {scope.month.before.number}: {_promised(earlier)}"
    return Key(ON_TIME, _promised(month), before, f"của {figures.shown(month.done)} hồ sơ đã xong")


def _chart(found: Figures, last: Month) -> Chart:
    months = [last]
    while len(months) < MONTHS:
        months.insert(0, months[0].before)
    while months[0] < last and str(months[0]) not in found.months:
        months.pop(0)
    counted = [published(_of(found, one)) for one in months]
    return Chart(
        "Hồ sơ theo tháng",
        tuple(one.shown for one in months),
        (
            ("Tiếp nhận", tuple(one.received for one in counted)),
            ("Giải quyết", tuple(one.done for one in counted)),
        ),
        ticks=tuple(f"1/{one.year % 100:02}" if one.number == 1 else str(one.number) for one in months),
    )


def _tables(scope: Scope, found: Figures) -> list[Section]:
    """The month by field, by procedure and by counter; procedures stand in the tables only."""
    sections = []
    columns = tuple(Column(name) for name in ("Nhận", "Xong", "Trễ"))
    for kind, rows in figure_tables(scope.book, found, str(scope.month)).items():
        if kind == ALL:
            continue
        cells = [
            (one.name, _hidden(one.shown.received), _hidden(one.shown.done), _hidden(one.shown.late)) for one in rows
        ]
        most = 0 if kind == "Thủ tục" else 12
        title = f"Hồ sơ theo {kind[0].lower()}{kind[1:]}"
        sections.append(Section(title, (), (Column(kind, number=False), *columns), tuple(cells), most=most))
    return sections
