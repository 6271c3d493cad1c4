"""Rows go when their time is over, open ones never; the totals of the metrics do not fall."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.registry import CollectorRegistry

from bot import missing, retention, unanswered
from bot.calendar import VIETNAM
from bot.metrics import Figures
from bot.retention import DAY, Keep
from bot.store import Store

NOW = 1_800_000_000.0
KEEP = Keep(events=30, replies=30, talks=30, journal=365)
REPLY = '{"text": "a", "buttons": [], "qr": null}'


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    with store.write() as connection:
        for number, (state, age) in enumerate([("settled", 31), ("settled", 29), ("new", 400), ("claimed", 400)]):
            connection.rows(
                "INSERT INTO inbox (event_key, citizen, received_at, state, settled_at) VALUES (:k, '1', 0, :s, :t)",
                {"k": str(number), "s": state, "t": NOW - age * DAY if state == "settled" else None},
            )
        for state, age in [("sent", 31), ("sent", 29), ("dead", 31), ("waiting", 400), ("sending", 400)]:
            connection.rows(
                "INSERT INTO outbox (inbox_id, citizen, reply, state, due_at, created_at, settled_at) "
                "VALUES (1, '1', :r, :s, 0, 0, :t)",
                {"r": REPLY, "s": state, "t": NOW - age * DAY if state in ("sent", "dead") else None},
            )
        for outcome, age in [("answer", 366), ("answer", 1), ("chat", 366)]:
            connection.rows("INSERT INTO journal (at, outcome) VALUES (:t, :o)", {"o": outcome, "t": NOW - age * DAY})
        for citizen, age, silent in [("1", 31, 0.0), ("2", 1, 0.0), ("3", 31, NOW + 60)]:
            connection.rows(
                "INSERT INTO citizens (id, changed_at, silent_until) VALUES (:i, :t, :s)",
                {"i": citizen, "t": NOW - age * DAY, "s": silent},
            )
    return store


def left(store: Store, sql: str) -> list[object]:
    with store.read() as connection:
        return [next(iter(row.values())) for row in connection.rows(sql)]


def figures(store: Store) -> dict[str, float | None]:
    registry = CollectorRegistry()
    registry.register(Figures(store, lambda: NOW))
    totals = ("counter_received_total", "counter_sent_total", "counter_refused_total")
    found = {name: registry.get_sample_value(name) for name in totals}
    found["answer"] = registry.get_sample_value("counter_decided_total", {"outcome": "answer"})
    return found


def test_only_what_is_finished_and_past_its_time_goes(store: Store) -> None:
    assert retention.tidy(store, KEEP, NOW) is False
    assert left(store, "SELECT state FROM inbox ORDER BY id") == ["settled", "new", "claimed"]
    assert left(store, "SELECT state FROM outbox ORDER BY id") == ["sent", "waiting", "sending"]
    assert left(store, "SELECT outcome FROM journal") == ["answer"]
    assert left(store, "SELECT id FROM citizens ORDER BY id") == ["2", "3"]


def test_the_totals_do_not_fall(store: Store) -> None:
    before = figures(store)
    assert before == {
        "counter_received_total": 4,
        "counter_sent_total": 2,
        "counter_refused_total": 1,
        "answer": 2,
    }
    retention.tidy(store, KEEP, NOW)
    assert figures(store) == before


def test_a_large_heap_goes_in_batches(store: Store) -> None:
    with store.write() as connection:
        for _ in range(retention.BATCH + 10):
            connection.rows("INSERT INTO journal (at, outcome) VALUES (0, 'chat')")
    assert retention.tidy(store, KEEP, NOW) is True
    assert retention.tidy(store, KEEP, NOW) is False
    assert left(store, "SELECT outcome FROM journal") == ["answer"]


def test_missing_papers_go_by_whole_months(store: Store) -> None:
    kept = datetime.fromtimestamp(NOW - 1095 * DAY, VIETNAM)
    with store.write() as connection:
        for month in (kept - timedelta(days=31), kept, datetime.fromtimestamp(NOW, VIETNAM)):
            missing.add(connection, month.date(), "phuong-nga-nam", "trich-luc-ho-tich", ["Tờ khai"])
    retention.tidy(store, KEEP, NOW)
    assert left(store, "SELECT DISTINCT month FROM missing ORDER BY month") == [f"{kept:%Y-%m}", "2027-01"]


def test_masked_questions_go_after_their_days(store: Store) -> None:
    today = datetime.fromtimestamp(NOW, VIETNAM).date()
    with store.write() as connection:
        for age in (92, 91, 89, 0):
            unanswered.count_in(connection, f"câu {age}", today - timedelta(days=age))
    retention.tidy(store, KEEP, NOW)
    assert left(store, "SELECT text FROM unanswered ORDER BY id") == ["câu 89", "câu 0"]
