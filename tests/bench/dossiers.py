"""How long an import of 100,000 made-up rows takes, and how long a look-up among them."""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from bot.records import Records
from bot.store import Store
from tests.bench.load import percentile

ROWS = 100_000
LOOK_UPS = 5_000


def write(file: Path) -> None:
    """Write an export as the counter's software does, persons and all."""
    chance = random.Random(1)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        names = ("Mã hồ sơ", "Họ tên", "Điện thoại", "Thủ tục", "Ngày nhận", "Ngày hẹn trả", "Ngày có kết quả")
        writer.writerow((*names, "Trạng thái", "Hình thức nộp"))
        for number in range(ROWS):
            received = date(2025, 7, 1) + timedelta(days=chance.randrange(480))
            due = received + timedelta(days=chance.choice((1, 3, 5, 10)))
            days = [f"{one:%d/%m/%Y}" for one in (received, due, due)]
            row = (code(number), "Nguyễn Văn A", "0912345678", chance.choice(("01", "12", "Thủ tục khác")), *days)
            writer.writerow((*row, "Đã trả kết quả", chance.choice(("Trực tuyến", "Trực tiếp"))))


def code(number: int) -> str:
    return f"H13.45-{number:06}-0001"


def table() -> str:
    """Import into a store of its own, look up known and unknown codes, and give the times as a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        file, url = Path(folder) / "xuat.csv", f"sqlite:///{folder}/counter.db"
        write(file)
        words = [sys.executable, "-m", "bot", "dossiers", "import", str(file), "--counter", "phuong-nga-nam"]
        started = time.perf_counter()
        subprocess.run(words, env={**os.environ, "BOT_STORAGE_URL": url}, check=True, capture_output=True)
        took = time.perf_counter() - started
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        times, counted = look_ups(Store(url))
    return "\n".join(
        [
            "| measure | value |",
            "|---|---|",
            f"| import of {ROWS:,} rows (CSV), whole command | {took:.1f} s |",
            f"| largest memory of any command so far | {megabytes:.0f} MB |",
            f"| look-up, p50 | {percentile(times, 0.5):.2f} ms |",
            f"| look-up, p99 | {percentile(times, 0.99):.2f} ms |",
            f"| figures counted, once for an import | {counted:.0f} ms |",
        ]
    )


def look_ups(store: Store) -> tuple[list[float], float]:
    """Time look-ups as the worker does them, and the counting of all figures; milliseconds."""
    chance, records = random.Random(2), Records()
    with store.read() as connection:
        started = time.perf_counter()
        records.figures(connection)
        counted = (time.perf_counter() - started) * 1000
    times = []
    for number in range(LOOK_UPS):
        text = f"hồ sơ {code(chance.randrange(ROWS * 11 // 10))} tới đâu"
        started = time.perf_counter()
        with store.read() as connection:
            records.known(connection, text, f"{number}", 1_795_000_000.0 + number * 3600)
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times), counted
