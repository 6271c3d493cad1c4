"""The national catalogue: what the book does not explain is told with level, authority and code."""

import time
from datetime import datetime

import pytest

from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Memory, Message, MessageKind, Outcome
from bot.national import Catalogue
from bot.replies import NAME_LIMIT, TEXT_LIMIT, Replies

NOW = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
ASKED = {
    "công nhận làng nghề": ("1.003695", "Cấp tỉnh"),
    "cong nhan lang nghe": ("1.003695", "Cấp tỉnh"),
    "xin giấy phép bán thuốc thú y": ("1.001686", "Cấp tỉnh"),
    "cấp giấy đăng ký tàu cá ở đâu": ("1.003650", "Cấp tỉnh"),
    "thủ tục xét cấp giấy phép lái tàu": ("1.009479", "Cục Đường sắt Việt Nam"),
    "hồ sơ bổ nhiệm giám định viên tư pháp": ("2.000581", "Cấp bộ"),
    "giấy phép vận chuyển hàng hóa nguy hiểm đường bộ": ("1.013259", "Cấp tỉnh"),
    "cấp phép sản xuất vàng miếng": ("", "Cấp bộ"),
    "thôi quốc tịch Việt Nam ở trong nước": ("2.002036", "Cấp tỉnh"),
    "công nhận cây đầu dòng": ("", "Cấp tỉnh"),
}
FOREIGN = [
    "hôm nay trời mưa quá",
    "con mèo nhà tui bị bệnh",
    "cách nấu cơm",
    "đội tuyển Việt Nam đá mấy giờ",
    "mua điện thoại trả góp",
    "giá vàng hôm nay",
    "xin chào",
    "giấy",
    "",
]


@pytest.fixture(scope="module")
def catalogue(book: Book) -> Catalogue:
    return Catalogue(book.catalogue, book.vocabulary)


@pytest.mark.parametrize(("text", "told"), ASKED.items())
def test_a_procedure_of_the_national_list_is_told_with_level_and_code(
    conversation: Conversation, text: str, told: tuple[str, str]
) -> None:
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW)
    assert decision.outcome in (Outcome.ELSEWHERE, Outcome.UNKNOWN)
    assert decision.reply is not None
    assert "Cổng ghi: " in decision.reply.text
    assert all(part in decision.reply.text for part in told), decision.reply.text
    assert len(decision.reply.text) <= TEXT_LIMIT


@pytest.mark.parametrize("text", FOREIGN)
def test_small_talk_is_near_no_procedure(catalogue: Catalogue, text: str) -> None:
    assert catalogue.near(text) == ()


def test_names_asked_as_they_stand_are_found(book: Book, catalogue: Catalogue) -> None:
    asked = book.catalogue[::7]
    found = sum(any(one.name == name.name for one in catalogue.near(name.name)) for name in asked)
    assert found >= 0.97 * len(asked)


def test_our_own_procedures_are_never_told_as_those_of_others(book: Book, conversation: Conversation) -> None:
    own = {code.id for one in book.procedures.values() for edition in one.editions for code in edition.codes}
    for code in sorted(own):
        name = next((one.name for one in book.catalogue if one.code == code), "")
        decision = conversation.decide(Message(MessageKind.TEXT, name), Memory(), NOW)
        assert decision.reply is not None
        assert f"mã {code}" not in decision.reply.text


def test_every_row_has_a_level_and_fits_a_message(book: Book) -> None:
    replies = Replies(book, "https://motcua.example.gov.vn")
    assert len(book.catalogue) == 2642
    for one in book.catalogue:
        assert one.level
        text = replies.catalogued([one, one], NOW.date()).text
        assert len(text) <= TEXT_LIMIT
        assert text.count(f"; mã {one.code}") == 2
        assert all(len(line) <= NAME_LIMIT + 300 for line in text.splitlines())


def test_the_index_is_built_within_two_seconds(book: Book) -> None:
    begun = time.process_time()
    Catalogue(book.catalogue, book.vocabulary)
    assert time.process_time() - begun < 2.0
