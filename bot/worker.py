"""The worker: claim, decide, settle, send. One loop owns the database; threads only wait on Zalo.

Everything is written in the loop's thread, so nothing here fights for the write lock; a sending thread
returns what became of a try, and the loop records it. Killed at any instant, the next start carries on
from the tables.
"""

from __future__ import annotations

import fcntl
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO

import structlog

from bot import citizens, deeds, inbox, outbox, retention, samples, switches
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.inbox import Received
from bot.known import NOTHING_KNOWN, Known
from bot.messages import Decision, Memory, Message, Outcome, Reply
from bot.outbox import Later, Result, Sending
from bot.records import Records
from bot.retention import Keep
from bot.store import Connection, Store, StoreError
from bot.zalo import inbound, outbound
from bot.zalo.inbound import Event, Role

IDLE = 0.01
"""Seconds between two looks at the store's data version while nothing happens."""
LONGEST_IDLE = 0.5
"""Seconds after which the tables are looked at in any case: a due retry changes no data version."""
BATCH = 32
SLOW_SECONDS = 600.0
"""Seconds after a message above the limit in which no second reminder is sent."""
TIDY_SECONDS = 600.0
"""Seconds between two rounds of deleting what is past its time."""

log = structlog.get_logger()


@dataclass
class Bucket:
    """A token bucket: so many a minute, at most a tenth of a minute's worth at once."""

    per_minute: int
    clock: Callable[[], float]
    _level: float = field(init=False)
    _filled_at: float = field(init=False)
    _held_until: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._level = self.size
        self._filled_at = self.clock()

    @property
    def size(self) -> float:
        """The most that may go at once."""
        return max(self.per_minute / 10, 1.0)

    def available(self) -> int:
        """Say how many may go now. A clock that jumped back costs nothing but the refill."""
        now = self.clock()
        gained = max(now - self._filled_at, 0.0) * self.per_minute / 60
        self._level, self._filled_at = min(self._level + gained, self.size), now
        return int(self._level) if now >= self._held_until else 0

    def hold(self, seconds: float) -> None:
        """Let nothing go for so many seconds."""
        self._held_until = max(self._held_until, self.clock() + seconds)

    def take(self, count: int) -> None:
        """Take so many out."""
        self._level -= count


@dataclass(frozen=True)
class Rules:
    """What the worker is bound to: who it is, how fast, how long staff keep the bot silent.

    `look_up_seconds`: how long an unsure reply waits until Zalo's conversation, which may lag, is asked.
    `stop_seconds` is how long a stop waits for replies on their way; what is still out then is looked up at the
    next start.
    """

    owner: str
    oa_id: str
    threads: int = 40
    citizen_per_minute: int = 30
    total_per_minute: int = 6000
    sends_per_minute: int = 3000
    staff_seconds: float = 1800.0
    look_up_seconds: float = 5.0
    stop_seconds: float = 8.0
    keep: Keep = field(default_factory=Keep)


@dataclass(frozen=True)
class Situation:
    """What a decision rests on besides the message: the citizen's state, how fast they write, what is known and off."""

    memory: Memory
    silent_until: float
    count: int
    flooding: bool
    reminded: bool
    known: Known
    off: frozenset[str]


