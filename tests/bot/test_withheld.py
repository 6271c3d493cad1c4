"""Tables that add up: nothing small follows from what is shown, by any way of adding and taking away."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures import Counts, added, hidden
from bot.withheld import PARTS, publish

PRIME = 2**61 - 1
SMALL = st.integers(0, 9)
TABLES = st.lists(st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL), min_size=1, max_size=4), min_size=1, max_size=4)
"""Fields, their procedures, and of each how many were early, on time, late, and filed online."""


def counts(row: tuple[int, int, int, int]) -> Counts:
    early, on_time, late, online = row
    done = early + on_time + late
    received = max(done, online) + 5
    return Counts(received, online, received, done, early, on_time, late)


def fixed(equations: list[dict[object, int]]) -> set[object]:
    """Give the unknowns that linear equations fix: those alone in a row of the reduced matrix (modulo a prime)."""
    unknowns = sorted({one for equation in equations for one in equation}, key=str)
    rows = [[equation.get(one, 0) % PRIME for one in unknowns] for equation in equations]
    done: list[list[int]] = []
    for place in range(len(unknowns)):
        pivot = next((row for row in rows if row[place]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        scale = pow(pivot[place], -1, PRIME)
        pivot = [one * scale % PRIME for one in pivot]
        rows, done = ([less(row, pivot, place) for row in some] for some in (rows, done))
        done.append(pivot)
    return {unknowns[next(n for n, one in enumerate(row) if one)] for row in done if sum(map(bool, row)) == 1}


def less(row: list[int], pivot: list[int], place: int) -> list[int]:
    times = row[place]
    return [(one - times * other) % PRIME for one, other in zip(row, pivot, strict=True)] if times else row


@settings(deadline=None, max_examples=200)
@given(TABLES)
def test_nothing_small_follows_from_sums(table: list[list[tuple[int, int, int, int]]]) -> None:
    rows: dict[str, Counts] = {}
    sums: list[tuple[str, list[str]]] = []
    for number, field in enumerate(table):
        own = {f"{number}.{place}": counts(row) for place, row in enumerate(field)}
        rows |= {**own, f"{number}": added(own.values())}
        sums.append((f"{number}", list(own)))
    fields = [f"{number}" for number in range(len(table))]
    rows["all"] = added(rows[one] for one in fields)
    sums.append(("all", fields))
    found = publish(rows, sums)
    gone = {(key, part) for key in rows for part in PARTS if getattr(found[key], part) is None}
    equations: list[dict[object, int]] = []
    for whole, parts in sums:
        for part in PARTS:
            equations.append({(whole, part): -1} | {(one, part): 1 for one in parts})
    for key in rows:
        equations.append({(key, "done"): -1, (key, "early"): 1, (key, "on_time"): 1, (key, "late"): 1})
    unknown = [{cell: n for cell, n in equation.items() if cell in gone} for equation in equations]
    assert not fixed(unknown)
    for key, one in found.items():
        assert not [part for part in PARTS if (n := getattr(one, part)) is not None and hidden(n)], key


def test_the_sum_of_what_is_hidden_is_not_small_either() -> None:
    rows = {"a": Counts(done=50, on_time=49, late=1), "b": Counts(done=40, on_time=39, late=1)}
    rows |= {"c": Counts(done=30, on_time=20, late=10), "d": Counts(done=20, on_time=10, late=10)}
    rows["all"] = added(list(rows.values()))
    found = publish(rows, [("all", ["a", "b", "c", "d"])])
    assert [found[one].late for one in ("a", "b", "c", "d", "all")] == [None, None, None, 10, 22]


def test_what_is_not_small_is_shown_whole() -> None:
    rows = {"a": Counts(20, 10, 20, 30, 10, 10, 10), "b": Counts(30, 10, 30, 50, 10, 20, 20)}
    rows["all"] = added(list(rows.values()))
    found = publish(rows, [("all", ["a", "b"])])
    assert all(getattr(found[key], part) == getattr(rows[key], part) for key in rows for part in PARTS)
