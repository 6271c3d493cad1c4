"""Dead letters: listed with the reason in words, sent again, dropped."""

from pathlib import Path

import pytest

from bot import dead_letters, outbox
from bot.dead_letters import EVERY
from bot.messages import Reply
from bot.outbox import Dead
from bot.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    with store.write() as connection:
        for citizen in ("11", "22", "33"):
            outbox.put(connection, outbox.Address(1, citizen, citizen), Reply(f"Chào {citizen}"), None, 1.0)
    errors = {"11": "-230", "22": "too long: 2001 characters", "33": ""}
    for sending in outbox.claim(store, "w", 2.0, 3):
        with store.write() as connection:
            outbox.settle(connection, sending, Dead(errors[sending.citizen]), 3.0)
    return store


def test_each_is_listed_with_its_reason_in_words(store: Store) -> None:
    with store.read() as connection:
        found = dead_letters.find(connection)
    assert [(one.id, one.recipient, one.text, one.tries, one.given_up_at) for one in found] == [
        (1, "11", "Chào 11", 1, 3.0),
        (2, "22", "Chào 22", 1, 3.0),
        (3, "33", "Chào 33", 1, 3.0),
    ]
    assert [one.reason for one in found] == [
        "-230: quá 7 ngày người dân không tương tác với OA",
        "too long: 2001 characters",
        "",
    ]


def test_one_is_sent_again_with_all_its_tries(store: Store) -> None:
    assert dead_letters.replay(store, 2, 10.0) == 1
    (sending,) = outbox.claim(store, "w", 10.0, 5)
    assert (sending.id, sending.tries, sending.reply.text) == (2, 1, "Chào 22")
    assert dead_letters.replay(store, 2, 10.0) == 0, "it is not dead any more"
    assert dead_letters.replay(store, EVERY, 10.0) == 2


def test_dropped_ones_stay_in_the_total_alone(store: Store) -> None:
    assert dead_letters.drop(store, 1) == 1
    assert dead_letters.drop(store, 1) == 0
    assert dead_letters.drop(store, EVERY) == 2
    with store.read() as connection:
        assert connection.rows("SELECT name, n FROM tallies") == [{"name": "replies dead", "n": 3}]
        assert dead_letters.find(connection) == []
