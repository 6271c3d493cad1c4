"""Questions about a day: when a result is due, or when to file for a wanted day (pure)."""

from __future__ import annotations

from datetime import datetime

from bot import asked_days
from bot.asked_days import Asked, AskedDay
from bot.book import Book
from bot.choices import Choices
from bot.due import Refusal, return_date
from bot.facets import FacetReader
from bot.matching import Reader
from bot.messages import Candidate, Facet, Memory, Outcome
from bot.plans import plan
from bot.procedures import Procedure
from bot.replies import Replies
from bot.sayings import Said, Sayings
from bot.words import fold

BESIDE = frozenset(
    "nop gui ho so can muon phai co lay xong kip de dung ngay hom nhan ket qua tra ra duoc khong".split()
)
"""Folded words beside a day that name no matter."""
RULES = {Asked.FILED: "hỏi nộp ngày đó thì bao giờ có", Asked.NEEDED: "hỏi nộp ngày nào để kịp"}
NOT_DONE = (Refusal.NOT_IN_FORCE, Refusal.SUSPENDED)
DIGITS = frozenset("123456789")
"""What chooses from a list."""
FILING = frozenset({"nop", "nap", "gui"})
NOTHING_NAMED = (Outcome.UNKNOWN, Outcome.COUNTER, Outcome.CHAT)
FEW_WORDS = 2
"""Words beside the day that, if they name nothing known, do not end what the talk is about."""


class Appointments:
    """Answers with days, for the procedure that is named or talked about."""

    def __init__(
        self, book: Book, reader: Reader, facets: FacetReader, replies: Replies, sayings: Sayings, choices: Choices
    ) -> None:
        self._book = book
        self._reader = reader
        self._facets = facets
        self._replies = replies
        self._sayings = sayings
        self._choices = choices

    def said(self, text: str, memory: Memory, now: datetime) -> Said | None:
        """Answer a text that names a day of filing or a day by which the result is needed; None for any other."""
        if text in DIGITS and int(text) <= len(memory.offered):
            text = memory.offered[int(text) - 1]
        asked = asked_days.read(text, now, self._book.calendar)
        if asked is None:
            return None
        if asked.wrong:
            reply = self._replies.wrong_day(asked.wrong, unclear=asked.unclear)
            return Said(Outcome.CHAT, reply, "ngày không có trên lịch", offered=memory.offered)
        if set(self._facets.asked(asked.rest)) - {Facet.DEADLINE, Facet.RESULT}:
            return None
        return self._tapped(asked, text, now) or self._about(asked, text, memory, now)

    def _tapped(self, asked: AskedDay, text: str, now: datetime) -> Said | None:
        """The choice of a procedure from a list that was offered for the day."""
        (one,) = self._choices.ids((text,)) or (None,)
        return self._told(self._book.procedures[one], asked, text, now) if one else None

    def _about(self, asked: AskedDay, text: str, memory: Memory, now: datetime) -> Said | None:
        left = " ".join(word for word in fold(asked.rest).split() if word not in BESIDE)
        named = self._facets.rest(left)
        talked = self._book.procedures.get(memory.procedure or "")
        if not named:
            return self._told(talked, asked, text, now) if talked else self._outside(asked, memory, now)
        reading = self._reader.read(asked.rest, now.date())
        if reading.outcome is Outcome.ANSWER and reading.id:
            return self._told(self._book.procedures[reading.id], asked, text, now)
        if reading.outcome is Outcome.CHOOSE:
            return self._sayings.choose(reading.candidates, (), RULES[asked.asked], self._replies.day_asked(asked))
        if talked and len(named.split()) <= FEW_WORDS and reading.outcome in NOTHING_NAMED:
            return self._told(talked, asked, text, now)
        files = FILING & set(fold(text).split())
        return self._which_matter(asked, now) if files and reading.outcome in NOTHING_NAMED else None

    def _outside(self, asked: AskedDay, memory: Memory, now: datetime) -> Said:
        """No procedure is talked about: the list still open, who handles the matter that is, or which one is meant."""
        matter = self._book.matters.get(memory.matter or "")
        listed = self._choices.ids(memory.offered)
        if matter is None and len(listed) > 1:
            candidates = [Candidate(one, 0.0) for one in listed]
            return self._sayings.choose(candidates, (), RULES[asked.asked], self._replies.day_asked(asked))
        if matter is None:
            return self._which_matter(asked, now)
        return self._sayings.elsewhere(matter, RULES[asked.asked], now.date())

    def _which_matter(self, asked: AskedDay, now: datetime) -> Said:
        reply = self._replies.plain("viec_nao_ngay", now.date())
        return Said(Outcome.UNKNOWN, reply, RULES[asked.asked], facets=(Facet.DEADLINE,))

    def _told(self, procedure: Procedure, asked: AskedDay, text: str, now: datetime) -> Said:
        calendar, today = self._book.calendar, now.date()
        found = self._book.offices.serving(fold(text), today) or self._book.offices.at(today)
        counter = found[1] if found else None
        if asked.asked is Asked.FILED:
            answer = return_date(procedure, asked.moment, calendar, counter)
            reply = self._replies.due(answer, counter)
        else:
            planned = plan(self._book, procedure, asked.day, today, counter)
            answer = planned.now
            reply = self._replies.planned(planned)
        outcome = Outcome.NOT_IN_FORCE if answer.refusal in NOT_DONE else Outcome.ANSWER
        offered = tuple(button.payload for button in reply.buttons)
        return Said(outcome, reply, RULES[asked.asked], procedure.id, facets=(Facet.DEADLINE,), offered=offered)
