"""A search on the home page: the chat's decision, in words that make sense on a page."""

from datetime import datetime

import pytest

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Outcome
from portal.finding import find, worded

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def page(conversation: Conversation) -> Conversation:
    return worded(conversation)


def test_an_answer_shows_the_facts_at_once(page: Conversation) -> None:
    found = find(page, "mo tiem tap hoa", NOW)
    assert found.outcome is Outcome.ANSWER
    assert [label for label, _ in found.facts] == ["Giấy tờ cần nộp", "Thời gian giải quyết", "Lệ phí", "Nộp ở đâu"]
    assert found.links == (("/thu-tuc/dang-ky-ho-kinh-doanh", "01", "Xem đầy đủ"),)


def test_a_part_asked_for_is_shown_alone_and_linked(page: Conversation) -> None:
    found = find(page, "lệ phí đăng ký hộ kinh doanh", NOW)
    assert found.facts == ()
    assert found.words[0].lines == ("Lệ phí",)
    assert found.links[0][0] == "/thu-tuc/dang-ky-ho-kinh-doanh#le-phi"


def test_a_shared_name_offers_the_choice(page: Conversation) -> None:
    found = find(page, "làm sổ đỏ", NOW)
    assert found.outcome is Outcome.CHOOSE
    assert 2 <= len(found.links) <= 4


def test_a_matter_outside_the_book_is_named_beside_the_choice(page: Conversation) -> None:
    found = find(page, "chuyển trường cho cháu học lớp 4 sang xã khác", NOW)
    assert found.outcome is Outcome.CHOOSE
    assert found.links[0][0] == "/thu-tuc/chuyen-truong-thcs"
    assert [group.lines[0].split(":")[0] for group in found.words] == ["Nếu ý anh chị là «Chuyển trường tiểu học»"]


OTHERS = {
    "làm khai sinh cho con mới sinh": Outcome.ELSEWHERE,
    "mấy giờ mở cửa": Outcome.COUNTER,
    "cứu tôi với cháy nhà": Outcome.EMERGENCY,
    "xin giấy phép bán rượu": Outcome.NOT_IN_FORCE,
    "chào": Outcome.CHAT,
    "menu": Outcome.CHAT,
    "asdkjh qwoeiu": Outcome.UNKNOWN,
    "lệ phí bao nhiêu": Outcome.UNKNOWN,
    "#99": Outcome.UNKNOWN,
    "....": Outcome.CHAT,
}


@pytest.mark.parametrize(("question", "outcome"), OTHERS.items())
def test_every_other_outcome_has_words_for_a_page(page: Conversation, question: str, outcome: Outcome) -> None:
    found = find(page, question, NOW)
    assert found.outcome is outcome
    text = "\n".join(line for group in found.words for line in group.lines)
    assert text or found.links
    assert "MENU" not in text
    assert "Bot" not in text


def test_no_word_of_the_chat_that_asks_to_type_reaches_a_page(page: Conversation) -> None:
    for topic in page.book.topics.values():
        for wording in topic.wordings[:1]:
            text = "\n".join(line for group in find(page, wording, NOW).words for line in group.lines)
            assert "MENU" not in text, wording


def test_who_does_it_stands_under_the_name_of_the_matter(page: Conversation) -> None:
    found = find(page, "làm khai sinh cho con mới sinh", NOW)
    assert found.heading == "Đăng ký khai sinh trong nước"
    assert found.words
