"""One YAML file as text values with line numbers: the keeper of ruamel.yaml.

Every scalar stays text; anchors, tags and duplicate keys are refused. All that can be wrong with the form
of a file becomes a fault in Vietnamese; nothing here knows what the file is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

SIZE_LIMIT = 1_000_000
"""Bytes; the largest file of the book has a third of that."""
DEPTH_LIMIT = 30
PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in "str int float bool null timestamp map seq merge value".split()
)
"""Tags that YAML gives by itself; any other was written with «!» on purpose."""
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
    nodes: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def line(self, place: Path_) -> int:
        """Give the line of a place, or of the nearest place above it that the file has."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1

    def fault(self, place: Path_, message: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(Fault(self.file, self.line(place), message))


def read(path: Path, name: str) -> Tree:
    """Read a file; what is wrong with its form stands in the tree's faults. `name` is what staff call it."""
    tree = Tree(name)
    text = _text(path, tree)
    if text is None:
        return tree
    tabs = [number for number, line in enumerate(text.split("\n"), 1) if re.match(r" *\t", line)]
    for number in tabs:
        tree.faults.append(Fault(name, number, "đầu dòng có phím Tab; xóa đi và dùng dấu cách (mỗi bậc 2 dấu cách)"))
    if tabs:
        return tree
    try:
        node = YAML(typ="safe").compose(text)
    except MarkedYAMLError as error:
        tree.faults.append(_syntax(name, error, text.split("\n")))
        return tree
    except (YAMLError, RecursionError, ValueError) as error:
        tree.faults.append(Fault(name, 1, f"không đọc được tệp ({type(error).__name__}); so với tệp mẫu"))
        return tree
    if node is None:
        tree.faults.append(Fault(name, 1, "tệp trống"))
    else:
        tree.value = _plain(node, (), tree)
    return tree


def _text(path: Path, tree: Tree) -> str | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        tree.faults.append(Fault(tree.file, 1, f"không mở được tệp ({error.strerror})"))
        return None
    if len(data) > SIZE_LIMIT:
        tree.faults.append(Fault(tree.file, 1, "tệp quá lớn (hơn 1 MB); có thể dán nhầm nội dung"))
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tree.faults.append(Fault(tree.file, 1, "tệp lưu kiểu UTF-16; lưu lại, chọn bảng mã UTF-8"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        tree.faults.append(Fault(tree.file, line, "chữ không phải UTF-8; lưu lại tệp, chọn bảng mã UTF-8"))
        return None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _plain(node: Node, place: Path_, tree: Tree) -> Any:
    tree.lines.setdefault(place, node.start_mark.line + 1)
    if len(place) > DEPTH_LIMIT:
        tree.fault(place, "lồng quá nhiều bậc; so với tệp mẫu")
        return None
    if id(node) in tree.nodes:
        tree.fault(place, "không dùng dấu & và * của YAML; chép lại nội dung")
        return None
    tree.nodes.add(id(node))
    if isinstance(node, MappingNode):
        return _mapping(node, place, tree)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*place, number), tree) for number, item in enumerate(node.value)]
    return _scalar(node, place, tree)


def _scalar(node: Node, place: Path_, tree: Tree) -> str | None:
    if not isinstance(node, ScalarNode):
        tree.fault(place, "không đọc được chỗ này; so với tệp mẫu")
        return None
    if node.tag and str(node.tag) not in PLAIN_TAGS:
        tree.fault(place, f"không dùng dấu ! của YAML ({node.tag}); bỏ đi, hoặc để cả câu trong dấu nháy")
    value = str(node.value)
    return None if value == "" and node.style is None else value


def _mapping(node: MappingNode, place: Path_, tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else ""
        inner = (*place, key)
        if key in found:
            tree.faults.append(
                Fault(tree.file, key_node.start_mark.line + 1, f"«{key}» viết hai lần trong cùng một mục; giữ một dòng")
            )
            continue
        tree.lines[inner] = key_node.start_mark.line + 1
        found[key] = _plain(value_node, inner, tree)
    return found


def _syntax(name: str, error: MarkedYAMLError, lines: list[str]) -> Fault:
    """Say in Vietnamese what usually causes a syntax error of this kind, at the line where it begins.

    A quote that is opened and not closed on its line comes first: YAML notices it much further down.
    """
    for number, row in enumerate(lines, 1):
        if OPEN_QUOTE.fullmatch(row):
            return Fault(name, number, SYNTAX["quoted"])
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = f"{error.problem} {error.context}"
    for pattern, sentence in SYNTAX.items():
        if re.search(pattern, problem):
            return Fault(name, line, sentence)
    return Fault(name, line, "sai cách viết; xem dòng này và dòng trên: thụt lề, dấu hai chấm, dấu nháy")


SYNTAX = {
    "quoted": 'thiếu dấu nháy đóng; câu bắt đầu bằng " thì phải kết thúc bằng "',
    r"mapping values are not allowed": (
        'trong câu có dấu hai chấm và dấu cách «: »; để cả câu trong dấu nháy, ví dụ "Phí: 8.000 đồng"'
    ),
    r"could not find expected ':'": "thiếu dấu hai chấm sau tên mục, hoặc câu bị ngắt dòng mà không thụt lề",
    r"did not find expected key|expected <block end>|block mapping": "thụt lề chưa thẳng hàng với các dòng cùng mục",
    r"did not find expected '-'|block collection": (
        "thụt lề chưa thẳng hàng: dòng này phải thẳng cột với các dòng cùng mục, hoặc bắt đầu bằng «- »"
    ),
    r"undefined alias|alias|anchor": "câu bắt đầu bằng * hoặc &; để cả câu trong dấu nháy",
    r"cannot start any token|found character": (
        "câu bắt đầu bằng ký tự đặc biệt (@ ` % & * ! | > { [); để cả câu trong dấu nháy"
    ),
    r"flow (sequence|mapping)": "thiếu dấu đóng ] hoặc }",
}


def keys_of(tree: Tree) -> Iterator[tuple[Path_, str]]:
    """Give every key of a file with its place."""
    for place in tree.lines:
        if place and isinstance(place[-1], str):
            yield place, place[-1]
