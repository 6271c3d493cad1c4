"""Administrative procedures and their editions; what is in force is asked for a day (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import BeforeValidator, field_validator, model_validator

from bot.facts import (
    Confidence,
    Count,
    Dated,
    DayUnit,
    Entry,
    Fact,
    Lines,
    Link,
    Money,
    Review,
    Sourced,
    Text,
    fault,
    read_lines,
    read_text,
)
from bot.keys import key_of

TWO_TIER = date(2025, 7, 1)
"""From this day the commune decides what the district decided (two-tier local government)."""


class Field(StrEnum):
    """The field a procedure belongs to, as the portal groups them."""

    BUSINESS = "ho_kinh_doanh"  # household business
    CIVIL_STATUS = "ho_tich"  # births, marriages, deaths with a foreign side, corrections
    CERTIFICATION = "chung_thuc"  # certified copies and signatures
    LAND = "dat_dai"  # land
    BUILDING = "xay_dung"  # building
    SOCIAL = "bao_tro_xa_hoi"  # social support
    EDUCATION = "giao_duc"  # schools, certificates
    TRADE = "cong_thuong"  # alcohol
    CULTURE = "van_hoa"  # karaoke
    INSURANCE = "bao_hiem"  # insurance cards, a bundled service
    IDENTITY = "can_cuoc"  # identity cards, a bundled service


class Available(StrEnum):
    """Whether a way of filing is open."""

    YES = "co"  # open
    NO = "khong"  # closed; `text` says why
    UNKNOWN = "chua_biet"  # not found out yet


def _read_number(value: object) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"0[1-9]|1\d|2[0-5]", text):
        raise fault(f"«{text}» không phải số thủ tục; viết hai chữ số từ 01 đến 25")
    return text


def _read_id(value: object) -> str:
    text = read_text(value)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise fault(
            f"«{text}» không phải mã; chỉ dùng chữ thường không dấu, số và gạch nối, ví dụ dang-ky-ho-kinh-doanh"
        )
    return text


Number = Annotated[str, BeforeValidator(_read_number)]
Id = Annotated[str, BeforeValidator(_read_id)]


class NationalCode(Entry):
    """A code of the national database of procedures, and what it covers if there are several."""

    id: Text
    note: Text | None = None


class Option(Entry):
    """One answer to a question about one's own case; its id is named by the papers that it makes needed.

    `spoken` are other words for it that people type.
    """

    id: Id
    name: Text
    spoken: Lines = ()


class Question(Entry):
    """What decides which papers are needed, in words of the counter: two to four answers, one of which holds."""

    asked: Text
    answers: tuple[Option, ...]


class Paper(Entry):
    """One paper to bring; `when` says in which case only. Confidence and sources default to the list's.

    `needed_by` are the answers that settle the case, any of which makes the paper needed; without one the paper
    stays in everybody's list, with the words of its case.
    """

    name: Text
    when: Text | None = None
    needed_by: Annotated[tuple[Id, ...], BeforeValidator(read_lines)] = ()
    note: Text | None = None
    confidence: Confidence | None = None
    sources: Lines = ()


class Papers(Sourced):
    """What to bring: `short` in one or two lines for the first answer, then the whole list.

    `sets` is the number of sets of papers. `note` stands under the list. `questions`, at most four, lead to the
    papers of one's own case.
    """

    short: Text | None = None
    sets: Count | None = None
    questions: tuple[Question, ...] = ()
    items: tuple[Paper, ...] = ()
    note: Lines = ()

    @model_validator(mode="after")
    def _has_items(self) -> Papers:
        if self.confidence is not Confidence.UNKNOWN and not self.items:
            raise fault("danh sách giấy tờ («danh_sach») đang trống; ghi từng giấy tờ, hoặc «do_tin: chua_biet»")
        return self


class DeadlineCase(Entry):
    """A deadline that holds in one case only; `days` counts in `unit`.

    `one_step`: these are the days of one step on the way, so they say nothing about when the result is due.
    """

    when: Text
    text: Text
    days: Count | None = None
    unit: DayUnit | None = None
    one_step: bool = False


class Deadline(Fact):
    """The statutory time. `days` and `unit` are given when one number holds, so that a day can be counted."""

    days: Count | None = None
    unit: DayUnit | None = None
    cases: tuple[DeadlineCase, ...] = ()

    @model_validator(mode="after")
    def _counts(self) -> Deadline:
        if self.days is not None and self.unit is None:
            raise fault("có «so_ngay» thì phải có «loai_ngay» (ngay_lam_viec, ngay hoặc trong_ngay)")
        return self


class Committed(Entry):
    """The shorter time the office has registered, with the decision that says so; shown only when registered."""

    days: Count
    unit: DayUnit
    decided_by: Text


class Amount(Entry):
    """One line of a tariff, in đồng."""

    item: Text
    amount: Money
    note: Text | None = None


class Fee(Fact):
    """Fees and charges: `short` for the first answer, the rule in `text`, the known figures in `amounts`."""

    short: Text | None = None
    amounts: tuple[Amount, ...] = ()

    @model_validator(mode="after")
    def _amounts_known(self) -> Fee:
        if self.amounts and not self.sources:
            raise fault("có «muc_thu» thì phải có «nguon»; không ghi mức thu không rõ từ đâu")
        return self


class Channel(Sourced):
    """A way of filing from home: at most six `steps` and the link, or in `text` why not."""

    available: Available
    level: Text | None = None
    text: Lines = ()
    steps: Lines = ()
    link: Link | None = None

    @model_validator(mode="after")
    def _explained(self) -> Channel:
        if self.available is Available.NO and not self.text:
            raise fault("«duoc: khong» thì phải nói vì sao trong «noi_dung»")
        if len(self.steps) > 6:
            raise fault("quá sáu bước; gộp bớt để người dân dễ theo")
        return self


class Form(Sourced):
    """A form to fill in: its number, the act that issued it, a link to the source if known."""

    name: Text
    form_number: Text | None = None
    act: Text | None = None
    link: Link | None = None


class LegalAct(Entry):
    """A legal act with number, and the articles that apply."""

    act: Text
    articles: Text | None = None
    note: Text | None = None


class Suspension(Sourced):
    """The procedure is not carried out in this edition: why, by which act, what to do instead."""

    reason: Lines
    advice: Lines = ()


class Edition(Dated):
    """A procedure as it stood from one day to another.

    Editions that ended before 1/7/2025 need authority, papers, deadline, fee and legal basis only; later
    ones must answer for every way of filing as well, be it with «chua_biet».
    """

    title: Text | None = None
    codes: tuple[NationalCode, ...] = ()
    suspended: Suspension | None = None
    warning: Fact | None = None
    authority: Fact | None = None
    papers: Papers | None = None
    deadline: Deadline | None = None
    committed: Committed | None = None
    fee: Fee | None = None
    counter: Fact | None = None
    post: Channel | None = None
    online: Channel | None = None
    who: Fact | None = None
    conditions: Fact | None = None
    steps: Fact | None = None
    result: Fact | None = None
    forms: tuple[Form, ...] = ()
    notes: tuple[Fact, ...] = ()
    legal: tuple[LegalAct, ...]
    legal_short: Text
    review: Review

    @model_validator(mode="after")
    def _complete(self) -> Edition:
        if self.suspended is not None:
            return self
        wanted = ["authority", "papers", "deadline", "fee"]
        if self.ends is None or self.ends >= TWO_TIER:
            wanted += ["counter", "post", "online", "who", "steps", "result"]
        missing = [name for name in wanted if getattr(self, name) is None]
        if missing:
            keys = ", ".join(f"«{key_of(name)}»" for name in missing)
            raise fault(f"bản này còn thiếu {keys}; điền vào, hoặc ghi «do_tin: chua_biet» trong mục đó")
        return self


class Relation(Entry):
    """Another procedure or matter that goes with this one, and why (what follows, which result is a paper).

    `first`: where it is needed, it must be finished before this one can be filed.
    """

    id: Id
    why: Text
    first: bool = False


class Procedure(Entry):
    """One administrative procedure with its permanent number (the printed code) and all its editions.

    Bundled services ("trọn gói") have no number. `shared_wordings` are names several procedures share;
    they lead to a choice, never to an answer. `needs` are notions without which a question is never about
    this procedure (a marriage without a foreign side is another matter).
    """

    number: Number | None = None
    id: Id
    name: Text
    short_name: Text
    field: Field
    bundle: bool = False
    wordings: Lines
    shared_wordings: Lines = ()
    needs: Lines = ()
    related: tuple[Relation, ...] = ()
    editions: tuple[Edition, ...]

    @field_validator("editions")
    @classmethod
    def _contiguous(cls, editions: tuple[Edition, ...]) -> tuple[Edition, ...]:
        for number, message in misfits([(edition.starts, edition.ends) for edition in editions]):
            raise fault(message, number, key_of("starts"))
        return editions

    @model_validator(mode="after")
    def _whole(self) -> Procedure:
        if self.bundle == (self.number is not None):
            raise fault("thủ tục phải có «so»; dịch vụ trọn gói («tron_goi: true») thì không có «so»")
        return self

    def in_force(self, day: date) -> Edition | None:
        """Give the edition in force on that day, or None: never the last known one instead."""
        return next((edition for edition in self.editions if edition.covers(day)), None)


def misfits(periods: Sequence[tuple[date, date | None]]) -> Iterator[tuple[int, str]]:
    """Periods stand in order of time, without overlap and without a gap: give each that does not, and why."""
    for number, ((_, ends), (starts, _)) in enumerate(pairwise(periods), 1):
        if ends is None or starts <= ends:
            yield (
                number,
                f"hai bản chồng lên nhau tại ngày {starts:%d/%m/%Y}; bản trước phải có «den_ngay» là ngày liền trước",
            )
        elif starts != ends + timedelta(days=1):
            yield (
                number,
                f"có khoảng trống giữa bản đến {ends:%d/%m/%Y} và bản từ {starts:%d/%m/%Y}; nối liền hai bản",
            )
