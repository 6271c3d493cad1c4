"""How much of the book is verified, inferred, unknown: counted per procedure and edition (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.book import Book
from bot.facts import Confidence, Entry, Sourced
from bot.procedures import Edition, Procedure

HEAD = """# Mức độ chắc chắn của từng bản

Do lệnh `python -m bot truth` viết ra từ các tệp trong `knowledge/`; đừng sửa tay.
«Đã kiểm»: đã đọc trong nguồn ghi kèm. «Suy ra»: dựa vào văn bản, chưa đọc lại câu chữ. «Chưa biết»: đã tìm mà không
có, bot nói thẳng là chưa biết.

| thủ tục | bản | đã kiểm | suy ra | chưa biết | chỗ chưa biết | rà soát trước |
|---|---|---|---|---|---|---|
"""


def facts(value: Any, key: str = "") -> Iterator[tuple[str, Confidence]]:
    """Walk a block and give every fact's key and confidence; a paper's own mark counts beside its list's."""
    if isinstance(value, Sourced):
        yield key, value.confidence
    if isinstance(value, Entry):
        for name, info in type(value).model_fields.items():
            inner = getattr(value, name)
            if name == "confidence" and isinstance(inner, Confidence) and not isinstance(value, Sourced):
                yield key, inner
            yield from facts(inner, str(info.alias))
    elif isinstance(value, tuple):
        for inner in value:
            yield from facts(inner, key)


def table(book: Book) -> str:
    """Write the truth table as Markdown, with the count of each at the end."""
    total: Counter[Confidence] = Counter()
    lines = []
    for procedure in book.procedures.values():
        for edition in procedure.editions:
            found = list(facts(edition))
            total.update(confidence for _, confidence in found)
            lines.append(_line(procedure, edition, found))
    counts = " | ".join(str(total[one]) for one in Confidence)
    return HEAD + "\n".join(lines) + f"\n| **cộng** | {len(lines)} bản | {counts} | | |\n"


def _line(procedure: Procedure, edition: Edition, found: list[tuple[str, Confidence]]) -> str:
    counted = Counter(confidence for _, confidence in found)
    unknown = dict.fromkeys(f"`{key}`" for key, confidence in found if confidence is Confidence.UNKNOWN)
    ends = f"{edition.ends:%d/%m/%Y}" if edition.ends else "nay"
    span = f"{edition.starts:%d/%m/%Y} – {ends}" + (" (ngừng thực hiện)" if edition.suspended else "")
    counts = " | ".join(str(counted[one]) for one in Confidence)
    name = f"{procedure.number or '•'} {procedure.short_name}"
    return f"| {name} | {span} | {counts} | {', '.join(unknown)} | {edition.review.due:%d/%m/%Y} |"
