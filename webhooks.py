"""The public door: verify, store, answer 200. It thinks nothing and sends nothing; it mounts the public pages.

Zalo wants HTTP 200 within two seconds for every event, and its console stores a webhook address only if
an unsigned test gets 200 too; so forged and unknown requests get the same empty 200 and have no effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import structlog
from flask import Flask, Response, abort, request
from flask.json.provider import DefaultJSONProvider

from bot import archive, docket, scans, switches, tallies
from bot.aliases import Aliases
from bot.config import Settings, reveal
from bot.desk import Desk
from bot.inbox import Arrival
from bot.intake import Intake
from bot.records import GuessLimits, Records
from bot.samples import MARK
from bot.store import Store, StoreError
from bot.zalo import inbound, signature, tokens
from bot.zalo.inbound import Event, Role
from portal.dossier_page import DossierPage
from portal.figures_page import FiguresPage
from portal.missing_page import MissingPage
from portal.open_data import OpenData
from portal.pages import Pages, Scanned

BODY_LIMIT = 256 * 1024
"""Bytes; Zalo's events are a few kB."""
WEEK = 7 * 86400.0
"""Seconds; an event that claims to be older, or from the future, is taken to have happened when it came."""
BUSY_MS = 900
"""Milliseconds an event waits in line, and then for another process that writes: the answer must leave within two
seconds."""

REPLAY_SECONDS = 24 * 3600.0
"""An event older than this is a replay: Zalo's last redelivery comes about two hours after the first."""

log = structlog.get_logger()


def create_app(
    settings: Settings,
    store: Store,
    desk: Desk,
    clock: Callable[[], float] = time.time,
    scanned: Scanned = lambda _day, _code, _placement: None,
) -> Flask:
    """Build the public app: webhook, domain proof, health, and the portal's pages; `scanned` counts printed codes."""
    app = Flask(__name__, static_folder=None)
    intake = Intake(store, BUSY_MS / 1000)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.json = readable = DefaultJSONProvider(app)
    readable.ensure_ascii = False  # staff read the health page in a browser

    aliases = Aliases(reveal(settings.zalo.oa_secret))

    @app.post("/webhooks/zalo")
    def webhook() -> Response:
        body = request.get_data(cache=False)
        event = _genuine(settings, body, request.headers.get("X-ZEvent-Signature"))
        if event is None or event.role is Role.NOTHING or _is_replay(event, clock()):
            return Response(status=200)
        try:
            kept = inbound.to_keep(event, body, settings.zalo.oa_id or "")
            alias = aliases.of(event.citizen)
            _keep(store, intake, event, Arrival(event.key(alias), alias, kept, clock()))
        except StoreError as error:
            log.error("event_not_stored", reason=str(error))
            return Response(status=503)
        return Response(status=200)

    @app.get("/zalo_verifier<code>.html")
    def domain_proof(code: str) -> Response:
        if not settings.zalo.site_verification or code != settings.zalo.site_verification:
            abort(404)
        meta = f'<meta name="zalo-platform-site-verification" content="{code}" />'
        return Response(f"<!doctype html><html><head>{meta}</head><body>Zalo</body></html>", mimetype="text/html")

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], int]:
        return _health(store, desk, clock())

    @app.after_request
    def plain(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        return response

    _mount_portal(app, settings, store, Pages(settings, desk, clock, scanned, switches.Watch(store)))
    return app


def _mount_portal(app: Flask, settings: Settings, store: Store, pages: Pages) -> None:
    """The public pages: procedures, open data, dossiers by code, figures."""

    def weekly(today: date) -> Mapping[tuple[date, str], int]:
        try:
            with store.read() as connection:
                return scans.weekly(connection, today)
        except StoreError:
            return {}

    records = Records(GuessLimits(settings.limits.unknown_codes_per_citizen, settings.limits.unknown_codes_total))
    app.jinja_env.globals["mark"] = MARK if archive.holds_samples(store) else ""
    dossiers, figures = DossierPage(pages, store, records), FiguresPage(pages, store, records)
    parts = (pages, OpenData(pages, weekly), dossiers, figures, MissingPage(pages, store, settings))
    for part in parts:
        app.register_blueprint(part.blueprint())


def _health(store: Store, desk: Desk, now: float) -> tuple[dict[str, object], int]:
    """What stops the bot (`problems`, 503), and what staff must see to while it runs (`alarms`)."""
    problems, alarms = list(desk.shelf.problems()), list[str]()
    if problems and desk.shelf.book() is not None:
        problems.append("bot vẫn trả lời theo bản trước khi sửa; hết lỗi thì tự dùng bản mới")
    try:
        store.probe(now)
        with store.read() as connection:
            alarms = tokens.kept(connection).alarms(now)
            alarms += docket.counts(connection, docket.day_of(now)).alarms
    except StoreError as error:
        problems.append(f"kho dữ liệu không ghi được: {error}")
    return {"ok": not problems, "problems": problems, "alarms": alarms}, 503 if problems else 200


def _keep(store: Store, intake: Intake, event: Event, arrival: Arrival) -> None:
    """Store what is to be worked on; only count what nobody expected."""
    if event.role is Role.UNKNOWN:
        with store.write() as connection:
            tallies.add(connection, event.tally)
        log.info("unknown_event", tally=event.tally)
        return
    happened_at = event.happened_at
    if happened_at is not None and arrival.now - WEEK < happened_at <= arrival.now:
        arrival = replace(arrival, happened_at=happened_at)
    intake.put(arrival)


def _is_replay(event: Event, now: float) -> bool:
    """A genuine event that someone kept and posts again long after; its key may be forgotten by then.

    Zalo's samples also hold timestamps of twelve digits; only one in milliseconds tells an age.
    """
    in_milliseconds = event.timestamp.isascii() and event.timestamp.isdigit() and len(event.timestamp) == 13
    replay = in_milliseconds and now - int(event.timestamp) / 1000 > REPLAY_SECONDS
    if replay:
        log.warning("event_too_old", name=event.name)
    return replay


def _genuine(settings: Settings, body: bytes, header: str | None) -> Event | None:
    """Read an event that is for our app and rightly signed; None for everything else, without a reason."""
    zalo = settings.zalo
    event = inbound.parse(body, zalo.oa_id or "")
    if event is None or event.app_id != zalo.app_id:
        return None
    app_secret, oa_secret = reveal(zalo.app_secret), reveal(zalo.oa_secret)
    if signature.verify(header, event.app_id, body, event.timestamp, oa_secret):
        return event
    ids = (event.app_id, zalo.oa_id or "")
    if told := signature.hint(header, ids, body, event.timestamp, (app_secret, oa_secret)):
        log.error("signature_hint", told=told)
    return None
