"""What of joined tables must be withheld so that no small number follows from sums (pure).

A row's parts add up to what was finished, the rows of a table to the row above them, and one row may stand above
several tables. Wherever what is hidden would follow from such a sum, or its sum would itself be small, the next
smallest number is hidden too, until nothing follows.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from bot.figures import Counts, Published, hidden, published

K = TypeVar("K", bound=Hashable)
C = TypeVar("C", bound=Hashable)
PARTS = ("received", "online", "done", "early", "on_time", "late")
"""What is shown of a row; `at_counter` is shown nowhere, but follows where the rest was filed online."""


def publish(rows: Mapping[K, Counts], sums: Sequence[tuple[K, Sequence[K]]]) -> dict[K, Published]:
    """Give what may be shown of all rows, where each of `sums` is a row and the rows that add up to it."""
    at_first = {key: published(counts) for key, counts in rows.items()}
    gone = {(key, part) for key, one in at_first.items() for part in PARTS if getattr(one, part) is None}
    equations = [[(key, part) for key in (whole, *parts)] for whole, parts in sums for part in PARTS]
    equations += [[(key, part) for part in ("done", "early", "on_time", "late")] for key in rows]
    amounts = {(key, part): _amounts(counts, part) for key, counts in rows.items() for part in PARTS}
    while sum(_veil(equation, amounts, gone) for equation in equations):
        pass
    return {
        key: Published(*(None if (key, part) in gone else getattr(counts, part) for part in PARTS))
        for key, counts in rows.items()
    }


def _amounts(counts: Counts, part: str) -> tuple[int, ...]:
    """Give the number in a cell, and what else is known with it."""
    number: int = getattr(counts, part)
    return (number, counts.channel_known - number) if part == "online" else (number,)


def _veil(equation: Sequence[C], amounts: Mapping[C, tuple[int, ...]], gone: set[C]) -> bool:
    """Hide more of a sum and its parts, the sum first in the row, while what is hidden follows; say whether any was."""
    whole, *parts = equation
    before = len(gone)
    while unseen := [one for one in equation if one in gone]:
        told = zip(*(amounts[one] for one in unseen), strict=True)
        small = whole not in gone and any(hidden(sum(one)) for one in told)
        left = sorted((one for one in parts if one not in gone), key=lambda one: (not amounts[one][0], amounts[one]))
        if (len(unseen) > 1 and not small) or not (left or whole not in gone):
            break
        gone.add(left[0] if left else whole)
    return len(gone) > before
