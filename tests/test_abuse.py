"""Abuse of the public door: raw sockets against the real server, floods, and which routes exist at all."""

import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.store import Store
from bot.wording import REPLY_KEYS
from bot.zalo.signature import sign
from simulator.account import new_user_id
from tests.town import ALIASES, IDS, SECRETS, Town, eventually
from webhooks import BODY_LIMIT, create_app


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town(tmp_path_factory.mktemp("abuse")) as town:
        yield town
        assert "exception" not in town.log.read_text()


def event(citizen: str, text: str = "01") -> bytes:
    now = str(int(time.time() * 1000))
    value = {
        "app_id": IDS["app_id"],
        "event_name": "user_send_text",
        "timestamp": now,
        "sender": {"id": citizen},
        "recipient": {"id": IDS["oa_id"]},
        "message": {"text": text, "msg_id": f"abuse{time.monotonic_ns()}"},
    }
    return json.dumps(value).encode()


def signature(body: bytes) -> str:
    return sign(IDS["app_id"], body, json.loads(body)["timestamp"], SECRETS["oa_secret"])


def head(body: bytes, *lines: str, mac: str = "") -> bytes:
    fixed = ["POST /webhooks/zalo HTTP/1.1", "Host: x", f"X-ZEvent-Signature: {mac or signature(body)}"]
    return "\r\n".join([*fixed, *lines, "", ""]).encode()


