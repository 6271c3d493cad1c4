"""The clerks' handbook can be followed: what it shows is pasted as it stands and gives a sound book."""

import re
import shutil
from datetime import date
from pathlib import Path

import click
import pytest

from bot import knowledge
from bot.commands import cli as bot_cli
from bot.wording import REPLY_KEYS
from portal.__main__ import cli as portal_cli

SNIPPETS = re.findall(r"```yaml\n(.*?)```", Path("docs/so-tay-can-bo.md").read_text(encoding="utf-8"), re.DOTALL)
FEE, SOURCE, SUSPENDED, COMMITTED, QUESTIONS, PHONE, RUN, MOVED = SNIPPETS
REISSUE = "thu-tuc/05-cap-lai-giay-chung-nhan-ho-kinh-doanh.yaml"
TODAY = date(2026, 11, 24)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge, as a clerk has it."""
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    return folder


def last_block(text: str, key: str) -> str:
    """The last block under a key that is indented by four blanks, with its own line."""
    blocks = re.findall(rf"^    {key}:\n(?:     .*\n)+", text, re.MULTILINE)
    return str(blocks[-1])


def faults(folder: Path, day: date = TODAY) -> list[str]:
    return [str(fault) for fault in knowledge.check(folder, day, REPLY_KEYS).faults]


def test_a_fee_is_changed_and_its_source_added(shipped: Path) -> None:
    file, sources = shipped / REISSUE, shipped / "nguon.yaml"
    text = file.read_text(encoding="utf-8")
    before, after = text.rsplit(last_block(text, "le_phi"), 1)
    file.write_text(before + FEE + after, encoding="utf-8")
    assert ["Nguồn mới thì thêm" in fault for fault in faults(shipped)] == [True]
    sources.write_text(sources.read_text(encoding="utf-8").rstrip("\n") + "\n" + SOURCE, encoding="utf-8")
    assert faults(shipped) == []
    edition = knowledge.load(shipped, REPLY_KEYS).in_force("cap-lai-giay-chung-nhan-ho-kinh-doanh", TODAY)
    assert edition is not None
    assert edition.fee is not None
    assert [one.amount for one in edition.fee.amounts] == [100_000]


def test_an_edition_is_added_from_the_first_of_january(shipped: Path) -> None:
    file = shipped / REISSUE
    text = file.read_text(encoding="utf-8")
    starts = "  - tu_ngay: 01/07/2025\n"
    before, last = text.split(starts)
    ended = f"{before}{starts}    den_ngay: 31/12/2026\n{last}".rstrip("\n") + "\n"
    file.write_text(f"{ended}  - tu_ngay: 01/01/2027\n{last}", encoding="utf-8")
    assert faults(shipped) == []
    procedure = knowledge.load(shipped, REPLY_KEYS).procedures["cap-lai-giay-chung-nhan-ho-kinh-doanh"]
    assert [edition.starts for edition in procedure.editions][-1] == date(2027, 1, 1)


def test_a_procedure_is_marked_as_suspended(shipped: Path) -> None:
    file = shipped / REISSUE
    text = file.read_text(encoding="utf-8").rstrip("\n") + "\n"
    file.write_text(text + SUSPENDED, encoding="utf-8")
    assert any("chồng lên nhau" in fault for fault in faults(shipped))
    starts = "  - tu_ngay: 01/07/2025\n"
    file.write_text(text.replace(starts, f"{starts}    den_ngay: 30/06/2026\n") + SUSPENDED, encoding="utf-8")
    assert faults(shipped) == []
    edition = knowledge.load(shipped, REPLY_KEYS).in_force("cap-lai-giay-chung-nhan-ho-kinh-doanh", TODAY)
    assert edition is not None
    assert edition.suspended is not None


def test_a_shortened_time_is_added(shipped: Path) -> None:
    file = shipped / REISSUE
    text = file.read_text(encoding="utf-8")
    block = last_block(text, "thoi_han")
    file.write_text((block + COMMITTED).join(text.rsplit(block, 1)), encoding="utf-8")
    assert faults(shipped) == []


def test_a_phone_number_is_filled_in(shipped: Path) -> None:
    file, sources = shipped / "quay.yaml", shipped / "nguon.yaml"
    unknown = re.compile(r"^        dien_thoai:\n          do_tin: chua_biet\n          ai_dien: .*\n", re.MULTILINE)
    text, count = unknown.subn(PHONE, file.read_text(encoding="utf-8"))
    assert count
    file.write_text(text, encoding="utf-8")
    source = SOURCE.replace("NQ-HĐND-2027", "QUẦY")
    sources.write_text(sources.read_text(encoding="utf-8").rstrip("\n") + "\n" + source, encoding="utf-8")
    assert faults(shipped) == []


def test_a_print_run_is_written_down_and_a_code_is_moved(shipped: Path) -> None:
    file = shipped / "ma-in.yaml"
    text = file.read_text(encoding="utf-8")
    moved = text.replace("  - so: 22\n    ma: chuyen-truong-thcs\n", MOVED)
    assert moved != text
    file.write_text(moved + RUN, encoding="utf-8")
    assert faults(shipped) == []
    register = knowledge.load(shipped, REPLY_KEYS).register
    assert [run.place for run in register.runs] == ["Nhà văn hóa khóm 3"]
    code = register.code("22")
    assert code is not None
    assert code.state == "da_chuyen"


def test_the_faults_it_explains_are_the_ones_the_check_tells() -> None:
    handbook = Path("docs/so-tay-can-bo.md").read_text(encoding="utf-8")
    explained = re.findall(
        r"^\| ([^|]+) \| [^|]+ \|$", handbook.split("\n## 13. Đọc một lỗi\n")[1].split("\n## ")[0], re.MULTILINE
    )[1:]
    code = " ".join(Path("bot", name).read_text(encoding="utf-8") for name in CHECKERS)
    for row in explained:
        for part in re.split(r"…|, ", row):
            assert part.strip() in code, row


def test_the_table_at_the_top_names_the_chapters_in_their_order() -> None:
    handbook = Path("docs/so-tay-can-bo.md").read_text(encoding="utf-8")
    chapters = re.findall(r"^## (.*)", handbook, re.MULTILINE)
    assert [chapter.split(".")[0] for chapter in chapters] == [str(n + 1) for n in range(len(chapters))]
    table = re.findall(r"^\| [^|]*\| ([^|]+) \| (\d+) \|$", handbook, re.MULTILINE)
    assert [number for _, number in table] == [str(n + 1) for n in range(len(chapters))]
    for (work, _), chapter in zip(table, chapters, strict=True):
        assert work.split(",")[0] in chapter


def test_every_command_it_shows_exists_with_its_options() -> None:
    handbook = Path("docs/so-tay-can-bo.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"python -m (bot|portal) ([a-z][^`\n]*)", handbook))
    assert len(shown) > 40
    for module, typed in shown:
        command: click.Command = {"bot": bot_cli, "portal": portal_cli}[module]
        words = typed.split()
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        assert command not in (bot_cli, portal_cli), typed
        known = {"--help", *(option for parameter in command.params for option in parameter.opts)}
        assert set(re.findall(r"--[a-z-]+", typed)) <= known, typed


CHECKERS = ("yamlfile.py", "faults.py", "rules.py", "facts.py", "procedures.py")


def test_a_question_is_added_with_the_paper_it_decides(shipped: Path) -> None:
    file = shipped / "thu-tuc/21-ho-tro-mai-tang.yaml"
    text = file.read_text(encoding="utf-8")
    before, last = text.rsplit("      danh_sach:\n", 1)
    file.write_text(f"{before}{QUESTIONS}      danh_sach:\n{last}", encoding="utf-8")
    assert ["không đổi gì" in fault for fault in faults(shipped)] == [True]
    handbook = Path("docs/so-tay-can-bo.md").read_text(encoding="utf-8")
    paper = re.findall(
        r"^    (- ten: Bản sao hợp đồng.*)\n    (  khi: .*)\n    (  can_khi: .*)\n", handbook, re.MULTILINE
    )[0]
    added = "".join(f"        {line}\n" for line in paper)
    file.write_text(f"{before}{QUESTIONS}      danh_sach:\n{added}{last}", encoding="utf-8")
    assert faults(shipped) == []
