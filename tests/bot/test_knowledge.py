"""Loading, checking and reloading: every mistake of a clerk gets file, line and what to write."""

import os
import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot import knowledge
from bot.knowledge import KnowledgeFaults
from bot.messages import Facet
from tests.bot.conftest import FILES, PROCEDURE

KEYS = {"chao": frozenset[str](), "the": frozenset({"ten", "le_phi"})}
TODAY = date(2026, 11, 24)
FILE = "thu-tuc/01-mo-tiem.yaml"


def change(old: str, new: str, name: str = FILE) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"«{old}» is not in {name}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return apply


def add(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8") and None


def write(data: bytes, name: str = FILE) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def touch(file: Path, text: str) -> None:
    """Write a file so that its time of change differs, however fast the test is, and has not rested, however slow."""
    file.write_text(text, encoding="utf-8")
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 3_600_000_000_000))


def line_of(text: str, name: str = FILE) -> int:
    return next(number for number, line in enumerate(FILES[name].split("\n"), 1) if text in line)


SECOND = line_of("tu_ngay: 01/07/2025")
MISTAKES: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "a day that does not exist": (change("01/07/2025", "31/02/2025"), SECOND, "không có ngày «31/02/2025»"),
    "a month that does not exist": (change("01/07/2025", "2025-13-01"), SECOND, "không có ngày «2025-13-01»"),
    "a year of two digits": (change("01/07/2025", "1/7/25"), SECOND, "viết đủ ngày/tháng/năm"),
    "days as text": (change("so_ngay: 2", "so_ngay: hai"), line_of("02 ngày"), "«hai» không phải số; chỉ viết chữ số"),
    "a fee with a comma": (change("100.000", "100,000"), line_of("so_tien"), "chỉ viết số đồng, ví dụ 100.000"),
    "a fee with k": (change("100.000", "100k"), line_of("so_tien"), "chỉ viết số đồng, ví dụ 100.000"),
    "a fee with đ": (change("100.000", "100.000đ"), line_of("so_tien"), "chỉ viết số đồng, ví dụ 100.000"),
    "two editions overlap": (change("01/07/2025", "15/06/2025"), SECOND, "chồng lên nhau tại ngày 15/06/2025"),
    "a gap between editions": (
        change("30/06/2025", "30/05/2025"),
        SECOND,
        "khoảng trống giữa bản đến 30/05/2025",
    ),
    "an end before the start": (change("30/06/2025", "30/06/2020"), line_of("30/06/2025"), "«den_ngay» đứng trước"),
    "accents in a key": (
        change("thoi_han:", "thời_hạn:"),
        line_of("thoi_han"),
        "viết không dấu, gạch dưới: «thoi_han»",
    ),
    "decomposed accents in a key": (
        change("thoi_han:", unicodedata.normalize("NFD", "thời_hạn:")),
        line_of("thoi_han"),
        "«thoi_han»",
    ),
    "a blank in a key": (change("le_phi:", "le phi:"), line_of("le_phi"), "viết không dấu, gạch dưới: «le_phi»"),
    "a key in English": (change("le_phi:", "fee:"), line_of("le_phi"), "là tiếng Anh; viết «le_phi»"),
    "a key of another place": (change("ten: Mở tiệm", "thoi_han: 1"), 3, "«thoi_han» không đứng ở chỗ này"),
    "a key of nowhere": (change("ten_goi:", "zzzz:"), 4, "chỗ này dùng được: so, ma, ten"),
    "a key without its colon": (change("ten: Mở tiệm", "ten Mở tiệm"), 3, "dấu hai chấm"),
    "no key before the colon": (change("ten: Mở tiệm", ": Mở tiệm"), 3, "thiếu tên mục"),
    "a key misspelt": (change("le_phi:", "le_phii:"), line_of("le_phi"), "có phải «le_phi»?"),
    "a tab": (change("  - mở tiệm", "\t- mở tiệm"), line_of("- mở tiệm"), "phím Tab"),
    "a forgotten closing quote": (change("ten: Mở tiệm", 'ten: "Mở tiệm'), line_of("ten: Mở"), "thiếu dấu nháy đóng"),
    "a colon within a sentence": (change("ten: Đơn", "ten: Đơn: mẫu 1"), line_of("ten: Đơn"), "trong dấu nháy"),
    "no blank after the dash": (change("  - xin giấy", "  -xin giấy"), 8, "thiếu dấu cách sau dấu gạch"),
    "no blank after the colon": (change("ten: Mở tiệm", "ten:Mở tiệm"), 3, "thiếu dấu cách sau dấu hai chấm"),
    "how far a line is indented": (
        change("    can_cu_gon: Luật A", "   can_cu_gon: Luật A"),
        line_of("can_cu_gon"),
        "đang thụt 3 dấu cách",
    ),
    "a day of thirteen months": (change("01/07/2025", "2026-13-01"), SECOND, "không có ngày «2026-13-01»"),
    "the 31st of February": (change("23/05/2027", "31/02/2027"), line_of("kiem_tra"), "không có ngày «31/02/2027»"),
    "a fee with wrong dots": (change("100.000", "10.00"), line_of("so_tien"), "chỉ viết số đồng, ví dụ 100.000"),
    "papers without a line": (
        change("      danh_sach:\n        - ten: Đơn", "      danh_sach:"),
        line_of("giay_to") + 1,
        "mục này đang trống",
    ),
    "indented wrongly": (change("    can_cu_gon: Luật A", "   can_cu_gon: Luật A"), line_of("can_cu_gon"), "thụt lề"),
    "a key twice": (change("can_cu_gon: Luật A", "can_cu_gon: Luật A\n    can_cu_gon: B"), 25, "viết hai lần"),
    "an unknown source": (change("UBND thị xã, nguon: [LUẬT]", "UBND thị xã, nguon: [LUAT]"), 15, "«LUAT» chưa có"),
    "a fact without a source": (change("UBND thị xã, nguon: [LUẬT]", "UBND thị xã"), 15, "thiếu nguồn"),
    "a tariff without a source": (
        change("          so_tien: 100.000\n      nguon: [LUẬT]", "          so_tien: 100.000\n      do_tin: suy_ra"),
        line_of("Thu khi nộp") - 1,
        "không ghi mức thu không rõ từ đâu",
    ),
    "a confidence misspelt": (
        change("do_tin: chua_biet}", "do_tin: chuabiet}"),
        line_of("HĐND"),
        "da_kiem, suy_ra, chua_biet",
    ),
    "a link without https": (change('"https://dichvucong', '"http://dichvucong'), line_of("lien_ket"), "https://"),
    "an empty list of papers": (
        change("      danh_sach:\n        - ten: Đơn", "      danh_sach: []"),
        line_of("giay_to"),
        "đang trống",
    ),
    "an empty line": (change("noi_dung: Thu khi nộp.", "noi_dung:"), line_of("Thu khi nộp"), "để trống"),
    "a number that is none": (change("so: 01", "so: 1"), 1, "hai chữ số từ 01 đến 25"),
    "an id with accents": (change("ma: mo-tiem", "ma: mở-tiệm"), 2, "chữ thường không dấu"),
    "a part missing since 2025": (
        change("    ket_qua: {noi_dung: Giấy", "    # {noi_dung: Giấy"),
        SECOND,
        "còn thiếu «ket_qua»",
    ),
    "the review due before it was made": (
        change("han: 23/05/2027", "han: 23/05/2020"),
        line_of("kiem_tra"),
        "phải sau",
    ),
    "a related id that is none": (
        change("ma: thue", "ma: thuee"),
        line_of("ma: thue"),
        "không có thủ tục hay việc nào",
    ),
    "a colon in a line of a list": (
        change("  - xin giấy", "  - nhớ: xin giấy"),
        8,
        "để cả câu trong dấu nháy",
    ),
    "an empty line in a list": (change("  - xin giấy mở tiệm", "  -"), 8, "để trống"),
    "no day where one must be": (change("tu_ngay: 01/07/2025", "tu_ngay:"), SECOND, "cần ngày, ví dụ 01/07/2025"),
    "an amount left out": (change("so_tien: 100.000", "so_tien:"), line_of("so_tien"), "cần số đồng, ví dụ 100.000"),
    "a related id that is its own": (change("ma: thue", "ma: mo-tiem"), line_of("ma: thue"), "chính thủ tục này"),
    "a related id nearly right": (change("ma: thue", "ma: thueee"), line_of("ma: thue"), "có phải «thue»?"),
    "a source nearly right": (change("UBND thị xã, nguon: [LUẬT]", "A, nguon: [LUẬTT]"), 15, "có phải «LUẬT»?"),
    "a shared name that is also its own": (
        change("lien_quan:", "cach_hoi_chung: [Mở tiệm cần gì]\nlien_quan:"),
        9,
        "cũng đứng ở knowledge/thu-tuc/01-mo-tiem.yaml:7",
    ),
    "neither number nor bundle": (change("so: 01\n", ""), 1, "thủ tục phải có «so»"),
    "an anchor without alias": (change("[Nộp., Nhận.]", "[&a Nộp., Nhận.]"), 43, "không dùng dấu & và *"),
    "two documents": (change("ban:\n", "---\nban:\n"), 12, "dấu ---"),
    "a control character": (change("ten: Đơn", "ten: Đ\x07ơn"), line_of("ten: Đơn"), "ký tự lạ"),
    "a backslash in double quotes": (change("ten: Mở tiệm", 'ten: "Mở \\tiệm \\q"'), 3, "dấu nháy đơn"),
    "a bracket left open": (change("[Nộp., Nhận.]", "[Nộp., Nhận."), 43, "dấu đóng ]"),
    "a sentence that begins with @": (change("ten: Đơn", "ten: @Đơn"), line_of("ten: Đơn"), "ký tự đặc biệt"),
    "an alias": (change("[Nộp., Nhận.]", "[&a Nộp., *a]"), 43, "không dùng dấu & và *"),
    "a tag": (change("ten: Đơn", "ten: !!python/name:os.system x"), line_of("ten: Đơn"), "dấu !"),
    "a list where a text belongs": (change("ten: Mở tiệm", "ten: [a, b]"), 3, "cần một dòng chữ"),
    "a text where a block belongs": (
        change("co_quan: {noi_dung: UBND thị xã, nguon: [LUẬT]}", "co_quan: UBND"),
        15,
        "thụt vào",
    ),
    "UTF-16 without its mark": (write(PROCEDURE.encode("utf-16-le")), 1, "UTF-16"),
    "UTF-16": (write(PROCEDURE.encode("utf-16")), 1, "lưu lại, chọn bảng mã UTF-8"),
    "Windows-1258": (write(b"so: 01\nten: \xd0\xe3\n"), 2, "chọn bảng mã UTF-8"),
    "an empty file": (write(b""), 1, "tệp trống"),
    "a file far too large": (write(b"# x\n" * 300_000), 1, "quá lớn"),
    "only a list": (write(b"- a\n- b\n"), 1, "tên: nội dung"),
}


