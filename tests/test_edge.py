"""A whole installation against the simulator: what Zalo's events lead to, and what they never lead to."""

import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.replies import TEXT_LIMIT
from bot.store import Store
from simulator import scenarios
from simulator.account import new_user_id
from simulator.events import Signing
from simulator.scenarios import SCENARIOS
from simulator.switches import FaultKind
from tests.town import ALIASES, IDS, Town, eventually


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town(tmp_path_factory.mktemp("town")) as town:
        yield town
        assert town.simulator.report() == []
        log = town.log.read_text()
        assert "Traceback" not in log
        for planted in ("0909777111", *SEEN):
            assert planted not in log, "what a citizen wrote, or who they are, stands in the log"


SEEN: list[str] = []


@pytest.fixture
def citizen() -> str:
    SEEN.append(new_user_id())
    return SEEN[-1]


def answers(town: Town, citizen: str, count: int, seconds: float = 10.0) -> list[str]:
    """Wait for so many answers, then a moment longer for any that must not come."""
    assert eventually(lambda: len(town.sent_to(citizen)) >= count, seconds), town.sent_to(citizen)
    time.sleep(0.3)
    got = town.sent_to(citizen)
    assert len(got) == count
    assert all(len(text) <= TEXT_LIMIT for text in got)
    return got


def known(town: Town) -> dict[str, float]:
    """Whom the bot remembers, and until when it is silent for each."""
    return {row["id"]: row["silent_until"] for row in town.rows("SELECT id, silent_until FROM citizens")}


def memory(town: Town, citizen: str) -> str:
    return next(
        row["memory"] for row in town.rows("SELECT id, memory FROM citizens") if row["id"] == ALIASES.of(citizen)
    )


def test_a_sloppy_question_is_answered_within_a_second(town: Town, citizen: str) -> None:
    started = time.monotonic()
    town.simulator.say(citizen, "mo tiem tap hoa phai lam sao, so toi 0909777111")
    assert eventually(lambda: bool(town.sent_to(citizen)), 5)
    assert time.monotonic() - started < 1.0
    (text,) = answers(town, citizen, 1)
    assert text.startswith("ĐĂNG KÝ THÀNH LẬP HỘ KINH DOANH")


