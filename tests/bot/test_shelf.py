"""The book in use while staff edit its files: swapped whole or not at all, also under many threads."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from structlog.testing import capture_logs

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
    assert shelf.book() is first, "a file changed this very moment is left to rest"
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


def test_a_fault_is_logged_once_with_its_place_and_so_is_the_book_that_follows(folder: Path) -> None:
    shelf = Shelf(folder, KEYS)
    with capture_logs() as logged:
        first = shelf.book()
        touch(folder / FILE, PROCEDURE.replace("so_ngay: 2", "so_ngay: x"))
        for _ in range(4):
            shelf.book()
        touch(folder / FILE, PROCEDURE.replace("02 ngày làm việc", "04 ngày làm việc"))
        for _ in range(4):
            shelf.book()
    assert [line["event"] for line in logged] == ["book_loaded", "book_faulty", "book_loaded"]
    assert first is not None
    assert logged[1]["kept"] == first.digest[:12]
    assert f"knowledge/{FILE}:" in logged[1]["problems"][0]
    assert logged[1]["log_level"] == "error"


def test_a_file_changed_long_ago_is_read_at_the_first_look(folder: Path) -> None:
    shelf = Shelf(folder, KEYS)
    first = shelf.book()
    file = folder / FILE
    file.write_text(PROCEDURE.replace("02 ngày làm việc", "04 ngày làm việc"), encoding="utf-8")
    for other in folder.rglob("*"):
        os.utime(other, (time.time() - 60, time.time() - 60))
    assert shelf.book() is not first


def test_a_file_half_written_is_never_a_book(folder: Path) -> None:
    """What is written first is sound by itself, as when a long file is saved in two pieces."""
    file, shelf = folder / FILE, Shelf(folder, KEYS)
    first = shelf.book()
    whole = PROCEDURE.replace("  - xin giấy mở tiệm\n", "  - xin giấy mở tiệm\n  - xin mở quán\n")
    touch(file, PROCEDURE.replace("  - xin giấy mở tiệm\n", ""))
    assert shelf.book() is first
    touch(file, whole)
    assert shelf.book() is first
    last = shelf.book()
    assert last is not None
    assert "xin mở quán" in last.procedures["mo-tiem"].wordings


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
