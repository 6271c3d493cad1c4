"""A procedure whose guidance staff have switched off: every page says so from the next request on, and no more."""

import csv
import io
import json
from datetime import datetime

import jsonschema
import pytest
from flask.testing import FlaskClient

from bot import switches
from bot.calendar import VIETNAM
from bot.config import Settings, Web
from bot.desk import Desk
from bot.store import Store
from bot.switches import Switched
from webhooks import create_app

SETTINGS = Settings(web=Web(public_url="https://motcua.example.gov.vn"))
NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()
ONE = "dang-ky-ho-kinh-doanh"
REASON, PERSON = "lệ phí trong tệp sai", "Bà Nguyễn Thị Mười Hai"
SAID = "đang tạm ngưng để kiểm tra lại"
GUIDANCE = ("Thành phần hồ sơ", "Giấy đề nghị", "100.000", "Rà soát ngày", "application/ld+json", "GovernmentService")
PAGES = (
    f"/thu-tuc/{ONE}",
    f"/thu-tuc/{ONE}/",
    "/01",
    "/1",
    "/01-B7",
    f"/thu-tuc/{ONE}?ngay=2024-05-05",
    "/01?ngay=2024-05-05",
    f"/thu-tuc/{ONE}/ngay",
    f"/thu-tuc/{ONE}/ngay?nop=2026-11-24",
    f"/thu-tuc/{ONE}/ho-so",
    "/01?c=1",
)


@pytest.fixture
def client(store: Store, desk: Desk) -> FlaskClient:
    return create_app(SETTINGS, store, desk, lambda: NOW).test_client()


def flip(store: Store, *, off: bool) -> None:
    switches.flip(store, Switched(ONE, off, REASON, PERSON, NOW))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_withheld_from_the_next_request_on_and_back_after_it(
    client: FlaskClient, store: Store, path: str
) -> None:
    before = client.get(path)
    assert before.status_code == 200
    assert SAID not in before.text
    flip(store, off=True)
    answer = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert answer.status_code == 200
    assert SAID in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [one for one in GUIDANCE if one in answer.text]
    assert REASON not in answer.text
    assert PERSON not in answer.text
    flip(store, off=False)
    assert client.get(path).data == before.data


def test_the_search_says_so_and_other_procedures_stand(client: FlaskClient, store: Store) -> None:
    question = "/?q=mở tiệm tạp hóa cần giấy gì"
    assert SAID not in client.get(question).text
    flip(store, off=True)
    answer = client.get(question).text
    assert "Hướng dẫn đang tạm ngưng" in answer
    assert SAID in answer
    assert "Giấy đề nghị" not in answer
    assert SAID not in client.get("/?q=đăng ký khai sinh").text
    assert SAID not in client.get("/02").text


def test_the_open_data_tell_it_of_the_one_procedure(client: FlaskClient, store: Store) -> None:
    def told() -> tuple[set[str], set[str]]:
        data = json.loads(client.get("/du-lieu/thu-tuc.json").data)
        schema = json.loads(client.get("/du-lieu/thu-tuc.schema.json").data)
        jsonschema.Draft202012Validator(schema).validate(data)
        rows = csv.DictReader(io.StringIO(client.get("/du-lieu/thu-tuc.csv").data.decode("utf-8-sig")))
        in_json = {one["ma"] for one in data["thu_tuc"] if one["huong_dan_tam_ngung"]}
        return in_json, {row["ma"] for row in rows if row["huong_dan_tam_ngung"] == "1"}

    assert told() == (set(), set())
    flip(store, off=True)
    assert told() == ({ONE}, {ONE})


def test_a_store_that_does_not_answer_leaves_it_as_it_was(client: FlaskClient, store: Store) -> None:
    flip(store, off=True)
    assert SAID in client.get("/01").text
    store.forget_connection()
    store.path.rename(store.path.with_suffix(".away"))
    store.path.mkdir()
    assert SAID in client.get("/01").text
    assert client.get("/02").status_code == 200
