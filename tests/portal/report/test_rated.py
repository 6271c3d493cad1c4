"""Satisfaction of the month: told from five ratings on, each kind and procedure."""

from collections.abc import Callable

from bot import satisfaction
from bot.ratings import About, Level, Rate
from bot.store import Store
from portal.report.parts import Report
from tests.portal.report.conftest import section, table, vn

TITLE = "Mức độ hài lòng"
COPY = "chung-thuc-ban-sao"
Drawn = Callable[[], Report]


def give(store: Store, about: About, procedure: str, level: Level, times: int) -> None:
    with store.write() as connection:
        for _ in range(times):
            satisfaction.rate(connection, Rate(about, procedure, level), vn(2026, 10, 31, 23, 59).timestamp())


def test_shares_of_each_kind_and_procedure(store: Store, drawn: Drawn) -> None:
    give(store, About.ANSWER, COPY, Level.GOOD, 6)
    give(store, About.ANSWER, COPY, Level.POOR, 2)
    give(store, About.ANSWER, "giay-phep-karaoke", Level.GOOD, 4)
    give(store, About.DOSSIER, "", Level.FAIR, 4)
    assert table(drawn(), TITLE) == {
        "Trả lời của bot": (12, "83,3 %", "0 %", "16,6 %"),
        "– Chứng thực bản sao (sao y)": (8, "75 %", "0 %", "25 %"),
    }


def test_few_and_none(store: Store, drawn: Drawn) -> None:
    assert section(drawn(), TITLE).lines[0].startswith("Chưa có số liệu: chưa ai đánh giá")
    give(store, About.DOSSIER, "", Level.FAIR, 4)
    found = section(drawn(), TITLE)
    assert (found.rows, found.lines) == ((), ("Chưa đủ 5 lượt đánh giá để kể ra.",))
