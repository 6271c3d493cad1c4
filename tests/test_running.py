"""Running it: switches, figures, dead letters, backup and graceful stop of a whole installation, by its commands."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.backups import BackupError
from bot.commands import cli
from bot.store import Store
from simulator import FaultKind
from simulator.account import new_user_id
from tests.town import Town, eventually, free_port


class RunningTown(Town):
    """A town with figures on a port and a low limit for one citizen."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.metrics_port = free_port()

    def environ(self) -> dict[str, str]:
        limits = {"BOT_LIMITS_CITIZEN_PER_MINUTE": "6"}
        return {**super().environ(), **limits, "BOT_WEB_METRICS_PORT": str(self.metrics_port)}

    def command(self, *words: str) -> str:
        done = CliRunner().invoke(cli, words, env=self.environ())
        assert done.exception is None or isinstance(done.exception, SystemExit | BackupError), done.exception
        return f"{done.output} {done.exception}"

    def figures(self) -> dict[str, float]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}

    def ask(self, citizen: str, text: str, count: int) -> str:
        self.simulator.say(citizen, text)
        assert eventually(lambda: len(self.sent_to(citizen)) >= count, 10), self.log.read_text()
        return self.sent_to(citizen)[-1]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTown]:
    with RunningTown(tmp_path_factory.mktemp("running")) as town:
        yield town
        log = town.log.read_text()
        assert all(json.loads(line) for line in log.splitlines()), "a log line is not JSON"


def test_a_procedure_switched_off_counts_from_the_next_message(town: RunningTown) -> None:
    citizen = new_user_id()
    assert "tạm ngưng" not in town.ask(citizen, "01", 1)
    assert "Đã tắt dang-ky-ho-kinh-doanh" in town.command("switch", "off", "1", "--reason", "chờ", "--by", "A")
    assert "tạm ngưng" in town.ask(citizen, "mở tiệm tạp hóa cần giấy gì", 2)
    assert "tạm ngưng" not in town.ask(citizen, "02", 3)
    assert town.figures()["counter_procedures_off"] == 1
    assert "Đã bật" in town.command("switch", "on", "01", "--reason", "xong", "--by", "B")
    assert "tạm ngưng" not in town.ask(citizen, "01", 4)
    listed = town.command("switch", "list")
    assert "TẮT  dang-ky-ho-kinh-doanh  A: chờ" in listed
    assert "BẬT  dang-ky-ho-kinh-doanh  B: xong" in listed
    assert "Đang tắt: không có gì." in listed


def test_the_whole_bot_off_says_so_once(town: RunningTown) -> None:
    citizen = new_user_id()
    town.command("switch", "off", "--reason", "trả lời sai", "--by", "A")
    try:
        assert "đang tạm ngưng" in town.ask(citizen, "01", 1)
        town.simulator.say(citizen, "02")
        assert eventually(lambda: town.figures()["counter_queue_length"] == 0, 5)
        assert town.figures()["counter_bot_off"] == 1
    finally:
        town.command("switch", "on", "--reason", "đã sửa", "--by", "A")
    assert town.ask(citizen, "03", 2).splitlines()[0].endswith("(03)")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("switch", "off", "99", "--reason", "x", "--by", "A"), "không có thủ tục «99»"),
        (("switch", "off", "--reason", " ", "--by", "A"), "phải ghi lý do"),
        (("switch", "off", "--by", "A"), "--reason"),
        (("dead", "show", "99999"), "không có lời đáp số 99999"),
        (("dead", "replay"), "ghi số của lời đáp, hoặc --all"),
        (("dead", "drop", "1", "--all"), "ghi số của lời đáp, hoặc --all"),
        (("backup", "/proc/nowhere/x.db"), "không có thư mục /proc/nowhere; tạo thư mục ấy trước"),
        (("restore", "/nowhere.db"), "không có tệp /nowhere.db"),
    ],
)
def test_wrong_orders_are_told_what_to_write(town: RunningTown, words: tuple[str, ...], said: str) -> None:
    assert said in town.command(*words)


def test_a_refused_reply_is_listed_shown_sent_again_and_dropped(town: RunningTown) -> None:
    citizen = new_user_id()
    for count, number in ((1, "04"), (2, "05")):
        town.simulator.faults.next(1, -213)
        town.simulator.say(citizen, number)
        assert eventually(lambda count=count: town.figures()["counter_dead_letters"] == count, 10)  # type: ignore[misc]
    listed = town.command("dead", "list").removesuffix(" None").splitlines()
    assert "người dân chưa quan tâm OA" in listed[0]
    assert listed[-1] == "2 lời đáp gửi không được."
    first, second = (line.split()[0] for line in listed[:2])
    shown = town.command("dead", "show", first)
    assert citizen in shown
    assert "(04)" in shown
    assert "1 lời đáp sẽ được gửi lại." in town.command("dead", "replay", first)
    assert eventually(lambda: [t.split("\n")[0][-4:] for t in town.sent_to(citizen)] == ["(04)"], 10)
    assert "Đã bỏ 1" in town.command("dead", "drop", second)
    assert "0 lời đáp gửi không được." in town.command("dead", "list")
    assert town.figures()["counter_refused_total"] == 1, "the dropped one stays in the total, the sent one leaves it"


