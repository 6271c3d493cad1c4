"""What a citizen taps or types as a number: «2», «01», «Giấy tờ #01» (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot import stretches
from bot.book import Book
from bot.buttons import AND, TOLD
from bot.facets import FacetReader
from bot.messages import Facet, Memory
from bot.procedures import Procedure
from bot.replies import Replies
from bot.sayings import Said, Sayings
from bot.words import fold

REFERENCE = re.compile(r"(?P<title>.*?)\s*#\s*(?P<ref>\d{1,3}|[a-z][a-z-]{2,60})\s*", re.IGNORECASE | re.DOTALL)
SPOKEN = re.compile(
    r"(?:thu tuc|thu tuc so|so thu tuc|ma so|ma thu tuc) (?P<ref>\d{1,2})\b(?P<rest>.*)|(?:so )?(?P<two>[012]\d)"
)
"""A number said in words, folded: «thủ tục số 7», «thủ tục 12 bao nhiêu tiền», «số 07»."""
LONGEST = 200
"""Characters of a payload; a longer text is none."""


class Choices:
    """Finds what references stand for, and reads the parts that are asked for beside them."""

    def __init__(self, book: Book, replies: Replies, sayings: Sayings, facets: FacetReader) -> None:
        self._book = book
        self._replies = replies
        self._sayings = sayings
        self._facets = facets

    def find(self, reference: str) -> Procedure | None:
        """Find a procedure by its printed number or its id."""
        return self._book.by_number(reference) if reference.isdigit() else self._book.procedures.get(reference)

    def ids(self, payloads: Iterable[str]) -> tuple[str, ...]:
        """Give the procedures that some payloads lead to, each once."""
        found = (REFERENCE.fullmatch(payload) for payload in payloads)
        named = (self.find(one["ref"].lower()) for one in found if one)
        return tuple(dict.fromkeys(one.id for one in named if one))

    def numbered(self, number: str, day: date) -> Said:
        """Answer the printed number of a procedure."""
        procedure = self.find(number)
        if procedure is None:
            return self._sayings.unknown("số thủ tục không có", day)
        return self._sayings.answer(procedure, (), "gõ số của thủ tục", day)

    def spoken(self, text: str, day: date) -> Said | None:
        """Answer a printed number that is said in words, with nothing beside it but what part is asked for."""
        found = SPOKEN.fullmatch(fold(text)) if len(text) <= LONGEST else None
        if found is None or not self._facets.bare(found["rest"] or ""):
            return None
        procedure = self.find(found["ref"] or found["two"])
        facets = self._facets.asked(found["rest"] or "")
        return self._sayings.answer(procedure, facets, "nói số của thủ tục", day) if procedure else None

    def tapped(self, text: str, day: date) -> Said | None:
        """Answer a button's payload; None for a text that is none."""
        found = REFERENCE.fullmatch(text) if len(text) <= LONGEST else None
        if found is None:
            return None
        procedure, title = self.find(found["ref"].lower()), found["title"].strip()
        if procedure is None:
            return self._sayings.unknown("số thủ tục không có", day) if found["ref"].isdigit() else None
        number, title = stretches.read(title)
        actions = [self._replies.action(part) for part in title.split(AND)] if title else []
        if len(actions) == 1 and actions[0] and actions[0] not in set(Facet):
            return self._sayings.listed(procedure, actions[0], "bấm nút", day)
        facets = tuple(Facet(action) for action in actions if action in set(Facet)) or self._facets.asked(title)
        return self._sayings.answer(procedure, facets, "bấm nút, hoặc gõ số kèm phần muốn xem", day, number)

    def more(self, text: str, memory: Memory, day: date) -> Said | None:
        """Answer «tiếp» with the next stretch of the last answer; None for other texts, and where nothing was cut."""
        payload = stretches.following(memory.offered) if stretches.asks(text) else None
        said = self.tapped(payload, day) if payload else None
        return replace(said, rule="xem tiếp câu trả lời vừa rồi") if said else None

    def no_more(self, text: str, memory: Memory, day: date) -> Said | None:
        """Answer «còn gì nữa không» where nothing is left: the other parts, or the list just offered once more."""
        if not stretches.asks(text):
            return None
        rule = "xin xem tiếp mà không còn gì"
        procedure = self._book.procedures.get(memory.procedure or "")
        if procedure and procedure.id not in memory.rejected:
            return self._sayings.listed(procedure, TOLD, rule, day)
        listed = self.ids(memory.offered)
        return self._sayings.again(listed, (), rule) if len(listed) > 1 else self._sayings.which_matter((), rule, day)
