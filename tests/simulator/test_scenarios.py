"""The trials: a whole bot passes all of them, each broken one is caught, and a run with a misdeed fails by itself."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from simulator import Misbehaved, Simulator, scenarios
from simulator.scenarios import SCENARIOS
from tests.simulator.brittle import Brittle, Flaw
from tests.simulator.conftest import Bot
from tests.town import IDS, SECRETS, free_port


@contextmanager
def served(flaw: Flaw) -> Iterator[Simulator]:
    with Simulator(**IDS, **SECRETS) as simulator:
        bot = Brittle(simulator, flaw)
        try:
            yield simulator
        finally:
            bot.stop()


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "QUIET", 0.15)
    monkeypatch.setattr(scenarios, "PATIENCE", 2.0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_whole_bot_passes(name: str) -> None:
    with served(Flaw.NONE) as simulator:
        assert simulator.trial(name) == []
        assert simulator.summary()["ok"]


CATCHES = {
    Flaw.NO_DEDUPE: ("duplicates", "3 câu trả lời, đúng ra là 1"),
    Flaw.RESERIALISED: ("all-forms", "0 câu trả lời, đúng ra là 1"),
    Flaw.SLOW: ("quick", "Zalo chờ 2 giây"),
    Flaw.ANSWERS_ECHO: ("each-once", "answered-echo"),
    Flaw.LOSES_REFRESH: ("tokens", "refresh-token-reused"),
    Flaw.IGNORES_ERRORS: ("errors-in-200", "0 câu trả lời, đúng ra là 1"),
}


@pytest.mark.parametrize(("flaw", "catch"), CATCHES.items(), ids=[flaw.name for flaw in CATCHES])
def test_each_broken_bot_is_caught(flaw: Flaw, catch: tuple[str, str]) -> None:
    name, complaint = catch
    with served(flaw) as simulator:
        found = simulator.trial(name)
    assert any(complaint in one for one in found), found
    assert set(CATCHES) == set(Flaw) - {Flaw.NONE}


def twice(strict: bool) -> Any:
    with Simulator(**IDS, **SECRETS, strict=strict) as simulator:
        bot = Bot(simulator)
        simulator.say("5", "Chào")
        bot.say("5", "Chào lại")
        clean = requests.get(f"{simulator.url}/_sim/report", timeout=5)
        bot.say("5", "Chào lại")
        return clean, requests.get(f"{simulator.url}/_sim/report", timeout=5)


def test_a_run_with_a_misdeed_fails_by_itself() -> None:
    with pytest.raises(Misbehaved, match="answered-twice"):
        twice(strict=True)
    clean, report = twice(strict=False)
    assert (clean.status_code, clean.json()["sends"], clean.json()["ok"]) == (200, {"text": 1}, True)
    assert (report.status_code, report.json()["violations"][0]["kind"]) == (409, "answered-twice")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {f"SIM_{key.upper()}": value for key, value in {**IDS, **SECRETS}.items()}
    command = [sys.executable, "-m", "simulator", "--port", "0", "--webhook", f"http://127.0.0.1:{free_port()}/"]
    return subprocess.run(
        [*command, *arguments], env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_runs_trials_and_its_exit_code_tells() -> None:
    done = run("--try", "console")
    assert (done.returncode, done.stderr.count("\n")) == (1, 2)
    assert "console: nút «Kiểm tra»" in done.stderr
    assert "không có phép thử nope" in run("--try", "nope").stderr


def test_the_page_runs_a_trial() -> None:
    with served(Flaw.NONE) as simulator:
        answer = requests.post(f"{simulator.url}/_sim/trial", json={"name": "each-once"}, timeout=5)
        assert answer.status_code == 200
        trials: dict[str, object] = {"each-once": None}
        seen = ""
        while trials.get("each-once") is None:
            state = requests.get(f"{simulator.url}/_sim/state", params={"seen": seen}, timeout=25).json()
            trials, seen = state["trials"], state["version"]
        assert trials == {"each-once": []}
        assert json.loads(requests.get(f"{simulator.url}/_sim/labels", timeout=5).text)["trials"].keys() == {*SCENARIOS}
