"""A small bot on our own receiver and client, whole or broken in one of six ways, to see the trials catch each."""

from __future__ import annotations

import enum
import http.server
import json
import queue
import threading
import time
from typing import Any

from bot.zalo import inbound, signature
from bot.zalo.client import Client, Refused, ZaloError
from bot.zalo.inbound import Event, Role
from simulator import Simulator
from tests.town import IDS, SECRETS


class Flaw(enum.Enum):
    NONE = "none"
    NO_DEDUPE = "does not recognise an event it has had"
    RESERIALISED = "checks the signature over JSON written anew"
    SLOW = "answers the webhook after 3 seconds"
    ANSWERS_ECHO = "replies to the echo of its own message"
    LOSES_REFRESH = "keeps the old refresh token"
    IGNORES_ERRORS = "takes HTTP 200 for success"


class Brittle:
    """Receives, remembers in memory alone, answers each text with itself."""

    def __init__(self, simulator: Simulator, flaw: Flaw) -> None:
        self.flaw = flaw
        self.client = Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])
        self.access, self.refresh = "", SECRETS["refresh_token"]
        self.seen: set[str] = set()
        self.welcomed: set[str] = set()
        self.silent: set[str] = set()
        self.lock = threading.Lock()
        self.work: queue.Queue[Event | None] = queue.Queue()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.threads = [
            threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True),
            threading.Thread(target=self.answer_all, daemon=True),
        ]
        for thread in self.threads:
            thread.start()
        simulator.webhook_url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def stop(self) -> None:
        self.work.put(None)
        self.server.shutdown()
        self.server.server_close()

    def handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        brittle = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                brittle.receive(body, self.headers.get("X-ZEvent-Signature"))
                if brittle.flaw is Flaw.SLOW:
                    time.sleep(3)
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def receive(self, body: bytes, header: str | None) -> None:
        event = inbound.parse(body, IDS["oa_id"])
        if event is None or event.app_id != IDS["app_id"] or len(body) > 256 * 1024:
            return
        if self.flaw is Flaw.RESERIALISED:
            body = json.dumps(json.loads(body)).encode()
        if not signature.verify(header, event.app_id, body, event.timestamp, SECRETS["oa_secret"]):
            return
        with self.lock:
            if event.key(event.citizen) in self.seen and self.flaw is not Flaw.NO_DEDUPE:
                return
            self.seen.add(event.key(event.citizen))
        self.work.put(event)

    def answer_all(self) -> None:
        while (event := self.work.get()) is not None:
            echo = event.name == "oa_send_text" and event.role is Role.NOTHING
            if event.role is Role.STAFF:
                self.silent.add(event.citizen)
            elif event.citizen in self.silent:
                continue
            elif event.name in ("follow", "user_click_chatnow"):
                if event.citizen not in self.welcomed:
                    self.say(event.citizen, "Chào mừng")
                self.welcomed.add(event.citizen)
            elif event.role is Role.MESSAGE or (echo and self.flaw is Flaw.ANSWERS_ECHO):
                self.say(event.citizen, f"Bạn nói: {event.message_id}")

    def say(self, citizen: str, text: str) -> None:
        for _ in range(5):
            try:
                if not self.access:
                    self.renew()
                self.client.send(self.access, {"recipient": {"user_id": citizen}, "message": {"text": text}})
            except Refused as error:
                if self.flaw is Flaw.IGNORES_ERRORS and error.code == -200:
                    return
                if error.code == -220:
                    self.access = ""
                time.sleep(0.05)
            except ZaloError:
                time.sleep(0.05)
            else:
                return

    def renew(self) -> None:
        pair = self.client.refresh(self.refresh)
        self.access = pair.access
        if self.flaw is not Flaw.LOSES_REFRESH:
            self.refresh = pair.refresh
