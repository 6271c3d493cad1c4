"""The portal's pages: every printed code answers, nothing typed breaks them."""

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from bot.calendar import VIETNAM
from bot.config import Settings, Web, Zalo
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.messages import Memory, Message, MessageKind
from bot.store import Store
from bot.wording import REPLY_KEYS
from webhooks import create_app

SETTINGS = Settings(web=Web(public_url="https://motcua.example.gov.vn"))
SENT, RAW = 8192, 30_000
"""Bytes of a page: sent (packed with gzip) and raw."""
CACHED = ("ETag", "Cache-Control", "Content-Type", "Content-Length", "Vary")
NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Shelf(Path("knowledge"), REPLY_KEYS), SETTINGS.web.public_url)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> FlaskClient:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/counter.db")
    store.migrate()
    return create_app(SETTINGS, store, desk, lambda: NOW).test_client()


def test_home_links_all_25_before_any_bundle(client: FlaskClient) -> None:
    text = client.get("/").text
    links = re.findall(r'href="/thu-tuc/([a-z0-9-]+)"', text)
    assert len(links) == 27
    assert set(links[25:]) == {"cap-can-cuoc", "doi-the-bao-hiem"}


CODES = ["/01", "/1", "/001", "/Q/01", "/q/1", "/01/", "/01.", "/01-B7", "/1-b7.", "/01,", "/%2001", "/q//1/"]


