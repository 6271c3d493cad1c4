"""A long answer in stretches: where it is cut, how the next one is asked for (pure).

The same blocks in the same room are always cut at the same lines, so that a stretch is known by its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.sections import Words
from bot.words import fold

KEYS: Mapping[str, frozenset[str]] = {
    "con_nua_tiep": frozenset(),
    "con_nua_phan": frozenset({"phan"}),
    "nhan_tiep": frozenset({"nhan"}),
}
"""Templates of what stands about a stretch and the placeholders each may hold."""

SCREEN = 900
"""Characters of a stretch, its frame aside: with the frame about what a telephone shows without much scrolling."""
TAIL = 200
"""Characters at the end of all that are told at once, whatever the screen: they are not worth another message."""
PAYLOAD = re.compile(r".+? (?P<number>[1-9]\d?): (?P<title>.+)", re.DOTALL)
"""What asks for a stretch, its reference aside: «Xem tiếp 2: Điều kiện, lưu ý»."""
LONGEST = 60
"""Characters of a message that asks for the rest."""
_BESIDE = (
    r"(?:da|vang|u|uh|ok|oke|roi|vay|thi|cho|xin|giup|gium|dum|em|anh|chi|co|chu|bac|con|bot"
    r"|a|ah|oi|di|nha|nhe|nhen|nghen|luon|voi)"
)
_SHOW = r"(?:xem|coi|doc|noi|gui|chi|ke)"
ASKING = re.compile(
    rf"(?:{_BESIDE} )*"
    rf"(?:(?:{_SHOW} )?(?:phan )?tiep(?: theo| tuc| nua| phan sau)?|(?:{_SHOW} )?(?:them )?nua|{_SHOW} (?:them|het)"
    rf"|(?:{_SHOW} )?(?:phan|doan) (?:con lai|sau)"
    rf"|con (?:gi |phan nao )?(?:nua|tiep)(?: khong| ko| k| hong| hok| hem)?"
    rf"|con (?:gi|phan nao) (?:khong|ko|k|hong|hok|hem))"
    rf"(?: {_BESIDE})*"
)
"""A whole message, folded, that asks for what is left: «tiếp», «còn gì nữa không», «xem tiep di em»."""


@dataclass(frozen=True)
class Block:
    """One part of an answer: its label and its lines; a `whole` one is kept together as long as a message holds it."""

    label: str
    text: str
    whole: bool = False


def asks(text: str) -> bool:
    """Say whether a message asks for the rest of an answer, and for nothing else."""
    return len(text) <= LONGEST and ASKING.fullmatch(fold(text)) is not None


def following(offered: Iterable[str]) -> str | None:
    """Give the payload of the next stretch among those just offered."""
    return next((one for one in offered if "#" in one and PAYLOAD.fullmatch(one.rpartition("#")[0].strip())), None)


def read(title: str) -> tuple[int, str]:
    """Read the number of a stretch and the titles of its parts off a payload; any other title asks for the first."""
    found = PAYLOAD.fullmatch(title)
    return (int(found["number"]), found["title"]) if found else (1, title)


def cut(words: Words, blocks: Sequence[Block], room: int) -> tuple[str, ...]:
    """Cut an answer at whole lines into messages that hold at most `room` characters; each says whether there is more.

    A stretch fills the screen. Only a whole block, a line that is longer, or a short rest goes beyond it.
    """
    room -= len(_more(words, [block.label for block in blocks]))
    pages: list[list[_Line]] = [[]]
    for number, block in enumerate(blocks):
        lines = [_Line(number, at, text) for at, text in enumerate(_lines(block.text))]
        if block.whole and pages[-1] and len(_told(words, blocks, [*pages[-1], *lines])) > SCREEN:
            pages.append([])
        for line in lines:
            longer = len(_told(words, blocks, [*pages[-1], line])) > (room if block.whole else SCREEN)
            if pages[-1] and longer:
                pages.append([])
            pages[-1].append(line)
    if len(pages) > 1 and len(_told(words, blocks, pages[-1])) <= TAIL:
        joined = [*pages[-2], *pages[-1]]
        if len(_told(words, blocks, joined)) <= room:
            pages[-2:] = [joined]
    told = [_told(words, blocks, page) for page in pages]
    ahead = [[block.label for block in blocks[page[-1].block + 1 :]] for page in pages]
    return (*(text + _more(words, labels) for text, labels in zip(told[:-1], ahead, strict=False)), told[-1])


@dataclass(frozen=True)
class _Line:
    """What is never parted: a line of a block, with the line that leads to it."""

    block: int
    at: int
    text: str


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a block; a blank one, or one that ends in a colon, belongs to the next."""
    kept: list[str] = []
    for line in text.splitlines():
        kept.append(line)
        if line and not line.endswith(":"):
            yield "\n".join(kept)
            kept = []
    if kept:
        yield "\n".join(kept)


def _told(words: Words, blocks: Sequence[Block], page: Sequence[_Line]) -> str:
    """Write a page: each block beneath its label."""
    told: list[str] = []
    for before, line in zip((None, *page), page, strict=False):
        if before is None or before.block != line.block:
            label = blocks[line.block].label
            label = words.fill("nhan_tiep", nhan=label.rstrip(":")) if line.at else label
            told += [*([""] if told else []), label, line.text.lstrip("\n")]
        else:
            told.append(line.text)
    return "\n".join(told)


def _more(words: Words, ahead: Sequence[str]) -> str:
    """Say that there is more, and which parts have not begun."""
    named = ", ".join(label.rstrip(":").lower() for label in ahead)
    return "\n\n" + (words.fill("con_nua_phan", phan=named) if named else words["con_nua_tiep"])
