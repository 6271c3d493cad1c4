"""The command `complaints`: who may read what, every act kept with name and account, the answer's way, the export."""

import csv
import io
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import deeds, docket, inbox
from bot.commands import cli
from bot.complaints import File, Kind, State
from bot.complaints_command import account, safe
from bot.docket import day_of
from bot.outbox import Address, from_text
from bot.store import Store

NUMBER, CONDUCT = "2H4K6M8T9", "3H4K6M8TX"
STORY = '=HYPERLINK("http://xau.example") KIMLONG hồ sơ chờ từ tháng tám'
PHONE = "0912345678"


class Desk:
    """The commands on a store of their own, run by this test's account."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder}/counter.db")
        self.store.migrate()
        self.folder = folder
        self.now = time.time()
        today = day_of(self.now)
        late = File(CONDUCT, Kind.CONDUCT, "chị ngồi quầy ba nạt bà tui", pass_by=today - timedelta(days=1))
        early = File(NUMBER, Kind.HANDLING, STORY, "quầy 2", "hôm qua", PHONE, today + timedelta(days=5))
        with self.store.write() as connection:
            for one in (early, late):
                deeds.carry_out(
                    connection, (one,), Address(1, f"alias {one.number}", f"zalo {one.number}"), self.now - 3600
                )

    def run(self, *words: str, reader: bool = False) -> Result:
        environ = {
            "BOT_STORAGE_URL": f"sqlite:///{self.folder}/counter.db",
            "BOT_COMPLAINTS_CONDUCT_READERS": f"nobody-else,{account()}" if reader else "",
        }
        return CliRunner(env=environ).invoke(cli, ["complaints", *words])

    def find(self, number: str = NUMBER) -> docket.Complaint:
        with self.store.read() as connection:
            found = docket.find(connection, number)
        assert found is not None
        return found

    def replies(self) -> list[tuple[str, str]]:
        with self.store.read() as connection:
            rows = connection.rows("SELECT recipient, reply FROM outbox")
        return [(row["recipient"], from_text(row["reply"]).text) for row in rows]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_who_is_not_named_sees_of_conduct_a_number_alone(desk: Desk) -> None:
    listed = desk.run("list")
    assert "2H4-K6M-8T9" in listed.output
    assert "KIMLONG" in listed.output
    assert "nạt" not in listed.output
    assert "3H4-K6M-8TX" not in listed.output
    assert "1 phản ánh về cán bộ" in listed.output
    for act in (
        ("show", CONDUCT),
        ("answer", CONDUCT, "--text", "a", "--by", "Ba"),
        ("close", CONDUCT, "--reason", "a", "--by", "Ba"),
        ("pass-on", CONDUCT, "--to", "a", "--by", "Ba"),
        ("reopen", CONDUCT, "--reason", "a", "--by", "Ba"),
    ):
        refused = desk.run(*act)
        assert refused.exit_code == 2, act
        assert "conduct_readers" in refused.output
        assert "nạt" not in refused.output
    assert desk.find(CONDUCT).state is State.NEW


def test_who_is_named_reads_and_closes_and_sees_the_overdue_first(desk: Desk) -> None:
    lines = desk.run("list", reader=True).output.splitlines()
    assert lines[0].startswith("QUÁ HẠN  3H4-K6M-8TX")
    assert "nạt bà tui" in desk.run("show", "3h4-k6m-8tx", reader=True).output
    assert desk.run("close", CONDUCT, "--reason", "đã nhắc nhở", "--by", "Lê Ba", reader=True).exit_code == 0
    shown = desk.run("show", CONDUCT, reader=True).output
    assert f"đóng, Lê Ba (tài khoản {account()}): đã nhắc nhở" in shown


def test_overdue_ones_end_the_command_with_one(desk: Desk) -> None:
    late = desk.run("overdue")
    assert (late.exit_code, "1 quá hạn (về cán bộ: 1)" in late.output) == (1, True)
    desk.run("close", CONDUCT, "--reason", "xong", "--by", "Ba", reader=True)
    assert desk.run("overdue").exit_code == 0


def test_an_answer_goes_out_within_the_window(desk: Desk) -> None:
    inbox.put(desk.store, "user_send_text:1", f"alias {NUMBER}", "{}", desk.now - 3600)
    done = desk.run("answer", NUMBER, "--text", "Mời đến nhận ngày 1/12.", "--by", "Lê Ba")
    assert "đang gửi" in done.output
    assert desk.replies() == [(f"zalo {NUMBER}", "TRẢ LỜI PHẢN ÁNH SỐ 2H4-K6M-8T9\nMời đến nhận ngày 1/12.")]
    found = desk.find()
    assert (found.state, found.answer, found.citizen, found.recipient) == (
        State.ANSWERED,
        "Mời đến nhận ngày 1/12.",
        f"alias {NUMBER}",  # it goes with the phone, which is there still
        None,
    )


def test_after_the_window_it_is_kept_until_asked(desk: Desk) -> None:
    inbox.put(desk.store, "user_send_text:1", f"alias {NUMBER}", "{}", desk.now - 49 * 3600)
    done = desk.run("answer", NUMBER, "--text", "Xong rồi.", "--by", "Lê Ba")
    assert "giữ lại" in done.output
    assert desk.replies() == []
    assert desk.find().answer == "Xong rồi."


def test_an_answer_from_a_file_keeps_its_lines(desk: Desk) -> None:
    file = desk.folder / "tra-loi.txt"
    file.write_text("\ufeffDòng một.\nDòng hai.\n", encoding="utf-8")
    assert desk.run("answer", NUMBER, "--file", str(file), "--by", "Ba").exit_code == 0
    assert desk.find().answer == "Dòng một.\nDòng hai."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("answer", NUMBER, "--by", "Ba"), "--text"),
        (("answer", NUMBER, "--text", " ", "--by", "Ba"), "để trống"),
        (("answer", NUMBER, "--text", "a", "--by", " "), "họ tên"),
        (("answer", NUMBER, "--text", "a" * 1501, "--by", "Ba"), "1501 chữ cái"),
        (("answer", NUMBER, "--text", f"gọi {PHONE}", "--by", "Ba"), "--with-numbers"),
        (("answer", "9999", "--text", "a", "--by", "Ba"), "không có phản ánh"),
        (("show", "x" * 30), "ghi số phản ánh"),
        (("show", "'; DROP TABLE complaints"), "số phản ánh"),
        (("close", NUMBER, "--reason", " ", "--by", "Ba"), "phải ghi lý do"),
        (("pass-on", NUMBER, "--to", "a" * 301, "--by", "Ba"), "nhiều nhất 300"),
        (("reopen", NUMBER, "--reason", "a", "--by", "Ba"), "mới, không làm việc ấy được"),
        (("close", NUMBER, "--reason", "a"), "--by"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(desk: Desk, words: tuple[str, ...], told: str) -> None:
    before = desk.find()
    refused = desk.run(*words)
    assert refused.exit_code == 2
    assert told in refused.output
    assert desk.find() == before
    assert desk.replies() == []


def test_numbers_of_the_office_may_stand_in_an_answer(desk: Desk) -> None:
    done = desk.run("answer", NUMBER, "--text", "Gọi 0299 3821 234", "--with-numbers", "--by", "Ba")
    assert done.exit_code == 0


def test_passed_on_closed_and_taken_up_again(desk: Desk) -> None:
    assert desk.run("pass-on", NUMBER, "--to", "UBND xã Tân Long", "--by", "Ba").exit_code == 0
    assert desk.find().passed_to == "UBND xã Tân Long"
    assert "2H4" not in desk.run("list").output
    assert "đã chuyển" in desk.run("list", "--all").output
    assert desk.run("reopen", NUMBER, "--reason", "bị trả lại", "--by", "Tư").exit_code == 0
    found = desk.find()
    assert found.state is State.REOPENED
    assert found.pass_by is not None
    assert found.pass_by > day_of(desk.now)
    shown = desk.run("show", NUMBER).output
    assert "chuyển tới, Ba" in shown
    assert "mở lại, Tư" in shown
    assert f"Điện thoại: {PHONE}" in shown


def test_the_export_holds_no_formula_no_phone_and_nothing_of_conduct(desk: Desk) -> None:
    file = desk.folder / "phan-anh.csv"
    assert desk.run("export", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][0] == "2H4-K6M-8T9"
    assert rows[1][7] == f"'{STORY}"
    assert PHONE not in file.read_text(encoding="utf-8")
    again = desk.run("export", str(file))
    assert (again.exit_code, "chọn tên tệp khác" in again.output) == (2, True)
    every = desk.folder / "het.csv"
    assert desk.run("export", str(every), reader=True).exit_code == 0
    assert "nạt" in every.read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe("quầy 2") == "quầy 2"
