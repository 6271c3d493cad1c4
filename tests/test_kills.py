"""Killed in mid-load, nothing is lost, doubled or out of order (the short form of the kill test)."""

import json
import threading
import time
from collections import defaultdict
from pathlib import Path

from simulator.account import new_user_id
from tests.town import Town, eventually

CITIZENS = 30
EACH = 10
TOTAL = CITIZENS * EACH


def test_two_kills_under_load(tmp_path: Path) -> None:
    with Town(tmp_path) as town:
        simulator = town.simulator
        simulator.switches.set("latency_ms", 100)
        simulator.switches.set("receipts", False)
        simulator.switches.set("retry_delays", (0.5, 1.0, 2.0, 4.0, 8.0))
        citizens = [new_user_id() for _ in range(CITIZENS)]
        speaker = threading.Thread(target=speak, args=(town, citizens))
        speaker.start()
        assert eventually(lambda: len(simulator.sent) > TOTAL // 4)
        town.kill("work")
        time.sleep(0.3)
        town.start("work")
        assert eventually(lambda: len(simulator.sent) > TOTAL // 2)
        town.kill("serve")
        time.sleep(0.3)
        town.start("serve")
        speaker.join()
        assert eventually(lambda: len(simulator.sent) >= TOTAL and open_rows(town) == 0, 60), town.log.read_text()
        time.sleep(1.0)
        judge(town, citizens)
        looked_up = town.rows("SELECT count(*) AS n FROM outbox WHERE unsure = 1")[0]["n"]
        assert looked_up > 0, "the kill hit no reply on its way; the test proved nothing"
        assert town.stop("work") == 0


def speak(town: Town, citizens: list[str]) -> None:
    """Every citizen asks for 01 to 10 in turn, all of them at once."""
    for number in range(1, EACH + 1):
        for citizen in citizens:
            town.simulator.say(citizen, f"{number:02}")
            time.sleep(0.012)


def open_rows(town: Town) -> int:
    waiting = town.rows("SELECT count(*) AS n FROM inbox WHERE state <> 'settled'")
    sending = town.rows("SELECT count(*) AS n FROM outbox WHERE state IN ('waiting', 'sending')")
    return int(waiting[0]["n"]) + int(sending[0]["n"])


def judge(town: Town, citizens: list[str]) -> None:
    """Compare what each citizen got with the order in which their messages arrived."""
    arrived: dict[str, list[str]] = defaultdict(list)
    for row in town.rows("SELECT citizen, reply FROM outbox ORDER BY inbox_id"):
        arrived[row["citizen"]].append(json.loads(row["reply"])["text"])
    received = {citizen: town.sent_to(citizen) for citizen in citizens}
    lost = sum(len(set(arrived[citizen]) - set(received[citizen])) for citizen in citizens)
    doubled = sum(len(got) - len(set(got)) for got in received.values())
    disordered = sum(arrived[citizen] != received[citizen] for citizen in citizens)
    assert (lost, doubled, disordered) == (0, 0, 0)
    assert sum(map(len, arrived.values())) == TOTAL
    assert {row["state"] for row in town.rows("SELECT DISTINCT state FROM outbox")} == {"sent"}
    assert town.simulator.report() == []
