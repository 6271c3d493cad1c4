"""The picture of a shared page: small, of the right size, with every Vietnamese letter."""

import io
import unicodedata

import pytest
from PIL import Image

from bot.book import Book
from portal import card

LETTERS = "aăâeêioôơuưyđ"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def test_every_procedure_has_a_card_that_is_small_enough_to_be_shown(book: Book) -> None:
    for procedure in book.procedures.values():
        data = card.draw("Bộ phận Một cửa Ngã Năm", procedure.number, procedure.name, "Giấy tờ, thời gian, lệ phí")
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(data) < 100_000, procedure.id


def test_all_vietnamese_letters_are_in_the_font() -> None:
    letters = [unicodedata.normalize("NFC", one + tone) for one in LETTERS for tone in TONES if one != "đ" or not tone]
    for start in range(0, len(letters), 12):
        row = "".join(letters[start : start + 12])
        card.draw(row, "07", row.upper(), row)


def test_a_letter_that_the_font_lacks_is_an_error() -> None:
    with pytest.raises(card.MissingLetter, match="ខ"):
        card.draw("Ngã Năm", None, "ខ", "")


def test_a_title_without_end_is_cut_between_words() -> None:
    lines, size = card._wrapped("Đăng ký đất đai " * 40, 800)
    assert len(lines) == card.MOST_LINES
    assert size == card.TITLE_SIZES[-1]
    assert lines[-1].endswith(" …")
