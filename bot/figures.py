"""Figures from imported dossiers: counts by month, counter and procedure, and what of them may be published (pure).

Numbers from 1 to 4 are never shown, nor what would give them away: neither as the rest of a sum, nor as the
difference of two tables, nor through a percentage. Nothing is computed that the export did not hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property

FEWEST = 5
"""Smaller counts could tell about single persons and are hidden."""


@dataclass(frozen=True)
class Counts:
    """Counts of dossiers: received in a period, and finished in it.

    `early`, `on_time` and `late` measure against the day on the receipt (the registered, shortened time);
    `legal_kept` of `legal_known` against the statutory time; `online` of `channel_known` were filed online.
    """

    received: int = 0
    online: int = 0
    channel_known: int = 0
    done: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    legal_known: int = 0
    legal_kept: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add up, part by part."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


def added(counts: Iterable[Counts]) -> Counts:
    """Add counts up."""
    return sum(counts, Counts())


@dataclass(frozen=True)
class Cell:
    """The counts of one month (YYYY-MM), one counter and one procedure (empty: outside the book)."""

    month: str
    counter: str
    procedure: str
    counts: Counts


@dataclass(frozen=True)
class Figures:
    """All cells, when the dossiers were last imported (aware), and whether they are made up."""

    cells: tuple[Cell, ...]
    as_of: datetime
    sample: bool = False

    @cached_property
    def months(self) -> dict[str, Counts]:
        """Counts of each month in order of time."""
        return dict(sorted(self.by(lambda cell: cell.month).items()))

    @property
    def newest_year(self) -> int:
        """The year of the last import, or before its first dossier the year of the newest ones."""
        newest = max(self.months, default="")[:4]
        return min(int(newest or self.as_of.year), self.as_of.year)

    def by(self, name: Callable[[Cell], str], month: str | None = None) -> dict[str, Counts]:
        """Counts under each name, of all months or of one."""
        found: dict[str, Counts] = {}
        for cell in self.cells:
            if month in (None, cell.month):
                found[name(cell)] = found.get(name(cell), Counts()) + cell.counts
        return found

    def year(self, number: int, months: int = 12) -> list[Counts]:
        """Counts of the first so many months of a year, one for each month that has any."""
        return [one for name, one in self.months.items() if int(name[:4]) == number and int(name[5:]) <= months]


def hidden(count: int) -> bool:
    """Say whether a count is too small to be shown; nought is about nobody."""
    return 0 < count < FEWEST


def shown(count: int) -> str:
    """Write a count in the Vietnamese way; a small one as «dưới 5»."""
    return f"dưới {FEWEST}" if hidden(count) else f"{count:,}".replace(",", ".")


@dataclass(frozen=True)
class Published:
    """What may be shown of counts: None stands for a number that must not be."""

    received: int | None
    online: int | None
    done: int | None
    early: int | None
    on_time: int | None
    late: int | None


def published(counts: Counts) -> Published:
    """Hide small numbers, and the next one where a single gap could be filled from the sum."""
    parts = {"early": counts.early, "on_time": counts.on_time, "late": counts.late}
    gone = {name for name, count in parts.items() if hidden(count)}
    if len(gone) == 1:
        others = sorted((count, name) for name, count in parts.items() if count and name not in gone)
        gone |= {others[0][1]} if others else set()
    at_counter = counts.channel_known - counts.online
    shy = hidden(counts.online) or hidden(at_counter) or hidden(counts.received) or not counts.channel_known
    return Published(
        None if hidden(counts.received) else counts.received,
        None if shy else counts.online,
        None if hidden(counts.done) else counts.done,
        *(None if name in gone or hidden(counts.done) else count for name, count in parts.items()),
    )


def total(counts: Sequence[int]) -> str:
    """Write the sum of months; where one month alone is hidden, only how much it is at least."""
    gaps = [count for count in counts if hidden(count)]
    if len(gaps) == 1 and len(counts) > 1:
        return f"hơn {shown(sum(counts) - gaps[0])}"
    return shown(sum(counts))


def share(kept: int, known: int, single_gap: int = 0) -> str | None:
    """Write a share in per cent with two digits, never rounded up to 100; None where too little is known.

    A bound stands where the share would give a small number away. `single_gap` is what was missed in the one
    month that hides it.
    """
    missed = known - kept
    if known < FEWEST:
        return None
    if hidden(missed) or hidden(single_gap):
        return f"ít nhất {_percent(known - (missed - single_gap if single_gap else 0) - FEWEST + 1, known)}"
    if hidden(kept):
        return f"nhiều nhất {_percent(FEWEST - 1, known)}"
    return _percent(kept, known)


def _percent(part: int, whole: int) -> str:
    cut = math.floor(max(part, 0) * 10_000 / whole) / 100
    return f"{cut:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


@dataclass(frozen=True)
class Measure:
    """One of the two measures over months: how many were in time, of how many, and the share in words."""

    kept: str
    known: str
    share: str


def promised(months: Sequence[Counts]) -> Measure | None:
    """The first measure of 2021: finished by the day on the receipt; None where too few were finished."""
    return _measure([(one.early + one.on_time, one.done) for one in months])


def legal(months: Sequence[Counts]) -> Measure | None:
    """The second measure of 2021: finished by the statutory time; None where the export does not tell it."""
    return _measure([(one.legal_kept, one.legal_known) for one in months])


def _measure(pairs: Sequence[tuple[int, int]]) -> Measure | None:
    gaps = [known - kept for kept, known in pairs if hidden(known - kept)]
    kept, known = sum(one for one, _ in pairs), sum(one for _, one in pairs)
    told = share(kept, known, gaps[0] if len(gaps) == 1 else 0)
    if told is None:
        return None
    exact = not told.startswith(("ít", "nhiều")) and not any(hidden(one) for _, one in pairs)
    return Measure(shown(kept) if exact else "", shown(known) if exact else total([one for _, one in pairs]), told)


def online(months: Sequence[Counts]) -> str | None:
    """The share that was filed online; a bound where it would give one month away; None where no export tells it."""
    known, filed = sum(one.channel_known for one in months), sum(one.online for one in months)
    gaps = [one for one in months if hidden(one.online) or hidden(one.channel_known - one.online)]
    alone = gaps[0] if len(gaps) == 1 else Counts()
    if hidden(alone.online) and known >= FEWEST and not hidden(known - filed):
        return f"nhiều nhất {_percent(filed - alone.online + FEWEST - 1, known)}"
    return share(filed, known, alone.channel_known - alone.online)


def points(before: str, now: str) -> str:
    """Write by how many points a share has changed; nothing where one of the two is a bound."""
    if not (before[:1].isdecimal() and now[:1].isdecimal()):
        return ""
    change = round((_read(now) - _read(before)) * 100)
    written = f"{abs(change) / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{'tăng' if change > 0 else 'giảm'} {written} điểm phần trăm" if change else "không đổi"


def _read(share: str) -> float:
    return float(share.removesuffix(" %").replace(",", "."))


def pooled(rows: Iterable[tuple[str, Counts]], rest: str) -> list[tuple[str, Counts]]:
    """Join the small rows under the name `rest`, with the next smallest until nothing small can be told apart."""
    ordered = sorted(rows, key=lambda row: row[1].received + row[1].done)
    small = [row for row in ordered if _small(row[1])]
    kept = [row for row in ordered if not _small(row[1])]
    while small and kept and (len(small) == 1 or _small(added(one for _, one in small))):
        small.append(kept.pop(0))
    joined = [(rest, added(one for _, one in small))] if small else []
    return [*sorted(kept, key=lambda row: -row[1].received), *joined]


def _small(counts: Counts) -> bool:
    return hidden(counts.received) or hidden(counts.done)
