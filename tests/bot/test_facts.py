"""Typed scalars and the rules of single facts: what is read, and what is refused in which words."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bot.facts import (
    Confidence,
    Dated,
    Fact,
    Review,
    read_count,
    read_day,
    read_lines,
    read_link,
    read_money,
    read_text,
)


def said(error: ValidationError) -> str:
    return "; ".join(str(one["msg"]) for one in error.errors())


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("30/06/2025", date(2025, 6, 30)),
        ("1/7/2025", date(2025, 7, 1)),
        (" 01/07/2025 ", date(2025, 7, 1)),
        ("2025-07-01", date(2025, 7, 1)),
        ("29/02/2028", date(2028, 2, 29)),
        (date(2025, 7, 1), date(2025, 7, 1)),
    ],
)
def test_days_are_read(written: Any, day: date) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("31/02/2026", "không có ngày"),
        ("29/02/2026", "không có ngày"),
        ("2026-13-01", "không có ngày"),
        ("07/31/2025", "không có ngày"),
        ("00/01/2026", "không có ngày"),
        ("1/7/25", "bốn chữ số"),
        ("1-7-2025", "bốn chữ số"),
        ("01.07.2025", "bốn chữ số"),
        ("tháng 7/2025", "bốn chữ số"),
        ("2025", "bốn chữ số"),
        (None, "cần ngày, ví dụ 01/07/2025"),
        ("", "cần ngày"),
        (["01/07/2025"], "cần ngày"),
    ],
)
def test_what_is_no_day_is_refused(written: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_day(written)


@pytest.mark.parametrize(
    ("written", "dong"),
    [("100.000", 100_000), ("100000", 100_000), ("1.500.000", 1_500_000), ("0", 0), (" 8.000 ", 8000), ("500", 500)],
)
def test_amounts_are_read_in_dong(written: str, dong: int) -> None:
    assert read_money(written) == dong


@pytest.mark.parametrize(
    "written",
    ["100,000", "100k", "100.000đ", "100 000", "100.00", "1.00.000", "10.0000", "-5", "một trăm", "1e5", "²", None, ""],
)
def test_what_is_no_amount_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match=r"ví dụ 100\.000"):
        read_money(written)


@pytest.mark.parametrize(("written", "number"), [("3", 3), ("03", 3), ("0", 0), (" 15 ", 15), ("2026", 2026)])
def test_numbers_are_read(written: str, number: int) -> None:
    assert read_count(written) == number


@pytest.mark.parametrize("written", ["ba ngày", "3 ngày", "3.5", "3,5", "-1", "12345", "٣", None, "", {"a": "b"}])
def test_what_is_no_number_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="ví dụ 3"):
        read_count(written)


@pytest.mark.parametrize("written", ["https://dichvucong.gov.vn", "https://a.vn/b?c=d#e"])
def test_safe_links_are_read(written: str) -> None:
    assert read_link(f" {written} ") == written


@pytest.mark.parametrize(
    "written", ["http://a.vn", "a.vn", "https://", "https://a", "https://a.vn b", "ftp://a.vn", "javascript:x", None]
)
def test_other_links_are_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="https://"):
        read_link(written)


@pytest.mark.parametrize(
    ("written", "text"),
    [("một dòng", "một dòng"), ("  hai \n dòng ", "hai dòng"), ("100.000", "100.000"), ("a\u00a0b", "a b")],
)
def test_a_line_of_text_has_single_blanks(written: str, text: str) -> None:
    assert read_text(written) == text


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (None, "để trống"),
        ("  ", "để trống"),
        ({"Nhớ": "nộp"}, "để cả câu trong dấu nháy"),
        (["a"], "không phải danh sách"),
    ],
)
def test_what_is_no_line_is_refused(written: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_text(written)


@pytest.mark.parametrize(("written", "lines"), [("a", ("a",)), (["a", "b"], ("a", "b"))])
def test_one_line_or_a_list_are_lines(written: Any, lines: tuple[str, ...]) -> None:
    assert read_lines(written) == lines


@pytest.mark.parametrize("written", [None, []])
def test_no_lines_at_all_are_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="ít nhất một dòng"):
        read_lines(written)


FACTS: dict[str, tuple[dict[str, Any], str | None]] = {
    "read in a source": ({"noi_dung": "A", "nguon": "LUẬT"}, None),
    "inferred, without a source": ({"noi_dung": "A", "do_tin": "suy_ra"}, None),
    "unknown, with who fills it": ({"do_tin": "chua_biet", "ai_dien": "Văn phòng"}, None),
    "unknown, but the rule is known": ({"noi_dung": "A", "do_tin": "chua_biet"}, None),
    "verified without a source": ({"noi_dung": "A"}, "thiếu nguồn"),
    "verified without text": ({"nguon": "LUẬT"}, "thiếu «noi_dung»"),
    "inferred without text": ({"do_tin": "suy_ra"}, "thiếu «noi_dung»"),
    "the confidence misspelt": ({"noi_dung": "A", "do_tin": "dakiem"}, "'da_kiem', 'suy_ra' or 'chua_biet'"),
    "an English name": ({"text": "A", "nguon": "LUẬT"}, "Extra inputs"),
    "a line that is none": ({"noi_dung": ["A", None], "nguon": "LUẬT"}, "để trống"),
}


@pytest.mark.parametrize(("written", "words"), FACTS.values(), ids=FACTS.keys())
def test_a_fact_says_where_it_is_from_or_that_it_is_unknown(written: dict[str, Any], words: str | None) -> None:
    if words is None:
        assert Fact.model_validate(written).confidence in Confidence
        return
    with pytest.raises(ValidationError) as caught:
        Fact.model_validate(written)
    assert words in said(caught.value)


def test_a_faulty_line_is_located_in_its_list() -> None:
    with pytest.raises(ValidationError) as caught:
        Fact.model_validate({"noi_dung": ["A", {"B": "c"}, None], "do_tin": "suy_ra"})
    assert [one["loc"] for one in caught.value.errors()] == [("noi_dung", 1), ("noi_dung", 2)]


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2025, 6, 30), False),
        (date(2025, 7, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_a_period_includes_both_its_days(day: date, *, covered: bool) -> None:
    assert Dated.model_validate({"tu_ngay": "01/07/2025", "den_ngay": "31/12/2025"}).covers(day) is covered


def test_a_period_without_an_end_goes_on() -> None:
    period = Dated.model_validate({"tu_ngay": "01/07/2025"})
    assert period.covers(date(2999, 1, 1))
    assert not period.covers(date(2025, 6, 30))


def test_a_period_of_one_day_is_one_and_an_end_before_the_start_is_none() -> None:
    assert Dated.model_validate({"tu_ngay": "1/7/2025", "den_ngay": "1/7/2025"}).covers(date(2025, 7, 1))
    with pytest.raises(ValidationError, match="đứng trước"):
        Dated.model_validate({"tu_ngay": "01/07/2025", "den_ngay": "30/06/2025"})


@pytest.mark.parametrize(("due", "sound"), [("24/11/2026", True), ("23/11/2026", False), ("22/11/2026", False)])
def test_a_review_is_due_after_it_was_made(due: str, *, sound: bool) -> None:
    written = {"ngay": "23/11/2026", "nguoi": "Tổ rà soát", "han": due}
    if sound:
        assert Review.model_validate(written).due == date(2026, 11, 24)
        return
    with pytest.raises(ValidationError, match="phải sau"):
        Review.model_validate(written)


def test_facts_do_not_change() -> None:
    fact = Fact.model_validate({"noi_dung": "A", "nguon": "LUẬT"})
    with pytest.raises(ValidationError):
        fact.text = ("B",)
