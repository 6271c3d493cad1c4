"""Every code on every sheet, from the final PDF files, leads to its page; every sheet says what it must."""

import ctypes
import http.client
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from werkzeug.serving import make_server

from bot.book import Book
from bot.calendar import VIETNAM
from bot.config import Settings, Web
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.register import CodeState, PrintRun, Register
from bot.store import Store
from bot.wording import REPLY_KEYS
from portal.gate import draw, read
from portal.posters import Posters, together
from portal.printing import print_all
from portal.typesetting import Typesetter
from webhooks import create_app

URL = "https://motcua.nganam.gov.vn"
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM).timestamp()
RUN = PrintRun(ky_hieu="B7", noi_dan="Nhà văn hóa khóm 3", ngay_in="12/3/2026", cac_so=["01", "07"])
SAFETY = ("Chỉ mở liên kết có đuôi .gov.vn", "mật khẩu, OTP", "nhãn dán đè")


@pytest.fixture(scope="session")
def printed(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sheets of the shipped book, and two procedures' sheets of a print run."""
    folder = tmp_path_factory.mktemp("printed")
    for posters in (Posters(book, URL, DAY), Posters(book, URL, DAY, RUN)):
        print_all(posters, folder / posters.suffix, Typesetter(), lambda _sheet: None)
    return folder


@pytest.fixture
def running(tmp_path: Path) -> Iterator[int]:
    """The public app, running; gives its port."""
    settings = Settings(web=Web(public_url=URL))
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    app = create_app(settings, store, Desk(Shelf(Path("knowledge"), REPLY_KEYS), URL), lambda: NOW)
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def text_of(file: Path) -> str:
    """The text of a sheet, line by line."""
    document = pypdfium2.PdfDocument(file)
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return text.replace("\r", "")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_code_on_every_sheet_leads_to_its_page(printed: Path, running: int, book: Book) -> None:
    names = {procedure.number: procedure.name for procedure in book.procedures.values()}
    found: dict[str, set[str]] = {}
    for file in sorted(printed.rglob("*.pdf")):
        found[str(file.relative_to(printed))] = texts = {reading.text for reading in read(draw(file.read_bytes(), 150))}
        numbered = re.match(r"\d\d", file.name)
        assert not numbered or [urlsplit(text).path[1:3] for text in texts] == [numbered[0]], file
    assert {len(found[one]) for one in ("a3-tat-ca.pdf", "tem.pdf", "a6-the-quay.pdf")} == {26, 25, 1}
    assert len(found) == 53 + 5
    connection = http.client.HTTPConnection("127.0.0.1", running)
    for text in sorted(set().union(*found.values())):
        parts = urlsplit(text)
        assert (parts.scheme, parts.netloc.lower()) == ("https", "motcua.nganam.gov.vn")
        connection.request("GET", parts.path, headers={"Host": parts.netloc})
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 200, text
        wanted = names[parts.path[1:3]] if parts.path != "/" else "/thu-tuc/giay-phep-karaoke"
        assert wanted in page, text
    connection.close()
    everything = set().union(*found.values())
    assert {text[-2:] for text in everything if "-" not in text} >= {f"{n:02}" for n in range(1, 26)}
    assert {text for text in everything if text.endswith("-B7")} == {
        f"https://MOTCUA.NGANAM.GOV.VN/{n}-B7" for n in ("01", "07")
    }


@pytest.mark.parametrize("kind", ["a4", "a5"])
def test_each_poster_names_number_address_steps_zalo_and_safety(printed: Path, book: Book, kind: str) -> None:
    for procedure in [one for one in book.procedures.values() if one.number]:
        text = text_of(printed / kind / f"{procedure.number}-{procedure.id}.pdf")
        steps = ("Quét mã" if kind == "a5" else "quét mã", "Bấm địa chỉ", "Xem cần mang gì")
        wanted = (procedure.short_name, f"motcua.nganam.gov.vn/{procedure.number}", *steps, *SAFETY)
        wanted += (f"Nhắn {procedure.number} cho Zalo", f"MC-{kind.upper()}-{procedure.number}", "In ngày 24/11/2026")
        edition = procedure.in_force(DAY)
        assert edition
        wanted += (f"bản áp dụng từ {edition.starts:%d/%m/%Y}",)
        wanted += ("Hiện không nhận hồ sơ",) if edition.suspended else ()
        assert [one for one in wanted if one not in flat(text)] == [], procedure.id
        for compound in re.findall(r"\S+(?:\u00a0\S+)+", together(procedure.short_name)):
            assert any(compound.replace("\u00a0", " ").strip("(),") in line for line in text.splitlines()), compound


def letters(file: Path) -> list[tuple[str, float]]:
    """Every letter of a sheet with its size in points."""
    document = pypdfium2.PdfDocument(file)
    page = document[0].get_textpage()
    count = pdfium.FPDFText_CountChars(page)
    found = [(chr(pdfium.FPDFText_GetUnicode(page, n)), pdfium.FPDFText_GetFontSize(page, n)) for n in range(count)]
    document.close()
    return found


def size_of(found: list[tuple[str, float]], words: str) -> float:
    """The smallest size in which these words stand, wherever they stand largest; blanks do not count."""
    bare = [(letter, size) for letter, size in found if not letter.isspace()]
    wanted = "".join(words.split())
    text = "".join(letter for letter, _ in bare)
    places = [match.start() for match in re.finditer(re.escape(wanted), text)]
    assert places, words
    return max(min(size for _, size in bare[place : place + len(wanted)]) for place in places)


A4_WIDTH, A3_WIDTH = 595.3, 841.9


def test_type_is_large_enough_on_the_wall_and_in_a_small_picture(printed: Path, book: Book) -> None:
    for procedure in [one for one in book.procedures.values() if one.number]:
        a4 = letters(printed / "a4" / f"{procedure.number}-{procedure.id}.pdf")
        title = procedure.short_name.split(" (")[0]
        assert size_of(a4, title) >= 36
        assert size_of(letters(printed / "a5" / f"{procedure.number}-{procedure.id}.pdf"), title) >= 36
        assert size_of(a4, f"motcua.nganam.gov.vn/{procedure.number}") >= 24
        assert size_of(a4, "Xem cần mang gì") >= 14
        assert min(size for letter, size in a4 if letter.strip()) >= 8
        for words in (title, f"Nhắn {procedure.number} cho Zalo", SAFETY[0]):
            assert size_of(a4, words) * 400 / A4_WIDTH >= 11, words
    a3 = letters(printed / "a3-tat-ca.pdf")
    assert size_of(a3, "Quét mã, xem cần mang gì") >= 40
    assert size_of(a3, "Khai sinh có yếu tố nước ngoài") >= 14
    for words in ("số 01 đến 25", SAFETY[0]):
        assert size_of(a3, words) * 400 / A3_WIDTH >= 11, words
    assert size_of(letters(printed / "a6-the-quay.pdf"), "Cần mang giấy tờ gì?") >= 36


def figures(file: Path) -> list[str]:
    """The alternative texts of the figures in the structure tree."""
    document = pypdfium2.PdfDocument(file)
    tree = pdfium.FPDF_StructTree_GetForPage(document[0])
    found: list[str] = []

    def walk(element: object) -> None:
        buffer = ctypes.create_string_buffer(2000)
        pdfium.FPDF_StructElement_GetType(element, buffer, 2000)
        kind = buffer.raw.decode("utf-16-le").split("\0")[0]
        size = pdfium.FPDF_StructElement_GetAltText(element, buffer, 2000)
        if kind == "Figure":
            found.append(buffer.raw[: max(size - 2, 0)].decode("utf-16-le"))
        for n in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, n):
                walk(child)

    for n in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, n))
    pdfium.FPDF_StructTree_Close(tree)
    document.close()
    return found


