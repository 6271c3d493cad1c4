"""The portal's pages: bytes, requests, time in the server, and the rate beside a bare Flask page of the same length."""

from __future__ import annotations

import gzip
import http.client
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import cycle
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from tests.bench.acknowledgement import start
from tests.bench.load import percentile

ROUNDS = 3
SECONDS = 2.0
CLIENTS = 8
ASKED = 400
QUESTIONS = (
    "mo tiem tap hoa",
    "lam so do",
    "giay phep xay nha",
    "sao y",
    "ket hon voi nguoi nuoc ngoai",
    "gio lam viec",
)
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "procedure": ("/thu-tuc/ket-hon-yeu-to-nuoc-ngoai",),
    "longest procedure": ("/thu-tuc/cap-giay-chung-nhan-dat-lan-dau",),
    "counters": ("/quay",),
    "search": tuple(f"/?q={quote(text)}" for text in QUESTIONS),
    "printed code": tuple(f"/{number:02}" for number in range(1, 26)),
}
PACKED = {"Accept-Encoding": "gzip"}
SLOW_NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Slow 3G as browsers emulate it: 400 ms, 400 kbit a second."""
SLOW_CPU = 6
LARGEST_PAINT = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""


def table() -> str:
    """Measure everything against the served apps and give the tables as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        servers = {kind: start(kind, folder) for kind in ("bare", "ours")}
        try:
            port = servers["ours"][1]
            for paths in PAGES.values():
                for path in paths:
                    _get(port, path)
            return "\n\n".join([_pages(port), _rates(port, servers["bare"][1])])
        finally:
            for process, _ in servers.values():
                process.terminate()
                process.wait()


def _pages(port: int) -> str:
    requests, paint = _in_a_browser(port)
    lines = [
        "| page | bytes sent (gzip) | bytes raw | requests | p50 ms | p99 ms | largest paint, slow 3G, CPU 6x slower |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, paths in PAGES.items():
        sent = [_get(port, path) for path in paths]
        raw = max(len(gzip.decompress(body)) for body in sent)
        times = _times(port, paths)
        figures = f"{percentile(times, 0.5):.1f} | {percentile(times, 0.99):.1f}"
        lines.append(
            f"| {name} | {max(map(len, sent)):,} | {raw:,} | {requests(paths[0])} | {figures} | {paint(paths[0])} |"
        )
    return "\n".join(lines)


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=PACKED)
    body = connection.getresponse().read()
    connection.close()
    return body


def _times(port: int, paths: tuple[str, ...]) -> list[float]:
    """Ask one after the other over one connection; milliseconds, sorted."""
    connection, times = http.client.HTTPConnection("127.0.0.1", port, timeout=10), []
    for _, path in zip(range(ASKED), cycle(paths), strict=False):
        before = time.perf_counter()
        connection.request("GET", path, headers=PACKED)
        connection.getresponse().read()
        times.append((time.perf_counter() - before) * 1000)
    connection.close()
    return sorted(times)


def _in_a_browser(port: int) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Count what a browser asks for, and time its largest paint on a slow phone; dashes where there is no browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return lambda _path: "-", lambda _path: "-"
    counted: dict[str, str] = {}
    painted: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in (paths[0] for paths in PAGES.values()):
            page, seen = browser.new_page(viewport={"width": 360, "height": 740}), []
            page.on("request", lambda request, seen=seen: seen.append(request.url))
            control = page.context.new_cdp_session(page)
            control.send("Network.enable")
            control.send("Network.emulateNetworkConditions", SLOW_NETWORK)
            control.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
            counted[path] = str(len(seen))
            painted[path] = f"{page.evaluate(LARGEST_PAINT) / 1000:.1f} s"
            page.close()
        browser.close()
    return lambda path: counted[path], lambda path: painted[path]


def _rates(port: int, bare: int) -> str:
    seen: dict[str, list[float]] = {"bare": [], "printed code": [], "home": []}
    for _ in range(ROUNDS):
        seen["bare"].append(_rate(bare, "/page"))
        seen["printed code"].append(_rate(port, "/07"))
        seen["home"].append(_rate(port, "/"))
    lines = ["| page, 8 clients at once | pages a second | against the bare page |", "|---|---|---|"]
    for name, rates in seen.items():
        ratio = statistics.median(a / b for a, b in zip(rates, seen["bare"], strict=True))
        shown = "bare Flask page of 20 kB" if name == "bare" else name
        lines.append(f"| {shown} | {statistics.median(rates):,.0f} | {ratio:.2f} |")
    return "\n".join(lines)


def _rate(port: int, path: str) -> float:
    """Pages a second that several clients get who ask without pause."""
    done, until = [0] * CLIENTS, time.perf_counter() + SECONDS

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.perf_counter() < until:
            connection.request("GET", path, headers=PACKED)
            connection.getresponse().read()
            done[client] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS
