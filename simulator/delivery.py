"""Carries events to the webhook: in order for each citizen, judged as Zalo judges, again after failures."""

from __future__ import annotations

import contextlib
import heapq
import http.client
import itertools
import random
import socket
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

    def abort(self) -> None:
        """Cut a delivery that is under way in another thread."""
        connection = self._connection
        sock = connection.sock if connection is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Delivery:
    """The queue of parcels, the threads that carry them, and the ladder of second tries."""

    def __init__(
        self,
        clock: Clock,
        switches: Switches,
        on_begin: Callable[[Parcel], None],
        on_attempt: Callable[[Attempt], None],
        threads: int = 16,
    ) -> None:
        self._clock = clock
        self._switches = switches
        self._on_begin = on_begin
        self._on_attempt = on_attempt
        self._url = ""
        lock = threading.Lock()
        self._work = threading.Condition(lock)
        self._ladder = threading.Condition(lock)
        self._idle = threading.Condition(lock)
        # Lines that a free thread may serve; one citizen's line is never served by two threads.
        self._ready: deque[deque[Parcel]] = deque()
        self._by_user: dict[str, deque[Parcel]] = {}
        self._later: list[tuple[float, int, Parcel]] = []
        self._numbers = itertools.count()
        # Seeded: the same run doubles the same events again.
        self._chance = random.Random(20_261_124)
        self._open = 0
        self._stopping = False
        self.disabled = False
        self._carriers = [Carrier() for _ in range(threads)]
        self._threads = [threading.Thread(target=self._serve, args=(c,), daemon=True) for c in self._carriers]
        self._threads.append(threading.Thread(target=self._climb, daemon=True))
        clock.on_change(self._wake)

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the threads at once; what is still queued stays undelivered."""
        with self._work:
            self._stopping = True
            self._work.notify_all()
            self._ladder.notify_all()
            self._idle.notify_all()
        for carrier in self._carriers:
            carrier.abort()
        for thread in self._threads:
            thread.join(timeout=1)

    @property
    def url(self) -> str:
        """Where events go; empty for nowhere. ValueError when set to one of Zalo's own hosts."""
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url = refuse_official(url) if url else ""

    def _wake(self) -> None:
        with self._ladder:
            self._ladder.notify_all()

    def put(self, parcel: Parcel) -> None:
        """Queue `parcel`; dropped when there is no webhook or Zalo has switched it off."""
        with self._work:
            if not self._url or self.disabled or self._stopping:
                return
            self._queue(parcel)
            if self._chance.random() < self._switches.duplicate_rate:
                self._queue(parcel, alone=True)
            if self._chance.random() < self._switches.late_duplicate_rate:
                self._order(parcel, self._switches.late_duplicate_after)

    def _queue(self, parcel: Parcel, *, alone: bool = False) -> None:
        """Put `parcel` behind what is under way for the same citizen; `alone` lets it overtake."""
        alone = alone or self._switches.unordered
        self._open += 1
        line = self._by_user.get(parcel.user_id)
        if line is not None and not alone:
            line.append(parcel)
            return
        line = deque([parcel])
        if parcel.user_id and not alone:
            self._by_user[parcel.user_id] = line
        self._ready.append(line)
        self._work.notify()

    def _serve(self, carrier: Carrier) -> None:
        while True:
            with self._work:
                while not self._ready and not self._stopping:
                    self._work.wait()
                if self._stopping:
                    break
                line = self._ready.popleft()
                parcel = line.popleft()
            attempt = self.carry(carrier, parcel)
            with self._work:
                self._put_back(line, parcel)
                self._judge(attempt)
        carrier.close()

    def _put_back(self, line: deque[Parcel], parcel: Parcel) -> None:
        self._open -= 1
        if line:
            self._ready.append(line)
            self._work.notify()
        elif self._by_user.get(parcel.user_id) is line:
            del self._by_user[parcel.user_id]
        if not self._open:
            self._idle.notify_all()

    def carry(self, carrier: Carrier, parcel: Parcel, url: str = "") -> Attempt:
        """Deliver `parcel` once, now, and tell how it went."""
        self._on_begin(parcel)
        began = time.monotonic()
        limit = self._switches.answer_limit
        # Whether late answers count or not, nobody waits for ever.
        timeout = limit if self._switches.retry_on_late else max(limit, 30.0)
        status = carrier.post(url or self._url, parcel, timeout)
        took = time.monotonic() - began
        if status:
            ok = status == 200 or not self._switches.retry_on_status
            ok = ok and (took <= limit or not self._switches.retry_on_late)
        else:
            ok = not (self._switches.retry_on_late if took >= limit else self._switches.retry_on_connection)
        attempt = Attempt(parcel, status, took * 1000, self._clock.now(), ok)
        self._on_attempt(attempt)
        return attempt

    def _judge(self, attempt: Attempt) -> None:
        if attempt.ok or not self._switches.retry or self._stopping:
            return
        step = attempt.parcel.retry
        if step >= len(self._switches.retry_delays):
            self.disabled = True
            return
        self._order(replace(attempt.parcel, retry=step + 1), self._switches.retry_delays[step])

    def _order(self, parcel: Parcel, seconds: float) -> None:
        heapq.heappush(self._later, (self._clock.now() + seconds, next(self._numbers), parcel))
        self._ladder.notify()

    def _climb(self) -> None:
        while True:
            with self._ladder:
                if self._stopping:
                    return
                now = self._clock.now()
                while self._later and self._later[0][0] <= now:
                    parcel = heapq.heappop(self._later)[2]
                    if not self.disabled:
                        self._queue(parcel)
                # A clock moved by hand wakes us itself; the machine's clock needs the timeout.
                self._ladder.wait(max(0.01, self._later[0][0] - now) if self._later else None)

    def waiting(self) -> list[tuple[float, int]]:
        """Time due (seconds since 1970) and number of each ordered second try, earliest first."""
        with self._ladder:
            return sorted((due, parcel.retry) for due, _, parcel in self._later)

    def settle(self, timeout: float = 5.0) -> bool:
        """Wait until nothing is queued or under way; False if that took longer than `timeout` seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._open or self._stopping, timeout)