@pytest.mark.parametrize(("mistake", "line", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_told_with_its_line_and_what_to_write(
    folder: Path, mistake: Callable[[Path], None], line: int, said: str
) -> None:
    mistake(folder)
    with pytest.raises(KnowledgeFaults) as caught:
        knowledge.load(folder, KEYS)
    hits = [fault for fault in caught.value.faults if said in fault.message]
    assert [fault.line for fault in hits][:1] == [line], str(caught.value)
    assert hits[0].file == f"knowledge/{FILE}"
    assert not re.search(r"Input should|value_error|Traceback", str(caught.value))


ACROSS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a number used twice": (
        add(
            "thu-tuc/01-hai.yaml",
            PROCEDURE.replace("ma: mo-tiem", "ma: hai").replace("- mở tiệm", "- hai tiệm").replace("- xin", "- hai"),
        ),
        "«01» đã dùng ở",
        "thu-tuc/01-mo-tiem.yaml:1",
    ),
    "a file name that differs": (
        lambda folder: (folder / FILE).rename(folder / "thu-tuc/02-x.yaml") and None,
        "tên tệp phải là 01-mo-tiem.yaml",
        "thu-tuc/02-x.yaml:1",
    ),
    "a wording in two places": (
        change("nộp thuế ở đâu", "MỞ TIỆM cần gi", "viec-ngoai.yaml"),
        "đã có ở knowledge/thu-tuc/01-mo-tiem.yaml:7",
        "viec-ngoai.yaml:4",
    ),
    "a source label used twice": (
        change("    ten: Luật mẫu\n", "    ten: Luật mẫu\n  - ma: LUẬT\n    ten: Luật khác\n", "nguon.yaml"),
        "«LUẬT» đã dùng ở knowledge/nguon.yaml:2",
        "nguon.yaml:4",
    ),
    "a day off of another year": (change("01/01/2026", "01/01/2025", "lich.yaml"), "không thuộc năm", "lich.yaml:5"),
    "a worked day that is none": (change("10/01/2026", "09/01/2026", "lich.yaml"), "thứ Bảy", "lich.yaml:7"),
    "a reply misspelt": (change("  the:", "  thee:", "loi-dap.yaml"), "«thee» viết sai tên?", "loi-dap.yaml:1"),
    "a reply that is a list": (
        change("chao: Chào.", "chao: [Chào.]", "loi-dap.yaml"),
        "không phải một câu",
        "loi-dap.yaml:2",
    ),
    "a file with another ending": (add("thu-tuc/02-hai.yml", "so: 02\n"), "đổi đuôi", "thu-tuc/02-hai.yml:1"),
    "a folder called like a file": (
        lambda folder: (folder / "thu-tuc" / "02-hai.yaml").mkdir(),
        "không mở được tệp",
        "thu-tuc/02-hai.yaml:1",
    ),
    "a facet that is none": (change("fee:", "phi:", "tu-ngu.yaml"), "không có phần «phi»", "tu-ngu.yaml:3"),
    "a reply missing": (change("  chao: Chào.\n", "", "loi-dap.yaml"), "thiếu lời «chao»", "loi-dap.yaml:1"),
    "a placeholder nobody fills": (change("{le_phi}", "{lephi}", "loi-dap.yaml"), "{lephi}", "loi-dap.yaml:3"),
    "braces that do not match": (change("{le_phi}", "{le_phi", "loi-dap.yaml"), "dấu { } không khớp", "loi-dap.yaml:3"),
    "a missing file": (lambda folder: (folder / "lich.yaml").unlink(), "thiếu tệp này", "lich.yaml:1"),
    "a stray file": (add("them.yaml", "a: b\n"), "tệp lạ", "them.yaml:1"),
    "a matter with a gap": (
        change(
            "    noi_lam:\n",
            "    noi_lam:\n      - {tu_ngay: 01/01/2020, den_ngay: 1/1/2021, noi: thue, noi_dung: A, do_tin: suy_ra}\n",
            "viec-ngoai.yaml",
        ),
        "ngày liền sau",
        "viec-ngoai.yaml:7",
    ),
}


