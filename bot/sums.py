"""A number for every subject, and such rows of numbers added for all subjects at once (pure).

A row is one long whole number with a slot of 64 bits for each subject, so that Python's own arithmetic on long
numbers adds hundreds of slots in a fraction of a microsecond; one by one it would take a hundred times longer. Slots
hold fractions as whole numbers of 1/2**40. No slot may become negative or run over into the next: what is taken away
is taken from `floor`, which lies far above every sum of evidence.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

SLOT = 8
"""Bytes of one slot."""
UNIT = 2.0**40
"""What one is in a slot."""
FLOOR = 1 << 56
"""What a slot of `floor` holds; 16,000 times the evidence of a text in which every sign is the most telling one."""


def whole(number: float) -> int:
    """Give a number as it lies in a slot."""
    return round(number * UNIT)


def fraction(slot: int, floors: int = 1) -> float:
    """Give the number of a slot from which so many floors must be taken away."""
    return (slot - floors * FLOOR) / UNIT


def slots(count: int) -> array[int]:
    """Give a row of empty slots to write into."""
    return array("Q", bytes(SLOT * count))


def filled(count: int, numbers: Iterable[tuple[int, int]]) -> array[int]:
    """Give a row with the sums of some numbers, each with the place of its slot."""
    row = slots(count)
    for place, number in numbers:
        row[place] += number
    return row


def joined(row: array[int]) -> int:
    """Give a row as one long number, to be added to others and multiplied by small whole numbers."""
    return int.from_bytes(row.tobytes(), sys.byteorder)


def parted(long: int, count: int) -> array[int]:
    """Give the slots of a long number."""
    row = array("Q")
    row.frombytes(long.to_bytes(SLOT * count, sys.byteorder))
    return row


def floor(count: int) -> int:
    """Give the row from which may be taken away."""
    return joined(array("Q", [FLOOR]) * count)
