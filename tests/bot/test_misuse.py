"""Every way of mistyping a command is answered in Vietnamese, with what to do, and exits with 2."""

import click
import pytest
from click.testing import CliRunner

from bot import misuse
from bot.commands import cli
from portal.__main__ import cli as portal

TYPED = [
    ("complaints lst", "LỖI không có lệnh «lst»; có phải: list"),
    ("complaints show", "LỖI thiếu NUMBER"),
    ("complaints answer 2H4-K6M-8T9 --text xong", "LỖI thiếu --by: Họ tên người làm"),
    ("check --du", "LỖI không có «--du»"),
    ("check --on 32/12/2026", "LỖI --on: không có ngày «32/12/2026» trên lịch"),
    ("switch off 07 --reason", "LỖI sau --reason phải có chữ"),
    ("switch off 07 --reason chờ nghị quyết --by A", "LỖI thừa chữ: nghị quyết. Câu có dấu cách"),
    ("gaps accept mười 01", "LỖI NUMBER: 'mười': phải là một số, từ 1 trở lên"),
    ("complaints answer 1 --by A --file khong-co.txt", "LỖI --file: 'khong-co.txt': không có tệp này"),
    ("--nhanh", "LỖI không có «--nhanh»"),
]


@pytest.mark.parametrize(("typed", "told"), TYPED)
def test_a_mistyped_command_is_told_in_vietnamese(typed: str, told: str) -> None:
    done = CliRunner().invoke(cli, typed.split(), prog_name="python -m bot")
    assert done.exit_code == 2
    assert done.stderr.startswith(told)
    assert "Error" not in done.stderr
    assert "Usage" not in done.stderr


def test_it_says_where_the_spelling_is_shown() -> None:
    done = CliRunner().invoke(portal, ["poster"], prog_name="python -m portal")
    assert done.stderr == "LỖI không có lệnh «poster»; có phải: posters\nXem cách viết: python -m portal --help\n"


def test_what_our_commands_say_themselves_stays() -> None:
    assert misuse.sentence(click.UsageError("phản ánh này đã đóng")) == "phản ánh này đã đóng"


def test_a_command_line_without_a_command_shows_the_help() -> None:
    done = CliRunner().invoke(cli, [])
    assert "complaints" in done.output
    assert "LỖI" not in done.output
