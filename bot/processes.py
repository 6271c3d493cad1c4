"""The long-running processes: the web process and the worker, and how they log."""

from __future__ import annotations

import logging
import os
import signal
import stat
import sys
import threading
import time
from types import FrameType

import structlog
import waitress

from bot.chores import Chore, Chores
from bot.config import Settings, reveal
from bot.conversation import Conversation
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.outbox import Result, Sending
from bot.replies import REPLY_KEYS, picture
from bot.scans import Tally
from bot.store import Store
from bot.worker import Rules, Worker, take_slot
from bot.zalo.catchup import CatchUp
from bot.zalo.client import Client
from bot.zalo.connect import Connector
from bot.zalo.delivery import Delivery, Manners
from bot.zalo.tokens import Tokens

WEB_THREADS = 8
TEND_SECONDS = 60.0
"""Seconds between two looks at the token pair, whether anyone writes or not."""
WORKER_NICENESS = 10
"""The worker yields to the web process, so that acknowledgements go first."""


class CannotStart(Exception):
    """The process cannot start; the text is one clear line for the person who started it."""


def configure_logs(level: int = logging.INFO) -> None:
    """Write one JSON object a line to stderr: our own row ids and outcomes, nothing about citizens."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


def serve(settings: Settings) -> None:
    """Run the public app under waitress until told to stop. Raises CannotStart."""
    from webhooks import BODY_LIMIT, BUSY_MS, create_app

    settings.require_secrets()
    store = open_store(settings, durable=True, busy_ms=BUSY_MS)
    desk = Desk(Shelf(settings.knowledge.path, REPLY_KEYS), settings.web.public_url)
    tally = Tally(Store(settings.storage.url, busy_ms=500))
    app = create_app(settings, store, desk, scanned=tally.add)
    try:
        server = waitress.create_server(
            app,
            host=settings.web.host,
            port=settings.web.port,
            threads=WEB_THREADS,
            max_request_body_size=BODY_LIMIT,
            connection_limit=500,
            channel_timeout=30,
            ident=None,
        )
    except OSError as error:
        raise CannotStart(f"không mở được cổng {settings.web.port} ({error.strerror}); đổi [web] port") from error
    signal.signal(signal.SIGTERM, _exit)
    structlog.get_logger().info("serving", host=settings.web.host, port=settings.web.port)
    tally.start()
    # The index takes a second or more: built while webhooks are taken in already, not at the first visitor's cost.
    threading.Thread(target=desk.conversation, name="index", daemon=True).start()
    try:
        server.run()
    finally:
        tally.end()


def _exit(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def work(settings: Settings) -> None:
    """Run the worker until told to stop. Raises CannotStart."""
    settings.require_secrets()
    os.nice(WORKER_NICENESS)
    store = open_store(settings)
    owner, slot = take_slot(store.path.parent)
    with slot:
        desk = Desk(Shelf(settings.knowledge.path, REPLY_KEYS), settings.web.public_url)
        wait_for(desk)  # the index is built before the first question comes
        worker = _worker(settings, store, owner, desk)
        signal.signal(signal.SIGTERM, lambda _signal, _frame: worker.stop())
        signal.signal(signal.SIGINT, lambda _signal, _frame: worker.stop())
        structlog.get_logger().info("working", owner=owner)
        chores = _chores(settings, store, owner)
        chores.start()
        worker.run()
        chores.stop()


def open_store(settings: Settings, *, durable: bool = False, busy_ms: int = 5000) -> Store:
    """Open and migrate the store; CannotStart with the reason when the folder or file cannot be used."""
    store = Store(settings.storage.url, durable=durable, busy_ms=busy_ms)
    try:
        store.migrate()
    except Exception as error:
        raise CannotStart(f"không dùng được kho dữ liệu {store.path}: {error}") from error
    if stat.S_IMODE(store.path.stat().st_mode) & 0o077:
        raise CannotStart(f"{store.path} giữ khóa truy cập mà người khác đọc được; chạy: chmod 600 {store.path}*")
    return store


def connector(settings: Settings) -> Connector:
    """Give what connects the account of the settings. Raises CannotStart, ConfigError."""
    settings.require_secrets()
    client, tokens = _zalo(settings, open_store(settings), f"connect-{os.getpid()}")
    return Connector(client, tokens, settings.zalo.oa_id or "")


def _zalo(settings: Settings, store: Store, owner: str) -> tuple[Client, Tokens]:
    zalo = settings.zalo
    ids = (zalo.app_id or "", reveal(zalo.app_secret))
    client = Client(zalo.api_url, zalo.oauth_url, *ids, zalo.proxy, proves=zalo.appsecret_proof)
    return client, Tokens(store, client.refresh, reveal(zalo.refresh_token), owner)


def _chores(settings: Settings, store: Store, owner: str) -> Chores:
    """What the worker does by the clock: tend the tokens, and ask Zalo for messages that the webhook missed."""
    zalo = settings.zalo
    client, tokens = _zalo(settings, store, owner)
    found = [Chore("tokens", tokens.tend, TEND_SECONDS)]
    if zalo.catch_up_minutes:
        catch_up = CatchUp(store, client, tokens, (zalo.app_id or "", zalo.oa_id or ""))
        found.append(Chore("catch-up", catch_up.run, zalo.catch_up_minutes * 60.0, first=1.0))
    return Chores(found)


def _worker(settings: Settings, store: Store, owner: str, desk: Desk) -> Worker:
    zalo = settings.zalo
    client, tokens = _zalo(settings, store, owner)
    manners = Manners(zalo.look_up_seconds, zalo.resend_unseen, zalo.charged)
    delivery = Delivery(store, client, tokens, lambda number: picture(settings.web.public_url, number), manners)
    rules = Rules(
        owner=owner,
        oa_id=zalo.oa_id or "",
        threads=settings.worker.threads,
        citizen_per_minute=settings.limits.citizen_per_minute,
        total_per_minute=settings.limits.total_per_minute,
        sends_per_minute=zalo.sends_per_minute,
        staff_seconds=zalo.staff_minutes * 60.0,
        look_up_seconds=zalo.look_up_seconds,
    )

    def attempt(sending: Sending) -> Result:
        return delivery.attempt(sending)

    return Worker(store, lambda: wait_for(desk), attempt, rules)


def wait_for(desk: Desk) -> Conversation:
    """Give the current conversation; while the knowledge files are faulty, wait until they are mended."""
    while (conversation := desk.conversation()) is None:
        time.sleep(2.0)
    return conversation
