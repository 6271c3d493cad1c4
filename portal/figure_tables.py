"""The tables of one month, by field, procedure and counter, with what must be withheld left out (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.book import Book
from bot.figures import Counts, Figures, Published, added, pooled
from bot.offices import Counter
from bot.procedures import Field
from bot.withheld import publish
from portal.pages import FIELDS

OTHER = "Thủ tục ngoài sổ"
REST = "con-lai"
"""The id of a row of joined small ones."""
ALL, BY_FIELD, BY_PROCEDURE, BY_COUNTER = "Tất cả", "Lĩnh vực", "Thủ tục", "Quầy"
Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One row: the id of a field, procedure or counter (empty outside the book), its name, and its numbers."""

    id: str
    name: str
    shown: Published


def figure_tables(book: Book, found: Figures, month: str) -> dict[str, tuple[Line, ...]]:
    """Set the tables of one month (YYYY-MM): all, by field, by procedure, by counter.

    Small rows are joined, procedures within their field only; then what would follow from sums is withheld.
    """
    fields = {one.id: one.field.value for one in book.procedures.values()}
    procedures = found.by(lambda cell: cell.procedure, month)
    by_field = pooled(found.by(lambda cell: fields.get(cell.procedure, ""), month).items(), REST)
    by_counter = pooled(found.by(lambda cell: cell.counter, month).items(), REST)
    inside = {
        name: pooled(((one, counts) for one, counts in procedures.items() if fields.get(one) == name), f"{name}.{REST}")
        for name, _ in by_field
    }
    total: Key = (ALL, "")
    rows: dict[Key, Counts] = {total: added(counts for _, counts in by_field)}
    rows |= {(BY_FIELD, name): counts for name, counts in by_field}
    rows |= {(BY_PROCEDURE, name): counts for own in inside.values() for name, counts in own}
    rows |= {(BY_COUNTER, name): counts for name, counts in by_counter}
    sums = [
        (total, [(BY_FIELD, name) for name, _ in by_field]),
        (total, [(BY_COUNTER, name) for name, _ in by_counter]),
    ]
    sums += [((BY_FIELD, name), [(BY_PROCEDURE, one) for one, _ in own]) for name, own in inside.items() if own]
    shown = publish(rows, sums)
    names = _names(book, month)
    lines: dict[str, tuple[Line, ...]] = dict.fromkeys((ALL, BY_FIELD, BY_PROCEDURE, BY_COUNTER), ())
    for key, one in shown.items():
        lines[key[0]] += (Line(key[1], names[key], one),)
    return lines


def _names(book: Book, month: str) -> dict[Key, str]:
    """Name every row that there may be; a counter as it was called at the end of the month, or last before."""
    last = (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    fields = {one.value: FIELDS[one] for one in Field} | {"": OTHER}
    names = {(BY_FIELD, one): name for one, name in fields.items()} | {
        (ALL, ""): "",
        (BY_FIELD, REST): "Các lĩnh vực còn lại",
    }
    names |= {(BY_PROCEDURE, f"{one}.{REST}"): f"{name}: các thủ tục còn lại" for one, name in fields.items()}
    names |= {(BY_PROCEDURE, one.id): one.short_name for one in book.procedures.values()}
    names |= {(BY_COUNTER, one.id): _called(one, last) for one in book.offices.counters}
    return names | {(BY_COUNTER, REST): "Các quầy còn lại"}


def _called(counter: Counter, day: date) -> str:
    edition = counter.in_force(day) or next((one for one in reversed(counter.editions) if one.starts <= day), None)
    return (edition or counter.editions[0]).name
