"""Dossiers of the month: received, finished, in time, each share with what it is measured on; and by kind.

Two ways of measuring are in use, so the denominator is always told: finished dossiers (in time by the day on the
receipt, and by law), and all received ones (finished in time or still in time).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import archive, figures
from bot.figures import Counts, Figures, Published, hidden, published
from bot.store import Connection
from portal.figure_tables import ALL, figure_tables
from portal.report.month import Month
from portal.report.parts import NONE, Cell, Chart, Column, Key, Scope, Section, shy, told, without_figures

TITLE, ON_TIME = "Hồ sơ", "Đúng hoặc trước hẹn"
WITHHELD = "*"
"""Stands for a number that is small, or from which a small one would follow."""
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
    pair = (_shown(scope, found, scope.month), _shown(scope, found, scope.month.before))
    rows = [*_rows(month, earlier, *pair), *_state_rows(*states)]
    columns = (Column("Chỉ tiêu", number=False), Column("Tháng này"), Column("Tháng trước"))
    section = Section(
        TITLE,
        _lines(found, scope, pair[0]),
        columns,
        tuple(rows),
        _chart(scope, found),
        _how(day),
        most=len(rows),
        keys=(_key(scope, month, earlier, *pair),),
    )
    return (section, *_tables(scope, found))


def _of(found: Figures, month: Month) -> Counts:
    return found.months.get(str(month), Counts())


def _shown(scope: Scope, found: Figures, month: Month) -> Published:
    """Give what of a month may be shown, beside its tables by field, procedure and counter."""
    if str(month) not in found.months:
        return published(Counts())
    return figure_tables(scope.book, found, str(month))[ALL][0].shown


def _lines(found: Figures, scope: Scope, shown: Published) -> tuple[str, ...]:
    lines = [f"Nhận {told(_hidden(shown.received))}, giải quyết {told(_hidden(shown.done))} hồ sơ."]
    lines.append(f"Theo hồ sơ nhập lúc {found.as_of:%H:%M %d/%m/%Y}.")
    if found.as_of.date() <= scope.span.last and not scope.running:
        lines.append("Lần nhập ấy trước khi hết tháng: số liệu chưa đủ; nhập tệp mới hơn rồi lập lại.")
    return (" ".join(lines),)


def _rows(month: Counts, earlier: Counts, now: Published, then: Published) -> list[tuple[Cell, ...]]:
    counted = [
        ("Tiếp nhận", now.received, then.received),
        ("   nộp trực tuyến", now.online, then.online),
        ("Đã giải quyết", now.done, then.done),
        ("   trước ngày hẹn", now.early, then.early),
        ("   đúng ngày hẹn", now.on_time, then.on_time),
        ("   trễ hẹn", now.late, then.late),
    ]
    rows: list[tuple[Cell, ...]] = [(name, _hidden(one), _hidden(two)) for name, one, two in counted]
    rows.append((f"{ON_TIME}, trên số đã giải quyết", _promised(month, now), _promised(earlier, then)))
    rows.append(("Trong hạn luật định, trên số có ghi hạn ấy", _legal(month), _legal(earlier)))
    return rows


def _hidden(count: int | None) -> Cell:
    return WITHHELD if count is None else shy(count)


def _promised(counts: Counts, shown: Published) -> str:
    """The share in time; not where it would give back a number that the tables withhold."""
    if None in (shown.late, shown.done) and not (hidden(counts.late) or hidden(counts.done)):
        return WITHHELD
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


def _key(scope: Scope, month: Counts, earlier: Counts, now: Published, then: Published) -> Key:
    before = f"tháng {scope.month.before.number}: {_promised(earlier, then)}"
    return Key(ON_TIME, _promised(month, now), before, f"của {told(_hidden(now.done))} hồ sơ đã xong")


def _chart(scope: Scope, found: Figures) -> Chart:
    last = scope.month
    months = [last]
    while len(months) < MONTHS:
        months.insert(0, months[0].before)
    while months[0] < last and str(months[0]) not in found.months:
        months.pop(0)
    counted = [_shown(scope, found, one) for one in months]
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
