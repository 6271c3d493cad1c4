"""One message in, one decision out (pure): no I/O, no clock, no logging.

The order in which a text is read: what was tapped or typed as a number, then a facet of the procedure
just talked about, then the question itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.book import Book
from bot.facets import FacetReader
from bot.matching import Reader, Reading
from bot.matters import NationalName, Place
from bot.messages import Agency, Decision, Facet, Memory, Message, MessageKind, Outcome, Reply
from bot.national import Catalogue
from bot.procedures import Procedure
from bot.replies import Replies
from bot.words import fold

MEMORY_SECONDS = 30 * 60
"""A talk is forgotten after half an hour of silence."""

WORDLESS = {
    MessageKind.PICTURE: "anh",
    MessageKind.STICKER: "nhan_dan",
    MessageKind.VOICE: "giong_noi",
    MessageKind.LOCATION: "vi_tri",
    MessageKind.FILE: "tep",
    MessageKind.LINK: "lien_ket_la",
    MessageKind.PERSONAL: "thong_tin_rieng",
}
REFERENCE = re.compile(r"(?P<title>.*?)\s*#\s*(?P<ref>\d{1,3}|[a-z][a-z-]{2,60})\s*", re.IGNORECASE | re.DOTALL)
NONE_OF_THESE = "0"
FOLLOWING_WORDS = 5
"""Words beside the facet up to which a text may continue the talk; a longer one is a question of its own."""
FORGETTING = ("dung", "bat-dau-lai")
"""Topics after which the talk is forgotten."""


ADDRESS = "dia_chi"
"""The reply that lists where the counters are; with a ward or commune named, only its counter is told."""
BESIDE_AREA = frozenset("o song thuoc gio hien phuong xa don vi hanh chinh sap nhap".split())
"""Folded words beside the name of a ward or commune with which one asks which unit it is now."""


@dataclass(frozen=True)
class Said:
    """A decision in the making: what kind, which reply, and what numbers will mean next."""

    outcome: Outcome
    reply: Reply | None
    procedure: str | None = None
    facets: tuple[Facet, ...] = ()
    offered: tuple[str, ...] = ()
    reading: Reading | None = None


class Conversation:
    """Decides about messages from one book; links lead to the portal at `public_url`."""

    def __init__(self, book: Book, public_url: str) -> None:
        self.book = book
        self.reader = Reader(book)
        self._facets = FacetReader(book.vocabulary)
        self._catalogue = Catalogue(_others(book), book.vocabulary)
        self._replies = Replies(book, public_url)
        self._public_url = public_url

    def worded(self, words: Mapping[str, str]) -> Conversation:
        """The same reader of questions with other words for some replies, by their keys: a page is not a chat."""
        other = copy(self)
        other._replies = Replies(replace(self.book, replies={**self.book.replies, **words}), self._public_url)
        return other

    def decide(self, message: Message, memory: Memory, now: datetime) -> Decision:
        """Decide what to reply and what to remember; `now` is the aware time in Vietnam."""
        memory = _fresh(memory, now)
        said = self._hear(message, memory, now.date())
        kept = Memory(
            procedure=said.procedure or memory.procedure,
            facets=said.facets,
            offered=said.offered,
            rejected=memory.rejected,
            asked_at=now.timestamp(),
            welcomed=memory.welcomed or message.kind is MessageKind.ARRIVAL,
        )
        if said.outcome is Outcome.CHAT and said.reading and said.reading.id in FORGETTING:
            kept = Memory(asked_at=now.timestamp(), welcomed=memory.welcomed)
        reading = said.reading
        return Decision(
            outcome=said.outcome,
            reply=said.reply,
            memory=kept,
            procedure=said.procedure,
            facets=said.facets,
            candidates=reading.candidates if reading else (),
            agency=self._agency(said, now.date()),
        )

    def too_fast(self) -> Reply:
        """The one friendly line for a citizen who sends more than can be answered."""
        return self._replies.plain("nhieu_tin", date.max)

    def unknown(self, now: datetime) -> Reply:
        """The reply that asserts nothing and says where to ask."""
        return self._replies.unknown(now.date())

    def _hear(self, message: Message, memory: Memory, day: date) -> Said:
        if message.kind is MessageKind.ARRIVAL:
            return Said(Outcome.CHAT, None if memory.welcomed else self._replies.plain("chao_moi", day))
        if message.kind is not MessageKind.TEXT:
            return Said(Outcome.CHAT, self._replies.plain(WORDLESS[message.kind], day), offered=memory.offered)
        if not fold(message.text):
            return Said(Outcome.CHAT, self._replies.plain("trong", day), offered=memory.offered)
        return (
            self._chosen(message.text.strip(), memory, day)
            or self._area(message.text, day)
            or self._follow_up(message.text, memory, day)
            or self._question(message.text, memory, day)
        )

    def _chosen(self, text: str, memory: Memory, day: date) -> Said | None:
        """A number from the list just offered, a procedure's number, or a tapped button."""
        if re.fullmatch(r"\d{1,2}", text) and text.isascii():
            return self._number(text, memory, day)
        tapped = REFERENCE.fullmatch(text)
        if tapped is None:
            return None
        procedure = self._find(tapped["ref"].lower())
        if procedure is None:
            return Said(Outcome.UNKNOWN, self._replies.unknown(day)) if tapped["ref"].isdigit() else None
        return self._tapped(tapped["title"].strip(), procedure, day)

    def _number(self, text: str, memory: Memory, day: date) -> Said:
        if text == NONE_OF_THESE:
            return Said(Outcome.CHAT, self._replies.plain("khong_phai", day))
        if len(text) == 1 and memory.offered:
            if int(text) > len(memory.offered):
                reply = self._replies.no_such_number(len(memory.offered))
                return Said(Outcome.CHAT, reply, offered=memory.offered)
            return self._chosen(memory.offered[int(text) - 1], Memory(), day) or _nothing(self._replies, day)
        procedure = self._find(text)
        return self._answer(procedure, (), day) if procedure else _nothing(self._replies, day)

    def _find(self, reference: str) -> Procedure | None:
        return self.book.by_number(reference) if reference.isdigit() else self.book.procedures.get(reference)

    def _tapped(self, title: str, procedure: Procedure, day: date) -> Said:
        action = self._replies.action(title) if title else None
        if action is None or action in set(Facet):
            facets = (Facet(action),) if action else self._facets.asked(title)
            return self._answer(procedure, facets, day)
        edition = procedure.in_force(day)
        if edition is None or edition.suspended:
            return self._answer(procedure, (), day)
        if action == "qr":
            return Said(Outcome.ANSWER, self._replies.qr(procedure, edition), procedure.id)
        listed = self._replies.related if action == "related" and procedure.related else self._replies.details
        reply, offered = listed(procedure)
        return Said(Outcome.ANSWER, reply, procedure.id, offered=offered)

    def _area(self, text: str, day: date) -> Said | None:
        """«tôi ở xã Vĩnh Quới nộp ở đâu»: a ward or commune, old or new, and nothing else but where."""
        folded = fold(text)
        found = self.book.offices.serving(folded, day)
        if found is None:
            return None
        area, counter = found
        beside = re.sub(rf"\b{re.escape(fold(area))}\b", " ", folded).split()
        rest = " ".join(word for word in beside if word not in BESIDE_AREA)
        if not self._facets.bare(rest) or set(self._facets.asked(rest)) - {Facet.WHERE}:
            return None
        return Said(Outcome.COUNTER, self._replies.area(area, counter))

    def _follow_up(self, text: str, memory: Memory, day: date) -> Said | None:
        """A question about a part alone, or about a part and nothing that has a name, continues the last procedure."""
        facets, rest = self._facets.asked(text), self._facets.rest(text)
        procedure = self.book.procedures.get(memory.procedure or "")
        if not facets or (rest and (procedure is None or self._names_something(text, rest))):
            return None
        if procedure is None:
            return Said(Outcome.UNKNOWN, self._replies.plain("viec_nao", day), facets=facets)
        return self._answer(procedure, facets, day)

    def _names_something(self, text: str, rest: str) -> bool:
        return len(rest.split()) > FOLLOWING_WORDS or self.reader.names_matter(text)

    def _question(self, text: str, memory: Memory, day: date) -> Said:
        reading = self.reader.read(text, day)
        match reading.outcome:
            case Outcome.ANSWER:
                procedure = self.book.procedures[reading.id or ""]
                return replace(self._answer(procedure, self._facets.asked(text), day), reading=reading)
            case Outcome.CHOOSE:
                reply, offered = self._replies.choose(reading.candidates)
                return Said(Outcome.CHOOSE, reply, offered=offered, reading=reading)
            case Outcome.ELSEWHERE:
                return self._elsewhere(reading, text, day)
            case Outcome.COUNTER | Outcome.CHAT | Outcome.EMERGENCY:
                topic = self.book.topics[reading.id or ""]
                found = self.book.offices.serving(fold(text), day) if topic.reply == ADDRESS else None
                reply = self._replies.area(*found) if found else self._replies.topic(topic, day)
                return Said(topic.kind, reply, offered=memory.offered, reading=reading)
            case _:
                return self._catalogued(reading, text, day)

    def _answer(self, procedure: Procedure, facets: tuple[Facet, ...], day: date) -> Said:
        edition = procedure.in_force(day)
        if edition is None or edition.suspended:
            reply = self._replies.not_in_force(procedure, edition, day)
            return Said(Outcome.NOT_IN_FORCE, reply, procedure.id, facets)
        replies = self._replies
        reply = replies.parts(procedure, edition, facets) if facets else replies.card(procedure, edition)
        return Said(Outcome.ANSWER, reply, procedure.id, facets, tuple(b.payload for b in reply.buttons))

    def _catalogued(self, reading: Reading, text: str, day: date) -> Said:
        """Nothing of the book fits: told by the national catalogue, if a name there does."""
        names = self._catalogue.near(text)
        if not names:
            return Said(Outcome.UNKNOWN, self._replies.unknown(day), reading=reading)
        owner = next((one for one in self.book.matters.values() if names[0].field in one.fields), None)
        if owner is None or owner.in_force(day) is None:
            return Said(Outcome.UNKNOWN, self._replies.catalogued(names, day), reading=reading)
        return self._elsewhere(replace(reading, outcome=Outcome.ELSEWHERE, id=owner.id), text, day)

    def _elsewhere(self, reading: Reading, text: str, day: date) -> Said:
        matter = self.book.matters[reading.id or ""]
        place = matter.in_force(day)
        if place is None:
            return Said(Outcome.UNKNOWN, self._replies.unknown(day), reading=reading)
        return Said(
            Outcome.ELSEWHERE, self._replies.elsewhere(matter, place, self._named(text, place)), reading=reading
        )

    def _named(self, text: str, place: Place) -> Sequence[NationalName]:
        """Names of the national catalogue for a matter: the nearest to the question, else the one of its code."""
        return self._catalogue.near(text) or [one for one in self.book.catalogue if one.code == place.code]

    def _agency(self, said: Said, day: date) -> Agency | None:
        if said.outcome is not Outcome.ELSEWHERE or said.reading is None:
            return None
        place = self.book.matters[said.reading.id or ""].in_force(day)
        return place.agency if place else None


def _others(book: Book) -> list[NationalName]:
    """The national catalogue without our own procedures."""
    own = {code.id for one in book.procedures.values() for edition in one.editions for code in edition.codes}
    return [one for one in book.catalogue if one.code not in own]


def _fresh(memory: Memory, now: datetime) -> Memory:
    """Forget a talk that has been silent too long; a clock that jumped back forgets nothing."""
    if now.timestamp() - memory.asked_at > MEMORY_SECONDS:
        return Memory(welcomed=memory.welcomed)
    return memory


def _nothing(replies: Replies, day: date) -> Said:
    return Said(Outcome.UNKNOWN, replies.unknown(day))
