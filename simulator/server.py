"""The HTTP server: API, OAuth host and browser page on one loopback port, header names kept as sent."""

from __future__ import annotations

import http.client
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from simulator import api, control
from simulator.account import new_token
from simulator.errors import ApiError
from simulator.oauth import UNREPORTED, OAuthError
from simulator.switches import Fault, FaultKind
from simulator.wire import Answer, Request, json_answer, pairs
from simulator.world import World

LOOPBACK = "127.0.0.1"
BODY_LIMIT = 8 * 1024 * 1024
TOKEN_PATH = "/v4/oa/access_token"
CONSENT_PATH = "/v4/oa/permission"
SELF_CHECK_PATH = "/_sim/self-check"


class _Cut(Exception):
    """The connection is to be cut without an answer."""


def _oauth(world: World, request: Request) -> Answer:
    try:
        if (request.method, request.path) == ("GET", CONSENT_PATH):
            with world.lock:
                target = world.tokens.consent(request.query, echo_state=world.switches.echo_state)
            world.save()
            return Answer(302, b"", headers={"Location": target})
        if (request.method, request.path) != ("POST", TOKEN_PATH):
            return api.NO_SUCH_API
        if request.content_type != "application/x-www-form-urlencoded":
            raise OAuthError(UNREPORTED, "Invalid request", "the body is not form-encoded")
        form = pairs(request.body.decode("utf-8", "replace"))
        return json_answer(_exchange(world, form, request.headers.get("secret_key")))
    except OAuthError as error:
        return json_answer(error.body)


def _exchange(world: World, form: dict[str, str], secret_key: str | None) -> dict[str, str]:
    with world.lock:
        token = form.get("refresh_token", "")
        if token in world.tokens.spent and token not in world.tokens.lost:
            world.ledger.blame("refresh-token-reused", "a refresh token was used twice")
        pair = world.tokens.exchange(form, secret_key)
        # Saved before it is answered: a restart must not bring a used token back to life.
        world.save()
        return pair


def _fault_answer(world: World, request: Request, fault: Fault) -> Answer:
    """What a spoilt call gets; raises _Cut when it gets nothing."""
    if isinstance(fault.kind, int):
        if request.path.startswith("/v4/"):
            return json_answer(OAuthError(fault.kind, "Error", "ordered by the test").body)
        return json_answer(ApiError(fault.kind).body)
    if fault.kind is FaultKind.BAD_GATEWAY:
        return Answer(502, b"<html><body>502 Bad Gateway</body></html>", "text/html")
    if fault.kind is FaultKind.NOT_JSON:
        return Answer(200, b"<html><body>OK</body></html>", "text/html")
    if fault.kind is FaultKind.TIMEOUT:
        world.stopping.wait(fault.seconds)
    raise _Cut


def _platform(world: World, request: Request) -> Answer:
    """One call to the API or the OAuth host, with the latency and the faults that were ordered."""
    fault = world.faults.take(request.path) or world.drawn_fault(request.path)
    half = world.switches.latency_ms / 2000
    is_refresh = request.path == TOKEN_PATH and b"grant_type=refresh_token" in request.body
    if is_refresh:
        _begin_refresh(world)
    try:
        if half:
            time.sleep(half)
        if fault is not None and fault.kind is not FaultKind.LOST:
            return _fault_answer(world, request, fault)
        answer = _oauth(world, request) if request.path.startswith("/v4/") else api.handle(world, request)
        if half:
            time.sleep(half)
        if fault is not None:
            if is_refresh:
                with world.lock:
                    world.tokens.lost.append(pairs(request.body.decode("utf-8", "replace")).get("refresh_token", ""))
            raise _Cut
        return answer
    finally:
        if is_refresh:
            with world.lock:
                world.refreshing -= 1


def _begin_refresh(world: World) -> None:
    with world.lock:
        world.refreshes += 1
        world.refreshing += 1
        if world.refreshing > 1:
            world.ledger.blame("parallel-refresh", "two refreshes at the same time")


def route(world: World, request: Request) -> Answer:
    """Answer any request; raises _Cut when the connection is to be cut."""
    if request.path.startswith(("/v2.0/", "/v3.0/", "/v4/")):
        return _platform(world, request)
    if request.path == SELF_CHECK_PATH:
        return json_answer({"access_token": request.headers.get("access_token")})
    return control.handle(world, request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # One write for head and body.
    wbufsize = 65536
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            # The other side has gone; there is nobody to tell.
            self.close_connection = True
        finally:
            self.server.closed(self.connection)

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_LIMIT:
            self.close_connection = True
            self._write(Answer(413, b""))
            return
        parts = urlsplit(self.path)
        body = self.rfile.read(length) if length else b""
        request = Request(self.command, parts.path, pairs(parts.query), self.headers, body)
        try:
            self._write(route(self.server.world, request))
        except _Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = _serve  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Say nothing: requests carry questions and tokens."""


class Server(ThreadingHTTPServer):
    """The listening socket and its connections; loopback only."""

    daemon_threads = True
    request_queue_size = 256
    # A port in use must be an error, on every system.
    allow_reuse_port = False

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self._live: set[socket.socket] = set()
        self._live_lock = threading.Lock()
        super().__init__((LOOPBACK, port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The address it listens on."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def opened(self, connection: socket.socket) -> None:
        """A connection was taken."""
        with self._live_lock:
            self._live.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """A connection has ended."""
        with self._live_lock:
            self._live.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that goes away in the middle; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        """Listen, and make sure that a header with an underscore arrives. RuntimeError when it does not."""
        self._thread.start()
        if not self._keeps_underscores():
            self.stop()
            raise RuntimeError("header access_token was lost on the way: this server cannot stand in for Zalo")

    def _keeps_underscores(self) -> bool:
        mark = new_token()
        connection = http.client.HTTPConnection(LOOPBACK, self.server_address[1], timeout=5)
        try:
            connection.request("POST", SELF_CHECK_PATH, body=b"", headers={"access_token": mark})
            return mark.encode() in connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop listening and cut what is still open."""
        self.shutdown()
        self.server_close()
        with self._live_lock:
            live = list(self._live)
        for connection in live:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        end = time.monotonic() + 1
        while self._live and time.monotonic() < end:
            time.sleep(0.005)
