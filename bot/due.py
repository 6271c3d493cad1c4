"""When a result is due, counted from the day of filing, and the last day to file for a wanted day (pure).

Sources of the rules: the time runs from the receipt of a complete dossier (NĐ 309/2026/NĐ-CP Điều 8, which
amends Điều 17 of NĐ 118/2025/NĐ-CP); the day of receipt is not counted and a time that ends on a day off ends
with the next working day (Bộ luật Dân sự 2015 Điều 147 khoản 2, Điều 148 khoản 5); same-day procedures move
to the next working day when received after 15:00 (their own decrees, as the knowledge files say). No text was
found that says so for the one-stop counter in particular: the date on the office's receipt prevails.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.calendar import Calendar, YearState
from bot.facts import Confidence, DayUnit
from bot.offices import CounterEdition
from bot.procedures import Edition, Procedure

HANDED_OVER = time(15)
"""Received later than this, a same-day procedure is due on the next working day.

The decree sends what is received after 15:00 on to those who decide with the next working day (NĐ 309/2026/NĐ-CP
Điều 9), so it takes for granted that counters are still open at that time.
"""


class UnknownYear(Exception):
    """The days off of `year` are not known, so nothing is counted in it."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class Moved(StrEnum):
    """Why a dossier counts as received on a later day than it was brought."""

    CLOSED_DAY = "ngay_nghi"  # the counter is closed on that day
    UNDECIDED_DAY = "chua_dinh"  # whether the counter is open on that day is not decided yet
    AFTER_CLOSING = "sau_gio"  # brought after the last session


class Refusal(StrEnum):
    """Why no day can be told."""

    NOT_IN_FORCE = "khong_hieu_luc"  # no edition is known for the day of receipt
    SUSPENDED = "ngung_thuc_hien"  # the procedure is not carried out on the day of receipt
    UNKNOWN_TIME = "khong_co_so"  # the edition gives no number of days
    BY_STEP = "theo_buoc"  # only the times of single steps are given
    UNKNOWN_YEAR = "khong_co_lich"  # the days off of a year needed are not known


@dataclass(frozen=True)
class Term:
    """A time that can be counted. `when` names the case in which it holds, empty for the time of every case.

    `extends`: it is added to a same-day procedure, and runs from the day on which that would be due.
    """

    days: int
    unit: DayUnit
    when: str = ""
    decided_by: str = ""
    extends: bool = False


@dataclass(frozen=True)
class Receipt:
    """The day on which a dossier counts as received; `late`: after 15:00 of that day, as far as known."""

    day: date
    late: bool = False
    moved: Moved | None = None


@dataclass(frozen=True)
class Count:
    """A term counted: the day due, and which days between were left out or counted although at a weekend.

    `days` are the working days that were counted, none for other units. `provisional` are the years whose days
    off may still change; `undecided` are the spans left out whole.
    """

    term: Term
    due: date
    days: tuple[date, ...] = ()
    days_off: tuple[tuple[date, str], ...] = ()
    worked: tuple[date, ...] = ()
    provisional: tuple[int, ...] = ()
    undecided: tuple[tuple[str, date, date], ...] = ()


@dataclass(frozen=True)
class ReturnDate:
    """The answer for one filing. `main` is the statutory time, `committed` the shorter one the office registered.

    A time that depends on the case is in `cases` alone: then no single day is told. `if_open` is the answer
    for a dossier that was still received on the day it was brought, where the closing time is not known.
    """

    procedure: Procedure
    filed: date
    receipt: Receipt | None = None
    edition: Edition | None = None
    main: Count | None = None
    committed: Count | None = None
    cases: tuple[Count, ...] = ()
    refusal: Refusal | None = None
    unknown_year: int | None = None
    if_open: ReturnDate | None = None

    @property
    def due(self) -> date | None:
        """The day the result is due: the committed one where the office registered one; None if none can be told."""
        told = self.committed or self.main
        return told.due if told else None

    @property
    def counts(self) -> tuple[Count, ...]:
        """Everything counted, the office's commitment left aside."""
        return (*((self.main,) if self.main else ()), *self.cases)

    @property
    def certain(self) -> bool:
        """Say whether the number of days was read in its source and every day off needed is decided."""
        deadline = self.edition.deadline if self.edition else None
        read = deadline is not None and deadline.confidence is Confidence.VERIFIED
        return read and bool(self.counts) and not any(one.provisional for one in self.counts)


def return_date(
    procedure: Procedure, filed: date | datetime, calendar: Calendar, counter: CounterEdition | None = None
) -> ReturnDate:
    """Count when the result is due for a dossier filed at a counter on a day, or at an aware moment in Vietnam.

    A day without a time means within opening hours. The edition is the one in force on the day of receipt.
    Where the counter's hours are not known and the moment is after 15:00, the later of both days is told.
    """
    day = filed.date() if isinstance(filed, datetime) else filed
    try:
        found = [_count_from(procedure, day, one, calendar, counter) for one in receipts(filed, calendar, counter)]
    except UnknownYear as unknown:
        return ReturnDate(procedure, day, refusal=Refusal.UNKNOWN_YEAR, unknown_year=unknown.year)
    return found[0] if len(found) == 1 else replace(found[1], if_open=found[0])


