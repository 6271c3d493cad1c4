"""Dialogues of several turns: who takes the next text, what ends them, what is kept and done."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import citizens, deeds, retention
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Decision, Deed, Dialogue, Memory, Message, MessageKind
from bot.own_data import Erase
from bot.retention import Keep
from bot.store import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
WORDS = "số nhà 12 đường Lý Thường Kiệt"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    return store


def say(conversation: Conversation, memory: Memory, text: str, now: datetime = NOW) -> Decision:
    return conversation.decide(Message(MessageKind.TEXT, text), memory, now)


def test_a_confirmed_erasure_is_a_deed_and_nothing_else_is(conversation: Conversation) -> None:
    asked = say(conversation, Memory(), "xóa dữ liệu của tôi")
    assert asked.memory.dialogue is not None
    assert not asked.deeds
    assert say(conversation, asked.memory, "2").deeds == ()
    assert say(conversation, asked.memory, "ok").deeds == ()
    done = say(conversation, asked.memory, "1")
    assert done.deeds == (Erase(),)
    assert done.memory.dialogue is None


def test_an_unknown_dialogue_of_an_older_version_is_let_go(conversation: Conversation) -> None:
    memory = Memory(dialogue=Dialogue("khong-con", "buoc"), asked_at=NOW.timestamp())
    decision = say(conversation, memory, "01")
    assert decision.procedure == "dang-ky-ho-kinh-doanh"
    assert decision.memory.dialogue is None


@pytest.mark.parametrize(("minutes", "kept"), [(29, True), (59, True), (61, False)])
def test_a_dialogue_outlives_the_talk_but_not_an_hour(conversation: Conversation, minutes: int, *, kept: bool) -> None:
    asked = say(conversation, Memory(), "xóa dữ liệu của tôi")
    later = say(conversation, asked.memory, "1", NOW + timedelta(minutes=minutes))
    assert (later.deeds == (Erase(),)) is kept


def test_a_dialogue_is_stored_apart_and_read_back(store: Store) -> None:
    memory = Memory(welcomed=True, dialogue=Dialogue("phan-anh", "o_dau", (("viec", WORDS),)))
    with store.write() as connection:
        citizens.remember(connection, "1", memory, 5.0)
    with store.read() as connection:
        assert citizens.load(connection, "1")[0] == memory
        row = connection.one("SELECT memory, dialogue FROM citizens")
    assert row is not None
    assert WORDS not in row["memory"]
    assert WORDS in json.dumps(json.loads(row["dialogue"]), ensure_ascii=False)


def test_the_words_of_a_broken_dialogue_are_deleted_after_an_hour(store: Store) -> None:
    memory = Memory(welcomed=True, dialogue=Dialogue("phan-anh", "o_dau", (("viec", WORDS),)))
    with store.write() as connection:
        for citizen, at in (("old", 0.0), ("new", 3000.0)):
            citizens.remember(connection, citizen, memory, at)
    retention.tidy(store, Keep(), 3700.0)
    with store.read() as connection:
        assert citizens.load(connection, "old")[0] == Memory(welcomed=True)
        assert citizens.load(connection, "new")[0] == memory


def test_a_deed_that_nobody_knows_is_an_error(store: Store) -> None:
    with store.write() as connection, pytest.raises(TypeError):
        deeds.carry_out(connection, (Deed(),), "1", "1", 5.0)