@pytest.mark.parametrize("path", CODES)
def test_a_printed_code_shows_the_page_itself(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "01. Đăng ký thành lập hộ kinh doanh" in answer.text
    assert '<link rel="canonical" href="https://motcua.example.gov.vn/thu-tuc/dang-ky-ho-kinh-doanh">' in answer.text


def test_a_doubled_slash_is_no_redirect(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//01//"})
    assert answer.status_code == 200
    assert "01. Đăng ký thành lập hộ kinh doanh" in answer.text


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
    "/thu-tuc/",
    "/thu-tuc/khong-co/qr.png",
    "/" + "%C4%91" * 1300,
    "/%C0%AF",
    "/static/style.css",
    "/favicon.ico",
    "/%ff",
]


@pytest.mark.parametrize("path", MISSING, ids=lambda path: path[:20])
def test_other_paths_get_a_friendly_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Số thủ tục từ 01 đến 25" in answer.text


def test_search_answers_offers_or_says_who_does(client: FlaskClient) -> None:
    assert "/thu-tuc/dang-ky-ho-kinh-doanh" in client.get("/?q=mo+tiem+tap+hoa").text.split("</section>")[0]
    assert "cùng quầy" in client.get("/?q=làm+khai+sinh+cho+con+mới+sinh").text.split("</section>")[0]


@pytest.mark.parametrize("question", ["<script>alert(1)</script>", "' OR 1=1", "a" * 5000, "{{7*7}}", "\x00", "🙂"])
def test_what_is_typed_is_shown_escaped_or_not_at_all(client: FlaskClient, question: str) -> None:
    answer = client.get("/", query_string={"q": question})
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert len(answer.data) < 30_000


DAYS = {
    "2025-06-30": "Phòng Tài chính",
    "2026-11-24": "Bản xem thử cho ngày 24/11/2026, hôm nay",
    "24/11/2026": "Bản xem thử cho ngày 24/11/2026, hôm nay",
    "2026-11-25": "Bản xem thử cho ngày 25/11/2026, không phải hôm nay",
    "nonsense": "không đọc được",
    "0001-01-01": "không đọc được",
    "9999-12-31": "không đọc được",
    "2020-01-01": "không có quy định nào đang áp dụng",
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


def everything(client: FlaskClient) -> list[str]:
    """All pages: home, counters, all procedures, a search of each kind, a page that is missing."""
    found = dict.fromkeys(re.findall(r'href="(/thu-tuc/[a-z0-9-]+)"', client.get("/").text))
    searches = [f"/?q={text}" for text in ("mo+tiem+tap+hoa", "làm+sổ+đỏ", "giờ+làm+việc", "lấy+chồng")]
    return ["/", "/quay", "/quay?ngay=2025-06-30", "/khong-co", "/14?ngay=2022-01-01", *searches, *found]


def test_every_page_is_small_and_one_request(client: FlaskClient) -> None:
    for path in everything(client):
        answer = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) <= SENT, path
        text = gzip.decompress(answer.data).decode()
        assert len(text.encode()) <= RAW, path
        assert not re.search(r"<(img|iframe|audio|video|object|embed)|src=|@import|url\(|@font-face", text), path
        assert re.findall(r'<link rel="(\w+)" href="(?!data:)', text) in ([], ["canonical"]), path


def test_every_page_is_guarded_and_holds_no_script_and_no_cookie(client: FlaskClient) -> None:
    for path in [*everything(client), "/healthz", "/thu-tuc/dang-ky-ho-kinh-doanh/qr.svg"]:
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        for kind in re.findall(r"<script([^>]*)>", answer.text):
            assert kind == ' type="application/ld+json"', path
        assert not re.search(r"\son\w+=|javascript:|\sstyle=", answer.text), path
        for style in re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_the_safety_promise_stands_on_every_page(client: FlaskClient) -> None:
    for path in everything(client):
        text = client.get(path).text
        assert "mã OTP" in text, path
        assert ".gov.vn" in text, path


def test_machines_can_read_what_is_in_force_and_nothing_else(client: FlaskClient) -> None:
    text = client.get("/01").text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    service = json.loads(data)
    assert service["@type"] == "GovernmentService"
    assert service["identifier"][0] == "01"
    assert service["url"] == "https://motcua.example.gov.vn/thu-tuc/dang-ky-ho-kinh-doanh"
    assert '<meta property="og:title" content="Đăng ký thành lập hộ kinh doanh">' in text
    assert "ld+json" not in client.get("/24").text
    assert "ld+json" not in client.get("/01?ngay=2025-06-30").text


def test_a_page_held_already_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/", "/01", "/thu-tuc/dang-ky-ho-kinh-doanh/qr.png", "/quay"):
        first = client.get(path, headers={"Accept-Encoding": "gzip"})
        mark = first.headers["ETag"]
        again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": f'"other", {mark}'})
        assert (again.status_code, again.data) == (304, b""), path
        assert again.headers["ETag"] == mark
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_plain_and_packed_are_told_apart(client: FlaskClient) -> None:
    plain, packed = client.get("/01"), client.get("/01", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    refused = client.get("/01", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert refused.data == plain.data


@pytest.mark.parametrize("path", ["/", "/01", "/quay", "/khong-co", "/?q=abc", "/thu-tuc/dang-ky-ho-kinh-doanh/qr.svg"])
def test_head_gives_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert head.data == b""
    assert head.status_code == get.status_code
    assert [head.headers.get(name) for name in CACHED] == [get.headers.get(name) for name in CACHED]


CACHING = {
    "/": "public, max-age=600",
    "/01": "public, max-age=600",
    "/quay": "public, max-age=60",
    "/?q=abc": "no-store",
    "/khong-co": "no-store",
}


@pytest.mark.parametrize(("path", "cache"), CACHING.items())
def test_how_long_a_page_may_be_kept(client: FlaskClient, path: str, cache: str) -> None:
    assert client.get(path).headers["Cache-Control"] == cache


def test_another_edition_is_shown_at_midnight_of_its_day(tmp_path: Path, desk: Desk) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    times = [datetime(2026, 6, 30, 23, 59, 59, tzinfo=VIETNAM)]
    client = create_app(SETTINGS, store, desk, lambda: times[0].timestamp()).test_client()
    before = client.get("/24")
    assert "Giấy tờ cần nộp" in before.text
    assert before.headers["Cache-Control"] == "public, max-age=1"
    times[0] = datetime(2026, 7, 1, tzinfo=VIETNAM)
    assert "Hiện nay không làm thủ tục này" in client.get("/24").text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_only_show(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/01", data=b"x")
    assert answer.status_code == 405
    assert "Trang này chỉ để xem" in answer.text


@pytest.mark.parametrize("host", ["x_y", "[::1", "a b", "evil.com:99999", "đ", "a" * 1000])
def test_no_host_name_breaks_a_page(client: FlaskClient, host: str) -> None:
    answer = client.get("/", environ_overrides={"HTTP_HOST": host, "PATH_INFO": "/01"})
    assert answer.status_code in (200, 400)
    assert "Bộ phận Một cửa Ngã Năm" in answer.text


def test_the_history_leads_to_every_edition(client: FlaskClient) -> None:
    days = re.findall(r'href="\?ngay=([0-9-]+)"', client.get("/19").text)
    assert len(days) == 4
    for day in days:
        text = client.get(f"/19?ngay={day}").text
        assert "Bản xem thử cho ngày" in text
        assert '<meta name="robots" content="noindex">' in text


def test_a_mistake_can_be_reported_with_the_name_of_the_page(client: FlaskClient, desk: Desk) -> None:
    text = client.get("/07").text
    (mark,) = re.findall(r"kèm mã trang: <b>(07 / [^<]+)</b>", text)
    conversation = desk.conversation()
    assert conversation is not None
    for words in ("báo sai", f"báo sai {mark}", f"bao sai {mark} le phi"):
        said = conversation.decide(Message(MessageKind.TEXT, words), Memory(), datetime.fromtimestamp(NOW, VIETNAM))
        assert said.reply is not None
        assert "Cảm ơn anh chị đã báo" in said.reply.text, words


def test_zalo_is_linked_only_where_it_is_the_real_one(tmp_path: Path, desk: Desk) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    for api, linked in (("https://openapi.zalo.me", True), ("http://127.0.0.1:8080", False)):
        settings = SETTINGS.model_copy(update={"zalo": Zalo(oa_id="388613280878808645", api_url=api)})
        text = create_app(settings, store, desk, lambda: NOW).test_client().get("/07").text
        assert ("https://zalo.me/388613280878808645" in text) == linked
        assert "Nhắn <b>07</b>" in text


def test_a_shared_page_shows_a_picture_of_its_own(client: FlaskClient) -> None:
    for path in ("/", "/01", "/thu-tuc/cap-can-cuoc"):
        (address,) = re.findall(
            r'<meta property="og:image" content="https://motcua.example.gov.vn(/[^"]+)">', client.get(path).text
        )
        answer = client.get(address)
        assert answer.mimetype == "image/png"
        assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
        assert len(answer.data) < 100_000
    assert client.get("/thu-tuc/khong-co/anh.png").status_code == 404


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


def test_a_code_that_moved_explains_where_and_keeps_its_page(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    register = folder / "ma-in.yaml"
    moved = (
        "\\g<0>\n    tinh_trang: da_chuyen\n    ngay: 01/11/2026\n    ly_do: Tỉnh làm.\n"
        "    sang: [chung-thuc-ban-sao]\n    lien_ket: https://dichvucong.gov.vn"
    )
    text = re.sub(r"ma: giay-phep-karaoke", moved, register.read_text(encoding="utf-8"))
    register.write_text(text, encoding="utf-8")
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    desk = Desk(Shelf(folder, REPLY_KEYS), SETTINGS.web.public_url)
    answer = create_app(SETTINGS, store, desk, lambda: NOW).test_client().get("/25")
    assert answer.status_code == 200
    assert "Từ ngày 01/11/2026 việc này do nơi khác làm. Tỉnh làm." in answer.text
    assert 'href="/thu-tuc/chung-thuc-ban-sao">Chứng thực bản sao' in answer.text
    assert 'href="https://dichvucong.gov.vn"' in answer.text


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
