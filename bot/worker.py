"""The worker: claim, decide, settle, send. One loop owns the database; threads only wait on Zalo.

Everything is written in the loop's thread, so nothing here fights for the write lock; a sending thread
returns what became of a try, and the loop records it. Killed at any instant, the next start carries on
from the tables.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import structlog

from bot import inbox, presence, retention
from bot.conversation import Conversation
from bot.limits import Bucket, Rules
from bot.outbox import Result, Sending
from bot.records import Records
from bot.sender import Sender
from bot.store import Store, StoreError
from bot.turns import Turns

IDLE, ALERT = 0.01, 0.002
"""Seconds between two looks at the store's data version while nothing happens, and just after something did."""
ALERT_SECONDS = 1.0
SLICE = 0.01
"""Seconds of deciding after which finished sends are recorded and decided replies are sent."""
LONGEST_IDLE = 0.5
"""Seconds after which the tables are looked at in any case: a due retry changes no data version."""
BATCH = 32
TIDY_SECONDS = 600.0
"""Seconds between two rounds of deleting what is past its time."""
BUSY_SECONDS = 5.0
"""Seconds until the log is emptied after all, when somebody was reading."""

log = structlog.get_logger()


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
        self._rules = rules
        self._clock = clock
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._turns = Turns(store, conversation, records or Records(), rules, clock)
        self._sender = Sender(store, attempt, rules, clock, self._wake.set)
        self._received = Bucket(rules.total_per_minute, time.monotonic)
        self._tidy_at = time.monotonic() + 60.0
        self._alert_until = 0.0
        self._told_at = 0.0

    def stop(self) -> None:
        """Finish what is in hand and return from run."""
        self._stop.set()
        self._wake.set()

    def run(self) -> int:
        """Recover what an earlier life left open, then work until stop is called.

        Gives how many replies were still on their way when the time to stop was over.
        """
        self._recover()
        while not self._stop.is_set():
            try:
                version = self._store.data_version()
                if not self._round():
                    self._wait(version)
            except StoreError as error:
                log.error("store_failed", reason=str(error))
                self._stop.wait(LONGEST_IDLE)
        return self._finish()

    def _finish(self) -> int:
        """Take nothing new; record what comes back in time of what is on its way."""
        self._sender.close()
        self._leave()
        until = time.monotonic() + self._rules.stop_seconds
        while (out := self._sender.still_out) and time.monotonic() < until:
            self._wake.wait(IDLE)
            self._wake.clear()
            try:
                self._sender.settle()
            except StoreError as error:
                log.error("store_failed", reason=str(error))
                time.sleep(LONGEST_IDLE)
        log.info("stopped", still_out=out)
        return out

    def _leave(self) -> None:
        try:
            with self._store.write() as connection:
                presence.leave(connection, self._rules.owner)
        except StoreError as error:
            log.error("store_failed", reason=str(error))

    def _recover(self) -> None:
        while not self._stop.is_set():
            try:
                self._share()
                inbox.release(self._store, self._rules.owner, self._clock())
                self._sender.recover(self._rules.look_up_seconds)
                self._carry_limit_over()
                return
            except StoreError as error:
                log.error("store_failed", reason=str(error))
                self._stop.wait(LONGEST_IDLE)

    def _carry_limit_over(self) -> None:
        """What an earlier life took out of the bucket a moment ago is still out."""
        bucket = self._received
        with self._store.read() as connection:
            bucket.take(inbox.claimed(connection, self._clock(), bucket.fill_seconds, int(bucket.size)))

    def _round(self) -> bool:
        """One round; says whether anything was done."""
        if time.monotonic() - self._told_at > presence.EVERY_SECONDS:
            self._share()
        done = self._sender.settle()
        done = self._decide_batch() or done
        done = self._sender.begin() or done
        if done:
            self._alert_until = time.monotonic() + ALERT_SECONDS
        return self._tidy() or done

    def _share(self) -> None:
        """Limits hold for all workers together: this one takes its part."""
        with self._store.write() as connection:
            parts = presence.tell(connection, self._rules.owner, self._clock())
        self._received.parts = parts
        self._sender.share(parts)
        self._told_at = time.monotonic()

    def _tidy(self) -> bool:
        """Every ten minutes, delete what is past its time, a batch a turn; True while there is more."""
        if time.monotonic() < self._tidy_at:
            return False
        more = retention.tidy(self._store, self._rules.keep, self._clock())
        emptied = not more and self._store.empty_log()
        self._tidy_at = time.monotonic() + (0.0 if more else TIDY_SECONDS if emptied else BUSY_SECONDS)
        return more

    def _wait(self, version: int) -> None:
        """Wait for news: a finished send, another connection's commit, or the longest idle time."""
        until = time.monotonic() + LONGEST_IDLE
        while (now := time.monotonic()) < until:
            if self._wake.wait(ALERT if now < self._alert_until else IDLE) or self._store.data_version() != version:
                break
        self._wake.clear()

    def _decide_batch(self) -> bool:
        count = min(BATCH, self._received.available())
        claimed = inbox.claim(self._store, self._rules.owner, self._clock(), count) if count else []
        self._received.take(len(claimed))
        begun = time.monotonic()
        for received in claimed:
            self._turns.take(received)
            if time.monotonic() - begun > SLICE:
                self._sender.settle()
                self._sender.begin()
                begun = time.monotonic()
        return bool(claimed)


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
