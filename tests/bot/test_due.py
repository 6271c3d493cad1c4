"""Return dates: weeks checked by hand against the shipped calendar, and what must hold of every count."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.book import Book
from bot.calendar import SATURDAY, VIETNAM, Calendar
from bot.due import Moved, Receipt, Refusal, Term, UnknownYear, count, receipts, return_date
from bot.facts import DayUnit
from bot.offices import CounterEdition, Session

THREE_DAYS, SAME_DAY, FIFTEEN_DAYS = "01", "12", "19"
"""Procedures with 3 working days, an answer on the same day, and (to 30/6/2026) 15 calendar days."""

BY_HAND = [
    # Tết 2025: closed Mon 27/1 to Fri 31/1
    (THREE_DAYS, "2025-01-22", "2025-02-03"),
    (THREE_DAYS, "2025-01-23", "2025-02-04"),
    (THREE_DAYS, "2025-01-24", "2025-02-05"),
    (THREE_DAYS, "2025-01-29", "2025-02-06"),
    (THREE_DAYS, "2025-02-02", "2025-02-06"),
    (THREE_DAYS, "2025-02-03", "2025-02-06"),
    (SAME_DAY, "2025-01-24", "2025-01-24"),
    (SAME_DAY, "2025-01-25", "2025-02-03"),
    # Tết 2026: closed Mon 16/2 to Fri 20/2
    (THREE_DAYS, "2026-02-10", "2026-02-13"),
    (THREE_DAYS, "2026-02-11", "2026-02-23"),
    (THREE_DAYS, "2026-02-12", "2026-02-24"),
    (THREE_DAYS, "2026-02-13", "2026-02-25"),
    (THREE_DAYS, "2026-02-14", "2026-02-26"),
    (THREE_DAYS, "2026-02-17", "2026-02-26"),
    (THREE_DAYS, "2026-02-23", "2026-02-26"),
    (SAME_DAY, "2026-02-13", "2026-02-13"),
    (SAME_DAY, "2026-02-16", "2026-02-23"),
    (FIFTEEN_DAYS, "2026-02-02", "2026-02-23"),
    (FIFTEEN_DAYS, "2026-02-09", "2026-02-24"),
    (FIFTEEN_DAYS, "2026-02-05", "2026-02-23"),
    # New Year 2026: Thu 1/1 and Fri 2/1 off, Sat 10/1 worked instead
    (THREE_DAYS, "2025-12-31", "2026-01-07"),
    (THREE_DAYS, "2026-01-09", "2026-01-13"),
    (THREE_DAYS, "2026-01-10", "2026-01-14"),
    (SAME_DAY, "2026-01-10", "2026-01-10"),
    # 30/4 and 1/5: Fri 2/5/2025 for Sat 26/4/2025; Giỗ Tổ 2026 on a Sunday, Mon 27/4 off
    (THREE_DAYS, "2025-04-25", "2025-04-29"),
    (THREE_DAYS, "2025-04-29", "2025-05-07"),
    (THREE_DAYS, "2026-04-24", "2026-05-04"),
    (THREE_DAYS, "2026-04-28", "2026-05-05"),
    # 2/9/2026: Mon 31/8 for Sat 22/8
    (THREE_DAYS, "2026-08-21", "2026-08-25"),
    (THREE_DAYS, "2026-08-28", "2026-09-07"),
    # Tue 24/11/2026 off
    (THREE_DAYS, "2026-11-23", "2026-11-27"),
    (SAME_DAY, "2026-11-24", "2026-11-25"),
]


@pytest.mark.parametrize(("number", "filed", "due"), BY_HAND)
def test_weeks_checked_by_hand(book: Book, number: str, filed: str, due: str) -> None:
    procedure = book.by_number(number)
    assert procedure
    assert return_date(procedure, date.fromisoformat(filed), book.calendar).due == date.fromisoformat(due)


def with_hours(book: Book) -> CounterEdition:
    """A counter open 7:00 to 11:00 and 13:00 to 17:00 from Monday to Friday."""
    found = book.offices.at(date(2026, 1, 5))
    assert found
    week = ["2", "3", "4", "5", "6"]
    sessions = [{"thu": week, "mo": "7:00", "dong": "11:00"}, {"thu": week, "mo": "13:00", "dong": "17:00"}]
    return found[1].model_copy(update={"sessions": tuple(map(Session.model_validate, sessions))})


AT_THE_DOOR = [
    # number, filed, due where the counter closes at 17:00, due where its hours are not known
    (THREE_DAYS, "2026-11-25T06:00", "2026-11-30", "2026-11-30"),
    (THREE_DAYS, "2026-11-25T12:00", "2026-11-30", "2026-11-30"),
    (THREE_DAYS, "2026-11-25T16:59", "2026-11-30", "2026-12-01"),
    (THREE_DAYS, "2026-11-25T17:00", "2026-12-01", "2026-12-01"),
    (SAME_DAY, "2026-11-25T15:00", "2026-11-25", "2026-11-25"),
    (SAME_DAY, "2026-11-25T15:01", "2026-11-26", "2026-11-26"),
    (SAME_DAY, "2026-11-25T22:00", "2026-11-26", "2026-11-26"),
    (SAME_DAY, "2026-02-13T15:30", "2026-02-23", "2026-02-23"),
    # a Saturday worked in exchange has the hours of its day off
    (SAME_DAY, "2026-01-10T16:00", "2026-01-12", "2026-01-12"),
    (SAME_DAY, "2026-01-10T08:00", "2026-01-10", "2026-01-10"),
    # midnight of New Year and of Tết
    (THREE_DAYS, "2025-12-31T23:59", "2026-01-08", "2026-01-08"),
    (THREE_DAYS, "2026-01-01T00:00", "2026-01-08", "2026-01-08"),
    (THREE_DAYS, "2026-02-16T23:59", "2026-02-26", "2026-02-26"),
    (THREE_DAYS, "2026-02-17T00:00", "2026-02-26", "2026-02-26"),
    (SAME_DAY, "2026-12-31T23:59", "2027-01-04", "2027-01-04"),
    (SAME_DAY, "2027-01-01T00:00", "2027-01-04", "2027-01-04"),
]


@pytest.mark.parametrize(("number", "filed", "known", "unknown"), AT_THE_DOOR)
def test_after_closing_counts_from_the_next_working_day(
    book: Book, number: str, filed: str, known: str, unknown: str
) -> None:
    procedure, moment = book.by_number(number), datetime.fromisoformat(filed).replace(tzinfo=VIETNAM)
    assert procedure
    assert return_date(procedure, moment, book.calendar, with_hours(book)).due == date.fromisoformat(known)
    assert return_date(procedure, moment, book.calendar).due == date.fromisoformat(unknown)


def test_where_the_closing_time_is_unknown_both_days_are_told(book: Book) -> None:
    procedure = book.by_number(THREE_DAYS)
    assert procedure
    answer = return_date(procedure, datetime(2026, 11, 25, 16, tzinfo=VIETNAM), book.calendar)
    assert answer.receipt == Receipt(date(2026, 11, 26), moved=Moved.AFTER_CLOSING)
    assert answer.if_open
    assert (answer.due, answer.if_open.due) == (date(2026, 12, 1), date(2026, 11, 30))


def test_a_counter_closed_on_fridays_neither_takes_nor_gives_then(book: Book) -> None:
    counter = with_hours(book)
    monday_to_thursday = tuple(one.model_copy(update={"weekday": (0, 1, 2, 3)}) for one in counter.sessions)
    counter = counter.model_copy(update={"sessions": monday_to_thursday})
    procedure = book.by_number(THREE_DAYS)
    assert procedure
    assert return_date(procedure, date(2026, 12, 4), book.calendar, counter).due == date(2026, 12, 10)
    assert return_date(procedure, date(2026, 12, 1), book.calendar, counter).due == date(2026, 12, 7)


REFUSED = [
    ("01", "2021-12-30", Refusal.UNKNOWN_YEAR),
    ("01", "2024-12-31", Refusal.UNKNOWN_YEAR),
    ("01", "2027-12-30", Refusal.UNKNOWN_YEAR),
    ("01", "9999-12-31", Refusal.UNKNOWN_YEAR),
    ("01", "0001-01-01", Refusal.UNKNOWN_YEAR),
    ("14", "2026-11-25", Refusal.BY_STEP),
    ("20", "2026-09-30", Refusal.UNKNOWN_TIME),
    ("22", "2025-03-03", Refusal.UNKNOWN_TIME),
    ("17", "2025-03-03", Refusal.UNKNOWN_TIME),
    ("24", "2026-11-25", Refusal.SUSPENDED),
    ("07", "2027-03-01", Refusal.NOT_IN_FORCE),
    ("07", "2027-02-27", Refusal.NOT_IN_FORCE),
]


@pytest.mark.parametrize(("number", "filed", "why"), REFUSED)
def test_what_is_not_known_is_refused_and_never_guessed(book: Book, number: str, filed: str, why: Refusal) -> None:
    procedure = book.by_number(number)
    assert procedure
    answer = return_date(procedure, date.fromisoformat(filed), book.calendar)
    assert (answer.refusal, answer.due, answer.counts, answer.certain) == (why, None, (), False)


def test_times_by_case_give_a_day_per_case_and_no_single_day(book: Book) -> None:
    procedure = book.by_number("04")
    assert procedure
    answer = return_date(procedure, date(2026, 11, 25), book.calendar)
    assert answer.due is None
    assert [(one.term.days, one.due) for one in answer.cases] == [(5, date(2026, 12, 2)), (3, date(2026, 11, 30))]


def test_the_edition_is_that_of_the_day_of_receipt(book: Book) -> None:
    procedure = book.by_number("19")
    assert procedure
    before, after = (return_date(procedure, date(2026, month, day), book.calendar) for month, day in ((6, 30), (7, 1)))
    assert before.main
    assert after.main
    assert (before.main.term.days, before.main.term.unit, before.due) == (15, DayUnit.CALENDAR, date(2026, 7, 15))
    assert (after.main.term.days, after.main.term.unit, after.due) == (7, DayUnit.WORKING, date(2026, 7, 10))
    late = return_date(procedure, datetime(2026, 6, 30, 18, tzinfo=VIETNAM), book.calendar, with_hours(book))
    assert late.edition is after.edition


def test_a_registered_commitment_is_the_return_date(book: Book) -> None:
    procedure = book.by_number("19")
    assert procedure
    committed = {"so_ngay": "5", "loai_ngay": "ngay_lam_viec", "theo_quyet_dinh": "Quyết định mẫu"}
    newest = type(procedure.editions[-1]).model_fields["committed"].annotation
    assert newest
    shorter = next(one for one in newest.__args__ if one is not type(None)).model_validate(committed)
    edition = procedure.editions[-1].model_copy(update={"committed": shorter})
    procedure = procedure.model_copy(update={"editions": (*procedure.editions[:-1], edition)})
    answer = return_date(procedure, date(2026, 11, 25), book.calendar)
    assert answer.main
    assert (answer.due, answer.main.due) == (date(2026, 12, 2), date(2026, 12, 4))


def test_2027_is_provisional_and_tet_is_left_out_whole(book: Book) -> None:
    procedure = book.by_number(THREE_DAYS)
    assert procedure
    answer = return_date(procedure, date(2027, 1, 29), book.calendar)
    assert answer.main
    assert (answer.due, answer.main.provisional, answer.certain) == (date(2027, 2, 16), (2027,), False)
    assert answer.main.undecided == (("Tết Nguyên đán", date(2027, 2, 2), date(2027, 2, 12)),)
    within = return_date(procedure, date(2027, 2, 5), book.calendar)
    assert within.receipt == Receipt(date(2027, 2, 15), moved=Moved.UNDECIDED_DAY)
    across = return_date(procedure, date(2026, 12, 30), book.calendar)
    assert across.main
    assert across.main.provisional == (2027,)


DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))
MOMENTS = st.builds(lambda day, clock: datetime.combine(day, clock, VIETNAM), DAYS, st.times(time(0), time(23, 59, 59)))
TERMS = st.builds(Term, st.integers(0, 60), st.sampled_from(list(DayUnit)), st.just(""), st.just(""), st.booleans())


def closed(day: date, calendar: Calendar) -> bool:
    """Say by the lists alone, not by the code under test, whether offices are or may be closed."""
    year = next(one for one in calendar.years if one.year == day.year)
    if any(one.worked == day for one in year.exchanged):
        return False
    off = {one.day for one in year.holidays} | {one.off for one in year.exchanged}
    spans = any(one.starts <= day <= one.ends for one in year.undecided)
    return day.weekday() >= SATURDAY or day in off or spans


@given(term=TERMS, filed=MOMENTS, known=st.booleans())
def test_never_a_closed_day_and_never_before_the_start(book: Book, term: Term, filed: datetime, known: bool) -> None:
    for receipt in receipts(filed, book.calendar, with_hours(book) if known else None):
        due = count(term, receipt, book.calendar).due
        assert filed.date() <= receipt.day <= due
        assert not closed(receipt.day, book.calendar)
        assert not closed(due, book.calendar)


@given(days=st.integers(0, 60), filed=DAYS)
def test_exactly_so_many_working_days_lie_between(book: Book, days: int, filed: date) -> None:
    (receipt,) = receipts(filed, book.calendar)
    found = count(Term(days, DayUnit.WORKING), receipt, book.calendar)
    between = [receipt.day + timedelta(days=one + 1) for one in range((found.due - receipt.day).days)]
    assert [day for day in between if not closed(day, book.calendar)] == list(found.days)
    assert len(found.days) == days


@given(term=TERMS, moments=st.tuples(MOMENTS, MOMENTS), known=st.booleans())
def test_later_filing_is_never_due_earlier(
    book: Book, term: Term, moments: tuple[datetime, datetime], known: bool
) -> None:
    counter = with_hours(book) if known else None
    first, second = (receipts(moment, book.calendar, counter)[-1] for moment in sorted(moments))
    assert count(term, first, book.calendar).due <= count(term, second, book.calendar).due


@given(moments=st.tuples(MOMENTS, MOMENTS), number=st.integers(1, 25))
def test_later_filing_is_never_due_earlier_under_one_edition(
    book: Book, moments: tuple[datetime, datetime], number: int
) -> None:
    procedure = book.by_number(str(number))
    assert procedure
    first, second = (return_date(procedure, moment, book.calendar) for moment in sorted(moments))
    if first.edition is second.edition and first.due and second.due:
        assert first.due <= second.due


def test_a_year_without_a_calendar_stops_the_count(book: Book) -> None:
    with pytest.raises(UnknownYear) as stopped:
        count(Term(3, DayUnit.WORKING), Receipt(date(2027, 12, 30)), book.calendar)
    assert stopped.value.year == 2028
