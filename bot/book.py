"""The Book: everything the bot may say, as one frozen value, asked as of a day (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import Field

from bot.calendar import Calendar
from bot.complaint_rules import ComplaintRules
from bot.facts import Day, Entry, Lines, Link, Text
from bot.matters import Matter, NationalName, Topic
from bot.offices import Offices
from bot.outgoing import Outgoings
from bot.procedures import Edition, Procedure
from bot.register import Register


class Source(Entry):
    """Where facts were read: a label, what it is, its address if it has one, and the day it was read."""

    id: Text
    name: Text
    link: Link | None = None
    read_on: Day | None = None
    note: Text | None = None


class Sources(Entry):
    """All sources by label."""

    source_list: tuple[Source, ...]


class Vocabulary(Entry):
    """How people write: abbreviations, everyday and southern words, and the words that ask for a facet.

    `abbreviations` and `synonyms` map what is typed to what it stands for; `facet_words` map a facet's
    name to the phrases that ask for it; `pointing_words` map the names of `pointers.NAMES` to the phrases that
    choose from a list or refuse an answer; `courtesies` are said in a letter to whoever reads it.
    """

    abbreviations: dict[str, Text]
    synonyms: dict[str, Text]
    facet_words: dict[str, Lines]
    pointing_words: dict[str, Lines] = Field(default_factory=dict)
    courtesies: Lines = ()


class Notions(Entry):
    """What people mean, by name, each with the phrases that express it."""

    notions: dict[str, Lines]


@dataclass(frozen=True)
class Book:
    """All knowledge, already checked: procedures in the order of their numbers, then the bundles.

    `catalogue` holds the national catalogue's names, which compete with ours when a question is read.
    """

    procedures: Mapping[str, Procedure]
    offices: Offices
    calendar: Calendar
    matters: Mapping[str, Matter]
    topics: Mapping[str, Topic]
    vocabulary: Vocabulary
    replies: Mapping[str, str]
    sources: Mapping[str, Source]
    register: Register
    notions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    catalogue: tuple[NationalName, ...] = ()
    outgoing: Outgoings = field(default_factory=Outgoings)
    complaints: ComplaintRules | None = None
    digest: str = field(default="", compare=False)

    def in_force(self, procedure_id: str, day: date) -> Edition | None:
        """Give the edition of a procedure on that day; None when nothing is in force or it is not ours."""
        procedure = self.procedures.get(procedure_id)
        return procedure.in_force(day) if procedure else None

    def by_number(self, number: str) -> Procedure | None:
        """Find a procedure by its printed number (7, 07); None when there is none."""
        wanted = number.zfill(2)
        return next((p for p in self.procedures.values() if p.number == wanted), None)
