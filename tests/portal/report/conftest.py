"""A store with months in it, and the report that is drawn up of one."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot import citizens
from bot.book import Book
from bot.calendar import VIETNAM
from bot.messages import Agency, Decision, Facet, Memory, Outcome
from bot.retention import Keep
from bot.store import Store
from portal.report.gathering import gather
from portal.report.month import Month
from portal.report.parts import Report, Scope, Section

OCTOBER = Month(2026, 10)
Ask = Callable[..., None]


def vn(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in Vietnam."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


NOW = vn(2026, 11, 24, 10, 5)


@pytest.fixture
def scope(book: Book) -> Scope:
    return Scope(OCTOBER, NOW, book, Keep())


@pytest.fixture
def ask(store: Store) -> Ask:
    """Decide `times` questions at a moment of Vietnam, as the worker notes them."""

    def asked(
        moment: datetime,
        outcome: Outcome = Outcome.ANSWER,
        procedure: str | None = None,
        facets: tuple[Facet, ...] = (),
        agency: Agency | None = None,
        times: int = 1,
    ) -> None:
        decision = Decision(outcome, None, Memory(), procedure, facets, agency=agency)
        with store.write() as connection:
            for _ in range(times):
                citizens.note(connection, decision, moment.timestamp())

    return asked


@pytest.fixture
def drawn(store: Store, scope: Scope) -> Callable[[], Report]:
    return lambda: gather(store, scope)


def section(report: Report, title: str) -> Section:
    return next(one for one in report.sections if one.title == title)


def table(report: Report, title: str) -> dict[str, tuple[str | int, ...]]:
    """The rows of a section by the texts they begin with."""
    found = section(report, title)
    texts = next((place for place, one in enumerate(found.columns) if one.number), len(found.columns))
    return {" ".join(map(str, row[:texts])).strip(): row[texts:] for row in found.rows}
