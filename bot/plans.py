"""The last day to file so that a result is there on a wanted day, with what must be finished before (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.book import Book
from bot.due import Count, ReturnDate, return_date
from bot.offices import CounterEdition
from bot.procedures import Edition, Procedure

LOOK_BACK_DAYS = 300
"""Calendar days before the wanted day within which a day to file is looked for; the longest time known takes 50
working days."""


@dataclass(frozen=True)
class LastDay:
    """The last day to file in one case (`when` empty: in every case), and how the result is then counted."""

    when: str
    day: date
    counted: Count


@dataclass(frozen=True)
class Change:
    """The rules change while one waits: the last day of the old edition, and the next one if any is known.

    `resumes`: until that day the procedure is not carried out at all.
    """

    last: date
    following: Edition | None
    resumes: bool = False


@dataclass(frozen=True)
class Before:
    """A procedure to be finished first where it is needed, the reason, and its own plan."""

    why: str
    plan: Plan


@dataclass(frozen=True)
class Plan:
    """When to file at the latest. `wanted` is the last day on which the result still comes in time.

    `now` is the answer for a dossier filed today, `then` for one filed on the wanted day itself: they say why
    nothing can be told where `lasts` is empty.
    `before` stands in the order in which the procedures are to be filed.
    """

    procedure: Procedure
    wanted: date
    today: date
    lasts: tuple[LastDay, ...]
    now: ReturnDate
    then: ReturnDate
    changes: tuple[Change, ...] = ()
    before: tuple[Before, ...] = ()

    @property
    def last(self) -> date | None:
        """The last day by the time of every case, else by the longest of the cases; None when none is known."""
        general = (one.day for one in self.lasts if not one.when)
        return next(general, min((one.day for one in self.lasts), default=None))

    @property
    def too_late(self) -> bool:
        """Say whether the last day to file has passed."""
        return self.last is not None and self.last < self.today


def plan(book: Book, procedure: Procedure, wanted: date, today: date, counter: CounterEdition | None = None) -> Plan:
    """Plan backwards from the wanted day, included; a day whose law is not known is never told as the last one."""
    own = _alone(book, procedure, wanted, today, counter)
    needed = {one.id for one in procedure.related if one.first}
    found: dict[str, Before] = {}
    _before(book, own, counter, found, needed)
    ordered = sorted(found.values(), key=lambda one: one.plan.last or one.plan.wanted)
    return Plan(procedure, wanted, today, own.lasts, own.now, own.then, own.changes, tuple(ordered))


def changes(procedure: Procedure, since: date, until: date) -> Iterator[Change]:
    """Give every change of the law after `since` and up to `until`: its result would come under other rules."""
    for edition in procedure.editions:
        if edition.ends is not None and since <= edition.ends < until:
            following = procedure.in_force(edition.ends + timedelta(days=1))
            yield Change(edition.ends, following, resumes=edition.suspended is not None)


def _alone(book: Book, procedure: Procedure, wanted: date, today: date, counter: CounterEdition | None) -> Plan:
    lasts = _lasts(book, procedure, wanted, counter)
    now, then = (return_date(procedure, day, book.calendar, counter) for day in (today, wanted))
    if now.refusal and all(one.day < today for one in lasts):
        lasts = ()
    return Plan(procedure, wanted, today, lasts, now, then, tuple(changes(procedure, today, wanted)))


def _lasts(book: Book, procedure: Procedure, wanted: date, counter: CounterEdition | None) -> tuple[LastDay, ...]:
    """Walk back from the wanted day; the cases are those of the latest edition in which days can be counted."""
    found: dict[str, LastDay] = {}
    cases: set[str] = set()
    for offset in range(min(LOOK_BACK_DAYS, wanted.toordinal())):
        day = wanted - timedelta(days=offset)
        answer = return_date(procedure, day, book.calendar, counter)
        if answer.receipt is None or answer.receipt.day != day:
            continue
        cases = cases or {one.term.when for one in answer.counts}
        for one in answer.counts:
            if one.due <= wanted and one.term.when in cases:
                found.setdefault(one.term.when, LastDay(one.term.when, day, one))
        if cases and len(found) == len(cases):
            break
    return tuple(sorted(found.values(), key=lambda one: (one.when != "", one.day)))


def _before(
    book: Book, after: Plan, counter: CounterEdition | None, found: dict[str, Before], needed: set[str]
) -> None:
    """Collect what must be finished by the day before; of what is needed twice, the earlier need counts.

    Only what the wanted procedure itself needs is followed: what those need in other cases would mislead.
    """
    if after.last is None:
        return
    for one in after.procedure.related:
        other = book.procedures.get(one.id)
        if not one.first or other is None or other.id not in needed:
            continue
        own = _alone(book, other, after.last - timedelta(days=1), after.today, counter)
        known = found.get(other.id)
        if known is None or own.wanted < known.plan.wanted:
            found[other.id] = Before(known.why if known else one.why, own)
            _before(book, own, counter, found, needed - {other.id})
