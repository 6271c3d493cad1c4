"""The page, the chart and the open data of the figures."""

import csv
import io
import sys
from dataclasses import replace
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from bot import samples, satisfaction
from bot.archive import store_all
from bot.calendar import VIETNAM
from bot.config import Settings
from bot.desk import Desk
from bot.dossiers import Dossier, Status
from bot.ratings import About, Level, Rate
from bot.store import Store
from webhooks import create_app

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()
BARE = Dossier("A1", "phuong-nga-nam", "", Status.HANDED, date(2026, 10, 1), date(2026, 10, 8), None, date(2026, 10, 8))
AMOUNTS = {
    "dang-ky-ho-kinh-doanh": 40,
    "thay-doi-ho-kinh-doanh": 3,
    "tam-ngung-ho-kinh-doanh": 9,
    "chung-thuc-ban-sao": 30,
    "": 12,
}


@pytest.fixture
def client(store: Store, desk: Desk) -> FlaskClient:
    return create_app(Settings(), store, desk, clock=lambda: NOW).test_client()


def fill(store: Store, *, sample: bool = False) -> None:
    dossiers = [
        replace(BARE, code=f"A{procedure[:3]}{n:05}".upper(), procedure=procedure)
        for procedure, count in AMOUNTS.items()
        for n in range(count)
    ]
    store_all(store, dossiers, len(dossiers), "a", NOW, sample=sample)


