"""The portal's pages: every printed code answers, nothing typed breaks them."""

import io
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from bot.calendar import VIETNAM
from bot.config import Settings, Web
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.replies import REPLY_KEYS
from bot.store import Store
from webhooks import create_app

SETTINGS = Settings(web=Web(public_url="https://motcua.example.gov.vn"))
NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/counter.db")
    store.migrate()
    desk = Desk(Shelf(Path("knowledge"), REPLY_KEYS), SETTINGS.web.public_url)
    return create_app(SETTINGS, store, desk, lambda: NOW).test_client()


def test_home_links_all_25_before_any_bundle(client: FlaskClient) -> None:
    text = client.get("/").text
    links = re.findall(r'href="/thu-tuc/([a-z0-9-]+)"', text)
    assert len(links) == 27
    assert set(links[25:]) == {"cap-can-cuoc", "doi-the-bao-hiem"}


CODES = ["/01", "/1", "/001", "/Q/01", "/q/1", "/01/", "/01.", "/01-B7", "/1-b7."]


@pytest.mark.parametrize("path", CODES)
def test_a_printed_code_shows_the_page_itself(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "01. Đăng ký thành lập hộ kinh doanh" in answer.text
    assert '<link rel="canonical" href="https://motcua.example.gov.vn/thu-tuc/dang-ky-ho-kinh-doanh">' in answer.text


def test_all_25_codes_answer_on_any_host(client: FlaskClient) -> None:
    for number in range(1, 26):
        answer = client.get(f"/{number:02}", headers={"Host": "10.0.0.7:81"})
        assert answer.status_code == 200
        assert f"{number:02}." in answer.text


MISSING = [
    "/0",
    "/00",
    "/26",
    "/1000",
    "/01%00",
    "/../etc/passwd",
    "/" + "1" * 4000,
    "/٠١",
    "/thu-tuc/khong-co",
    "/%ff",
]


@pytest.mark.parametrize("path", MISSING, ids=lambda path: path[:20])
def test_other_paths_get_a_friendly_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Số thủ tục từ 01 đến 25" in answer.text


def test_search_answers_offers_or_says_who_does(client: FlaskClient) -> None:
    assert "/thu-tuc/dang-ky-ho-kinh-doanh" in client.get("/?q=mo+tiem+tap+hoa").text.split("<h2>")[0]
    assert "cùng quầy" in client.get("/?q=làm+khai+sinh+cho+con+mới+sinh").text.split("<h2>")[0]


@pytest.mark.parametrize("question", ["<script>alert(1)</script>", "' OR 1=1", "a" * 5000, "{{7*7}}", "\x00", "🙂"])
def test_what_is_typed_is_shown_escaped_or_not_at_all(client: FlaskClient, question: str) -> None:
    answer = client.get("/", query_string={"q": question})
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert len(answer.data) < 30_000


DAYS = {
    "2025-06-30": "Phòng Tài chính",
    "nonsense": "không đọc được",
    "0001-01-01": "không đọc được",
    "9999-12-31": "không đọc được",
    "2020-01-01": "Không có quy định nào đang áp dụng",
    "<b>": "&lt;b&gt;",
}


@pytest.mark.parametrize(("day", "said"), DAYS.items())
def test_a_page_as_of_a_day_is_marked(client: FlaskClient, day: str, said: str) -> None:
    answer = client.get("/01", query_string={"ngay": day})
    assert answer.status_code == 200
    assert said in answer.text
    assert "Xem hôm nay" in answer.text


def test_a_suspended_procedure_says_so_and_does_not_explain(client: FlaskClient) -> None:
    text = client.get("/24").text
    assert "Hiện nay không làm thủ tục này" in text
    assert "Giấy tờ cần nộp" not in text


def test_pages_are_small_and_guarded(client: FlaskClient) -> None:
    for path in ("/", "/01", "/14", "/khong-co"):
        answer = client.get(path)
        assert len(answer.data) < 30_000
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.text


def test_codes_are_pictures_of_the_short_address(client: FlaskClient) -> None:
    picture = client.get("/thu-tuc/dang-ky-ho-kinh-doanh/qr.png")
    assert picture.mimetype == "image/png"
    assert Image.open(io.BytesIO(picture.data)).size == (370, 370)
    assert client.get("/thu-tuc/dang-ky-ho-kinh-doanh/qr.svg").mimetype == "image/svg+xml"
    assert client.get("/thu-tuc/cap-can-cuoc/qr.svg").status_code == 404


def test_an_old_sheet_shows_above_the_page_what_changed_since(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    with (folder / "ma-in.yaml").open("a", encoding="utf-8") as file:
        file.write("dot_in:\n  - {ky_hieu: B7, noi_dan: Quầy 2, ngay_in: 12/03/2025}\n")
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    desk = Desk(Shelf(folder, REPLY_KEYS), SETTINGS.web.public_url)
    client = create_app(SETTINGS, store, desk, lambda: NOW).test_client()
    for path in ("/01-B7", "/1-b7.", "/Q/01-B7"):
        assert "Tờ này in ngày 12/3/2025; từ đó đã đổi: giấy tờ cần nộp" in client.get(path).text
    for path in ("/01", "/01-C9"):
        assert "Tờ này in ngày" not in client.get(path).text


def test_with_faulty_knowledge_the_pages_say_so(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    desk = Desk(Shelf(tmp_path / "knowledge", REPLY_KEYS), SETTINGS.web.public_url)
    client = create_app(SETTINGS, store, desk, lambda: NOW).test_client()
    assert client.get("/01").status_code == 503
    assert "Đang sửa nội dung" in client.get("/").text
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()["ok"]) == (503, False)
    assert any("thiếu tệp này" in problem for problem in health.get_json()["problems"])
