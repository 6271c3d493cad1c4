"""Scans of printed codes: counted in place, without persons, and never at the page's expense."""

import sqlite3
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.register import PrintRun
from bot.scans import Tally, by, counted, periods, silent, weekly
from bot.store import Store

TODAY = date(2026, 11, 25)
RUNS = tuple(
    PrintRun.model_validate({"ky_hieu": suffix, "noi_dan": f"Quầy {suffix}", "ngay_in": "01/09/2026"})
    for suffix in ("A2", "B7", "C3")
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db", busy_ms=200)
    store.migrate()
    return store


def rows(store: Store) -> list[dict[str, object]]:
    with store.read() as connection:
        return connection.rows("SELECT * FROM scans ORDER BY day, code, placement")


def test_scans_of_a_day_raise_one_row(store: Store) -> None:
    tally = Tally(store)
    for placement in ("B7", "B7", None):
        tally.add(TODAY, "01", placement)
    assert tally.write()
    tally.add(TODAY, "01", "B7")
    assert tally.write()
    assert rows(store) == [
        {"day": "2026-11-25", "code": "01", "placement": "", "n": 1},
        {"day": "2026-11-25", "code": "01", "placement": "B7", "n": 3},
    ]


def test_two_processes_add_up(store: Store, tmp_path: Path) -> None:
    other = Tally(Store(f"sqlite:///{tmp_path}/counter.db"))
    mine = Tally(store)
    for tally in (mine, other, mine):
        tally.add(TODAY, "07", None)
    assert mine.write()
    assert other.write()
    assert rows(store)[0]["n"] == 3


def test_a_locked_store_neither_delays_nor_loses_a_scan(store: Store) -> None:
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    tally = Tally(store)
    before = time.perf_counter()
    for _ in range(1000):
        tally.add(TODAY, "01", None)
    assert time.perf_counter() - before < 0.2
    assert not tally.write()
    holder.execute("ROLLBACK")
    holder.close()
    tally.add(TODAY, "01", None)
    assert tally.write()
    assert rows(store)[0]["n"] == 1001


def test_many_threads_lose_nothing_and_the_end_writes_the_rest(store: Store) -> None:
    tally = Tally(store, seconds=0.02)
    tally.start()

    def scan() -> None:
        for _ in range(200):
            tally.add(TODAY, "01", "A2")

    threads = [threading.Thread(target=scan) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.end()
    assert rows(store)[0]["n"] == 1600


def fill(store: Store, scans: list[tuple[int, str, str, int]]) -> None:
    with store.write() as connection:
        for days_ago, code, placement, n in scans:
            day = (TODAY - timedelta(days=days_ago)).isoformat()
            connection.rows(
                "INSERT INTO scans VALUES (:day, :code, :placement, :n)",
                {"day": day, "code": code, "placement": placement, "n": n},
            )


def quiet(store: Store) -> list[str]:
    before, lately = periods(TODAY)
    with store.read() as connection:
        return [
            one.run.suffix for one in silent(RUNS, counted(connection, *before), counted(connection, *lately), TODAY)
        ]


SILENCES = {
    "fell to zero": ([(10, "01", "A2", 9), (20, "02", "B7", 5), (2, "01", "A2", 1)], ["B7"]),
    "scanned today only": ([(20, "02", "B7", 5), (2, "01", "A2", 1), (0, "02", "B7", 3)], ["B7"]),
    "scanned seven days ago": ([(20, "02", "B7", 5), (7, "02", "B7", 1)], []),
    "scanned eight days ago": ([(20, "02", "B7", 5), (8, "02", "B7", 1), (1, "01", "", 1)], ["B7"]),
    "hardly ever scanned": ([(20, "02", "B7", 4), (2, "01", "A2", 1)], []),
    "long ago only": ([(36, "02", "B7", 50), (2, "01", "A2", 1)], []),
    "nothing was scanned at all: it is the week, not the poster": ([(20, "02", "B7", 50)], []),
    "nothing ever": ([], []),
}


@pytest.mark.parametrize(("scans", "found"), SILENCES.values(), ids=SILENCES.keys())
def test_a_placement_that_falls_silent_is_found(
    store: Store, scans: list[tuple[int, str, str, int]], found: list[str]
) -> None:
    fill(store, scans)
    assert quiet(store) == found


def test_a_sheet_taken_down_is_not_missed() -> None:
    down = RUNS[1].model_copy(update={"taken_down": TODAY - timedelta(days=3)})
    assert silent([down], {("02", "B7"): 50}, {("01", ""): 1}, TODAY) == []


def test_only_whole_weeks_and_no_small_figures_are_published(store: Store) -> None:
    assert TODAY.weekday() == 2
    fill(store, [(0, "01", "", 90), (2, "01", "", 70), (3, "01", "", 3), (9, "01", "A2", 2), (3, "02", "", 4)])
    with store.read() as connection:
        assert weekly(connection, TODAY) == {(date(2026, 11, 16), "01"): 5}


def test_sums_by_code_and_by_placement() -> None:
    counts = {("01", ""): 2, ("01", "B7"): 3, ("02", "B7"): 4}
    assert by(counts, 0) == {"01": 5, "02": 4}
    assert by(counts, 1) == {"": 2, "B7": 7}
