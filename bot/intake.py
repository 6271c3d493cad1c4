"""Events that arrive together stored together: one commit for all that wait, each answered when its own is safe.

A durable commit costs a flush to the disk, whatever is in it. While one thread's commit is under way the others
line up; whoever stands first then writes the whole line. Alone, an event is stored at once, as without a line.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from bot import inbox
from bot.inbox import Arrival
from bot.store import Store, StoreError


@dataclass(eq=False)
class _Place:
    """A place in the line. Its gate opens once: when it is stored or failed, or when it is its turn to write."""

    arrival: Arrival
    gate: threading.Lock = field(default_factory=threading.Lock)
    done: bool = False
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self.gate.acquire()


class Intake:
    """Stores arrivals through one store; safe for threads. Nobody waits longer than `patience` seconds in line."""

    def __init__(self, store: Store, patience: float) -> None:
        self._store = store
        self._patience = patience
        self._line: list[_Place] = []
        self._writing = False
        self._lock = threading.Lock()

    def put(self, arrival: Arrival) -> None:
        """Store an event durably; the same key again changes nothing. StoreError if it cannot be stored in time.

        After an error it may be stored all the same: delivered again it is a duplicate.
        """
        place = _Place(arrival)
        with self._lock:
            self._line.append(place)
            waits, self._writing = self._writing, True
        if waits and not place.gate.acquire(timeout=self._patience):
            self._leave(place)
        if not place.done:
            self._write_line()
        if place.failure is not None:
            raise place.failure

    def _leave(self, place: _Place) -> None:
        """Give up waiting, unless the turn came at this very moment: then it must be taken, others wait behind."""
        with self._lock:
            if place.gate.acquire(blocking=False):
                return
            if place in self._line:
                self._line.remove(place)
        raise StoreError("waited too long in line")

    def _write_line(self) -> None:
        with self._lock:
            places, self._line = self._line, []
        failure: Exception | None = None
        try:
            with self._store.write() as connection:
                inbox.add(connection, [place.arrival for place in places])
        except Exception as error:  # whatever it is, everybody whose event was in this commit must hear of it
            failure = error
        for place in places:
            place.failure, place.done = failure, True
            place.gate.release()
        with self._lock:
            self._writing = bool(self._line)
            if self._writing:
                self._line[0].gate.release()
