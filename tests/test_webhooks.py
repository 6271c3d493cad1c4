"""The public door: only a right signature has an effect, and every answer is the one the contract names."""

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from bot import knowledge, tallies
from bot.aliases import Aliases
from bot.config import Settings, Storage, Web, Zalo
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.store import Store
from bot.wording import REPLY_KEYS
from bot.zalo.signature import sign
from bot.zalo.tokens import UNCONNECTED_TOLD
from webhooks import BODY_LIMIT, create_app

APP, OA, SECRET, USER = "360846524940903967", "388613280878808645", "oa-secret-demo", "246845883529197922"
STAMP = "1763900000000"
NOW = 1763900000.0
SETTINGS = Settings(
    zalo=Zalo(app_id=APP, oa_id=OA, oa_secret=SecretStr(SECRET), site_verification="Abc-123"),
    web=Web(public_url="https://motcua.example.gov.vn"),
    storage=Storage(url="sqlite:///unused.db"),
)


def event(name: str = "user_send_text", msg_id: str | None = "m1", text: str = "chào", **fields: object) -> bytes:
    value = {
        "app_id": APP,
        "event_name": name,
        "timestamp": STAMP,
        "sender": {"id": USER},
        "recipient": {"id": OA},
        **({"message": {"text": text, "msg_id": msg_id}} if msg_id else {}),
        **fields,
    }
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Shelf(Path("knowledge"), REPLY_KEYS), SETTINGS.web.public_url)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db", durable=True, busy_ms=300)
    store.migrate()
    return store


@pytest.fixture
def client(store: Store, desk: Desk) -> FlaskClient:
    return create_app(SETTINGS, store, desk, lambda: NOW).test_client()


def post(client: FlaskClient, body: bytes, header: str | None = "right") -> int:
    if header == "right":
        header = sign(APP, body, json.loads(body)["timestamp"], SECRET)
    headers = {"X-ZEvent-Signature": header} if header is not None else {}
    answer = client.post("/webhooks/zalo", data=body, headers=headers)
    assert answer.data == b"" or answer.status_code == 413
    return answer.status_code


def stored(store: Store) -> list[str]:
    with store.read() as connection:
        return [row["event_key"] for row in connection.rows("SELECT event_key FROM inbox ORDER BY id")]


def test_a_genuine_event_is_stored_as_it_came(client: FlaskClient, store: Store) -> None:
    body = event(text="Đăng ký hộ kinh doanh")
    assert post(client, body) == 200
    with store.read() as connection:
        (row,) = connection.rows("SELECT event_key, citizen, body, state FROM inbox")
    alias = Aliases(SECRET).of(USER)
    assert row == {"event_key": "user_send_text:m1", "citizen": alias, "body": body.decode(), "state": "new"}


def test_duplicates_have_no_effect(client: FlaskClient, store: Store) -> None:
    assert [post(client, event()), post(client, event()), post(client, event(msg_id="m2"))] == [200] * 3
    assert stored(store) == ["user_send_text:m1", "user_send_text:m2"]


NO_EFFECT = {
    "unsigned": (event(), None),
    "forged": (event(), "mac=" + "0" * 64),
    "signed with another secret": (event(), sign(APP, event(), STAMP, "app-secret")),
    "another app, rightly signed for it": (
        event(app_id="1"),
        sign("1", event(app_id="1"), STAMP, SECRET),
    ),
    "unknown event": (event("brand_new"), "right"),
    "receipt": (event("user_seen_message"), "right"),
    "reaction": (event("user_reacted_message"), "right"),
    "echo of our own message": (event("oa_send_text", sender={"id": OA}, recipient={"id": USER}), "right"),
    "no citizen": (event(sender={}, recipient={"id": OA}), "right"),
    "not JSON": (b"{", "mac=" + "0" * 64),
    "empty": (b"", None),
    "a timestamp that no encoding takes": (
        json.dumps(json.loads(event()) | {"timestamp": "\ud800"}).encode(),
        "mac=00",
    ),
    "not UTF-8": (b"\xff\xfe", "mac=" + "0" * 64),
}


@pytest.mark.parametrize(("body", "header"), NO_EFFECT.values(), ids=NO_EFFECT.keys())
def test_everything_else_gets_the_same_empty_200_and_has_no_effect(
    client: FlaskClient, store: Store, body: bytes, header: str | None
) -> None:
    assert post(client, body, header) == 200
    assert stored(store) == []


@pytest.mark.parametrize(("age", "kept"), [(0, 1), (7200, 1), (86_399, 1), (86_401, 0), (-3600, 1)])
def test_a_genuine_event_older_than_a_day_is_a_replay(store: Store, desk: Desk, age: float, kept: int) -> None:
    client = create_app(SETTINGS, store, desk, lambda: NOW + age).test_client()
    assert post(client, event()) == 200
    assert len(stored(store)) == kept


KEPT = {
    "text": event(),
    "empty text": event(text=""),
    "20,000 characters": event(text="ă" * 20_000),
    "NUL and lone surrogate": json.dumps(
        json.loads(event()) | {"message": {"text": "\x00\ud800", "msg_id": "m1"}}
    ).encode(),
    "message without text": event(msg_id=None, message={"msg_id": "m1"}),
    "unknown fields": event(reorder_id="1", future={"deep": [1]}),
    "a timestamp of twelve digits": event(timestamp="154390853474"),
    "numbers for ids": event(sender={"id": int(USER)}),
    "staff": event("oa_send_text", sender={"id": OA, "admin_id": "7"}, recipient={"id": USER}),
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT.keys())
def test_odd_but_genuine_events_are_stored(client: FlaskClient, store: Store, body: bytes) -> None:
    assert post(client, body) == 200
    assert len(stored(store)) == 1


