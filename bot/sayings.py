"""What can be said in one turn: an outcome, its reply, and what the numbers 1, 2, 3 will mean next (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.book import Book
from bot.buttons import TOLD
from bot.known import Known
from bot.matching import Reading
from bot.matters import Matter, Topic
from bot.messages import Agency, Candidate, Deed, Dialogue, Facet, Outcome, Reply
from bot.national import Catalogue
from bot.procedures import Procedure
from bot.replies import Replies

LOOK_UP = "tra-cuu-ho-so"
"""The topic of questions about a dossier."""
FIGURES = "thong-ke"
"""The topic of questions about figures."""
OFFERED_AGAIN = 3
"""Procedures offered after a wrong guess."""


@dataclass(frozen=True)
class Said:
    """A decision in the making: what kind, which reply, about what, and which rule decided (Vietnamese).

    `offered` are the payloads behind the next numbers; `rivals` the procedures thought of beside this one, for
    the citizen who meant another; `rejected` those that the citizen has refused (None: as before);
    `ends_talk` says that the talk is no longer about the procedure it was about. `read` is the text that was
    ranked to decide, empty when nothing was; `missed` the masked question of a choice that is refused. `dialogue`
    is the dialogue that waits for the next turn, and `deeds` what is to be done besides replying.
    """

    outcome: Outcome
    reply: Reply | None
    rule: str
    procedure: str | None = None
    matter: str | None = None
    topic: str | None = None
    facets: tuple[Facet, ...] = ()
    offered: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    agency: Agency | None = None
    rivals: tuple[str, ...] = ()
    rejected: tuple[str, ...] | None = None
    ends_talk: bool = False
    read: str = ""
    missed: str = ""
    dialogue: Dialogue | None = None
    deeds: tuple[Deed, ...] = ()


class Sayings:
    """Says things from a book by its replies; what the book does not explain is named by the national catalogue."""

    def __init__(self, book: Book, replies: Replies, catalogue: Catalogue) -> None:
        self._book = book
        self._replies = replies
        self._catalogue = catalogue
        self._coded = {one.code: (one,) for one in reversed(book.catalogue)}

    def plain(self, key: str, rule: str, day: date, offered: Sequence[str] = ()) -> Said:
        """Small talk by the key of its reply."""
        return Said(Outcome.CHAT, self._replies.plain(key, day), rule, offered=tuple(offered))

    def silence(self, rule: str) -> Said:
        """Nothing, on purpose."""
        return Said(Outcome.CHAT, None, rule)

    def unknown(self, rule: str, day: date) -> Said:
        """Nothing fits: says so and where to ask."""
        return Said(Outcome.UNKNOWN, self._replies.unknown(day), rule)

    def which_matter(self, facets: tuple[Facet, ...], rule: str, day: date) -> Said:
        """Ask which matter is meant, since none was named."""
        return Said(Outcome.UNKNOWN, self._replies.plain("viec_nao", day), rule, facets=facets)

    def no_such_number(self, offered: tuple[str, ...], rule: str) -> Said:
        """The list does not have that number; it still stands."""
        return Said(Outcome.CHAT, self._replies.no_such_number(len(offered)), rule, offered=offered)

    def dossier(self, code: str, known: Known, day: date, offered: tuple[str, ...]) -> Said:
        """How the dossier of a code stands, as far as it was looked up."""
        rule = "có mã hồ sơ trong tin"
        return Said(
            Outcome.COUNTER, self._replies.dossier(code, known.looked, day), rule, topic=LOOK_UP, offered=offered
        )

    def recorded(self, said: Said, known: Known) -> Said:
        """The same, told with what the store knows: how to look up a dossier, the figures; else where they stand."""
        if said.topic == LOOK_UP and known.looked is None and (known.as_of or not known.consulted):
            return replace(said, reply=self._replies.how_to_look_up(known.as_of))
        if said.topic == FIGURES and (known.figures or not known.consulted):
            return replace(said, reply=self._replies.figures(known.figures))
        return said

    def topic(self, topic: Topic, rule: str, day: date, offered: tuple[str, ...] = ()) -> Said:
        """Small talk, emergencies and questions about the counter."""
        if topic.kind is Outcome.UNKNOWN:
            return self.unknown(rule, day)
        return Said(topic.kind, self._replies.topic(topic, day), rule, topic=topic.id, offered=offered)

    def answer(self, procedure: Procedure, facets: tuple[Facet, ...], rule: str, day: date, number: int = 1) -> Said:
        """One procedure, whole or a stretch of its parts; or that it is not in force on that day."""
        replies, edition = self._replies, procedure.in_force(day)
        if edition is None or edition.suspended:
            reply = replies.not_in_force(procedure, edition, day)
            return Said(Outcome.NOT_IN_FORCE, reply, rule, procedure.id, facets=facets)
        reply = replies.parts(procedure, edition, facets, number) if facets else replies.card(procedure, edition)
        offered = tuple(button.payload for button in reply.buttons)
        return Said(Outcome.ANSWER, reply, rule, procedure.id, facets=facets, offered=offered)

    def listed(self, procedure: Procedure, action: str, rule: str, day: date) -> Said:
        """What is no facet: the QR picture, what goes with it, or the list of its parts (after one: `TOLD`)."""
        edition = procedure.in_force(day)
        if edition is None or edition.suspended:
            return self.answer(procedure, (), rule, day)
        if action == "qr":
            return Said(Outcome.ANSWER, self._replies.qr(procedure, edition), rule, procedure.id)
        if action == "related" and procedure.related:
            reply, offered = self._replies.related(procedure)
        else:
            reply, offered = self._replies.details(procedure, told=action == TOLD)
        return Said(Outcome.ANSWER, reply, rule, procedure.id, offered=offered)

    def choose(self, candidates: Sequence[Candidate], facets: tuple[Facet, ...], rule: str, asked: str = "") -> Said:
        """Two to four procedures to choose from; the parts asked for, or a question in short, go with the choice."""
        reply, offered = self._replies.choose(candidates, facets, asked)
        return Said(Outcome.CHOOSE, reply, rule, offered=offered, candidates=tuple(candidates), ends_talk=True)

    def _beside(self, said: Said, matter: Matter | None, day: date) -> Said:
        """A choice that also names the matter outside the book which may be meant, and who handles it."""
        place = matter.in_force(day) if matter else None
        if not (matter and place and said.reply):
            return said
        return replace(said, reply=self._replies.beside(said.reply, matter, place), agency=place.agency)

    def again(self, ids: Iterable[str], facets: tuple[Facet, ...], rule: str) -> Said:
        """The list just offered once more, now with the parts asked for."""
        return self.choose([Candidate(one, 0.0) for one in ids], facets, rule)

    def instead(self, ids: Iterable[str], rule: str, day: date) -> Said:
        """After a wrong guess: what else it may be, the rest kept for the next no; or the request to say it again."""
        candidates = [Candidate(one, 0.0) for one in dict.fromkeys(ids) if one in self._book.procedures]
        if len(candidates) < 2:
            return self.plain("khong_phai", rule, day)
        shown, later = candidates[:OFFERED_AGAIN], candidates[OFFERED_AGAIN:]
        return replace(self.choose(shown, (), rule), rivals=tuple(one.id for one in later))

    def elsewhere(self, matter: Matter, rule: str, day: date, text: str = "") -> Said:
        """A matter outside the book: who handles it on that day, with the catalogue's names nearest to the text."""
        place = matter.in_force(day)
        if place is None:
            return self.unknown(rule, day)
        names = self._catalogue.near(text) or self._coded.get(place.code or "", ())
        reply = self._replies.elsewhere(matter, place, names)
        return Said(Outcome.ELSEWHERE, reply, rule, matter=matter.id, agency=place.agency, ends_talk=True)

    def catalogued(self, rule: str, day: date, text: str) -> Said:
        """Nothing of the book fits: told by the national catalogue, if a name there does."""
        names = self._catalogue.near(text)
        if not names:
            return self.unknown(rule, day)
        owner = next((one for one in self._book.matters.values() if names[0].field in one.fields), None)
        rule = f"{rule}; tên gần nhất trong danh mục quốc gia"
        if owner is None or owner.in_force(day) is None:
            return Said(Outcome.UNKNOWN, self._replies.catalogued(names, day), rule)
        return self.elsewhere(owner, rule, day, text)

    def read(
        self, reading: Reading, text: str, facets: tuple[Facet, ...], day: date, offered: tuple[str, ...] = ()
    ) -> Said:
        """What a reading leads to; `offered` still stands after small talk."""
        rule, subject = reading.reasons[-1].removeprefix("luật: ") if reading.reasons else "", reading.id or ""
        match reading.outcome:
            case Outcome.ANSWER:
                said = self.answer(self._book.procedures[subject], facets, rule, day)
            case Outcome.CHOOSE:
                said = self.choose(reading.candidates, facets, rule)
                said = self._beside(said, self._book.matters.get(reading.beside or ""), day)
            case Outcome.ELSEWHERE:
                said = self.elsewhere(self._book.matters[subject], rule, day, text)
            case Outcome.COUNTER | Outcome.CHAT | Outcome.EMERGENCY:
                said = self.topic(self._book.topics[subject], rule, day, offered)
            case _:
                said = self.catalogued(rule, day, text)
        candidates = reading.candidates
        rivals = tuple(one.id for one in candidates if one.id != said.procedure and said.outcome is not Outcome.CHOOSE)
        return replace(said, candidates=candidates, rivals=rivals)
