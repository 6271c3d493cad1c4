"""HTTP on loopback by the standard library, which keeps header names with underscores."""

from __future__ import annotations

import email.parser
import email.policy
import http.client
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from simulator.api import Api, Call
from simulator.control import Control
from simulator.oauth import OAuthError
from simulator.switches import Fault, FaultKind

if TYPE_CHECKING:
    from simulator.platform import Simulator

BODY_LIMIT = 8 * 1024 * 1024
SELF_CHECK = "/_sim/self-check"


class Handler(BaseHTTPRequestHandler):
    """One request; the server's `simulator`, `api` and `control` answer it."""

    protocol_version = "HTTP/1.1"
    server: Service

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer("POST")

    def _answer(self, method: str) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BODY_LIMIT))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path == SELF_CHECK:
            self._json(200, {"seen": headers.get("access_token", "")})
        elif parts.path == "/v4/oa/permission":
            self._consent(query)
        elif parts.path.startswith(("/v2.0/", "/v3.0/", "/v4/")):
            self._call(Call(method, parts.path, headers, query, body, *_form(headers, body)))
        else:
            status, kind, data = self.server.control.answer(method, parts.path, query, body)
            self._bytes(status, kind, data)

    def _call(self, call: Call) -> None:
        simulator = self.server.simulator
        pause = simulator.switches.latency_ms / 2000
        fault = simulator.faults.take(call.path)
        time.sleep(pause)
        if fault is not None and self._spoil(fault, call):
            return
        status, body, headers = self.server.api.answer(call)
        if fault is not None and fault.kind is FaultKind.LOST:
            self._cut()
            return
        time.sleep(pause)
        self._json(status, body, headers)

    def _spoil(self, fault: Fault, call: Call) -> bool:
        """Do what an ordered fault says; False when the call still takes effect."""
        if isinstance(fault.kind, int):
            self._json(200, {"error": fault.kind, "message": "ordered"})
        elif fault.kind is FaultKind.BAD_GATEWAY:
            self._bytes(502, "text/html", b"<html>Bad Gateway</html>")
        elif fault.kind is FaultKind.NOT_JSON:
            self._bytes(200, "text/html", b"<html>maintenance</html>")
        elif fault.kind is FaultKind.TIMEOUT:
            self.server.stopping.wait(fault.seconds)
            self._cut()
        elif fault.kind is FaultKind.CUT:
            self._cut()
        else:
            return False
        del call
        return True

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _consent(self, query: dict[str, str]) -> None:
        simulator = self.server.simulator
        try:
            with simulator.lock:
                target = simulator.tokens.consent(query, echo_state=simulator.switches.echo_state)
        except OAuthError as error:
            self._json(200, error.body)
            return
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        self._bytes(status, "application/json", json.dumps(value, ensure_ascii=False).encode(), headers)

    def _bytes(self, status: int, kind: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class Service(ThreadingHTTPServer):
    """The listening socket; a thread for each connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, simulator: Simulator, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.simulator = simulator
        self.api = Api(simulator)
        self.control = Control(simulator)
        self.stopping = threading.Event()

    def handle_error(self, *_: Any) -> None:
        """A connection that broke is the other side's business."""


class Server:
    """Serves one platform on a port (0: any free one); OSError when it is taken."""

    def __init__(self, simulator: Simulator, port: int) -> None:
        self._service = Service(simulator, port)
        self._thread = threading.Thread(target=self._service.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self._service.server_address[1]}"

    def start(self) -> None:
        """Serve, after proving that a header named access_token arrives; RuntimeError if it does not."""
        self._thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", self._service.server_address[1], timeout=5)
        connection.request("GET", SELF_CHECK, headers={"access_token": "seen"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        if answer["seen"] != "seen":
            raise RuntimeError("headers with underscores get lost on the way")

    def stop(self) -> None:
        """Stop serving."""
        self._service.stopping.set()
        self._service.shutdown()
        self._service.server_close()


def _form(headers: dict[str, str], body: bytes) -> tuple[dict[str, str], tuple[str, bytes] | None]:
    """The fields of a form, and the file of a multipart upload."""
    kind = headers.get("content-type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), None
    if not kind.startswith("multipart/form-data"):
        return {}, None
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            content = part.get_payload(decode=True)
            return {}, (part.get_filename() or "", content if isinstance(content, bytes) else b"")
    return {}, None
