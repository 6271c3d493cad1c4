"""Unanswered questions of a month: like ones together, named only when asked often enough."""

from collections.abc import Callable
from datetime import date

from bot import unanswered
from bot.store import Store
from portal.report.parts import Report
from tests.portal.report.conftest import section, table

TITLE = "Câu chưa trả lời được"
Drawn = Callable[[], Report]


def kept(store: Store, day: date, text: str, times: int) -> None:
    with store.write() as connection:
        for _ in range(times):
            unanswered.count_in(connection, text, day)


def test_like_questions_stand_together(store: Store, drawn: Drawn) -> None:
    kept(store, date(2026, 9, 30), "xin phép thả diều", 40)
    kept(store, date(2026, 10, 1), "xin phép nuôi cá sấu", 4)
    kept(store, date(2026, 10, 31), "nuôi cá sấu xin phép", 3)
    kept(store, date(2026, 10, 9), "đăng ký ghe máy", 3)
    kept(store, date(2026, 10, 9), "mượn hội trường xã", 2)
    kept(store, date(2026, 11, 1), "xin phép thả diều", 40)
    found = drawn()
    assert table(found, TITLE) == {"«xin phép nuôi cá sấu»": (7,), "Các câu hỏi khác": (5,)}
    assert section(found, TITLE).lines[0].startswith("12 lần hỏi, 3 nhóm câu giống nhau")


def test_few_and_none(store: Store, drawn: Drawn) -> None:
    assert section(drawn(), TITLE).lines[0].startswith("Chưa có số liệu")
    kept(store, date(2026, 9, 9), "đăng ký ghe máy", 1)
    assert section(drawn(), TITLE).lines == ("Tháng này không còn giữ câu nào.",)
    kept(store, date(2026, 10, 9), "đăng ký ghe máy", 4)
    found = section(drawn(), TITLE)
    assert found.rows == ()
    assert "Không nhóm nào từ 5 lượt trở lên" in found.lines[0]
