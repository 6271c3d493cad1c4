"""What is not a procedure of the book: neighbouring matters, small talk, emergencies (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.facts import Dated, Entry, Lines, Sourced, Text
from bot.messages import Agency, Outcome
from bot.procedures import Id


class Place(Dated, Sourced):
    """Who handles a matter from one day to another, in a sentence for citizens."""

    agency: Agency
    text: Lines
    code: Text | None = None


class Matter(Entry):
    """A matter outside the book with the ways citizens ask for it and who handles it when.

    `fields` are fields of the national catalogue whose procedure names are asked for here as well.
    """

    id: Id
    name: Text
    wordings: Lines
    fields: Lines = ()
    places: tuple[Place, ...]

    def in_force(self, day: date) -> Place | None:
        """Give who handles the matter on that day, or None when that is not known."""
        return next((place for place in self.places if place.covers(day)), None)


class Matters(Entry):
    """All neighbouring matters of one file."""

    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class NationalName:
    """One procedure of the national catalogue: code, name, field, and who decides it.

    `level` is what the national portal says (Cấp xã, Cấp tỉnh, Cấp bộ, or several); `authority` is the body by
    its name where the portal gives one.
    """

    code: str
    name: str
    field: str
    level: str = ""
    authority: str = ""


ABOUT_TALK = frozenset({"noi-lai", "chua-hieu", "ngan-gon", "quay-lai"})
"""Topics about the talk itself, heard in their very words alone: «X là sao» asks about X."""


class Topic(Entry):
    """A kind of talk that is no procedure (greeting, thanks, hours, emergencies): wordings and reply key.

    `cries` are heard wherever they stand in a text, before anything else it asks.
    """

    id: Id
    kind: Outcome
    reply: Text
    wordings: Lines
    cries: Lines = ()


class Topics(Entry):
    """All topics of small talk, counter questions and emergencies."""

    topics: tuple[Topic, ...]
