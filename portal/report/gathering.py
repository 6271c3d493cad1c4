"""All sections of a report, gathered in one reading transaction, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from bot import archive
from bot.store import Connection, Store
from portal.report import complained, filed, lacking, questions, rated, scanned, sending, unsolved
from portal.report.parts import Report, Scope, Section

SECTIONS: tuple[Callable[[Connection, Scope], tuple[Section, ...]], ...] = (
    questions.gather,
    unsolved.gather,
    filed.gather,
    rated.gather,
    lacking.gather,
    complained.gather,
    scanned.gather,
    sending.gather,
)
"""A new section is a module whose `gather` stands here; its keys stand in the head in this order."""
OFFICE = "Bộ phận Một cửa"


def gather(store: Store, scope: Scope) -> Report:
    """Give the report of a month. Raises StoreError."""
    counters = scope.book.offices.in_force(scope.day)
    office = counters[0][1].name if counters else OFFICE
    with store.read() as connection:
        sections = tuple(section for one in SECTIONS for section in one(connection, scope))
        last = archive.last_import(connection)
    return Report(scope, office, sections, sample=last is not None and last.sample)
