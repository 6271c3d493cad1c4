"""Approved words as paragraphs and lists for a page (pure).

The words are those of the chat; on a page the one who speaks is the page, not the bot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

LINK = re.compile(r"https://[^\s<>()]+[^\s<>().,;]")
SPEAKER = re.compile(r"\b(b|B)ot\b")


@dataclass(frozen=True)
class Group:
    """Lines that belong together: `ul` and `ol` are lists, `p` paragraphs, `h` a heading of its own."""

    kind: str
    lines: tuple[str, ...]


def groups(text: str) -> list[Group]:
    """Divide a text: lines behind a dash or a number are lists, all others paragraphs."""
    lines = [_line(line) for line in text.splitlines() if line.strip()]
    return [Group(kind, tuple(text for _, text in found)) for kind, found in groupby(lines, lambda line: line[0])]


def _line(line: str) -> tuple[str, str]:
    line = spoken(line.strip())
    if line.startswith(("- ", "• ")):
        return "ul", line[2:]
    if line.endswith(":") and len(line) < 40:
        return "h", line[:-1]
    number = re.match(r"\d{1,2}\. ", line)
    return ("ol", line[number.end() :]) if number else ("p", line)


def spoken(text: str) -> str:
    """Let the page speak where the words name the bot."""
    return SPEAKER.sub(lambda found: "Trang này" if found[1] == "B" else "trang này", text)


def linked(text: str) -> Markup:
    """Escape a line and make its https addresses links."""
    parts, at = [], 0
    for found in LINK.finditer(text):
        parts += [escape(text[at : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])
