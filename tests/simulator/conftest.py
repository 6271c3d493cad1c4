import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from simulator import HandClock, Simulator
from simulator.account import new_user_id
from tests.town import IDS, SECRETS

CS = "/v3.0/oa/message/cs"
# A signature by which a test marks a body that is not JSON.
NO_EVENT = "mac=nonsense"


class Bot:
    """A client by hand: it has a token and says what the API answered."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.token = simulator.tokens.issue()[0]

    def post(self, path: str, body: Any) -> Any:
        return requests.post(
            self.simulator.url + path, json=body, headers={"access_token": self.token}, timeout=5
        ).json()

    def get(self, path: str, data: Any) -> Any:
        headers = {"access_token": self.token}
        url = self.simulator.url + path
        return requests.get(url, params={"data": json.dumps(data)}, headers=headers, timeout=5).json()

    def upload(self, purpose: str, content: bytes, name: str = "a") -> Any:
        url = f"{self.simulator.url}/v2.0/oa/upload/{purpose}"
        headers = {"access_token": self.token}
        return requests.post(url, files={"file": (name, content)}, headers=headers, timeout=5).json()

    def send(self, user_id: Any, message: Any) -> Any:
        return self.post(CS, {"recipient": {"user_id": user_id}, "message": message})

    def say(self, user_id: str, text: str, quote: str = "") -> str:
        """Send a text that must be accepted; its message id."""
        answer = self.send(user_id, {"text": text, "quote_message_id": quote})
        assert answer["error"] == 0, answer
        return str(answer["data"]["message_id"])


class Server(http.server.ThreadingHTTPServer):
    """Takes a whole burst of connections; the library's five waiting places are too few on a busy machine."""

    request_queue_size = 128


class Receiver:
    """A webhook: keeps what it got, answers `status` after `pause` seconds, and does `reaction` with the event."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.status = 200
        self.pause = 0.0
        self.reaction: Callable[[dict[str, Any]], None] = lambda _: None
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.bodies.append(body)
                receiver.headers.append(dict(self.headers.items()))
                if receiver.headers[-1].get("X-ZEvent-Signature") != NO_EVENT:
                    receiver.got.append(json.loads(body))
                    receiver.reaction(receiver.got[-1])
                time.sleep(receiver.pause)
                try:
                    self.send_response(receiver.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def names(self) -> list[str]:
        return [event["event_name"] for event in self.got]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def simulator(clock: HandClock) -> Iterator[Simulator]:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        yield simulator


@pytest.fixture
def receiver(simulator: Simulator, user: str) -> Iterator[Receiver]:
    """The webhook, stored after `user` has written: it starts with nothing got."""
    assert user in simulator.people.by_id
    receiver = Receiver()
    simulator.webhook_url = receiver.url
    yield receiver
    simulator.webhook_url = ""
    receiver.stop()


@pytest.fixture
def bot(simulator: Simulator) -> Bot:
    return Bot(simulator)


@pytest.fixture
def user(simulator: Simulator) -> str:
    """A citizen who has just written."""
    user_id = new_user_id()
    simulator.say(user_id, "Chào")
    return user_id
