"""The command `due` as officers and scripts use it: real processes, clear Vietnamese errors."""

import json
from typing import Any

import pytest

from tests.test_commands import run


def value(*words: str) -> dict[str, Any]:
    done = run("due", *words, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_return_date_and_how_it_was_counted() -> None:
    found = value("01", "--from", "2026-04-28")
    assert (found["due"], found["procedure"], found["counter"]) == (
        "2026-05-05",
        "dang-ky-ho-kinh-doanh",
        "phuong-nga-nam",
    )
    assert found["statutory"]["counted"] == ["2026-04-29", "2026-05-04", "2026-05-05"]
    assert found["statutory"]["days_off"] == ["2026-04-30", "2026-05-01"]
    assert found["certain"]


@pytest.mark.parametrize(
    "written", ["28/04/2026", "2026-04-28T10:00", "2026-04-28T10:00:30", "28/04/2026 10h", "28/04/2026 9h30"]
)
def test_days_and_times_as_people_write_them(written: str) -> None:
    assert value("1", "--from", written)["due"] == "2026-05-05"


def test_the_counter_is_that_of_the_day() -> None:
    assert value("01", "--from", "2025-03-03")["counter"] == "thi-xa-nga-nam"
    assert value("01", "--from", "2026-11-25", "--counter", "xa-tan-long")["counter"] == "xa-tan-long"


def test_backwards() -> None:
    found = value("07", "--from", "2026-11-25", "--by", "10/03/2027")
    assert (found["last_day"], found["too_late"]) == ("2027-02-24", False)
    assert found["law_changes_after"] == ["2027-02-28"]
    assert found["before"] == [{"procedure": "chung-thuc-chu-ky", "last_day": "2027-02-23", "too_late": False}]


def test_what_is_not_known_is_null_with_its_reason() -> None:
    found = value("20", "--from", "2026-09-30")
    assert (found["due"], found["refused"]) == (None, "khong_co_so")
    assert "bot chưa có số ngày" in found["text"]


BAD = {
    "a day that is none": (["01", "--from", "31/02/2026"], "không có ngày «31/02/2026»"),
    "an hour that is none": (["01", "--from", "2026-04-28T25:00"], "không phải ngày"),
    "nonsense": (["01", "--by", "mai"], "«mai» không phải ngày"),
    "two digits of a year": (["01", "--from", "28/04/26"], "bốn chữ số"),
    "nothing": (["01", "--from", ""], "không đọc được"),
    "a number that is none": (["26"], "không có thủ tục «26»"),
    "an odd digit": (["²"], "không có thủ tục"),
    "a counter of another time": (["01", "--from", "2026-11-25", "--counter", "phuong-1"], "không có quầy «phuong-1»"),
}


@pytest.mark.parametrize(("words", "told"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_told_what_to_write(words: list[str], told: str) -> None:
    done = run("due", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
