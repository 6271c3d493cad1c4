"""An open load: signed webhooks at a fixed rate, and how long each answer took."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from itertools import count

from bot.zalo.signature import sign

APP, OA, SECRET = "360846524940903967", "388613280878808645", "bench-oa-secret"
SENDERS = 16


def bodies() -> Iterator[tuple[bytes, str]]:
    """Make webhook bodies of many citizens with their signatures."""
    for number in count():
        stamp = str(int(time.time() * 1000) + number)
        value = {
            "app_id": APP,
            "sender": {"id": str(246845883529190000 + number % 500)},
            "recipient": {"id": OA},
            "event_name": "user_send_text",
            "message": {"text": "mở tiệm tạp hóa cần giấy gì", "msg_id": f"bench{number}x{time.time_ns()}"},
            "timestamp": stamp,
        }
        body = json.dumps(value, ensure_ascii=False).encode()
        yield body, sign(APP, body, stamp, SECRET)


def run(port: int, rate: float, seconds: float) -> list[float]:
    """Post at `rate` a second and give the sorted answer times in milliseconds; a late start counts as waiting."""
    source, lock = bodies(), threading.Lock()
    prepared = [next(source) for _ in range(int(rate * seconds))]
    started, taken, times = time.perf_counter() + 0.2, count(), []

    def post() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while (number := next(taken)) < len(prepared):
            due = started + number / rate
            time.sleep(max(due - time.perf_counter(), 0))
            body, mac = prepared[number]
            connection.request("POST", "/webhooks/zalo", body, {"X-ZEvent-Signature": mac})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"HTTP {answer.status}")
            with lock:
                times.append((time.perf_counter() - due) * 1000)

    threads = [threading.Thread(target=post) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)


def saturate(port: int, seconds: float) -> float:
    """Post as fast as answers come, on all connections; gives answers a second."""
    source, lock, done = bodies(), threading.Lock(), count()
    prepared = [next(source) for _ in range(int(2500 * seconds))]
    until = time.perf_counter() + seconds

    def post() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.perf_counter() < until:
            with lock:
                body, mac = prepared[next(done) % len(prepared)]
            connection.request("POST", "/webhooks/zalo", body, {"X-ZEvent-Signature": mac})
            connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return next(done) / seconds


def percentile(times: list[float], share: float) -> float:
    """Give the value below which that share of the sorted times lies."""
    return times[min(int(len(times) * share), len(times) - 1)]
