"""The matter a talk is about: said again, in short, gone back to; and what is not understood in its midst (pure).

What is not understood ends nothing: it is said so, the matter is named, and its parts are offered by number. What
only just looks like another matter is not taken for one: where it is ours, the citizen chooses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.book import Book
from bot.buttons import ACTIONS, AND
from bot.choices import Choices
from bot.matching import Reader, Reading
from bot.matters import Matter
from bot.messages import Button, Candidate, Facet, Memory, Outcome, Reply
from bot.procedures import Procedure
from bot.replies import TEXT_LIMIT, Replies
from bot.sayings import Said, Sayings
from bot.sections import Words
from bot.signs import EVERYDAY, Signs
from bot.words import fold

AGAIN, UNCLEAR, SHORT, BACK = "noi-lai", "chua-hieu", "ngan-gon", "quay-lai"
"""The topics of `ABOUT_TALK`; where nothing is under way their own replies are said."""
OFFERED = ("nut_giay_to", "nut_thoi_han", "nut_le_phi", "nut_noi_nop", "nut_chi_tiet")
"""The parts offered where somebody was not understood, or did not understand."""
NOT_UNDERSTOOD, TOO_HARD, OF_A_MATTER = "dang_noi", "dang_noi_de_hieu", "dang_noi_noi_khac"
OF_A_LIST, WAY_BACK, NO_LIST = "dang_chon", "viec_truoc", "so_khong_danh_sach"
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset({"ten", "danh_sach"}) for key in (NOT_UNDERSTOOD, TOO_HARD)},
    OF_A_MATTER: frozenset({"ten", "noi_dung"}),
    OF_A_LIST: frozenset({"danh_sach"}),
    WAY_BACK: frozenset({"ten"}),
    NO_LIST: frozenset({"so", "ten"}),
}
"""Templates of the matter under way and the placeholders each may hold."""
TALK = 0.5
"""Chance below which a text within a talk is no small talk beside it, unless it is that in its very words."""
UNNOTED, OUTSIDE, FAINT, FAINTEST, BARE = 0.6, 0.55, 0.36, 0.3, 0.9
"""Chance below which a text within a talk is nothing else: no notion was seen and it looks like a procedure, no
notion and it looks like a matter outside the book, one notion, one and nothing called by its name where no procedure
is under way, nothing but words that anything may be asked with.