def test_sheets_can_be_read_aloud(printed: Path) -> None:
    for name, count in (("a3-tat-ca", 26), ("tem", 25), ("a6-the-quay", 1), ("a4/07-ket-hon-yeu-to-nuoc-ngoai", 1)):
        file = printed / f"{name}.pdf"
        data = file.read_bytes()
        assert b"pdfuaid:part>1<" in data
        assert b"/Lang(vi)" in data
        texts = figures(file)
        assert len(texts) == count
        assert all(text.startswith("Mã QR dẫn tới https://MOTCUA.NGANAM.GOV.VN/") for text in texts), texts


def test_only_our_font_is_used_and_it_is_embedded(printed: Path) -> None:
    for file in printed.rglob("*.pdf"):
        document = pypdfium2.PdfDocument(file)
        fonts = set()
        for item in document[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8):
            font = pdfium.FPDFTextObj_GetFont(item)
            buffer = ctypes.create_string_buffer(200)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 200)
            fonts.add((re.sub(r"^[A-Z]{6}\+", "", buffer.value.decode()), pdfium.FPDFFont_GetIsEmbedded(font)))
        document.close()
        assert fonts
        assert fonts <= {("BeVietnamPro-Regular", 1), ("BeVietnamPro-Bold", 1)}, file


def stamps(text: str) -> int:
    """How often a text says BẢN MẪU; wide letters come with blanks between them."""
    return "".join(text.split()).count("BẢNMẪU")


