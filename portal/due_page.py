"""The page that counts days for a procedure: when the result is due, or when to file at the latest (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.asked_days import Asked, AskedDay
from bot.book import Book
from bot.calendar import VIETNAM
from bot.due import return_date
from bot.due_words import DueWords
from bot.facts import read_day
from bot.offices import CounterEdition
from bot.plans import plan
from bot.procedures import Edition, Procedure
from bot.sections import UNCHECKED, Words
from portal.prose import Group, groups
from portal.sheet import Notice

FILED, HOUR, WANTED, COUNTER = "nop", "gio", "can", "quay"
"""What is asked: the day of filing, its hour (only a question in words names one), the last day on which the result
is in time, the counter."""
LONGEST = 40
"""Characters of a field that are shown again."""


@dataclass(frozen=True)
class DuePage:
    """What was asked and what was found, by which edition. `filed` and `wanted` stand in the forms again (YYYY-MM-DD).

    `answer` is empty while nothing was asked or a notice says what to write instead.
    """

    procedure: Procedure
    filed: str
    wanted: str
    counter: str
    counters: tuple[tuple[str, str], ...]
    heading: str = ""
    answer: tuple[Group, ...] = ()
    notices: tuple[Notice, ...] = ()
    unchecked: str = ""
    edition: Edition | None = None


def due_page(book: Book, procedure: Procedure, fields: Mapping[str, str], now: datetime) -> DuePage:
    """Set the page for what the form sent, at a moment in Vietnam; the wanted day counts before the day of filing."""
    asked = {name: fields.get(name, "").strip() for name in (FILED, WANTED, COUNTER)}
    known = tuple((one, edition.name) for one, edition in book.offices.in_force(now.date()))
    page = DuePage(procedure, now.date().isoformat(), "", asked[COUNTER][:LONGEST], known)
    name = WANTED if asked[WANTED] else FILED
    if not asked[name]:
        return page
    try:
        day = read_day(asked[name])
    except ValueError:
        heading = f"Ngày «{asked[name][:LONGEST]}» không đọc được"
        wrong = Notice(heading, ("Viết ngày/tháng/năm, ví dụ 28/04/2027.",), grave=True)
        return replace(page, notices=(wrong,))
    shown = replace(page, wanted=day.isoformat()) if name == WANTED else replace(page, filed=day.isoformat())
    counter = book.offices.at(day if name == FILED else now.date(), page.counter or None)
    if page.counter and counter is None:
        gone = Notice("Không có quầy này vào ngày ấy", ("Chọn quầy trong danh sách.",), grave=True)
        return replace(shown, notices=(gone,), counter="")
    moment = _moment(day, fields.get(HOUR, ""), now) if name == FILED else day
    return _answered(shown, book, name, moment, counter[1] if counter else None, now)


def asked_fields(asked: AskedDay) -> dict[str, str]:
    """What the form would send for a question about a day."""
    hour = {HOUR: f"{asked.hour:%H:%M}"} if asked.hour else {}
    return {FILED if asked.asked is Asked.FILED else WANTED: f"{asked.day:%Y-%m-%d}", **hour}


def _moment(day: date, hour: str, now: datetime) -> date:
    """The day at an hour (HH:MM); today without one is now."""
    if re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", hour, re.ASCII):
        return datetime.combine(day, time.fromisoformat(hour), VIETNAM)
    return now if day == now.date() else day


def _answered(
    page: DuePage, book: Book, name: str, day: date, counter: CounterEdition | None, now: datetime
) -> DuePage:
    words = Words(book)
    said = DueWords(book, words)
    if name == WANTED:
        planned = plan(book, page.procedure, day, now.date(), counter)
        text, edition = said.backward(planned), page.procedure.in_force(planned.last or planned.today)
    else:
        found = return_date(page.procedure, day, book.calendar, counter)
        text, edition = said.forward(found, counter), found.edition
    heading = "Nộp chậm nhất ngày nào" if name == WANTED else "Bao giờ có kết quả"
    note = words["chu_thich"] if UNCHECKED in text else ""
    return replace(page, heading=heading, answer=tuple(groups(text)), unchecked=note, edition=edition)
