"""One's own papers on the page: question by question, the list, what is missing, and the count behind the key."""

import base64
import gzip
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from bot import missing
from bot.book import Book
from bot.calendar import VIETNAM
from bot.checklists import Case, every, questions, read_missing, write_missing
from bot.codes import of_list
from bot.config import Settings
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.store import Store
from bot.wording import REPLY_KEYS
from webhooks import create_app

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()
KEY = "khóa của quầy số một"
SENT = 8192
"""Bytes of a page, packed."""
MARRIAGE = "/thu-tuc/ket-hon-yeu-to-nuoc-ngoai/ho-so"
COUNT = "/quay/con-thieu"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Shelf(Path("knowledge"), REPLY_KEYS), "https://motcua.example.gov.vn")


def app(store: Store, desk: Desk, key: str | None) -> FlaskClient:
    settings = Settings.model_validate(
        {"web": {"public_url": "https://motcua.example.gov.vn"} | ({"counter_key": key} if key else {})}
    )
    return create_app(settings, store, desk, lambda: NOW).test_client()


@pytest.fixture
def client(store: Store, desk: Desk) -> FlaskClient:
    return app(store, desk, KEY)


@pytest.fixture
def marriage(book: Book) -> Case:
    return of(book, "ket-hon-yeu-to-nuoc-ngoai", 0, 1, 0)


def of(book: Book, procedure: str, *picks: int) -> Case:
    found = book.procedures[procedure]
    edition = found.in_force(TODAY)
    assert edition is not None
    return Case(found, edition, picks)


def asking(book: Book) -> Iterator[Case]:
    for procedure in book.procedures.values():
        edition = procedure.in_force(TODAY)
        if edition and questions(edition):
            yield from (Case(procedure, edition, picks) for picks in every(edition))


def boxes(text: str) -> list[str]:
    return re.findall(r'<input type="checkbox"[^>]*><span>(.*?)</span>', text)


def test_links_lead_from_the_procedure_through_every_question_to_the_list(client: FlaskClient) -> None:
    text = client.get("/07").text
    assert f'href="{MARRIAGE}"' in text
    address = MARRIAGE
    for number in (1, 2, 3):
        text = client.get(address).text
        assert f"Câu {number}/3" in text
        address = re.findall(r'<a href="([^"]*\?c=[^"]*)"><b>1</b>', text)[0]
    assert "Giấy tờ cần mang" in client.get(address).text


def test_a_search_for_papers_offers_one_s_own(client: FlaskClient) -> None:
    assert f'href="{MARRIAGE}"' in client.get("/?q=kết hôn với người hàn cần giấy tờ gì").text
    assert f'href="{MARRIAGE}"' not in client.get("/?q=kết hôn với người hàn lệ phí").text


def test_a_procedure_without_questions_offers_none_and_shows_its_list(client: FlaskClient) -> None:
    assert "/ho-so" not in client.get("/21").text.split("<footer>")[0]
    text = client.get("/thu-tuc/ho-tro-mai-tang/ho-so").text
    assert len(boxes(text)) == 1
    assert "motcua.example.gov.vn/21?c=" in text
    assert "Hôm nay không có danh sách" in client.get("/thu-tuc/giay-phep-karaoke/ho-so").text


def test_every_list_holds_exactly_its_papers_and_stays_small(client: FlaskClient, book: Book) -> None:
    largest = 0
    for case in asking(book):
        address = f"/thu-tuc/{case.procedure.id}/ho-so?c={case.code}"
        answer = client.get(address)
        assert answer.status_code == 200
        shown = boxes(answer.text)
        assert len(shown) == len(case.papers)
        assert f"?c={case.code}</b>" in answer.text
        largest = max(largest, len(gzip.compress(answer.data, 9)))
    assert largest <= SENT


def test_the_short_address_shows_the_list_and_a_scan_of_it_is_no_scan_of_a_poster(
    store: Store, desk: Desk, marriage: Case
) -> None:
    scanned: list[str] = []
    settings = Settings.model_validate({"web": {"public_url": "https://motcua.example.gov.vn"}})
    client = create_app(
        settings, store, desk, lambda: NOW, lambda _day, code, _place: scanned.append(code)
    ).test_client()
    person = {"Accept": "text/html", "User-Agent": "Mozilla/5.0"}
    for path in (f"/07?c={marriage.code}", f"/7?c={marriage.code.lower()}", f"/Q/07?c={marriage.code}"):
        assert "Giấy tờ cần mang" in client.get(path, headers=person).text
    assert scanned == []
    client.get("/07", headers=person)
    assert scanned == ["07"]


