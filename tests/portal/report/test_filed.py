"""Dossiers of a month: every share with what it is measured on, no small number, nothing that was not imported."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot import archive
from bot.dossiers import Dossier, Status
from bot.store import Store
from portal.report.parts import Report
from tests.portal.report.conftest import NOW, section, table, vn

BARE = Dossier(
    "A000001", "phuong-nga-nam", "dang-ky-ho-kinh-doanh", Status.HANDED, date(2026, 10, 1), date(2026, 10, 8)
)
Drawn = Callable[[], Report]


def many(count: int, first: int, **more: object) -> list[Dossier]:
    return [replace(BARE, code=f"A{first + n:06}", **more) for n in range(count)]  # type: ignore[arg-type]


def imported(store: Store, dossiers: list[Dossier], at: datetime = NOW) -> None:
    archive.store_all(store, dossiers, len(dossiers), "a", at.timestamp())


def test_both_ways_of_measuring(store: Store, drawn: Drawn) -> None:
    legal = date(2026, 10, 10)
    imported(
        store,
        [
            *many(20, 0, done=date(2026, 10, 7), legal_due=legal, online=True),
            *many(10, 100, done=date(2026, 10, 8), legal_due=legal, online=False),
            *many(6, 200, done=date(2026, 10, 9), legal_due=legal, online=False),
            *many(5, 300, done=date(2026, 10, 12), legal_due=legal, online=False),
            *many(7, 400, due=date(2026, 11, 9), status=Status.WORKING, online=False),
            *many(8, 500, due=date(2026, 10, 20), status=Status.PAPERS, online=False),
            *many(9, 600, status=Status.RETURNED, online=False),
            *many(5, 700, due=date(2026, 10, 20), done=date(2026, 11, 3), online=False),
            *many(12, 800, received=date(2026, 9, 1), due=date(2026, 9, 9), done=date(2026, 9, 9)),
        ],
    )
    found = drawn()
    rows = table(found, "Hồ sơ")
    assert rows["Tiếp nhận"] == (70, 12)
    assert rows["nộp trực tuyến"] == (20, "*")
    assert rows["Đã giải quyết"] == (41, 12)
    assert (rows["trước ngày hẹn"], rows["đúng ngày hẹn"], rows["trễ hẹn"]) == ((20, 0), (10, 12), (11, 0))
    assert rows["Đúng hoặc trước hẹn, trên số đã giải quyết"] == ("73,17 %", "100 %")  # 30 of 41
    assert rows["Trong hạn luật định, trên số có ghi hạn ấy"] == ("87,8 %", "–")  # 36 of 41
    assert rows["Trong hạn, trên số đã nhận"] == ("60,65 %", "100 %")  # 37 of 61: 20 + 10 + 7
    assert rows["Cuối kỳ còn đang giải quyết, trong hạn"] == (7, 0)
    assert rows["Cuối kỳ còn đang giải quyết, đã quá hạn"] == (13, 0)
    key = next(one for one in found.keys if one.name == "Đúng hoặc trước hẹn")
    assert (key.value, key.before, key.basis) == ("73,17 %", "tháng 9: 100 %", "của 41 hồ sơ đã xong")


def test_small_numbers_are_hidden_and_shares_do_not_give_them_away(store: Store, drawn: Drawn) -> None:
    imported(store, [*many(40, 0, done=date(2026, 10, 8)), *many(2, 100, done=date(2026, 10, 9))])
    rows = table(drawn(), "Hồ sơ")
    assert (rows["trễ hẹn"][0], rows["đúng ngày hẹn"][0]) == ("*", "*")
    assert str(rows["Đúng hoặc trước hẹn, trên số đã giải quyết"][0]).startswith("ít nhất")
    assert str(rows["Trong hạn, trên số đã nhận"][0]).startswith("ít nhất")


def test_nothing_imported_or_nothing_of_the_month(store: Store, drawn: Drawn) -> None:
    assert "chưa nhập hồ sơ nào" in section(drawn(), "Hồ sơ").lines[0]
    imported(store, many(9, 0, received=date(2026, 8, 3), due=date(2026, 8, 9)), vn(2026, 9, 1))
    lines = section(drawn(), "Hồ sơ").lines
    assert lines == ("Chưa có số liệu: lần nhập gần nhất (01/09/2026) không có hồ sơ nào của tháng; nhập tệp mới hơn.",)


def test_an_import_before_the_months_end_is_said_to_be_incomplete(store: Store, drawn: Drawn) -> None:
    imported(store, many(9, 0, due=date(2026, 10, 30), status=Status.WORKING), vn(2026, 10, 20))
    found = drawn()
    assert "số liệu chưa đủ" in section(found, "Hồ sơ").lines[0]
    assert table(found, "Hồ sơ")["Cuối kỳ còn đang giải quyết, trong hạn"][0] == 9


def test_fields_and_counters(store: Store, drawn: Drawn) -> None:
    imported(store, many(9, 0, done=date(2026, 10, 8)))
    found = drawn()
    assert table(found, "Hồ sơ theo lĩnh vực") == {"Hộ kinh doanh": (9, 9, 0)}
    assert table(found, "Hồ sơ theo quầy") == {"Trung tâm Phục vụ hành chính công phường Ngã Năm": (9, 9, 0)}
    assert table(found, "Hồ sơ theo thủ tục") == {"Đăng ký hộ kinh doanh": (9, 9, 0)}
