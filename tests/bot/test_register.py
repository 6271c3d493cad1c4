"""The register of printed codes: nothing is ever removed or pointed elsewhere."""

import csv
from datetime import date
from pathlib import Path

import pytest

from bot import knowledge
from bot.book import Book
from bot.register import Register
from tests.bot.conftest import FILES

TODAY = date(2026, 11, 24)
FROZEN = Path("tests/printed.tsv")
"""Every code and print run ever registered. Lines may be added, none may be changed or removed."""


def rows(register: Register) -> set[tuple[str, str, str, str]]:
    """The promises of a register: what each number means, where and when each suffix was printed."""
    codes = {("code", code.number, code.id, "") for code in register.printed_codes}
    return codes | {("run", run.suffix, run.place, f"{run.printed:%d/%m/%Y}") for run in register.runs}


def frozen() -> set[tuple[str, str, str, str]]:
    with FROZEN.open(encoding="utf-8", newline="") as file:
        return {
            (row["kind"], row["mark"], row["means"], row["printed"]) for row in csv.DictReader(file, delimiter="\t")
        }


def test_the_shipped_register_keeps_everything_on_the_frozen_list(book: Book) -> None:
    assert frozen() - rows(book.register) == set(), "a printed code was removed or re-pointed"
    assert rows(book.register) - frozen() == set(), f"new in the register: add the lines to {FROZEN}"
    assert [code.number for code in book.register.printed_codes] == [f"{n:02}" for n in range(1, 26)]


def write(folder: Path, text: str) -> None:
    (folder / "ma-in.yaml").write_text(text, encoding="utf-8")


def told(folder: Path, text: str) -> str:
    write(folder, text)
    return "\n".join(str(fault) for fault in knowledge.check(folder, TODAY).faults)


PLAIN = FILES["ma-in.yaml"]
GONE = "ma_in:\n  - {so: 01, ma: mo-tiem, tinh_trang: da_bo, ngay: 01/02/2026, ly_do: Bỏ rồi.}\n"
LINE = "  - {ky_hieu: B7, noi_dan: Quầy 2, ngay_in: 12/03/2026, cac_so: [01]}\n"
RUN = f"{PLAIN}dot_in:\n{LINE}"


@pytest.mark.parametrize("text", [PLAIN, GONE, RUN], ids=["plain", "withdrawn", "run"])
def test_sound_registers_have_no_fault(folder: Path, text: str) -> None:
    assert told(folder, text) == ""


FAULTS = {
    "row removed": ("ma_in: []\n", "knowledge/ma-in.yaml:1: thiếu mã 01 (mo-tiem); mã đã in không bao giờ bỏ"),
    "row before it removed": (PLAIN.replace("so: 01", "so: 02"), ":2: «so»: ở đây phải là mã 01"),
    "number twice": (f"{PLAIN}  - {{so: 01, ma: mo-tiem}}\n", ":3: «so»: ở đây phải là mã 02"),
    "pointed elsewhere": (PLAIN.replace("mo-tiem", "mo-tieem"), "không có thủ tục mã «mo-tieem»; có phải «mo-tiem»?"),
    "gone without a reason": (GONE.replace(", ly_do: Bỏ rồi.", ""), "phải có «ngay» (từ ngày nào)"),
    "merged into nothing": (GONE.replace("da_bo", "da_gop"), "«da_gop» phải có «sang» với đúng một mã"),
    "split into none": (GONE.replace("da_bo", "da_tach"), "«da_tach» phải có «sang» với từ hai mã"),
    "active with a target": (PLAIN.replace("}", ", sang: [mo-tiem]}"), "mã đang dùng thì không ghi «sang»"),
    "state unknown": (PLAIN.replace("}", ", tinh_trang: hong}"), "«hong» không dùng được ở đây"),
    "suffix that misleads": (RUN.replace("B7", "B0"), ":4: «ky_hieu»: «B0» không dùng làm ký hiệu"),
    "suffix in small letters": (RUN.replace("B7", "b7"), "1 đến 3 chữ hoa hoặc số"),
    "suffix twice": (RUN + LINE, ":5: «ky_hieu»: ký hiệu «B7» đã dùng"),
    "run of an unknown number": (RUN.replace("[01]", "[07]"), "không có mã 07 trong «ma_in»"),
    "down before printed": (RUN.replace("cac_so: [01]", "ngay_go: 1/1/2026"), "ngày gỡ đứng trước"),
    "run without a day": (RUN.replace(", ngay_in: 12/03/2026", ""), "thiếu mục «ngay_in»"),
    "empty file": ("", "ma-in.yaml:1: tệp trống"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_each_mistake_is_told_with_its_line(folder: Path, text: str, said: str) -> None:
    assert said in told(folder, text)


def test_a_procedure_cannot_take_another_number(folder: Path) -> None:
    second = FILES["thu-tuc/01-mo-tiem.yaml"].replace("so: 01", "so: 02").replace("ma: mo-tiem", "ma: hai")
    (folder / "thu-tuc/02-hai.yaml").write_text(second.replace("mở tiệm", "hai"), encoding="utf-8")
    said = told(folder, "ma_in:\n  - {so: 01, ma: hai}\n  - {so: 02, ma: mo-tiem}\n")
    assert "ma-in.yaml:2: thủ tục «hai» mang số 02; số đã in không đổi cho thủ tục khác" in said
    assert "ma-in.yaml:3: thủ tục «mo-tiem» mang số 01" in said


def test_a_missing_register_is_a_fault(folder: Path) -> None:
    (folder / "ma-in.yaml").unlink()
    assert "knowledge/ma-in.yaml:1: thiếu tệp này" in "\n".join(map(str, knowledge.check(folder, TODAY).faults))
