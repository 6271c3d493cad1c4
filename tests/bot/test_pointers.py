"""Words that choose from a list or refuse an answer, as people type them."""

import pytest

from bot.book import Book
from bot.pointers import NAMES, Pointed, Pointers


@pytest.fixture(scope="module")
def pointers(book: Book) -> Pointers:
    return Pointers(book.vocabulary.pointing_words)


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("cái đầu", Pointed(place=0)),
        ("dạ em chọn cái đầu tiên ạ", Pointed(place=0)),
        ("cai thu 2 di em", Pointed(place=1)),
        ("số ba nha", Pointed(place=2)),
        ("cái cuối", Pointed(place=-1)),
        ("không phải", Pointed(refused=True)),
        ("hong phai em oi", Pointed(refused=True)),
        ("kp", Pointed(refused=True)),
        ("sai rồi, không phải cái này!!", Pointed(refused=True)),
        ("không, cái kia", Pointed(refused=True, other=True)),
        ("cái kia", Pointed(other=True)),
        ("không phải, cái thứ hai", Pointed(place=1, refused=True)),
        ("nhầm rồi, ý tui là tạm ngừng bán", Pointed(refused=True, rest="tạm ngừng bán")),
        ("không phải ý tôi là sao y", Pointed(refused=True, rest="sao y")),
        ("ý em là khai sinh bình thường", Pointed(rest="khai sinh bình thường")),
        ("tui hỏi cái cấp lại chứ không phải mở mới", Pointed(rest="cấp lại")),
        ("cấp lại chứ hổng phải mở mới", Pointed(refused=True, rest="cấp lại")),
        ("không, tách thửa kìa", Pointed(refused=True, rest="tách thửa kìa")),
        # texts that speak for themselves
        ("không phải người địa phương nộp được không", None),
        ("có phải đóng tiền không", None),
        ("đất không có sổ", None),
        ("dạ", None),
        ("", None),
        ("thứ hai có làm việc không", None),
        ("đăng ký lần đầu tiên", None),
    ],
)
def test_pointing(pointers: Pointers, text: str, pointed: Pointed | None) -> None:
    assert pointers.read(text) == pointed


@pytest.mark.parametrize(
    ("text", "still"),
    [
        ("còn tạm ngừng thì sao", True),
        ("vậy còn sổ đỏ thì bao nhiêu", True),
        ("con tam ngung thi sao", True),
        ("còn hàng không", False),
        ("con tui học lớp 8 muốn chuyển trường về quê", False),
        ("tạm ngừng thì sao", False),
        ("", False),
    ],
)
def test_the_same_of_another_matter(pointers: Pointers, text: str, *, still: bool) -> None:
    assert pointers.still(text) is still


def test_every_name_has_its_words(book: Book) -> None:
    assert set(book.vocabulary.pointing_words) == NAMES
