"""Off switches: who, why, when; the newest flip of each target counts."""

from datetime import datetime

import pytest

from bot import switches
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Memory, Message, MessageKind, Outcome
from bot.store import Store
from bot.switches import WHOLE_BOT, Switched

NOON = datetime(2026, 11, 24, 12, tzinfo=VIETNAM)
SHOP = "dang-ky-ho-kinh-doanh"


def off(store: Store) -> dict[str, Switched]:
    with store.read() as connection:
        return switches.now_off(connection)


def test_the_newest_flip_of_each_target_counts_and_all_are_kept(store: Store) -> None:
    first = Switched(WHOLE_BOT, True, "trả lời sai giờ", "Nguyễn Văn A", 1.0)
    second = Switched(SHOP, True, "chờ nghị quyết mới", "Trần Thị B", 2.0)
    third = Switched(WHOLE_BOT, False, "đã sửa", "Nguyễn Văn A", 3.0)
    for one in (first, second, third):
        switches.flip(store, one)
    assert off(store) == {SHOP: second}
    with store.read() as connection:
        assert switches.history(connection) == [first, second, third]


def test_an_answer_about_a_switched_off_procedure_is_withheld(conversation: Conversation) -> None:
    decision = conversation.decide(Message(MessageKind.TEXT, "01"), Memory(), NOON)
    held = conversation.withhold(decision, {SHOP}, NOON)
    assert (held.outcome, held.procedure, held.memory.offered) == (Outcome.NOT_IN_FORCE, SHOP, ())
    assert held.reply is not None
    assert decision.reply is not None
    assert held.reply.text.splitlines()[0] == decision.reply.text.splitlines()[0]
    assert "tạm ngưng" in held.reply.text
    assert not held.reply.buttons


@pytest.mark.parametrize("text", ["02", "MENU", "xin chào", "xin hộ chiếu tới chỗ nào", "sdfkjh"])
def test_everything_else_passes_as_it_is(conversation: Conversation, text: str) -> None:
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOON)
    assert conversation.withhold(decision, {SHOP}, NOON) is decision


def test_a_paused_bot_says_so_once_and_keeps_the_talk(conversation: Conversation) -> None:
    memory = Memory(procedure=SHOP, asked_at=NOON.timestamp())
    first = conversation.paused(memory, NOON)
    assert first.reply is not None
    assert "tạm ngưng" in first.reply.text
    assert conversation.paused(first.memory, NOON).reply is None
    again = conversation.decide(Message(MessageKind.TEXT, "lệ phí bao nhiêu"), first.memory, NOON)
    assert (again.procedure, again.memory.paused) == (SHOP, False)
