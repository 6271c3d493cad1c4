"""Several workers share Zalo's rate: each takes its part from its start on, and the whole when the others are gone."""

import threading
from collections.abc import Iterator

import pytest

from bot import presence
from bot.conversation import Conversation
from bot.limits import Bucket, Rules
from bot.outbox import Sent
from bot.presence import EVERY_SECONDS, GONE_SECONDS
from bot.store import Store
from bot.worker import Worker
from tests.town import eventually


def tell(store: Store, owner: str, now: float) -> int:
    with store.write() as connection:
        return presence.tell(connection, owner, now)


def test_marks_count_while_they_are_fresh(store: Store) -> None:
    assert tell(store, "a", 100.0) == 1
    assert tell(store, "b", 101.0) == 2
    assert tell(store, "a", 110.0) == 2
    assert tell(store, "a", 101.0 + GONE_SECONDS) == 1  # b was killed
    assert tell(store, "b", 140.0) == 2
    with store.write() as connection:
        presence.leave(connection, "a")
    assert tell(store, "b", 141.0) == 1


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_a_clock_that_jumped_makes_nobody_vanish_for_long(store: Store, jump: float) -> None:
    tell(store, "a", 10_000.0)
    tell(store, "b", 10_000.0)
    tell(store, "a", 10_000.0 + jump)
    assert tell(store, "b", 10_000.0 + jump + EVERY_SECONDS) == 2


def test_a_bucket_shared_by_two_gives_each_half() -> None:
    now = [0.0]
    whole, half = Bucket(600, lambda: now[0]), Bucket(600, lambda: now[0])
    half.parts = 2
    assert (whole.available(), half.available()) == (60, 30)
    for bucket, most in ((whole, 60), (half, 30)):
        bucket.take(most)
    now[0] += 3.0
    assert (whole.available(), half.available()) == (30, 15)


class Crew:
    """Workers on one store."""

    def __init__(self, store: Store, conversation: Conversation) -> None:
        self.store = store
        self.conversation = conversation
        self.running: dict[str, tuple[Worker, threading.Thread]] = {}

    def join(self, owner: str) -> Worker:
        rules = Rules(owner=owner, oa_id="1", threads=1, sends_per_minute=600, total_per_minute=900)
        worker = Worker(self.store, lambda: self.conversation, lambda _sending: Sent(""), rules)
        thread = threading.Thread(target=worker.run)
        thread.start()
        self.running[owner] = worker, thread
        return worker

    def leave(self, owner: str) -> None:
        worker, thread = self.running.pop(owner)
        worker.stop()
        thread.join(10)


@pytest.fixture
def crew(store: Store, conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    monkeypatch.setattr(presence, "EVERY_SECONDS", 0.1)
    crew = Crew(store, conversation)
    yield crew
    for owner in list(crew.running):
        crew.leave(owner)


def parts(worker: Worker) -> tuple[int, int]:
    return worker._sender._bucket.parts, worker._received.parts


def test_workers_share_as_they_come_and_go(crew: Crew) -> None:
    first = crew.join("w0")
    assert eventually(lambda: parts(first) == (1, 1), 5)
    second = crew.join("w1")
    assert eventually(lambda: parts(first) == parts(second) == (2, 2), 5)
    crew.leave("w0")
    assert eventually(lambda: parts(second) == (1, 1), 5)
