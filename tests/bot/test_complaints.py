"""Numbers of complaints: read aloud, mistyped, never mistaken for something else; days that the law gives."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import knowledge
from bot.book import Book
from bot.complaint_rules import deadlines
from bot.complaints import ALPHABET, DRAWN, number_in, numbered, shown, sound
from bot.redaction import redact
from bot.wording import REPLY_KEYS

NUMBER = "2H4K6M8T9"
drawn = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=DRAWN, max_size=DRAWN)


@given(drawn, st.integers(0, DRAWN), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(values: list[int], at: int, other: str) -> None:
    number = numbered(values)
    wrong = number[:at] + other + number[at + 1 :]
    assert wrong == number or not sound(wrong)


@given(drawn, st.integers(0, DRAWN - 1))
def test_two_swapped_signs_are_noticed(values: list[int], at: int) -> None:
    number = numbered(values)
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert swapped == number or not sound(swapped)


def test_no_sign_looks_like_another_or_is_changed_by_a_keyboard() -> None:
    assert not set(ALPHABET) & set("01OILSZBAEIUYDWJFR")
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert len(ALPHABET) == 13


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NUMBER, NUMBER),
        ("2h4-k6m-8t9", NUMBER),
        ("2H4 K6M 8T9", NUMBER),
        ("phản ánh 2h4-k6m-8t9 của tui tới đâu rồi", NUMBER),
        ("so 2H4K6M8T9 nha em", NUMBER),
        ("phản ánh số 2H4K6M8T8", "2H4K6M8T8"),
        ("2H4-K6M-8T8", "2H4K6M8T8"),
        ("phan anh so O12", "O12"),
        ("2H4K6M8T8", None),
        ("0912345678", None),
        ("234567892", None),
        ("365 123 456", None),
        ("H59.21-240101-0001", None),
        ("000.00.21.H59-240101-0001", None),
        ("phản ánh số lượng dân đông", None),
        ("tôi muốn phản ánh", None),
        ("2H4K6M8T9 " * 40, None),
        ("' OR 1=1 --", None),
        ("<b>2H4</b>", None),
    ],
)
def test_number_in(text: str, found: str | None) -> None:
    assert number_in(text) == found


def test_shown_in_groups() -> None:
    assert shown(NUMBER) == "2H4-K6M-8T9"
    assert number_in(shown(NUMBER)) == NUMBER


@pytest.mark.parametrize(
    ("received", "pass_by", "provisional"),
    [
        (date(2026, 11, 24), date(2026, 12, 1), False),  # 24/11 itself is a day off
        (date(2026, 11, 28), date(2026, 12, 4), False),  # a Saturday
        (date(2026, 2, 13), date(2026, 2, 27), False),  # before Tết
        (date(2026, 2, 16), date(2026, 2, 27), False),  # the eve of Tết
        (date(2026, 2, 17), date(2026, 2, 27), False),  # mùng 1
        (date(2026, 12, 31), date(2027, 1, 8), True),  # before midnight of New Year, a provisional year
        (date(2027, 1, 1), date(2027, 1, 8), True),  # after it
        (date(2026, 8, 21), date(2026, 8, 27), False),  # over the worked Saturday 22/8
    ],
)
def test_days_for_passing_on(book: Book, received: date, pass_by: date, *, provisional: bool) -> None:
    assert book.complaints is not None
    found = deadlines(book.complaints, received, book.calendar)
    assert (found.pass_by, found.answer_by, found.provisional) == (pass_by, None, provisional)


def test_a_year_without_a_calendar_gives_no_day(book: Book) -> None:
    assert book.complaints is not None
    assert deadlines(book.complaints, date(2031, 5, 5), book.calendar).pass_by is None


RULES = """\
chuyen_tiep: {noi_dung: a, so_ngay: 05, loai_ngay: ngay_lam_viec, nguon: [LUẬT], do_tin: da_kiem}
tra_loi: {do_tin: chua_biet, ai_dien: Văn phòng}
khieu_nai: {noi_dung: a, nguon: [LUẬT]}
to_cao: {noi_dung: a, nguon: [LUẬT]}
loi_khieu_nai: [khiếu nại]
loi_to_cao: [tố cáo]
loi_ve_can_bo: [thái độ]
"""
PROMISE = "cam_ket: {so_ngay: 10, loai_ngay: ngay_lam_viec, nguoi: Chủ tịch UBND phường, ngay: 01/12/2026}\n"


def test_what_the_office_promises_counts_from_its_day(folder: Path, book: Book) -> None:
    (folder / "phan-anh.yaml").write_text(RULES + PROMISE, encoding="utf-8")
    rules = knowledge.load(folder).complaints
    assert rules is not None
    assert deadlines(rules, date(2026, 11, 30), book.calendar).answer_by is None
    assert deadlines(rules, date(2026, 12, 1), book.calendar).answer_by == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("so_ngay: 05", "so_ngay: 0", "phải từ 1 ngày"),
        ("ngay_lam_viec", "trong_ngay", "phải từ 1 ngày"),
        ("nguon: [LUẬT], do_tin: da_kiem", "do_tin: da_kiem", "thiếu nguồn"),
        ("nguoi: Chủ tịch UBND phường, ", "", "phan-anh.yaml"),
        ("loi_to_cao: [tố cáo]", "", "phan-anh.yaml"),
        ("khieu_nai: {", "khieu_nai_gi: {", "phan-anh.yaml"),
        ("nguon: [LUẬT]}\nto_cao", "nguon: [KHÔNG CÓ]}\nto_cao", "chưa có trong nguon.yaml"),
    ],
)
def test_faults_are_told(folder: Path, old: str, new: str, told: str) -> None:
    (folder / "phan-anh.yaml").write_text((RULES + PROMISE).replace(old, new, 1), encoding="utf-8")
    report = knowledge.check(folder, date(2026, 11, 24), {})
    assert any(told in str(one) for one in report.faults), report.faults


def test_the_answer_s_time_is_listed_as_unknown(book: Book) -> None:
    assert any(
        "phan-anh.yaml" in one and "tra_loi" in one
        for one in knowledge.open_facts(Path("knowledge"), date(2026, 11, 24))
    )
    assert set(REPLY_KEYS) >= {"phan_anh_xong"}
    assert book.complaints is not None
    assert book.complaints.committed is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("cccd 094085001234 nha", "cccd [số đã che] nha"),
        ("sdt 0912 345 678 hoặc +84 912 345 679", "sdt [số đã che] hoặc [số đã che]"),
        ("thẻ 4111 1111 1111 1111", "thẻ [số đã che]"),
        ("cmnd 365123456.", "cmnd [số đã che]."),
        ("0912345678,0987654321", "[số đã che],[số đã che]"),
        ("thư a.b@gmail.com nhe", "thư [thư đã che] nhe"),
        ("đóng 1.200.000.000 đồng ngày 20.11.2026 lúc 8", "đóng 1.200.000.000 đồng ngày 20.11.2026 lúc 8"),
        ("hồ sơ H59.21-240101-0001, chị Lan quầy 3", "hồ sơ H59.21-240101-0001, chị Lan quầy 3"),
    ],
)
def test_redaction(text: str, kept: str) -> None:
    assert redact(text) == kept
    assert redact(kept) == kept
