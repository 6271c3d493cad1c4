"""Everything of `make run` in one process tree: simulator, web process, worker; no account, no credentials."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bot.processes import CannotStart

STATE = Path("var")
SAMPLES = "mau"
COUNTER_KEY = "counter_key"
READY_SECONDS = 20.0


def run(first_port: int, *, sample: bool = False) -> None:
    """Start everything, print the addresses, and end everything at Ctrl-C. Raises CannotStart.

    With `sample` in a folder of its own, whose store holds made-up dossiers and marks everything shown.
    """
    state = STATE / SAMPLES if sample else STATE
    chat, portal, trial = first_port, first_port + 1, first_port + 2
    environ = {**os.environ, **_environment(_secrets(state), chat, portal, state)}
    for port in (chat, portal, trial):
        _check_free(port)
    python = [sys.executable, "-m"]
    if sample and subprocess.run([*python, "bot", "dossiers", "sample"], env=environ, check=False).returncode:
        raise CannotStart(f"không tạo được dữ liệu mẫu; xóa thư mục {state} rồi chạy lại")
    webhook = f"http://127.0.0.1:{portal}/webhooks/zalo"
    simulator = ["simulator", "--port", str(chat), "--webhook", webhook, "--state", str(state / "simulator.json")]
    children = [subprocess.Popen([*python, *simulator], env=environ, stdout=subprocess.DEVNULL)]
    children += [
        subprocess.Popen([*python, "bot", command], env=environ, stderr=_log(state, command))
        for command in ("serve", "work")
    ]
    children.append(
        subprocess.Popen([*python, "portal", "trial", "--port", str(trial)], env=environ, stderr=_log(state, "trial"))
    )
    for number in (signal.SIGINT, signal.SIGTERM):  # also where the shell had told us to ignore Ctrl-C
        signal.signal(number, signal.default_int_handler)
    try:
        _await_ready(children, f"http://127.0.0.1:{portal}/healthz", state)
        _welcome(chat, portal, trial)
        parent = os.getppid()
        while all(child.poll() is None for child in children):
            if os.getppid() != parent:  # make or the terminal was killed: nobody is left to press Ctrl-C
                raise KeyboardInterrupt
            time.sleep(0.2)
        raise CannotStart(f"một tiến trình đã dừng bất ngờ; xem {state}/serve.log và {state}/work.log")
    except KeyboardInterrupt:
        print("\nĐang dừng ...", flush=True)  # noqa: T201
    finally:
        _end(children)


def _welcome(chat: int, portal: int, trial: int) -> None:
    print(  # noqa: T201
        f"\n  Trò chuyện thử (giả lập Zalo):  http://127.0.0.1:{chat}/"
        f"\n  Cổng Bộ phận Một cửa:           http://127.0.0.1:{portal}/"
        f"\n  Thử tệp tri thức (cho cán bộ):  http://127.0.0.1:{trial}/"
        f"\n  Tình trạng:                     http://127.0.0.1:{portal}/healthz"
        f"\n\n  Dừng: Ctrl-C\n",
        flush=True,
    )


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CannotStart(f"cổng {port} đang bận hoặc không dùng được; thử: make run PORT=9000") from error


def _secrets(state: Path) -> dict[str, str]:
    """Draw the demo's own ids and secrets once, into a file that its owner alone can read."""
    file = state / "demo-secrets.json"
    try:
        state.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            drawn = {
                "app_id": str(secrets.randbelow(9 * 10**17) + 10**17),
                "oa_id": str(secrets.randbelow(9 * 10**17) + 10**17),
                **{key: secrets.token_hex(20) for key in ("app_secret", "oa_secret", "refresh_token", COUNTER_KEY)},
            }
            with open(file, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as handle:
                json.dump(drawn, handle)
        value: dict[str, str] = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise CannotStart(f"không ghi được thư mục {state.resolve()} ({error}); kiểm tra quyền và chỗ trống") from error
    return value


def _environment(drawn: dict[str, str], chat: int, portal: int, state: Path) -> dict[str, str]:
    simulator = f"http://127.0.0.1:{chat}"
    account = {key: value for key, value in drawn.items() if key != COUNTER_KEY}
    ours = {f"BOT_ZALO_{key.upper()}": value for key, value in account.items()}
    ours |= {f"BOT_WEB_{COUNTER_KEY.upper()}": drawn[COUNTER_KEY]} if COUNTER_KEY in drawn else {}
    theirs = {f"SIM_{key.upper()}": value for key, value in account.items()}
    return {
        **ours,
        **theirs,
        "BOT_ZALO_API_URL": simulator,
        "BOT_ZALO_OAUTH_URL": simulator,
        "BOT_WEB_PUBLIC_URL": f"http://127.0.0.1:{portal}",
        "BOT_WEB_PORT": str(portal),
        "BOT_STORAGE_URL": f"sqlite:///{state / 'counter.db'}",
    }


def _log(state: Path, name: str) -> int:
    return os.open(state / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _await_ready(children: list[subprocess.Popen[bytes]], health: str, state: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        dead = next((child for child in children if child.poll() is not None), None)
        if dead is not None:
            raise CannotStart(f"không khởi động được; xem {state}/serve.log và {state}/work.log")
        try:
            with urllib.request.urlopen(health, timeout=1) as answer:  # noqa: S310  (our own loopback address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise CannotStart(f"không sẵn sàng sau {READY_SECONDS:.0f} giây; mở {health} để xem lý do")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    until = time.monotonic() + 10
    for child in children:
        try:
            child.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
