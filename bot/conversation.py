"""One message in, one decision out (pure): no I/O, no clock, no logging.

The order in which a text is read: a cry for help; the dialogue under way; «tiếp» after an answer that was cut; an
answer about one's own papers; a dossier's code; a day of filing or a wanted day; what was tapped or typed as a number;
words that point at the list or away from the last answer; talk in its very words; a former ward; a part of what was
just talked about; then the question itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime, time

from bot import memories, ratings
from bot.appointments import Appointments
from bot.areas import ADDRESS, Areas
from bot.asides import Asides
from bot.book import Book
from bot.calendar import VIETNAM
from bot.choices import Choices
from bot.complaint_talk import CONDUCT_TOPIC, Complaints
from bot.counter_days import CounterDays
from bot.dialogues import Dialogues, Turn
from bot.dossiers import code_in
from bot.facets import FacetReader, Parts
from bot.following import Following
from bot.gaps import masked
from bot.known import NOTHING_KNOWN, Known
from bot.matching import Reader, Reading
from bot.matters import ABOUT_TALK
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Outcome, Reply
from bot.national import Catalogue, others
from bot.own_data import OwnData
from bot.own_papers import OwnPapers
from bot.pointers import COURTESY, JOINING, Pointed, Pointers
from bot.procedures import Procedure
from bot.ratings import Ratings
from bot.replies import Replies
from bot.sayings import Said, Sayings
from bot.sections import Words
from bot.several import Several
from bot.underway import BACK, UNCLEAR, Underway
from bot.words import Lexicon, fold

WORDLESS = {
    MessageKind.PICTURE: "anh",
    MessageKind.STICKER: "nhan_dan",
    MessageKind.VOICE: "giong_noi",
    MessageKind.LOCATION: "vi_tri",
    MessageKind.FILE: "tep",
    MessageKind.LINK: "lien_ket_la",
    MessageKind.PERSONAL: "thong_tin_rieng",
}
NONE_OF_THESE = "0"
OF_A_MATTER = (Outcome.ANSWER, Outcome.ELSEWHERE, Outcome.CHOOSE)
"""What a text with a ward or commune must be about without it, not to be a question about an address."""


class Conversation:
    """Decides about messages from one book; links lead to the portal at `public_url`."""

    def __init__(self, book: Book, public_url: str) -> None:
        words = book.vocabulary
        self.book = book
        self.reader = Reader(book)
        self.facets = FacetReader(words, book.procedures.values())
        self._following = Following(self.reader, self.facets)
        self._pointers = Pointers(words.pointing_words)
        courtesy, joining = (words.pointing_words.get(name, ()) for name in (COURTESY, JOINING))
        self._asides = Asides(book.topics.values(), courtesy, Lexicon(words.abbreviations, {}))
        self._several = Several(joining)
        self._catalogue = Catalogue(others(book), words)
        self._public_url = public_url
        self._talks = True
        self._speak(Replies(book, public_url))

    def worded(self, words: Mapping[str, str]) -> Conversation:
        """The same reader of questions with other words for some replies, by their keys: a page is not a chat."""
        other = copy(self)
        other._talks = False
        other._speak(Replies(replace(self.book, replies={**self.book.replies, **words}), self._public_url))
        return other

    def _speak(self, replies: Replies) -> None:
        self._replies = replies
        self._sayings = Sayings(self.book, replies, self._catalogue)
        self._choices = Choices(self.book, replies, self._sayings, self.facets)
        self._underway = Underway(self.book, self.reader, replies, self._sayings, self._choices)
        self._own = OwnPapers(self.book, self.facets, replies, self._sayings, self._choices, self._public_url)
        self._areas = Areas(self.book.offices, self.facets, replies)
        self._counter_days = CounterDays(self.book.calendar, replies)
        words, rules = Words(self.book), self.book.complaints
        self._complaints = Complaints(self.book, rules, words, self._alone) if rules and self._talks else None
        self._ratings = Ratings(words, self._beyond)
        talks = (OwnData(words, self._public_url), self._complaints, self._ratings) if self._talks else ()
        self._dialogues = Dialogues([one for one in talks if one], self._asides)
        self._days = Appointments(self.book, self.reader, self.facets, replies, self._sayings, self._choices)

    def decide(self, message: Message, memory: Memory, now: datetime, known: Known = NOTHING_KNOWN) -> Decision:
        """Decide what to reply and what to remember; `now` is the aware time in Vietnam.

        `known` is what the store knows for this message.
        """
        memory = replace(memories.fresh(memory, now), paused=False)
        turn = Turn(message.text.strip(), memory, known, now, message.kind)
        said = self._ratings.asking(self._hear(turn, message.kind), turn)
        kept = memories.after(said, memory, now)
        if said.dialogue and said.dialogue.name == ratings.NAME:
            kept = replace(kept, rating_asked_at=now.timestamp())
        if said.outcome is Outcome.CHOOSE and not memory.dialogue:
            kept = replace(kept, open_question=memory.open_question if not said.read else masked(message.text) or "")
        if message.kind is MessageKind.ARRIVAL:
            kept = replace(kept, welcomed=True, noticed=True)
        noticed = self._noticed(said, known) if not kept.noticed else None
        return Decision(
            outcome=said.outcome,
            reply=noticed or said.reply,
            memory=replace(kept, noticed=True) if noticed else kept,
            procedure=said.procedure,
            facets=said.facets,
            candidates=said.candidates,
            agency=said.agency,
            deeds=said.deeds,
            rule=said.rule,
            read=said.read,
            missed=said.missed,
        )

    def _noticed(self, said: Said, known: Known) -> Reply | None:
        """The notice goes with the first reply to a citizen in a real talk; a cry for help is not talked over."""
        if said.reply is None or said.outcome is Outcome.EMERGENCY or not known.consulted:
            return None
        return self._replies.noticed(said.reply)

    def too_fast(self) -> Reply:
        """The one friendly line for a citizen who sends more than can be answered."""
        return self._replies.plain("nhieu_tin", date.max)

    def paused(self, memory: Memory, now: datetime) -> Decision:
        """While the whole bot is switched off: one line that says so and where to ask, then silence."""
        reply = None if memory.paused else self._replies.plain("tam_dung_bot", now.date())
        return Decision(Outcome.CHAT, reply, replace(memory, paused=True))

    def withhold(self, decision: Decision, off: Collection[str], now: datetime) -> Decision:
        """Replace an answer about a procedure that staff have switched off; everything else passes as it is."""
        if decision.outcome is not Outcome.ANSWER or decision.procedure is None or decision.procedure not in off:
            return decision
        reply = self.withheld(self.book.procedures[decision.procedure], now)
        memory = replace(decision.memory, offered=())
        return replace(decision, outcome=Outcome.NOT_IN_FORCE, reply=reply, memory=memory)

    def withheld(self, procedure: Procedure, now: datetime) -> Reply:
        """What is said instead of the guidance about a procedure that staff have switched off."""
        return self._replies.switched_off(procedure, now.date())

    def unknown(self, now: datetime) -> Reply:
        """The reply that asserts nothing and says where to ask."""
        return self._replies.unknown(now.date())

    def _hear(self, turn: Turn, kind: MessageKind) -> Said:
        """A cry for help comes first, then the dialogue under way, then whatever else may be said."""
        cry = self._asides.cry(turn.text) if kind is MessageKind.TEXT else None
        if cry:
            said = self._sayings.topic(cry, "kêu cứu, xét trước mọi chuyện", turn.now.date(), turn.memory.offered)
            return self._dialogues.heard(said, turn)
        if taken := self._dialogues.go_on(turn):
            return taken
        said = self._sayings.recorded(self._answered(turn, kind), turn.known)
        elsewhere = said.outcome not in (Outcome.UNKNOWN, Outcome.CHAT) or self._dialogues.opens(said.topic or "")
        if not elsewhere and self._complaints and self._complaints.tells(turn.text):
            said = replace(said, outcome=Outcome.CHAT, topic=CONDUCT_TOPIC)
        return self._dialogues.heard(said, turn)

    def _answered(self, turn: Turn, kind: MessageKind) -> Said:
        say, text, memory, now, known = self._sayings, turn.text, turn.memory, turn.now, turn.known
        day = now.date()
        if kind is MessageKind.ARRIVAL:
            return say.silence("đã chào rồi") if memory.welcomed else say.plain("chao_moi", "người mới đến", day)
        if kind is not MessageKind.TEXT:
            return say.plain(WORDLESS[kind], "gửi thứ không phải chữ", day, memory.offered)
        if not fold(text):
            if "?" in text and (asking := self._of_the_talk(UNCLEAR, memory, day)):
                return self._own.instead(asking, text, memory, day)
            return say.plain("trong", "không có chữ nào", day, memory.offered)
        if more := self._choices.more(text, memory, day):
            return self._own.instead(more, text, memory, day)
        if own := self._own.said(text, memory, day):
            return own
        if told := self._complaints.look_up(turn) if self._complaints else None:
            return replace(told, offered=memory.offered)
        if ended := self._choices.no_more(text, memory, day):
            return self._own.instead(ended, text, memory, day)
        if code := code_in(text):
            return say.dossier(code, known, day, memory.offered)
        if dated := self._days.said(text, memory, now):
            return dated
        said = self._chosen(text, memory, day) or self._pointed(text, memory, day) or self._spoken(text, memory, day)
        return self._own.instead(said, text, memory, day)

    def _alone(self, text: str, day: date) -> tuple[Outcome, bool]:
        """What a text is answered with by itself, and whether it asks for a part of something."""
        return self.reader.read(text, day).outcome, bool(self.facets.read(text).facets)

    def _beyond(self, text: str, day: date) -> bool:
        """Whether a text asks for something, or opens a dialogue, by itself: no mere word about what was answered."""
        reading = self.reader.read(text, day)
        opens = self._dialogues.opens(reading.id or "") or (self._complaints and self._complaints.tells(text))
        return reading.outcome not in (Outcome.UNKNOWN, Outcome.CHAT) or bool(opens)

    def _spoken(self, text: str, memory: Memory, day: date) -> Said:
        """What is said in words of its own."""
        if topic := self._asides.topic(text):
            if again := self._of_the_talk(topic.id, memory, day):
                return again
            said = self._sayings.topic(topic, "lời quen, đúng từng chữ", day, memory.offered)
            return self._areas.address(said, text, day) or self._counter_days.asked(said, text, day) or said
        return self._areas.alone(text, day) or self._counter_days.alone(text, day) or self._asked(text, memory, day)

    def _of_the_talk(self, topic: str, memory: Memory, day: date) -> Said | None:
        """What is said about the talk itself; an open question about one's own papers is asked again."""
        if topic in ABOUT_TALK - {BACK} and self._own.waits(memory, day):
            return self._sayings.unknown("chưa hiểu câu đang hỏi", day)
        return self._underway.heard(topic, memory, day)

    def _chosen(self, text: str, memory: Memory, day: date) -> Said | None:
        """A number from the list just offered, a procedure's number, or a tapped button."""
        if not (re.fullmatch(r"\d{1,2}", text) and text.isascii()):
            said = self._choices.tapped(text, day) or self._choices.spoken(text, day)
            return said or self._underway.titled(text, memory, day)
        if text == NONE_OF_THESE:
            return self._refuse(memory, "gõ 0, không phải các việc này", day)
        if len(text) == 1 and memory.offered:
            return self._place(int(text) - 1, memory, "chọn số trong danh sách vừa đưa", day)
        said = self._choices.numbered(text, day)
        return self._underway.no_list(text, said, memory) if len(text) == 1 else said

    def _place(self, place: int, memory: Memory, rule: str, day: date) -> Said:
        """What stands at a place of the list just offered, the last one at -1."""
        if place >= len(memory.offered):
            return self._sayings.no_such_number(memory.offered, "số không có trong danh sách")
        payload, moment = memory.offered[place], datetime.combine(day, time(), VIETNAM)
        said = self._own.tapped(payload, day) or self._days.said(payload, memory, moment)
        said = said or self._choices.tapped(payload, day)
        said = said or self._question(payload, self.facets.read(payload), memory, day)
        others = tuple(one for one in self._choices.ids(memory.offered) if one != said.procedure)
        return replace(said, rule=rule, rivals=others, rejected=None)

    def _pointed(self, text: str, memory: Memory, day: date) -> Said | None:
        """«cái đầu», «không phải», «cái kia», «nhầm rồi, ý tui là ...»."""
        pointed = self._pointers.read(text)
        if pointed is None or (pointed.denied and not self._answered_was(pointed.denied, memory, day)):
            return None
        if not (memory.offered or memory.procedure or memory.matter):
            return None if pointed.rest else self._sayings.which_matter((), "chưa nói việc nào", day)
        if pointed.rest:
            return self._instead(pointed, memory, day)
        if pointed.place is not None and memory.offered:
            return self._place(pointed.place, memory, "chọn bằng lời trong danh sách vừa đưa", day)
        listed = self._choices.ids(memory.offered)
        if pointed.other and not pointed.refused and len(listed) > 1:
            return self._sayings.again(listed, (), "chưa rõ chọn việc nào trong danh sách")
        procedure = self.book.procedures.get(memory.rivals[0]) if len(memory.rivals) == 1 else None
        if pointed.other and procedure:
            said = self._sayings.answer(procedure, memory.facets, "việc còn lại trong hai việc", day)
            return replace(said, rivals=tuple(one for one in (memory.procedure,) if one))
        return self._refuse(memory, "không phải việc vừa trả lời", day)

    def _answered_was(self, text: str, memory: Memory, day: date) -> bool:
        """Whether a text names what was just answered."""
        return self.reader.read(text, day).id in {memory.procedure, memory.matter} - {None}

    def _refuse(self, memory: Memory, rule: str, day: date) -> Said:
        """Offer what else it may be, never again what was refused: the answer, or the list just offered."""
        rejected = self._rejected(memory)
        beside = (*memory.rivals, *self._related(memory.procedure))
        said = self._sayings.instead(_left(beside, rejected), rule, day)
        return replace(said, rejected=rejected, missed=memory.open_question)

    def _related(self, procedure_id: str | None) -> tuple[str, ...]:
        procedure = self.book.procedures.get(procedure_id or "")
        return tuple(one.id for one in procedure.related) if procedure else ()

    def _rejected(self, memory: Memory) -> tuple[str, ...]:
        """What was refused so far; of a refused list nothing was asserted, so it is only not offered again."""
        refused = tuple(one for one in (memory.procedure, memory.matter) if one)
        return tuple(dict.fromkeys((*memory.rejected, *refused)))

    def _instead(self, pointed: Pointed, memory: Memory, day: date) -> Said:
        """A refusal that says at once what is meant; a part alone is another part of the same matter."""
        parts = self.facets.read(pointed.rest)
        if not parts.rest or not pointed.refused:
            return self._asked(pointed.rest, memory, day)
        rejected = self._rejected(memory)
        said = self._question(pointed.rest, parts, replace(memory, rejected=rejected), day)
        return replace(said, rejected=rejected)

    def _asked(self, text: str, memory: Memory, day: date) -> Said:
        """A part alone, or a part and nothing that has a name or leads away for sure, continues the talk."""
        parts = self.facets.read(text)
        running = memory.procedure or memory.matter or memory.offered
        if not parts.facets or (parts.rest and not running):
            return self._question(text, parts, memory, day)
        facets, signs = parts.facets, self.reader.signs(text)
        if not parts.rest and not self._following.thing(signs):
            return self._continue(facets, memory, day) or self._sayings.which_matter(facets, "chưa nói việc nào", day)
        reading = self.reader.read(text, day)
        goes_on = self._following.goes_on(text, parts, signs, reading, memory.procedure)
        if goes_on and (said := self._continue(facets, memory, day)):
            return replace(said, read=text)
        return self._question(text, parts, memory, day, reading)

    def _continue(self, facets: tuple[Facet, ...], memory: Memory, day: date) -> Said | None:
        """Answer a part of what the talk is about; a list still open is offered again with the part."""
        procedure = self.book.procedures.get(memory.procedure or "")
        if procedure:
            return self._sayings.answer(procedure, facets, "hỏi tiếp một phần của việc đang nói", day)
        matter = self.book.matters.get(memory.matter or "")
        if matter:
            said = self._sayings.elsewhere(matter, "hỏi tiếp về việc ngoài sổ đang nói", day)
            return self._underway.way_back(said, facets, memory)
        listed = self._choices.ids(memory.offered)
        return self._sayings.again(listed, facets, "hỏi một phần khi chưa chọn việc") if len(listed) > 1 else None

    def _question(self, text: str, parts: Parts, memory: Memory, day: date, reading: Reading | None = None) -> Said:
        """Read a question of its own; instead of what was just refused, what stands beside it is offered."""
        facets = parts.supposed or (memory.facets if self._pointers.still(text) else ())
        reading = reading or self.reader.read(text, day)
        supplied = self._underway.supplied(reading, text, memory, day)
        reading, left_aside = supplied or reading, reading.id if supplied else None
        if again := self._of_the_talk(reading.id or "", memory, day):
            return again
        if in_area := self._in_area(reading, text, day):
            reading = self.reader.read(in_area, day)
        if reading.id in memory.rejected:
            beside = (*(one.id for one in reading.candidates), *self._related(reading.id))
            said = self._sayings.instead(
                _left(beside, memory.rejected), "việc này vừa bị từ chối, đưa việc khác gần đó", day
            )
            return replace(said, rejected=(), read=text)
        both = self._several.matters(text, lambda part: self.reader.read(part, day))
        if both:
            return replace(self._sayings.choose(both, facets, "hai việc trong một tin"), rejected=(), read=text)
        doubted = self._underway.doubted(reading, text, memory, day, bare=not parts.rest)
        if doubted and parts.facets and not parts.rest and (going_on := self._continue(parts.facets, memory, day)):
            return replace(going_on, read=text)
        said = self._underway.read(doubted or reading, in_area or text, facets, memory, day)
        if in_area:
            said = self._areas.beside(said, text, day)
        said = self._areas.address(said, text, day) or self._counter_days.asked(said, text, day) or said
        said = self._underway.beside(said, left_aside, day) if left_aside else said
        if lost := self._underway.lost(said, text, memory, day):
            lost = self._underway.beside(lost, doubted.beside if doubted else None, day)
            return replace(lost, rejected=(), read=text)
        leaves = said.outcome is Outcome.UNKNOWN and len(parts.rest.split()) > 1
        return replace(said, rejected=(), ends_talk=said.ends_talk or leaves, read=in_area or text)

    def _in_area(self, reading: Reading, text: str, day: date) -> str | None:
        """«khai tử ở xã Vĩnh Quới nộp ở đâu»: the text without the area, whose name tells nothing of the matter."""
        about = reading.id == ADDRESS or reading.outcome in (Outcome.ANSWER, Outcome.CHOOSE)
        rest = self._areas.without(text, day) if about else None
        if not rest or not self.reader.signs(rest).noted:
            return None
        return rest if self.reader.read(rest, day).outcome in OF_A_MATTER else None


def _left(ids: Iterable[str], rejected: tuple[str, ...]) -> list[str]:
    return [one for one in ids if one not in rejected]
