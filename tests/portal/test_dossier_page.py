"""The page on which a dossier is looked up."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient

from bot.archive import store_all
from bot.calendar import VIETNAM
from bot.config import Settings
from bot.desk import Desk
from bot.dossiers import Dossier, Status
from bot.store import Store
from webhooks import create_app

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()
DOSSIER = Dossier(
    "H13452611020001",
    "phuong-nga-nam",
    "",
    Status.READY,
    date(2026, 11, 2),
    date(2026, 11, 10),
    None,
    date(2026, 11, 9),
)


@pytest.fixture
def client(store: Store, desk: Desk) -> FlaskClient:
    settings = Settings.model_validate({"limits": {"unknown_codes_per_citizen": 3}})
    return create_app(settings, store, desk, clock=lambda: NOW).test_client()


def test_the_form_alone(client: FlaskClient) -> None:
    answer = client.get("/ho-so")
    assert answer.status_code == 200
    assert 'action="/ho-so"' in answer.text


def test_a_dossier_is_shown_and_kept_by_nobody(client: FlaskClient, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW)
    answer = client.get("/ho-so?ma=h13.45 261102-0001")
    for part in ("Đã có kết quả", "02/11/2026", "10/11/2026", "09/11/2026", "Nơi nhận kết quả", "10:00 24/11/2026"):
        assert part in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.text


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "'; DROP TABLE dossiers; --", "xin chào", "%00", "9" * 500]
)
def test_what_is_no_code_is_refused_without_a_look(typed: str, client: FlaskClient, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW)
    answer = client.get("/ho-so", query_string={"ma": typed})
    assert answer.status_code == 200
    assert "không phải mã hồ sơ" in answer.text
    assert "<script>" not in answer.text


def test_all_that_a_receipts_code_holds_may_be_pasted(client: FlaskClient, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW)
    for held in ("https://a.gov.vn/tra?ma_ho_so=H13.45-261102-0001", '{"maHoSo":"H13.45-261102-0001","ten":"Kín"}'):
        text = client.get("/ho-so", query_string={"ma": held}).text
        assert "Đã có kết quả" in text
        assert "Kín" not in text


def test_a_number_of_a_person_is_neither_looked_up_nor_repeated(client: FlaskClient, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW)
    text = client.get("/ho-so?ma=0912.345.678").text
    assert "số điện thoại" in text
    assert "0912" not in text


def test_unknown_codes_say_so_until_there_were_too_many(client: FlaskClient, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW)
    said: Callable[[int], str] = lambda n: client.get(f"/ho-so?ma=H13-99999{n}").text  # noqa: E731
    assert ["Không có hồ sơ nào" in said(n) for n in range(4)] == [True, True, True, False]
    assert "tạm ngừng tra" in client.get("/ho-so?ma=H13.45-261102-0001").text


def test_before_any_import_it_says_so(client: FlaskClient) -> None:
    assert "chưa xem được hồ sơ" in client.get("/ho-so?ma=H13.45-261102-0001").text
