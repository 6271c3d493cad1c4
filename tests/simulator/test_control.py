"""The page and the orders it gives; what stops the command line from starting."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator import Simulator
from tests.simulator.conftest import Bot, Receiver
from tests.town import IDS, SECRETS, eventually, free_port

ENVIRON = {f"SIM_{key.upper()}": value for key, value in {**IDS, **SECRETS}.items()}


@pytest.mark.parametrize("path", ["/", "/style.css", "/chat.js"])
def test_the_page_needs_nothing_from_elsewhere(simulator: Simulator, path: str) -> None:
    answer = requests.get(simulator.url + path, timeout=5)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    addresses = answer.text.replace("http://www.w3.org/2000/svg", "")
    assert "http://" not in addresses
    assert "https://" not in addresses


def order(simulator: Simulator, action: str, **value: Any) -> int:
    return requests.post(f"{simulator.url}/_sim/{action}", json=value, timeout=5).status_code


def state(simulator: Simulator, user_id: str) -> Any:
    return requests.get(f"{simulator.url}/_sim/state", params={"user_id": user_id}, timeout=5).json()


def test_orders_of_the_page(simulator: Simulator, receiver: Receiver, bot: Bot, user: str) -> None:
    button = {"title": "Nộp ở đâu", "type": "oa.query.show", "payload": "Nộp ở đâu #01"}
    bot.send(user, {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": [button]}}})
    orders: list[tuple[str, dict[str, Any]]] = [
        ("say", {"text": "Chào"}),
        ("give", {"kind": "sticker"}),
        ("tap", {"button": button}),
        ("react", {"message_id": simulator.sent[0].message_id}),
        ("relate", {"event": "follow"}),
        ("staff", {"text": "Cán bộ đây"}),
        ("submit", {}),
    ]
    for action, value in orders:
        assert order(simulator, action, user_id=user, **value) == 200
    assert simulator.settle()
    shown = state(simulator, user)
    texts = [line["text"] for line in shown["lines"]]
    assert texts == ["Chào", "Chọn", "Chào", "", "Nộp ở đâu #01", "Cán bộ đây"]
    assert shown["people"][0]["follows"] is True
    assert {"user_send_sticker", "user_reacted_message", "follow", "user_submit_info"} <= set(receiver.names())


def test_switches_of_the_page(simulator: Simulator) -> None:
    assert order(simulator, "switch", name="buttons", value=False) == 200
    assert simulator.switches.buttons is False
    assert order(simulator, "switch", name="buttons", value="no") == 400
    assert order(simulator, "switch", name="no such switch", value=1) == 400
    assert order(simulator, "no such action") == 404


def test_orders_come_as_json_alone(simulator: Simulator, user: str) -> None:
    url = f"{simulator.url}/_sim/say"
    assert requests.post(url, data=f'{{"user_id": "{user}", "text": "x"}}', timeout=5).status_code == 400


def test_the_page_is_told_of_changes_at_once(simulator: Simulator, user: str) -> None:
    seen = state(simulator, user)["version"]
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{simulator.url}/_sim/state", params={"seen": seen}, timeout=0.1)
    simulator.say(user, "Mới")
    assert requests.get(f"{simulator.url}/_sim/state", params={"seen": seen}, timeout=1).json()["version"] != seen


def start(*arguments: str, **environ: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "simulator", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {**{key: value for key, value in os.environ.items() if key not in ENVIRON}, **environ}
    return subprocess.Popen(command, env=environment, text=True, **pipes)  # type: ignore[call-overload, no-any-return]


def test_what_keeps_it_from_starting_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("[]")
    webhook = ("--webhook", "http://127.0.0.1:9/")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        free = ("--port", "0")
        runs = {
            "no secrets": start(*free, *webhook),
            "port": start("--port", port, *webhook, **ENVIRON),
            "zalo": start(*free, "--webhook", "https://openapi.zalo.me/x", **ENVIRON),
            "unwritable": start(*free, *webhook, "--state", "/proc/none/state.json", **ENVIRON),
            "not ours": start(*free, *webhook, "--state", str(tmp_path / "state.json"), **ENVIRON),
        }
        ended = {name: (*run.communicate(timeout=20), run.returncode) for name, run in runs.items()}
    for name, (out, err, code) in ended.items():
        assert (out, len(err.splitlines()), code) == ("", 1, 2), name
        assert "secret" not in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_at_once(tmp_path: Path, number: signal.Signals) -> None:
    port, file = free_port(), tmp_path / "s.json"
    arguments = ("--port", str(port), "--webhook", "http://127.0.0.1:9/", "--state", str(file))
    with start(*arguments, **ENVIRON) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == f"http://127.0.0.1:{port}\n"
        people = requests.get(f"http://127.0.0.1:{port}/_sim/state", timeout=5).json()["people"]
        assert people[0]["name"] == "Cô Tư, 68 tuổi"
        run.send_signal(number)
        assert run.wait(3) == 0
    assert eventually(file.exists)