@pytest.mark.parametrize(("mistake", "said", "place"), ACROSS.values(), ids=ACROSS.keys())
def test_what_must_hold_across_files(folder: Path, mistake: Callable[[Path], None], said: str, place: str) -> None:
    mistake(folder)
    found = knowledge.check(folder, TODAY, KEYS).faults
    assert [f"{fault.file}:{fault.line}" for fault in found if said in fault.message] == [f"knowledge/{place}"], found


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    for mistake in (
        change("so_ngay: 2", "so_ngay: x"),
        change("100.000", "1k"),
        change("ma: thue", "ma: A", "viec-ngoai.yaml"),
    ):
        mistake(folder)
    assert len(knowledge.check(folder, TODAY, KEYS).faults) >= 3


def test_one_faulty_file_is_not_told_as_many_faults(folder: Path) -> None:
    touch(folder / "viec-ngoai.yaml", "viec: [\n")
    touch(folder / "loi-dap.yaml", 'loi_dap: "\n')
    touch(folder / "nguon.yaml", "- a\n")
    found = knowledge.check(folder, TODAY, KEYS).faults
    assert [fault.file for fault in found] == [
        "knowledge/loi-dap.yaml",
        "knowledge/nguon.yaml",
        "knowledge/viec-ngoai.yaml",
    ], found


