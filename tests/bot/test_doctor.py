"""The doctor says what is wrong, each thing in a line, and never falls over what it finds."""

import json
import sqlite3
import time
from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Verdict
from bot.store import Store
from tests.town import free_port


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose servers are down: nothing listens anywhere."""
    nobody = f"http://127.0.0.1:{free_port()}"
    for name, value in {
        "BOT_ZALO_APP_ID": "1",
        "BOT_ZALO_OA_ID": "2",
        "BOT_ZALO_APP_SECRET": "x",
        "BOT_ZALO_OA_SECRET": "y",
        "BOT_ZALO_API_URL": nobody,
        "BOT_ZALO_OAUTH_URL": nobody,
        "BOT_WEB_PORT": str(free_port()),
        "BOT_STORAGE_URL": f"sqlite:///{tmp_path}/counter.db",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def faults(*, go_live: bool = False) -> dict[str, str]:
    found = doctor.examine(time.time(), go_live=go_live)
    return {one.subject: one.text for one in found if one.verdict is Verdict.FAULT}


def test_servers_that_do_not_answer_are_named() -> None:
    found = faults()
    assert found.keys() == {"Zalo", "webhook trên máy này"}
    assert "không tới được" in found["Zalo"]
    assert "không trả lời 200" in found["webhook trên máy này"]


def test_faults_of_the_configuration_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_WEB_PORT", "x")
    assert "phải là số" in faults()["cấu hình"]


def test_missing_secrets_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_ZALO_OA_SECRET")
    assert "thiếu oa_secret" in faults()["khóa bí mật"]


def database(office: Path) -> Store:
    store = Store(f"sqlite:///{office}/counter.db")
    store.migrate()
    return store


def test_a_database_that_others_can_read(office: Path) -> None:
    database(office).path.chmod(0o644)
    assert "chmod 600" in faults()["kho dữ liệu"]


def test_a_broken_database(office: Path) -> None:
    (office / "counter.db").write_bytes(b"rubbish" * 1000)
    (office / "counter.db").chmod(0o600)
    assert "không dùng được" in faults()["kho dữ liệu"]


def test_a_database_of_an_older_version(office: Path) -> None:
    raw = sqlite3.connect(database(office).path)
    raw.execute("PRAGMA user_version = 1")
    raw.close()
    assert "lược đồ 1" in faults()["kho dữ liệu"]


def test_messages_that_nobody_works_on_and_a_dead_token(office: Path) -> None:
    with database(office).write() as connection:
        connection.rows(
            "INSERT INTO inbox (event_key, citizen, received_at) VALUES ('k', '1', :t)", {"t": time.time() - 900}
        )
        connection.rows("INSERT INTO tokens (id, access, refresh, expires_at) VALUES (1, 'a', 'r', 5)")
    found = faults()
    assert "1 tin, tin cũ nhất chờ 15 phút" in found["hàng chờ"]
    assert "đã hết hạn" in found["khóa truy cập"]


def test_before_going_live_the_demo_is_refused() -> None:
    found = faults(go_live=True)
    assert "không phải tên miền cơ quan" in found["tên miền"]
    assert "giả lập" in found["tài khoản"]
    assert "điện thoại" in found["quầy"]


def test_the_demos_own_account_is_recognised(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "demo-secrets.json").write_text(json.dumps({"app_id": "1"}))
    for name in ("API", "OAUTH"):
        monkeypatch.delenv(f"BOT_ZALO_{name}_URL")
    settings = doctor.config.load()
    assert "của bản chạy thử" in doctor._real_account(settings).text


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://motcua.cantho.gov.vn", True),
        ("https://motcua.example.com", False),
        ("https://abc.ngrok.io", False),
        ("https://gov.vn.evil.com", False),
        ("https://1.2.3.4", False),
        ("http://127.0.0.1:8080", False),
    ],
)
def test_only_the_offices_own_host_goes_live(url: str, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_WEB_PUBLIC_URL", url)
    assert (doctor._host(doctor.config.load()).verdict is Verdict.GOOD) is good
