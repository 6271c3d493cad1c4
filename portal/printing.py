"""Printing to a folder: every sheet typeset, drawn, read back, and only then written."""

from __future__ import annotations

import errno
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

from bot.codes import LARGEST_VERSION
from portal import gate
from portal.posters import Posters, Sheet
from portal.typesetting import CannotTypeset, Typesetter

REASONS = {
    errno.ENOSPC: "ổ đĩa đầy; xóa bớt, hoặc chọn thư mục ở ổ khác",
    errno.EACCES: "không có quyền ghi; chọn thư mục khác",
    errno.EROFS: "ổ đĩa chỉ cho đọc; chọn thư mục khác",
    errno.ENOTDIR: "một phần đường dẫn là tệp, không phải thư mục; chọn thư mục khác",
    errno.EEXIST: "đường dẫn là tệp, không phải thư mục; chọn thư mục khác",
}
"""What keeps a file from being written, and what to do."""


class PrintFaults(Exception):
    """Some sheets are not fit to print; the others were written."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class CannotWrite(Exception):
    """The folder cannot be written: who is in the way, and what to do."""


def print_all(posters: Posters, folder: Path, typesetter: Typesetter, told: Callable[[Sheet], None]) -> list[Path]:
    """Write every sheet that passes the gate, and the codes as SVG and PNG; `told` hears of each sheet done.

    Raises PrintFaults with every fault of every sheet, CannotWrite at the first file that cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from None
    sheets, faults, written = list(posters), [], []
    context = multiprocessing.get_context("spawn")  # threads of the caller must not be forked
    with ProcessPoolExecutor(min(len(sheets), os.cpu_count() or 1), context) as pool:
        waiting = []
        for sheet in sheets:
            try:
                pdf = typesetter.typeset(sheet.template, sheet.data, sheet.day)
            except CannotTypeset as error:
                faults.append(f"{sheet.label}: {error}")
                continue
            waiting.append((sheet, pdf, pool.submit(gate.examine, pdf, sheet.promised, LARGEST_VERSION)))
        for sheet, pdf, found in waiting:
            if problems := found.result():
                faults += [f"{sheet.label}: {problem}" for problem in problems]
            else:
                written.append(_save(folder / f"{sheet.file}.pdf", pdf))
            told(sheet)
    for name, code in posters.codes():
        written.append(_save(folder / "ma" / f"{name}.svg", code.svg().encode()))
        written.append(_save(folder / "ma" / f"{name}.png", code.png()))
    if faults:
        raise PrintFaults(faults)
    return written


def _save(file: Path, data: bytes) -> Path:
    """Write a file whole or not at all; CannotWrite otherwise."""
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(exist_ok=True)
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise cannot_write(file, error) from None
    return file


def cannot_write(place: Path, error: OSError) -> CannotWrite:
    """Say which place cannot be written, why, and what to do."""
    return CannotWrite(f"không ghi được {place}: {REASONS.get(error.errno or 0, error.strerror)}")
