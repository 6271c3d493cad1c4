"""The sending side: open replies claimed, tried in threads that only wait on Zalo, and settled by the loop."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot import outbox
from bot.limits import Bucket, Rules
from bot.outbox import Later, Result, Sending
from bot.store import Store, StoreError

log = structlog.get_logger()


class Sender:
    """Sends open replies. Only its threads run beside the worker's loop; they call `wake` when a try is over."""

    def __init__(
        self,
        store: Store,
        attempt: Callable[[Sending], Result],
        rules: Rules,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._attempt = attempt
        self._owner = rules.owner
        self._clock = clock
        self._wake = wake
        self._results: queue.SimpleQueue[tuple[Sending, Result]] = queue.SimpleQueue()
        self._bucket = Bucket(rules.sends_per_minute, time.monotonic)
        self._pool = ThreadPoolExecutor(rules.threads, thread_name_prefix="send")
        self._threads = self._free = rules.threads

    @property
    def still_out(self) -> int:
        """How many replies are on their way."""
        return self._threads - self._free

    def recover(self, look_up_seconds: float) -> None:
        """Take up what an earlier life left open; what it sent a moment ago is still out of the bucket."""
        outbox.recover(self._store, self._owner, self._clock(), look_up_seconds)
        with self._store.read() as connection:
            gone = outbox.claimed(connection, self._clock(), self._bucket.fill_seconds, int(self._bucket.size))
        self._bucket.take(gone)

    def share(self, parts: int) -> None:
        """Take one of so many parts of the rate."""
        self._bucket.parts = parts

    def begin(self) -> bool:
        """Give due replies to free threads, within the rate; says whether there were any."""
        count = min(self._free, self._bucket.available())
        claimed = outbox.claim(self._store, self._owner, self._clock(), count) if count > 0 else []
        self._bucket.take(len(claimed))
        for sending in claimed:
            self._free -= 1
            self._pool.submit(self._try, sending)
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
        self._wake()

    def settle(self) -> bool:
        """Record what became of finished tries; says whether there were any. Raises StoreError and keeps them then."""
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
        self._bucket.hold(max((result.hold for _, result in finished if isinstance(result, Later)), default=0.0))
        for sending, result in finished:
            log.info("tried", row=sending.id, result=type(result).__name__, tries=sending.tries)
        return True

    def close(self) -> None:
        """Begin nothing more; what is on its way goes on."""
        self._pool.shutdown(wait=False)