def test_unknown_events_are_counted_and_nothing_else(client: FlaskClient, store: Store) -> None:
    for name in ("brand_new", "brand_new", "Bad Name"):
        assert post(client, event(name)) == 200
    assert stored(store) == []
    with store.read() as connection:
        assert tallies.read(connection) == {"unknown event": 1, "unknown event brand_new": 2}


def test_shared_contact_data_never_reaches_the_database(client: FlaskClient, store: Store) -> None:
    info = {"name": "Nguyễn Văn Kín", "phone": "84900000001"}
    assert post(client, event("user_submit_info", None, info=info)) == 200
    assert len(stored(store)) == 1
    assert b"84900000001" not in store.path.read_bytes() + store.path.with_name(store.path.name + "-wal").read_bytes()


def test_an_event_is_known_when_it_comes_again_days_later(client: FlaskClient, store: Store) -> None:
    body = event()
    post(client, body)
    with store.write() as connection:
        old = {"at": time.time() - 6.9 * 86400}
        connection.rows("UPDATE inbox SET received_at = :at, settled_at = :at, state = 'settled', body = NULL", old)
    assert post(client, body) == 200
    assert len(stored(store)) == 1


def test_health_tells_of_the_tokens(client: FlaskClient, store: Store) -> None:
    now = NOW
    pair = {"access": "a", "refresh": "r", "at": now - 13.6 * 3600, "until": now + 11.4 * 3600}
    with store.write() as connection:
        connection.rows(
            "INSERT INTO tokens (id, access, refresh, obtained_at, expires_at)"
            " VALUES (1, :access, :refresh, :at, :until)",
            pair,
        )
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json()["alarms"] == ["khóa truy cập đáng ra đã được đổi từ 1 giờ trước; còn dùng được 11 giờ"]


def test_a_body_above_the_limit_is_refused(client: FlaskClient, store: Store) -> None:
    assert post(client, event(text="a" * BODY_LIMIT)) == 413
    assert stored(store) == []


def test_many_at_once_are_stored_once_each(store: Store, desk: Desk) -> None:
    app = create_app(SETTINGS, store, desk, lambda: NOW)
    codes: list[int] = []

    def send(number: int) -> None:
        codes.append(post(app.test_client(), event(msg_id=f"m{number % 5}")))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 20
    assert sorted(stored(store)) == [f"user_send_text:m{number}" for number in range(5)]


@pytest.fixture
def locked(store: Store) -> Iterator[None]:
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.usefixtures("locked")
def test_a_locked_store_gives_503_for_a_genuine_event_alone(client: FlaskClient) -> None:
    assert post(client, event()) == 503
    assert post(client, event(), None) == 200
    assert client.get("/healthz").status_code == 503


def test_a_full_store_gives_503_and_recovers(store: Store, desk: Desk) -> None:
    with store.read() as connection:
        pages = connection.rows("PRAGMA page_count")[0]["page_count"]
    full = Store(f"sqlite:///{store.path}", durable=True, max_pages=pages)
    client = create_app(SETTINGS, full, desk, lambda: NOW).test_client()
    body = event(text="ă" * 20_000)
    assert (post(client, body), client.get("/healthz").status_code) == (503, 503)
    client = create_app(SETTINGS, store, desk, lambda: NOW).test_client()
    assert (post(client, body), client.get("/healthz").status_code) == (200, 200)
    assert stored(store) == ["user_send_text:m1"]


def test_health_says_what_is_wrong_and_no_secret(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"ok": True, "problems": [], "alarms": [UNCONNECTED_TOLD]})
    assert SECRET not in answer.text


def test_the_domain_proof_answers_at_both_places(client: FlaskClient) -> None:
    meta = '<meta name="zalo-platform-site-verification" content="Abc-123"'
    assert meta in client.get("/zalo_verifierAbc-123.html").text
    assert meta in client.get("/").text
    assert client.get("/zalo_verifierOther.html").status_code == 404


def test_without_a_proof_configured_there_is_none(store: Store, desk: Desk) -> None:
    client = create_app(SETTINGS.model_copy(update={"zalo": Zalo()}), store, desk).test_client()
    assert client.get("/zalo_verifier.html").status_code == 404
    assert client.get("/zalo_verifierNone.html").status_code == 404
    assert "zalo-platform-site-verification" not in client.get("/").text


def test_a_fault_in_a_file_shows_at_health_while_the_old_book_answers(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "RELOAD_SECONDS", 0.0)
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    desk = Desk(Shelf(folder, REPLY_KEYS), SETTINGS.web.public_url)
    client = create_app(SETTINGS, store, desk).test_client()
    assert client.get("/healthz").status_code == 200
    file = folder / "thu-tuc" / "12-chung-thuc-ban-sao.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("so_tien: 2.000", "so_tien: 2k"), encoding="utf-8")
    client.get("/healthz")
    health = client.get("/healthz")
    assert health.status_code == 503
    assert "12-chung-thuc-ban-sao.yaml" in health.get_data(as_text=True)
    assert "«2k» không phải số tiền" in health.get_data(as_text=True), "readable in a browser"
    assert "bot vẫn trả lời theo bản trước" in health.get_json()["problems"][-1]
    assert client.get("/12").status_code == 200


@pytest.mark.parametrize(
    "path", ["/healthz", "/zalo_verifierAbc-123.html", "/webhooks/zalo", "/nowhere/at/all", "/.git/config", "/static/x"]
)
def test_every_answer_forbids_guessing_framing_and_foreign_readers(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://evil.example"})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers.keys())
    assert answer.status_code == (200 if "health" in path or "verifier" in path else 404)
    assert not answer.data or "charset=utf-8" in answer.headers["Content-Type"] or answer.is_json