def exchange(town: Town, sent: bytes) -> list[int]:
    """Send bytes as they are and give the statuses of all answers until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", town.port), timeout=10) as raw:
        raw.sendall(sent)
        got = b""
        try:
            while part := raw.recv(65536):
                got += part
                raw.settimeout(2.0)
        except TimeoutError:
            pass
        except ConnectionResetError:
            got += b"HTTP/1.1 000 reset"
    return [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]]


def stored(town: Town, citizen: str) -> int:
    return int(town.rows(f"SELECT count(*) AS n FROM inbox WHERE citizen = '{ALIASES.of(citizen)}'")[0]["n"])  # noqa: S608


def test_slow_clients_do_not_keep_others_waiting(town: Town) -> None:
    body = event(new_user_id())
    stalled = [socket.create_connection(("127.0.0.1", town.port)) for _ in range(24)]
    try:
        for number, one in enumerate(stalled):
            one.sendall(head(body, f"Content-Length: {len(body)}")[: 20 + number * 4] if number % 2 else body[:10])
        took = []
        for _ in range(10):
            started = time.monotonic()
            body = event(new_user_id())
            assert exchange_once(town, head(body, f"Content-Length: {len(body)}") + body) == 200
            took.append(time.monotonic() - started)
        assert sorted(took)[8] < 1.0
    finally:
        for one in stalled:
            one.close()


def exchange_once(town: Town, sent: bytes) -> int:
    with socket.create_connection(("127.0.0.1", town.port), timeout=5) as raw:
        raw.sendall(sent)
        return int(raw.recv(100).split()[1])


def test_a_body_above_the_limit_never_reaches_the_store(town: Town) -> None:
    citizen = new_user_id()
    body = event(citizen, "a" * BODY_LIMIT)
    assert exchange(town, head(body, f"Content-Length: {len(body)}", "Connection: close") + body)[0] in (413, 0)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in pieces(body)) + b"0\r\n\r\n"
    statuses = exchange(town, head(body, "Transfer-Encoding: chunked", "Connection: close") + chunked)
    assert statuses == [] or statuses[0] in (413, 400, 0)
    assert exchange(town, head(body, "Content-Length: 99999999999", "Connection: close"))[:1] in ([413], [0], [])
    assert stored(town, citizen) == 0


def pieces(body: bytes, size: int = 8000) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


def test_a_chunked_body_is_read_as_it_was_meant(town: Town) -> None:
    citizen = new_user_id()
    body = event(citizen)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in pieces(body, 50)) + b"0\r\n\r\n"
    assert exchange(town, head(body, "Transfer-Encoding: chunked", "Connection: close") + chunked) == [200]
    assert stored(town, citizen) == 1


def test_a_deflated_body_is_never_inflated(town: Town) -> None:
    citizen = new_user_id()
    body = event(citizen, "a" * 100_000)
    packed = zlib.compress(body)
    lines = ("Content-Encoding: deflate", f"Content-Length: {len(packed)}", "Connection: close")
    assert exchange(town, head(body, *lines) + packed) == [200]
    assert stored(town, citizen) == 0, "the signature holds for the raw bytes alone"


# With a transfer coding the length is void (RFC 9112, 6.3): the first body ends at its last chunk and what
# follows is a request of its own, for every reader alike. Everything ambiguous is refused.
SMUGGLED: dict[str, tuple[tuple[str, ...], list[list[int]]]] = {
    "both lengths": (("Content-Length: {n}", "Transfer-Encoding: chunked"), [[200, 200], [400]]),
    "coding with a tab": (("Transfer-Encoding:\tchunked", "Content-Length: {n}"), [[200, 200], [400]]),
    "two lengths": (("Content-Length: {n}", "Content-Length: 5"), [[400]]),
    "strange coding": (("Transfer-Encoding: xchunked",), [[501], [400]]),
    "negative length": (("Content-Length: -1",), [[400]]),
    "signed length": (("Content-Length: +{n}",), [[400]]),
    "space before the colon": (("Content-Length : {n}",), [[400], []]),
}


@pytest.mark.parametrize(("lines", "allowed"), SMUGGLED.values(), ids=SMUGGLED.keys())
def test_a_second_request_cannot_be_hidden_in_the_first(
    town: Town, lines: tuple[str, ...], allowed: list[list[int]]
) -> None:
    hidden, outer = new_user_id(), event(new_user_id())
    inner = event(hidden)
    second = head(inner, f"Content-Length: {len(inner)}") + inner
    given = [line.format(n=len(outer) + len(second)) for line in lines]
    statuses = exchange(town, head(outer, *given) + b"0\r\n\r\n" + second)
    assert statuses in allowed
    assert stored(town, hidden) == (statuses == [200, 200])


def test_underscored_headers_stand_for_nothing(town: Town) -> None:
    citizen = new_user_id()
    body = event(citizen)
    sent = head(body, f"X_ZEvent_Signature: {signature(body)}", f"Content-Length: {len(body)}", mac="mac=00")
    assert exchange_once(town, sent + body) == 200
    assert stored(town, citizen) == 0


def test_a_thousand_strangers_at_once_are_all_answered_and_nobody_waits(town: Town) -> None:
    strangers = [new_user_id() for _ in range(1000)]
    late = new_user_id()
    threads = [
        threading.Thread(target=lambda part=part: [town.simulator.say(one, "01") for one in part])  # type: ignore[misc]
        for part in (strangers[:500], strangers[500:])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    town.simulator.say(late, "02")
    assert eventually(lambda: len(town.sent_to(late)) == 1, 90)
    assert eventually(lambda: all(town.sent_to(one) for one in strangers), 90)
    slow = [one.took_ms for one in town.simulator.attempts if not one.ok]
    assert slow == [], "an event was not acknowledged in time"


PUBLIC = {
    ("POST", "/webhooks/zalo"): "guarded by Zalo's signature over the raw bytes",
    ("GET", "/healthz"): "says whether the bot works; no secret, nobody's data",
    ("GET", "/zalo_verifier<code>.html"): "the domain proof that Zalo fetches",
    ("POST", "/quay/con-thieu"): "guarded by the counter's key; counts papers by month, nothing else",
    ("GET", "/ho-so"): "a dossier's status by its code, without persons; guesses are limited in total",
    ("GET", "/so-lieu"): "figures by month, small counts left out",
    ("GET", "/so-lieu/bieu-do.svg"): "the same as a chart",
    ("GET", "/du-lieu/so-lieu.csv"): "the same as open data",
}
PAGES = ("pages.", "open_data.")
"""Endpoints of the portal and of the open data: read-only, made from the book, and counts of scans without persons."""


def test_every_route_is_declared_public_here_or_is_a_read_only_page(tmp_path: Path) -> None:
    settings = Settings()
    app = create_app(settings, Store(f"sqlite:///{tmp_path}/x.db"), Desk(Shelf(Path("knowledge"), REPLY_KEYS), ""))
    others = set()
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith(PAGES):
            assert methods == {"GET"}, rule.rule
        else:
            others |= {(method, rule.rule) for method in methods}
    assert others == set(PUBLIC)
