"""Talk beside the matter: in its very words, and cries for help wherever they stand."""

import pytest

from bot.asides import Asides
from bot.book import Book
from bot.pointers import COURTESY
from bot.words import Lexicon


@pytest.fixture(scope="module")
def asides(book: Book) -> Asides:
    words = book.vocabulary
    return Asides(book.topics.values(), words.pointing_words[COURTESY], Lexicon(words.abbreviations, {}))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("cháy nhà rồi, à mà lệ phí sao y bao nhiêu", "chay-114"),
        ("troi oi cuu toi voi co cuop", "cong-an-113"),
        ("em ơi gọi 115 giùm ba tui đang co giật", "cap-cuu-115"),
        ("gọi 112 ở đâu", "thien-tai-112"),
        ("đứa nhỏ bị đánh đập kế nhà tui", "tre-em-111"),
        ("cứu với cháy nhà", "chay-114"),
        ("thằng nhỏ té sông rồi cứu với", "chay-114"),
        # the same words in an everyday matter
        ("giấy phép bị cháy xin cấp lại", None),
        ("nhà cháy hồi năm ngoái mất sổ đỏ", None),
        ("chồng tui bị tai nạn giao thông chết, xin mai táng", None),
    ],
)
def test_cries(asides: Asides, text: str, topic: str | None) -> None:
    found = asides.cry(text)
    assert (found.id if found else None) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("cảm ơn em nhiều nghen", "cam-on"),
        ("dạ cho hỏi hôm nay có làm việc không ạ", None),
        ("hôm nay có làm việc không ạ", "gio-lam-viec"),
        ("hồ sơ của tôi tới đâu rồi em", "tra-cuu-ho-so"),
        ("hnay có làm việc k", "gio-lam-viec"),
        ("Hello", "chao-tieng-anh"),
        ("ở đâu vậy", None),
        ("hát một bài", None),  # known as no matter of ours, so left to the ranking
        ("", None),
    ],
)
def test_talk_in_its_very_words(asides: Asides, text: str, topic: str | None) -> None:
    found = asides.topic(text)
    assert (found.id if found else None) == topic
