"""Faults of the schema in Vietnamese: one table from pydantic's error types to what the clerk should write."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.keys import KEYS, NAMES
from bot.words import fold
from bot.yamlfile import Path_, Tree

SENTENCES = {
    "missing": "thiếu mục «{key}»",
    "enum": "«{input}» không dùng được ở đây; chọn một trong: {allowed}",
    "bool_parsing": "viết true (có) hoặc false (không)",
    "model_type": "mục này phải gồm các dòng thụt vào bên dưới, mỗi dòng «tên: nội dung»",
    "model_attributes_type": "mục này phải gồm các dòng thụt vào bên dưới, mỗi dòng «tên: nội dung»",
    "dict_type": "mục này phải gồm các dòng thụt vào bên dưới, mỗi dòng «tên: nội dung»",
    "tuple_type": "mục này phải là danh sách, mỗi dòng bắt đầu bằng «- »",
    "list_type": "mục này phải là danh sách, mỗi dòng bắt đầu bằng «- »",
}
"""Sentences for pydantic's error types; our own (`vi`) already are what the clerk should read."""


def validate(tree: Tree, model: type[BaseModel]) -> Any:
    """Type a file by its model; None when it has faults, which then stand in the tree."""
    if tree.value is None:
        return None
    before = len(tree.faults)
    if not isinstance(tree.value, dict):
        tree.fault((), "tệp phải gồm các dòng «tên: nội dung»; so với tệp mẫu")
        return None
    try:
        checked = model.model_validate(tree.value)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            _translate(tree, one)
        return None
    return checked if len(tree.faults) == before else None


def _translate(tree: Tree, error: Mapping[str, Any]) -> None:
    place: Path_ = tuple(error["loc"])
    kind = str(error["type"])
    context = error.get("ctx") or {}
    if kind == "vi":
        tree.fault(place, _with_key(place, str(context["message"])))
    elif kind == "extra_forbidden":
        tree.fault(place, _unknown_key(str(place[-1])))
    elif kind == "missing":
        tree.fault(place[:-1], SENTENCES[kind].format(key=place[-1]))
    elif kind in SENTENCES:
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        tree.fault(place, _with_key(place, SENTENCES[kind].format(input=error.get("input"), allowed=allowed)))
    else:
        tree.fault(place, _with_key(place, "không đọc được; so với tệp mẫu"))


def _with_key(place: Path_, message: str) -> str:
    key = next((part for part in reversed(place) if isinstance(part, str)), None)
    return f"«{key}»: {message}" if key else message


def _unknown_key(key: str) -> str:
    """Say which key was probably meant: accents, blanks and English names are the usual mistakes."""
    plain = fold(key).replace(" ", "_")
    if plain != key and plain in NAMES:
        return f"tên mục «{key}» phải viết không dấu, gạch dưới: «{plain}»"
    if key in KEYS:
        return f"tên mục «{key}» là tiếng Anh; viết «{KEYS[key]}»"
    near = difflib.get_close_matches(plain, NAMES, n=1, cutoff=0.7)
    hint = f"; có phải «{near[0]}»?" if near else "; xem các tên mục trong tệp mẫu"
    return f"không có mục «{key}» ở đây{hint}"


def placeholders(template: str) -> set[str] | None:
    """Give the names in {braces} of a reply template; None when the braces do not match."""
    if re.sub(r"\{[a-z_]+\}", "", template).count("{") or re.sub(r"\{[a-z_]+\}", "", template).count("}"):
        return None
    return set(re.findall(r"\{([a-z_]+)\}", template))
