"""Complaints of a month by kind and by how they stand; what was said in them is never in the report."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot import docket
from bot.complaints import File, Kind
from bot.docket import Act, Done
from bot.store import Store
from portal.report.parts import Report
from portal.report.tables import as_csv
from tests.portal.report.conftest import section, table, vn

TITLE = "Phản ánh, kiến nghị"
Drawn = Callable[[], Report]


def filed(store: Store, moment: datetime, kind: Kind, due: date | None, acted: datetime | None, times: int) -> None:
    with store.write() as connection:
        for _ in range(times):
            number = docket.draw(connection)
            docket.file(connection, File(number, kind, "chuyện riêng", pass_by=due), "1", "1", moment.timestamp())
            one = docket.find(connection, number)
            if one and acted:
                docket.act(connection, one, Done(Act.ANSWERED, "A", "a", acted.timestamp(), "lời riêng"), (None, None))


def test_by_kind_and_in_time(store: Store, drawn: Drawn) -> None:
    day, due = vn(2026, 10, 5, 9), date(2026, 10, 12)
    filed(store, day, Kind.HANDLING, due, vn(2026, 10, 12, 16), 6)
    filed(store, day, Kind.HANDLING, due, vn(2026, 10, 13), 5)
    filed(store, day, Kind.RULES, due, None, 7)
    filed(store, vn(2026, 10, 31, 23), Kind.RULES, date(2026, 12, 1), None, 8)
    filed(store, day, Kind.RULES, None, None, 9)
    filed(store, day - timedelta(days=30), Kind.RULES, due, None, 90)
    found = drawn()
    assert table(found, TITLE) == {
        "Quy định, góp ý": (24,),
        "Giải quyết chậm, sai, phiền hà": (11,),
        "Đang chờ, không có hạn": (9,),
        "Đang chờ, trong hạn": (8,),
        "Đang chờ, quá hạn": (7,),
        "Đã xử lý, trong hạn": (6,),
        "Đã xử lý, quá hạn": (5,),
        "Trong hạn, trên số có hạn": ("53,84 %",),  # 14 of 26
    }
    assert section(found, TITLE).lines == ("Nhận 35 phản ánh, kiến nghị.",)
    assert "riêng" not in as_csv(found).decode()


def test_a_few_late_ones_are_not_given_away(store: Store, drawn: Drawn) -> None:
    due = date(2026, 10, 12)
    filed(store, vn(2026, 10, 5), Kind.RULES, due, vn(2026, 10, 6), 40)
    filed(store, vn(2026, 10, 5), Kind.RULES, due, vn(2026, 10, 20), 2)
    assert table(drawn(), TITLE) == {"Quy định, góp ý": (42,), "Trong hạn, trên số có hạn": ("ít nhất 90,47 %",)}


def test_a_reopened_one_waits_again(store: Store, drawn: Drawn) -> None:
    filed(store, vn(2026, 10, 5), Kind.RULES, date(2026, 10, 12), vn(2026, 10, 6), 5)
    with store.write() as connection:
        for one in docket.listed(connection, list(Kind), date(2026, 11, 1), every=True):
            again = Done(Act.REOPENED, "A", "a", vn(2026, 11, 2).timestamp())
            docket.act(connection, one, again, (date(2026, 12, 1), None))
    assert table(drawn(), TITLE)["Đang chờ, trong hạn"] == (5,)


def test_few_none_and_none_ever(store: Store, drawn: Drawn) -> None:
    assert section(drawn(), TITLE).lines[0].startswith("Chưa có số liệu: chưa ai gửi qua bot")
    filed(store, vn(2026, 9, 5), Kind.RULES, None, None, 3)
    assert section(drawn(), TITLE).lines == ("Không nhận phản ánh, kiến nghị nào.",)
    filed(store, vn(2026, 10, 5), Kind.CONDUCT, None, None, 2)
    found = section(drawn(), TITLE)
    assert (found.rows, found.lines) == (
        (),
        ("Nhận dưới 5 phản ánh, kiến nghị. Không loại nào từ 5 lượt trở lên.",),
    )
