"""Faults of the schema in Vietnamese: one table from pydantic's error types to what the clerk should write."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

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

LISTS = ("tuple_type", "list_type")
EMPTY = "mục này đang trống; thêm ít nhất một dòng bắt đầu bằng «- »"


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
            _translate(tree, model, one)
        return None
    return checked if len(tree.faults) == before else None


def _translate(tree: Tree, model: type[BaseModel], error: Mapping[str, Any]) -> None:
    place: Path_ = tuple(error["loc"])
    kind = str(error["type"])
    context = error.get("ctx") or {}
    if kind == "vi":
        place = (*place, *context["at"])
        tree.fault(place, with_key(place, str(context["message"])))
    elif kind == "extra_forbidden":
        tree.fault(place, _unknown_key(str(place[-1]), _keys_at(model, place[:-1])))
    elif kind == "missing":
        tree.fault(place[:-1], SENTENCES[kind].format(key=place[-1]))
    elif kind in SENTENCES:
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        value = error.get("input")
        written = value if isinstance(value, str) else "…" if value else "(trống)"
        sentence = EMPTY if value is None and kind in LISTS else SENTENCES[kind]
        tree.fault(place, with_key(place, sentence.format(input=written, allowed=allowed)))
    else:
        tree.fault(place, with_key(place, "không đọc được; so với tệp mẫu"))


def with_key(place: Path_, message: str) -> str:
    """Begin a message with the key it is about, if there is one."""
    key = next((part for part in reversed(place) if isinstance(part, str)), None)
    return f"«{key}»: {message}" if key else message


def _unknown_key(key: str, allowed: tuple[str, ...]) -> str:
    """Say which key was probably meant: accents, blanks and English names are the usual mistakes."""
    plain = fold(key).replace(" ", "_")
    if plain != key and plain in NAMES:
        return f"tên mục «{key}» phải viết không dấu, gạch dưới: «{plain}»"
    if key in KEYS:
        return f"tên mục «{key}» là tiếng Anh; viết «{KEYS[key]}»"
    if key in NAMES:
        return f"mục «{key}» không đứng ở chỗ này; xem lại thụt lề, hoặc dời nó về đúng chỗ như tệp mẫu"
    near = [*difflib.get_close_matches(plain, allowed, n=1), *difflib.get_close_matches(plain, NAMES, n=1, cutoff=0.7)]
    hint = f"có phải «{near[0]}»?" if near else f"chỗ này dùng được: {', '.join(allowed)}"
    return f"không có mục «{key}» ở đây; {hint}"


def _keys_at(model: type[BaseModel], place: Path_) -> tuple[str, ...]:
    """Give the keys that a block may hold, following the models along a place."""
    for part in place:
        for info in model.model_fields.values():
            if info.alias == part:
                model = next(_models(info.annotation), model)
    return tuple(info.alias or name for name, info in model.model_fields.items())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def placeholders(template: str) -> set[str] | None:
    """Give the names in {braces} of a reply template; None when the braces do not match."""
    if re.sub(r"\{[a-z_]+\}", "", template).count("{") or re.sub(r"\{[a-z_]+\}", "", template).count("}"):
        return None
    return set(re.findall(r"\{([a-z_]+)\}", template))
