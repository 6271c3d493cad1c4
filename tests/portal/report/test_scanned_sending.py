"""Scans by placement, and how the replies travelled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot import scans, switches
from bot.book import Book
from bot.register import PrintRun
from bot.store import Store
from bot.switches import WHOLE_BOT, Switched
from portal.report.gathering import gather
from portal.report.parts import Report, Scope
from portal.report.sending import waited
from tests.portal.report.conftest import section, table, vn

RUN = PrintRun(ky_hieu="B7", noi_dan="Nhà văn hóa khóm 3", ngay_in="12/3/2026")
REPLY = '{"text": "a", "buttons": [], "qr": null}'
Drawn = Callable[[], Report]


def scanned(store: Store, day: date, code: str, placement: str, n: int) -> None:
    with store.write() as connection:
        connection.rows(scans.RAISE, {"day": day.isoformat(), "code": code, "placement": placement, "n": n})


def replied(store: Store, moment: datetime, seconds: float, state: str = "sent") -> None:
    at = moment.timestamp()
    values = {"k": f"{at} {seconds} {state}", "at": at, "then": at + seconds, "state": state, "reply": REPLY}
    with store.write() as connection:
        row = connection.rows(
            "INSERT INTO inbox (event_key, citizen, received_at, state, settled_at) "
            "VALUES (:k, '1', :at, 'settled', :at) RETURNING id",
            values,
        )
        connection.rows(
            "INSERT INTO outbox (inbox_id, citizen, reply, state, due_at, created_at, settled_at) "
            "VALUES (:inbox, '1', :reply, :state, 0, 0, :then)",
            {**values, "inbox": row[0]["id"]},
        )


def test_scans_by_placement(store: Store, scope: Scope, book: Book) -> None:
    placed = replace(scope, book=replace(book, register=book.register.model_copy(update={"runs": (RUN,)})))
    scanned(store, date(2026, 9, 30), "01", "", 8)
    scanned(store, date(2026, 10, 1), "01", "", 30)
    scanned(store, date(2026, 10, 20), "07", "B7", 12)
    scanned(store, date(2026, 11, 1), "07", "B7", 99)
    scanned(store, date(2026, 10, 30), "07", "", 1)
    found = gather(store, placed)
    assert table(found, "Lượt quét mã QR") == {
        "Tờ không ghi nơi dán": (31,),
        "Nhà văn hóa khóm 3 (B7)": (12,),
    }
    key = found.keys[3]
    assert (key.value, key.before) == ("43", "tháng 9: 8")
    line = section(found, "Lượt quét mã QR").lines[0]
    assert "Đăng ký hộ kinh doanh (30), Kết hôn có yếu tố nước ngoài (13)" in line
    assert "7 ngày cuối không ai quét ở: Nhà văn hóa khóm 3 (B7)" in line


def test_no_scans_yet(store: Store, drawn: Drawn) -> None:
    assert "chưa ai quét mã nào" in section(drawn(), "Lượt quét mã QR").lines[0]
    scanned(store, date(2026, 11, 2), "01", "", 3)
    assert "lượt quét được đếm từ 2026-11-02" in section(drawn(), "Lượt quét mã QR").lines[0]


def test_how_long_replies_took(store: Store, drawn: Drawn) -> None:
    for seconds in (1, 2, 3, 4, 90):
        replied(store, vn(2026, 10, 28, 9), seconds)
    replied(store, vn(2026, 10, 28, 9), 500, "dead")
    replied(store, vn(2026, 11, 1, 9), 5000)
    found = drawn()
    assert table(found, "Gửi lời đáp") == {
        "Đã gửi tới Zalo": (5,),
        "Gửi không được, cán bộ xem": (1,),
        "Một nửa chờ không quá": ("3,0 giây",),
        "95 % chờ không quá": ("2 phút",),
    }
    how = section(found, "Gửi lời đáp").notes[0]
    assert "đo trên 5 lời đáp còn giữ (từ 25/10: lời đáp chỉ giữ 30 ngày)" in how


def test_replies_that_are_no_longer_kept(drawn: Drawn) -> None:
    assert "lời đáp giữ 30 ngày ([retention] replies_days)" in section(drawn(), "Gửi lời đáp").lines[0]


def test_times_in_which_the_bot_was_off(store: Store, drawn: Drawn) -> None:
    def flip(target: str, moment: datetime, *, off: bool) -> None:
        switches.flip(store, Switched(target, off, "thử", "A", moment.timestamp()))

    flip(WHOLE_BOT, vn(2026, 9, 30, 22), off=True)
    flip(WHOLE_BOT, vn(2026, 10, 1, 2), off=False)
    flip(WHOLE_BOT, vn(2026, 10, 5, 8), off=True)
    flip(WHOLE_BOT, vn(2026, 10, 5, 9), off=True)
    flip(WHOLE_BOT, vn(2026, 10, 5, 10), off=False)
    flip("dang-ky-ho-kinh-doanh", vn(2026, 10, 6), off=True)
    flip("giay-phep-karaoke", vn(2026, 11, 6), off=True)
    replied(store, vn(2026, 10, 28, 9), 1)
    line = section(drawn(), "Gửi lời đáp").lines[0]
    assert "Cả bot tắt 2 lần, tổng cộng 4,0 giờ. Đang tắt: Đăng ký hộ kinh doanh." in line


def test_waits_in_words() -> None:
    assert [waited(one) for one in (-1, 0.44, 59.94, 60, 3599, 5400)] == [
        "0,0 giây",
        "0,4 giây",
        "59,9 giây",
        "1 phút",
        "60 phút",
        "1,5 giờ",
    ]