class Worker:
    """Runs until stopped. `conversation` gives the current one (a reloaded book makes a new one).

    It raises what it cannot know how to handle; a store that fails for a while is waited for.
    """

    def __init__(
        self,
        store: Store,
        conversation: Callable[[], Conversation],
        attempt: Callable[[Sending], Result],
        rules: Rules,
        clock: Callable[[], float] = time.time,
        records: Records | None = None,
    ) -> None:
        self._store = store
        self._records = records or Records()
        self._conversation = conversation
        self._attempt = attempt
        self._rules = rules
        self._clock = clock
        self._results: queue.SimpleQueue[tuple[Sending, Result]] = queue.SimpleQueue()
        self._free = rules.threads
        self._received = Bucket(rules.total_per_minute, time.monotonic)
        self._sends = Bucket(rules.sends_per_minute, time.monotonic)
        self._tidy_at = time.monotonic() + 60.0
        self._stop = threading.Event()
        self._wake = threading.Event()

    def stop(self) -> None:
        """Finish what is in hand and return from run."""
        self._stop.set()
        self._wake.set()

    def run(self) -> int:
        """Recover what an earlier life left open, then work until stop is called.

        Gives how many replies were still on their way when the time to stop was over.
        """
        self._recover()
        pool = ThreadPoolExecutor(self._rules.threads, thread_name_prefix="send")
        while not self._stop.is_set():
            try:
                version = self._store.data_version()
                if not self._turn(pool):
                    self._wait(version)
            except StoreError as error:
                log.error("store_failed", reason=str(error))
                self._stop.wait(LONGEST_IDLE)
        return self._finish(pool)

    def _finish(self, pool: ThreadPoolExecutor) -> int:
        """Take nothing new; record what comes back in time of what is on its way."""
        pool.shutdown(wait=False)
        until = time.monotonic() + self._rules.stop_seconds
        while (out := self._rules.threads - self._free) and time.monotonic() < until:
            self._wake.wait(IDLE)
            self._wake.clear()
            try:
                self._settle_results()
            except StoreError as error:
                log.error("store_failed", reason=str(error))
                time.sleep(LONGEST_IDLE)
        log.info("stopped", still_out=out)
        return out

    def _recover(self) -> None:
        while not self._stop.is_set():
            try:
                inbox.release(self._store, self._rules.owner, self._clock())
                outbox.recover(self._store, self._rules.owner, self._clock(), self._rules.look_up_seconds)
                self._carry_limits_over()
                return
            except StoreError as error:
                log.error("store_failed", reason=str(error))
                self._stop.wait(LONGEST_IDLE)

    def _carry_limits_over(self) -> None:
        """What an earlier life took out of the buckets a moment ago is still out."""
        for bucket, table in ((self._received, inbox), (self._sends, outbox)):
            seconds = bucket.size * 60 / bucket.per_minute
            with self._store.read() as connection:
                bucket.take(table.claimed(connection, self._clock(), seconds, int(bucket.size)))

    def _turn(self, pool: ThreadPoolExecutor) -> bool:
        """One round; says whether anything was done."""
        done = self._settle_results()
        done = self._decide_batch() or done
        done = self._send_batch(pool) or done
        return self._tidy() or done

    def _tidy(self) -> bool:
        """Every ten minutes, delete what is past its time, a batch a turn; True while there is more."""
        if time.monotonic() < self._tidy_at:
            return False
        more = retention.tidy(self._store, self._rules.keep, self._clock())
        self._tidy_at = time.monotonic() + (0.0 if more else TIDY_SECONDS)
        return more

    def _wait(self, version: int) -> None:
        """Wait for news: a finished send, another connection's commit, or the longest idle time."""
        until = time.monotonic() + LONGEST_IDLE
        while time.monotonic() < until:
            if self._wake.wait(IDLE) or self._store.data_version() != version:
                break
        self._wake.clear()

    def _decide_batch(self) -> bool:
        count = min(BATCH, self._received.available())
        claimed = inbox.claim(self._store, self._rules.owner, self._clock(), count) if count else []
        self._received.take(len(claimed))
        for received in claimed:
            self._handle(received)
        return bool(claimed)

    def _handle(self, received: Received) -> None:
        event = inbound.parse(received.body.encode("utf-8", "surrogatepass"), self._rules.oa_id)
        if event is None or event.role is not Role.MESSAGE or event.message is None:
            self._obey(received, event)
            return
        situation = self._look(received, event.message.text)
        silent = situation.silent_until > self._clock()
        decision = None if silent else self._decide(event.message, situation)
        self._settle(received, decision, situation, event.message_id if situation.count > 1 else None)

    def _look(self, received: Received, text: str) -> Situation:
        with self._store.read() as connection:
            memory, silent_until = citizens.load(connection, received.citizen)
            count = inbox.recent(connection, received, 60.0)
            flooding = count > self._rules.citizen_per_minute
            silent = silent_until > self._clock()
            return Situation(
                memory=memory,
                silent_until=silent_until,
                count=count,
                flooding=flooding,
                reminded=citizens.is_slowed(connection, received.citizen, self._clock()),
                known=NOTHING_KNOWN if silent or flooding else self._known(connection, received, text),
                off=frozenset(switches.now_off(connection)),
            )

    def _known(self, connection: Connection, received: Received, text: str) -> Known:
        return self._records.known(connection, text, received.citizen, self._clock())

    def _decide(self, message: Message, situation: Situation) -> Decision:
        """Decide about a message; above the citizen's limit one friendly line, then nothing."""
        conversation, memory = self._conversation(), situation.memory
        if situation.flooding:
            return Decision(Outcome.CHAT, None if situation.reminded else conversation.too_fast(), memory)
        now = datetime.fromtimestamp(self._clock(), VIETNAM)
        if switches.WHOLE_BOT in situation.off:
            return conversation.paused(memory, now)
        try:
            return conversation.withhold(conversation.decide(message, memory, now, situation.known), situation.off, now)
        except Exception as error:  # a fault of ours must not hold up everybody behind this message
            log.error("decide_crashed", reason=type(error).__name__, exc_info=True)
            return Decision(Outcome.UNKNOWN, conversation.unknown(now), memory)

    def _settle(self, received: Received, decision: Decision | None, situation: Situation, quote: str | None) -> None:
        """Memory, reply, journal and the settled question: one transaction, all or nothing."""
        now = self._clock()
        with self._store.write() as connection:
            if not inbox.settle(connection, received.id, self._rules.owner, now):
                return
            if decision is None:
                return
            citizens.remember(connection, received.citizen, decision.memory, now)
            citizens.note(connection, decision, now)
            deeds.carry_out(connection, decision.deeds, received.citizen, now)
            if situation.flooding:
                citizens.slow(connection, received.citizen, now + SLOW_SECONDS)
            if decision.reply is not None:
                for part in self._parts(connection, decision.reply):
                    outbox.put(connection, received.id, received.citizen, part, quote, now)
                    quote = None
        log.info("decided", row=received.id, outcome=decision.outcome.value, procedure=decision.procedure)

    def _parts(self, connection: Connection, reply: Reply) -> list[Reply]:
        """Give the messages that a reply takes, each marked while the store holds made-up dossiers."""
        if not self._records.sample(connection):
            return outbound.parts(reply)
        parts = outbound.parts(reply, room=len(samples.marked("")))
        return [replace(one, text=samples.marked(one.text)) for one in parts]

    def _obey(self, received: Received, event: Event | None) -> None:
        """Events that are no questions: staff took over, a citizen left."""
        now = self._clock()
        with self._store.write() as connection:
            if not inbox.settle(connection, received.id, self._rules.owner, now) or event is None:
                return
            if event.role is Role.STAFF:
                citizens.silence(connection, received.citizen, now + self._rules.staff_seconds, now)
            elif event.role is Role.LEAVE:
                citizens.leave(connection, received.citizen, now)
            elif event.role is Role.WITHDRAW:
                citizens.erase(connection, received.citizen, now)
        log.info("obeyed", row=received.id, role=event.role.value)

    def _send_batch(self, pool: ThreadPoolExecutor) -> bool:
        count = min(self._free, self._sends.available())
        claimed = outbox.claim(self._store, self._rules.owner, self._clock(), count) if count > 0 else []
        self._sends.take(len(claimed))
        for sending in claimed:
            self._free -= 1
            pool.submit(self._try, sending)
        return bool(claimed)

    def _try(self, sending: Sending) -> None:
        """One try in a sending thread; whatever happens, the loop hears of it."""
        try:
            result = self._attempt(sending)
        except StoreError as error:
            result = Later(f"store: {error}", unsure=True)
        except Exception as error:  # the outermost turn: a fault of ours must not lose the reply
            log.error("send_crashed", row=sending.id, reason=type(error).__name__)
            result = Later(type(error).__name__, unsure=True)
        self._results.put((sending, result))
        self._wake.set()

    def _settle_results(self) -> bool:
        finished: list[tuple[Sending, Result]] = []
        while not self._results.empty():
            finished.append(self._results.get())
        if not finished:
            return False
        try:
            with self._store.write() as connection:
                for sending, result in finished:
                    outbox.settle(connection, sending, result, self._clock())
        except StoreError:
            for one in finished:
                self._results.put(one)
            raise
        self._free += len(finished)
        self._sends.hold(max((result.hold for _, result in finished if isinstance(result, Later)), default=0.0))
        for sending, result in finished:
            log.info("tried", row=sending.id, result=type(result).__name__, tries=sending.tries)
        return True


def take_slot(folder: Path) -> tuple[str, IO[str]]:
    """Give this worker a stable name: the first free slot beside the store, held as long as the file is open."""
    for number in range(100):
        file = (folder / f"worker-{number}.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            continue
        return f"worker-{number}", file
    raise StoreError("có quá nhiều tiến trình gửi tin trên máy này")