def receipts(filed: date | datetime, calendar: Calendar, counter: CounterEdition | None = None) -> list[Receipt]:
    """Give the day of receipt: one, or two where it hangs on a closing time that is not known. Raises UnknownYear."""
    day = filed.date() if isinstance(filed, datetime) else filed
    if not _takes_in(day, calendar, counter):
        undecided = calendar.undecided(day) is not None
        why = Moved.UNDECIDED_DAY if undecided else Moved.CLOSED_DAY
        return [Receipt(_next_taking_in(day, calendar, counter), moved=why)]
    if not isinstance(filed, datetime):
        return [Receipt(day)]
    in_hours = Receipt(day, late=filed.time() > HANDED_OVER)
    sessions = counter.sessions_on(day, calendar) if counter else []
    if sessions and filed.time() < max(closes for _, closes in sessions):
        return [in_hours]
    if not sessions and not in_hours.late:
        return [in_hours]
    after = Receipt(_next_taking_in(day, calendar, counter), moved=Moved.AFTER_CLOSING)
    return [after] if sessions else [in_hours, after]


def terms(edition: Edition) -> tuple[Term | None, tuple[Term, ...]]:
    """Give the time that holds in every case, or None, and the times of single cases; the unknown gives none."""
    deadline = edition.deadline
    if deadline is None or deadline.confidence is Confidence.UNKNOWN:
        return None, ()
    main = Term(deadline.days, deadline.unit) if deadline.days is not None and deadline.unit else None
    extends = deadline.unit is DayUnit.SAME_DAY
    cases = (
        Term(one.days, one.unit, one.when, extends=extends)
        for one in deadline.cases
        if one.days is not None and one.unit and not one.one_step
    )
    return main, tuple(cases)


def count(term: Term, receipt: Receipt, calendar: Calendar, counter: CounterEdition | None = None) -> Count:
    """Count a term from a day of receipt; the day due is never a closed day. Raises UnknownYear."""
    start = receipt.day
    if receipt.late and (term.extends or term.unit is DayUnit.SAME_DAY):
        start = _next_working(start, calendar)
    days: list[date] = []
    while term.unit is DayUnit.WORKING and len(days) < term.days:
        days.append(_next_working(days[-1] if days else start, calendar))
    due = days[-1] if days else start + timedelta(days=term.days if term.unit is DayUnit.CALENDAR else 0)
    if not _takes_in(due, calendar, counter):
        due = _next_taking_in(due, calendar, counter)
    return _explained(Count(term, due, tuple(days)), receipt.day, calendar)


def after_three(answer: ReturnDate, calendar: Calendar) -> date | None:
    """Give the day a same-day result is due when received after 15:00; None where that does not matter."""
    main, receipt = answer.main, answer.receipt
    known = receipt is None or receipt.late or receipt.moved is Moved.AFTER_CLOSING
    if main is None or receipt is None or known or main.term.unit is not DayUnit.SAME_DAY:
        return None
    try:
        return count(main.term, replace(receipt, late=True), calendar).due
    except UnknownYear:
        return None


def _count_from(
    procedure: Procedure, filed: date, receipt: Receipt, calendar: Calendar, counter: CounterEdition | None
) -> ReturnDate:
    edition = procedure.in_force(receipt.day)
    found = ReturnDate(procedure, filed, receipt, edition)
    if edition is None:
        return replace(found, refusal=Refusal.NOT_IN_FORCE)
    if edition.suspended:
        return replace(found, refusal=Refusal.SUSPENDED)
    main, cases = terms(edition)
    if main is None and not cases:
        steps = edition.deadline is not None and any(case.one_step for case in edition.deadline.cases)
        return replace(found, refusal=Refusal.BY_STEP if steps else Refusal.UNKNOWN_TIME)
    promised = edition.committed
    shorter = Term(promised.days, promised.unit, decided_by=promised.decided_by) if promised else None
    return replace(
        found,
        main=count(main, receipt, calendar, counter) if main else None,
        committed=count(shorter, receipt, calendar, counter) if shorter else None,
        cases=tuple(count(case, receipt, calendar, counter) for case in cases),
    )


def _explained(found: Count, start: date, calendar: Calendar) -> Count:
    """Add what was met between the day of receipt and the day due."""
    between = [start + timedelta(days=offset) for offset in range(1, (found.due - start).days + 1)]
    off = tuple((day, name) for day in between if (name := calendar.holiday(day)) is not None)
    spans = dict.fromkeys(span for day in between if (span := calendar.undecided(day)))
    years = (calendar.year(number) for number in range(start.year, found.due.year + 1))
    return replace(
        found,
        days_off=off,
        worked=tuple(day for day in between if calendar.exchanged_for(day) is not None),
        provisional=tuple(year.year for year in years if year and year.state is YearState.PROVISIONAL),
        undecided=tuple((span.name, span.starts, span.ends) for span in spans),
    )


def _works(day: date, calendar: Calendar) -> bool:
    """Say whether offices surely work on that day."""
    if calendar.year(day.year) is None:
        raise UnknownYear(day.year)
    return calendar.is_working_day(day) and calendar.undecided(day) is None


def _takes_in(day: date, calendar: Calendar, counter: CounterEdition | None) -> bool:
    """Say whether the counter surely takes dossiers on that day: a working day on which it has hours, if known."""
    open_then = counter is None or not counter.sessions or bool(counter.sessions_on(day, calendar))
    return _works(day, calendar) and open_then


def _next_working(day: date, calendar: Calendar) -> date:
    day += timedelta(days=1)
    while not _works(day, calendar):
        day += timedelta(days=1)
    return day


def _next_taking_in(day: date, calendar: Calendar, counter: CounterEdition | None) -> date:
    day += timedelta(days=1)
    while not _takes_in(day, calendar, counter):
        day += timedelta(days=1)
    return day
