"""The storm: a whole installation under load while everything that can fail fails; then every answer is judged."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from click.testing import CliRunner

from bot.commands import cli
from simulator.account import new_user_id
from tests.town import ALIASES, IDS, SECRETS, Town, eventually

FAULTS = (
    *("502", "not-json", "timeout", "cut", "lost"),  # of the network, of Zalo's servers
    *("-32", "-200"),  # try later
    *("-216", "-220"),  # token
    *("-201", "-224", "-233"),  # send it plainer
    "-100",  # upload again
    *("-213", "-230", "-244"),  # this citizen cannot be reached
    *("-210", "-999"),  # our fault, or a number nobody knows
    "-320",  # a person must act
)
RETRIES = (0.5, 1.0, *[2.0] * 60)
"""Seconds between Zalo's redeliveries, shortened: the real ladder takes two hours."""
HOUR = 3600.0
MOST_PAGES = 20_000
"""Pages of 4 kB to which the database of the harness may grow: the size of its disk."""
FILLER = 1000
"""Id of the first row that fills the disk; the health check's own rows are 1 and 2."""
WORDS = ("Trần Thị Kim Bảo", "0909777111", "092188001234", "12 đường Lê Lợi")


@dataclass(frozen=True)
class Plan:
    """How large, how long, how much of everything. `locked` and `full` in seconds."""

    citizens: int
    each: int
    kills: int
    per_second: float
    locked: float
    full: float
    seconds_to_kill: tuple[float, float]
    fault_seconds: float
    seed: int = 7

    @property
    def messages(self) -> int:
        """All messages whose answers are judged."""
        return self.citizens * self.each


FULL = Plan(500, 20, 100, 22.0, 5.0, 10.0, (0.5, 2.5), 13.0)
SHORT = Plan(30, 10, 4, 60.0, 1.0, 1.5, (0.1, 0.3), 1.0)


@dataclass
class Report:
    """What happened, and what became of it."""

    plan: Plan
    kills: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    redelivered: int = 0
    tries: int = 0
    looked_up: int = 0
    reconnected: int = 0
    replayed: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    violations: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    seconds: float = 0.0


class StormTown(Town):
    """A town whose processes have a clock that can be moved and a disk that can be full."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.clock = folder / "clock"
        self.move_clock(0)

    def move_clock(self, seconds: float) -> None:
        """Let the clock of both processes be wrong by so many seconds."""
        new = self.clock.with_name("clock.new")
        new.write_text(str(seconds))
        new.replace(self.clock)

    def environ(self) -> dict[str, str]:
        limits = {"BOT_LIMITS_CITIZEN_PER_MINUTE": "100000", "BOT_ZALO_SENDS_PER_MINUTE": "4000"}
        return {**super().environ(), **limits}

    def start(self, name: str) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "tests.chaos.process", name, str(self.clock), str(MOST_PAGES)]
            self.processes[name] = subprocess.Popen(command, env=self.environ(), stderr=log)

    def count(self, event: str) -> int:
        """Count the lines of this event in the log."""
        return self.log.read_text().count(f'"event": "{event}"')

    def raw(self) -> sqlite3.Connection:
        """A connection of the harness's own, without limits."""
        return sqlite3.connect(self.folder / "counter.db", timeout=30, isolation_level=None)

    def lock(self, seconds: float) -> None:
        """Keep the database locked for so long."""
        with closing(self.raw()) as raw:
            raw.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            raw.execute("ROLLBACK")

    def fill(self, seconds: float) -> None:
        """Keep the disk full for so long: a large row takes all pages, and goes again."""
        with closing(self.raw()) as raw:
            size = raw.execute("PRAGMA page_size").fetchone()[0]
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            row = FILLER
            while pages < MOST_PAGES:
                blob = min((MOST_PAGES - pages) * size, 400_000_000)
                raw.execute("INSERT INTO probe (id, filler) VALUES (?, zeroblob(?))", (row, blob))
                row, pages = row + 1, raw.execute("PRAGMA page_count").fetchone()[0]
            time.sleep(seconds)
            raw.execute("DELETE FROM probe WHERE id >= ?", (FILLER,))


