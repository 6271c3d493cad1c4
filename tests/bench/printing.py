"""How long it takes to print: the wall set (25 A4 and the A3) and all sheets, gate included; codes a second."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot import codes
from bot.knowledge import load
from bot.wording import REPLY_KEYS
from portal.posters import Posters, Sheet
from portal.printing import print_all
from portal.typesetting import Typesetter

URL = "https://motcua.nganam.gov.vn"
DAY = date(2026, 11, 24)


class WallSet(Posters):
    """The A4 of every procedure and the A3 index."""

    def __iter__(self) -> Iterator[Sheet]:
        return (sheet for sheet in super().__iter__() if sheet.file.startswith(("a4/", "a3")))


def table() -> str:
    """Give the times as a Markdown table."""
    book = load(Path("knowledge"), REPLY_KEYS)
    rows = []
    for name, posters in (("25 A4 and the A3", WallSet(book, URL, DAY)), ("all sheets", Posters(book, URL, DAY))):
        count = len(list(posters))
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            print_all(posters, Path(folder), Typesetter(), lambda _sheet: None)
            seconds = time.perf_counter() - started
        rows.append(f"| {name}: {count} sheets set, drawn at four resolutions, read back, written | {seconds:.1f} s |")
    started, made = time.perf_counter(), 0
    for number in range(1, 26):
        code = codes.make(codes.short_address(URL, f"{number:02}"))
        made += bool(code.svg() and code.png())
    rate = made / (time.perf_counter() - started)
    rows.append(f"| codes made as SVG and PNG, one process | {rate:.0f} a second |")
    load_average = os.getloadavg()[0]
    note = f"Load of the machine when this ran: {load_average:.1f} on {os.cpu_count()} cores."
    return "\n".join(["| measure | value |", "|---|---|", *rows, "", note])


if __name__ == "__main__":
    print(table())