def test_without_a_gov_vn_host_every_sheet_is_stamped(book: Book, printed: Path) -> None:
    typesetter = Typesetter()
    stamped = {}
    for sheet in Posters(book, "https://motcua.gov.vn.example.com", DAY):
        document = pypdfium2.PdfDocument(typesetter.typeset(sheet.template, sheet.data, sheet.day))
        stamped[sheet.label] = stamps(document[0].get_textpage().get_text_bounded())
        document.close()
    assert len(stamped) == 53
    assert min(stamped.values()) >= 1
    assert stamped["TEM tem dán"] == 25
    assert not [file for file in printed.rglob("*.pdf") if stamps(text_of(file))]


def test_a_print_run_carries_its_place_and_its_day(printed: Path) -> None:
    text = flat(text_of(printed / "B7" / "a4" / "01-dang-ky-ho-kinh-doanh.pdf"))
    for words in ("motcua.nganam.gov.vn/01-B7", "In ngày 12/03/2026", "nơi dán: Nhà văn hóa khóm 3", "MC-A4-01-B7"):
        assert words in text
    names = {file.relative_to(printed / "B7").as_posix() for file in (printed / "B7").rglob("*.pdf")}
    assert not [name for name in names if name.startswith("a3")]
    assert len(names) == 5


def test_a_code_that_is_no_longer_active_is_not_printed_again(book: Book) -> None:
    codes = [
        one.model_copy(update={"state": CodeState.WITHDRAWN}) if one.number == "24" else one
        for one in book.register.printed_codes
    ]
    fewer = replace(book, register=Register.model_construct(printed_codes=tuple(codes), runs=()))
    sheets = list(Posters(fewer, URL, DAY))
    assert len(sheets) == 51
    assert not [one for sheet in sheets for one in sheet.promised if one.endswith("/24")]


def test_the_codes_come_as_drawings_and_pictures_too(printed: Path) -> None:
    names = {file.suffix: len(list((printed / "ma").glob(f"*{file.suffix}"))) for file in (printed / "ma").iterdir()}
    assert names == {".svg": 26, ".png": 26}


def test_a_second_reader_reads_each_code_cut_out(printed: Path) -> None:
    zbar = pytest.importorskip("pyzbar.pyzbar", reason="cần gói libzbar0 của hệ điều hành", exc_type=ImportError)
    for name in ("a3-tat-ca", "tem", "a6-the-quay", "a4/07-ket-hon-yeu-to-nuoc-ngoai", "a5/10-cai-chinh-ho-tich"):
        picture = draw((printed / f"{name}.pdf").read_bytes(), 150)
        for reading in read(picture):
            left, top = (min(corner[axis] for corner in reading.corners) for axis in (0, 1))
            right, bottom = (max(corner[axis] for corner in reading.corners) for axis in (0, 1))
            quiet = round((right - left) / 29 * 4)
            cut = picture.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
            assert [found.data.decode() for found in zbar.decode(cut)] == [reading.text], name
