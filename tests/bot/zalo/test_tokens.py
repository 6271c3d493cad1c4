"""The token pair: refreshed at half of its life, by one at a time, stored before use."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store import Store
from bot.zalo.client import TokenPair, TokenRefused, Uncertain
from bot.zalo.tokens import RETRY_PAUSE, NoToken, Tokens, expires_at


class OAuthServer:
    """Zalo's rule: a refresh token works once, the next pair follows from it."""

    def __init__(self, first: str = "r0") -> None:
        self.valid = first
        self.calls = 0
        self.slow = 0.0
        self._lock = threading.Lock()

    def refresh(self, token: str) -> TokenPair:
        time.sleep(self.slow)
        with self._lock:
            self.calls += 1
            if token != self.valid:
                raise TokenRefused(-14014)
            self.valid = f"r{self.calls}"
            return TokenPair(f"a{self.calls}", self.valid, 90_000.0)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    return store


def make(store: Store, refresh: Callable[[str], TokenPair], clock: Clock, owner: str = "w0") -> Tokens:
    return Tokens(store, refresh, "r0", owner, clock)


def test_the_configured_refresh_token_is_used_once_and_then_the_stored_pair(store: Store) -> None:
    server, clock = OAuthServer(), Clock()
    assert make(store, server.refresh, clock).current() == "a1"
    assert make(store, server.refresh, clock).current() == "a1"
    assert server.calls == 1
    with store.read() as connection:
        assert expires_at(connection) == clock.now + 90_000


@pytest.mark.parametrize(("age", "token"), [(44_900, "a1"), (45_100, "a2"), (90_100, "a2")])
def test_the_pair_is_renewed_at_half_of_its_life(store: Store, age: float, token: str) -> None:
    server, clock = OAuthServer(), Clock()
    tokens = make(store, server.refresh, clock)
    tokens.current()
    clock.now += age
    assert tokens.current() == token


def test_twenty_threads_of_two_processes_refresh_once(store: Store) -> None:
    server, clock = OAuthServer(), Clock()
    server.slow = 0.05
    both = [make(store, server.refresh, clock, owner) for owner in ("w0", "w1")]
    with ThreadPoolExecutor(20) as pool:
        got = set(pool.map(lambda number: both[number % 2].current(), range(20)))
    assert (got, server.calls) == ({"a1"}, 1)


def test_a_refused_access_token_is_replaced_once(store: Store) -> None:
    server, clock = OAuthServer(), Clock()
    tokens = make(store, server.refresh, clock)
    stale = tokens.current()
    assert tokens.renew(stale) == "a2"
    assert tokens.renew(stale) == "a2"
    assert server.calls == 2


def test_a_failed_refresh_keeps_the_pair_and_waits_before_the_next(store: Store) -> None:
    server, clock = OAuthServer(), Clock()
    tokens = make(store, server.refresh, clock)
    tokens.current()
    attempts = []

    def broken(token: str) -> TokenPair:
        attempts.append(token)
        raise Uncertain("timeout")

    clock.now += 50_000
    failing = make(store, broken, clock)
    assert failing.current() == "a1"
    assert attempts == ["r1"]
    clock.now += RETRY_PAUSE + 1
    assert tokens.current() == "a2"


def test_without_any_usable_token_messages_wait(store: Store) -> None:
    server, clock = OAuthServer(first="another"), Clock()
    with pytest.raises(NoToken):
        make(store, server.refresh, clock).current()
    with store.read() as connection:
        assert expires_at(connection) is None