def test_the_code_on_the_page_is_read_back_to_the_same_list(client: FlaskClient, marriage: Case) -> None:
    text = client.get(f"/07?c={marriage.code}").text
    assert "<svg " in text
    drawn = of_list(f"https://MOTCUA.EXAMPLE.GOV.VN/07?c={marriage.code}")
    assert drawn.svg().split("<path")[1] in text
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.png())))
    assert found.text == f"https://MOTCUA.EXAMPLE.GOV.VN/07?c={marriage.code}"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("22222", "Mã này không đọc được"),
        ("K3F", "Mã này không đọc được"),
        ("' OR 1=1", "Mã này không đọc được"),
        ("<script>alert(1)</script>", "Mã này không đọc được"),
        ("9" * 5000, "Mã này không đọc được"),
        ("\x00", "Mã này không đọc được"),
    ],
)
def test_a_wrong_code_is_told_and_the_questions_are_offered(client: FlaskClient, code: str, told: str) -> None:
    for path in ("/07", MARRIAGE):
        answer = client.get(path, query_string={"c": code})
        assert answer.status_code == 200
        assert told in answer.text
        assert "Câu 1/3" in answer.text
        assert "<script>alert" not in answer.text


def test_an_old_code_is_told_to_be_old(store: Store, desk: Desk, book: Book) -> None:
    later = datetime(2027, 1, 2, 10, tzinfo=VIETNAM).timestamp()
    client = create_app(Settings(), store, desk, lambda: later).test_client()
    text = client.get(f"/thu-tuc/cap-can-cuoc/ho-so?c={of(book, 'cap-can-cuoc', 0, 1).code}").text
    assert "Mã này của danh sách trước" in text
    assert "Giấy tờ cần mang" not in text


def test_no_field_breaks_the_page(client: FlaskClient, marriage: Case) -> None:
    for field in ("c", "quay", "thieu", "t", "ghi", "ngay"):
        for value in ("", "<script>alert(1)</script>", "'; DROP TABLE missing", "9" * 5000, "\x00", "２", "-1", "²"):
            answer = client.get("/07", query_string={"c": marriage.code, "quay": "1", field: value})
            assert answer.status_code == 200, (field, value)
            assert "<script>alert" not in answer.text
    many = [("thieu", str(n)) for n in range(5000)]
    assert client.get(MARRIAGE, query_string=[("c", marriage.code), ("quay", "1"), *many]).status_code == 200


def test_the_clerk_ticks_what_is_missing_and_hands_back_one_sheet(client: FlaskClient, marriage: Case) -> None:
    desk_page = client.get(f"/07?c={marriage.code}&quay=1")
    assert desk_page.headers["Cache-Control"] == "no-store"
    assert 'name="thieu" value="1"' in desk_page.text
    sheet = client.get(
        MARRIAGE, query_string=[("c", marriage.code), ("quay", "1"), ("thieu", "2"), ("thieu", "5")]
    ).text
    assert "Còn thiếu, đi một lần là đủ" in sheet
    assert len(boxes(sheet)) == 2
    assert boxes(sheet)[0].startswith(marriage.papers[1].name)
    letters = re.findall(r"&amp;t=(\w+)</b>", sheet)[0]
    assert read_missing(marriage, letters) == (1, 4)
    again = client.get(f"/07?c={marriage.code}&t={letters.lower()}").text
    assert boxes(again) == boxes(sheet)


def test_a_sheet_with_wrong_letters_shows_the_whole_list_and_says_so(client: FlaskClient, marriage: Case) -> None:
    letters = write_missing(marriage, [1])
    wrong = ("2" if letters[0] != "2" else "3") + letters[1:]
    text = client.get(f"/07?c={marriage.code}&t={wrong}").text
    assert "Phần giấy còn thiếu không đọc được" in text
    assert len(boxes(text)) == len(marriage.papers)