class Storm:
    """One run of a plan in a town."""

    def __init__(self, town: StormTown, plan: Plan) -> None:
        self.town = town
        self.plan = plan
        self.report = Report(plan)
        self.random = Random(plan.seed)
        self.citizens = [new_user_id() for _ in range(plan.citizens)]
        self.planted = [new_user_id() for _ in range(max(plan.citizens // 25, 3))]
        self.said = 0
        self.calm = threading.Event()

    def run(self) -> Report:
        """Do everything, wait for calm, judge."""
        started = time.monotonic()
        self._prepare()
        threads = [threading.Thread(target=one) for one in (self._speak, self._kill, self._trouble)]
        mender = threading.Thread(target=self._mend, daemon=True)
        for thread in (*threads, mender):
            thread.start()
        for thread in threads:
            thread.join()
        self._calm()
        self.calm.set()
        mender.join()
        self._judge()
        self.report.seconds = time.monotonic() - started
        return self.report

    def _prepare(self) -> None:
        switches = self.town.simulator.switches
        for name, value in {
            "latency_ms": 60,
            "receipts": False,
            "retry_delays": RETRIES,
            "fault_rate": 0.1,
            "fault_kinds": FAULTS,
            "fault_seconds": self.plan.fault_seconds,
        }.items():
            switches.set(name, value)

    def _speak(self) -> None:
        """Every citizen asks for 01, 02, 03 ... in turn; every twentieth message is delivered twice."""
        simulator = self.town.simulator
        begun = time.monotonic()
        for number in range(1, self.plan.each + 1):
            for citizen in self.citizens:
                message_id = simulator.say(citizen, f"{number:02}")
                self.said += 1
                if self.random.random() < 0.05:
                    simulator.say(citizen, f"{number:02}", msg_id=message_id)
                    self.report.duplicates += 1
                time.sleep(max(begun + self.said / self.plan.per_second - time.monotonic(), 0))
            for citizen in self.planted:
                simulator.say(citizen, f"tôi là {self.random.choice(WORDS)}, xin hỏi việc {number}")

    def _kill(self) -> None:
        """Kill web, worker or both again and again, each time after they have worked for a moment."""
        kinds = ["web", "worker", "both"]
        for turn in range(self.plan.kills):
            while self.said < self.plan.messages * (turn + 1) / (self.plan.kills + 1) / 2:
                time.sleep(0.05)
            self._kill_once(kinds[turn] if turn < len(kinds) else self.random.choice(kinds))
            time.sleep(self.random.uniform(*self.plan.seconds_to_kill))

    def _kill_once(self, kind: str) -> None:
        names = {"web": ["serve"], "worker": ["work"], "both": ["serve", "work"]}[kind]
        ready = {"serve": "serving", "work": "working"}
        before = {name: self.town.count(ready[name]) for name in names}
        for name in names:
            self.town.kill(name)
        self.report.kills[kind] += 1
        time.sleep(self.random.uniform(0.05, 0.3))
        for name in names:
            self.town.start(name)
        assert eventually(lambda: all(self.town.count(ready[name]) > before[name] for name in names), 60)

    def _trouble(self) -> None:
        """Token expiry, a locked database, a full disk, a clock that jumps: each when so much has been said."""
        town, plan = self.town, self.plan
        steps: list[tuple[float, Callable[[], None]]] = [
            (0.10, town.simulator.expire_token),
            (0.20, lambda: town.lock(plan.locked)),
            (0.35, lambda: town.fill(plan.full)),
            (0.50, lambda: town.move_clock(HOUR)),
            (0.60, lambda: town.move_clock(0)),
            (0.70, lambda: town.move_clock(-HOUR)),
            (0.85, lambda: town.move_clock(0)),
        ]
        for share, act in steps:
            while self.said < plan.messages * share:
                time.sleep(0.05)
            act()

    def _mend(self) -> None:
        """Do what a person does after the alarm: a kill in the middle of a refresh costs the refresh token.

        Zalo takes it once only, so a pair whose answer died with the process is lost; the account is connected anew.
        """
        while not self.calm.wait(0.5):
            if self.town.count("token_refused") == self.report.reconnected:
                continue
            with self.town.simulator.world.lock:
                access, refresh = self.town.simulator.tokens.issue()
            with closing(self.town.raw()) as raw:
                now = time.time()
                raw.execute(
                    "UPDATE tokens SET access = ?, refresh = ?, obtained_at = ?, expires_at = ?, lease_until = 0",
                    (access, refresh, now, now + 90_000),
                )
            self.report.reconnected = self.town.count("token_refused")

    def _calm(self) -> None:
        """Faults end, pauses end, dead letters are sent again; then nothing may be left open."""
        simulator = self.town.simulator
        simulator.switches.set("fault_rate", 0.0)
        self.town.move_clock(HOUR)  # replies that wait for a person to act in Zalo's console are due now
        assert eventually(self._is_calm, 240), self._state()
        self.dead = {row["id"] for row in self.town.rows("SELECT id FROM outbox WHERE state = 'dead'")}
        self.report.replayed = len(self.dead)
        if self.dead:
            done = CliRunner().invoke(cli, ["dead", "replay", "--all"], env=self.town.environ())
            assert f"{len(self.dead)} lời đáp sẽ được gửi lại" in done.output, done.output
        assert eventually(self._is_calm, 240), self._state()
        time.sleep(2.0)

    def _is_calm(self) -> bool:
        arrived = self.town.rows("SELECT count(*) AS n FROM inbox")[0]["n"]
        wanted = self.plan.messages + len(self.planted) * self.plan.each
        return arrived == wanted and not self._open()

    def _open(self) -> int:
        waiting = self.town.rows("SELECT count(*) AS n FROM inbox WHERE state <> 'settled'")[0]["n"]
        sending = self.town.rows("SELECT count(*) AS n FROM outbox WHERE state IN ('waiting', 'sending')")[0]["n"]
        return int(waiting) + int(sending)

    def _state(self) -> str:
        rows = self.town.rows("SELECT state, error, count(*) AS n FROM outbox GROUP BY state, error")
        events = self.town.rows("SELECT state, count(*) AS n FROM inbox GROUP BY state")
        return f"{rows} {events} {self.town.log.read_text()[-2000:]}"

    def _judge(self) -> None:
        """Compare what each citizen got with the order in which their messages were stored."""
        report, simulator = self.report, self.town.simulator
        fixed: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for row in self.town.rows("SELECT id, citizen, reply FROM outbox ORDER BY inbox_id"):
            fixed[row["citizen"]].append((row["id"], json.loads(row["reply"])["text"]))
        got: dict[str, list[str]] = defaultdict(list)
        for sent in simulator.sent:
            got[sent.user_id].append(sent.text)
        for citizen in self.citizens:
            texts = got[citizen]
            report.lost += self.plan.each - len(set(texts))
            report.doubled += len(texts) - len(set(texts))
            late = {text for row_id, text in fixed[ALIASES.of(citizen)] if row_id in self.dead}
            in_order = [text for _, text in fixed[ALIASES.of(citizen)] if text not in late]
            report.disordered += [text for text in texts if text not in late] != in_order
        # After a kill in the middle of a refresh the old token is tried once more; only Zalo can say that it is spent.
        spent = [f"{one.kind}: {one.detail}" for one in simulator.violations() if one.kind == "refresh-token-reused"]
        report.violations = [one for one in simulator.report() if one not in spent or not report.reconnected]
        report.redelivered = sum(one.parcel.retry > 0 for one in simulator.attempts)
        report.tries = len(simulator.sent)
        report.looked_up = self.town.rows("SELECT count(*) AS n FROM outbox WHERE unsure = 1")[0]["n"]
        self._read_logs()

    def _read_logs(self) -> None:
        """No secret, no token, nobody's id and nothing a citizen wrote may stand in the log; no crash either."""
        log = self.town.log.read_text()
        pair = self.town.rows("SELECT access, refresh, previous_refresh FROM tokens")[0].values()
        for planted in (*self.citizens, *self.planted, *WORDS, *SECRETS.values(), IDS["oa_id"], *pair):
            if planted and planted in log:
                self.report.leaked.append(planted)
        self.report.crashes = sorted(set(re.findall(r'"event": "(\w*crashed)"|(Traceback)', log)))
