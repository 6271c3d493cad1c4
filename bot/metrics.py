"""Figures for Prometheus, read from the tables when asked for (keeper of prometheus_client).

Nothing is counted in memory: a restart loses no figure, and every process of the installation is in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from prometheus_client import start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from bot import citizens, docket, inbox, outbox, switches, tallies
from bot.messages import Outcome
from bot.store import Connection, Store, StoreError
from bot.zalo import tokens
from bot.zalo.delivery import SENT_BLIND

RECEIVED = "SELECT count(*) AS n FROM inbox"
DECIDED = "SELECT outcome, count(*) AS n FROM journal GROUP BY outcome"


class Figures(Collector):
    """Reads all figures in one transaction; a store that does not answer is a figure too."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Give the figures as they stand now."""
        try:
            with self._store.read() as connection:
                found = [*self._totals(connection), *self._states(connection)]
        except StoreError:
            found = []
        yield GaugeMetricFamily("counter_store_answers", "1 when the database could be read", value=float(bool(found)))
        yield from found

    def _totals(self, connection: Connection) -> Iterator[Metric]:
        gone = tallies.read(connection)
        received = int((connection.one(RECEIVED) or {"n": 0})["n"]) + gone.get("received", 0)
        yield CounterMetricFamily("counter_received", "events stored", value=received)
        decided = CounterMetricFamily("counter_decided", "messages decided, by outcome", labels=["outcome"])
        live = {row["outcome"]: int(row["n"]) for row in connection.rows(DECIDED)}
        for outcome in Outcome:
            decided.add_metric([outcome], live.get(outcome, 0) + gone.get(f"decided {outcome}", 0))
        yield decided
        other = CounterMetricFamily("counter_other", "what no table holds, and what was deleted", labels=["name"])
        for name, count in gone.items():
            other.add_metric([name], count)
        yield other
        states = outbox.counts(connection)
        for name, state in (("sent", "sent"), ("refused", "dead")):
            total = states.get(state, 0) + gone.get(f"replies {state}", 0)
            yield CounterMetricFamily(f"counter_{name}", f"replies {name}", value=total)
        blind = gone.get(SENT_BLIND, 0)
        yield CounterMetricFamily("counter_sent_blind", "sent again without look-up: perhaps twice", value=blind)
        unknown = sum(n for name, n in gone.items() if name.startswith("unknown event"))
        yield CounterMetricFamily("counter_unknown_events", "events that Zalo's list does not have", value=unknown)
        yield GaugeMetricFamily("counter_dead_letters", "given up, waiting for staff", value=states.get("dead", 0))
        open_replies = states.get("waiting", 0) + states.get("sending", 0)
        yield GaugeMetricFamily("counter_replies_waiting", "replies not sent yet", value=open_replies)

    def _states(self, connection: Connection) -> Iterator[Metric]:
        now = self._clock()
        count, oldest = inbox.waiting(connection)
        yield GaugeMetricFamily("counter_queue_length", "events not settled yet", value=count)
        age = max(now - oldest, 0.0) if oldest is not None else 0.0
        yield GaugeMetricFamily("counter_oldest_waiting_seconds", "age of the oldest unsettled event", value=age)
        yield from self._tokens(tokens.kept(connection), now)
        staff = citizens.in_staff_hands(connection, now)
        yield GaugeMetricFamily("counter_staff_talks", "talks that staff have taken over", value=staff)
        voices = docket.counts(connection, docket.day_of(now))
        yield GaugeMetricFamily("counter_complaints_open", "complaints that wait for staff", value=voices.open)
        told = "complaints whose last day has passed; an alarm from 1"
        yield GaugeMetricFamily("counter_complaints_overdue", told, value=voices.overdue)
        off = switches.now_off(connection)
        whole = float(switches.WHOLE_BOT in off)
        yield GaugeMetricFamily("counter_bot_off", "1 while the whole bot is switched off", value=whole)
        procedures = float(len(off.keys() - {switches.WHOLE_BOT}))
        yield GaugeMetricFamily("counter_procedures_off", "procedures switched off", value=procedures)

    def _tokens(self, pair: tokens.Kept, now: float) -> Iterator[Metric]:
        life = pair.expires_at - now if pair.access else 0.0
        yield GaugeMetricFamily("counter_token_life_seconds", "until the access token ends; 0: none", value=life)
        overdue = max(now - pair.due_at, 0.0) if pair.access else 0.0
        told = "since the pair should have been renewed; an alarm from 3600"
        yield GaugeMetricFamily("counter_token_overdue_seconds", told, value=overdue)
        alarms = float(len(pair.alarms(now)))
        yield GaugeMetricFamily("counter_token_alarms", "what the health page says of the tokens", value=alarms)


def serve(store: Store, port: int) -> None:
    """Answer scrapes on loopback in a thread of its own. OSError when the port cannot be had."""
    registry = CollectorRegistry()
    registry.register(Figures(store))
    start_http_server(port, addr="127.0.0.1", registry=registry)