def test_the_figures_follow_what_happens(town: RunningTown) -> None:
    before = town.figures()
    citizen = new_user_id()
    town.ask(citizen, "01", 1)
    town.ask(citizen, "thời tiết mai sao", 2)
    assert eventually(lambda: town.figures()["counter_sent_total"] == before["counter_sent_total"] + 2, 5)
    after = town.figures()
    assert after["counter_received_total"] == before["counter_received_total"] + 2
    answers = 'counter_decided_total{outcome="answer"}'
    assert after[answers] == before[answers] + 1
    assert after["counter_queue_length"] == after["counter_oldest_waiting_seconds"] == 0
    assert after["counter_token_life_seconds"] > 3600
    assert after["counter_token_overdue_seconds"] == after["counter_token_alarms"] == 0
    assert after["counter_sent_blind_total"] == after["counter_unknown_events_total"] == 0
    assert after["counter_store_answers"] == 1
    assert citizen not in str(after)


def test_the_figures_tell_of_the_tokens_of_staff_and_of_unknown_events(town: RunningTown) -> None:
    citizen = new_user_id()
    town.ask(citizen, "01", 1)
    town.simulator.staff(citizen, "Cán bộ đây")
    assert town.simulator.deliver(town.simulator.event("brand_new_event", citizen)) == 200
    town.simulator.faults.next(9, FaultKind.CUT, path="/v4/")
    with Store(f"sqlite:///{town.folder}/counter.db").write() as connection:
        (pair,) = connection.rows("SELECT obtained_at, expires_at FROM tokens")
        late = {"obtained_at": pair["obtained_at"] - 50_000, "expires_at": pair["expires_at"] - 50_000}
        connection.rows("UPDATE tokens SET obtained_at = :obtained_at, expires_at = :expires_at", late)
    assert eventually(lambda: town.figures()["counter_staff_talks"] == 1, 10)
    figures = town.figures()
    assert figures["counter_unknown_events_total"] == 1
    assert figures["counter_token_alarms"] >= 1
    assert figures["counter_token_overdue_seconds"] > 3600
    town.simulator.faults.clear()


def test_a_flood_gets_one_friendly_line_also_across_a_restart(town: RunningTown) -> None:
    citizen = new_user_id()
    for number in range(9):
        town.simulator.say(citizen, f"{number + 1:02}")
    assert eventually(lambda: len(town.sent_to(citizen)) >= 7, 10)
    town.stop("work")
    town.start("work")
    for number in range(9):
        town.simulator.say(citizen, f"{number + 1:02}")
    assert eventually(lambda: town.log.read_text().count('"working"') >= 2)
    assert eventually(lambda: town.figures()["counter_queue_length"] == 0, 10)
    time.sleep(0.3)
    got = town.sent_to(citizen)
    assert ["chờ một phút" in text for text in got] == [False] * 6 + [True]


def test_a_backup_of_the_running_bot_is_whole(town: RunningTown, tmp_path: Path) -> None:
    said = town.command("backup", str(tmp_path / "copy.db"))
    assert "Đã chép" in said
    assert "bot đang chạy" in town.command("restore", str(tmp_path / "copy.db"))
    assert town.healthy()


def test_a_stop_records_what_is_on_its_way_within_ten_seconds(town: RunningTown) -> None:
    citizens = [new_user_id() for _ in range(8)]
    town.simulator.switches.set("latency_ms", 1500)
    try:
        for citizen in citizens:
            town.simulator.say(citizen, "01")
        assert eventually(lambda: bool(town.rows("SELECT id FROM outbox WHERE state = 'sending'")), 10)
        started = time.monotonic()
        assert town.stop("work") == 0
        assert time.monotonic() - started < 10
        assert town.rows("SELECT id FROM outbox WHERE state = 'sending'") == []
    finally:
        town.simulator.switches.set("latency_ms", 0)
        town.start("work")
    assert eventually(lambda: all(town.sent_to(citizen) for citizen in citizens))


def test_a_busy_metrics_port_is_one_clear_line(town: RunningTown) -> None:
    environ = {**town.environ(), "BOT_WEB_PORT": str(free_port())}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"], env=environ, capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 2
    assert f"cổng {town.metrics_port}" in done.stderr


def test_wrong_codes_of_one_visitor_behind_the_proxy_stop_nobody_else(town: RunningTown, tmp_path: Path) -> None:
    file = tmp_path / "xuat.csv"
    file.write_text("Mã hồ sơ,Ngày nhận,Ngày hẹn trả\nH13-261102-0001,02/11/2026,10/11/2026\n", encoding="utf-8")
    assert "1 hồ sơ mới" in town.command("dossiers", "import", str(file), "--counter", "phuong-nga-nam")

    def page(visitor: str, code: str) -> str:
        address = f"http://127.0.0.1:{town.port}/ho-so?ma={code}"
        request = urllib.request.Request(address, headers={"X-Forwarded-For": visitor})
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            text: str = answer.read().decode()
        return text

    for number in range(5):
        assert "Không có hồ sơ nào" in page("203.0.113.7", f"H13-99999{number}")
    assert "tạm ngừng tra" in page("203.0.113.7", "H13-261102-0001")
    assert "Hồ sơ H132611020001" in page("203.0.113.8", "H13-261102-0001")
