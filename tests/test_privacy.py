"""What citizens write and who they are: planted values are looked for in every table and file, byte by byte."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import retention
from bot.retention import Keep
from bot.store import Store
from simulator.account import new_user_id
from tests.town import ALIASES, Town, eventually

PLANTED = ("Nguyễn Thị Cẩm Tú", "0912345678", "091088001234", "camtu.nguyen@example.com", "9704361234567890123")
DAY = 86400.0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path) as town:
        yield town


def store(town: Town) -> Store:
    return Store(f"sqlite:///{town.folder}/counter.db")


def holds(folder: Path, value: str) -> list[str]:
    """Give the files that hold a value, as text or as the escapes of JSON."""
    forms = (value.encode(), value.encode("unicode_escape"), value.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


def tell_everything(town: Town, citizen: str) -> None:
    for value in PLANTED:
        town.simulator.say(citizen, f"tôi tên {value} hỏi làm khai sinh cho con có cha người nước ngoài")
    town.simulator.give(citizen, "image")
    assert eventually(lambda: len([one for one in town.simulator.sent if one.user_id == citizen]) == len(PLANTED) + 1)
    assert eventually(lambda: not town.rows("SELECT 1 AS one FROM outbox WHERE state <> 'sent'"))


def test_no_word_and_no_id_is_left_once_the_answers_are_out(town: Town, tmp_path: Path) -> None:
    citizen = new_user_id()
    tell_everything(town, citizen)
    assert eventually(lambda: store(town).empty_log())
    assert {value: holds(tmp_path, value) for value in (*PLANTED, citizen)} == {key: [] for key in (*PLANTED, citizen)}


def test_after_its_time_nothing_tells_that_a_citizen_was_ever_here(town: Town, tmp_path: Path) -> None:
    citizen = new_user_id()
    tell_everything(town, citizen)
    alias = ALIASES.of(citizen)
    assert holds(tmp_path, alias)
    while retention.tidy(store(town), Keep(), time.time() + 31 * DAY):
        pass
    assert eventually(lambda: store(town).empty_log())
    assert holds(tmp_path, alias) == []


def test_an_erasure_asked_for_in_the_chat_leaves_neither_id_nor_alias(town: Town, tmp_path: Path) -> None:
    citizen = new_user_id()
    tell_everything(town, citizen)
    for text in ("xóa dữ liệu của tôi", "1"):
        town.simulator.say(citizen, text)
    assert eventually(lambda: any("Đã xóa" in one.text for one in town.simulator.sent))
    assert eventually(lambda: not town.rows("SELECT 1 AS one FROM outbox WHERE state <> 'sent'"))
    assert eventually(lambda: store(town).empty_log())
    assert [holds(tmp_path, one) for one in (citizen, ALIASES.of(citizen))] == [[], []]