Hardly any question of `tests/questions/tune.tsv` that is answered rightly lies below.
"""
LONGEST = 20
"""Words of a text that may be doubted; a longer one tells enough to speak for itself."""
BESIDE = 0.3
"""Share of the likeliest procedure's chance from which one that goes with the talk's may be meant as well."""
DOUBTED = "luật: đang nói việc khác, chưa đủ chắc là đổi việc"
"""The rule by which a text is not taken for what it only just looks like."""
SUPPLIED = 0.9
"""Chance from which a text is about the procedure under way, once what that needs is read into it."""
PARTS = frozenset(Facet)
CODE = re.compile(r"(?:\w+ ){0,3}qr(?: \w+){0,2}")
"""Folded words of who wants the code: «gửi mã QR đi», «mã qr đâu»."""
AT_HOME = re.compile(r"\b(?:trong nuoc|nguoi viet|viet nam|cung (?:xa|phuong|ap|khom|xom|que|tinh))\b")
"""Folded words that tell on purpose that nobody is a foreigner."""
KEPT = frozenset(
    ("cam-on", "tam-biet", "gap-can-bo", "noi-tuc", "xem-du-lieu", "xoa-du-lieu", "du-lieu-rieng", "che-phuc-vu")
)
"""Small talk that is heard in a talk by its sense as well: who ends it, is upset, or wants something to be done."""


class Underway:
    """Says what there is to say of the matter under way."""

    def __init__(self, book: Book, reader: Reader, replies: Replies, sayings: Sayings, choices: Choices) -> None:
        self._book, self._reader = book, reader
        self._replies, self._sayings, self._choices = replies, sayings, choices
        self._words = Words(book)

    def running(self, memory: Memory, day: date) -> Procedure | None:
        """Give the procedure a talk is about, if it is in force and was not refused."""
        procedure = self._book.procedures.get(memory.procedure or "")
        edition = procedure.in_force(day) if procedure else None
        refused = memory.procedure in memory.rejected
        return procedure if edition and not edition.suspended and not refused else None

    def _outside(self, memory: Memory) -> Matter | None:
        """Give the matter outside the book that a talk is about, if it was not refused."""
        return None if memory.matter in memory.rejected else self._book.matters.get(memory.matter or "")

    def heard(self, topic: str, memory: Memory, day: date) -> Said | None:
        """Answer what is said about the talk itself; None for any other topic, or where nothing is under way."""
        if topic == BACK:
            return self._back(memory, day)
        if topic not in (AGAIN, UNCLEAR, SHORT):
            return None
        listed = self._choices.ids(memory.offered)
        if len(listed) > 1:
            return self._sayings.again(listed, memory.facets, "nói lại danh sách vừa đưa")
        procedure = self._book.procedures.get(memory.procedure or "")
        if procedure and topic == UNCLEAR and self.running(memory, day):
            return self._parts(procedure, TOO_HARD, "người dân chưa hiểu lời vừa rồi", Outcome.CHAT)
        if procedure:
            facets = memory.facets if topic == AGAIN else ()
            return self._sayings.answer(procedure, facets, "nói lại, hoặc nói gọn, việc đang nói", day)
        matter = self._book.matters.get(memory.matter or "")
        return self._sayings.elsewhere(matter, "nói lại việc ngoài sổ đang nói", day) if matter else None

    def titled(self, text: str, memory: Memory, day: date) -> Said | None:
        """Answer the name of a button that stands for no part, typed: «mã QR», «phần khác», «việc đi cùng»."""
        procedure, plain = self.running(memory, day), fold(text)
        if procedure is None:
            return None
        titles = {fold(self._words[key]): action for key, action in ACTIONS.items() if action not in PARTS}
        action = titles.get(plain) or ("qr" if CODE.fullmatch(plain) else None)
        return self._sayings.listed(procedure, action, "gõ tên nút", day) if action else None

    def no_list(self, digit: str, said: Said, memory: Memory) -> Said:
        """A digit in the midst of a talk that offered nothing to choose: asked back before a procedure is told."""
        procedure = self._book.procedures.get(said.procedure or "")
        if procedure is None or procedure.number is None or not (memory.procedure or memory.matter or memory.dialogue):
            return said
        told = self._words.fill(NO_LIST, so=procedure.number, ten=procedure.short_name)
        return Said(Outcome.CHAT, Reply(told, asks=True), f"gõ {digit} khi không có danh sách")

    def lost(self, said: Said, text: str, memory: Memory, day: date) -> Said | None:
        """What was not understood in the midst of a talk: it goes on, and what can be asked is offered; else None."""
        if said.outcome is not Outcome.UNKNOWN or said.reply != self._replies.unknown(day):
            return None
        procedure, matter = self.running(memory, day), self._outside(memory)
        rule, listed = f"{said.rule}; vẫn đang nói việc cũ", self._choices.ids(memory.offered)
        if procedure:
            lost = self._parts(procedure, NOT_UNDERSTOOD, rule, Outcome.UNKNOWN)
            return self.beside(lost, self._at_home(procedure), day) if AT_HOME.search(fold(text)) else lost
        if len(listed) > 1:
            names = (self._book.procedures[one].short_name for one in listed)
            buttons = tuple(Button(name, payload) for name, payload in zip(names, memory.offered, strict=False))
            reply = Reply(self._words.fill(OF_A_LIST, danh_sach=_numbered(buttons)), buttons, asks=True)
            return Said(Outcome.UNKNOWN, reply, rule, offered=memory.offered)
        place = matter.in_force(day) if matter else None
        if matter and place:
            told = self._words.fill(OF_A_MATTER, ten=matter.name, noi_dung=" ".join(place.text))
            return Said(Outcome.UNKNOWN, Reply(told, asks=True), rule, matter=matter.id)
        return None

    def doubted(self, reading: Reading, text: str, memory: Memory, day: date, *, bare: bool) -> Reading | None:
        """Give how a text is read instead within a talk, where it only just looks like something else.

        A `bare` text holds nothing but words that anything may be asked with.
        """
        procedure, matter = self.running(memory, day), self._outside(memory)
        listed = self._choices.ids(memory.offered)
        about = {one.id for one in (procedure, matter) if one} | {*(listed if len(listed) > 1 else ())}
        if not about or reading.id in about or len(text.split()) > LONGEST:
            return None
        return self.weighed(reading, self._reader.signs(text), procedure, bare=bare)

    def weighed(self, reading: Reading, signs: Signs, procedure: Procedure | None, *, bare: bool) -> Reading | None:
        """The same of a text that may be doubted, by its signs."""
        noted, named = signs.noted, any(one.startswith(EVERYDAY) for one in signs.notions)
        unnoted = UNNOTED if reading.outcome is Outcome.ANSWER else OUTSIDE
        faint = noted < 2 and reading.chance < (BARE if bare else FAINT if noted else unnoted)
        nothing = Reading(Outcome.UNKNOWN, reasons=(*reading.reasons, DOUBTED))
        match reading.outcome:
            case Outcome.CHAT:
                return nothing if reading.chance < TALK and reading.id not in KEPT else None
            case Outcome.ELSEWHERE:
                named_beside = reading.id if reading.chance >= FAINTEST else None
                return replace(nothing, beside=named_beside) if faint else None
            case Outcome.UNKNOWN:
                return nothing if noted == 0 else None
            case Outcome.ANSWER if faint and (noted == 0 or (bare and procedure)):
                return nothing
            case Outcome.ANSWER if faint and procedure is None:
                return None if named or reading.chance >= FAINTEST else nothing
            case Outcome.ANSWER if procedure and noted < 2 and reading.chance < UNNOTED:
                return self._either(reading, procedure, faint=faint)
        return None

    def supplied(self, reading: Reading, text: str, memory: Memory, day: date) -> Reading | None:
        """Give how a text is read with what the talk has told already: the baby is the one with a foreign father.

        Only for the procedure under way, which without that notion would be the matter outside the book beside it.
        """
        procedure = self.running(memory, day)
        if procedure is None or not procedure.needs or reading.outcome is not Outcome.ELSEWHERE:
            return None
        told = {word for need in procedure.needs for word in need.split("-")}
        if AT_HOME.search(fold(text)) or told <= {*fold(text).split()}:
            return None
        again = self._reader.read(f"{text} {procedure.needs[0].replace('-', ' ')}", day)
        meant = again.outcome is Outcome.ANSWER and again.id == procedure.id and again.chance >= SUPPLIED
        return again if meant else None

    def beside(self, said: Said, matter_id: str | None, day: date) -> Said:
        """The same with the matter outside the book that may be meant instead."""
        matter = self._book.matters.get(matter_id or "")
        place = matter.in_force(day) if matter else None
        if said.reply is None or matter is None or place is None:
            return said
        return replace(said, reply=self._replies.beside(said.reply, matter, place))

    def _at_home(self, procedure: Procedure) -> str | None:
        """Give the matter that is the same without a foreigner, where there is one."""
        beside = (one.id for one in procedure.related if one.id in self._book.matters) if procedure.needs else ()
        return next((one for one in beside if "trong nuoc" in fold(self._book.matters[one].name)), None)

    def read(self, reading: Reading, text: str, facets: tuple[Facet, ...], memory: Memory, day: date) -> Said:
        """What a reading leads to; what was only doubted is not looked for in the national catalogue."""
        if reading.outcome is Outcome.UNKNOWN and DOUBTED in reading.reasons:
            return self._sayings.unknown(DOUBTED.removeprefix("luật: "), day)
        return self._sayings.read(reading, text, facets, day, memory.offered)

    def way_back(self, said: Said, facets: Sequence[Facet], memory: Memory) -> Said:
        """A part of a matter outside the book, of which only the place is known: with the way to what came before."""
        before = self._book.procedures.get(memory.left)
        if before is None or said.reply is None:
            return said
        payload = self._payload(facets, before)
        text = f"{said.reply.text}\n{self._words.fill(WAY_BACK, ten=before.short_name)}"
        return (
            replace(said, reply=replace(said.reply, text=text), offered=(payload,)) if len(text) <= TEXT_LIMIT else said
        )

    def _either(self, reading: Reading, procedure: Procedure, *, faint: bool) -> Reading | None:
        """A choice between what a text looks like and what the talk is about or what goes with that."""
        with_it = {procedure.id, *(one.id for one in procedure.related)} - {reading.id}
        near = [one for one in reading.candidates if one.id in with_it and one.score >= BESIDE * reading.chance][:2]
        if not near and not faint:
            return None
        own = [one for one in reading.candidates if one.id == reading.id]
        return Reading(
            Outcome.CHOOSE, None, (*(near or [Candidate(procedure.id, 0.0)]), *own), (*reading.reasons, DOUBTED)
        )

    def _back(self, memory: Memory, day: date) -> Said | None:
        """One step back: from a part to the whole, else to what the talk was about before."""
        before = self._book.procedures.get(memory.procedure if memory.facets and memory.procedure else memory.left)
        if before:
            return self._sayings.answer(before, (), "quay lại việc vừa nói", day)
        matter = self._book.matters.get(memory.left) or (None if memory.procedure else self._outside(memory))
        if matter:
            return self._sayings.elsewhere(matter, "quay lại việc ngoài sổ vừa nói", day)
        procedure = self._book.procedures.get(memory.procedure or "")
        return self._sayings.answer(procedure, (), "quay lại, còn đang nói việc này", day) if procedure else None

    def _payload(self, facets: Sequence[Facet], procedure: Procedure) -> str:
        """What the number stands for: the parts of the procedure, or all of it."""
        parts = AND.join(self._words[key] for key, action in ACTIONS.items() if action in facets)
        return f"{parts} #{procedure.number or procedure.id}".lstrip()

    def _parts(self, procedure: Procedure, key: str, rule: str, outcome: Outcome) -> Said:
        buttons = tuple(Button(self._words[one], self._replies.payload(one, procedure)) for one in OFFERED)
        text = self._words.fill(key, ten=procedure.short_name, danh_sach=_numbered(buttons))
        offered = tuple(one.payload for one in buttons)
        return Said(outcome, Reply(text, buttons, asks=True), rule, offered=offered)


def _numbered(buttons: Sequence[Button]) -> str:
    return ", ".join(f"{number} {one.title}" for number, one in enumerate(buttons, 1))
