"""The worker's stop: what is on its way is recorded in time, or left to be looked up."""

import threading
import time
from pathlib import Path

import pytest

from bot import outbox
from bot.conversation import Conversation
from bot.limits import Rules
from bot.messages import Reply
from bot.outbox import Result, Sending, Sent
from bot.store import Store
from bot.worker import Worker


def states(store: Store) -> list[str]:
    with store.read() as connection:
        return [row["state"] for row in connection.rows("SELECT state FROM outbox ORDER BY id")]


@pytest.mark.parametrize(("seconds", "left", "state"), [(0.3, 0, "sent"), (2.0, 1, "sending")])
def test_a_stop_waits_a_while_and_then_leaves_the_rest(
    tmp_path: Path, conversation: Conversation, seconds: float, left: int, state: str
) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    with store.write() as connection:
        outbox.put(connection, outbox.Address(1, "11", "11"), Reply("Chào"), None, 1.0)
    under_way = threading.Event()

    def attempt(_sending: Sending) -> Result:
        under_way.set()
        time.sleep(seconds)
        return Sent("m1")

    worker = Worker(store, lambda: conversation, attempt, Rules(owner="w", oa_id="1", stop_seconds=1.0))
    out: list[int] = []
    thread = threading.Thread(target=lambda: out.append(worker.run()))
    thread.start()
    assert under_way.wait(5)
    worker.stop()
    thread.join(5)
    assert (out, states(store)) == ([left], [state])
