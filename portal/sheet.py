"""What a procedure's page shows on a day, top to bottom (pure).

The order is that of guidance services which were tested with readers: who it is for, the four facts, what to
bring, how to do it, where; the law and the history last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot import sections, sheets
from bot.book import Book
from bot.facts import Confidence, labels
from bot.messages import Facet
from bot.procedures import Edition, Procedure
from bot.sections import UNCHECKED, Words
from portal.prose import Group, groups, spoken

FACTS = (Facet.DEADLINE, Facet.FEE, Facet.WHERE, Facet.RESULT)
OPEN = (Facet.FORM, Facet.CONDITIONS, Facet.STEPS, Facet.WHERE, Facet.ONLINE)
FOLDED = (Facet.DEADLINE, Facet.FEE, Facet.WHO, Facet.RESULT, Facet.LEGAL)
"""Parts that are folded away below; the first line of most of them stands above already."""
CARD = {Facet.DEADLINE: "thoi_han", Facet.FEE: "le_phi", Facet.WHERE: "noi_nop"}
ANCHORS = {
    Facet.PAPERS: "giay-to",
    Facet.DEADLINE: "thoi-han",
    Facet.FEE: "le-phi",
    Facet.WHERE: "noi-nop",
    Facet.ONLINE: "tai-nha",
    Facet.POST: "tai-nha",
    Facet.FORM: "mau-don",
    Facet.RESULT: "ket-qua",
    Facet.CONDITIONS: "dieu-kien",
    Facet.STEPS: "cac-buoc",
    Facet.LEGAL: "can-cu",
    Facet.WHO: "doi-tuong",
}
"""The place of each part on the page, for links that lead straight to it."""


@dataclass(frozen=True)
class Notice:
    """Something to know before reading on; `grave` when it changes what to do; `links` as address and name."""

    heading: str
    lines: tuple[str, ...] = ()
    grave: bool = False
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of the procedure under its label, at its anchor: in full, or in one line among the facts."""

    anchor: str
    label: str
    groups: tuple[Group, ...]

    @property
    def unchecked(self) -> bool:
        """Say whether anything in it carries the mark of what was only inferred."""
        return any(line.endswith(UNCHECKED) for group in self.groups for line in group.lines)


@dataclass(frozen=True)
class Past:
    """An edition in the history: its days, what it rested on, and whether it is the one shown."""

    starts: date
    ends: date | None
    basis: str
    suspended: bool
    shown: bool


@dataclass(frozen=True)
class Sheet:
    """Everything that the page of a procedure shows on a day; parts are empty when nothing is to be explained."""

    procedure: Procedure
    title: str
    edition: Edition | None
    notices: tuple[Notice, ...]
    who: str
    facts: tuple[Part, ...]
    papers: Part | None
    parts: tuple[Part, ...]
    folded: tuple[Part, ...]
    related: tuple[tuple[Procedure, str], ...]
    history: tuple[Past, ...]
    sources: tuple[str, ...]
    unchecked: str

    @property
    def mark(self) -> str:
        """The page's own name for people who report a mistake: procedure, edition, review."""
        named = self.procedure.number or self.procedure.id
        if self.edition is None:
            return named
        return f"{named} / bản {self.edition.starts:%d.%m.%Y} / rà soát {self.edition.review.day:%d.%m.%Y}"

    @property
    def summary(self) -> str:
        """The page in one or two lines, as shown when it is shared."""
        if not self.facts:
            return self.notices[0].heading if self.notices else self.title
        return "; ".join(f"{fact.label}: {fact.groups[0].lines[0]}" for fact in self.facts[:3])


def of_code(told: sheets.Notice) -> tuple[Notice, ...]:
    """Put what the register says about a printed code above the page: nothing, or one notice."""
    if not told.lines:
        return ()
    links = [(f"/thu-tuc/{one.id}", one.name) for one in told.targets]
    links += [(told.link, told.link)] if told.link else []
    return (Notice(told.lines[0], told.lines[1:], grave=True, links=tuple(links)),)


