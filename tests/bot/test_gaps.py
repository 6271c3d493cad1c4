"""What is kept of unanswered questions, and how they are gathered."""

from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest

from bot import citizens, gaps, retention, unanswered
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.gaps import Unanswered
from bot.messages import Dialogue, Memory, Message, MessageKind, Outcome
from bot.retention import Keep
from bot.store import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
DAY = date(2026, 11, 24)
ODD = "làm giấy nuôi cá sấu"


def kept(conversation: Conversation, text: str, memory: Memory | None = None) -> str | None:
    memory = memory or Memory()
    return gaps.to_keep(text, memory, conversation.decide(Message(MessageKind.TEXT, text), memory, NOW))


def test_a_question_that_fits_nothing_is_kept(conversation: Conversation) -> None:
    assert kept(conversation, f"  {ODD}??\n") == ODD


def test_it_is_masked(conversation: Conversation) -> None:
    text = kept(conversation, "xin giấy bán vé số dạo, gọi lại 0912 345 678 giùm")
    assert text == "xin giấy bán vé số dạo, gọi lại [điện thoại] giùm"


@pytest.mark.parametrize(
    "text",
    [
        "mở tiệm tạp hóa cần giấy gì",  # answered
        "chào em",  # small talk
        "cháy nhà cứu với",  # a cry
        "tôi muốn khiếu nại cán bộ",  # a complaint
        "lệ phí bao nhiêu",  # a part, of nothing yet
        "0912345678",  # nothing but a number
        "🙂",
        "",
    ],
)
def test_all_else_is_not(conversation: Conversation, text: str) -> None:
    assert kept(conversation, text) is None


def test_nothing_said_in_a_dialogue_is_kept(conversation: Conversation) -> None:
    """Even where the text itself would be."""
    decision = conversation.decide(Message(MessageKind.TEXT, ODD), Memory(), NOW)
    assert gaps.to_keep(ODD, Memory(), decision) == ODD
    assert gaps.to_keep(ODD, Memory(dialogue=Dialogue("phan-anh", "viec_gi")), decision) is None


def test_of_a_letter_the_part_that_asks_is_kept(conversation: Conversation) -> None:
    decision = conversation.decide(Message(MessageKind.TEXT, ODD), Memory(), NOW)
    letter = "tui tên Nguyễn Văn Bé ở ấp 3. " * 20 + f"Bây giờ tui tính {ODD} bán cho nhà hàng thì hỏi ai, làm ở đâu?"
    text = gaps.to_keep(letter, Memory(), decision)
    assert text is not None
    assert ODD in text
    assert "Bé" not in text
    assert len(text) <= gaps.LONGEST
    long = gaps.to_keep("cá sấu ông Nguyễn Văn A " * 900, Memory(), decision)
    assert long is not None
    assert len(long) <= gaps.LONGEST
    assert long.count("[") == long.count("]")


def test_what_a_terminal_would_obey_is_left_out(conversation: Conversation) -> None:
    decision = conversation.decide(Message(MessageKind.TEXT, ODD), Memory(), NOW)
    assert gaps.to_keep(f"\x1b[31m{ODD}\x07\ud800\u202e", Memory(), decision) == f"[31m{ODD}"


def texts(*rows: tuple[str, int]) -> list[Unanswered]:
    number = count(1)
    return [Unanswered(next(number), text, times, DAY) for text, times in rows]


def test_texts_that_ask_the_same_are_gathered_and_the_most_asked_comes_first() -> None:
    found = gaps.group(
        texts(("xin giấy bán vé số dạo", 2), ("lam giay nuoi ca sau", 1), (ODD, 4), ("Nuôi cá sấu làm giấy", 1))
    )
    assert [[one.text for one in gap.all] for gap in found] == [
        [ODD, "lam giay nuoi ca sau", "Nuôi cá sấu làm giấy"],
        ["xin giấy bán vé số dạo"],
    ]
    assert [(gap.count, gap.first.id) for gap in found] == [(6, 3), (2, 1)]
    assert gaps.find(found, 2) == (found[0], found[0].others[0])
    assert gaps.find(found, 9) is None


