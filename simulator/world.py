"""Everything Zalo knows about the account, under one lock, and the way from an event to the webhook."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from simulator.account import Account
from simulator.catalogue import SILENT
from simulator.clock import Clock, milliseconds
from simulator.delivery import Attempt, Delivery, Parcel
from simulator.events import Events, Signing, signature, write
from simulator.ledger import Ledger, Sent
from simulator.oauth import Tokens
from simulator.people import FROM_USER, People
from simulator.state import StateFile
from simulator.switches import Fault, Faults, Switches, kind_of
from simulator.uploads import Uploads

SAVE_EVERY = 0.5


class World:
    """The shared memory of the stand-in; every method may be called from any thread."""

    def __init__(self, account: Account, clock: Clock, state: StateFile | None = None) -> None:
        self.account = account
        self.clock = clock
        self.switches = Switches()
        self.faults = Faults()
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.stopping = threading.Event()
        self.version = 0
        self.people = People()
        self.events = Events(account)
        self.tokens = Tokens(account, clock)
        self.uploads = Uploads(clock, state.uploads if state else None)
        self.ledger = Ledger(self.switches)
        self.sent: list[Sent] = []
        self.notices: list[str] = []
        self.attempts: deque[Attempt] = deque(maxlen=20_000)
        self.calls_by_minute: dict[int, int] = {}
        self.refreshing = 0
        self.refreshes = 0
        # Set by the stand-in: runs a trial by its name. What the trials said, by name; None while one is running.
        self.trial: Callable[[str], list[str]] = lambda _name: []
        self.trials: dict[str, list[str] | None] = {}
        self.delivery = Delivery(clock, self.switches, self._on_begin, self._on_attempt)
        # Seeded: the same run writes the same bodies again.
        self._chance = random.Random(20_261_124)
        self._state = state
        self._dirty = threading.Event()
        self._saver = threading.Thread(target=self._save_often, daemon=True)
        if state is not None:
            self._load(state.load())

    def start(self) -> None:
        """Begin to deliver and to save. OSError when the state cannot be written."""
        self.save()
        self.delivery.start()
        self._saver.start()

    def stop(self) -> None:
        """Stop delivering and save for the last time."""
        self.stopping.set()
        self._dirty.set()
        with self.changed:
            self.changed.notify_all()
        self.delivery.stop()
        self._saver.join(timeout=5)
        self.save()

    def now_ms(self) -> int:
        """The time in milliseconds since 1970."""
        return milliseconds(self.clock)

    def touch(self) -> None:
        """Tell the page that something changed, and have it saved soon; the caller holds the lock."""
        self.version += 1
        self.changed.notify_all()
        self._dirty.set()

    def _save_often(self) -> None:
        while not self.stopping.is_set():
            self._dirty.wait()
            self._dirty.clear()
            self.save()
            self.stopping.wait(SAVE_EVERY)

    def save(self) -> None:
        """Write the state now; nothing without a state file."""
        if self._state is None:
            return
        with self.lock:
            self._state.save(
                {
                    "tokens": self.tokens.dump(),
                    "uploads": self.uploads.dump(),
                    "people": self.people.dump(),
                }
            )

    def _load(self, state: dict[str, Any]) -> None:
        if not state:
            return
        self.people.load(state["people"])
        self.tokens.load(state.get("tokens", {}))
        self.uploads.load(state.get("uploads", []))
        for lines in self.people.lines.values():
            self.ledger.recall(lines)

    def parcel(
        self,
        event: dict[str, Any] | bytes,
        user_id: str = "",
        message_id: str = "",
        sign: Signing | str = Signing.RIGHT,
    ) -> Parcel:
        """`event` as it will travel; a `str` in place of a way of signing is the header's literal value."""
        if isinstance(event, bytes):
            name, body = "", event
        else:
            name = str(event.get("event_name", ""))
            with self.lock:
                body = write(event, self.switches.json_form, self.switches.unicode_form, self._chance)
        value = signature(self.account, body, sign) if isinstance(sign, Signing) else sign
        return Parcel(name, user_id, message_id, body, value)

    def post(self, event: dict[str, Any], user_id: str, message_id: str = "") -> None:
        """Sign `event` and queue it for the webhook."""
        self.delivery.put(self.parcel(event, user_id, message_id))

    def drawn_fault(self, path: str) -> Fault | None:
        """The fault that chance lets a call to `path` meet, by the switches `fault_rate` and `fault_kinds`."""
        switches = self.switches
        with self.lock:
            if not switches.fault_rate or not path.startswith(switches.fault_path):
                return None
            if self._chance.random() >= switches.fault_rate:
                return None
            kind = kind_of(self._chance.choice(switches.fault_kinds))
        return Fault(kind, path, 1, switches.fault_seconds)

    def _on_begin(self, parcel: Parcel) -> None:
        if parcel.name in SILENT:
            with self.lock:
                self.ledger.automatic(parcel.user_id, parcel.name)

    def _on_attempt(self, attempt: Attempt) -> None:
        with self.lock:
            self.attempts.append(attempt)
            line = self.people.by_message.get(attempt.parcel.message_id)
            if line is not None and line.src == FROM_USER and attempt.parcel.name.startswith("user_send"):
                line.status = "delivered" if attempt.ok else "failed"
            last = attempt.parcel.retry >= len(self.switches.retry_delays)
            if not attempt.ok and self.switches.retry and last:
                self.notices.append("Webhook không hoạt động: Zalo đã ngừng gửi sự kiện cho ứng dụng.")
            self.touch()
