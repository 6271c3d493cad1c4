"""Which column of an export holds what, and its rows read into dossiers; every fault by its row (pure)."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import Field, model_validator

from bot import cells
from bot.book import Book
from bot.cells import Cell, Row
from bot.dossiers import Dossier, Reason, Status, key, personal
from bot.facts import Entry, Lines, Text, fault
from bot.keys import key_of
from bot.words import fold

COLUMNS = {
    "ma_ho_so": "mã hồ sơ",
    "ngay_tiep_nhan": "ngày tiếp nhận",
    "ngay_hen_tra": "ngày hẹn trả",
    "han_luat_dinh": "hạn theo luật định",
    "ngay_co_ket_qua": "ngày có kết quả",
    "tinh_trang": "tình trạng",
    "ly_do_tre": "lý do trễ",
    "thu_tuc": "thủ tục",
    "quay": "quầy",
    "truc_tuyen": "nộp trực tuyến",
}
"""What a column may hold, by the name it has in a mapping file, and the same in words."""
NEEDED = ("ma_ho_so", "ngay_tiep_nhan", "ngay_hen_tra")
HEAD_ROWS = 30
"""Rows within which the row of column names must stand."""
SHOWN = 40
"""Letters of a cell that a fault repeats."""


class Layout(Entry):
    """A mapping file: the sheet, the counter of the whole file, column names, and words that stand in cells."""

    sheet: Text | None = None
    whole_counter: Text | None = None
    columns: dict[str, Lines]
    cell_words: dict[str, dict[str, Lines]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Layout:
        for name in self.columns:
            if name not in COLUMNS:
                raise fault(f"không có cột «{name}»; dùng được: {', '.join(COLUMNS)}", key_of("columns"), name)
        for name in NEEDED:
            if name not in self.columns:
                raise fault(f"thiếu cột «{name}» ({COLUMNS[name]})", key_of("columns"))
        allowed: dict[str, set[str]] = {"tinh_trang": {*Status}, "ly_do_tre": {*Reason}, "truc_tuyen": {"co", "khong"}}
        for name, words in self.cell_words.items():
            if name not in ("quay", "thu_tuc", *allowed):
                raise fault(f"không có nhóm từ «{name}»", key_of("cell_words"), name)
            for word in words if name in allowed else ():
                if word not in allowed[name]:
                    dung_duoc = ", ".join(sorted(allowed[name]))
                    raise fault(f"không có «{word}»; dùng được: {dung_duoc}", key_of("cell_words"), name, word)
        return self


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in an export: the row as the spreadsheet counts it (0: the file itself), and what to do."""

    row: int
    message: str

    def __str__(self) -> str:
        """Write «dòng 12: ...»."""
        return f"dòng {self.row}: {self.message}" if self.row else self.message


def gathered(faults: Iterable[Wrong]) -> list[str]:
    """Write faults, the same one of several rows once with all its rows: «dòng 2-5, 9: ...»."""
    rows: dict[str, list[int]] = {}
    for one in faults:
        rows.setdefault(one.message, []).append(one.row)
    return [f"dòng {_spans(numbers)}: {message}" if numbers[0] else message for message, numbers in rows.items()]


def _spans(numbers: Sequence[int]) -> str:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number <= spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)


@dataclass(frozen=True)
class Head:
    """Where the names of the columns stand: the number of the last row of names, and the place of each column."""

    row: int
    places: Mapping[str, int]


@dataclass
class Taken:
    """What was read: the dossiers by code, all faults, and what told nothing that can be stored.

    `other_procedures` counts the names that the book does not know; `passed` are the rows that hold no dossier.
    """

    dossiers: dict[str, Dossier] = field(default_factory=dict)
    faults: list[Wrong] = field(default_factory=list)
    other_procedures: Counter[str] = field(default_factory=Counter)
    untold_reasons: int = 0
    passed: list[int] = field(default_factory=list)


def head(rows: Sequence[Row], mapping: Layout) -> Head | Wrong:
    """Find the row of column names, also in two rows under a merged cell; or say which names are missing."""
    best: tuple[str, ...] = NEEDED
    for number, row in enumerate(rows[:HEAD_ROWS], 1):
        below = rows[number] if number < len(rows) else ()
        for last, names in ((number, [str(cell or "") for cell in row]), (number + 1, _merged(row, below))):
            places = _places(names, mapping)
            if isinstance(places, Wrong):
                return Wrong(number, places.message)
            missing = tuple(name for name in NEEDED if name not in places)
            if not missing:
                return Head(last, places)
            if len(missing) < len(best):
                best = missing
    wanted = "; ".join(f"{COLUMNS[name]} ({' | '.join(mapping.columns[name])})" for name in best)
    return Wrong(0, f"không thấy dòng tên cột; thiếu cột: {wanted}. Ghi tên cột đúng như trong tệp vào tệp ghép cột")


