"""`python -m bot dossiers import FILE`: what the counter's software exports, into the store, whole or not at all."""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from bot import archive, config, faults, knowledge, processes, samples, sampling, yamlfile
from bot.archive import Mixed, Stored
from bot.calendar import VIETNAM
from bot.columns import Layout, Reading, Taken, gathered
from bot.dossiers import Status
from bot.exports import CannotRead, Export, open_export
from bot.store import StoreError
from bot.wording import REPLY_KEYS

TEMPLATE = Path("mau") / "nhap-ho-so.mau.yaml"
"""The mapping that is used when none is named, below the knowledge folder."""
STEP = 1000
"""Rows between two steps of the progress bar."""
NAMED = 5
"""Unknown procedures, and rows passed over, that are named."""


@click.group()
def dossiers() -> None:
    """Hồ sơ đã tiếp nhận: nhập từ phần mềm một cửa."""


@dossiers.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path, dir_okay=False), help="Tệp ghép cột.")
@click.option("--counter", help="Mã quầy của cả tệp, khi tệp không có cột quầy.")
@click.option("--check", "only_check", is_flag=True, help="Chỉ kiểm tra, không nhập.")
def import_(file: Path, mapping_file: Path | None, counter: str | None, *, only_check: bool) -> None:
    """Nhập một tệp CSV, XLSX, XLS: có lỗi thì liệt kê hết theo dòng và không nhập gì."""
    settings = config.load()
    mapping_file = mapping_file or settings.knowledge.path / TEMPLATE
    mapping = read_mapping(mapping_file)
    now = time.time()
    taken = read_file(file, mapping, settings.knowledge.path, counter, now)
    click.echo(f"{len(taken.dossiers)} hồ sơ.{_left_out(taken)}")
    if only_check:
        return
    store = processes.open_store(settings)
    digest = hashlib.sha256(f"{_digest(file)} {_digest(mapping_file)} {counter}".encode()).hexdigest()
    try:
        stored = archive.store_all(store, taken.dossiers.values(), len(taken.dossiers), digest, now)
    except Mixed as error:
        _refuse([f"{error}; hồ sơ thật và dữ liệu mẫu không để chung. Chọn kho khác ở [storage] url"])
    except StoreError as error:
        _refuse([f"kho dữ liệu đang bận hoặc không ghi được ({error}); không nhập gì, thử lại sau ít phút"])
    click.echo(_told(stored))


@dossiers.command()
def sample() -> None:
    """Đổ hồ sơ, câu hỏi, lượt quét bịa ra vào một kho riêng, để xem thử (make demo)."""
    settings = config.load()
    now = time.time()
    today = datetime.fromtimestamp(now, VIETNAM).date()
    book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    try:
        made = sampling.fill(processes.open_store(settings), book, now)
    except Mixed as error:
        _refuse([f"{error}; dữ liệu mẫu cần kho riêng"])
    late = (one for one in made if one.open and one.late(today))
    tried = [next(late, None), *(next((one for one in made if one.status is status), None) for status in Status)]
    click.echo(f"{samples.MARK}: {len(made)} hồ sơ. Mã để thử: {', '.join(one.code for one in tried if one)}")


def read_mapping(file: Path) -> Layout:
    """Read a mapping file; all its faults at once end the command."""
    tree = yamlfile.read(file, str(file))
    mapping = faults.validate(tree, Layout)
    if not isinstance(mapping, Layout):
        _refuse([str(one) for one in sorted(set(tree.faults))])
    return mapping


def read_file(file: Path, mapping: Layout, folder: Path, counter: str | None, now: float) -> Taken:
    """Read a whole export with a progress bar; all its faults at once end the command."""
    try:
        # A spreadsheet needs twice its room while it is opened: the book is loaded only afterwards.
        export = open_export(file, mapping)
        book = knowledge.load(folder, REPLY_KEYS)
        reading = Reading(book, mapping, export.head, counter, datetime.fromtimestamp(now, VIETNAM).date())
        if found := [str(one) for one in reading.faults()]:
            _refuse([f"{file.name}: {one}" for one in found])
        _take(export, reading)
    except CannotRead as error:
        _refuse([f"{file.name}: {error}"])
    if reading.taken.faults:
        _refuse([f"{file.name}, {one}" for one in gathered(reading.taken.faults)], len(reading.taken.faults))
    if not reading.taken.dossiers:
        _refuse([f"{file.name}: không có hồ sơ nào dưới dòng tên cột"])
    return reading.taken


def _take(export: Export, reading: Reading) -> None:
    with click.progressbar(length=len(export), label="Đang đọc", file=sys.stderr) as bar:
        for number, row in export.rows():
            reading.take(number, row)
            if number % STEP == 0:
                bar.update(STEP)
        bar.update(len(export) % STEP)


def _refuse(lines: list[str], count: int | None = None) -> NoReturn:
    """Print everything that is wrong, how many times in all, that nothing was stored, and end with 1."""
    for line in lines:
        click.echo(f"LỖI {line}")
    click.echo(f"{count or len(lines)} lỗi. Chưa nhập gì; sửa hết rồi nhập lại.")
    sys.exit(1)


def _left_out(taken: Taken) -> str:
    """Say what was not stored although it stood in the file, so that staff can widen the mapping."""
    said = ""
    if other := taken.other_procedures:
        names = ", ".join(f"«{name}» {n}" for name, n in other.most_common(NAMED) if name)
        more = ", …" if len(other) > NAMED else ""
        said += f" {other.total()} hồ sơ thuộc thủ tục ngoài sổ{f': {names}{more}' if names else ''}."
    if taken.untold_reasons:
        said += f" {taken.untold_reasons} lý do trễ không có trong nhóm «ly_do_tre» nên không nhập."
    if taken.passed:
        rows = ", ".join(map(str, taken.passed[:NAMED])) + (", …" if len(taken.passed) > NAMED else "")
        said += f" Bỏ qua {len(taken.passed)} dòng không có mã, ngày nhận, ngày hẹn (dòng {rows})."
    return said


def _told(stored: Stored) -> str:
    if stored.before:
        return f"Tệp này đã nhập lúc {stored.before:%H:%M %d/%m/%Y}; không có gì thay đổi."
    same = stored.given - stored.added - stored.changed
    return f"Đã nhập: {stored.added} hồ sơ mới, {stored.changed} hồ sơ thay đổi, {same} hồ sơ giữ nguyên."


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
