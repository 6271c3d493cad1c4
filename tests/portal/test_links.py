"""Care for outgoing links, against a server that behaves like good, changed, moved and lying sites."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from bot.book import Book
from bot.facts import Review
from bot.outgoing import Outgoing, Outgoings, links_of
from portal.links import Look, Verdict, look, summary

TODAY = date(2026, 11, 25)
PAGES = {
    "/good": "<html><body>Nghị định&nbsp;168/2025/N&#272;-CP về <b>đăng ký</b>\n doanh nghiệp</body></html>",
    "/gone": "<html><body>Trang đang bảo trì</body></html>",
    "/windows": "Nghị định",
    "/": "Trang chủ: nghị định",
}


class Site(BaseHTTPRequestHandler):
    """Good pages, redirects, errors; under /lies every address shows the same words."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            return self._answer(302, "", "/good")
        if self.path == "/away":
            return self._answer(302, "", "https://casino.example.com/")
        if self.path == "/loop":
            return self._answer(302, "", "/loop")
        if self.path in PAGES:
            return self._answer(200, PAGES[self.path])
        lying = self.server.server_address[0] == "127.0.0.2"
        return self._answer(200, PAGES["/good"]) if lying else self._answer(404, "Không có trang")

    def _answer(self, status: int, text: str, location: str | None = None) -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module", params=["127.0.0.1"])
def site(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from serve(request.param)


@pytest.fixture(scope="module")
def liar() -> Iterator[str]:
    yield from serve("127.0.0.2")


def serve(host: str) -> Iterator[str]:
    server = ThreadingHTTPServer((host, 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://{host}:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def verdict(link: str, *words: str, hosts: tuple[str, ...] = ("127.0.0.1", "127.0.0.2")) -> Look:
    one = Outgoing.model_construct(link=link, expected=words, by_hand=False, review=None, note=None)
    known = Outgoings.model_construct(hosts=hosts, outgoing=(one,))
    with requests.Session() as session:
        session.trust_env = False
        return look(session, one, known, TODAY)


CASES = {
    "words across markup and entities": ("/good", ("168/2025/NĐ-CP", "Đăng ký doanh nghiệp"), Verdict.FOUND),
    "decomposed accents": ("/good", ("nghi\u0323 đi\u0323nh",), Verdict.FOUND),
    "one of two words missing": ("/good", ("168/2025/NĐ-CP", "hộ kinh doanh"), Verdict.MISSING),
    "opens, but something else stands there": ("/gone", ("168/2025/NĐ-CP",), Verdict.MISSING),
    "nothing says what to look for": ("/good", (), Verdict.NO_WORDS),
    "moved inside": ("/moved", ("168/2025/NĐ-CP",), Verdict.FOUND),
    "moved to a host that is not allowed": ("/away", ("168/2025/NĐ-CP",), Verdict.LEFT),
    "moved in circles": ("/loop", ("168/2025/NĐ-CP",), Verdict.REFUSED),
    "not there": ("/nothing", ("168/2025/NĐ-CP",), Verdict.REFUSED),
}


@pytest.mark.parametrize(("path", "words", "expected"), CASES.values(), ids=CASES.keys())
def test_a_look_at_a_link(site: str, path: str, words: tuple[str, ...], expected: Verdict) -> None:
    assert verdict(site + path, *words).verdict is expected


def test_words_that_stand_on_every_page_prove_nothing(liar: str) -> None:
    assert verdict(f"{liar}/any/page", "168/2025/NĐ-CP").verdict is Verdict.SAME_FOR_ALL


def test_no_answer_is_said_and_not_guessed() -> None:
    found = verdict("http://127.0.0.1:9/", "x")
    assert found.verdict is Verdict.UNREACHABLE
    unasked = [Look("https://a.gov.vn", Verdict.BY_HAND), Look("https://b.com", Verdict.NOT_ALLOWED)]
    code, lines = summary([found, *unasked])
    assert code == 2
    assert "không ra mạng được" in lines[-1]


def test_a_host_that_is_not_allowed_is_not_even_asked(site: str) -> None:
    assert verdict(f"{site}/good", "168", hosts=("gov.vn",)).verdict is Verdict.NOT_ALLOWED


@pytest.mark.parametrize(
    ("due", "expected"),
    [(None, Verdict.BY_HAND), (date(2026, 11, 24), Verdict.BY_HAND), (date(2026, 11, 25), Verdict.SEEN)],
)
def test_what_only_a_person_can_tell(due: date | None, expected: Verdict) -> None:
    review = Review.model_validate({"ngay": date(2026, 6, 1), "nguoi": "Lan", "han": due}) if due else None
    one = Outgoing.model_validate({"lien_ket": "https://dichvucong.gov.vn", "phai_nguoi_xem": True})
    one = one.model_copy(update={"review": review})
    with requests.Session() as session:
        known = Outgoings.model_validate({"noi_duoc_phep": ["gov.vn"]})
        assert look(session, one, known, TODAY).verdict is expected


def test_the_sum_names_what_staff_must_look_at() -> None:
    good, bad = Look("https://a.gov.vn", Verdict.FOUND), Look("https://b.gov.vn", Verdict.MISSING, "«x»")
    assert summary([good]) == (0, ["1 liên kết, 0 chỗ cần người xem."])
    code, lines = summary([good, bad])
    assert code == 1
    assert lines == ["Cán bộ cần xem: https://b.gov.vn (không thấy chữ «x»)", "2 liên kết, 1 chỗ cần người xem."]
    lost = Look("https://c.gov.vn", Verdict.UNREACHABLE, "ConnectTimeout")
    assert summary([good, lost])[0] == 1


def test_every_address_that_citizens_are_led_to_is_allowed_and_says_what_to_look_for(book: Book) -> None:
    for link in {link for procedure in book.procedures.values() for _, link in links_of(procedure)}:
        assert book.outgoing.allows(link), link
        one = book.outgoing.known(link)
        assert one.by_hand or one.expected, link
