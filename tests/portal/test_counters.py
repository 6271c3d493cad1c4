"""The page of the counters: what is known, what is not, and whether doors are open."""

from datetime import date, datetime

import pytest

from bot.book import Book
from bot.calendar import VIETNAM
from bot.offices import CounterEdition, Session
from portal.counters import counters_page, door_words

WEEK = tuple(range(5))


@pytest.fixture
def counter(book: Book) -> CounterEdition:
    """The shipped counter with hours made up for the test."""
    (_, shipped), *_ = book.offices.in_force(date(2026, 11, 24))
    sessions = (
        Session.model_validate({"thu": [2, 3, 4, 5, 6], "mo": "7:00", "dong": "11:00"}),
        Session.model_validate({"thu": [2, 3, 4, 5, 6], "mo": "13:00", "dong": "17:00"}),
    )
    return shipped.model_copy(update={"sessions": sessions})


WORDS = {
    "2026-11-25 08:00": "Đang mở, đến 11:00.",
    "2026-11-25 11:30": "Đang đóng, mở lại lúc 13:00 hôm nay.",
    "2026-11-25 17:00": "Đang đóng, mở lại lúc 07:00 thứ Năm 26/11/2026.",
    "2026-11-24 08:00": "Đang đóng, mở lại lúc 07:00 thứ Tư 25/11/2026.",
    "2031-11-24 08:00": "Chưa có lịch nghỉ của năm này.",
}


@pytest.mark.parametrize(("moment", "words"), WORDS.items())
def test_open_closed_and_until_when(book: Book, counter: CounterEdition, moment: str, words: str) -> None:
    assert door_words(book, counter, datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)) == words


def test_unknown_hours_are_said_to_be_unknown(book: Book) -> None:
    (_, shipped), *_ = book.offices.in_force(date(2026, 11, 24))
    unknown = shipped.model_copy(update={"sessions": ()})
    working = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
    assert door_words(book, unknown, working) == "Hôm nay là ngày làm việc; giờ mở cửa của quầy này chưa biết."
    holiday = datetime(2026, 11, 24, 9, tzinfo=VIETNAM)
    assert door_words(book, unknown, holiday) == "Hôm nay nghỉ. Ngày làm việc tiếp theo: thứ Tư 25/11/2026."


def test_another_day_has_its_own_counters_and_no_door(book: Book) -> None:
    page = counters_page(book, date(2025, 6, 30), None)
    assert "Bộ phận Một cửa UBND thị xã Ngã Năm" in [desk.name for desk in page.desks]
    assert all(label != "Lúc này" for desk in page.desks for label, _ in desk.facts)
    assert counters_page(book, date(2019, 1, 1), None).desks == ()