def _merged(above: Row, below: Row) -> list[str]:
    """Join two rows of names: a merged cell stands in its first column and counts for the blank ones after it."""
    names, last = [], ""
    for place in range(max(len(above), len(below))):
        upper = str((above[place] if place < len(above) else "") or "").strip()
        lower = str((below[place] if place < len(below) else "") or "").strip()
        last = upper or last
        names.append(f"{last} {lower}" if lower else upper)
    return names


def _places(names: Sequence[str], mapping: Layout) -> dict[str, int] | Wrong:
    folded = [fold(name) for name in names]
    places: dict[str, int] = {}
    for column, wordings in mapping.columns.items():
        found = [place for place, name in enumerate(folded) if name and name in {fold(one) for one in wordings}]
        if len(found) > 1:
            return Wrong(
                0, f"có {len(found)} cột cùng là «{COLUMNS[column]}»; bỏ bớt trong tệp hoặc trong tệp ghép cột"
            )
        if found:
            places[column] = found[0]
    return places


class Reading:
    """Reads the rows of one export by a mapping and a book, as of today."""

    def __init__(self, book: Book, mapping: Layout, found: Head, counter: str | None, today: date) -> None:
        self._book, self._today, self._places = book, today, found.places
        self._counter = counter or mapping.whole_counter
        words = {name: _by_word(mapping.cell_words.get(name, {})) for name in ("quay", "thu_tuc", "truc_tuyen")}
        self._counters = {**_counters(book), **words["quay"]}
        self._procedures = {**_procedures(book), **words["thu_tuc"]}
        self._online = words["truc_tuyen"]
        self._statuses = _by_word(mapping.cell_words.get("tinh_trang", {}))
        self._reasons = _by_word(mapping.cell_words.get("ly_do_tre", {}))
        self._days: dict[Cell, date | None] = {}
        self.taken = Taken()
        self._rows: dict[str, int] = {}

    def faults(self) -> Iterator[Wrong]:
        """Say what makes the whole file unreadable: no counter, or ids that the book does not know."""
        known = {one.id for one in self._book.offices.counters}
        named = {*self._counters.values(), *([self._counter] if self._counter else [])}
        for one in sorted(named - known):
            yield Wrong(0, f"không có quầy «{one}»; dùng được: {', '.join(sorted(known))}")
        for one in sorted(set(self._procedures.values()) - set(self._book.procedures)):
            yield Wrong(0, f"không có thủ tục «{one}» trong sổ; xem mã («ma») trong thu-tuc/")
        if not self._counter and "quay" not in self._places:
            yield Wrong(0, "chưa biết hồ sơ của quầy nào; thêm --counter MÃ, hoặc «quay_cua_tep» trong tệp ghép cột")

    def take(self, number: int, row: Row) -> None:
        """Read one row, the `number`th of the sheet; sums and signatures hold nothing that a dossier needs."""
        if all(cells.text(self._cell(row, name)) == "" for name in NEEDED):
            if any(cell not in (None, "") for cell in row):
                self.taken.passed.append(number)
            return
        before = len(self.taken.faults)
        dossier = self._dossier(number, row)
        if dossier is None or len(self.taken.faults) > before:
            return
        other = self.taken.dossiers.get(dossier.code)
        if other is not None and other != dossier:
            self._wrong(number, f"mã hồ sơ trùng với dòng {self._rows[dossier.code]} nhưng nội dung khác; giữ một dòng")
            return
        self.taken.dossiers[dossier.code] = dossier
        self._rows.setdefault(dossier.code, number)

    def _dossier(self, number: int, row: Row) -> Dossier | None:
        code = self._code(number, self._cell(row, "ma_ho_so"))
        received = self._day(number, row, "ngay_tiep_nhan")
        due = self._day(number, row, "ngay_hen_tra")
        legal_due = self._day(number, row, "han_luat_dinh")
        done = self._day(number, row, "ngay_co_ket_qua")
        counter = self._where(number, row, received)
        status = self._status(number, row, done)
        if not (code and received and due and counter and status):
            return None
        self._order(number, received, {"due": due, "legal_due": legal_due, "done": done})
        if status in (Status.READY, Status.HANDED) and done is None:
            self._wrong(number, "đã có kết quả mà thiếu ngày có kết quả")
        procedure = self._procedures.get(cells.word(self._cell(row, "thu_tuc")), "")
        if not procedure:
            self.taken.other_procedures[cells.text(self._cell(row, "thu_tuc"))[:SHOWN]] += 1
        online = self._online.get(cells.word(self._cell(row, "truc_tuyen")))
        reason = self._reason(row) if (done or self._today) > due else None
        days = (received, due, legal_due, done)
        return Dossier(code, counter, procedure, status, *days, reason, None if online is None else online == "co")

    def _order(self, number: int, received: date, days: Mapping[str, date | None]) -> None:
        for name, words in (("due", "ngày hẹn trả"), ("legal_due", "hạn theo luật"), ("done", "ngày có kết quả")):
            day = days[name]
            if day and day < received:
                self._wrong(number, f"{words} {day:%d/%m/%Y} đứng trước ngày tiếp nhận {received:%d/%m/%Y}")
        for day, words in ((received, "ngày tiếp nhận"), (days["done"], "ngày có kết quả")):
            if day and day > self._today:
                self._wrong(number, f"{words} {day:%d/%m/%Y} ở tương lai")

    def _code(self, number: int, cell: Cell) -> str | None:
        text = re.sub(r'^="(.*)"$', r"\1", cells.text(cell))
        code = key(text)
        if not text:
            self._wrong(number, "thiếu mã hồ sơ")
        elif code is None:
            self._wrong(number, f"«{text[:SHOWN]}» không phải mã hồ sơ (chữ và số, có ít nhất 3 chữ số)")
        elif personal(text):
            self._wrong(number, "chỗ mã hồ sơ lại là số điện thoại hoặc số giấy tờ tùy thân; xem lại tên cột")
            return None
        return code

    def _day(self, number: int, row: Row, column: str) -> date | None:
        cell = self._cell(row, column)
        if cells.text(cell) == "":
            if column in NEEDED:
                self._wrong(number, f"thiếu {COLUMNS[column]}")
            return None
        if cell not in self._days:
            self._days[cell] = cells.read_day(cell)
        day = self._days[cell]
        if day is None:
            self._wrong(number, f"{COLUMNS[column]}: không có ngày «{cells.text(cell)[:SHOWN]}»; viết như 28/04/2026")
        return day

    def _where(self, number: int, row: Row, received: date | None) -> str | None:
        word = cells.word(self._cell(row, "quay"))
        counter = self._counters.get(word) if word else self._counter
        if counter is None:
            what = f"chưa biết quầy «{cells.text(self._cell(row, 'quay'))[:SHOWN]}»" if word else "thiếu quầy"
            self._wrong(number, f"{what}; ghi vào nhóm «quay» của tệp ghép cột")
            return None
        office = next((one for one in self._book.offices.counters if one.id == counter), None)
        if office and received and office.in_force(received) is None:
            self._wrong(number, f"quầy «{counter}» không hoạt động vào ngày {received:%d/%m/%Y}")
        return counter

    def _status(self, number: int, row: Row, done: date | None) -> Status | None:
        word = cells.word(self._cell(row, "tinh_trang"))
        if not word:
            return Status.READY if done else Status.WORKING
        if word not in self._statuses:
            told = cells.text(self._cell(row, "tinh_trang"))[:SHOWN]
            self._wrong(number, f"chưa biết tình trạng «{told}»; ghi vào nhóm «tinh_trang» của tệp ghép cột")
            return None
        return Status(self._statuses[word])

    def _reason(self, row: Row) -> Reason | None:
        word = cells.word(self._cell(row, "ly_do_tre"))
        self.taken.untold_reasons += bool(word) and word not in self._reasons
        return Reason(self._reasons[word]) if word in self._reasons else None

    def _cell(self, row: Row, column: str) -> Cell:
        place = self._places.get(column)
        return row[place] if place is not None and place < len(row) else None

    def _wrong(self, number: int, message: str) -> None:
        self.taken.faults.append(Wrong(number, sys.intern(message)))


def _by_word(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(wording): name for name, wordings in words.items() for wording in (name, *wordings)}


def _counters(book: Book) -> dict[str, str]:
    """Counters by their ids and by the names they have now or had; a name of several counters says nothing."""
    return _sole((word, one.id) for one in book.offices.counters for word in (one.id, *(e.name for e in one.editions)))


def _procedures(book: Book) -> dict[str, str]:
    """Procedures by number, id, names of all editions, and national codes."""
    return _sole(
        (word, one.id)
        for one in book.procedures.values()
        for word in (one.number or one.id, one.id, one.name, one.short_name, *_titles(one.editions))
    )


def _titles(editions: Iterable[Any]) -> Iterator[str]:
    for edition in editions:
        yield from (edition.title,) if edition.title else ()
        yield from (code.id for code in edition.codes)


def _sole(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for word, name in pairs:
        found.setdefault(fold(str(word)), set()).add(name)
    return {word: next(iter(names)) for word, names in found.items() if word and len(names) == 1}
