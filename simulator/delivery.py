"""Carries events to the webhook: in order for each citizen, judged as Zalo judges, again after failures."""

from __future__ import annotations

import heapq
import http.client
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from simulator.account import refuse_official
from simulator.clock import Clock
from simulator.events import HEADER
from simulator.switches import Switches

# A receiver that answers more than this is only read so far.
ANSWER_LIMIT_BYTES = 65536


@dataclass(frozen=True)
class Parcel:
    """One event on its way."""

    name: str
    user_id: str
    message_id: str
    body: bytes
    signature: str | None
    # 0 for the first delivery, then 1 to 5.
    retry: int = 0


@dataclass(frozen=True)
class Attempt:
    """One delivery and how it went."""

    parcel: Parcel
    # HTTP status; 0 when there was no answer in time or no connection.
    status: int
    took_ms: float
    time: float
    ok: bool


class Carrier:
    """Posts parcels over one kept-open connection; one per thread."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._address: tuple[str, str] | None = None

    def post(self, url: str, parcel: Parcel, timeout: float) -> int:
        """The HTTP status, or 0 when nothing came back within `timeout` seconds."""
        headers = {"Content-Type": "application/json", "User-Agent": "ZaloWebhook"}
        if parcel.signature is not None:
            headers[HEADER] = parcel.signature
        if parcel.retry:
            headers["num_retry"] = str(parcel.retry)
        kept_open = self._connection is not None
        try:
            return self._post(url, parcel.body, headers, timeout)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.close()
            # The receiver may close an idle connection at any time; that is no failed delivery.
            if not kept_open:
                return 0
        except (OSError, http.client.HTTPException):
            self.close()
            return 0
        try:
            return self._post(url, parcel.body, headers, timeout)
        except (OSError, http.client.HTTPException):
            self.close()
            return 0

    def _post(self, url: str, body: bytes, headers: dict[str, str], timeout: float) -> int:
        parts = urlsplit(url)
        if self._address != (parts.scheme, parts.netloc):
            self.close()
            self._address = (parts.scheme, parts.netloc)
        if self._connection is None:
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._connection = kind(parts.netloc, timeout=timeout)
        self._connection.timeout = timeout
        if self._connection.sock is not None:
            self._connection.sock.settimeout(timeout)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._connection.request("POST", path, body=body, headers=headers)
        answer = self._connection.getresponse()
        answer.read(ANSWER_LIMIT_BYTES)
        if not answer.isclosed():
            self.close()
        return answer.status

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Delivery:
    """The queue of parcels, the threads that carry them, and the ladder of second tries."""

    def __init__(
        self, clock: Clock, switches: Switches, on_attempt: Callable[[Attempt], None], threads: int = 16
    ) -> None:
        self._clock = clock
        self._switches = switches
        self._on_attempt = on_attempt
        self._condition = threading.Condition()
        self._url = ""
        self._ready: deque[deque[Parcel]] = deque()
        self._by_user: dict[str, deque[Parcel]] = {}
        self._later: list[tuple[float, int, Parcel]] = []
        self._count = itertools.count()
        self._carrying = 0
        self._stopping = False
        self.disabled = False
        self._threads = [threading.Thread(target=self._carry, daemon=True) for _ in range(threads)]
        self._threads.append(threading.Thread(target=self._climb, daemon=True))
        clock.on_change(self._wake)

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the threads; what is still queued stays undelivered."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        for thread in self._threads:
            thread.join(timeout=self._switches.answer_limit + 1)

    @property
    def url(self) -> str:
        """Where events go; empty for nowhere."""
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url = refuse_official(url) if url else ""

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def put(self, parcel: Parcel) -> None:
        """Queue `parcel`; dropped when there is no webhook or Zalo has switched it off."""
        with self._condition:
            self._put(parcel)

    def _put(self, parcel: Parcel) -> None:
        if not self._url or self.disabled or self._stopping:
            return
        if self._switches.unordered or not parcel.user_id:
            self._ready.append(deque([parcel]))
        elif parcel.user_id in self._by_user:
            self._by_user[parcel.user_id].append(parcel)
            return
        else:
            self._by_user[parcel.user_id] = line = deque([parcel])
            self._ready.append(line)
        self._condition.notify_all() if self._later else self._condition.notify()

    def pending(self) -> int:
        """Parcels queued or under way, those waiting for a second try not counted."""
        with self._condition:
            return self._carrying + sum(len(line) for line in self._by_user.values() if line) + sum(
                len(line) for line in self._ready if line not in self._by_user.values()
            )

    def waiting(self) -> list[tuple[float, int]]:
        """Time due and number of each ordered second try, earliest first."""
        with self._condition:
            return sorted((due, parcel.retry) for due, _, parcel in self._later)

    def settle(self, timeout: float = 5.0) -> bool:
        """Wait until nothing is queued or under way; False if that took longer than `timeout` seconds."""
        end = time.monotonic() + timeout
        while self.pending():
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True
