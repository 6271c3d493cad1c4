"""The bricks of the knowledge: typed scalars and facts with a source and a confidence (pure).

Every scalar of a file arrives as text, so that `100.000` stays one hundred thousand; the types here read
them and say in Vietnamese what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bot.keys import key_of


class Confidence(StrEnum):
    """How far a fact may be trusted; shown to citizens in plain words."""

    VERIFIED = "da_kiem"  # read in the source named
    INFERRED = "suy_ra"  # drawn from the texts, wording not read again
    UNKNOWN = "chua_biet"  # looked for and not found, or not yet filled in by the office


class DayUnit(StrEnum):
    """How the days of a deadline are counted."""

    WORKING = "ngay_lam_viec"  # working days of the counter
    CALENDAR = "ngay"  # calendar days
    SAME_DAY = "trong_ngay"  # the same day; after 15:00 the next working day


def fault(message: str, *at: str | int) -> PydanticCustomError:
    """Make a validation error whose text is already what the clerk should read.

    `at` says where inside the block it is: keys as the file spells them, numbers of list items.
    """
    return PydanticCustomError("vi", "{message}", {"message": message, "at": at})


def _written(value: Any, example: str) -> str:
    """Give a scalar's text; what is blank or no scalar is a fault that shows what to write."""
    if value is None or isinstance(value, dict | list) or not str(value).strip():
        raise fault(f"chỗ này cần {example}; không có thì bỏ hẳn dòng này")
    return str(value).strip()


def read_day(value: Any) -> date:
    """Read 30/06/2025 or 2025-06-30; two-digit years and days that do not exist are faults."""
    if isinstance(value, date):
        return value
    text = _written(value, "ngày, ví dụ 01/07/2025")
    vietnamese = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if not (vietnamese or iso):
        raise fault(f"«{text}» không phải ngày; viết đủ ngày/tháng/năm bốn chữ số, ví dụ 01/07/2025")
    parts = vietnamese.groups()[::-1] if vietnamese else iso.groups()  # type: ignore[union-attr]
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise fault(f"không có ngày «{text}» trên lịch; xem lại ngày và tháng, ví dụ 28/02/2026") from None


def read_money(value: Any) -> int:
    """Read an amount in đồng: digits, with dots between thousands if wanted (100.000 or 100000)."""
    text = _written(value, "số đồng, ví dụ 100.000")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3}){1,4}|[0-9]{1,15}", text):
        return int(text.replace(".", ""))
    raise fault(f"«{text}» không phải số tiền; chỉ viết số đồng, ví dụ 100.000 (không dùng dấu phẩy, chữ k, chữ đ)")


def read_count(value: Any) -> int:
    """Read a whole number such as 3 or 03."""
    text = _written(value, "số, ví dụ 3")
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    raise fault(f"«{text}» không phải số; chỉ viết chữ số, ví dụ 3")


def read_link(value: Any) -> str:
    """Read a web address; only https is accepted."""
    text = _written(value, "liên kết bắt đầu bằng https://")
    if re.fullmatch(r"https://[^\s/]+\.[^\s]+", text):
        return text
    raise fault(f"«{text}» không phải liên kết an toàn; viết đủ, bắt đầu bằng https://")


def read_text(value: Any) -> str:
    """Read one line of text; blanks around it and line breaks inside it become single blanks."""
    if isinstance(value, dict):
        raise fault("chỗ này cần một dòng chữ; trong câu có dấu hai chấm «: » thì để cả câu trong dấu nháy")
    if isinstance(value, list | tuple):
        raise fault("chỗ này cần một dòng chữ, không phải danh sách")
    text = " ".join("" if value is None else str(value).split())
    if not text:
        raise fault("chỗ này đang để trống; viết nội dung, hoặc bỏ hẳn dòng này")
    return text


def read_lines(value: Any) -> tuple[Any, ...]:
    """Take one line, or a list of lines (each beginning with «- »); each line is then read by itself."""
    lines = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not lines or lines == (None,):
        raise fault("danh sách này đang để trống; viết ít nhất một dòng bắt đầu bằng «- »")
    return lines


def _show_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


_LINE = {"type": ["string", "number"]}
Day = Annotated[
    date,
    BeforeValidator(read_day),
    PlainSerializer(_show_day),
    WithJsonSchema({"type": "string", "description": "ngày/tháng/năm, ví dụ 01/07/2025"}),
]
Money = Annotated[int, BeforeValidator(read_money), WithJsonSchema({**_LINE, "description": "số đồng, ví dụ 100.000"})]
Count = Annotated[int, BeforeValidator(read_count), WithJsonSchema({**_LINE, "description": "một số, ví dụ 3"})]
Link = Annotated[str, BeforeValidator(read_link), WithJsonSchema({"type": "string", "pattern": "^https://"})]
Text = Annotated[str, BeforeValidator(read_text), WithJsonSchema(_LINE)]
Lines = Annotated[
    tuple[Text, ...],
    BeforeValidator(read_lines),
    WithJsonSchema({"anyOf": [_LINE, {"type": "array", "items": _LINE, "minItems": 1}]}),
]


class Entry(BaseModel):
    """A frozen block of a knowledge file: Vietnamese keys outside, English names inside, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=key_of)


class Sourced(Entry):
    """A block that says where it comes from: labels of the source list, and how far to trust it.

    `filled_by` names who should supply an unknown fact. A verified fact without a source is a fault.
    """

    sources: Lines = ()
    confidence: Confidence = Confidence.VERIFIED
    filled_by: Text | None = None

    @model_validator(mode="after")
    def _has_source(self) -> Sourced:
        if self.confidence is Confidence.VERIFIED and not self.sources:
            raise fault("thiếu nguồn; thêm dòng «nguon: [NHÃN]», hoặc ghi «do_tin: suy_ra» / «do_tin: chua_biet»")
        return self


class Fact(Sourced):
    """What is known about one point. An unknown fact may still say what the rule is; else it has no text."""

    text: Lines = ()

    @model_validator(mode="after")
    def _has_text(self) -> Fact:
        if self.confidence is not Confidence.UNKNOWN and not self.text:
            raise fault("thiếu «noi_dung»; viết nội dung, hoặc ghi «do_tin: chua_biet» nếu chưa biết")
        return self


class Review(Entry):
    """Who last checked an edition, when, and when it must be checked again."""

    day: Day
    by: Text
    due: Day

    @model_validator(mode="after")
    def _in_order(self) -> Review:
        if self.due <= self.day:
            raise fault("hạn rà soát («han») phải sau ngày rà soát («ngay»)", key_of("due"))
        return self


class Dated(Entry):
    """Something in force from one day to another, both included; no end means still in force."""

    starts: Day
    ends: Day | None = Field(default=None)

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.ends is not None and self.ends < self.starts:
            raise fault("«den_ngay» đứng trước «tu_ngay»; xem lại hai ngày này", key_of("ends"))
        return self

    def covers(self, day: date) -> bool:
        """Say whether this is in force on that day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


def labels(value: Any) -> Iterator[str]:
    """Find the source labels of everything below, in order, repeated as they stand."""
    if isinstance(value, Entry):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            yield from inner if name == "sources" else labels(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from labels(inner)
