"""One line added to a list of a YAML file; every other byte of the file stays as it was.

The file is edited as text, not written anew from its content: comments, quotes, blank lines and the order of keys
belong to the people who keep it.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from bot.yamlfile import Path_, Tree, read

_ITEM = re.compile(r"( *- +)\S")
_PLAIN = re.compile(r"[^\W_][^:#\n]*[^\s:#]")
"""What YAML reads as text without quotes, for certain."""


class CannotAdd(Exception):
    """The line cannot be added; what, where and what to do, in Vietnamese."""


def added(path: Path, place: Path_, text: str) -> bytes:
    """Give the content of a file with a text at the end of the list at a place. CannotAdd if it has no such list."""
    before = read(path, path.name)
    if before.faults:
        raise CannotAdd("\n".join(str(fault) for fault in before.faults))
    items, last = _list_at(before, place)
    rows = before.data.decode("utf-8").split("\n")
    item = _ITEM.match(rows[last - 1])
    if item is None:
        raise CannotAdd(f"{path.name}:{last}: mục «{place[-1]}» phải viết mỗi câu một dòng, bắt đầu bằng «- »")
    end = _end(before, rows, last)
    rows.insert(end, f"{item[1]}{_written(text)}{_line_end(rows[last - 1])}")
    data = "\n".join(rows).encode()
    _prove(path, before, place, [*items, text], data)
    return data


def replace(path: Path, before: bytes, data: bytes) -> None:
    """Put new content in a file's place, whole or not at all, with its mode; CannotAdd if it cannot be written.

    `before` is what was read: a file that somebody changed meanwhile stays. The temporary file beside it has a name
    that no reader of the folder takes for one of its files.
    """
    aside = _aside(path)
    try:
        if path.read_bytes() != before:
            raise CannotAdd(f"{path}: có người vừa sửa tệp này; chưa ghi gì, chạy lại lệnh")
        with aside.open("wb") as file:
            _belong_alike(file.fileno(), path.stat())
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise CannotAdd(f"{path}: không ghi được tệp ({error.strerror}); xem quyền của tệp và thư mục") from error


def _belong_alike(file: int, wanted: os.stat_result) -> None:
    """Give a file the mode of another and, where that is allowed, its owner."""
    with suppress(PermissionError):
        os.fchown(file, wanted.st_uid, wanted.st_gid)
    os.fchmod(file, stat.S_IMODE(wanted.st_mode))


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def _list_at(tree: Tree, place: Path_) -> tuple[list[str], int]:
    value = tree.value
    for key in place:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list) or not value:
        raise CannotAdd(f"{tree.file}: không có danh sách «{place[-1]}»; thêm mục ấy với một câu rồi chạy lại")
    return value, tree.lines[(*place, len(value) - 1)]


def _end(tree: Tree, rows: list[str], last: int) -> int:
    """Give the number of rows up to the end of the item that begins on a line: what follows it is the next key's."""
    end = min((line for line in tree.lines.values() if line > last), default=len(rows) + 1) - 1
    while end > last and (not rows[end - 1].strip() or rows[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _written(text: str) -> str:
    """Write a text as a YAML scalar of one line."""
    if _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _line_end(row: str) -> str:
    """What a file that was made on Windows has before each line break."""
    return "\r" if row.endswith("\r") else ""


def _prove(path: Path, before: Tree, place: Path_, items: list[str], data: bytes) -> None:
    """Read the new content back: the list has the text, and nothing else differs."""
    aside = _aside(path)
    try:
        aside.write_bytes(data)
        after = read(aside, path.name)
        aside.unlink()
    except OSError as error:
        raise CannotAdd(f"{path}: không ghi được tệp ({error.strerror}); xem quyền của tệp và thư mục") from error
    wanted = _with(before.value, place, items)
    if after.faults or after.value != wanted:
        raise CannotAdd(f"{path.name}: không thêm được câu này mà giữ nguyên phần còn lại; thêm bằng tay")


def _with(value: object, place: Path_, items: list[str]) -> object:
    if not place or not isinstance(value, dict):
        return items
    return {key: _with(one, place[1:], items) if key == place[0] else one for key, one in value.items()}
