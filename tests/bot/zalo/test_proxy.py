"""Zalo called through the office's proxy: what it lets through arrives, what it refuses was never sent."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from bot.zalo.client import Client, Unreachable, reach
from tests.town import IDS, SECRETS, free_port


class Guard(socketserver.StreamRequestHandler):
    """A proxy that answers every request for a tunnel in the server's way."""

    def handle(self) -> None:
        asked = self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        assert isinstance(self.server, Door)
        self.server.asked.append(asked)
        self.wfile.write(self.server.answer)


class Door(socketserver.ThreadingTCPServer):
    daemon_threads = True
    answer = b""
    asked: list[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def door() -> Iterator[Door]:
    with Door(("127.0.0.1", 0), Guard) as door:
        door.asked = []
        threading.Thread(target=door.serve_forever, daemon=True).start()
        yield door
        door.shutdown()


def client(proxy: str) -> Client:
    return Client("https://openapi.zalo.me", "https://oauth.zaloapp.com", IDS["app_id"], SECRETS["app_secret"], proxy)


REFUSALS = {
    "not this host": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "a password is wanted": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    "Zalo not found from there": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
def test_a_tunnel_that_is_refused_sent_nothing(door: Door, answer: bytes) -> None:
    door.answer = answer
    with pytest.raises(Unreachable):
        client(door.url).send("token", {"recipient": {"user_id": "1"}, "message": {"text": "Chào"}})
    assert door.asked
    assert {one.split()[:2][1] for one in door.asked} == {b"openapi.zalo.me:443"}
    with pytest.raises(Unreachable):
        reach("https://openapi.zalo.me", door.url)


def test_a_proxy_that_is_down_sent_nothing() -> None:
    with pytest.raises(Unreachable):
        client(f"http://127.0.0.1:{free_port()}").send("token", {"message": {"text": "Chào"}})
