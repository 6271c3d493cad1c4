"""One turn of a talk: a claimed event looked at, decided, and settled with its consequences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from bot import answer_ids, citizens, deeds, docket, inbox, outbox, own_data, receipts, samples, switches
from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.gaps import to_keep
from bot.inbox import Received
from bot.known import NOTHING_KNOWN, Known
from bot.limits import Rules
from bot.messages import Decision, Memory, Message, Outcome, Reply
from bot.records import Records
from bot.sections import Words
from bot.store import Connection, Store
from bot.unanswered import count_in
from bot.zalo import inbound, outbound
from bot.zalo.inbound import Event, Role

SLOW_SECONDS = 600.0
"""Seconds after a message above the limit in which no second reminder is sent."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Situation:
    """What a decision rests on besides the message: the citizen's state, how fast they write, what is known and off."""

    memory: Memory
    silent_until: float
    count: int
    flooding: bool
    reminded: bool
    known: Known
    off: frozenset[str]


class Turns:
    """Takes one event after the other; whatever follows from it is stored in one transaction, all or nothing."""

    def __init__(
        self,
        store: Store,
        conversation: Callable[[], Conversation],
        records: Records,
        rules: Rules,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._conversation = conversation
        self._records = records
        self._rules = rules
        self._clock = clock

    def take(self, received: Received) -> None:
        """Do what a claimed event asks for. Raises StoreError; the event then stays claimed."""
        event = inbound.parse(received.body.encode("utf-8", "surrogatepass"), self._rules.oa_id)
        if event is None or event.role is not Role.MESSAGE or event.message is None:
            self._obey(received, event)
            return
        situation = self._look(received, event.message.text)
        silent = situation.silent_until > self._clock()
        conversation = self._conversation()
        decision = None if silent else self._decide(conversation, event.message, situation)
        self._settle(received, event, decision, situation, conversation.book)

    def _look(self, received: Received, text: str) -> Situation:
        with self._store.read() as connection:
            memory, silent_until = citizens.load(connection, received.citizen)
            count = inbox.recent(connection, received, 60.0)
            flooding = count > self._rules.citizen_per_minute
            silent = silent_until > self._clock()
            return Situation(
                memory=memory,
                silent_until=silent_until,
                count=count,
                flooding=flooding,
                reminded=citizens.is_slowed(connection, received.citizen, self._clock()),
                known=NOTHING_KNOWN if silent or flooding else self._known(connection, received, text, memory),
                off=frozenset(switches.now_off(connection)),
            )

    def _known(self, connection: Connection, received: Received, text: str, memory: Memory) -> Known:
        known = self._records.known(connection, text, received.citizen, self._clock())
        if own_data.may_ask(text):
            known = replace(known, kept=citizens.kept(connection, received.citizen, self._rules.keep))
        return replace(known, number=docket.draw(connection)) if memory.dialogue else known

    def _decide(self, conversation: Conversation, message: Message, situation: Situation) -> Decision:
        """Decide about a message; above the citizen's limit one friendly line, then nothing."""
        memory = situation.memory
        if situation.flooding:
            return Decision(Outcome.CHAT, None if situation.reminded else conversation.too_fast(), memory)
        now = datetime.fromtimestamp(self._clock(), VIETNAM)
        if switches.WHOLE_BOT in situation.off:
            return conversation.paused(memory, now)
        try:
            return conversation.withhold(conversation.decide(message, memory, now, situation.known), situation.off, now)
        except Exception as error:  # a fault of ours must not hold up everybody behind this message
            log.error("decide_crashed", reason=type(error).__name__, exc_info=True)
            return Decision(Outcome.UNKNOWN, conversation.unknown(now), memory)

    def _settle(
        self, received: Received, event: Event, decision: Decision | None, situation: Situation, book: Book
    ) -> None:
        """Memory, reply and its receipt, journal and the settled question: one transaction, all or nothing."""
        now, quote = self._clock(), event.message_id if situation.count > 1 else None
        kept = to_keep(event.message.text, situation.memory, decision) if event.message and decision else None
        with self._store.write() as connection:
            if not inbox.settle(connection, received.id, self._rules.owner, now):
                return
            if decision is None:
                return
            citizens.remember(connection, received.citizen, decision.memory, now)
            citizens.note(connection, decision, now)
            if kept:
                count_in(connection, kept, datetime.fromtimestamp(now, VIETNAM).date())
            if situation.flooding:
                citizens.slow(connection, received.citizen, now + SLOW_SECONDS)
            to = outbox.Address(received.id, received.citizen, event.citizen)
            to = deeds.carry_out(connection, decision.deeds, to, now)
            if decision.reply is not None:
                for part in self._parts(connection, decision, decision.reply, book):
                    outbox.put(connection, to, part, quote, now)
                    quote = None
        for deed in decision.deeds:
            if isinstance(deed, own_data.RIGHTS):
                log.info("own_data", row=received.id, deed=type(deed).__name__)
        log.info("decided", row=received.id, outcome=decision.outcome.value, procedure=decision.procedure)

    def _parts(self, connection: Connection, decision: Decision, reply: Reply, book: Book) -> list[Reply]:
        """Give the messages that a reply takes, each marked while the store holds made-up dossiers; an answer's id."""
        now = datetime.fromtimestamp(self._clock(), VIETNAM)
        basis = answer_ids.grounds(decision, book, now.date())
        mark = samples.marked if self._records.sample(connection) else str
        line = partial(_line, Words(book))
        room = len(mark("")) + (receipts.room(line) if basis else 0)
        parts = [replace(one, text=mark(one.text)) for one in outbound.parts(reply, room)]
        return receipts.stamp(connection, parts, basis, line, now) if basis else parts

    def _obey(self, received: Received, event: Event | None) -> None:
        """Events that are no questions: staff took over, a citizen left."""
        now = self._clock()
        with self._store.write() as connection:
            if not inbox.settle(connection, received.id, self._rules.owner, now) or event is None:
                return
            if event.role is Role.STAFF:
                citizens.silence(connection, received.citizen, now + self._rules.staff_seconds, now)
            elif event.role is Role.LEAVE:
                citizens.leave(connection, received.citizen, now)
            elif event.role is Role.WITHDRAW:
                citizens.erase(connection, received.citizen, now)
        log.info("obeyed", row=received.id, role=event.role.value)


def _line(words: Words, short: str) -> str:
    return words.fill("ma_tra_loi", ma=short)
