"""Codes of dossiers as people write them, and how a dossier stands on a day."""

from datetime import date

import pytest

from bot.dossiers import Dossier, Status, code_in, key, personal

CODES = {
    "as printed": ("H13.45-251124-0001", "H132511240001".replace("H13", "H1345")),
    "lower case, blanks": (" h13.45 - 251124 - 0001 ", "H13452511240001"),
    "other dashes": ("H13.45–251124—0001", "H13452511240001"),
    "a keyboard's marks": ("đ13.45-251124-0001", "D13452511240001"),
    "without letters": ("000.00.01.251124.0001", "00000012511240001"[:11] + "240001"),
}


@pytest.mark.parametrize(("written", "expected"), CODES.values(), ids=CODES.keys())
def test_a_code_is_the_same_however_it_is_written(written: str, expected: str) -> None:
    assert key(written) == expected


def test_letters_that_look_alike_stay_different() -> None:
    assert key("H13-25O124-0001") != key("H13-250124-0001")
    assert key("HI3-250124-0001") != key("H13-250124-0001")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "abc",
        "12",
        "Nguyễn Văn A",
        "'; DROP TABLE dossiers; --",
        "<script>1234567</script>",
        "9" * 50,
        "H13🙂251124",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert key(text) is None


def test_phones_and_identity_cards_are_personal() -> None:
    for text in ("0912345678", "0912.345.678", "+84912345678", "094123456789", "123456789"):
        assert personal(text), text
    assert not personal("H13.45-251124-0001")


ASKED = {
    "alone": ("H13.45-251124-0001", "H13452511240001"),
    "alone with blanks, small": ("h13.45 251124 0001", "H13452511240001"),
    "letters and numbers apart, small": ("mau 261111 0002", "MAU2611110002"),
    "named": ("mã hồ sơ 12345", "12345"),
    "named, lower": ("tra giúp hồ sơ số h13-4567", "H134567"),
    "receipt": ("biên nhận: H13/251124/0001", "H132511240001"),
    "in one word, in a sentence": ("MAU2611020003 tới đâu rồi", "MAU2611020003"),
    "after a blank, in a sentence": ("MAU 2611020003 tới đâu rồi", "MAU2611020003"),
    "in short words": ("em oi hs mau2611020003 xong chưa", "MAU2611020003"),
    "in parts, small, with a question": ("mau 261102 0003 xong chưa em", "MAU2611020003"),
    "in parts, politely": ("em ơi coi giùm mau 261102 0003 với", "MAU2611020003"),
    "whose": ("mã hồ sơ của tôi là 12345 ạ", "12345"),
    "number and question": ("hồ sơ số 12345 tới đâu rồi", "12345"),
    "the first of two": ("MAU2611020003 MAU2611110002", "MAU2611020003"),
    "a link": ("https://a.gov.vn/ho-so?ma=H13.45-261102-0001", "H13452611020001"),
    "a link with more": ("http://a.vn/p/tra-cuu?x=1&ma_ho_so=H13%2D261102-0001#y", "H132611020001"),
    "a path": ("https://a.gov.vn/tra-cuu/H13.45-261102-0001", "H13452611020001"),
    "an object": ('{"maHoSo": "12345", "ten": "Nguyễn Văn A", "ngay": "02/11/2026"}', "12345"),
    "fields in a row": ("MAU2611020003|Nguyễn Văn A|02/11/2026", "MAU2611020003"),
    "SQL behind it": ("MAU2611020003'; DROP TABLE dossiers;--", "MAU2611020003"),
    "in a sentence": ("em ơi hồ sơ H13.45-251124-0001 tới đâu rồi", "H13452511240001"),
    "in a sentence without marks": ("ho so h13.45-251124-0001 xong chua", "H13452511240001"),
}


@pytest.mark.parametrize(("text", "expected"), ASKED.values(), ids=ASKED.keys())
def test_a_code_is_found_in_a_message(text: str, expected: str) -> None:
    assert code_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "01",
        "#07",
        "hồ sơ 01",
        "hồ sơ của tôi tới đâu rồi",
        "hồ sơ gồm 3 giấy tờ",
        "nộp ngày 28/4/2026",
        "28-04-2026",
        "2026-04-28",
        "0912345678",
        "sdt em 0912.345.678",
        "sdt 0912 345 678",
        "cccd 094 123 456789",
        "ngay 24 11 2026",
        "hồ sơ năm 2026",
        "hồ sơ ngày 24 11 2026",
        "cccd 094123456789",
        "1.001612",
        "1.001612.000.00.00.H56",
        "NĐ 118/2025/NĐ-CP",
        "118/2025/NĐ-CP",
        "01/2020/TT-BTP",
        "1.500.000.000",
        "thửa đất 123 tờ bản đồ 45",
        "dichvucong.gov.vn",
        "a@b-123456-789.com",
        "sổ đỏ số CS123456 mất rồi làm lại có được chưa",
        "thẻ bhyt GD4939320123456 hết hạn",
        "cccd094123456789 hết hạn chưa",
        "SDT0912345678 có kết quả chưa",
        "cmnd 365123456 chưa đổi",
        "biển số 83P1-12345",
        "ND118/2025 là gì",
        "phí làm hồ sơ 100000 đúng chưa",
        "https://facebook.com/groups/1234567890123456",
        "https://a.vn/8a7b1234-5678-4abc-9def-0123456789ab",
        "https://dichvucong.gov.vn/chi-tiet.html?ma_thu_tuc=2.001612",
        "http://[",
        "hồ sơ của con tôi tới đâu rồi",
        "mã hồ sơ '; DROP TABLE dossiers; --",
        "mã hồ sơ <b>1234567</b>",
    ],
)
def test_what_asks_about_no_dossier(text: str) -> None:
    assert code_in(text) is None


def dossier(**more: object) -> Dossier:
    values = {
        "code": "H1345",
        "counter": "phuong-nga-nam",
        "procedure": "",
        "status": Status.WORKING,
        "received": date(2026, 11, 2),
        "due": date(2026, 11, 10),
        **more,
    }
    return Dossier(**values)  # type: ignore[arg-type]


def test_late_is_measured_by_the_result_or_by_today() -> None:
    assert not dossier().late(date(2026, 11, 10))
    assert dossier().late(date(2026, 11, 11))
    assert not dossier(done=date(2026, 11, 10), status=Status.HANDED).late(date(2026, 12, 1))
    assert dossier(done=date(2026, 11, 11), status=Status.READY).late(date(2026, 12, 1))
    assert not dossier(status=Status.WITHDRAWN).late(date(2026, 12, 1))