def test_a_faulty_procedure_still_counts_for_those_that_refer_to_it(folder: Path) -> None:
    other = PROCEDURE.replace("so: 01", "so: 02").replace("ma: mo-tiem", "ma: hai").replace("ma: thue", "ma: mo-tiem")
    touch(folder / "thu-tuc/02-hai.yaml", other.replace("mở tiệm", "hai"))
    touch(folder / "ma-in.yaml", "ma_in: [{so: 01, ma: mo-tiem}, {so: 02, ma: hai}]\n")
    for broken in (PROCEDURE.replace("so_ngay: 2", "so_ngay: x"), 'ten: "'):
        touch(folder / FILE, broken)
        assert {fault.file for fault in knowledge.check(folder, TODAY, KEYS).faults} == {f"knowledge/{FILE}"}


def test_rules_across_files_hold_in_files_with_other_faults(folder: Path) -> None:
    change("01/07/2025", "15/06/2025")(folder)
    change("so_ngay: 2", "so_ngay: x")(folder)
    change("nộp thuế ở đâu", "mở tiệm cần gì", "viec-ngoai.yaml")(folder)
    said = "\n".join(str(fault) for fault in knowledge.check(folder, TODAY, KEYS).faults)
    assert all(part in said for part in ("chồng lên nhau", "chỉ viết chữ số", "đã có ở"))


