"""What staff should know of a sound book: unknown facts, reviews due, undecided years, nothing in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bot.calendar import YearState
from bot.facts import Confidence, Entry, Review, Sourced
from bot.files import COMPLAINTS, Files
from bot.procedures import Available
from bot.yamlfile import Path_, Tree

AHEAD = timedelta(days=90)


def not_in_force(files: Files, day: date) -> Iterator[str]:
    """Name the procedures that have no edition in force on that day, or a suspended one."""
    for tree, procedure in files.procedures:
        edition = procedure.in_force(day)
        if edition is None:
            yield f"{tree.file}: không có bản nào áp dụng ngày {day:%d/%m/%Y}; bot nói vậy với người dân"
        elif edition.suspended:
            yield f"{tree.file}: ngày {day:%d/%m/%Y} đang ngừng thực hiện"


def reviews(files: Files, day: date) -> Iterator[tuple[str, Review]]:
    """Give every review of an edition that is in force on that day or later, with its place."""
    for tree, procedure in files.procedures:
        for number, edition in enumerate(procedure.editions):
            if edition.ends is None or edition.ends >= day:
                yield f"{tree.file}:{tree.line(('ban', number, 'kiem_tra'))}", edition.review
    offices = files.value("quay.yaml")
    for number, counter in enumerate(offices.counters if offices else ()):
        for inner, edition in enumerate(counter.editions):
            if edition.ends is None or edition.ends >= day:
                line = files.trees["quay.yaml"].line(("quay", number, "ban", inner, "kiem_tra"))
                yield f"knowledge/quay.yaml:{line}", edition.review


def overdue(files: Files, day: date) -> Iterator[str]:
    """Name the reviews whose day has passed."""
    for place, review in reviews(files, day):
        if review.due < day:
            yield f"{place}: quá hạn rà soát từ {review.due:%d/%m/%Y}"


def undecided(files: Files, day: date) -> Iterator[str]:
    """Name the years whose days off are still provisional, and a year ahead of which nothing is known.

    A deadline may run three months ahead, so the year of that later day counts too.
    """
    calendar = files.value("lich.yaml")
    for number in sorted({day.year, (day + AHEAD).year}):
        if calendar and calendar.year(number) is None:
            yield f"knowledge/lich.yaml:1: chưa có lịch nghỉ năm {number}; thêm năm ấy, «tinh_trang: tam_tinh»"
    for number, year in enumerate(calendar.years if calendar else ()):
        if year.state is YearState.PROVISIONAL:
            line = files.trees["lich.yaml"].line(("nam_lich", number))
            yield f"knowledge/lich.yaml:{line}: lịch nghỉ năm {year.year} còn tạm tính"


def open_facts(files: Files, day: date) -> Iterator[str]:
    """Name every unknown fact and missing form in force on that day or later, and who should fill it."""
    for tree, procedure in files.procedures:
        for number, edition in enumerate(procedure.editions):
            if edition.ends is None or edition.ends >= day:
                yield from _unknown(tree, edition, ("ban", number))
                if not edition.forms and not edition.suspended:
                    place = f"{tree.file}:{tree.line(('ban', number))}"
                    yield f"{place}: chưa có «bieu_mau»; người điền: {edition.review.by}"
    offices = files.value("quay.yaml")
    for number, counter in enumerate(offices.counters if offices else ()):
        for inner, edition in enumerate(counter.editions):
            if edition.ends is None or edition.ends >= day:
                yield from _unknown(files.trees["quay.yaml"], edition, ("quay", number, "ban", inner))
    if complaints := files.value(COMPLAINTS):
        yield from _unknown(files.trees[COMPLAINTS], complaints, ())


def _unknown(tree: Tree, value: Any, place: Path_) -> Iterator[str]:
    """Walk a block and name each unknown fact with who should fill it."""
    unknown = getattr(value, "available", None) is Available.UNKNOWN
    if isinstance(value, Sourced) and (unknown or value.confidence is Confidence.UNKNOWN):
        key = next((part for part in reversed(place) if isinstance(part, str)), "")
        yield f"{tree.file}:{tree.line(place)}: «{key}» chưa biết; người điền: {value.filled_by or 'cán bộ quầy'}"
    if isinstance(value, Entry):
        for name, info in type(value).model_fields.items():
            yield from _unknown(tree, getattr(value, name), (*place, str(info.alias)))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _unknown(tree, inner, (*place, number))


def open_count(files: Files, day: date) -> Iterator[str]:
    """Say how many facts are unknown."""
    count = sum(1 for _ in open_facts(files, day))
    if count:
        yield f"còn {count} chỗ chưa biết; xem: python -m bot check --open"