def test_a_form_without_a_tick_says_so(client: FlaskClient, marriage: Case) -> None:
    text = client.get(f"{MARRIAGE}?c={marriage.code}&quay=1&thu_tuc=ket-hon-yeu-to-nuoc-ngoai").text
    assert "Chưa đánh dấu giấy nào" in text
    assert "Chưa đánh dấu" not in client.get(f"{MARRIAGE}?c={marriage.code}&quay=1").text


def key(name: str = "", password: str = KEY) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def form(case: Case, *ticked: int) -> dict[str, object]:
    return {"thu_tuc": case.procedure.id, "c": case.code, "thieu": [str(one) for one in ticked]}


def counts(store: Store) -> list[missing.Counted]:
    with store.read() as connection:
        return missing.counted(connection, "2026-11")


def test_with_the_key_a_sheet_is_counted_once_and_shown(client: FlaskClient, store: Store, marriage: Case) -> None:
    answer = client.post(COUNT, data=form(marriage, 2, 5, 5), headers=key())
    assert answer.status_code == 303
    sheet = client.get(answer.headers["Location"]).text
    assert "Đã ghi vào số đếm" in sheet
    assert len(boxes(sheet)) == 2
    client.post(COUNT, data=form(marriage, 2), headers=key("phuong-my-quoi"))
    names = [paper.name for paper in marriage.papers]
    assert counts(store) == [missing.Counted(marriage.procedure.id, 2, ((names[1], 2), (names[4], 1)))]
    with store.read() as connection:
        (one,) = missing.counted(connection, "2026-11", "phuong-my-quoi")
        columns = {name for row in connection.rows("SELECT * FROM missing") for name in row}
    assert one.sheets == 1
    assert columns == {"month", "counter", "procedure", "paper", "n"}


REFUSED: dict[str, tuple[dict[str, str], int]] = {
    "no key": ({}, 401),
    "a wrong key": (key(password="sai"), 401),
    "an empty key": (key(password=""), 401),
    "a counter that does not exist": (key("quay-la"), 401),
    "no Basic": ({"Authorization": f"Bearer {KEY}"}, 401),
    "nonsense": ({"Authorization": "Basic ????"}, 401),
    "another site's form": ({**key(), "Sec-Fetch-Site": "cross-site"}, 400),
}


@pytest.mark.parametrize(("headers", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_nobody_counts_without_the_key(
    client: FlaskClient, store: Store, marriage: Case, headers: dict[str, str], status: int
) -> None:
    answer = client.post(COUNT, data=form(marriage, 1), headers=headers)
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert counts(store) == []


def test_what_is_no_list_is_not_counted(client: FlaskClient, store: Store, marriage: Case) -> None:
    sound = form(marriage, 1)
    for wrong in (
        {**sound, "c": "22222"},
        {**sound, "thu_tuc": "khong-co"},
        {**sound, "thu_tuc": "cap-can-cuoc"},
        {**sound, "c": marriage.back.code},
        {},
    ):
        assert client.post(COUNT, data=wrong, headers=key()).status_code == 400
    nothing = client.post(COUNT, data=form(marriage, 99), headers=key())
    assert "Chưa đánh dấu giấy nào" in client.get(nothing.headers["Location"]).text
    assert counts(store) == []


def test_without_a_key_in_the_settings_sheets_are_written_and_nothing_is_counted(
    store: Store, desk: Desk, marriage: Case
) -> None:
    client = app(store, desk, None)
    assert client.post(COUNT, data=form(marriage, 1), headers=key()).status_code == 404
    text = client.get(f"/07?c={marriage.code}&quay=1").text
    assert "Lập phiếu còn thiếu" in text
    assert "ghi số đếm" not in text


def test_a_store_that_cannot_write_still_gives_the_sheet(tmp_path: Path, desk: Desk, marriage: Case) -> None:
    client = app(Store(f"sqlite:///{tmp_path}/never-migrated.db"), desk, KEY)
    answer = client.post(COUNT, data=form(marriage, 1), headers=key())
    assert answer.status_code == 303
    assert "Chưa ghi được" in client.get(answer.headers["Location"]).text


def test_no_page_sets_a_cookie(client: FlaskClient, marriage: Case) -> None:
    for answer in (
        client.get(f"/07?c={marriage.code}&quay=1"),
        client.post(COUNT, data=form(marriage, 1), headers=key()),
        client.post(COUNT, data=form(marriage, 1)),
    ):
        assert "Set-Cookie" not in answer.headers
