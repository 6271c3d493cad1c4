"""What people read about return dates: nothing left open, every doubt said, within one message."""

from datetime import date, datetime, timedelta

import pytest

from bot.book import Book
from bot.calendar import VIETNAM
from bot.due import return_date
from bot.due_words import DueWords
from bot.plans import plan
from bot.sections import UNCHECKED, Words

TODAY = date(2026, 11, 25)
ROOM = 1400
"""Characters that the rest of a message (name, basis, link, hints) leaves for this part."""


def forward(book: Book, number: str, filed: date) -> str:
    procedure = book.by_number(number)
    assert procedure
    found = book.offices.at(TODAY)
    counter = found[1] if found else None
    return DueWords(book, Words(book)).forward(return_date(procedure, filed, book.calendar, counter), counter)


def backward(book: Book, number: str, wanted: date) -> str:
    procedure = book.by_number(number)
    assert procedure
    return DueWords(book, Words(book)).backward(plan(book, procedure, wanted, TODAY))


SAID = {
    "the days counted": ("01", date(2026, 4, 28), ["thứ Ba 05/05/2026", "ngày 2 là 04/05", "30/04", "giấy hẹn"]),
    "Tết by its name": ("01", date(2026, 2, 12), ["16/02, 17/02, 18/02, 19/02, 20/02 (Tết Nguyên đán)"]),
    "a worked Saturday": ("01", date(2026, 1, 9), ["ngày làm bù: thứ Bảy 10/01/2026"]),
    "a closed day": ("01", date(2026, 11, 24), ["Quầy nghỉ thứ Ba 24/11/2026", "nhận hồ sơ thứ Tư 25/11/2026"]),
    "the same day": ("12", TODAY, ["đến 15 giờ: có kết quả trong ngày", "sau 15 giờ thì chậm nhất thứ Năm 26/11/2026"]),
    "a case without a number": ("13", TODAY, ["Nếu chữ ký người dịch: có thể dài hơn"]),
    "land": ("16", TODAY, [f"11/12/2026 {UNCHECKED}", "Hồ sơ đất: ngày này chưa chắc"]),
    "steps alone": ("14", TODAY, ["chỉ có số ngày của từng bước"]),
    "a provisional year": ("01", date(2027, 1, 29), ["từ 02/02 đến 12/02/2027", "Tạm tính: lịch nghỉ năm 2027"]),
    "an unknown year": ("01", date(2027, 12, 30), ["không có lịch nghỉ năm 2028"]),
    "a suspended one": ("24", TODAY, ["không làm thủ tục này"]),
    "no number": ("20", date(2026, 9, 30), ["bot chưa có số ngày"]),
    "the end of the law": ("07", date(2027, 2, 24), ["sau 28/02/2027 quy định này hết hiệu lực"]),
    "unknown hours": ("01", datetime(2026, 11, 25, 16, tzinfo=VIETNAM), ["30/11/2026", "01/12/2026", "giờ đóng cửa"]),
}


@pytest.mark.parametrize(("number", "filed", "words"), SAID.values(), ids=SAID.keys())
def test_forward(book: Book, number: str, filed: date, words: list[str]) -> None:
    text = forward(book, number, filed)
    assert [one for one in words if one not in text] == []


PLANNED = {
    "the last day": ("01", date(2026, 12, 19), ["nộp chậm nhất thứ Ba 15/12/2026", "1. Chấm dứt hộ kinh doanh"]),
    "by case": ("04", date(2026, 12, 19), ["tùy trường hợp", "thứ Sáu 11/12/2026", "thứ Ba 15/12/2026"]),
    "too late": ("01", date(2026, 11, 26), ["Không chắc kịp", "Nộp hôm nay thì chậm nhất thứ Hai 30/11/2026"]),
    "a day gone by": ("01", date(2026, 11, 24), ["đã qua"]),
    "past the law": ("07", date(2027, 3, 10), ["sau 28/02/2027 quy định này hết hiệu lực"]),
    "past the end of a stop": ("25", date(2027, 6, 1), ["thủ tục này ngưng tới hết 28/02/2027"]),
    "not to be counted": ("14", date(2026, 12, 19), ["Chưa tính được"]),
    "a year without a calendar": ("01", date(2028, 1, 20), ["chưa có lịch nghỉ năm 2028"]),
}


@pytest.mark.parametrize(("number", "wanted", "words"), PLANNED.values(), ids=PLANNED.keys())
def test_backward(book: Book, number: str, wanted: date, words: list[str]) -> None:
    text = backward(book, number, wanted)
    assert [one for one in words if one not in text] == []


def test_nobody_is_told_to_file_while_a_procedure_is_stopped(book: Book) -> None:
    assert "Nên nộp" not in backward(book, "25", date(2027, 6, 1))
    assert "Nên nộp" in backward(book, "07", date(2027, 3, 10))


def test_every_procedure_has_words_for_every_season(book: Book) -> None:
    for procedure in book.procedures.values():
        for day in (date(2025, 1, 24) + timedelta(days=offset) for offset in range(0, 1080, 45)):
            words = DueWords(book, Words(book))
            said = words.forward(return_date(procedure, day, book.calendar))
            asked = words.backward(plan(book, procedure, day, min(day, TODAY)))
            assert 0 < len(said) <= ROOM, (procedure.id, day)
            assert 0 < len(asked) <= ROOM, (procedure.id, day)
