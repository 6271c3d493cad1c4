"""The counters as of a date: names, addresses, hours, phones, and which old wards belong to which (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema, model_validator

from bot.calendar import Calendar
from bot.facts import Dated, Entry, Fact, Lines, Review, Text, fault, read_lines
from bot.keys import key_of
from bot.procedures import Id
from bot.words import fold

LOOK_AHEAD_DAYS = 30
"""Days within which the next opening is looked for; Tết, the longest closure, takes at most ten."""


def _read_clock(value: Any) -> time:
    """Read 7:00, 07:30, 7h30 or 7 giờ 30."""
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]) ?(?::|h|g|giờ) ?([0-5]\d)?", str(value).strip(), re.ASCII)
    if found is None:
        raise fault(f"«{value}» không phải giờ; viết giờ và phút, ví dụ 7:00 hoặc 16:30")
    return time(int(found[1]), int(found[2] or 0))


def _read_weekday(value: Any) -> int:
    """Read 2 to 7 (thứ Hai to thứ Bảy) or CN (Chủ nhật) as a weekday counted from Monday = 0."""
    if isinstance(value, int):
        return value
    text = str(value).strip().upper()
    if not re.fullmatch(r"[2-7]|CN", text):
        raise fault(f"«{value}» không phải thứ trong tuần; viết 2 đến 7, hoặc CN")
    return 6 if text == "CN" else int(text) - 2


def _show_weekday(weekday: int) -> str:
    return "CN" if weekday == 6 else str(weekday + 2)


Clock = Annotated[
    time,
    BeforeValidator(_read_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M")),
    WithJsonSchema({"type": "string", "description": "giờ và phút, ví dụ 7:00"}),
]
Weekday = Annotated[
    int,
    BeforeValidator(_read_weekday),
    PlainSerializer(_show_weekday),
    WithJsonSchema({"type": ["string", "number"], "description": "2 đến 7, hoặc CN"}),
]


class Session(Entry):
    """One session of a counter: on which weekdays, from when to when (time of day in Vietnam)."""

    weekday: Annotated[tuple[Weekday, ...], BeforeValidator(read_lines)]
    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def _in_order(self) -> Session:
        if self.closes <= self.opens:
            raise fault("giờ đóng («dong») phải sau giờ mở («mo»)", key_of("closes"))
        return self


class CounterEdition(Dated):
    """A counter from one day to another. `areas` are the former wards and communes it serves.

    `sessions` are the hours as a table from which open and closed are computed; none while they are unknown.
    """

    name: Text
    unit_name: Text
    address: Fact
    hours: Fact
    sessions: tuple[Session, ...] = ()
    phone: Fact
    areas: Lines
    legal: Fact
    review: Review

    def sessions_on(self, day: date, calendar: Calendar) -> list[tuple[time, time]]:
        """List opening and closing times on that day; a Saturday worked in exchange has the hours of the day off."""
        if calendar.holiday(day) is not None:
            return []
        exchanged = calendar.exchanged_for(day)
        weekday = (exchanged or day).weekday()
        return sorted((one.opens, one.closes) for one in self.sessions if weekday in one.weekday)


class Counter(Entry):
    """One counter with its permanent id; everything that happens at a counter carries this id."""

    id: Id
    editions: tuple[CounterEdition, ...]

    def in_force(self, day: date) -> CounterEdition | None:
        """Give the counter as it stands on that day, or None when it does not exist then."""
        return next((edition for edition in self.editions if edition.covers(day)), None)


class Offices(Entry):
    """All counters of the former town."""

    counters: tuple[Counter, ...]

    def in_force(self, day: date) -> list[tuple[str, CounterEdition]]:
        """List the counters that exist on that day, with their ids, in the file's order."""
        found = ((counter.id, counter.in_force(day)) for counter in self.counters)
        return [(counter_id, edition) for counter_id, edition in found if edition is not None]

    def at(self, day: date, counter_id: str | None = None) -> tuple[str, CounterEdition] | None:
        """Give that counter, or the first of the file, as of a day; None when it does not exist then."""
        found = self.in_force(day)
        return next(((one, edition) for one, edition in found if counter_id in (None, one)), None)

    def serving(self, text: str, day: date) -> tuple[str, CounterEdition] | None:
        """Find a ward or commune named in a folded text, old or new, and the counter that serves it that day.

        «ở Vĩnh Quới» without xã or phường is enough for a name of two words.
        """
        counters = [counter for _, counter in self.in_force(day)]
        named = [(name, counter) for counter in counters for name in _areas(counter)]
        bare = [(one[1], counter) for name, counter in named if len((one := name.split(" ", 1))[-1].split()) > 1]
        spaced = f" {text} "
        for before, names in (("", named), ("o ", bare)):
            for name, counter in names:
                if f" {before}{_folded(name)} " in spaced:
                    return name, counter
        return None


@lru_cache(maxsize=256)
def _folded(area: str) -> str:
    return fold(area)


def _areas(counter: CounterEdition) -> list[str]:
    """Name the wards and communes of a counter, then its own unit, without province and remarks."""
    return [area.removeprefix("UBND ").split(",")[0].split(" (")[0] for area in (*counter.areas, counter.unit_name)]


class Door(StrEnum):
    """Whether a counter's door is open at a moment."""

    OPEN = "mo"  # within a session
    CLOSED = "dong"  # outside every session, or a day off
    WORKING_DAY = "ngay_lam_viec"  # offices work on that day, the counter's hours are not known
    UNKNOWN = "chua_ro"  # the days off of that year, or of that day, are not known


@dataclass(frozen=True)
class DoorState:
    """A counter at a moment. `until` is when it closes (OPEN), or when it opens next as far as known (CLOSED)."""

    door: Door
    until: datetime | None = None


def door(counter: CounterEdition, calendar: Calendar, moment: datetime) -> DoorState:
    """Say whether a counter is open at an aware moment in Vietnam; what is not known is not guessed.

    Without known hours only the day can be told: `until` is then midnight of the next working day.
    """
    if calendar.year(moment.year) is None or calendar.undecided(moment.date()):
        return DoorState(Door.UNKNOWN)
    if not counter.sessions:
        if calendar.is_working_day(moment.date()):
            return DoorState(Door.WORKING_DAY)
        days = (day for day in _days_after(moment) if calendar.year(day.year) and calendar.is_working_day(day))
        day = next(days, None)
        return DoorState(Door.CLOSED, datetime.combine(day, time(), moment.tzinfo) if day else None)
    for opens, closes in counter.sessions_on(moment.date(), calendar):
        if moment.time() < opens:
            return DoorState(Door.CLOSED, datetime.combine(moment.date(), opens, moment.tzinfo))
        if moment.time() < closes:
            return DoorState(Door.OPEN, datetime.combine(moment.date(), closes, moment.tzinfo))
    for day in _days_after(moment):
        sessions = counter.sessions_on(day, calendar) if calendar.year(day.year) else []
        if sessions:
            return DoorState(Door.CLOSED, datetime.combine(day, sessions[0][0], moment.tzinfo))
    return DoorState(Door.CLOSED)


def _days_after(moment: datetime) -> Iterator[date]:
    return (moment.date() + timedelta(days=offset) for offset in range(1, LOOK_AHEAD_DAYS))
