"""`make demo`: made-up dossiers in a store of their own, and the mark on every screen and message."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.town import eventually, free_port

MARK = "DỮ LIỆU MẪU"
READY = 90.0


def free_ports() -> int:
    """Three free ports in a row, as the demonstration wants them."""
    return next(port for _ in range(50) if (port := free_port()) < 65_000)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, Path]]:
    folder, port = tmp_path_factory.mktemp("demo"), free_ports()
    (folder / "knowledge").symlink_to(Path("knowledge").resolve())
    log = folder / "demo.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--sample", "--port", str(port)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        assert eventually(lambda: "Ctrl-C" in log.read_text(), READY), log.read_text()
        yield port, log.read_text(), folder
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  (loopback)
        return str(answer.read().decode())


def ask(port: int, text: str) -> str:
    """Say something as a new citizen; give the reply."""
    order = json.dumps({"text": text}).encode()
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_sim/say", order, kind)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  (loopback)
        citizen = json.loads(answer.read())["user_id"]
    lines: list[Any] = []
    until = time.monotonic() + 30
    while len(lines) < 2 and time.monotonic() < until:
        lines = json.loads(get(f"http://127.0.0.1:{port}/_sim/state?user_id={citizen}"))["lines"]
        time.sleep(0.1)
    return str(lines[-1]["text"])


def test_every_screen_and_message_is_marked(demo: tuple[int, str, Path]) -> None:
    port, log, folder = demo
    assert MARK in log
    for page in ("", "ho-so", "so-lieu", "so-lieu/bieu-do.svg", "01", "quay", "du-lieu", "du-lieu/so-lieu.csv"):
        assert MARK in get(f"http://127.0.0.1:{port + 1}/{page}"), page
    assert MARK in get(f"http://127.0.0.1:{port + 2}/")
    code = re.findall(r"MAU\d+", log)[0]
    for text in (code, "thống kê", "01", "xin chào"):
        assert ask(port, text).startswith(MARK), text
    assert "Ngày hẹn trả" in ask(port, code)
    assert (folder / "var" / "mau" / "counter.db").exists()
    assert not (folder / "var" / "counter.db").exists()
