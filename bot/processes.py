"""The long-running processes: the web process and the worker."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import structlog
import waitress

from bot import metrics
from bot.aliases import Aliases
from bot.chores import Chore, Chores
from bot.config import Settings, reveal
from bot.conversation import Conversation
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.limits import Rules
from bot.outbox import Result, Sending
from bot.records import GuessLimits, Records
from bot.replies import picture
from bot.scans import Tally
from bot.store import Store
from bot.wording import REPLY_KEYS
from bot.worker import Worker, take_slot
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
SWITCH_SECONDS = 0.001
"""After so long a thread lets the others run: sending threads only want to read an answer, again and again."""
CHECKPOINT_SECONDS = 1.0


class CannotStart(Exception):
    """The process cannot start; the text is one clear line for the person who started it."""


def serve(settings: Settings, clock: Callable[[], float] = time.time, max_pages: int | None = None) -> None:
    """Run the public app under waitress until told to stop. Raises CannotStart.

    `clock` and `max_pages` (a limit to the database's size) are the harness's handles.
    """
    from webhooks import BODY_LIMIT, BUSY_MS, create_app

    settings.require_secrets()
    store = open_store(settings, durable=True, busy_ms=BUSY_MS, max_pages=max_pages)
    desk = Desk(Shelf(settings.knowledge.path, REPLY_KEYS), settings.web.public_url)
    tally = Tally(Store(settings.storage.url, busy_ms=500))
    app = create_app(settings, store, desk, clock, scanned=tally.add)
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
            # The proxy on this machine tells who asks: else all visitors would share one limit of wrong codes.
            trusted_proxy="127.0.0.1",
            trusted_proxy_headers={"x-forwarded-for"},
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise CannotStart(f"không mở được cổng {settings.web.port} ({error.strerror}); đổi [web] port") from error
    _serve_metrics(settings)
    signal.signal(signal.SIGTERM, _exit)
    structlog.get_logger().info("serving", host=settings.web.host, port=settings.web.port)
    tally.start()
    # The index takes a second or more: built while webhooks are taken in already, not at the first visitor's cost.
    threading.Thread(target=desk.conversation, name="index", daemon=True).start()
    try:
        server.run()
    finally:
        tally.end()


def _serve_metrics(settings: Settings) -> None:
    """The figures answer on a port of loopback, never on the public one."""
    port = settings.web.metrics_port
    if port:
        try:
            metrics.serve(Store(settings.storage.url, busy_ms=500), port)
        except OSError as error:
            raise CannotStart(f"không mở được cổng {port} ({error.strerror}); đổi [web] metrics_port") from error


def _exit(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def work(settings: Settings, clock: Callable[[], float] = time.time, max_pages: int | None = None) -> None:
    """Run the worker until told to stop; `clock` and `max_pages` as in serve. Raises CannotStart."""
    settings.require_secrets()
    os.nice(WORKER_NICENESS)
    sys.setswitchinterval(SWITCH_SECONDS)
    store = open_store(settings, max_pages=max_pages)
    owner, slot = take_slot(store.path.parent)
    with slot:
        desk = Desk(Shelf(settings.knowledge.path, REPLY_KEYS), settings.web.public_url)
        wait_for(desk)  # the index is built before the first question comes
        worker = _worker(settings, store, owner, desk, clock)
        signal.signal(signal.SIGTERM, lambda _signal, _frame: worker.stop())
        signal.signal(signal.SIGINT, lambda _signal, _frame: worker.stop())
        structlog.get_logger().info("working", owner=owner)
        chores = _chores(settings, store, owner, clock)
        chores.start()
        still_out = worker.run()
        chores.stop()
    if still_out:
        # Threads that still wait on Zalo would keep the process alive; their rows are looked up at the next start.
        sys.stderr.flush()
        os._exit(0)


def open_store(
    settings: Settings, *, durable: bool = False, busy_ms: int = 5000, max_pages: int | None = None
) -> Store:
    """Open and migrate the store; CannotStart with the reason when the folder or file cannot be used."""
    store = Store(settings.storage.url, durable=durable, busy_ms=busy_ms, max_pages=max_pages)
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


def _zalo(
    settings: Settings, store: Store, owner: str, clock: Callable[[], float] = time.time
) -> tuple[Client, Tokens]:
    zalo = settings.zalo
    ids = (zalo.app_id or "", reveal(zalo.app_secret))
    client = Client(zalo.api_url, zalo.oauth_url, *ids, zalo.proxy, proves=zalo.appsecret_proof)
    return client, Tokens(store, client.refresh, reveal(zalo.refresh_token), owner, clock)


def _chores(settings: Settings, store: Store, owner: str, clock: Callable[[], float]) -> Chores:
    """What the worker does by the clock: tend the tokens, and ask Zalo for messages that the webhook missed."""
    zalo = settings.zalo
    client, tokens = _zalo(settings, store, owner, clock)
    found = [Chore("tokens", tokens.tend, TEND_SECONDS), Chore("checkpoint", store.checkpoint, CHECKPOINT_SECONDS)]
    if zalo.catch_up_minutes:
        catch_up = CatchUp(
            store, client, tokens, (zalo.app_id or "", zalo.oa_id or ""), Aliases(reveal(zalo.oa_secret)), clock
        )
        found.append(Chore("catch-up", catch_up.run, zalo.catch_up_minutes * 60.0, first=1.0))
    return Chores(found)


def _worker(settings: Settings, store: Store, owner: str, desk: Desk, clock: Callable[[], float]) -> Worker:
    zalo = settings.zalo
    client, tokens = _zalo(settings, store, owner, clock)
    manners = Manners(zalo.look_up_seconds, zalo.resend_unseen, zalo.charged)
    draw = partial(picture, settings.web.public_url)
    delivery = Delivery(store, client, tokens, draw, manners, clock)
    rules = Rules(
        owner=owner,
        oa_id=zalo.oa_id or "",
        threads=settings.worker.threads,
        citizen_per_minute=settings.limits.citizen_per_minute,
        total_per_minute=settings.limits.total_per_minute,
        sends_per_minute=zalo.sends_per_minute,
        staff_seconds=zalo.staff_minutes * 60.0,
        look_up_seconds=zalo.look_up_seconds,
        keep=settings.retention.keep(),
    )

    def attempt(sending: Sending) -> Result:
        return delivery.attempt(sending)

    return Worker(store, lambda: wait_for(desk), attempt, rules, clock, _records(settings))


def _records(settings: Settings) -> Records:
    limits = settings.limits
    return Records(GuessLimits(limits.unknown_codes_per_citizen, limits.unknown_codes_total))


def wait_for(desk: Desk) -> Conversation:
    """Give the current conversation; while the knowledge files are faulty, wait until they are mended."""
    while (conversation := desk.conversation()) is None:
        time.sleep(2.0)
    return conversation
