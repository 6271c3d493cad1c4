"""How fast the door answers at 60 and 200 webhooks a second, beside a bare route and a bare durable insert."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from tests.bench.load import APP, OA, SECRET, percentile, run, saturate

KINDS = {"bare": "bare Flask route", "insert": "bare durable insert", "ours": "our webhook"}
ROUNDS = 5
SECONDS = 4.0


def table() -> str:
    """Measure all three in turn, several rounds, and give the medians as a Markdown table."""
    seen: dict[tuple[str, float], list[tuple[float, float]]] = {}
    most: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        servers = {kind: start(kind, folder) for kind in KINDS}
        try:
            for _, (_, port) in servers.items():
                run(port, 50, 0.5)
            for rate in (60.0, 200.0):
                for _ in range(ROUNDS):
                    for kind, (_, port) in servers.items():
                        times = run(port, rate, SECONDS)
                        seen.setdefault((kind, rate), []).append((percentile(times, 0.5), percentile(times, 0.99)))
            for _ in range(ROUNDS):
                for kind, (_, port) in servers.items():
                    most.setdefault(kind, []).append(saturate(port, SECONDS))
        finally:
            for process, _ in servers.values():
                process.terminate()
                process.wait()
    return f"{_render(seen)}\n\n{_render_most(most)}"


def _render(seen: dict[tuple[str, float], list[tuple[float, float]]]) -> str:
    lines = [
        "| webhooks a second | server | p50 ms | p99 ms | p99 against the bare insert (target at 200: at most 2) |",
        "|---|---|---|---|---|",
    ]
    for (kind, rate), rounds in seen.items():
        p50, p99 = (statistics.median(values) for values in zip(*rounds, strict=True))
        ratio = statistics.median(a[1] / b[1] for a, b in zip(rounds, seen["insert", rate], strict=True))
        lines.append(f"| {rate:.0f} | {KINDS[kind]} | {p50:.1f} | {p99:.1f} | {ratio:.2f} |")
    return "\n".join(lines)


def _render_most(most: dict[str, list[float]]) -> str:
    lines = [
        "| saturated: server | answers a second | share of the bare insert's (target: at least 60 %) |",
        "|---|---|---|",
    ]
    for kind, rates in most.items():
        share = statistics.median(a / b for a, b in zip(rates, most["insert"], strict=True))
        lines.append(f"| {KINDS[kind]} | {statistics.median(rates):.0f} | {share:.0%} |")
    return "\n".join(lines)


def start(kind: str, folder: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start one of the servers to compare; give its process and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "BOT_ZALO_APP_ID": APP, "BOT_ZALO_OA_ID": OA, "BOT_ZALO_OA_SECRET": SECRET}
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.servers", kind, str(port), folder], env=environ)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"{kind} did not start")