def test_the_small_book_is_sound_and_read_as_meant(folder: Path) -> None:
    book = knowledge.load(folder, KEYS)
    procedure = book.procedures["mo-tiem"]
    assert (procedure.number, book.by_number("1"), book.by_number("2")) == ("01", procedure, None)
    old, new = book.in_force("mo-tiem", date(2025, 6, 30)), book.in_force("mo-tiem", date(2025, 7, 1))
    assert old is not None
    assert new is not None
    assert (old.legal_short, new.legal_short) == ("Luật A", "Luật B")
    assert new.fee is not None
    assert new.fee.amounts[0].amount == 100_000
    assert book.in_force("mo-tiem", date(2020, 1, 1)) is None
    assert set(book.vocabulary.facet_words) <= {facet.value for facet in Facet}


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("\n  ", "\n\u00a0 ").replace("Một lần", "Một\u00a0\u200blần"),
        lambda text: text.replace("lien_quan:", "\t\nlien_quan:"),
    ],
    ids=[
        "Windows line ends",
        "byte order mark",
        "decomposed accents in values",
        "blanks and marks copied from Word",
        "a tab on an empty line",
    ],
)
def test_harmless_differences_load_the_same(folder: Path, rewrite: Callable[[str], str]) -> None:
    before = knowledge.load(folder, KEYS).procedures
    (folder / FILE).write_bytes(rewrite(PROCEDURE).encode())
    assert knowledge.load(folder, KEYS).procedures == before


def test_unknown_facts_and_due_reviews_are_notes_not_faults(folder: Path) -> None:
    report = knowledge.check(folder, date(2027, 6, 1), KEYS)
    assert report.faults == ()
    text = "\n".join(report.notes)
    assert "quá hạn rà soát từ 23/05/2027" in text
    assert "lịch nghỉ năm 2027 còn tạm tính" in text
    listed = knowledge.open_facts(folder, TODAY)
    assert "knowledge/quay.yaml:8: «gio_lam_viec» chưa biết; người điền: Văn phòng" in listed
    assert any("«nop_buu_chinh»" in line for line in listed)
    assert any("chưa có «bieu_mau»" in line for line in listed)
    assert knowledge.due_reviews(folder, date(2027, 3, 1)) == []
    assert len(knowledge.due_reviews(folder, date(2027, 4, 25))) == 2


def test_before_the_first_edition_nothing_is_in_force_and_that_is_said(folder: Path) -> None:
    assert any("không có bản nào" in note for note in knowledge.check(folder, date(2020, 1, 1), KEYS).notes)


@pytest.mark.parametrize("seed", range(200))
def test_a_mangled_file_gives_faults_or_success_never_a_traceback(folder: Path, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(PROCEDURE.encode())
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(data))
        match draw.randrange(4):
            case 0:
                del data[at : at + draw.randint(1, 40)]
            case 1:
                data[at:at] = draw.choice(
                    [b"\t", b"'", b'"', b"{", b"- ", b": ", b"\x00", b"\xff", b"&x ", b"*x", b"\n", b"!!set "]
                )
            case 2:
                data[at] = draw.randrange(256)
            case 3:
                other = draw.randrange(len(data))
                data[at:at] = data[other : other + draw.randint(1, 60)]
    (folder / FILE).write_bytes(bytes(data))
    for fault in knowledge.check(folder, TODAY, KEYS).faults:
        assert fault.line >= 1
        assert not re.search(r"Input should|Traceback", fault.message)
