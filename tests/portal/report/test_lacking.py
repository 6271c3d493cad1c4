"""Papers missing at the counters, by paper and procedure; small counts joined."""

from collections.abc import Callable
from datetime import date

from bot import missing
from bot.store import Store
from portal.report.parts import Report
from tests.portal.report.conftest import section, table

SHOP, KARAOKE = "dang-ky-ho-kinh-doanh", "giay-phep-karaoke"
TITLE = "Giấy tờ còn thiếu"
Drawn = Callable[[], Report]


def lacked(store: Store, day: date, procedure: str, papers: list[str], times: int) -> None:
    with store.write() as connection:
        for _ in range(times):
            missing.add(connection, day, "phuong-nga-nam", procedure, papers)


def test_papers_of_the_month(store: Store, drawn: Drawn) -> None:
    lacked(store, date(2026, 9, 30), SHOP, ["Đơn"], 50)
    lacked(store, date(2026, 10, 1), SHOP, ["Đơn", "Bản sao"], 7)
    lacked(store, date(2026, 10, 31), KARAOKE, ["Đơn"], 5)
    lacked(store, date(2026, 10, 9), KARAOKE, ["Ảnh"], 3)
    lacked(store, date(2026, 10, 9), "khong-con", ["Bìa"], 2)
    found = drawn()
    assert table(found, TITLE) == {
        "Đơn (Đăng ký hộ kinh doanh)": (7,),
        "Bản sao (Đăng ký hộ kinh doanh)": (7,),
        "Đơn (Giấy phép karaoke)": (5,),
        "Các giấy tờ còn lại": (5,),
    }
    assert section(found, TITLE).lines == ("17 phiếu còn thiếu.",)


def test_few_and_none(store: Store, drawn: Drawn) -> None:
    assert section(drawn(), TITLE).lines[0].startswith("Chưa có số liệu: chưa quầy nào ghi phiếu còn thiếu")
    lacked(store, date(2026, 10, 9), KARAOKE, ["Ảnh"], 4)
    found = section(drawn(), TITLE)
    assert (found.rows, found.lines) == ((), ("4 phiếu còn thiếu. Không giấy tờ nào từ 5 lượt trở lên.",))
