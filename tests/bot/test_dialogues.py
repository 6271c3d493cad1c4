"""Dialogues of several turns: who takes the next text, what ends them, what is kept and done."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import citizens, deeds, inbox, outbox, own_data, retention
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.known import Kept, Known
from bot.messages import Decision, Deed, Dialogue, Memory, Message, MessageKind, Reply
from bot.outbox import Address
from bot.own_data import Erase
from bot.retention import Keep
from bot.store import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
WORDS = "số nhà 12 đường Lý Thường Kiệt"


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
        deeds.carry_out(connection, (Deed(),), Address(1, "1", "1"), 5.0)


IN_CHAT = Known(consulted=True)


def test_the_first_reply_of_a_real_talk_says_once_that_a_machine_answers(conversation: Conversation) -> None:
    first = conversation.decide(Message(MessageKind.TEXT, "01"), Memory(), NOW, IN_CHAT)
    again = conversation.decide(Message(MessageKind.TEXT, "02"), first.memory, NOW, IN_CHAT)
    texts = [one.reply.text for one in (first, again) if one.reply]
    assert ["Trả lời tự động" in text for text in texts] == [True, False]


def test_who_was_welcomed_needs_no_notice_and_a_cry_gets_none(conversation: Conversation) -> None:
    arrived = conversation.decide(Message(MessageKind.ARRIVAL), Memory(), NOW, IN_CHAT)
    after = conversation.decide(Message(MessageKind.TEXT, "01"), arrived.memory, NOW, IN_CHAT)
    cry = conversation.decide(Message(MessageKind.TEXT, "cháy nhà cứu với"), Memory(), NOW, IN_CHAT)
    for one in (after, cry):
        assert one.reply is not None
        assert "Trả lời tự động" not in one.reply.text
    assert not cry.memory.noticed


def test_the_notice_outlives_the_talk(conversation: Conversation) -> None:
    first = conversation.decide(Message(MessageKind.TEXT, "01"), Memory(), NOW, IN_CHAT)
    days = conversation.decide(Message(MessageKind.TEXT, "02"), first.memory, NOW + timedelta(days=3), IN_CHAT)
    assert days.reply is not None
    assert "Trả lời tự động" not in days.reply.text


def test_what_is_kept_is_told_as_it_is(conversation: Conversation, store: Store) -> None:
    with store.write() as connection:
        for number, citizen in enumerate(("me", "me", "me", "other"), 1):
            outbox.put(connection, Address(number, citizen, "7"), Reply("Chào"), None, NOW.timestamp())
        connection.rows("UPDATE outbox SET state = 'sent' WHERE inbox_id IN (1, 2)")
        kept = citizens.kept(connection, "me", Keep(replies=12, talks=34))
    assert kept == Kept(waiting=1, sent=2, since=NOW, talk_days=34, reply_days=12, phone_days=30)
    asked = conversation.decide(
        Message(MessageKind.TEXT, "du lieu cua toi"), Memory(), NOW, replace(IN_CHAT, kept=kept)
    )
    assert asked.reply is not None
    for words in ("2 lời bot đã đáp từ ngày 24/11/2026", "12 ngày", "34 ngày", "1 lời đáp chưa gửi xong", "/rieng-tu"):
        assert words in asked.reply.text


@pytest.mark.parametrize("text", ["dữ liệu của tôi", "BOT GIỮ GÌ VỀ TÔI", "xem thông tin bot đang giữ"])
def test_whoever_asks_for_their_data_is_looked_up(text: str) -> None:
    assert own_data.may_ask(text)
    assert not own_data.may_ask("sao y mấy đồng")


def test_what_is_written_after_a_confirmed_erasure_is_still_answered(store: Store) -> None:
    for number in (1, 2, 3):
        inbox.put(store, f"user_send_text:{number}", "me", f"body {number}", float(number))
    with store.write() as connection:
        to = deeds.carry_out(connection, (Erase(),), Address(2, "me", "zalo-me"), 5.0)
        rows = connection.rows("SELECT citizen, state, body FROM inbox ORDER BY id")
    assert to == Address(2, citizens.ERASED, "zalo-me")
    erased = {"citizen": citizens.ERASED, "state": "settled", "body": None}
    assert rows == [erased, erased, {"citizen": "me", "state": "new", "body": "body 3"}]
