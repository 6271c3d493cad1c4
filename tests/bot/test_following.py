"""A question for a part goes on with the procedure under way, or asks about something else."""

from pathlib import Path
from random import Random

import pytest

from bot import evaluation
from bot.conversation import Conversation
from bot.following import FOLLOWS, WEIGHTS, Following, chance
from bot.knowledge import load

FEWEST_FOLLOWED, MOST_FOLLOWED, MOST_SMALL_TALK = 0.9, 0.01, 0.3
"""Shares of the tuning questions: follow-ups that go on, others that go on wrongly, the same of small talk."""


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return Conversation(load(Path("knowledge")), "https://motcua.example.gov.vn")


@pytest.fixture(scope="module")
def following(conversation: Conversation) -> Following:
    return Following(conversation.reader, conversation.facets)


def goes_on(conversation: Conversation, following: Following, text: str, procedure: str) -> bool:
    parts = conversation.facets.read(text)
    return bool(parts.facets) and following.follows(text, parts, conversation.reader.signs(text), procedure)


@pytest.mark.parametrize(
    ("procedure", "text"),
    [
        ("tach-thua-hop-thua", "đem hồ sơ lên văn phòng nào nộp?"),
        ("tam-ngung-ho-kinh-doanh", "tui đang nằm viện, biểu thằng con đi nộp giùm có chịu hông"),
        ("dang-ky-ho-kinh-doanh", "Rồi đem mấy thứ đó tới đâu đưa, qua mấy bước mới xong?"),
        ("trich-luc-ho-tich", "tờ nhận về là bản gốc hay bản gì vậy cô?"),
        ("cap-giay-chung-nhan-dat-lan-dau", "vay tui phai moc tui bao nhieu ha chu"),
        ("ket-hon-yeu-to-nuoc-ngoai", "hai đứa có phải tới cùng lúc không"),
    ],
)
def test_goes_on(conversation: Conversation, following: Following, procedure: str, text: str) -> None:
    assert goes_on(conversation, following, text, procedure)


@pytest.mark.parametrize(
    ("procedure", "text"),
    [
        ("tach-thua-hop-thua", "xin giấy phép karaoke cần giấy gì"),
        ("giay-phep-karaoke", "làm căn cước mất mấy ngày"),
        ("chung-thuc-ban-sao", "sang tên xe máy nộp ở đâu"),
        ("ho-tro-mai-tang", "combo ba hũ kem dưỡng giá nhiêu vậy shop"),
        ("dang-ky-ho-kinh-doanh", "trận bóng tối qua kết quả ra sao"),
        ("dang-ky-ho-kinh-doanh", "mở quán rồi mà không đóng thuế thì bị phạt bao nhiêu tiền"),
        ("cap-can-cuoc", "đăng ký kết hôn với người Đài Loan lệ phí bao nhiêu"),
    ],
)
def test_something_else(conversation: Conversation, following: Following, procedure: str, text: str) -> None:
    assert not goes_on(conversation, following, text, procedure)


def test_shares_of_the_tuning_questions(conversation: Conversation, following: Following) -> None:
    random = Random(1)
    went: dict[str, list[bool]] = {"follows": [], "other": [], "far": []}
    for case in evaluation.read(Path("tests/questions/tune.tsv")):
        kind = "follows" if case.previous else "far" if case.label == "far" else "other"
        procedure = case.label.split("|")[0]
        if not case.previous:
            procedure = random.choice([one for one in conversation.book.procedures if one not in case.label])
        if conversation.facets.asked(case.question):
            went[kind].append(goes_on(conversation, following, case.question, procedure))
    assert sum(went["follows"]) >= FEWEST_FOLLOWED * len(went["follows"])
    assert sum(went["other"]) <= MOST_FOLLOWED * len(went["other"])
    assert sum(went["far"]) <= MOST_SMALL_TALK * len(went["far"])


def test_every_measure_has_a_weight(conversation: Conversation, following: Following) -> None:
    text = "nộp ở đâu vậy"
    parts, signs = conversation.facets.read(text), conversation.reader.signs(text)
    measures = following.measures(text, parts, signs, "tach-thua-hop-thua")
    assert measures.keys() == WEIGHTS.keys()
    assert chance(measures) > FOLLOWS
    assert chance({"constant": 1.0, "known": 1.0, "ours": 1.0}) < FOLLOWS
