"""A whole installation for tests: the simulator in this process, web and worker as real processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from bot.aliases import Aliases
from bot.store import Row, Store
from simulator import Simulator

IDS = {"app_id": "360846524940903967", "oa_id": "388613280878808645"}
SECRETS = {"app_secret": "town-app-secret", "oa_secret": "town-oa-secret", "refresh_token": "town-refresh"}
ALIASES = Aliases(SECRETS["oa_secret"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


class Town:
    """Starts everything on free ports in a folder of its own; kills and restarts on request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.simulator = Simulator(**IDS, **SECRETS, webhook_url=f"http://127.0.0.1:{self.port}/webhooks/zalo")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = folder / "town.log"

    def __enter__(self) -> Town:
        self.simulator.start()
        self.start("serve")
        self.start("work")
        assert eventually(self.healthy), self.log.read_text()
        assert eventually(lambda: '"working"' in self.log.read_text()), self.log.read_text()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self.processes):
            self.stop(name)
        self.simulator.stop()

    def environ(self) -> dict[str, str]:
        ours = {f"BOT_ZALO_{key.upper()}": value for key, value in {**IDS, **SECRETS}.items()}
        return {
            **os.environ,
            **ours,
            "BOT_ZALO_API_URL": self.simulator.url,
            "BOT_ZALO_OAUTH_URL": self.simulator.url,
            "BOT_WEB_PORT": str(self.port),
            "BOT_WEB_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "BOT_STORAGE_URL": f"sqlite:///{self.folder}/counter.db",
        }

    def start(self, name: str) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", name]
            self.processes[name] = subprocess.Popen(command, env=self.environ(), stderr=log)

    def kill(self, name: str) -> None:
        """SIGKILL: no goodbye."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self, name: str) -> int:
        """SIGTERM, and the exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(15)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def rows(self, sql: str) -> list[Row]:
        store = Store(f"sqlite:///{self.folder}/counter.db")
        try:
            with store.read() as connection:
                return connection.rows(sql)
        finally:
            store.forget_connection()

    def sent_to(self, user_id: str) -> list[str]:
        return [one.text for one in self.simulator.sent if one.user_id == user_id]
