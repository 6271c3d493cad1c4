"""The token pair, against the simulator's OAuth host: renewed at half of its life, by one at a time."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store import Row, Store
from bot.zalo import tokens as module
from bot.zalo.client import CONNECT_TIMEOUT, READ_TIMEOUT, Client
from bot.zalo.tokens import LEASE, OVERDUE, REFUSED_PAUSE, RETRY_PAUSE, TOLD, NoToken, Tokens, Trouble, expires_at
from simulator import FaultKind, HandClock, Simulator
from simulator.clock import DAY, HOUR
from tests.town import IDS, SECRETS, free_port

OAUTH = "/v4/oa/access_token"
LIFE = 90_000
FIRST = SECRETS["refresh_token"]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def simulator(clock: HandClock) -> Iterator[Simulator]:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        yield simulator


def client(simulator: Simulator) -> Client:
    return Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])


@pytest.fixture
def tokens(store: Store, simulator: Simulator, clock: HandClock) -> Tokens:
    return Tokens(store, client(simulator).refresh, FIRST, "w0", clock.now)


def row(store: Store) -> Row:
    with store.read() as connection:
        return connection.one("SELECT * FROM tokens") or {}


def alarms(store: Store, clock: HandClock) -> list[str]:
    with store.read() as connection:
        return module.kept(connection).alarms(clock.now())


def test_the_configured_refresh_token_is_used_once_and_then_the_stored_pair(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    assert tokens.current() == tokens.current() == simulator.tokens.access
    assert simulator.tokens.spent == [FIRST]
    with store.read() as connection:
        assert expires_at(connection) == clock.now() + LIFE


@pytest.mark.parametrize(("age", "renewals"), [(44_900, 1), (45_100, 2), (90_100, 2)])
def test_the_pair_is_renewed_at_half_of_its_life_whether_anyone_writes_or_not(
    tokens: Tokens, simulator: Simulator, clock: HandClock, age: float, renewals: int
) -> None:
    tokens.current()
    clock.advance(age)
    tokens.tend()
    assert len(simulator.tokens.spent) == renewals
    assert tokens.current() == simulator.tokens.access
    assert simulator.report() == []


def test_the_pair_before_is_kept(tokens: Tokens, store: Store) -> None:
    first = tokens.current()
    old = row(store)["refresh"]
    tokens.renew(first)
    assert (row(store)["previous_access"], row(store)["previous_refresh"]) == (first, old)


def test_a_pair_that_was_not_stored_is_not_used(
    tokens: Tokens, store: Store, monkeypatch: pytest.MonkeyPatch, simulator: Simulator
) -> None:
    monkeypatch.setattr(module, "REPLACE", "UPDATE tokens SET no_such_column = 1")
    with pytest.raises(Exception, match="no such column"):
        tokens.current()
    assert row(store)["access"] == ""
    assert row(store)["presented"] == FIRST
    assert simulator.tokens.spent == [FIRST]


def test_twenty_threads_of_two_owners_refresh_once(store: Store, simulator: Simulator, clock: HandClock) -> None:
    simulator.switches.latency_ms = 100
    both = [Tokens(store, client(simulator).refresh, FIRST, owner, clock.now) for owner in ("w0", "w1")]
    with ThreadPoolExecutor(20) as pool:
        got = set(pool.map(lambda number: both[number % 2].current(), range(20)))
    assert got == {simulator.tokens.access}
    assert simulator.report() == []


PROCESS = """
import sys
from bot.store import Store
from bot.zalo.client import Client
from bot.zalo.tokens import Tokens
url, path, app_id, secret, first, owner = sys.argv[1:]
client = Client(url, url, app_id, secret)
print(Tokens(Store(path), client.refresh, first, owner).current())
"""


def test_processes_refresh_once(store: Store, tmp_path: Path) -> None:
    with Simulator(**IDS, **SECRETS) as simulator:
        simulator.switches.latency_ms = 300
        arguments = [simulator.url, f"sqlite:///{tmp_path}/counter.db", IDS["app_id"], SECRETS["app_secret"], FIRST]
        command = [sys.executable, "-c", PROCESS, *arguments]
        runs = [subprocess.Popen([*command, f"w{number}"], stdout=subprocess.PIPE, text=True) for number in range(4)]
        got = {run.communicate(timeout=30)[0].split()[-1] for run in runs}
        assert got == {simulator.tokens.access}
        assert simulator.report() == []
        assert simulator.tokens.spent == [FIRST]
        assert row(store)["refresher"] is None


def test_the_lock_is_longer_than_all_timeouts_together() -> None:
    assert 2 * CONNECT_TIMEOUT + READ_TIMEOUT < LEASE


def test_a_lock_left_by_a_killed_process_ends_by_itself(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    dead = Tokens(store, client(simulator).refresh, FIRST, "dead", clock.now)
    assert dead.hold()
    clock.advance(LEASE - 1)
    assert not tokens.hold()
    clock.advance(2)
    assert tokens.current() == simulator.tokens.access


def test_a_clock_set_back_does_not_lock_everybody_out(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    assert Tokens(store, client(simulator).refresh, FIRST, "dead", clock.now).hold()
    clock.advance(-HOUR)
    assert tokens.current() == simulator.tokens.access


def test_a_refused_access_token_is_replaced_once(tokens: Tokens, simulator: Simulator) -> None:
    stale = tokens.current()
    fresh = tokens.renew(stale)
    assert tokens.renew(stale) == fresh == simulator.tokens.access
    assert len(simulator.tokens.spent) == 2


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.BAD_GATEWAY, FaultKind.NOT_JSON])
def test_a_refresh_without_an_answer_is_an_alarm_at_once_and_over_when_it_succeeds(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock, kind: FaultKind
) -> None:
    token = tokens.current()
    clock.advance(46_000)
    simulator.faults.next(1, kind, path=OAUTH)
    assert tokens.current() == token
    assert alarms(store, clock) == [TOLD[Trouble.UNANSWERED]]
    assert tokens.current() == token
    assert len(simulator.tokens.spent) == 1
    clock.advance(RETRY_PAUSE + 1)
    assert tokens.current() == simulator.tokens.access != token
    assert alarms(store, clock) == []
    assert simulator.report() == []


def test_a_refresh_whose_answer_was_lost_is_recognised_and_not_tried_for_ever(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    tokens.current()
    clock.advance(46_000)
    simulator.faults.next(1, FaultKind.LOST, path=OAUTH)
    tokens.tend()
    assert alarms(store, clock) == [TOLD[Trouble.UNANSWERED]]
    clock.advance(RETRY_PAUSE + 1)
    tokens.tend()
    assert alarms(store, clock)[0] == TOLD[Trouble.LOST]
    calls = simulator.world.refreshes
    for _ in range(5):
        clock.advance(HOUR)
        tokens.tend()
    assert simulator.world.refreshes == calls
    assert simulator.report() == []
    clock.advance(DAY)
    with pytest.raises(NoToken):
        tokens.current()


def test_a_process_killed_in_the_middle_of_a_refresh_leaves_the_trace(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    with store.write() as connection:
        connection.rows(module.CREATE, {"refresh": FIRST})
        connection.rows("UPDATE tokens SET presented = refresh")
    client(simulator).refresh(FIRST)
    simulator.tokens.lost.append(FIRST)
    with pytest.raises(NoToken):
        tokens.current()
    assert alarms(store, clock) == [TOLD[Trouble.LOST]]


def test_a_token_used_elsewhere_is_told_apart(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    client(simulator).refresh(FIRST)
    with pytest.raises(NoToken):
        tokens.current()
    assert alarms(store, clock) == [TOLD[Trouble.REFUSED]]


def test_a_token_of_three_months_is_refused_for_good(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    clock.advance(91 * DAY)
    with pytest.raises(NoToken):
        tokens.current()
    assert alarms(store, clock) == [TOLD[Trouble.REFUSED]]
    assert simulator.world.refreshes == 1


def test_another_refusal_is_tried_again_later(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    simulator.faults.next(1, -14002, path=OAUTH)
    for _ in range(3):
        with pytest.raises(NoToken):
            tokens.current()
    assert (simulator.world.refreshes, alarms(store, clock)) == (1, [TOLD[Trouble.BARRED]])
    clock.advance(REFUSED_PAUSE + 1)
    assert tokens.current() == simulator.tokens.access
    assert alarms(store, clock) == []


def test_no_connection_is_no_alarm_until_the_refresh_is_an_hour_overdue(
    tokens: Tokens, store: Store, simulator: Simulator, clock: HandClock
) -> None:
    token = tokens.current()
    nobody = Client("http://127.0.0.1:9", f"http://127.0.0.1:{free_port()}", IDS["app_id"], SECRETS["app_secret"])
    cut_off = Tokens(store, nobody.refresh, FIRST, "w0", clock.now)
    clock.advance(LIFE / 2 + OVERDUE - 60)
    assert cut_off.current() == token
    assert alarms(store, clock) == []
    clock.advance(120)
    assert cut_off.current() == token
    assert alarms(store, clock) == [module.OVERDUE_TOLD.format(hours=1, left=11.4)]
    clock.advance(12 * HOUR)
    assert alarms(store, clock) == [module.EXPIRED_TOLD]
    assert tokens.current() == simulator.tokens.access
    assert alarms(store, clock) == []


def test_without_any_usable_token_messages_wait(store: Store, simulator: Simulator, clock: HandClock) -> None:
    with pytest.raises(NoToken):
        Tokens(store, client(simulator).refresh, "foreign", "w0", clock.now).current()
    with store.read() as connection:
        assert expires_at(connection) is None


def test_an_account_never_connected_is_an_alarm_and_no_call(
    store: Store, simulator: Simulator, clock: HandClock
) -> None:
    with pytest.raises(NoToken, match="not connected"):
        Tokens(store, client(simulator).refresh, "", "w0", clock.now).current()
    assert (simulator.world.refreshes, alarms(store, clock)) == (0, [module.UNCONNECTED_TOLD])


def test_the_store_with_the_tokens_is_its_owners_alone(store: Store, tokens: Tokens) -> None:
    tokens.current()
    files = list(store.path.parent.glob("counter.db*"))
    assert {file.name for file in files} >= {"counter.db", "counter.db-wal"}
    assert [oct(file.stat().st_mode & 0o077) for file in files if "lock" not in file.name] == ["0o0"] * 3
    assert sqlite3.connect(store.path).execute("SELECT count(*) FROM tokens").fetchone() == (1,)
