"""Three servers to compare, all under waitress: a bare Flask route, one with a bare durable insert, and ours.

python -m tests.bench.servers bare|insert|ours PORT FOLDER
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import uuid
from pathlib import Path

import waitress
from flask import Flask, Response, request

from bot.config import load
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.processes import WEB_THREADS
from bot.store import Store
from bot.wording import REPLY_KEYS
from webhooks import BODY_LIMIT, BUSY_MS, create_app

PAGE = "<!doctype html><title>x</title><p>" + "x" * 20_000


def bare() -> Flask:
    """A route that reads the body and answers 200, and one that gives a page of 20 kB."""
    app = Flask(__name__)

    @app.post("/webhooks/zalo")
    def take() -> Response:
        request.get_data()
        return Response(status=200)

    @app.get("/page")
    def page() -> str:
        return PAGE

    return app


def insert(folder: Path) -> Flask:
    """The same with one durable insert, on a connection of its own for each thread."""
    app, local, path = Flask(__name__), threading.local(), folder / "bare.db"
    with sqlite3.connect(path) as first:
        first.execute("PRAGMA journal_mode=WAL")
        first.execute("CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, body BLOB)")

    @app.post("/webhooks/zalo")
    def take() -> Response:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, isolation_level=None, timeout=5)
            local.connection.execute("PRAGMA synchronous=FULL")
        local.connection.execute("INSERT INTO inbox VALUES (?, ?)", (uuid.uuid4().hex, request.get_data()))
        return Response(status=200)

    return app


def ours(folder: Path) -> Flask:
    """The public app as it is served; ids and secrets come from the environment."""
    settings = load(None, os.environ)
    store = Store(f"sqlite:///{folder}/ours.db", durable=True, busy_ms=BUSY_MS)
    store.migrate()
    return create_app(settings, store, Desk(Shelf(Path("knowledge"), REPLY_KEYS), settings.web.public_url))


def main() -> None:
    """Serve one of the three until ended."""
    kind, port, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    app = bare() if kind == "bare" else insert(folder) if kind == "insert" else ours(folder)
    waitress.serve(app, host="127.0.0.1", port=port, threads=WEB_THREADS, max_request_body_size=BODY_LIMIT, _quiet=True)


if __name__ == "__main__":
    main()
