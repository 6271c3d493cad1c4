"""Questions counted by hand and by the report are the same; small numbers about persons' matters stay hidden."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.messages import Agency, Facet, Outcome
from bot.retention import Keep
from bot.store import Store
from portal.report.gathering import gather
from portal.report.month import Month
from portal.report.parts import Report, Scope
from tests.portal.report.conftest import NOW, Ask, section, table, vn

SHOP = "dang-ky-ho-kinh-doanh"
DAY = vn(2026, 10, 15, 9)
Drawn = Callable[[], Report]


def test_questions_are_counted_by_outcome_and_day(ask: Ask, drawn: Drawn) -> None:
    ask(vn(2026, 9, 30, 23, 59), times=7)
    ask(vn(2026, 10, 1), times=3)
    ask(vn(2026, 10, 31, 23, 59), Outcome.UNKNOWN, times=2)
    ask(vn(2026, 11, 1), times=11)
    ask(DAY, Outcome.CHOOSE, times=5)
    ask(DAY, Outcome.CHAT, times=4)
    found = drawn()
    rows = table(found, "Câu hỏi")
    assert rows["Hướng dẫn một thủ tục"] == (3, "30 %", 7)
    assert rows["Chưa trả lời được"] == (2, "20 %", 0)
    assert rows["Tất cả"] == (10, "100 %", 7)
    assert "Ngoài ra 4 lời chào" in section(found, "Câu hỏi").lines[0]
    assert [(key.name, key.value, key.before) for key in found.keys[:2]] == [
        ("Câu hỏi", "10", "tháng 9: 7"),
        ("Trả lời được ngay", "30 %", "tháng 9: 100 %"),
    ]
    chart = section(found, "Câu hỏi").chart
    assert chart is not None
    assert chart.labels == tuple(map(str, range(1, 32)))
    values = dict(chart.series)
    assert (values["Trả lời được ngay"][0], values["Đưa danh sách để chọn"][14]) == (3, 5)
    assert values["Chưa trả lời được"][30] == 2
    assert sum(map(sum, values.values())) == 10


def test_procedures_with_their_parts_the_small_ones_joined(ask: Ask, drawn: Drawn) -> None:
    ask(DAY, procedure=SHOP, facets=(Facet.FEE, Facet.PAPERS), times=6)
    ask(DAY, procedure=SHOP, facets=(Facet.WHO,), times=4)
    ask(DAY, Outcome.NOT_IN_FORCE, SHOP, times=2)
    for number, name in enumerate(("giay-phep-karaoke", "tach-thua-hop-thua", "khong-con-trong-so"), 2):
        ask(DAY, procedure=name, times=number)
    assert table(drawn(), "Câu hỏi theo thủ tục") == {
        "01 Đăng ký hộ kinh doanh": (12, 10, "lệ phí 6, giấy tờ 6"),
        "Các thủ tục còn lại": (9, "–", "–"),
    }


def test_a_procedure_that_the_book_no_longer_holds_is_still_told(ask: Ask, drawn: Drawn) -> None:
    ask(DAY, procedure="thu-tuc-cu", times=8)
    assert "thu-tuc-cu (nay không còn trong sổ)" in table(drawn(), "Câu hỏi theo thủ tục")


def test_a_count_below_five_is_hidden_even_when_it_stands_alone(ask: Ask, drawn: Drawn) -> None:
    ask(DAY, procedure=SHOP, times=3)
    ask(DAY, Outcome.ELSEWHERE, agency=Agency.COURT, times=4)
    found = drawn()
    assert section(found, "Câu hỏi theo thủ tục").rows == section(found, "Việc của nơi khác").rows == ()
    assert "Không thủ tục nào từ 5 lượt trở lên" in section(found, "Câu hỏi theo thủ tục").lines[0]
    assert "Không nơi nào từ 5 lượt trở lên" in section(found, "Việc của nơi khác").lines[0]


def test_what_others_do_by_agency(ask: Ask, drawn: Drawn) -> None:
    ask(DAY, Outcome.ELSEWHERE, agency=Agency.POLICE, times=9)
    ask(DAY, Outcome.ELSEWHERE, agency=Agency.SAME_COUNTER, times=6)
    ask(DAY, Outcome.ELSEWHERE, agency=Agency.COURT, times=2)
    ask(DAY, Outcome.ELSEWHERE, agency=Agency.TAX, times=3)
    found = drawn()
    assert table(found, "Việc của nơi khác") == {
        "Công an": (9,),
        "Chính quầy này (bot chưa có hướng dẫn)": (6,),
        "Các nơi còn lại": (5,),
    }
    assert "6 câu là việc của chính quầy" in section(found, "Việc của nơi khác").lines[0]


def test_nothing_asked_at_all_is_told_with_what_to_do(drawn: Drawn) -> None:
    found = drawn()
    assert section(found, "Câu hỏi").lines == (
        "Chưa có số liệu: bot chưa xử lý tin nhắn nào; chạy bot, rồi lập lại báo cáo.",
    )
    assert [key.value for key in found.keys] == ["–"] * 4


def test_a_month_before_the_journal_began(ask: Ask, drawn: Drawn) -> None:
    ask(vn(2026, 11, 2, 8))
    assert "sổ đếm bắt đầu từ 02/11/2026" in section(drawn(), "Câu hỏi").lines[0]


def test_a_quiet_month_after_the_journal_began_is_nought_not_missing(ask: Ask, drawn: Drawn) -> None:
    ask(vn(2026, 5, 2, 8))
    assert table(drawn(), "Câu hỏi")["Tất cả"] == (0, "–", 0)


def test_months_past_the_journals_time(ask: Ask, store: Store, scope: Scope) -> None:
    ask(NOW - timedelta(days=1))
    old = replace(scope, month=Month(2023, 10))
    assert "sổ đếm chỉ giữ 1.095 ngày" in section(gather(store, old), "Câu hỏi").lines[0]
    cut = replace(scope, keep=Keep(journal=40))
    ask(vn(2026, 10, 20), times=2)
    assert "chỉ có các câu từ 10:05 15/10/2026" in section(gather(store, cut), "Câu hỏi").lines[1]


def test_a_running_month_stands_beside_the_same_days(ask: Ask, store: Store, scope: Scope) -> None:
    ask(vn(2026, 10, 24, 23, 59), times=5)
    ask(vn(2026, 10, 25), times=50)
    ask(vn(2026, 11, 24, 9), times=6)
    found = gather(store, replace(scope, month=Month(2026, 11)))
    assert found.until == "tính đến ngày 24/11/2026"
    assert (found.keys[0].value, found.keys[0].before) == ("6", "1–24/10: 5")
