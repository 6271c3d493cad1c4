"""What a person typed wrongly on the command line, told in Vietnamese: the library's own sentences are English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

UNTYPED = {
    click.File: "không có tệp này, hoặc không đọc được; xem lại tên và thư mục",
    click.Path: "không dùng được tên này; xem lại tên và thư mục",
    click.IntRange: "phải là một số, từ 1 trở lên",
    click.types.IntParamType: "phải là một số",
}
"""What a value of the library's own types must be; our own types say it themselves."""


class Misuse(click.UsageError):
    """A command that was not understood: one line in Vietnamese, then where its spelling is shown. Exit code 2."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the fault and the help to ask for."""
        click.echo(f"LỖI {self.message}", file=file, err=file is None)
        if self.ctx is not None:
            click.echo(f"Xem cách viết: {self.ctx.command_path} --help", file=file, err=file is None)


class Commands(click.Group):
    """The root of a command line whose usage errors are all Vietnamese."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the root's own options."""
        with _told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Find and run the command."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise Misuse(sentence(error), error.ctx) from error


def sentence(error: click.UsageError) -> str:
    """Say a usage error in Vietnamese; the texts that our own commands raised stay as they are."""
    match error:
        case click.MissingParameter(param=click.Option() as option):
            return f"thiếu {option.opts[-1]}" + (f": {option.help}" if option.help else "")
        case click.MissingParameter():
            return f"thiếu {_name(error)}"
        case click.NoSuchOption():
            return f"không có «{error.option_name}»{_perhaps(error.possibilities)}"
        case click.exceptions.NoSuchCommand():
            return f"không có lệnh «{error.command_name}»{_perhaps(error.possibilities)}"
        case click.BadOptionUsage():
            return f"sau {error.option_name} phải có chữ; có dấu cách thì để trong dấu nháy"
        case click.BadParameter():
            kind = type(error.param.type) if error.param is not None else None
            if kind not in UNTYPED:
                return f"{_name(error)}: {error.message}"
            given = re.search("'.*'", error.message)  # the library's error keeps the value in its sentence alone
            return f"{_name(error)}: {given[0] + ': ' if given else ''}{UNTYPED[kind]}"
    if error.message.startswith("Got unexpected extra"):  # the library has no class of its own for it
        words = error.message.rpartition("(")[2].rstrip(")")
        return f'thừa chữ: {words}. Câu có dấu cách thì để trong dấu nháy, ví dụ "chờ nghị quyết"'
    return error.message


def _name(error: click.BadParameter) -> str:
    if isinstance(error.param_hint, str):
        return error.param_hint
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return error.param.human_readable_name if error.param is not None else "giá trị"


def _perhaps(possibilities: Any) -> str:
    return f"; có phải: {', '.join(possibilities)}" if possibilities else ""
