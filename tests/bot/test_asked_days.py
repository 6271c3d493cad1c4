"""Days as people write them, and which texts are questions about a return date at all."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked_days import Asked, AskedDay, coming, read
from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.due_words import DueWords
from bot.messages import Memory, Message, MessageKind
from bot.sections import Words

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=VIETNAM)
"""A Wednesday."""

FILED = {
    "nộp ngày 28/4/2026 thì mấy ngày": date(2026, 4, 28),
    "nop ngay 28/4/2026 thi may ngay": date(2026, 4, 28),
    "nộp 28-4-26 mấy ngày có": date(2026, 4, 28),
    "nộp 2026-04-28 thì bao giờ có": date(2026, 4, 28),
    "nộp ngày 5 tháng 1 năm 2027 khi nào có": date(2027, 1, 5),
    "nộp 1/12 bao giờ có": date(2026, 12, 1),
    "tui nộp hôm 20/11 rồi chừng nào có": date(2026, 11, 20),
    "nộp 5/1 bao giờ có": date(2027, 1, 5),
    "mai nộp thì chừng nào lấy được": date(2026, 11, 26),
    "nộp mai mấy ngày có": date(2026, 11, 26),
    "mốt tui nộp thì mấy ngày": date(2026, 11, 27),
    "nộp ngày mốt bao lâu có": date(2026, 11, 27),
    "hôm qua nộp thì mấy ngày": date(2026, 11, 24),
    "nộp thứ sáu khi nào xong": date(2026, 11, 27),
    "nộp thứ hai tuần sau bao giờ có": date(2026, 11, 30),
    "nộp thứ 4 tuần sau bao giờ có": date(2026, 12, 2),
    "nộp chủ nhật bao giờ có": date(2026, 11, 29),
    "đăng ký hôm nay bao giờ có": NOW,
    "nộp hôm nay bao giờ có": NOW,
    "NỘP CHIỀU NAY MẤY BỮA CÓ": NOW,
    "nộp hnay bao giờ có": NOW,
    "mai nộp thì thứ mấy lấy được": date(2026, 11, 26),
}

HOURS = {
    "nộp 4 giờ chiều thứ sáu bao giờ có": (date(2026, 11, 27), time(16)),
    "nop 16h30 thu 6 thi bao gio lay": (date(2026, 11, 27), time(16, 30)),
    "nộp 3 rưỡi chiều mai bao giờ có": (date(2026, 11, 26), time(15, 30)),
    "3h mai nộp thì bao giờ có": (date(2026, 11, 26), time(15)),
    "chiều mai nộp lúc 4g15 thì bao giờ có": (date(2026, 11, 26), time(16, 15)),
    "nộp lúc 9 giờ sáng mai bao giờ có": (date(2026, 11, 26), time(9)),
    "nộp 1 giờ trưa ngày 1/12 khi nào có": (date(2026, 12, 1), time(13)),
    "nộp 23:59 ngày 31/12/2026 bao giờ có": (date(2026, 12, 31), time(23, 59)),
    "nộp 4 giờ chiều bao giờ có": (date(2026, 11, 25), time(16)),
    "tôi nộp 9 giờ ngày 1/12 bao giờ có": (date(2026, 12, 1), time(9)),
    "9 giờ tôi nộp ngày 1/12 bao giờ có": (date(2026, 12, 1), time(9)),
    "nộp 8 giờ tối ngày 1/12 bao giờ có": (date(2026, 12, 1), time(20)),
    "nộp 25h ngày 1/12 bao giờ có": (date(2026, 12, 1), None),
}

UNCLEAR = {
    "nộp mùng 6 tết thì bao giờ có": "mùng 6 tết",
    "nộp 30 tết bao giờ có": "30 tết",
    "nộp đầu tháng 12 bao giờ có": "đầu tháng 12",
    "nộp cuối tuần này mấy ngày có": "cuối tuần này",
    "nộp tuần sau khi nào có": "tuần sau",
    "nộp 10/1 âm lịch bao giờ có": "10/1 âm lịch",
    "cần có trước rằm tháng giêng": "rằm tháng giêng",
}

NEEDED = {
    "cần có trước 20/12": date(2026, 12, 19),
    "can co truoc ngay 20/12/2026": date(2026, 12, 19),
    "phải lấy được trước thứ sáu": date(2026, 11, 26),
    "nộp ngày nào để kịp 20/12": date(2026, 12, 20),
    "để có giấy ngày 20/12 thì phải nộp hôm nào": date(2026, 12, 20),
    "muốn lấy trước ngày 5 tháng 1": date(2027, 1, 4),
    "trước 20/12 tui phải có giấy": date(2026, 12, 19),
    "hôm nay nộp kịp 20/12 không": date(2026, 12, 20),
    "cần có trước Tết": date(2027, 2, 1),
    "cần gấp trước tết tây": date(2026, 12, 31),
    "cần xong chậm nhất 24/11": date(2027, 11, 24),
    "cần có trước 24/11/2026": date(2026, 11, 23),
}

NOT_ASKED = [
    "hôm nay có làm việc không",
    "hôm nay mấy giờ đóng cửa",
    "có sổ trước 1/7/2004 cần giấy tờ gì",
    "khai sinh trước 1/1/2016 cần gì",
    "nộp trước 1/7/2025 thì theo luật nào",
    "con sinh hôm qua bao giờ có thẻ bảo hiểm",
    "nghỉ tết từ ngày nào",
    "mấy ngày có kết quả",
    "hỗ trợ mai táng mấy ngày có tiền",
    "tien mai tang bao gio nhan",
    "bảo hiểm một lần mấy ngày có tiền",
    "giấy chứng nhận hộ kinh doanh cấp trước 1/7/2025 có phải đổi không",
    "phải có sổ trước 1/7/2004 mới được hả",
    "01",
    "",
    "20/12",
    f"nộp hôm nay bao giờ có {'a' * 400}",
]

WRONG = {
    "nộp 31/2 thì mấy ngày": "31/2",
    "nộp 29/2/2027 bao giờ có": "29/2/2027",
    "cần có trước 32/12": "32/12",
    "nộp 0/1/2027 khi nào có": "0/1/2027",
    "nộp ngày 31 tháng 4 khi nào có": "31 tháng 4",
    "nộp 1/1/0000 khi nào có": "1/1/0000",
}


def read_now(book: Book, text: str) -> AskedDay | None:
    return read(text, NOW, book.calendar)


@pytest.mark.parametrize(("text", "day"), FILED.items())
def test_days_of_filing(book: Book, text: str, day: date) -> None:
    found = read_now(book, text)
    assert found
    assert (found.asked, found.day, found.wrong) == (Asked.FILED, day, "")


@pytest.mark.parametrize(("text", "told"), HOURS.items())
def test_hours_of_filing(book: Book, text: str, told: tuple[date, time | None]) -> None:
    found = read_now(book, text)
    assert found
    assert (found.asked, found.day, found.hour, found.wrong) == (Asked.FILED, *told, "")
    if found.hour:
        again = read_now(book, f"{DueWords(book, Words(book)).question(found)} #01")
        assert again
        assert again.moment == found.moment


@pytest.mark.parametrize(("text", "written"), UNCLEAR.items())
def test_a_day_that_is_not_clear_is_asked_for(book: Book, conversation: Conversation, text: str, written: str) -> None:
    found = read_now(book, text)
    assert found
    assert (found.wrong, found.unclear) == (written, True)
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW)
    assert decision.reply
    assert f"«{written}» là ngày nào" in decision.reply.text


@pytest.mark.parametrize(("text", "day"), NEEDED.items())
def test_days_by_which_it_is_needed(book: Book, text: str, day: date) -> None:
    found = read_now(book, text)
    assert found
    assert (found.asked, found.day, found.wrong) == (Asked.NEEDED, day, "")


@pytest.mark.parametrize("text", NOT_ASKED)
def test_other_questions_with_days_are_left_alone(book: Book, text: str) -> None:
    assert read_now(book, text) is None


@pytest.mark.parametrize(("text", "written"), WRONG.items())
def test_a_day_that_is_none_is_named(book: Book, conversation: Conversation, text: str, written: str) -> None:
    found = read_now(book, text)
    assert found
    assert found.wrong == written
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW)
    assert decision.reply
    assert f"Không có ngày {written} trên lịch" in decision.reply.text


def test_what_is_left_names_the_matter(book: Book) -> None:
    found = read_now(book, "tách thửa đất nộp ngày 1/12/2026 thì bao giờ có")
    assert found
    assert found.rest == "tách thửa đất"
    found = read_now(book, "đổi căn cước cần có trước 20/12")
    assert found
    assert found.rest == "đổi căn cước"


@given(day=st.dates(date(2026, 10, 1), date(2027, 12, 30)), asked=st.sampled_from(Asked))
def test_a_question_in_short_is_read_as_the_same_question(book: Book, day: date, asked: Asked) -> None:
    question = DueWords(book, Words(book)).question(AskedDay(asked, day, ""))
    found = read_now(book, f"{question} #01")
    assert found
    assert (found.asked, found.day, found.wrong) == (asked, day, "")


def test_now_is_kept_as_a_moment(book: Book) -> None:
    question = DueWords(book, Words(book)).question(AskedDay(Asked.FILED, NOW, ""))
    later = NOW + timedelta(hours=8)
    found = read(f"{question} #01", later, book.calendar)
    assert found
    assert found.day == later


@given(text=st.text(max_size=120), around=st.sampled_from(["{}", "nộp {} bao giờ có", "cần có trước {}"]))
def test_no_text_breaks_it(book: Book, text: str, around: str) -> None:
    read_now(book, around.format(text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("mai có làm không", date(2026, 11, 26)),
        ("mot co mo cua khong", date(2026, 11, 27)),
        ("sáng thứ bảy có nhận không", date(2026, 11, 28)),
        ("30/4 có làm không", date(2027, 4, 30)),
        ("tết tây có làm không", date(2027, 1, 1)),
        ("hôm nay có làm không", date(2026, 11, 25)),
        ("mấy giờ mở cửa", None),
        ("có ai trực không", None),
    ],
)
def test_the_day_on_which_somebody_wants_to_come(book: Book, text: str, day: date | None) -> None:
    named = coming(text, date(2026, 11, 25), book.calendar)
    assert (named.day if named else None) == day


@pytest.mark.parametrize("text", ["mùng 2 tết có làm không", "30 tet", "Tết nghỉ tới ngày nào", "giỗ tổ có làm không"])
def test_a_feast_is_no_day(book: Book, text: str) -> None:
    named = coming(text, date(2026, 11, 25), book.calendar)
    assert named is not None
    assert named.feast in ("Tết Nguyên đán", "Giỗ Tổ Hùng Vương")


@given(text=st.text(max_size=120), around=st.sampled_from(["{}", "{} có làm không", "mùng {} tết"]))
def test_no_text_breaks_the_day_of_coming(book: Book, text: str, around: str) -> None:
    coming(around.format(text), date(2026, 11, 25), book.calendar)


SIDES = [(datetime(2026, 11, 25, 9, tzinfo=VIETNAM), ["thứ Hai 30/11/2026"], ["đóng cửa"])]
SIDES += [(datetime(2026, 11, 25, 20, tzinfo=VIETNAM), ["30/11/2026", "01/12/2026", "đóng cửa"], [])]
SIDES += [(datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM), ["06/01/2027", "07/01/2027", "năm 2027"], [])]
SIDES += [(datetime(2027, 1, 1, 0, 0, tzinfo=VIETNAM), ["Quầy nghỉ thứ Sáu 01/01/2027", "07/01/2027"], [])]
SIDES += [(datetime(2026, 2, 16, 23, 59, tzinfo=VIETNAM), ["Quầy nghỉ thứ Hai 16/02/2026", "26/02/2026"], [])]
SIDES += [(datetime(2026, 2, 17, 0, 0, tzinfo=VIETNAM), ["Quầy nghỉ thứ Ba 17/02/2026", "26/02/2026"], [])]


@pytest.mark.parametrize(("now", "told", "untold"), SIDES)
def test_today_by_the_hour(conversation: Conversation, now: datetime, told: list[str], untold: list[str]) -> None:
    text = "đăng ký hộ kinh doanh nộp hôm nay bao giờ có"
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), now)
    assert decision.reply
    assert [one for one in told if one not in decision.reply.text] == []
    assert [one for one in untold if one in decision.reply.text] == []
