"""One YAML file as text values with line numbers: the keeper of ruamel.yaml.

Every scalar stays text; anchors, tags and duplicate keys are refused. All that can be wrong with the form
of a file becomes a fault in Vietnamese; nothing here knows what the file is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

SIZE_LIMIT = 1_000_000
"""Bytes; the largest file of the book has a third of that."""
DEPTH_LIMIT = 30
"""Levels; the deepest place of the book has nine."""
CONTENT = (ScalarEvent, AliasEvent, CollectionStartEvent, CollectionEndEvent)
LEFTOVERS = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u0085\u2028\u2029"), " "),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff")),
}
"""What copying from Word or a web page leaves behind: odd blanks become blanks, invisible marks go."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
NAMELESS = "thiếu tên mục trước dấu hai chấm"
LONE_KEY = re.compile(r"\s*(- )?\w+\s*")
OPEN_QUOTE = re.compile(r"""\s*(- )?(\w+:\s+)?(- )?("[^"]*|'[^']*)""")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, in Vietnamese: the file, the line (1 is the first), and what to write instead."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Write «file:line: message»."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass
class Tree:
    """A file's content: nested dicts, lists and text, and the line of every place in it."""

    file: str
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    data: bytes = b""

    def line(self, place: Path_) -> int:
        """Give the line of a place, or of the nearest place above it that the file has."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1

    def fault(self, place: Path_, message: str) -> None:
        """Note what is wrong at a place."""
        self.note(self.line(place), message)

    def note(self, line: int, message: str) -> None:
        """Note what is wrong on a line."""
        self.faults.append(Fault(self.file, line, message))

    def stop(self, line: int, message: str) -> _Stop:
        """Note what is wrong and give the signal to read no further."""
        self.note(line, message)
        return _Stop()


class _Stop(Exception):
    """Reading ends here; the fault is already noted."""


def read(path: Path, name: str) -> Tree:
    """Read a file; what is wrong with its form stands in the tree's faults. `name` is what staff call it."""
    tree = Tree(name)
    with suppress(_Stop):
        _document(_text(path, tree), tree)
    if tree.value is None and not tree.faults:
        tree.fault((), "tệp trống")
    return tree


def _text(path: Path, tree: Tree) -> str:
    """Give the file's text in NFC with plain line ends and blanks; what Word leaves behind is no fault."""
    try:
        with path.open("rb") as file:
            tree.data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise tree.stop(1, f"không mở được tệp ({error.strerror})") from None
    if len(tree.data) > SIZE_LIMIT:
        raise tree.stop(1, "tệp quá lớn (hơn 1 MB); có thể dán nhầm nội dung")
    if tree.data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in tree.data[:4]:
        raise tree.stop(1, "tệp lưu kiểu UTF-16; lưu lại, chọn bảng mã UTF-8")
    try:
        text = tree.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = tree.data[: error.start].count(b"\n") + 1
        raise tree.stop(line, "chữ không phải UTF-8; lưu lại tệp, chọn bảng mã UTF-8") from None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(LEFTOVERS))
    text = re.sub(r"(?m)^[ \t]+$", "", text)
    for number, row in enumerate(text.split("\n"), 1):
        if re.match(r" *\t[ \t]*\S", row):
            tree.note(number, "đầu dòng có phím Tab; xóa đi và dùng dấu cách (mỗi bậc 2 dấu cách)")
        if CONTROL.search(row):
            tree.note(number, "có ký tự lạ không nhìn thấy trong dòng này; xóa cả dòng rồi gõ lại")
    if tree.faults:
        raise _Stop
    return text


def _document(text: str, tree: Tree) -> None:
    """Build the tree from the parser's events.

    Not from composed nodes: the C composer recurses without a limit, and a file of nested brackets would end
    the whole process; here the depth is bounded while reading.
    """
    events = (event for event in YAML(typ="safe").parse(text) if isinstance(event, CONTENT))
    try:
        first = next(events, None)
        if first is not None:
            tree.value = _plain(first, events, (), tree)
        second = next(events, None)
    except MarkedYAMLError as error:
        raise tree.stop(*_syntax(error, text.split("\n"))) from None
    except (YAMLError, ValueError) as error:
        raise tree.stop(1, f"không đọc được tệp ({type(error).__name__}); so với tệp mẫu") from None
    if second is not None:
        tree.value = None
        above = text.split("\n")[: second.start_mark.line + 1]
        line = max((number for number, row in enumerate(above, 1) if row.startswith("---")), default=1)
        raise tree.stop(line, "có dấu --- tách tệp làm hai phần; xóa dòng ấy")


