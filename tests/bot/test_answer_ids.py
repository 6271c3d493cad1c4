"""The id of an answer: the same for the same answer, typed in any way, and a slip shows."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot import answer_ids, knowledge
from bot.answer_ids import Grounds
from bot.calendar import VIETNAM
from bot.checklists import ALPHABET
from bot.conversation import Conversation
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Outcome, Reply
from bot.wording import REPLY_KEYS

BASIS = Grounds("khai-tu", "2025-07-01", "fee", "", "abc")
MARK = answer_ids.fingerprint(["Lệ phí: không."], BASIS)
ID = answer_ids.make(MARK)


def test_every_part_of_what_an_id_stands_for_changes_it() -> None:
    others = [replace(BASIS, **{name: "khác"}) for name in Grounds.__dataclass_fields__]
    marks = {answer_ids.fingerprint(["Lệ phí: không."], one) for one in others}
    marks |= {answer_ids.fingerprint(texts, BASIS) for texts in (["Lệ phí: có."], ["Lệ phí:", "không."])}
    assert len(marks) == len(others) + 2
    assert MARK not in marks
    assert answer_ids.fingerprint(["Lệ phí: không."], BASIS) == MARK


@pytest.mark.parametrize("length", answer_ids.LENGTHS)
def test_an_id_is_read_however_it_is_typed(length: int) -> None:
    short = answer_ids.make(MARK, length)
    bare = short.replace("-", "")
    spaced = " ".join(bare.lower())
    typed = (short, short.lower(), bare, spaced, f"  {short}. ", f"Mã trả lời: {short}", short.replace("-", "\u2013"))
    assert {answer_ids.read(one) for one in typed} == {short}


def test_one_wrong_letter_or_two_neighbours_swapped_show() -> None:
    bare = ID.replace("-", "")
    for place, letter in enumerate(bare):
        for other in ALPHABET.replace(letter, ""):
            assert answer_ids.read(bare[:place] + other + bare[place + 1 :]) is None
    for place in range(len(bare) - 1):
        swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
        assert swapped == bare or answer_ids.read(swapped) is None


@pytest.mark.parametrize(
    "typed", ["", "-", "0O1IL-0", "7KQ", "'; DROP TABLE receipts --", "A" * 5000, "mã", "7KQ2MN-4"]
)
def test_what_is_no_id_is_not_read(typed: str) -> None:
    assert answer_ids.read(typed) is None


@pytest.mark.parametrize("outcome", Outcome)
def test_only_answers_made_of_the_book_bear_an_id(outcome: Outcome) -> None:
    book = knowledge.load(Path("knowledge"), REPLY_KEYS)
    procedure = next(iter(book.procedures))
    decision = Decision(outcome, Reply("a"), Memory(), procedure=procedure, facets=(Facet.FEE,))
    found = answer_ids.grounds(decision, book, date(2026, 11, 24))
    if outcome not in (Outcome.ANSWER, Outcome.NOT_IN_FORCE, Outcome.ELSEWHERE):
        assert found is None
        return
    assert found == Grounds(procedure, "2025-07-01", "fee", "", book.digest)
    assert answer_ids.grounds(replace(decision, reply=None), book, date(2026, 11, 24)) is None


def test_a_question_of_ours_bears_no_id_and_its_end_does(conversation: Conversation) -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
    memory, borne = Memory(), []
    for text in ("Bộ giấy tờ của riêng anh chị #07", "1", "2", "2", "2"):
        decision = conversation.decide(Message(MessageKind.TEXT, text), memory, now)
        borne.append(answer_ids.grounds(decision, conversation.book, now.date()) is not None)
        memory = decision.memory
        if borne[-1]:
            break
    assert borne[0] is False
    assert borne[-1] is True
    assert decision.reply is not None
    assert "?c=" in decision.reply.text
