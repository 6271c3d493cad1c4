"""Open data: everything, in three forms that agree, under a published schema."""

import csv
import io
import json
import sqlite3
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest
from flask.testing import FlaskClient

from bot.book import Book
from bot.calendar import VIETNAM
from bot.config import Settings, Web
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.store import Store
from bot.wording import REPLY_KEYS
from portal import dataset
from portal.open_data import FILES
from tests.portal.test_visits import HTML, PHONE
from webhooks import create_app

URL = "https://motcua.example.gov.vn"
NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM)
PERSON = {"User-Agent": PHONE, "Accept": HTML}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Shelf(Path("knowledge"), REPLY_KEYS), URL)


@pytest.fixture
def client(store: Store, desk: Desk) -> FlaskClient:
    return create_app(Settings(web=Web(public_url=URL)), store, desk, NOW.timestamp).test_client()


def test_all_files_are_offered_open_to_all_and_marked(client: FlaskClient) -> None:
    page = client.get("/du-lieu").text
    for name, (kind, _) in FILES.items():
        assert f'href="/du-lieu/{name}"' in page
        answer = client.get(f"/du-lieu/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(f"/du-lieu/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.head(f"/du-lieu/{name}").headers["ETag"] == answer.headers["ETag"]
    assert client.get("/du-lieu/").status_code == 200
    assert client.get("/du-lieu/khac.json").status_code == 404


def test_the_json_holds_everything_and_keeps_to_its_schema(client: FlaskClient, book: Book) -> None:
    data = client.get("/du-lieu/thu-tuc.json").get_json()
    schema = client.get("/du-lieu/thu-tuc.schema.json").get_json()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(data)
    assert schema["$id"] == data["$schema"]
    assert [one["ma"] for one in data["thu_tuc"]] == list(book.procedures)
    assert [len(one["ban"]) for one in data["thu_tuc"]] == [len(one.editions) for one in book.procedures.values()]
    assert {one["ma"] for one in data["nguon"]} == set(book.sources)
    assert [one["dia_chi"] for one in data["ma_in"]] == [f"{URL}/{number:02}" for number in range(1, 26)]
    first = data["thu_tuc"][0]["ban"][0]
    assert (first["tu_ngay"], first["den_ngay"]) == ("2021-12-31", "2025-06-30")


def test_the_schema_refuses_what_is_wrong(book: Book) -> None:
    validator = jsonschema.Draft202012Validator(
        json.loads(dataset.schema(URL)), format_checker=jsonschema.FormatChecker()
    )
    data = json.loads(dataset.as_json(book, URL))
    data["thu_tuc"][0]["ban"][0]["tu_ngay"] = "31/12/2021"
    data["thu_tuc"][1]["la"] = "khóa lạ"
    data["thu_tuc"][2]["ban"][0]["thoi_han"]["so_ngay"] = "ba"
    assert len(list(validator.iter_errors(data))) == 3


def test_the_table_has_a_line_for_every_edition(client: FlaskClient, book: Book) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/du-lieu/thu-tuc.csv").data.decode("utf-8-sig"))))
    assert len(rows) == sum(len(one.editions) for one in book.procedures.values())
    assert rows[0]["so"] == "01"
    assert rows[0]["ten"] == "Đăng ký thành lập hộ kinh doanh"
    assert rows[0]["tu_ngay"] == "2021-12-31"
    assert {row["ngung_thuc_hien"] for row in rows if row["so"] == "24"} == {"0", "1"}


def test_the_database_opens_and_its_keys_hold(client: FlaskClient, book: Book, tmp_path: Path) -> None:
    path = tmp_path / "thu-tuc.db"
    path.write_bytes(client.get("/du-lieu/thu-tuc.db").data)
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        asked = "SELECT (SELECT COUNT(*) FROM thu_tuc), (SELECT COUNT(*) FROM ban), (SELECT COUNT(*) FROM ma_in)"
        counts = raw.execute(asked).fetchone()
        in_force = raw.execute(
            "SELECT COUNT(*) FROM ban WHERE tu_ngay <= :d AND (den_ngay IS NULL OR den_ngay >= :d)", {"d": "2026-11-24"}
        ).fetchone()
        papers = raw.execute(
            "SELECT giay_to.ten FROM giay_to JOIN ban ON ban.id = giay_to.ban"
            " WHERE ban.thu_tuc = 'dang-ky-ho-kinh-doanh' AND ban.den_ngay IS NULL ORDER BY thu_tu"
        ).fetchall()
    raw.close()
    assert counts == (27, sum(len(one.editions) for one in book.procedures.values()), 25)
    today = date(2026, 11, 24)
    assert in_force == (sum(one.in_force(today) is not None for one in book.procedures.values()),)
    edition = book.procedures["dang-ky-ho-kinh-doanh"].in_force(today)
    assert edition is not None
    assert edition.papers is not None
    assert [name for (name,) in papers] == [paper.name for paper in edition.papers.items]


def test_the_same_book_gives_the_same_bytes(book: Book) -> None:
    for draw in (dataset.as_json, dataset.as_csv, dataset.as_sqlite):
        assert draw(book, URL) == draw(book, URL)


def test_scans_are_published_by_week_without_small_figures(client: FlaskClient, store: Store, desk: Desk) -> None:
    assert "Lượt quét mã, tuần" not in client.get("/du-lieu").text
    with store.write() as connection:
        for code, n in (("01", 12), ("02", 4)):
            connection.rows("INSERT INTO scans VALUES ('2026-11-18', :code, '', :n)", {"code": code, "n": n})
    app = create_app(Settings(web=Web(public_url=URL)), store, desk, NOW.timestamp)
    page = app.test_client().get("/du-lieu").text
    assert "Lượt quét mã, tuần từ 16/11/2026" in page
    assert "<dt>01. Đăng ký hộ kinh doanh</dt><dd>12</dd>" in page
    assert "<dt>02." not in page
    lines = app.test_client().get("/du-lieu/luot-quet.csv").data.decode("utf-8-sig").splitlines()
    assert lines == ["tuan_tu_ngay,so,luot_quet", "2026-11-16,01,12"]


def test_a_scan_is_told_with_the_placement_that_the_register_knows(store: Store, desk: Desk) -> None:
    seen: list[tuple[date, str, str | None]] = []
    app = create_app(Settings(web=Web(public_url=URL)), store, desk, NOW.timestamp, lambda *scan: seen.append(scan))
    client = app.test_client()
    for path in ("/01", "/Q/07.", "/01-ZZZ"):
        client.get(path, headers=PERSON)
    client.head("/01", headers=PERSON)
    client.get("/01?ngay=2025-06-30", headers=PERSON)
    client.get("/thu-tuc/dang-ky-ho-kinh-doanh", headers=PERSON)
    client.get("/26", headers=PERSON)
    client.get("/01", headers={"User-Agent": "Googlebot/2.1", "Accept": HTML})
    day = NOW.date()
    assert seen == [(day, "01", None), (day, "07", None), (day, "01", None)]


def test_pages_do_not_need_the_store(store: Store, desk: Desk) -> None:
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    client = create_app(Settings(web=Web(public_url=URL)), store, desk, NOW.timestamp).test_client()
    for path in ("/", "/01", "/quay", "/?q=mo+tiem", "/du-lieu"):
        assert client.get(path, headers=PERSON).status_code == 200
    holder.execute("ROLLBACK")
    holder.close()


def test_a_missing_database_hides_the_figures_only(tmp_path: Path, desk: Desk) -> None:
    gone = Store(f"sqlite:///{tmp_path}/nowhere/counter.db")
    client = create_app(Settings(web=Web(public_url=URL)), gone, desk, NOW.timestamp).test_client()
    assert client.get("/du-lieu").status_code == 200
