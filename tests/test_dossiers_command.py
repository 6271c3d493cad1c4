"""The import as a clerk runs it: a real process, exit codes, words, and what stands in the store afterwards."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.store import Store
from tests.test_commands import run

NAMES = "STT,Mã hồ sơ,Họ tên,Điện thoại,Địa chỉ,Ngày nhận,Ngày hẹn trả,Ngày có kết quả,Trạng thái,Lý do trễ"
PERSON = "Nguyễn Thị Bí Mật,0912345678,Khóm 3 phường Ngã Năm"
ROWS = (
    f"1,H13-261102-0001,{PERSON},02/11/2026,10/11/2026,09/11/2026,Đã trả kết quả,",
    f"2,H13-261102-0002,{PERSON},02/11/2026,10/11/2026,,Đang giải quyết,bà Bí Mật chưa ký",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "xuat.csv"
    file.write_text("\n".join((NAMES, *ROWS)), encoding="utf-8")
    return file


def imported(tmp_path: Path, *words: str) -> tuple[int, str]:
    done = run("dossiers", "import", *words, BOT_STORAGE_URL=f"sqlite:///{tmp_path}/counter.db")
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_a_file_is_imported_once_without_persons(file: Path, tmp_path: Path) -> None:
    code, said = imported(tmp_path, str(file), "--counter", "phuong-nga-nam")
    assert (code, "2 hồ sơ mới" in said, "1 lý do trễ" in said) == (0, True, True)
    assert "không có gì thay đổi" in imported(tmp_path, str(file), "--counter", "phuong-nga-nam")[1]
    database = sqlite3.connect(tmp_path / "counter.db")
    kept = " ".join(map(str, database.execute("SELECT * FROM dossiers").fetchall()))
    database.close()
    for planted in ("Bí Mật", "0912345678", "Khóm"):
        assert planted not in kept
        for part in tmp_path.glob("counter.db*"):
            assert planted.encode() not in part.read_bytes()


def test_all_faults_are_listed_by_row_and_nothing_is_imported(file: Path, tmp_path: Path) -> None:
    broken = (ROWS[0].replace("10/11/2026", "31/02/2026"), ROWS[1].replace("H13-261102-0002", ""))
    file.write_text("\n".join((NAMES, *ROWS, *broken)), encoding="utf-8")
    code, said = imported(tmp_path, str(file), "--counter", "phuong-nga-nam")
    assert code == 1
    assert "xuat.csv, dòng 4: ngày hẹn trả: không có ngày «31/02/2026»" in said
    assert "xuat.csv, dòng 5: thiếu mã hồ sơ" in said
    assert "2 lỗi. Chưa nhập gì" in said
    assert not (tmp_path / "counter.db").exists()


def test_what_was_left_out_is_named(file: Path, tmp_path: Path) -> None:
    file.write_text(
        "\n".join((f"{NAMES},Thủ tục", *(f"{row},Việc lạ" for row in ROWS), "Tổng cộng,,")), encoding="utf-8"
    )
    code, said = imported(tmp_path, str(file), "--counter", "phuong-nga-nam", "--check")
    assert code == 0
    assert "Bỏ qua 1 dòng không có mã, ngày nhận, ngày hẹn (dòng 4)" in said
    assert "2 hồ sơ thuộc thủ tục ngoài sổ: «Việc lạ» 2." in said


def test_killed_at_any_moment_it_has_imported_all_or_nothing(tmp_path: Path) -> None:
    file, stored = tmp_path / "xuat.csv", tmp_path / "counter.db"
    rows = (f"{n},H13-261102-{n:06},,,,02/11/2026,10/11/2026,09/11/2026,Đã trả kết quả," for n in range(20_000))
    file.write_text("\n".join((NAMES, *rows)), encoding="utf-8")
    words = [sys.executable, "-m", "bot", "dossiers", "import", str(file), "--counter", "phuong-nga-nam"]
    for written in (0, 200_000, 1_000_000):  # bytes beside the database, from when it is being written
        environ = {**os.environ, "BOT_STORAGE_URL": f"sqlite:///{stored}"}
        running = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None and beside(stored) <= written:
            time.sleep(0.001)
        running.kill()
        running.wait()
        store = Store(f"sqlite:///{stored}")
        store.migrate()
        with store.read() as connection:
            told = connection.one(
                "SELECT (SELECT count(*) FROM dossiers) AS n, (SELECT count(*) FROM imports) AS times"
            )
        store.forget_connection()
        assert told in ({"n": 0, "times": 0}, {"n": 20_000, "times": 1})


def beside(stored: Path) -> int:
    """How many bytes wait beside the database to be written into it."""
    waiting = stored.with_name(f"{stored.name}-wal")
    return waiting.stat().st_size if waiting.exists() else 0


def test_a_check_imports_nothing(file: Path, tmp_path: Path) -> None:
    assert imported(tmp_path, str(file), "--counter", "phuong-nga-nam", "--check")[0] == 0
    assert not (tmp_path / "counter.db").exists()


def test_a_mapping_of_ones_own(file: Path, tmp_path: Path) -> None:
    file.write_text("Số;Nhận;Hẹn;Xong\nA-10001;2/11/26;ngày 10 tháng 11 năm 2026;46335\n", encoding="utf-8")
    mapping = tmp_path / "ghep.yaml"
    columns = "{ma_ho_so: Số, ngay_tiep_nhan: Nhận, ngay_hen_tra: Hẹn, ngay_co_ket_qua: Xong}"
    mapping.write_text(f"quay_cua_tep: phuong-nga-nam\ncot: {columns}\n", encoding="utf-8")
    code, said = imported(tmp_path, str(file), "--mapping", str(mapping))
    assert (code, "1 hồ sơ mới" in said) == (0, True), said
    database = sqlite3.connect(tmp_path / "counter.db")
    assert database.execute("SELECT code, due, done FROM dossiers").fetchall() == [
        ("A10001", "2026-11-10", "2026-11-09")
    ]
    database.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "chưa biết hồ sơ của quầy nào"),
        (("--counter", "xyz"), "không có quầy «xyz»"),
        (("--mapping", "khong-co.yaml"), "không mở được tệp"),
    ],
)
def test_what_the_whole_file_lacks(words: tuple[str, ...], said: str, file: Path, tmp_path: Path) -> None:
    code, told = imported(tmp_path, str(file), *words)
    assert (code, said in told) == (1, True), told
