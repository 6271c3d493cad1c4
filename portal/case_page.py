"""The page of one's own papers: a question a page, then the list, then what is missing of it at the counter (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from bot import case_words, codes
from bot.book import Book
from bot.checklists import Case, Standing, begin, read, read_missing, write_missing
from bot.procedures import Procedure
from bot.sections import UNCHECKED, Words
from portal.sheet import Notice, Part, sheet

CODE, COUNTER, TICKED, LETTERS, COUNTED = "c", "quay", "thieu", "t", "ghi"
"""What addresses and forms hold: the code of the answers, the counter's view, the ticked places from 1, the letters
that stand for them, and whether they were counted."""
OF_FORM = "thu_tuc"
"""Sent by the form alone: a form without a tick sends no box."""
LONGEST, TICKS = 200, 60
"""Characters of a field, and ticked boxes, that are read."""
WRONG_LIST = Notice(
    "Phần giấy còn thiếu không đọc được", ("Xem lại danh sách đủ dưới đây, hoặc quét lại mã.",), grave=True
)
NOTHING_TICKED = Notice(
    "Chưa đánh dấu giấy nào", ("Không thiếu giấy nào thì nhận hồ sơ. Còn thiếu thì đánh dấu giấy đó.",)
)
NOT_KNOWN = Notice(
    "Hôm nay không có danh sách giấy tờ cho thủ tục này",
    ("Anh chị xem trang của thủ tục, hoặc hỏi tại quầy.",),
    grave=True,
)
TOLD = {
    Standing.OLD: Notice(
        "Mã này của danh sách trước",
        ("Quy định hoặc câu hỏi đã đổi từ lúc có mã. Anh chị trả lời lại vài câu.",),
        grave=True,
    ),
    Standing.WRONG: Notice(
        "Mã này không đọc được",
        ("Có thể gõ nhầm chữ, hoặc mã của thủ tục khác. Anh chị trả lời vài câu để có danh sách.",),
        grave=True,
    ),
}


@dataclass(frozen=True)
class Asked:
    """What an address or a form asks for, as it was sent."""

    code: str = ""
    counter: bool = False
    ticked: tuple[str, ...] = ()
    sent: bool = False
    letters: str = ""
    counted: str = ""


def asked(fields: Mapping[str, Sequence[str]]) -> Asked:
    """Read what an address or a form sent; whatever is too long is cut."""
    given = {name: (fields.get(name) or ("",))[0].strip()[:LONGEST] for name in (CODE, COUNTER, LETTERS, COUNTED)}
    counter, ticked = given[COUNTER] == "1", tuple(fields.get(TICKED, ()))[:TICKS]
    sent = TICKED in fields or (counter and OF_FORM in fields)
    return Asked(given[CODE], counter, ticked, sent, given[LETTERS], given[COUNTED])


@dataclass(frozen=True)
class CasePage:
    """A page of one's own papers: `case` is None where no papers are known; `missing` holds places from 0.

    `address` leads back to this very list (its short form where the procedure has a number).
    """

    procedure: Procedure
    case: Case | None
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    notices: tuple[Notice, ...]
    facts: tuple[Part, ...]
    counter: bool
    missing: tuple[int, ...]
    address: str
    unchecked: str
    counted: str

    @property
    def settled(self) -> bool:
        """Say whether there is a list to show."""
        return self.case is not None and self.case.question is None

    @property
    def present(self) -> tuple[str, ...]:
        """The papers that are there already, when some are missing."""
        return tuple(line for place, line in enumerate(self.lines) if place not in self.missing)


def case_page(book: Book, procedure: Procedure, asked: Asked, day: date) -> CasePage:
    """Set the page for what was asked, as of a day; whatever cannot be read is said, never guessed."""
    words = Words(book)
    case, notices = _case(procedure, asked.code, day)
    settled = case is not None and case.question is None
    lines = case_words.lines(case) if case and settled else ()
    missing: tuple[int, ...] = ()
    if case and settled:
        missing, told = _missing(case, asked, len(lines))
        notices += told
    letters = f"&{LETTERS}={write_missing(case, missing)}" if case and missing else ""
    shown = sheet(book, procedure, day)
    unchecked = any(line.endswith(UNCHECKED) for line in (*lines, *(f.groups[0].lines[0] for f in shown.facts)))
    return CasePage(
        procedure=procedure,
        case=case,
        lines=lines,
        notes=case_words.notes(words, case) if case and settled else (),
        notices=(*notices, *shown.notices),
        facts=tuple(one for one in shown.facts if one.anchor in ("noi-nop", "le-phi")) if settled else (),
        counter=asked.counter and settled and not missing,
        missing=missing,
        address=f"{case_words.address(procedure, case.code)}{letters}" if case else "",
        unchecked=words["chu_thich"] if settled and unchecked else "",
        counted=asked.counted if missing else "",
    )


@lru_cache(maxsize=512)
def qr(url: str, address: str) -> str:
    """Draw the code of a list's address as SVG of a fixed size; the host stands in capitals, which keeps it small."""
    parts = urlsplit(url)
    drawn = codes.of_list(f"{parts.scheme}://{parts.netloc.upper()}{address}").svg()
    return drawn.replace("<svg ", '<svg width="168" height="168" ', 1)


def places(ticked: Iterable[str], papers: int) -> tuple[int, ...]:
    """Read ticked boxes, numbered from 1, as places from 0; what is no number of the list is left out."""
    numbers = (int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) <= 3)
    return tuple(sorted({number - 1 for number in numbers if 1 <= number <= papers}))


def _case(procedure: Procedure, code: str, day: date) -> tuple[Case | None, tuple[Notice, ...]]:
    case = begin(procedure, day)
    if case is None:
        return None, (NOT_KNOWN,)
    if not code:
        return case, ()
    standing, found = read(procedure, code, day)
    return (found, ()) if found else (case, (TOLD[standing],))


def _missing(case: Case, asked: Asked, papers: int) -> tuple[tuple[int, ...], tuple[Notice, ...]]:
    if asked.letters:
        found = read_missing(case, asked.letters)
        return (found or (), ()) if found is not None else ((), (WRONG_LIST,))
    found = places(asked.ticked, papers)
    return found, (NOTHING_TICKED,) if asked.sent and not found else ()