def sheet(book: Book, procedure: Procedure, day: date) -> Sheet:
    """Set the page of a procedure as of a day."""
    words, edition = Words(book), procedure.in_force(day)
    explained = edition if edition and not edition.suspended else None
    parts = {facet: _part(words, explained, facet) for facet in ANCHORS} if explained else {}
    card = sections.card(words, explained) if explained else {}
    facts = tuple(_fact(part, card.get(CARD.get(facet, ""))) for facet in FACTS if (part := parts.get(facet)))
    if explained and not (explained.conditions or explained.notes):
        del parts[Facet.CONDITIONS]
    told = {(fact.anchor, fact.groups) for fact in facts}
    above = _notices(edition, day)
    return Sheet(
        procedure=procedure,
        title=edition.title if edition and edition.title else procedure.name,
        edition=edition,
        notices=above,
        who=_first_line(parts[Facet.WHO]) if explained and explained.who and explained.who.text else "",
        facts=facts,
        papers=parts.get(Facet.PAPERS),
        parts=tuple(one for facet in OPEN if (one := parts.get(facet)) and (one.anchor, one.groups) not in told),
        folded=tuple(one for facet in FOLDED if (one := parts.get(facet)) and (one.anchor, one.groups) not in told),
        related=_related(book, procedure),
        history=tuple(_past(one, edition) for one in reversed(procedure.editions)),
        sources=_sources(book, edition),
        unchecked=words["chu_thich"] if _any_unchecked(parts.values(), above) else "",
    )


def withheld(book: Book, procedure: Procedure, said: str) -> Sheet:
    """The page of a procedure whose guidance staff have switched off: that, where to ask, and what goes with it."""
    lines = tuple(line for line in said.splitlines()[1:] if line)  # the first one is the name, which is the title
    return Sheet(
        procedure=procedure,
        title=procedure.name,
        edition=None,
        notices=(Notice(lines[0], lines[1:], grave=True, links=(("/quay", "Địa chỉ, giờ làm việc của quầy"),)),),
        who="",
        facts=(),
        papers=None,
        parts=(),
        folded=(),
        related=_related(book, procedure),
        history=(),
        sources=(),
        unchecked="",
    )


def _part(words: Words, edition: Edition, facet: Facet) -> Part:
    if facet is Facet.CONDITIONS:  # the warning stands at the top of the page already
        edition = edition.model_copy(update={"warning": None})
    label, _, text = sections.block(words, edition, facet).partition("\n")
    return Part(ANCHORS[facet], label.rstrip(":"), tuple(groups(text)))


def _fact(part: Part, short: str | None) -> Part:
    """The part in one line: the card's where it has one, else the first line, marked if anything is unchecked."""
    return Part(part.anchor, part.label, (Group("p", (spoken(short) if short else _first_line(part),)),))


def _first_line(part: Part) -> str:
    line = part.groups[0].lines[0]
    return f"{line} {UNCHECKED}" if part.unchecked and not line.endswith(UNCHECKED) else line


def _notices(edition: Edition | None, day: date) -> tuple[Notice, ...]:
    if edition is None:
        return (
            Notice(
                f"Trang này không có quy định nào đang áp dụng vào ngày {day:%d/%m/%Y}",
                ("Anh chị hỏi trực tiếp tại quầy trước khi chuẩn bị giấy tờ.",),
                grave=True,
            ),
        )
    if edition.suspended:
        until = f" (từ {edition.starts:%d/%m/%Y}" + (f" đến {edition.ends:%d/%m/%Y})" if edition.ends else ")")
        lines = tuple(spoken(line) for line in edition.suspended.reason + edition.suspended.advice)
        return (Notice(f"Hiện nay không làm thủ tục này{until}", lines, grave=True),)
    if edition.warning:
        lines = tuple(spoken(line) for line in edition.warning.text)
        mark = f" {UNCHECKED}" if edition.warning.confidence is Confidence.INFERRED else ""
        return (Notice("Lưu ý trước khi nộp", (*lines[:-1], lines[-1] + mark)),)
    return ()


def _any_unchecked(parts: Iterable[Part], notices: Iterable[Notice]) -> bool:
    lines = (line for one in notices for line in one.lines)
    return any(part.unchecked for part in parts) or any(line.endswith(UNCHECKED) for line in lines)


def _related(book: Book, procedure: Procedure) -> tuple[tuple[Procedure, str], ...]:
    """What goes with it, as far as it has a page."""
    named = ((book.procedures.get(one.id), one.why) for one in procedure.related)
    return tuple((other, why) for other, why in named if other)


def _past(edition: Edition, shown: Edition | None) -> Past:
    return Past(edition.starts, edition.ends, edition.legal_short, edition.suspended is not None, edition is shown)


def _sources(book: Book, edition: Edition | None) -> tuple[str, ...]:
    """Name every source of an edition once, with the day it was read."""
    sources = (book.sources[label] for label in dict.fromkeys(labels(edition)))
    return tuple(one.name + (f" (đọc ngày {one.read_on:%d/%m/%Y})" if one.read_on else "") for one in sources)
