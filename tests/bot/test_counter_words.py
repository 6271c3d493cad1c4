"""The counters in words around days off that nobody has decided yet."""

from datetime import date, datetime

from bot.book import Book
from bot.calendar import VIETNAM
from bot.counter_words import CounterWords
from bot.offices import Door, door
from bot.sections import Words


def test_an_undecided_day_is_neither_called_open_nor_closed(book: Book) -> None:
    day = date(2027, 2, 4)
    said = CounterWords(book, Words(book)).today(day)
    assert "chưa có quyết định ngày này có nghỉ Tết Nguyên đán không" in said
    found = book.offices.at(day)
    assert found
    assert door(found[1], book.calendar, datetime(2027, 2, 4, 9, tzinfo=VIETNAM)).door is Door.UNKNOWN


def test_coming_days_off_name_the_span_in_which_tet_will_be(book: Book) -> None:
    words = CounterWords(book, Words(book))
    coming = words.values("ngay_nghi", date(2027, 1, 11))["danh_sach"]
    assert "Tết Nguyên đán: trong khoảng 02/02 đến 12/02/2027" in coming
    assert "năm 2027" in coming
    assert "Tết Nguyên đán" not in words.values("ngay_nghi", date(2026, 11, 25))["danh_sach"]
