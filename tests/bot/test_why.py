"""Why an answer was given: everything that decided is told, in Vietnamese."""

from datetime import datetime

import pytest

from bot import evaluation, gate, why
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.facets import Facet
from bot.messages import Outcome

NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM)


def told(conversation: Conversation, *texts: str) -> str:
    return "\n".join(why.talk(conversation, texts, NOW)[-1].lines)


def test_a_question_is_told_from_its_words_to_the_gate(conversation: Conversation) -> None:
    lines = told(conversation, "tiem tui bi chay giay hkd, xin caasp lai o dau")
    assert "Chữ đã viết lại:" in lines
    assert "«hkd» → «ho kinh doanh»" in lines
    assert "giay-mat («" in lines
    assert "nộp ở đâu" in lines
    assert "thủ tục 05" in lines
    assert "câu mẫu gần nhất: «" in lines
    assert "Cửa: để trả lời thẳng" in lines
    assert "Không chọn «" in lines
    assert "Kết luận: trả lời thẳng (Cấp lại giấy hộ kinh doanh)" in lines


def test_the_points_of_an_option_add_up_to_its_chance(conversation: Conversation) -> None:
    signs = conversation.reader.signs("mở tiệm tạp hóa")
    ranked, measured = conversation.reader.measured(signs)
    assert len(measured) == len(ranked) + 1
    best = max(conversation.reader.options(signs), key=lambda option: option.chance)
    assert best.chance == pytest.approx(max(gate.chances(measured)), abs=0.05)


@pytest.mark.parametrize(
    ("texts", "rule"),
    [
        (("mở tiệm tạp hóa", "lệ phí"), "hỏi tiếp một phần của việc đang nói"),
        (("mở tiệm tạp hóa", "1"), "chọn số trong danh sách vừa đưa"),
        (("mở tiệm tạp hóa", "không phải"), "không phải việc vừa trả lời"),
        (("cháy nhà rồi",), "kêu cứu, xét trước mọi chuyện"),
        (("01",), "gõ số của thủ tục"),
    ],
)
def test_a_turn_that_needed_no_reading_says_so(conversation: Conversation, texts: tuple[str, ...], rule: str) -> None:
    lines = told(conversation, *texts)
    assert "Không phải xét các việc" in lines
    assert f"Luật: {rule}" in lines


def test_a_talk_tells_what_it_remembers(conversation: Conversation) -> None:
    lines = told(conversation, "mở tiệm tạp hóa", "không phải", "sổ đỏ bị mất")
    assert "Người dân đã nói không phải: dang-ky-ho-kinh-doanh" in lines
    assert "đang chỉ: #" in lines


def test_telling_why_decides_the_same(conversation: Conversation) -> None:
    texts = ("sao y bằng cấp", "mấy ngày", "hỏi cái khác: làm hộ chiếu")
    assert why.talk(conversation, texts, NOW)[-1].decision == evaluation.talk(conversation, texts, NOW)


def test_everything_has_its_words() -> None:
    assert set(why.FACETS) == set(Facet)
    assert set(why.OUTCOMES) == set(Outcome)
    assert set(why.MEASURES) == set(gate.WEIGHTS)