def test_a_number_goes_on_meaning_the_same_text(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    with store.write() as connection:
        for day, text in ((1, "thả diều"), (1, ODD), (2, ODD), (2, "xin giấy bán vé số dạo")):
            unanswered.count_in(connection, text, date(2026, 11, day))
        first = gaps.group(unanswered.every(connection))
        assert (first[0].first.id, first[0].first.text, first[0].count, first[0].last.day) == (2, ODD, 2, 2)
        unanswered.drop(connection, first[0].all)
        unanswered.count_in(connection, ODD, date(2026, 11, 3))
        assert gaps.find(gaps.group(unanswered.every(connection)), 2) is None, "a number was given twice"
        for _ in range(5):
            unanswered.count_in(connection, "xin giay ban ve so dao", date(2026, 11, 3))
        found = gaps.find(gaps.group(unanswered.every(connection)), 4)
        assert found is not None
        assert found[1].text == "xin giấy bán vé số dạo"
        assert found[0].count == 6


def test_a_storm_of_nonsense_does_not_fill_the_disk(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    with store.write() as connection:
        for number in range(unanswered.MOST_A_DAY + 5):
            unanswered.count_in(connection, f"câu {number}", DAY)
        assert len(unanswered.every(connection)) == unanswered.MOST_A_DAY
        unanswered.count_in(connection, "câu 1", date(2026, 11, 25))
        assert len(unanswered.every(connection)) == unanswered.MOST_A_DAY


TWO = "tam nghi hay dong luon cai nao loi hon"


@pytest.mark.parametrize("no", ["0", "không phải", "không cái nào hết"])
def test_a_choice_in_which_nothing_was_meant_leaves_its_question(conversation: Conversation, no: str) -> None:
    asked = conversation.decide(Message(MessageKind.TEXT, f"{TWO}, số tui 0912 345 678"), Memory(), NOW)
    assert asked.outcome is Outcome.CHOOSE
    assert asked.memory.open_question == f"{TWO}, số tui [điện thoại]"
    refused = conversation.decide(Message(MessageKind.TEXT, no), asked.memory, NOW)
    assert gaps.to_keep(no, asked.memory, refused) == f"{TWO}, số tui [điện thoại]"
    assert refused.memory.open_question == ""
    again = conversation.decide(Message(MessageKind.TEXT, "0"), refused.memory, NOW)
    assert gaps.to_keep("0", refused.memory, again) is None


@pytest.mark.parametrize("text", ["1", "cái đầu", "cảm ơn em", "tách thửa đất", "dừng"])
def test_a_choice_that_is_answered_or_left_leaves_nothing(conversation: Conversation, text: str) -> None:
    asked = conversation.decide(Message(MessageKind.TEXT, TWO), Memory(), NOW)
    answered = conversation.decide(Message(MessageKind.TEXT, text), asked.memory, NOW)
    assert gaps.to_keep(text, asked.memory, answered) is None
    assert answered.memory.open_question == ""


def test_the_question_waits_while_the_list_is_given_again(conversation: Conversation) -> None:
    asked = conversation.decide(Message(MessageKind.TEXT, TWO), Memory(), NOW)
    again = conversation.decide(Message(MessageKind.TEXT, "lệ phí bao nhiêu"), asked.memory, NOW)
    assert again.outcome is Outcome.CHOOSE
    refused = conversation.decide(Message(MessageKind.TEXT, "0"), again.memory, NOW)
    assert gaps.to_keep("0", again.memory, refused) == TWO


def test_it_is_stored_with_the_words_that_go_after_an_hour(conversation: Conversation, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    asked = conversation.decide(Message(MessageKind.TEXT, TWO), Memory(), NOW)
    with store.write() as connection:
        citizens.remember(connection, "ai-do", asked.memory, NOW.timestamp())
        assert citizens.load(connection, "ai-do")[0] == asked.memory
        row = connection.one("SELECT memory, dialogue FROM citizens")
    assert row is not None
    assert "dong luon" not in row["memory"]
    assert "dong luon" in row["dialogue"]
    retention.tidy(store, Keep(), NOW.timestamp() + 3601)
    with store.read() as connection:
        assert citizens.load(connection, "ai-do")[0].open_question == ""
