"""Time as the stand-in sees it: the machine's clock, or one that a test moves by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

SECOND_MS = 1000
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """What every part of the stand-in asks for the time."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    def advance(self, seconds: float) -> None:
        """Jump by `seconds`."""
        ...

    def on_change(self, callback: Callable[[], None]) -> None:
        """Have `callback` called whenever the clock jumps."""
        ...


class SystemClock:
    """The machine's clock, and whatever `advance` has put on top of it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        with self._lock:
            return self._running() + self._ahead

    def _running(self) -> float:
        return time.time()

    def advance(self, seconds: float) -> None:
        """Jump by `seconds` (negative: back) and wake whatever waits for a time."""
        with self._lock:
            self._ahead += seconds
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    def on_change(self, callback: Callable[[], None]) -> None:
        """Have `callback` called after every `advance`."""
        with self._lock:
            self._callbacks.append(callback)


class HandClock(SystemClock):
    """A clock that stands still until `advance` moves it."""

    def __init__(self, start: float = 1_763_900_000.0) -> None:
        super().__init__()
        self._start = start

    def _running(self) -> float:
        return self._start


def milliseconds(clock: Clock) -> int:
    """The clock's time in whole milliseconds, as Zalo writes it."""
    return int(clock.now() * SECOND_MS)
