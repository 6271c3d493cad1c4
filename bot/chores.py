"""Work that comes round by the clock, in one thread beside the worker: tokens tended, missed messages asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

STEP = 1.0
"""Seconds between two looks at what is due."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Chore:
    """A job and how often it is done, in seconds; the first time after a pause of `first` seconds."""

    name: str
    job: Callable[[], object]
    every: float
    first: float = 0.0


class Chores:
    """Does each chore at its time until stopped; one that fails is logged and done again at its next time."""

    def __init__(self, chores: list[Chore]) -> None:
        begun = time.monotonic()
        self._due = [(chore, begun + chore.first) for chore in chores]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the chore in hand, which is waited for a few seconds."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._due = [self._turn(chore, due) for chore, due in self._due]
            self._stop.wait(STEP)

    def _turn(self, chore: Chore, due: float) -> tuple[Chore, float]:
        if time.monotonic() < due or self._stop.is_set():
            return chore, due
        try:
            chore.job()
        except Exception as error:  # the thread must outlive whatever a chore meets
            log.error("chore_failed", chore=chore.name, reason=type(error).__name__)
        return chore, time.monotonic() + chore.every
