"""The last day to file, what must be finished before, and warnings when the law changes while one waits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.book import Book
from bot.due import Refusal, return_date
from bot.plans import Plan, plan

TODAY = date(2026, 11, 25)


def planned(book: Book, number: str, wanted: date, today: date = TODAY) -> Plan:
    procedure = book.by_number(number)
    assert procedure
    return plan(book, procedure, wanted, today)


BY_HAND = [
    ("01", "2026-12-18", "2026-12-15"),
    ("01", "2026-12-19", "2026-12-15"),
    ("01", "2026-12-21", "2026-12-16"),
    ("01", "2027-01-04", "2026-12-29"),
    ("01", "2026-02-24", "2026-02-12"),
    ("01", "2026-02-22", "2026-02-10"),
    ("12", "2026-12-20", "2026-12-18"),
    ("01", "2027-02-14", "2027-01-27"),
]


@pytest.mark.parametrize(("number", "wanted", "last"), BY_HAND)
def test_last_days_checked_by_hand(book: Book, number: str, wanted: str, last: str) -> None:
    assert planned(book, number, date.fromisoformat(wanted), date(2026, 1, 5)).last == date.fromisoformat(last)


@given(wanted=st.dates(date(2026, 7, 15), date(2027, 12, 20)), number=st.sampled_from(["01", "02", "19", "12", "13"]))
def test_the_last_day_is_in_time_and_the_day_after_is_not(book: Book, wanted: date, number: str) -> None:
    found = planned(book, number, wanted)
    (main,) = (one for one in found.lasts if not one.when)
    assert return_date(found.procedure, main.day, book.calendar).due == main.counted.due
    assert main.counted.due <= wanted
    after = return_date(found.procedure, main.day + timedelta(days=1), book.calendar)
    assert after.due is None or after.due > wanted


def test_each_case_has_its_own_last_day_and_the_safest_counts(book: Book) -> None:
    found = planned(book, "04", date(2026, 12, 19))
    assert [(one.counted.term.days, one.day) for one in found.lasts] == [
        (5, date(2026, 12, 11)),
        (3, date(2026, 12, 15)),
    ]
    assert found.last == date(2026, 12, 11)


def test_linked_procedures_stand_in_the_order_of_filing(book: Book) -> None:
    found = planned(book, "02", date(2027, 1, 15))
    ids = [one.plan.procedure.id for one in found.before]
    assert set(ids) == {"chung-thuc-chu-ky", "trich-luc-ho-tich"}
    bundle = plan(book, book.procedures["doi-the-bao-hiem"], date(2027, 1, 29), TODAY)
    correction, card = bundle.before
    assert (correction.plan.procedure.number, card.plan.procedure.id) == ("10", "cap-can-cuoc")
    assert correction.plan.last
    assert card.plan.last
    assert bundle.last
    assert correction.plan.last < card.plan.last < bundle.last
    for one, needed in ((correction, card.plan.last), (card, bundle.last)):
        assert all(each.counted.due < needed for each in one.plan.lasts)


def test_waiting_past_the_end_of_the_law_is_told(book: Book) -> None:
    found = planned(book, "07", date(2027, 3, 10))
    assert [(one.last, one.following) for one in found.changes] == [(date(2027, 2, 28), None)]
    assert found.last == date(2027, 2, 24)
    later = planned(book, "07", date(2027, 6, 1))
    assert [one.day for one in later.lasts] == [date(2027, 2, 26)] * 2
    assert planned(book, "07", date(2026, 12, 20)).changes == ()


def test_a_change_to_known_rules_names_them(book: Book) -> None:
    (change,) = planned(book, "19", date(2026, 7, 20), date(2026, 6, 1)).changes
    assert change.last == date(2026, 6, 30)
    assert change.following
    assert change.following.starts == date(2026, 7, 1)


def test_too_late_says_when_it_would_be_done_today(book: Book) -> None:
    found = planned(book, "01", date(2026, 11, 26))
    assert found.too_late
    assert found.now.due == date(2026, 11, 30)


UNTOLD = [
    ("14", date(2026, 12, 20), Refusal.BY_STEP),
    ("24", date(2026, 12, 20), Refusal.SUSPENDED),
    ("01", date(2030, 1, 1), Refusal.UNKNOWN_YEAR),
]


@pytest.mark.parametrize(("number", "wanted", "why"), UNTOLD)
def test_what_cannot_be_counted_has_no_last_day(book: Book, number: str, wanted: date, why: Refusal) -> None:
    found = planned(book, number, wanted)
    assert (found.lasts, found.last, found.too_late, found.before) == ((), None, False, ())
    assert why in {found.now.refusal, found.then.refusal}


def test_no_day_is_too_early_or_too_far_to_ask(book: Book) -> None:
    for day in (date.min, date.max):
        assert planned(book, "01", day).lasts == ()
