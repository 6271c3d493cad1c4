"""Letters: what is said to the reader left out, the question found, the passages read together."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from bot import gate, why
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.knowledge import load
from bot.letters import LONG, NEIGHBOURS, PASSAGES, Courtesies, neighbours, passages, question
from bot.messages import Outcome

NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM)
LOST_BOOK = (
    "Luật sư cho tôi hỏi, trước đây tôi làm công nhân ở khu công nghiệp, nghỉ sinh con rồi ở nhà luôn. "
    "Dọn nhà nhiều lần nên tôi làm mất cuốn sổ bảo hiểm xã hội mà công ty trả cho. "
    "Vậy trường hợp của tôi bây giờ phải làm thế nào? Mong luật sư giải đáp, tôi xin chân thành cảm ơn."
)
ONLY_TOLD = (
    "Thưa cán bộ. Ông cụ nhà bên sống một mình, mỗi tháng lãnh trợ cấp của xã, vừa mất hồi tuần trước. "
    "Bà con lối xóm hùn nhau lo chôn cất cho ông, tốn hơn hai chục triệu. Tôi ra xã thì người trực nói để quá lâu rồi, "
    "không nhận nữa. Tôi không tiếc tiền nhưng muốn biết cho rõ. Người trực nói như vậy có đúng không?"
)


@pytest.fixture(scope="module")
def courtesies() -> Courtesies:
    return Courtesies(load(Path("knowledge")).vocabulary.courtesies)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Luật sư cho tôi hỏi mất sổ đỏ thì làm lại ở đâu?", "mất sổ đỏ thì làm lại ở đâu?"),
        ("Mất sổ đỏ làm lại ở đâu? Mong luật sư sớm giải đáp. Tôi xin cảm ơn.", "Mất sổ đỏ làm lại ở đâu? . ."),
        ("mat so do lam lai o dau mong luat su tu van xin cam on", "mat so do lam lai o dau"),
        ("Kính gửi quý báo, nhà tôi mất sổ đỏ", "nhà tôi mất sổ đỏ"),
        # who only thanks, or asks for a lawyer, has said something
        ("xin cảm ơn", "xin cảm ơn"),
        ("muốn thuê luật sư bào chữa", "muốn thuê luật sư bào chữa"),
        ("", ""),
    ],
)
def test_courtesies_are_left_out(courtesies: Courtesies, text: str, plain: str) -> None:
    assert courtesies.without(text) == plain


def test_a_letter_asks_at_its_end() -> None:
    story = "Năm ngoái nhà tôi có chuyện. " * 12
    asked = "Vậy cho tôi hỏi mất giấy khai sinh thì xin lại ở đâu?"
    assert len(story.split()) > LONG
    assert question(story + asked).endswith("xin lại ở đâu")
    assert len(question(story + asked).split()) < 30
    assert question(asked) == asked


def test_passages_grow_backwards_from_the_end() -> None:
    found = passages(LOST_BOOK)
    assert 1 < len(found) <= PASSAGES
    assert all(longer.endswith(shorter) for shorter, longer in pairwise(found))
    assert not passages("Mất sổ đỏ rồi. Làm lại ở đâu?"), "short texts are read whole"


def test_what_is_told_in_one_breath_is_cut() -> None:
    breathless = "nhà tui ở ấp có miếng đất ông nội cho hồi trước giờ muốn chia cho mấy đứa con mỗi đứa một miếng " * 3
    assert len(passages(breathless)) == PASSAGES
    assert len(neighbours("nhà tui có miếng đất ông nội cho hồi trước. " * 400)) == NEIGHBOURS


def test_the_matter_is_found_sentences_before_the_question(conversation: Conversation) -> None:
    reading = conversation.reader.read(LOST_BOOK, date(2026, 11, 25))
    assert (reading.outcome, reading.id) == (Outcome.ANSWER, "doi-the-bao-hiem"), reading.reasons


def test_what_is_only_told_is_offered_never_answered(conversation: Conversation) -> None:
    told = conversation.reader.told(ONLY_TOLD)
    assert told is not None
    offered = gate.offer(told.options)
    assert offered is not None
    assert (offered.outcome, offered.rule) == (Outcome.CHOOSE, gate.FROM_STORY)
    assert "ho-tro-mai-tang" in {one.id for one in offered.named}
    assert gate.offer([replace(one, chance=one.chance / 10) for one in told.options]) is None, "too faint"
    assert conversation.reader.told("mất sổ đỏ") is None, "no letter"


def test_why_tells_the_passages(conversation: Conversation) -> None:
    lines = why.talk(conversation, [ONLY_TOLD], NOW)[-1].lines
    assert any("đọc từng đoạn" in line for line in lines), lines
