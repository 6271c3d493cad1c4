"""The register of printed codes and of print runs: what is on a wall answers for ever (pure).

Nothing is ever removed from it or pointed to another procedure; `tests/printed.tsv` holds the frozen list.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, model_validator

from bot.facts import Day, Entry, Lines, Link, Text, fault, read_text
from bot.keys import key_of
from bot.procedures import Id, Number

SUFFIX = re.compile(r"[2-9A-HJKMNP-Z]{1,3}")
"""Letters and digits that are not mistaken for each other on paper: without 0 O 1 I L."""


class CodeState(StrEnum):
    """What became of the procedure behind a printed code."""

    ACTIVE = "dang_dung"  # the code shows its procedure
    MOVED = "da_chuyen"  # another body carries it out now
    MERGED = "da_gop"  # it became part of another procedure
    SPLIT = "da_tach"  # it became several procedures
    WITHDRAWN = "da_bo"  # it is no longer carried out


def _read_suffix(value: object) -> str:
    text = read_text(value)
    if not SUFFIX.fullmatch(text):
        raise fault(f"«{text}» không dùng làm ký hiệu nơi dán; 1 đến 3 chữ hoa hoặc số, không có 0 O 1 I L, ví dụ B7")
    return text


Suffix = Annotated[str, BeforeValidator(_read_suffix)]


class PrintedCode(Entry):
    """One printed number and the procedure it will always mean.

    A code that is no longer active says since when and why; a merged or split one names the procedures that
    took its place, a moved one may carry the link of the body that does it now.
    """

    number: Number
    id: Id
    first_printed: Day | None = None
    state: CodeState = CodeState.ACTIVE
    targets: tuple[Id, ...] = ()
    link: Link | None = None
    day: Day | None = None
    reason: Lines = ()

    @model_validator(mode="after")
    def _explained(self) -> PrintedCode:
        if self.state is CodeState.ACTIVE:
            if self.targets or self.link or self.day or self.reason:
                raise fault("mã đang dùng thì không ghi «sang», «lien_ket», «ngay», «ly_do»; hoặc đổi «tinh_trang»")
            return self
        if self.day is None or not self.reason:
            raise fault(f"mã «{self.state}» phải có «ngay» (từ ngày nào) và «ly_do» (vì sao)", key_of("state"))
        if self.state is CodeState.MERGED and len(self.targets) != 1:
            raise fault("mã «da_gop» phải có «sang» với đúng một mã thủ tục", key_of("state"))
        if self.state is CodeState.SPLIT and len(self.targets) < 2:
            raise fault("mã «da_tach» phải có «sang» với từ hai mã thủ tục", key_of("state"))
        return self


class PrintRun(Entry):
    """Sheets printed on one day for one place, told apart by the suffix of their codes.

    `numbers` is empty when all codes were printed; `taken_down` is the last day they hung there.
    """

    suffix: Suffix
    place: Text
    printed: Day
    numbers: tuple[Number, ...] = ()
    taken_down: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> PrintRun:
        if self.taken_down is not None and self.taken_down < self.printed:
            raise fault("ngày gỡ đứng trước ngày in; xem lại hai ngày này", key_of("taken_down"))
        return self


class Register(Entry):
    """All codes in the order of their numbers, from 01 without a gap, and all print runs."""

    printed_codes: tuple[PrintedCode, ...]
    runs: tuple[PrintRun, ...] = ()

    @model_validator(mode="after")
    def _nothing_removed(self) -> Register:
        for place, code in enumerate(self.printed_codes):
            if int(code.number) != place + 1:
                raise fault(
                    f"ở đây phải là mã {place + 1:02}; mã đã in không bao giờ bỏ, không dùng lại, ghi theo thứ tự số",
                    key_of("printed_codes"),
                    place,
                    key_of("number"),
                )
        seen: dict[str, int] = {}
        for place, run in enumerate(self.runs):
            if seen.setdefault(run.suffix, place) != place:
                raise fault(
                    f"ký hiệu «{run.suffix}» đã dùng cho một đợt in khác; mỗi đợt in một ký hiệu riêng",
                    key_of("runs"),
                    place,
                    key_of("suffix"),
                )
        return self

    def code(self, number: str) -> PrintedCode | None:
        """Find a printed code by its number."""
        return next((code for code in self.printed_codes if code.number == number), None)

    def run(self, suffix: str) -> PrintRun | None:
        """Find a print run by its suffix, in any letter case."""
        return next((run for run in self.runs if run.suffix == suffix.upper()), None)
