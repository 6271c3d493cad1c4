"""What a printed sheet should tell today: what changed since it was printed, what became of its code (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot import codes, differences
from bot.book import Book
from bot.procedures import Procedure
from bot.register import CodeState, PrintedCode, PrintRun
from bot.sections import Words

KEYS = {
    "to_cu": frozenset({"ngay", "phan"}),
    "to_cu_hieu_luc": frozenset({"ngay"}),
    **{key: frozenset({"ngay", "ly_do"}) for key in ("ma_da_chuyen", "ma_da_gop", "ma_da_tach", "ma_da_bo")},
}
"""The wordings of this module and their placeholders."""


@dataclass(frozen=True)
class Notice:
    """Lines that stand above a page, and where to go on: procedures, or the link of another body."""

    lines: tuple[str, ...] = ()
    targets: tuple[Procedure, ...] = ()
    link: str | None = None


def notice(book: Book, number: str, suffix: str | None, today: date) -> Notice:
    """Tell what the reader of a printed code should know first; an empty notice when there is nothing.

    `number` has two digits; a suffix that is not in the register counts as none.
    """
    code = book.register.code(number)
    if code is None:
        return Notice()
    words, run = Words(book), book.register.run(suffix) if suffix else None
    lines = []
    if code.state is not CodeState.ACTIVE and code.day:
        reason = " ".join(code.reason)
        lines.append(words.fill(f"ma_{code.state.value}", ngay=f"{code.day:%d/%m/%Y}", ly_do=reason))
    if run and (parts := changed(book, code, run.printed, today)):
        key = "to_cu_hieu_luc" if differences.FORCE in parts else "to_cu"
        values = {"ngay": f"{run.printed.day}/{run.printed.month}/{run.printed.year}"}
        values |= {} if differences.FORCE in parts else {"phan": ", ".join(_lower(part) for part in parts)}
        lines.append(words.fill(key, **values))
    targets = tuple(book.procedures[one] for one in code.targets if one in book.procedures)
    return Notice(tuple(lines), targets, code.link)


def changed(book: Book, code: PrintedCode, printed: date, today: date) -> tuple[str, ...]:
    """Name the parts of a code's procedure that read differently today than on the day of printing."""
    if printed >= today:
        return ()
    return tuple(one.part for one in differences.of_procedure(code.id, book, printed, book, today))


@dataclass(frozen=True)
class OldSheet:
    """One sheet on a wall that is no longer up to date: its run, its number, the parts that changed."""

    run: PrintRun
    number: str
    parts: tuple[str, ...]


def out_of_date(book: Book, today: date) -> Iterator[OldSheet]:
    """Give every sheet that hangs somewhere and whose procedure reads differently since it was printed.

    Sheets of codes that are no longer active count as well, with the code's state as the part.
    """
    for run in book.register.runs:
        if run.taken_down is not None and run.taken_down <= today:
            continue
        for code in book.register.printed_codes:
            if run.numbers and code.number not in run.numbers:
                continue
            parts = changed(book, code, run.printed, today)
            gone = code.state is not CodeState.ACTIVE and code.day is not None and run.printed <= code.day <= today
            if parts or gone:
                yield OldSheet(run, code.number, (*((GONE,) if gone else ()), *parts))


GONE = "Mã không còn dùng"


def faults(book: Book, public_url: str) -> list[str]:
    """Say which suffixes make the code too large for the host name; none when every code fits."""
    found = []
    for run in book.register.runs:
        try:
            codes.make(codes.short_address(public_url, "01", run.suffix))
        except codes.CodeTooLong as error:
            found.append(f"knowledge/ma-in.yaml: đợt in {run.suffix} ({run.place}): {error}")
    return found


def _lower(part: str) -> str:
    return part[:1].lower() + part[1:]