def _plain(event: Any, events: Iterator[Any], place: Path_, tree: Tree) -> Any:
    line = event.start_mark.line + 1
    tree.lines.setdefault(place, line)
    if len(place) > DEPTH_LIMIT:
        raise tree.stop(line, "lồng quá nhiều bậc; so với tệp mẫu")
    if event.anchor is not None:
        tree.note(line, "không dùng dấu & và * của YAML; chép lại nội dung, hoặc để cả câu trong dấu nháy")
    if getattr(event, "tag", None) is not None:
        tree.note(line, f"không dùng dấu ! của YAML ({event.tag}); bỏ đi, hoặc để cả câu trong dấu nháy")
    if isinstance(event, MappingStartEvent):
        return _mapping(events, place, tree)
    if isinstance(event, SequenceStartEvent):
        return _sequence(events, place, tree)
    if not isinstance(event, ScalarEvent) or (event.value == "" and not event.style):
        return None
    return str(event.value)


def _sequence(events: Iterator[Any], place: Path_, tree: Tree) -> list[Any]:
    found: list[Any] = []
    while not isinstance(event := next(events), SequenceEndEvent):
        found.append(_plain(event, events, (*place, len(found)), tree))
    return found


def _mapping(events: Iterator[Any], place: Path_, tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        line = event.start_mark.line + 1
        key = _plain(event, events, (*place, "?"), tree)
        tree.lines.pop((*place, "?"), None)
        if not isinstance(key, str) or not key:
            tree.note(line, NAMELESS)
            _plain(next(events), events, (*place, ""), tree)
        elif key in found:
            tree.note(line, f"«{key}» viết hai lần trong cùng một mục; giữ một dòng")
            _plain(next(events), events, (*place, ""), tree)
        else:
            tree.lines[(*place, key)] = line
            found[key] = _plain(next(events), events, (*place, key), tree)
    return found


def _syntax(error: MarkedYAMLError, rows: list[str]) -> tuple[int, str]:
    """Say in Vietnamese what usually causes a syntax error of this kind, at the line where it begins.

    A quote that is opened and not closed on its line comes first: YAML notices it much further down.
    """
    mark = error.problem_mark or error.context_mark
    line = min(mark.line + 1, len(rows)) if mark else 1
    problem = f"{error.problem} {error.context}"
    if "escape" not in problem:
        for number, row in enumerate(rows[:line], 1):
            if OPEN_QUOTE.fullmatch(row):
                return number, SYNTAX["quoted"]
    if error.context_mark and re.search(r"quoted|flow|simple key", problem):
        line = min(error.context_mark.line + 1, len(rows))
    if mark and "mapping values" in problem and LONE_KEY.fullmatch(rows[line - 1][: mark.column]):
        return line, "dòng trên thiếu dấu hai chấm sau tên mục, hoặc dòng này thụt lề chưa thẳng hàng"
    if rows[line - 1].lstrip(" -").startswith(":"):
        return line, NAMELESS
    for pattern, sentence in GLUED.items():
        if re.match(pattern, rows[line - 1]):
            return line, sentence
    for pattern, sentence in SYNTAX.items():
        if re.search(pattern, problem):
            return line, sentence.format(blanks=len(rows[line - 1]) - len(rows[line - 1].lstrip(" ")))
    return line, "sai cách viết; xem dòng này và dòng trên: thụt lề, dấu hai chấm, dấu nháy"


GLUED = {
    r" *-[^\s-]": "thiếu dấu cách sau dấu gạch; viết «- » rồi mới đến chữ",
    r" *(- )?[a-z_]+:[^\s:]": "thiếu dấu cách sau dấu hai chấm; viết «tên: nội dung»",
}
"""Lines that look right at a glance: a blank is missing."""
SYNTAX = {
    "escape": "trong dấu nháy kép không viết dấu \\; đổi sang dấu nháy đơn '...'",
    "quoted": 'thiếu dấu nháy đóng; câu bắt đầu bằng " thì phải kết thúc bằng "',
    r"mapping values are not allowed": (
        'trong câu có dấu hai chấm và dấu cách «: »; để cả câu trong dấu nháy, ví dụ "Phí: 8.000 đồng"'
    ),
    r"could not find expected ':'": "thiếu dấu hai chấm sau tên mục, hoặc câu bị ngắt dòng mà không thụt lề",
    r"did not find expected key|expected <block end>|block mapping": (
        "thụt lề chưa thẳng hàng với các dòng cùng mục (dòng này đang thụt {blanks} dấu cách)"
    ),
    r"did not find expected '-'|block collection": (
        "thụt lề chưa thẳng hàng: dòng này phải thẳng cột với các dòng cùng mục, hoặc bắt đầu bằng «- »"
        " (dòng này đang thụt {blanks} dấu cách)"
    ),
    r"document start|incompatible": "dòng bắt đầu bằng % hoặc ---; xóa dòng này, hoặc để cả câu trong dấu nháy",
    r"alias|anchor": "câu bắt đầu bằng * hoặc &; để cả câu trong dấu nháy",
    r"cannot start any token|found character": (
        "câu bắt đầu bằng ký tự đặc biệt (@ ` % & * ! | > {{ [); để cả câu trong dấu nháy"
    ),
    r"flow (sequence|mapping)": "thiếu dấu đóng ] hoặc }}; câu trong ngoặc có dấu , ? : thì để trong dấu nháy",
}
