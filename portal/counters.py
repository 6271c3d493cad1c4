"""The page of the counters: where they are, when they work, whether they are open now (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.book import Book
from bot.counter_words import WEEKDAYS, CounterWords
from bot.facts import Confidence, Fact
from bot.offices import CounterEdition, Door, door
from bot.sections import UNCHECKED, Words
from portal.prose import Group, groups, spoken


@dataclass(frozen=True)
class Desk:
    """One counter on the page: its name, its unit, and what is known, as label and text."""

    name: str
    unit: str
    facts: tuple[tuple[str, tuple[Group, ...]], ...]


@dataclass(frozen=True)
class CountersPage:
    """The day in words, the counters of that day, and the coming days off."""

    day: str
    desks: tuple[Desk, ...]
    days_off: tuple[Group, ...]


def counters_page(book: Book, day: date, now: datetime | None) -> CountersPage:
    """Set the page as of a day; `now` is given when that day is today, and tells whether doors are open."""
    words = CounterWords(book, Words(book))
    desks = tuple(_desk(book, counter, now) for _, counter in book.offices.in_force(day))
    days_off = words.values("ngay_nghi", day)["danh_sach"]
    return CountersPage(spoken(words.today(day)) if now else _shown(day), desks, tuple(groups(days_off)))


def _desk(book: Book, counter: CounterEdition, now: datetime | None) -> Desk:
    facts = [
        ("Giờ làm việc", _hours(counter)),
        ("Địa chỉ", _told(counter.address)),
        ("Điện thoại", _told(counter.phone)),
        ("Nhận của xã, phường cũ", tuple(groups("; ".join(counter.areas)))),
    ]
    if now:
        facts.insert(0, ("Lúc này", tuple(groups(door_words(book, counter, now)))))
    return Desk(counter.name, counter.unit_name, tuple(facts))


def _hours(counter: CounterEdition) -> tuple[Group, ...]:
    lines = [
        f"- {', '.join(WEEKDAYS[day] for day in one.weekday)}: {one.opens:%H:%M} – {one.closes:%H:%M}"
        for one in counter.sessions
    ]
    return (*groups("\n".join(lines)), *_told(counter.hours))


def _told(fact: Fact) -> tuple[Group, ...]:
    """A fact in full; what is not known, and who is asked to fill it in, is said."""
    lines = list(fact.text)
    if fact.confidence is Confidence.INFERRED:
        lines[-1] = f"{lines[-1]} {UNCHECKED}"
    elif fact.confidence is Confidence.UNKNOWN and not lines:
        lines.append("Trang này chưa biết.")
    return tuple(groups("\n".join(lines)))


def door_words(book: Book, counter: CounterEdition, now: datetime) -> str:
    """Say in one line whether a counter is open now, and until when as far as known."""
    state = door(counter, book.calendar, now)
    match state.door:
        case Door.OPEN if state.until:
            return f"Đang mở, đến {state.until:%H:%M}."
        case Door.WORKING_DAY:
            return "Hôm nay là ngày làm việc; giờ mở cửa của quầy này chưa biết."
        case Door.UNKNOWN:
            return "Chưa có lịch nghỉ của năm này."
    if state.until is None:
        return "Đang đóng; chưa rõ ngày mở lại."
    if not counter.sessions:
        return f"Hôm nay nghỉ. Ngày làm việc tiếp theo: {_shown(state.until.date())}."
    when = "hôm nay" if state.until.date() == now.date() else _shown(state.until.date())
    return f"Đang đóng, mở lại lúc {state.until:%H:%M} {when}."


def _shown(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
