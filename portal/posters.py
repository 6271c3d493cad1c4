"""What is printed: every kind of sheet with its words, facts and codes, as of the day of printing (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from bot import codes
from bot.book import Book
from bot.codes import QUIET_ZONE, Code
from bot.procedures import Edition, Procedure
from bot.register import CodeState, PrintRun
from portal.gate import Promise
from portal.pages import FIELDS

OFFICE = "Bộ phận Một cửa Ngã Năm"
SUSPENDED = "Hiện không nhận hồ sơ"
NOT_IN_FORCE = "Hiện chưa có quy định áp dụng"
COMPOUNDS = """
bán lẻ rượu | bản sao | chi phí | chuyển trường | chấm dứt | chứng thực | chữ ký | cấp 2 | cấp lại | cấp đổi |
dân tộc | giấy phép | hằng tháng | hỗ trợ | hộ kinh doanh | hộ tịch | hợp thửa đất | khai sinh | khai tử | kết
hôn | lần đầu | mai táng | một cửa | mục đích | ngã năm | nhà ở | nước ngoài | sang tên | sổ gốc | sổ đỏ | sửa
giấy | thay đổi | thổ cư | thừa kế | trích lục | trợ cấp | tách thửa | tạm ngừng | văn bằng | xây dựng | xã hội
| yếu tố | đăng ký | đất đai | đổi dân tộc | đổi tên
"""
"""Words of several syllables that a line must not break."""
_COMPOUND = re.compile(rf"\b({'|'.join(' '.join(one.split()) for one in COMPOUNDS.split('|'))})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    """A kind of sheet: its template, and the side of a code with its quiet zone in millimetres."""

    template: str
    side: float
    home_side: float = 0


FORMATS: Mapping[str, Format] = {
    "a4": Format("poster", 154),
    "a5": Format("poster", 78),
    "a3": Format("index", 31, 53),
    "a6": Format("card", 0, 58),
    "tem": Format("stickers", 36),
}
"""A4 modules of 4.16 mm read from 1.3 m with 720 lines (3 pixels a module at a lens of 26 mm); A3 from 26 cm."""


@dataclass(frozen=True)
class Sheet:
    """One sheet to print: its file, what staff call it, the data of its template, what its codes must be."""

    file: str
    label: str
    template: str
    day: date
    data: Mapping[str, Any]
    promised: Mapping[str, Promise]


class Posters:
    """All sheets of a book for a host; with a print run, for its place and its numbers, dated its day."""

    def __init__(self, book: Book, public_url: str, day: date, run: PrintRun | None = None) -> None:
        self._book = book
        self._url = public_url
        self._run = run
        self._day = run.printed if run else day

    @property
    def sample(self) -> bool:
        """Say whether the host lies outside .gov.vn, so that every sheet is stamped BẢN MẪU."""
        return not (urlsplit(self._url).hostname or "").endswith(".gov.vn")

    @property
    def suffix(self) -> str:
        """Give the print run's suffix, empty without a run."""
        return self._run.suffix if self._run else ""

    def __iter__(self) -> Iterator[Sheet]:
        """Give every sheet: A4 and A5 per procedure, and for all procedures the index, the card, the stickers.

        A run of some numbers only has no index and no card. Codes that are no longer active are not printed.
        """
        items = [self._item(procedure) for procedure in self._printed()]
        for kind in ("a4", "a5"):
            for item in items:
                yield self._sheet(
                    kind, [item], f"{kind}/{item['number']}-{item['id']}", f"{item['number']} {item['name']}"
                )
        if not (self._run and self._run.numbers):
            yield self._sheet("a3", items, "a3-tat-ca", "tất cả thủ tục")
            yield self._sheet("a6", [], "a6-the-quay", "thẻ để quầy")
        yield self._sheet("tem", items, "tem", "tem dán")

    def codes(self) -> Iterator[tuple[str, Code]]:
        """Give the file name and the code of every procedure, and of the home page."""
        for procedure in self._printed():
            yield f"{procedure.number}-{procedure.id}", self._code(procedure.number or "")
        yield "trang-chu", self._home()

    def _printed(self) -> list[Procedure]:
        active = [code for code in self._book.register.printed_codes if code.state is CodeState.ACTIVE]
        wanted = self._run.numbers if self._run else ()
        return [self._book.procedures[code.id] for code in active if not wanted or code.number in wanted]

    def _code(self, number: str) -> Code:
        return codes.make(codes.short_address(self._url, number, self.suffix))

    def _home(self) -> Code:
        return codes.make(codes.short_address(self._url, ""))

    def _item(self, procedure: Procedure) -> dict[str, Any]:
        name, more = _split(procedure.short_name)
        edition = procedure.in_force(self._day)
        official = edition.title if edition and edition.title else procedure.name
        code = self._code(procedure.number or "")
        return {
            **_picture(code, f"Mã QR dẫn tới {code.text}: {procedure.name}"),
            "id": procedure.id,
            "number": procedure.number,
            "name": together(name),
            "more": together(more) if more else None,
            "official": together(official) if official != procedure.short_name else None,
            "field": FIELDS[procedure.field],
            "closed": _closed(edition),
            "since": f"{edition.starts:%d/%m/%Y}" if edition else None,
            "code": code,
        }

    def _sheet(self, kind: str, items: list[dict[str, Any]], file: str, name: str) -> Sheet:
        form, home = FORMATS[kind], self._home()
        promised = {one["code"].text: _promise(one["code"], form.side) for one in items}
        if form.home_side:
            promised[home.text] = _promise(home, form.home_side)
        label = f"{kind.upper()} {name}".replace("\u00a0", " ")
        single = items[0] if len(items) == 1 and kind in ("a4", "a5") else None
        data = {
            "kind": kind,
            "title": f"{label} - {OFFICE}",
            "office": together(OFFICE),
            "side": form.side or form.home_side,
            "sample": self.sample,
            "codes": [{key: value for key, value in one.items() if key != "code"} for one in items],
            "home": _picture(home, f"Mã QR dẫn tới {home.text}: trang chủ, tìm tất cả thủ tục"),
            "control": self._control(single),
            "form": "-".join(
                ["MC", kind.upper(), *([single["number"]] if single else []), *([self.suffix] if self.suffix else [])]
            ),
        }
        return Sheet(file, label, form.template, self._day, data, promised)

    def _control(self, single: Mapping[str, Any] | None) -> str:
        parts = [f"In ngày {self._day:%d/%m/%Y}"]
        parts += [f"bản áp dụng từ {single['since']}"] if single and single["since"] else []
        parts += [f"nơi dán: {self._run.place}"] if self._run else []
        return " · ".join(parts)


def together(text: str) -> str:
    """Join the syllables of compounds by blanks at which no line breaks."""
    return _COMPOUND.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _split(name: str) -> tuple[str, str | None]:
    """Take what stands in parentheses at the end of a name apart."""
    found = re.fullmatch(r"(.+?) (\(.+\))", name)
    return (found[1], found[2]) if found else (name, None)


def _picture(code: Code, alt: str) -> dict[str, str]:
    host, path = code.text.split("://", 1)[1].split("/", 1)
    return {"svg": code.svg(), "alt": alt, "address": host.lower() + (f"/{path}" if path else "")}


def _promise(code: Code, side: float) -> Promise:
    return Promise(code.level, side / (len(code.modules) + 2 * QUIET_ZONE))


def _closed(edition: Edition | None) -> str | None:
    if edition is None:
        return NOT_IN_FORCE
    return SUSPENDED if edition.suspended else None
