"""The whole way of a message: our share of webhook-to-reply, start, memory, and a backlog of 10,000 drained."""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

from bot import inbox
from bot.store import Store
from simulator.account import new_user_id
from tests.bench.load import percentile
from tests.town import IDS, Town, eventually

LATENCY_MS = 100
"""What one call to Zalo takes in these runs; the accepted send is stamped in the middle of it."""
RATE, SECONDS = 50.0, 12.0
BACKLOG, SENDERS = 10_000, 500
TARGETS = {
    "our share of webhook-to-reply at 50 a second, p50": ("ms", "below 15"),
    "the same, p99": ("ms", "below 50"),
    "start of both processes to ready, empty store": ("s", "below 4"),
    "memory of web and worker together (PSS)": ("MB", "below 250"),
    "a backlog of 10,000: drained": ("messages a second", "at least 150"),
    "citizens of the backlog answered out of order": ("", "0"),
    "a new citizen's question in the middle of the backlog, answered after": ("s", ""),
}


class BenchTown(Town):
    """A town without limits, against a Zalo that takes its usual time."""

    def environ(self) -> dict[str, str]:
        opened = {"LIMITS_CITIZEN_PER_MINUTE": 10**6, "LIMITS_TOTAL_PER_MINUTE": 10**6, "ZALO_SENDS_PER_MINUTE": 10**5}
        return {**super().environ(), **{f"BOT_{name}": str(value) for name, value in opened.items()}}

    def memory(self) -> float:
        """Proportional memory of both processes in MB."""
        total = 0
        for process in self.processes.values():
            text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
            total += int(found[1]) if found else 0
        return total / 1000


def table() -> str:
    """Measure everything in turn and give a Markdown table with the targets."""
    with tempfile.TemporaryDirectory() as folder:
        p50, p99, ready, memory = _steady(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        rate, disordered, waited = _backlog(Path(folder))
    figures = (p50, p99, ready, memory, rate, disordered, waited)
    lines = ["| measure | value | target |", "|---|---|---|"]
    for (name, (unit, target)), value in zip(TARGETS.items(), figures, strict=True):
        lines.append(f"| {name} | {value:.1f} {unit} | {target} |".replace("  ", " "))
    return "\n".join(lines)


def _steady(folder: Path) -> tuple[float, float, float, float]:
    town = BenchTown(folder)
    town.simulator.switches.set("latency_ms", LATENCY_MS)
    town.simulator.switches.set("receipts", False)
    started = time.monotonic()
    with town:
        ready = time.monotonic() - started
        _first(town)
        asked: dict[str, float] = {}
        begun = time.monotonic()
        for number in range(int(RATE * SECONDS)):
            time.sleep(max(begun + number / RATE - time.monotonic(), 0))
            citizen = new_user_id()
            asked[citizen] = time.time() * 1000
            town.simulator.say(citizen, "mở tiệm tạp hóa cần giấy gì")
        assert eventually(lambda: len(town.simulator.sent) > len(asked), 30)
        sends = [sent for sent in town.simulator.sent if sent.user_id in asked]
        shares = sorted(sent.time - asked[sent.user_id] - LATENCY_MS / 2 for sent in sends)
        return percentile(shares, 0.5), percentile(shares, 0.99), ready, town.memory()


def _first(town: BenchTown) -> None:
    """One question before the clock runs: an empty store must first fetch its token pair, which is Zalo's time."""
    town.simulator.say(citizen := new_user_id(), "01")
    assert eventually(lambda: bool(town.sent_to(citizen)), 30)


def _backlog(folder: Path) -> tuple[float, int, float]:
    town = BenchTown(folder)
    simulator = town.simulator
    for name, value in {"latency_ms": LATENCY_MS, "receipts": False, "rate_limit": 10**6, "echo_events": False}.items():
        simulator.switches.set(name, value)
    citizens = [new_user_id() for _ in range(SENDERS)]
    _store_backlog(Store(f"sqlite:///{folder}/counter.db"), town, citizens)
    late = new_user_id()
    waited = []

    def ask_in_the_middle() -> None:
        simulator.wait_for_sends(BACKLOG // 2, 300)
        asked = time.monotonic()
        simulator.say(late, "01")
        eventually(lambda: bool(town.sent_to(late)), 300)
        waited.append(time.monotonic() - asked)

    threading.Thread(target=ask_in_the_middle).start()
    with town:
        simulator.wait_for_sends(SENDERS, 60)
        begun, first = time.monotonic(), len(simulator.sent)
        assert simulator.wait_for_sends(BACKLOG + 1, 300)
        rate = (len(simulator.sent) - first) / (time.monotonic() - begun)
        eventually(lambda: bool(waited), 10)
        got = defaultdict(list)
        for sent in simulator.sent:
            got[sent.user_id].append(sent.text.split("\n")[0][-3:-1])
        wanted = [f"{number:02}" for number in range(1, BACKLOG // SENDERS + 1)]
        return rate, sum(got[citizen] != wanted for citizen in citizens), waited[0]


def _store_backlog(store: Store, town: Town, citizens: list[str]) -> None:
    """Put the events in as the door would have; Zalo's side knows the senders."""
    store.migrate()
    stamp = int(time.time() * 1000)
    for citizen in citizens:
        town.simulator.person(citizen).last_interaction = stamp
    with store.write() as connection:
        for number in range(1, BACKLOG // SENDERS + 1):
            for citizen in citizens:
                event = {
                    "app_id": IDS["app_id"],
                    "event_name": "user_send_text",
                    "timestamp": str(stamp),
                    "sender": {"id": citizen},
                    "recipient": {"id": IDS["oa_id"]},
                    "message": {"text": f"{number:02}", "msg_id": f"{citizen}x{number}"},
                }
                values = {
                    "event_key": f"user_send_text:{citizen}x{number}",
                    "citizen": citizen,
                    "now": time.time(),
                    "happened_at": None,
                }
                connection.rows(inbox.PUT, {**values, "body": json.dumps(event)})
    store.forget_connection()
