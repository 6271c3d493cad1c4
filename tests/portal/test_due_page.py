"""Days on the portal without a script: the form of a procedure's page, and what comes back."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Outcome
from portal.due_page import due_page
from portal.finding import find, worded
from tests.portal.test_pages import RAW, client, desk  # noqa: F401  (fixtures)

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=VIETNAM)
PAGE = "/thu-tuc/dang-ky-ho-kinh-doanh/ngay"


def said(book: Book, number: str, fields: dict[str, str], now: datetime = NOW) -> str:
    procedure = book.by_number(number)
    assert procedure
    page = due_page(book, procedure, fields, now)
    lines = [line for group in page.answer for line in group.lines]
    return "\n".join([*lines, *(one.heading for one in page.notices), page.unchecked])


ASKED = {
    "a day of filing": ("01", {"nop": "2026-04-28"}, "thứ Ba 05/05/2026"),
    "as typed where there is no picker": ("01", {"nop": " 28/04/2026 "}, "thứ Ba 05/05/2026"),
    "a wanted day": ("01", {"can": "2026-12-19"}, "nộp chậm nhất thứ Ba 15/12/2026"),
    "both: the wanted day": ("01", {"nop": "2026-11-25", "can": "2026-12-19"}, "nộp chậm nhất thứ Ba 15/12/2026"),
    "a counter": ("01", {"nop": "2026-04-28", "quay": "xa-tan-long"}, "thứ Ba 05/05/2026"),
    "not read in its source": ("16", {"nop": "2026-11-25"}, "11/12/2026 (*)"),
    "not known": ("14", {"nop": "2026-11-25"}, "Không tính được"),
    "no such day": ("01", {"nop": "2026-02-31"}, "Ngày «2026-02-31» không đọc được"),
    "nonsense": ("01", {"can": "mai"}, "Ngày «mai» không đọc được"),
    "no such counter": ("01", {"nop": "2026-04-28", "quay": "x"}, "Không có quầy này"),
    "a counter of another time": ("01", {"nop": "2026-04-28", "quay": "phuong-1"}, "Không có quầy này"),
    "a far year": ("01", {"nop": "9999-12-31"}, "không có lịch nghỉ năm 9999"),
    "the first year": ("01", {"can": "0001-01-01"}, "đã qua"),
}


@pytest.mark.parametrize(("number", "fields", "told"), ASKED.values(), ids=ASKED.keys())
def test_what_was_asked_is_told(book: Book, number: str, fields: dict[str, str], told: str) -> None:
    assert told in said(book, number, fields)


def test_nothing_asked_is_an_empty_form_for_today(book: Book) -> None:
    procedure = book.by_number("01")
    assert procedure
    page = due_page(book, procedure, {}, NOW)
    assert (page.filed, page.wanted, page.answer, page.notices) == ("2026-11-25", "", (), ())
    assert [one for one, _ in page.counters] == ["phuong-nga-nam", "phuong-my-quoi", "xa-tan-long"]


def test_today_counts_from_the_hour(book: Book) -> None:
    late = datetime(2026, 11, 25, 20, tzinfo=VIETNAM)
    assert "đóng cửa" not in said(book, "01", {"nop": "2026-11-25"})
    assert "đóng cửa" in said(book, "01", {"nop": "2026-11-25"}, late)


def test_the_page_answers_and_keeps_what_was_asked(client: FlaskClient) -> None:  # noqa: F811
    answer = client.get(f"{PAGE}?nop=2026-04-28&quay=xa-tan-long")
    assert answer.status_code == 200
    assert "chậm nhất thứ Ba 05/05/2026" in answer.text
    assert 'name="nop" value="2026-04-28"' in answer.text
    assert '<option value="xa-tan-long" selected>' in answer.text
    assert "Theo NĐ 168/2025" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_procedure_page_has_the_form_unless_it_is_suspended(client: FlaskClient) -> None:  # noqa: F811
    assert f'<form action="{PAGE}">' in client.get("/01").text
    assert "/ngay" not in client.get("/24").text


@pytest.mark.parametrize("field", ["nop", "gio", "can", "quay"])
def test_no_input_breaks_the_page(client: FlaskClient, field: str) -> None:  # noqa: F811
    for value in ("", "<script>alert(1)</script>", "'; DROP TABLE", "9" * 5000, "\x00", "２０２６-04-28", "28/04/2026"):
        answer = client.get(PAGE, query_string={"nop": "2026-04-28", field: value})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert len(answer.data) < RAW
    assert client.get("/thu-tuc/khong-co/ngay").status_code == 404


SEARCHED = {
    "mở tiệm tạp hóa nộp ngày 28/4/2026 bao giờ có": (NOW, "thứ Ba 05/05/2026"),
    "mở tiệm tạp hóa nộp 4 giờ chiều thứ sáu bao giờ có": (NOW, "Nếu quầy đã đóng cửa"),
    "mở tiệm tạp hóa cần có trước 20/12": (NOW, "nộp chậm nhất thứ Ba 15/12/2026"),
    "giấy phép karaoke nộp ngày 28/4/2026 bao giờ có": (NOW, "thứ Sáu 22/05/2026"),
    "kết hôn với người đài loan nộp ngày 1/2/2027 bao giờ có": (NOW.replace(year=2027, month=3), "thứ Sáu 19/02/2027"),
}


@pytest.mark.parametrize(("question", "asked"), SEARCHED.items())
def test_a_search_that_names_a_day_is_answered_with_days(
    conversation: Conversation, question: str, asked: tuple[datetime, str]
) -> None:
    now, told = asked
    found = find(worded(conversation), question, now)
    lines = "\n".join(line for group in found.words for line in group.lines)
    assert found.outcome is Outcome.ANSWER
    assert told in lines
    assert found.links[0][0].endswith("/ngay")