ODD_TEXTS = {
    "empty": "",
    "20,000 characters": "đất " * 5000,
    "only emoji": "🙂🙂🙂",
    "only punctuation": "?!... ,,,",
    "decomposed accents": "đa\u0306ng ky\u0301 ho\u0323\u0302 kinh doanh",
    "zero-width characters": "m\u200bở t\u200diệm",
    "right-to-left marks": "\u202eở tiệm\u202c",
    "NUL": "mở\x00tiệm",
    "markup": "<script>alert(1)</script> {ten} %s {0.__class__}",
    "SQL": "'; DROP TABLE inbox; --",
    "two questions": "đăng ký hộ kinh doanh cần gì và sang tên sổ đỏ bao lâu",
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_texts_get_exactly_one_answer(town: Town, citizen: str, text: str) -> None:
    town.simulator.say(citizen, text)
    answers(town, citizen, 1)


@pytest.mark.parametrize(
    "kind", ["image", "gif", "video", "sticker", "audio", "location", "file", "link", "business_card"]
)
def test_what_is_not_text_gets_one_polite_line(town: Town, citizen: str, kind: str) -> None:
    town.simulator.give(citizen, kind)
    (text,) = answers(town, citizen, 1)
    assert "gõ" in text.lower() or "cổng dịch vụ công" in text


def test_five_messages_within_a_second_are_answered_in_order(town: Town, citizen: str) -> None:
    for number in ("01", "02", "03", "04", "05"):
        town.simulator.say(citizen, number)
    got = answers(town, citizen, 5)
    assert [text.split("\n")[0][-4:] for text in got] == ["(01)", "(02)", "(03)", "(04)", "(05)"]


def test_following_welcomes_once_and_leaving_or_withdrawing_forgets(town: Town, citizen: str) -> None:
    for event in ("follow", "user_click_chatnow", "follow"):
        town.simulator.relate(event, citizen)
    (text,) = answers(town, citizen, 1)
    assert "trợ lý tự động" in text
    assert "Riêng tư: bot không hỏi tên" in text
    town.simulator.say(citizen, "01")
    answers(town, citizen, 2)
    town.simulator.relate("unfollow", citizen)
    assert eventually(lambda: "dang-ky" not in memory(town, citizen))
    town.simulator.relate("follow", citizen)
    answers(town, citizen, 2)
    town.simulator.relate("user_withdraw", citizen)
    assert eventually(lambda: ALIASES.of(citizen) not in known(town))
    for rows in (town.rows("SELECT * FROM inbox"), town.rows("SELECT * FROM outbox")):
        assert not [row for row in rows if citizen in str(row) or ALIASES.of(citizen) in str(row)]


def test_a_member_of_staff_silences_the_bot_for_that_citizen_alone(town: Town, citizen: str) -> None:
    town.simulator.say(citizen, "01")
    answers(town, citizen, 1)
    town.simulator.staff(citizen, "Chào cô, cháu là cán bộ quầy.")
    assert eventually(lambda: known(town)[ALIASES.of(citizen)] > time.time())
    town.simulator.say(citizen, "02")
    answers(town, citizen, 1)
    other = new_user_id()
    SEEN.append(other)
    town.simulator.say(other, "02")
    answers(town, other, 1)


def test_a_flood_gets_one_friendly_line_and_then_silence(town: Town, citizen: str) -> None:
    for _ in range(40):
        town.simulator.say(citizen, "01")
    got = answers(town, citizen, 31, 30)
    assert "chờ một phút" in got[-1]


def test_the_qr_code_is_a_picture_with_the_link(town: Town, citizen: str) -> None:
    town.simulator.say(citizen, "Mã QR #01")
    (text,) = answers(town, citizen, 1)
    assert f"http://127.0.0.1:{town.port}/01" in text
    sent = next(one for one in town.simulator.sent if one.user_id == citizen)
    assert sent.attachment is not None
    assert sent.attachment["payload"]["template_type"] == "media"


def test_zalo_failing_for_a_while_delays_answers_and_loses_none(town: Town, citizen: str) -> None:
    town.simulator.faults.next(2, FaultKind.BAD_GATEWAY)
    town.simulator.say(citizen, "01")
    town.simulator.say(citizen, "02")
    got = answers(town, citizen, 2, 30)
    assert [text.split("\n")[0][-4:] for text in got] == ["(01)", "(02)"]


def test_shared_contact_data_is_declined_and_leaves_no_trace(town: Town, citizen: str) -> None:
    town.simulator.submit_info(citizen, {"name": "Nguyễn Văn Kín", "phone": "84988777111"})
    (text,) = answers(town, citizen, 1)
    assert "không cần và không giữ thông tin riêng" in text
    for name in ("counter.db", "counter.db-wal"):
        assert b"84988777111" not in (town.folder / name).read_bytes()
    assert "84988777111" not in town.log.read_text()


def test_a_wrong_secret_in_the_config_is_named_in_the_log(town: Town, citizen: str) -> None:
    town.simulator.say(citizen, "01", signing=Signing.APP_SECRET, wait=True)
    assert eventually(lambda: "signature_hint" in town.log.read_text())
    answers(town, citizen, 0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_bot_passes_every_trial_of_the_simulator(town: Town, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(scenarios, "QUIET", 0.15)
    assert town.simulator.trial(name) == []


def test_an_expired_token_in_the_middle_costs_nothing(town: Town, citizen: str) -> None:
    town.simulator.faults.next(1, -220)
    town.simulator.say(citizen, "03")
    answers(town, citizen, 1)


def test_what_the_webhook_missed_is_asked_for_at_the_start(town: Town, citizen: str) -> None:
    address, town.simulator.webhook_url = town.simulator.webhook_url, ""
    missed = [town.simulator.say(citizen, text, at=int(time.time() - 200) * 1000) for text in ("04", "05")]
    town.simulator.webhook_url = address
    with Store(f"sqlite:///{town.folder}/counter.db").write() as connection:
        connection.rows("UPDATE marks SET at = at - 3600")
    assert town.stop("work") == 0
    town.start("work")
    got = answers(town, citizen, 2, 30)
    assert [text.split("\n")[0][-4:] for text in got] == ["(04)", "(05)"]
    event = {"text": "04", "msg_id": missed[0]}
    assert town.simulator.deliver(town.simulator.event("user_send_text", citizen, event)) == 200
    answers(town, citizen, 2)


def health(town: Town) -> dict[str, object]:
    value: dict[str, object] = requests.get(f"http://127.0.0.1:{town.port}/healthz", timeout=5).json()
    return value


def connect(town: Town) -> "subprocess.Popen[str]":
    pipe, command = subprocess.PIPE, [sys.executable, "-m", "bot", "connect"]
    return subprocess.Popen(command, env=town.environ(), stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_a_lost_refresh_is_mended_by_the_command_and_no_message_is_lost(town: Town) -> None:
    """As an officer does it: the bot runs without a token, citizens write, the command is run beside it."""
    town.simulator.faults.next(1, FaultKind.LOST, path="/v4/oa/access_token")
    town.simulator.expire_token()
    with Store(f"sqlite:///{town.folder}/counter.db").write() as connection:
        connection.rows("UPDATE tokens SET expires_at = 0, obtained_at = 0")
    citizens = [new_user_id() for _ in range(3)]
    SEEN.extend(citizens)
    for citizen in citizens:
        town.simulator.say(citizen, "01")
    assert eventually(lambda: "chưa nhận được trả lời" in str(health(town)["alarms"]))
    with connect(town) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        address = ""
        while "permission" not in address:
            address = run.stdout.readline().strip()
        query = parse_qs(urlsplit(address).query)
        assert query["redirect_uri"] == [f"http://127.0.0.1:{town.port}/"]
        assert len(query["code_challenge"][0]) == 43
        landed = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
        out, err = run.communicate(f"không phải mã\n{landed}\n", timeout=60)
    assert run.returncode == 0, err
    assert "không thấy mã" in out
    assert f"Đã kết nối OA «Một cửa Ngã Năm» ({IDS['oa_id']})" in out
    assert eventually(lambda: all(town.sent_to(citizen) for citizen in citizens), 40), town.log.read_text()
    assert health(town)["alarms"] == []
    secret = town.simulator.tokens.access
    assert secret not in town.log.read_text() + out + err
