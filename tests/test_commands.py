"""The command line as officers and clerks use it: real processes, real exit codes, Vietnamese words."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import click

from bot.commands import cli
from bot.keys import KEYS
from portal.__main__ import cli as portal
from tests.town import free_port

README = Path("README.md").read_text(encoding="utf-8")


def run(*words: str, stdin: str = "", cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environ},
        timeout=300,
        check=False,
    )


def test_ask_gives_every_key_of_the_contract() -> None:
    done = run("ask", "mo tiem tap hoa phai lam sao", "--json", "--on", "2026-11-24")
    value = json.loads(done.stdout)
    keys = ["question", "outcome", "procedure", "facets", "candidates", "agency", "text", "buttons"]
    assert list(value) == keys
    assert (value["outcome"], value["procedure"], value["facets"]) == ("answer", "dang-ky-ho-kinh-doanh", [])
    assert {"title", "payload"} == set(value["buttons"][0])
    assert done.stderr == ""


def test_ask_reads_many_lines_and_whole_talks_in_order() -> None:
    lines = ["01", '["01", "lệ phí bao nhiêu"]', "", "🙂", "[1, 2]", '["a', "\x00"]
    done = run("ask", "--stdin", "--json", stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == ["01", "lệ phí bao nhiêu", "", "🙂", "[1, 2]", '["a', "\x00"]
    assert answers[1]["facets"] == ["fee"]
    assert done.returncode == 0


def test_ask_tells_why_in_json_under_a_key_of_its_own() -> None:
    done = run("ask", "--stdin", "--json", "--why", stdin='["mo tiem tap hoa", "lệ phí bao nhiêu"]\nxin chào\n')
    second, greeting = [json.loads(line) for line in done.stdout.splitlines()]
    keys = ["question", "outcome", "procedure", "facets", "candidates", "agency", "text", "buttons", "why"]
    assert list(second) == list(greeting) == keys
    assert (second["question"], second["facets"]) == ("lệ phí bao nhiêu", ["fee"])
    assert second["why"][0].startswith("Đang nói về: ")
    assert any(line.startswith("Luật: ") for line in greeting["why"])
    one = json.loads(run("ask", "xin chào", "--json", "--why").stdout)
    assert one["why"] == greeting["why"]
    assert "why" not in json.loads(run("ask", "xin chào", "--json").stdout)


def test_check_is_clean_on_the_days_that_matter() -> None:
    for day in ("2022-06-01", "2024-10-01", "2026-02-01", "2026-11-24", "01/03/2027"):
        done = run("check", "--on", day)
        assert done.returncode == 0, done.stdout
        assert " 0 lỗi" in f" {done.stdout.splitlines()[-1]}"


def test_check_lists_faults_of_config_and_knowledge_at_once(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "config.toml").write_text("[web]\nprot = 1\n")
    done = run("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "[web] prot" in done.stdout
    assert "thiếu tệp này" in done.stdout


def test_check_measures_the_codes_of_every_print_run_and_counts_old_sheets(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree("knowledge", folder)
    with (folder / "ma-in.yaml").open("a", encoding="utf-8") as file:
        file.write("dot_in:\n  - {ky_hieu: B7, noi_dan: Quầy 2, ngay_in: 12/03/2025, cac_so: [01, 06]}\n")
    done = run("check", "--on", "2026-11-24", BOT_KNOWLEDGE_PATH=str(folder))
    assert done.returncode == 0
    assert "2 tờ đã in nay có chỗ đã đổi; xem: python -m portal prints" in done.stdout
    long = f"https://{'a' * 22}.gov.vn"
    done = run("check", BOT_KNOWLEDGE_PATH=str(folder), BOT_WEB_PUBLIC_URL=long)
    assert done.returncode == 1
    assert "đợt in B7 (Quầy 2)" in done.stdout


def test_a_wrong_day_is_told_what_to_write() -> None:
    done = run("ask", "01", "--on", "31/02/2026")
    assert done.returncode == 2
    assert "không có ngày «31/02/2026»" in done.stderr


def test_diff_shows_what_reads_differently() -> None:
    done = run("diff", "30/06/2025", "01/07/2025")
    assert "== 01 Đăng ký thành lập hộ kinh doanh: Giấy tờ cần nộp" in done.stdout


def test_serving_without_secrets_is_refused_in_one_line_each(tmp_path: Path) -> None:
    done = run("serve", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("[zalo] thiếu")
    assert "Traceback" not in done.stderr


SECRETS = {"BOT_ZALO_APP_ID": "1", "BOT_ZALO_OA_ID": "2", "BOT_ZALO_APP_SECRET": "x", "BOT_ZALO_OA_SECRET": "y"}


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words in (("serve",), ("demo", "--port", port)):
            done = run(*words, cwd=tmp_path, BOT_WEB_PORT=port, **SECRETS)
            assert done.returncode == 2
            assert f"cổng {port}" in done.stderr
            assert "Traceback" not in done.stderr


def test_an_unusable_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    done = run("demo", "--port", str(free_port()), cwd=tmp_path)
    assert done.returncode == 2
    assert "không ghi được thư mục" in done.stderr
    done = run("serve", cwd=tmp_path, **SECRETS)
    assert "không dùng được kho dữ liệu" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_library_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError('no', name='click')")
    done = run("check", PYTHONPATH=f"{tmp_path}:{Path.cwd()}")
    assert done.returncode == 1
    assert done.stderr.strip() == "thiếu thư viện Python «click»; chạy: make setup, rồi .venv/bin/python -m bot ..."


def test_eval_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    file.write_text("a\tb\n1\t2\n")
    done = run("eval", str(file))
    assert done.returncode == 2
    assert "thiếu cột question" in done.stderr


def test_eval_scores(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    file.write_text("question\tlabel\n#01\tdang-ky-ho-kinh-doanh\nthời tiết mai sao\tfar\n", encoding="utf-8")
    value = json.loads(run("eval", str(file), "--json").stdout)
    assert (value["right"], value["far_false"], value["in_scope"]) == (1.0, 0.0, 1)


def _commands(module: str, group: click.Group) -> set[str]:
    """All commands of a command line as one types them, a group's own as «bot gaps» only if it does something."""
    found = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _commands(f"{module} {name}", command)
            found |= {f"{module} {name}"} if command.invoke_without_command else set()
        else:
            found.add(f"{module} {name}")
    return found


def test_the_table_of_commands_is_the_command_line() -> None:
    told = set()
    for cell in re.findall(r"^\| (`python -m (?:bot|portal) .*?`) \| ", README, re.MULTILINE):
        module = ""
        for code in re.findall(r"`([^`]+)`", cell):
            words = re.sub(r"\[.*?\]|\".*?\"", "", code.replace("\\|", "|")).replace("python -m ", "").split()
            module = words.pop(0) if words[0] in ("bot", "portal") else module
            group: click.Command = {"bot": cli, "portal": portal}[module].commands[words[0]]
            path = f"{module} {words[0]}"
            ends = words[1].split("|") if isinstance(group, click.Group) and len(words) > 1 else [""]
            told |= {f"{path} {end}".strip() for end in ends}
    assert told == _commands("bot", cli) | _commands("portal", portal)


def test_every_route_and_key_is_in_the_readme() -> None:
    for route in ("/webhooks/zalo", "/healthz", "/zalo_verifier", "/thu-tuc/<id>", "/01", "qr.svg", "qr.png"):
        assert route in README, route
    table = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", README, re.MULTILINE))
    assert table == {key: name for name, key in KEYS.items()}
