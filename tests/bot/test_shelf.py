"""The book in use while staff edit its files: swapped whole or not at all, also under many threads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import knowledge
from bot.knowledge import Shelf
from tests.bot.conftest import FILES, PROCEDURE
from tests.bot.test_knowledge import FILE, KEYS, touch


@pytest.fixture(autouse=True)
def _look_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "RELOAD_SECONDS", 0.0)


def test_a_faulty_change_keeps_the_old_book_and_is_reported(folder: Path) -> None:
    shelf = Shelf(folder, KEYS)
    first = shelf.book()
    assert first is not None
    assert shelf.problems() == ()
    touch(folder / FILE, PROCEDURE.replace("so_ngay: 2", "so_ngay: x"))
    assert shelf.book() is first
    assert "chỉ viết chữ số" in shelf.problems()[0]
    touch(folder / FILE, PROCEDURE.replace("02 ngày làm việc", "04 ngày làm việc"))
    second = shelf.book()
    assert shelf.problems() == ()
    assert second is not None
    assert second.digest != first.digest


def test_without_any_sound_book_there_is_none(folder: Path) -> None:
    touch(folder / FILE, "so: x\n")
    shelf = Shelf(folder, KEYS)
    assert shelf.book() is None
    assert shelf.problems()


def test_within_the_second_nothing_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "RELOAD_SECONDS", 3600.0)
    shelf = Shelf(folder, KEYS)
    first = shelf.book()
    touch(folder / FILE, PROCEDURE.replace("02 ngày làm việc", "04 ngày làm việc"))
    assert shelf.book() is first


def test_a_book_comes_when_the_first_faults_are_mended(folder: Path) -> None:
    touch(folder / FILE, "so: x\n")
    shelf = Shelf(folder, KEYS)
    assert shelf.book() is None
    touch(folder / FILE, PROCEDURE)
    assert shelf.book() is not None
    assert shelf.problems() == ()


def test_a_file_that_goes_away_is_a_fault_and_the_old_book_stays(folder: Path) -> None:
    shelf = Shelf(folder, KEYS)
    first = shelf.book()
    (folder / "lich.yaml").unlink()
    assert shelf.book() is first
    assert "thiếu tệp này" in shelf.problems()[0]


def await_matter(shelf: Shelf, matter: str) -> bool:
    """Wait until the shelf's book holds a matter; False after ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        book = shelf.book()
        if book is not None and matter in book.matters:
            return True
        time.sleep(0.01)
    return False


def test_many_threads_see_one_sound_book_or_the_next_never_half_of_each(folder: Path) -> None:
    """Two files change one after the other; between them the book is faulty and must not be served."""
    shelf, done, swapped = Shelf(folder, KEYS), threading.Event(), False
    assert shelf.book() is not None

    def read() -> set[tuple[str, ...]]:
        seen = set()
        while not done.is_set():
            book = shelf.book()
            assert book is not None
            seen.add((book.procedures["mo-tiem"].related[0].id, *book.matters))
            time.sleep(0.002)
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for turn in range(10):
            new = "thue" if turn % 2 else "thue-moi"
            touch(folder / FILE, PROCEDURE.replace("ma: thue", f"ma: {new}"))
            touch(folder / "viec-ngoai.yaml", FILES["viec-ngoai.yaml"].replace("ma: thue", f"ma: {new}"))
            swapped = await_matter(shelf, new)
        done.set()
    assert swapped
    assert set.union(*(reader.result() for reader in readers)) <= {("thue", "thue"), ("thue-moi", "thue-moi")}
