"""The counters as of a date: names, addresses, hours, phones, and which old wards belong to which (pure)."""

from __future__ import annotations

from datetime import date

from bot.facts import Dated, Entry, Fact, Lines, Review, Text
from bot.procedures import Id
from bot.words import fold


class CounterEdition(Dated):
    """A counter from one day to another. `areas` are the former wards and communes it serves."""

    name: Text
    unit_name: Text
    address: Fact
    hours: Fact
    phone: Fact
    areas: Lines
    legal: Fact
    review: Review


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

    def serving(self, text: str, day: date) -> tuple[str, CounterEdition] | None:
        """Find a ward or commune named in a folded text, old or new, and the counter that serves it that day."""
        for _, counter in self.in_force(day):
            for area in (*counter.areas, counter.unit_name):
                name = area.removeprefix("UBND ").split(",")[0].split(" (")[0]
                if f" {fold(name)} " in f" {text} ":
                    return name, counter
        return None
