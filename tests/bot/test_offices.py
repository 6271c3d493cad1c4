"""The counters as of a day."""

from datetime import date, datetime, time
from typing import Any

import pytest
from pydantic import ValidationError

from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Memory, Message, MessageKind, Outcome
from bot.offices import Counter, CounterEdition, Door, Offices, door

UNKNOWN = {"do_tin": "chua_biet", "ai_dien": "Văn phòng"}
EDITION: dict[str, Any] = {
    "tu_ngay": "01/07/2025",
    "ten": "Trung tâm Phục vụ hành chính công",
    "don_vi": "UBND phường Mẫu",
    "dia_chi": {"noi_dung": "Số 1", "nguon": "LUẬT"},
    "gio_lam_viec": UNKNOWN,
    "dien_thoai": UNKNOWN,
    "dia_ban": ["Xã Cũ"],
    "can_cu": {"noi_dung": "Nghị quyết", "nguon": "LUẬT"},
    "kiem_tra": {"ngay": "23/11/2026", "nguoi": "Tổ rà soát", "han": "23/05/2027"},
}
OLD = {**EDITION, "tu_ngay": "31/12/2021", "den_ngay": "30/06/2025", "ten": "Bộ phận Một cửa"}
OFFICES = Offices.model_validate(
    {"quay": [{"ma": "phuong", "ban": [OLD, EDITION]}, {"ma": "xa-moi", "ban": [EDITION]}]}
)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2021, 12, 30), []),
        (date(2021, 12, 31), [("phuong", "Bộ phận Một cửa")]),
        (date(2025, 6, 30), [("phuong", "Bộ phận Một cửa")]),
        (
            date(2025, 7, 1),
            [("phuong", "Trung tâm Phục vụ hành chính công"), ("xa-moi", "Trung tâm Phục vụ hành chính công")],
        ),
    ],
)
def test_only_the_counters_of_the_day_are_listed(day: date, found: list[tuple[str, str]]) -> None:
    assert [(counter, edition.name) for counter, edition in OFFICES.in_force(day)] == found


def test_a_counter_that_does_not_exist_yet_is_none() -> None:
    assert OFFICES.counters[1].in_force(date(2025, 6, 30)) is None


