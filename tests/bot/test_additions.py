"""One line more in a YAML file, all other bytes as they were; whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import additions, yamlfile
from bot.additions import CannotAdd

FILE = """# đầu tệp
ma: a   # cuối dòng
cach_hoi:
  - một

  # nhóm hai
  - "hai: ba"
  - câu dài
    sang dòng

# về tên
ten: 'x'
"""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("bốn năm", "bốn năm"),
        ("phí: bao nhiêu", "'phí: bao nhiêu'"),
        ("[số] #1", "'[số] #1'"),
        ("- gạch", "'- gạch'"),
        ("nhà 'cũ': sao", "'nhà ''cũ'': sao'"),
        ("12", "12"),
        ("yes", "yes"),
        ("", "''"),
        ("* sao & và ! than % @ ` \\", "'* sao & và ! than % @ ` \\'"),
    ],
)
def test_the_text_stands_at_the_end_and_all_else_is_as_it_was(tmp_path: Path, text: str, written: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FILE, encoding="utf-8")
    data = additions.added(path, ("cach_hoi",), text)
    assert data.decode() == FILE.replace("    sang dòng\n", f"    sang dòng\n  - {written}\n")
    assert path.read_text(encoding="utf-8") == FILE
    path.write_bytes(data)
    assert yamlfile.read(path, "a").value["cach_hoi"] == ["một", "hai: ba", "câu dài sang dòng", text]
    assert list(tmp_path.iterdir()) == [path]


def test_windows_line_ends_marks_and_a_last_line_without_end_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffma: a\r\ncach_hoi:\r\n- một".encode())
    assert additions.added(path, ("cach_hoi",), "hai").decode() == "\ufeffma: a\r\ncach_hoi:\r\n- một\n- hai"
    path.write_bytes("\ufeffma: a\r\ncach_hoi:\r\n- một\r\nb: c\r\n".encode())
    wanted = "\ufeffma: a\r\ncach_hoi:\r\n- một\r\n- hai\r\nb: c\r\n"
    assert additions.added(path, ("cach_hoi",), "hai").decode() == wanted


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("cach_hoi: [một, hai]\n", "mỗi câu một dòng"),
        ("cach_hoi:\n", "không có danh sách"),
        ("ma: a\n", "không có danh sách"),
        ("cach_hoi:\n  - 'một\n", "nháy"),
        ("", "tệp trống"),
    ],
)
def test_a_file_that_cannot_take_it_is_told(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CannotAdd, match=said):
        additions.added(path, ("cach_hoi",), "hai")


def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    additions.replace(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_changed_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"of a colleague")
    with pytest.raises(CannotAdd, match="vừa sửa"):
        additions.replace(path, b"old", b"new")
    assert path.read_bytes() == b"of a colleague"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    (tmp_path / ".a.yaml.tmp").mkdir()
    with pytest.raises(CannotAdd, match="không ghi được"):
        additions.replace(path, b"old", b"new")
    assert path.read_bytes() == b"old"


def test_killed_while_it_writes_the_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    contents = [letter * 3_000_000 for letter in (b"a", b"b")]
    path.write_bytes(contents[0])
    code = (
        "import sys; from pathlib import Path; from bot.additions import replace\n"
        "path, both = Path(sys.argv[1]), [b'a' * 3_000_000, b'b' * 3_000_000]\n"
        "print(flush=True)\n"
        "while True:\n"
        "    old = path.read_bytes(); replace(path, old, both[old == both[0]])\n"
    )
    for pause in (0.02, 0.05, 0.11):
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert path.read_bytes() in contents
    old = path.read_bytes()
    additions.replace(path, old, b"new")  # what the killed one left behind is in nobody's way
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
