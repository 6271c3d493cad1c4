"""The report as an officer draws it up: a real process, exit codes, words, files."""

from pathlib import Path

import pytest

from tests.test_commands import run


def test_a_month_is_drawn_up_into_a_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    done = run("report", "10/2026", str(tmp_path / "ra"), BOT_STORAGE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(one.suffix for one in (tmp_path / "ra").iterdir()) == [".csv", ".pdf", ".xlsx"]
    assert "Hồ sơ: Chưa có số liệu: chưa nhập hồ sơ nào" in done.stdout
    assert f"Đã ghi {tmp_path}/ra/report-2026-10.pdf" in done.stdout


def test_made_up_months_are_marked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    assert run("dossiers", "sample", BOT_STORAGE_URL=url).returncode == 0
    done = run("report", BOT_STORAGE_URL=url, cwd=linked(tmp_path))
    assert done.stdout.startswith("DỮ LIỆU MẪU\nĐã ghi var/bao-cao/report-"), done.stdout + done.stderr


def linked(tmp_path: Path) -> Path:
    (tmp_path / "knowledge").symlink_to(Path("knowledge").resolve())
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-13",), "không có tháng 13"),
        (("hôm qua",), "không phải tháng; viết"),
        (("2999-01",), "chưa bắt đầu"),
        (("2026-10", "README.md"), "README.md"),
    ],
)
def test_what_cannot_be_drawn_up_is_told(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run("report", *words, BOT_STORAGE_URL=f"sqlite:///{tmp_path}/counter.db")
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert not (tmp_path / "counter.db").exists()