@pytest.mark.parametrize(
    ("text", "day", "name"),
    [
        ("toi o xa cu thi nop dau", date(2026, 1, 1), "Xã Cũ"),
        ("phuong mau lam viec may gio", date(2026, 1, 1), "phường Mẫu"),
        ("xa cuoi co duoc khong", date(2026, 1, 1), None),
        ("xa cu", date(2021, 1, 1), None),
    ],
)
def test_a_former_ward_leads_to_the_counter_that_serves_it(text: str, day: date, name: str | None) -> None:
    served = OFFICES.serving(text, day)
    assert (served[0] if served else None) == name


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an address without a source": ({"dia_chi": {"noi_dung": "Số 1"}}, "thiếu nguồn"),
    "no former wards": ({"dia_ban": []}, "ít nhất một dòng"),
    "an end before the start": ({"den_ngay": "30/06/2025"}, "đứng trước"),
    "a closing before the opening": ({"buoi": [{"thu": 2, "mo": "13:00", "dong": "11:00"}]}, "sau giờ mở"),
    "a weekday that is none": ({"buoi": [{"thu": "thứ hai", "mo": "7:00", "dong": "11:00"}]}, "2 đến 7, hoặc CN"),
    "an hour that is none": ({"buoi": [{"thu": 2, "mo": "7.30", "dong": "25:00"}]}, "ví dụ 7:00"),
    "hours left out": ({"gio_lam_viec": None}, "gio_lam_viec"),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_counter_says_what_it_must(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Counter.model_validate({"ma": "phuong", "ban": [{**EDITION, **changes}]})


def test_the_shipped_counters_cover_the_town_before_and_after_the_reform(book: Book) -> None:
    before, after = book.offices.in_force(date(2025, 6, 30)), book.offices.in_force(date(2025, 7, 1))
    assert before
    assert after
    areas = [area for _, edition in after for area in edition.areas]
    assert len(areas) == len(set(areas)), "a former ward belongs to one counter"


WEEK = ["2", "3", "4", "5", "6"]
SESSIONS = [{"thu": WEEK, "mo": "7:00", "dong": "11h"}, {"thu": WEEK, "mo": "13:00", "dong": "16h30"}]
DOORS = {
    "before the morning": ("2026-11-25 06:59", Door.CLOSED, "2026-11-25 07:00"),
    "in the morning": ("2026-11-25 07:00", Door.OPEN, "2026-11-25 11:00"),
    "at noon": ("2026-11-25 11:00", Door.CLOSED, "2026-11-25 13:00"),
    "the last minute": ("2026-11-25 16:29", Door.OPEN, "2026-11-25 16:30"),
    "after closing": ("2026-11-25 16:30", Door.CLOSED, "2026-11-26 07:00"),
    "Friday evening": ("2026-11-27 18:00", Door.CLOSED, "2026-11-30 07:00"),
    "the new holiday": ("2026-11-24 09:00", Door.CLOSED, "2026-11-25 07:00"),
    "the day off worked on Saturday": ("2026-08-31 09:00", Door.CLOSED, "2026-09-03 07:00"),
    "the Saturday worked in exchange": ("2026-08-22 09:00", Door.OPEN, "2026-08-22 11:00"),
    "Tết": ("2026-02-13 17:00", Door.CLOSED, "2026-02-23 07:00"),
    "a year without a calendar": ("2031-03-03 09:00", Door.UNKNOWN, None),
}


@pytest.mark.parametrize(("moment", "state", "until"), DOORS.values(), ids=DOORS.keys())
def test_open_or_closed_and_until_when(book: Book, moment: str, state: Door, until: str | None) -> None:
    counter = CounterEdition.model_validate({**EDITION, "buoi": SESSIONS})
    found = door(counter, book.calendar, datetime.fromisoformat(moment).replace(tzinfo=VIETNAM))
    assert found.door is state
    assert found.until == (datetime.fromisoformat(until).replace(tzinfo=VIETNAM) if until else None)


@pytest.mark.parametrize(
    ("moment", "state", "until"),
    [
        (datetime(2026, 11, 25, 23, tzinfo=VIETNAM), Door.WORKING_DAY, None),
        (datetime(2026, 11, 24, 9, tzinfo=VIETNAM), Door.CLOSED, date(2026, 11, 25)),
        (datetime(2026, 2, 16, 9, tzinfo=VIETNAM), Door.CLOSED, date(2026, 2, 23)),
    ],
)
def test_without_known_hours_only_the_day_is_told(
    book: Book, moment: datetime, state: Door, until: date | None
) -> None:
    found = door(CounterEdition.model_validate(EDITION), book.calendar, moment)
    assert (found.door, found.until.date() if found.until else None) == (state, until)


def test_a_counter_open_on_saturday_mornings_says_so(book: Book) -> None:
    saturday = [*SESSIONS, {"thu": "7", "mo": "7:30", "dong": "11:00"}]
    counter = CounterEdition.model_validate({**EDITION, "buoi": saturday})
    assert counter.sessions_on(date(2026, 11, 28), book.calendar) == [(time(7, 30), time(11))]
    assert counter.sessions_on(date(2026, 5, 2), book.calendar) == [(time(7, 30), time(11))]
    assert counter.sessions_on(date(2026, 11, 29), book.calendar) == []


ASKED = {
    "tôi ở xã Vĩnh Quới nộp ở đâu": "phường Ngã Năm",
    "tui o xa vinh quoi": "phường Ngã Năm",
    "tui ở Mỹ Bình, nộp giấy tờ chỗ nào": "phường Mỹ Quới",
    "nhà tui ở phường 3 thì nộp ở đâu": "phường Mỹ Quới",
    "xã Long Bình giờ thuộc phường nào": "xã Tân Long",
    "nộp hồ sơ ở đâu nếu ở xã Tân Long": "xã Tân Long",
    "quầy phường Mỹ Quới ở đâu": "phường Mỹ Quới",
}


@pytest.mark.parametrize(("text", "unit"), ASKED.items())
def test_a_former_ward_or_commune_is_told_todays_unit_and_no_other(
    conversation: Conversation, text: str, unit: str
) -> None:
    now = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), now)
    assert decision.outcome is Outcome.COUNTER
    assert decision.reply is not None
    assert f"Trung tâm Phục vụ hành chính công {unit}" in decision.reply.text
    assert decision.reply.text.count("Nơi nộp:") == 1


def test_a_matter_named_beside_a_commune_is_no_question_about_the_commune(conversation: Conversation) -> None:
    now = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
    said = Message(MessageKind.TEXT, "tui ở xã Vĩnh Quới muốn mở tiệm tạp hóa cần giấy tờ gì")
    assert conversation.decide(said, Memory(), now).procedure == "dang-ky-ho-kinh-doanh"
