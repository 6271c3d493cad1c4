"""What a report is made of: key figures, sections with a table and perhaps a chart; numbers as readers see them (pure).

Numbers from 1 to 4 about persons' matters are never in it (see `bot.figures`): a report is handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.book import Book
from bot.figures import FEWEST, Counts, pooled, shown
from bot.retention import Keep
from bot.samples import MARK
from portal.report.month import Month, Span, spans

Cell = str | int
NO_FIGURES = "Chưa có số liệu"
"""How a section without data begins; what to do about it follows."""
ALL_SMALL = f"Không nơi nào từ {FEWEST} lượt trở lên."
"""Stands in place of a table whose rows are all small."""
NONE = "–"
"""Stands where there is nothing to tell."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, and whether it holds numbers."""

    name: str
    number: bool = True


@dataclass(frozen=True)
class Key:
    """A figure of the head: what it counts, its value as shown, the one before, and what it is measured on."""

    name: str
    value: str
    before: str
    basis: str


@dataclass(frozen=True)
class Chart:
    """Bars: one label for each place, one value for each label in every series; None leaves a gap.

    `ticks` stand under the bars instead of the labels, where these are too long.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[int | None, ...]], ...]
    stacked: bool = False
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One matter of the report. `most` rows stand on the sheet, all of them in the tables.

    `lines` say what there is to see, `notes` how it was counted. A section without data has neither rows nor
    chart, and its only line says so and what to do.
    """

    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    chart: Chart | None = None
    notes: tuple[str, ...] = ()
    most: int = 12
    wide: bool = False
    keys: tuple[Key, ...] = field(default=())


@dataclass(frozen=True)
class Scope:
    """What a report is about: the month, the moment of drawing it up (aware), the book, what is kept how long."""

    month: Month
    now: datetime
    book: Book
    keep: Keep

    @property
    def span(self) -> Span:
        """The days reported."""
        return spans(self.month, self.now.date())[0]

    @property
    def before(self) -> Span:
        """The days beside them."""
        return spans(self.month, self.now.date())[1]

    @property
    def running(self) -> bool:
        """Say whether the month is not over yet."""
        return self.now.date() <= self.month.last

    @property
    def day(self) -> date:
        """The day as of which names and states are told."""
        return self.span.last


@dataclass(frozen=True)
class Report:
    """All of a month's report: office, sections, and whether made-up data are in it."""

    scope: Scope
    office: str
    sections: tuple[Section, ...]
    sample: bool

    @property
    def title(self) -> str:
        """Its title."""
        return f"Báo cáo tháng {self.scope.month.shown}"

    @property
    def name(self) -> str:
        """Its file name without ending."""
        return f"report-{self.scope.month}"

    @property
    def mark(self) -> str:
        """The mark of made-up data, or nothing."""
        return MARK if self.sample else ""

    @property
    def until(self) -> str:
        """Say how far a running month goes; nothing for one that is over."""
        return f"tính đến ngày {self.scope.day:%d/%m/%Y}" if self.scope.running else ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """The figures of the head, in the order of the sections."""
        return tuple(key for section in self.sections for key in section.keys)


def without_figures(title: str, why: str, name: str = "") -> Section:
    """Give a section that has no data: why, and what to do; `name` is its figure of the head, shown as missing."""
    keys = (Key(name, NONE, "", NO_FIGURES.lower()),) if name else ()
    return Section(title, (f"{NO_FIGURES}: {why}",), keys=keys)


def told(cell: Cell) -> str:
    """Write a cell for readers: numbers with dots."""
    return number(cell) if isinstance(cell, int) else cell


def number(count: int) -> str:
    """Write a number in the Vietnamese way; it may be small."""
    return f"{count:,}".replace(",", ".")


def per_cent(part: int, whole: int) -> str:
    """Write a share with one digit; never rounded up to 100, and a dash where there is nothing to share."""
    if not whole:
        return NONE
    tenths = part * 1000 // whole
    return f"{tenths // 10},{tenths % 10} %".replace(",0 %", " %")


def shy(count: int) -> Cell:
    """Give a count about persons' matters: itself, or «dưới 5»."""
    text = shown(count)
    return count if text == number(count) else text


def joined(counts: Mapping[str, int] | Iterable[tuple[str, int]], rest: str) -> list[tuple[str, Cell]]:
    """Order counts about persons' matters, largest first, the small ones joined until none can be told apart.

    Nothing when all are small: a table of the joined row alone tells nobody anything (see ALL_SMALL).
    """
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    rows = pooled(((name, Counts(received=count)) for name, count in pairs if count), rest)
    return [(name, shy(one.received)) for name, one in rows if len(rows) > 1 or name != rest]