def rows(client: FlaskClient) -> list[dict[str, str]]:
    text = client.get("/du-lieu/so-lieu.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_before_any_import_only_history_is_shown(client: FlaskClient) -> None:
    text = client.get("/so-lieu").text
    assert "Chưa nhập hồ sơ nào" in text
    assert "không phải hiện nay" in text
    assert "<table" not in text
    assert client.get("/so-lieu/bieu-do.svg").status_code == 404
    assert client.get("/du-lieu/so-lieu.csv").status_code == 404


def test_figures_are_shown_with_their_hour(client: FlaskClient, store: Store) -> None:
    fill(store)
    text = client.get("/so-lieu").text
    for part in ("Cập nhật lúc 10:00 24/11/2026", "94/94 (100 %)", "Tháng 10/2026", "Thủ tục ngoài sổ"):
        assert part in text
    assert "DỮ LIỆU MẪU" not in text


def test_a_small_procedure_is_joined_within_its_field(client: FlaskClient, store: Store) -> None:
    fill(store)
    found = {(row["loai"], row["ten"]): row["tiep_nhan"] for row in rows(client)}
    assert found["Lĩnh vực", "Hộ kinh doanh"] == "52"
    assert found["Thủ tục", "Hộ kinh doanh: các thủ tục còn lại"] == "12"
    assert "3" not in found.values()


def test_a_number_hidden_for_another_is_not_called_small(client: FlaskClient, store: Store) -> None:
    late = replace(BARE, done=date(2026, 10, 9))
    dossiers = [replace(BARE, code=f"B{n:05}") for n in range(20)] + [replace(late, code=f"C{n:05}") for n in range(2)]
    store_all(store, dossiers, len(dossiers), "a", NOW)
    text = client.get("/so-lieu").text
    row = text.split("<th>10/2026</th>")[1].split("</tr>")[0]
    assert row.count("<td>*</td>") == 3  # how it was filed is not known; on time and late would give each other away
    assert "dưới 5<" not in row
    assert "ít nhất" in text


def test_the_open_data_are_dated_and_add_up(client: FlaskClient, store: Store) -> None:
    fill(store)
    found = rows(client)
    assert {row["cap_nhat"] for row in found} == {"2026-11-24T10:00+07:00"}
    for kind in ("Tất cả", "Lĩnh vực", "Quầy"):
        assert sum(int(row["tiep_nhan"]) for row in found if row["loai"] == kind) == 94
    assert client.get("/du-lieu/so-lieu.csv").headers["Access-Control-Allow-Origin"] == "*"


def test_no_hidden_number_follows_from_the_tables(client: FlaskClient, store: Store, desk: Desk) -> None:
    made = list(samples.made_up(desk.conversation().book, date(2026, 11, 24)))
    store_all(store, made, len(made), "a", NOW, sample=True)
    found, hidden = rows(client), 0
    for part in ("truc_tuyen", "truoc_hen", "dung_hen", "tre_hen"):
        for month in {row["thang"] for row in found}:
            told = {(row["loai"], row["ma"]): row[part] for row in found if row["thang"] == month}
            fields = {name for kind, name in told if kind == "Lĩnh vực"}
            sums = [("Tất cả", "", [(kind, name) for kind, name in told if kind == "Lĩnh vực"])]
            sums += [("Tất cả", "", [(kind, name) for kind, name in told if kind == "Quầy"])]
            procedures = {one.id: one.field for one in desk.conversation().book.procedures.values()}
            for field in fields - {"", "con-lai"}:
                own = [key for key in told if key[0] == "Thủ tục" and field in (procedures.get(key[1]), key[1][:-8])]
                sums.append(("Lĩnh vực", field, own))
            for kind, name, parts in sums:
                gone = [key for key in ((kind, name), *parts) if not told[key]]
                hidden += len(gone)
                assert len(gone) != 1, (month, part, gone)
                assert (
                    not told[kind, name]
                    or not gone
                    or int(told[kind, name]) >= 5 + sum(int(told[key]) for key in parts if told[key])
                ), (month, part, gone)
    assert hidden > 100


def test_rows_carry_the_id_and_a_counter_the_name_it_had_then(client: FlaskClient, store: Store) -> None:
    old = replace(
        BARE, code="OLD", counter="thi-xa-nga-nam", received=date(2025, 5, 5), due=date(2025, 5, 8), done=None
    )
    dossiers = [replace(old, code=f"O{n:05}") for n in range(7)] + [replace(BARE, code=f"N{n:05}") for n in range(6)]
    store_all(store, dossiers, len(dossiers), "a", NOW)
    found = {(row["thang"], row["ma"]): row["ten"] for row in rows(client) if row["loai"] == "Quầy"}
    assert found["2025-05", "thi-xa-nga-nam"] == "Bộ phận Một cửa UBND thị xã Ngã Năm"
    assert found["2026-10", "phuong-nga-nam"] == "Trung tâm Phục vụ hành chính công phường Ngã Năm"


def test_the_chart_is_a_picture_without_script_or_outside_address(client: FlaskClient, store: Store) -> None:
    fill(store)
    answer = client.get("/so-lieu/bieu-do.svg")
    assert answer.mimetype == "image/svg+xml"
    drawing = ElementTree.fromstring(answer.data)  # noqa: S314  (our own drawing)
    assert drawing.tag.endswith("svg")
    assert b"script" not in answer.data.replace(b"noscript", b"")
    assert "10:00 24/11/2026" in answer.text
    hrefs = [value for one in drawing.iter() for name, value in one.attrib.items() if name.endswith("href")]
    assert not [one for one in hrefs if one.startswith("http")]


def test_the_chart_leaves_the_imports_of_the_process_alone() -> None:
    assert all(hasattr(one, "find_spec") for one in sys.meta_path)


@pytest.mark.parametrize("month", ["2026-10", "2026-13", "x", "1999-01", "", "'--"])
def test_any_month_may_be_asked(month: str, client: FlaskClient, store: Store) -> None:
    fill(store)
    answer = client.get("/so-lieu", query_string={"thang": month})
    assert (answer.status_code, "Tháng 10/2026" in answer.text) == (200, True)


def test_made_up_dossiers_are_marked_everywhere(client: FlaskClient, store: Store) -> None:
    fill(store, sample=True)
    assert "DỮ LIỆU MẪU" in client.get("/so-lieu/bieu-do.svg").text
    assert {row["du_lieu"] for row in rows(client)} == {"DỮ LIỆU MẪU"}


def rate(store: Store, about: About, procedure: str, times: int) -> None:
    with store.write() as connection:
        for _ in range(times):
            satisfaction.rate(connection, Rate(about, procedure, Level.GOOD), NOW)


def test_satisfaction_is_shown_from_five_ratings_on_even_without_dossiers(client: FlaskClient, store: Store) -> None:
    rate(store, About.DOSSIER, "", 4)
    assert "Mức độ hài lòng" not in client.get("/so-lieu").text
    rate(store, About.ANSWER, "chung-thuc-ban-sao", 6)
    text = client.get("/so-lieu").text
    assert "Mức độ hài lòng" in text
    assert "Từ tháng 12/2025" in text
    assert "<th>Trả lời của bot</th><td>6</td>" in text
    assert "Hồ sơ đã xong" not in text
