"""Judges the bot: whom it answered, how often, and what a well-behaved bot never does."""

from __future__ import annotations

import json
import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator.people import FROM_USER, Line
from simulator.switches import Switches

# So many messages of one citizen are kept in mind.
KEPT = 200


@dataclass(frozen=True)
class Sent:
    """One accepted send."""

    message_id: str
    user_id: str
    # text, buttons, image, gif, sticker, file, list, request_user_info.
    kind: str
    text: str
    attachment: dict[str, Any] | None
    # quote_message_id of the send; empty when it quoted nothing.
    quote: str
    # Milliseconds since 1970.
    time: int
    # The inbound message it is taken to answer; empty when there was none.
    answers: str


def content_of(text: str, attachment: dict[str, Any] | None) -> str:
    """What the citizen sees, as one comparable text."""
    return text + json.dumps(attachment, sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class Violation:
    """One thing a well-behaved bot never does."""

    # answered-twice, answered-echo, unprompted, spoke-over-staff, not-nfc, numeric-id, refresh-token-reused,
    # parallel-refresh.
    kind: str
    detail: str
    user_id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


@dataclass
class _Inbound:
    message_id: str
    text: str
    contents: list[str] = field(default_factory=list)
    # Its answer quoted nothing and was taken to be the oldest open message's; a later quote may tell otherwise.
    guessed: bool = False


@dataclass
class _Talk:
    inbound: deque[_Inbound] = field(default_factory=lambda: deque(maxlen=KEPT))
    # A message that got the answer of another one: its own, or that of the other a second time.
    repeated: str = ""
    # The last event that asks for no answer (echo, receipt, reaction) since the last inbound message.
    automatic: str = ""
    staff_until: float = 0.0


class Ledger:
    """What happened between each citizen and the bot, and the violations seen; the caller holds the lock."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._talks: dict[str, _Talk] = {}
        self._violations: list[Violation] = []

    def _talk(self, user_id: str) -> _Talk:
        return self._talks.setdefault(user_id, _Talk())

    def blame(self, kind: str, detail: str, user_id: str = "") -> None:
        """Note a violation seen elsewhere."""
        self._violations.append(Violation(kind, detail, user_id))

    def inbound(self, user_id: str, message_id: str, text: str) -> None:
        """A citizen said or did something that may be answered."""
        talk = self._talk(user_id)
        if any(message.message_id == message_id for message in talk.inbound):
            return
        talk.inbound.append(_Inbound(message_id, text))
        talk.automatic = ""

    def automatic(self, user_id: str, name: str) -> None:
        """An event that must not be answered went out to the bot."""
        self._talk(user_id).automatic = name

    def staff(self, user_id: str, now: float) -> None:
        """A member of staff wrote; the bot should be silent for as long as the switch says."""
        self._talk(user_id).staff_until = now + self._switches.staff_silence

    def answer(self, user_id: str, quote: str, content: str, text: str, now: float) -> str:
        """Judge one accepted send and return the id of the inbound message it is taken to answer."""
        talk = self._talk(user_id)
        if not unicodedata.is_normalized("NFC", text):
            self.blame("not-nfc", "the text of a send is not in NFC", user_id)
        if self._switches.staff_silence and now < talk.staff_until:
            self.blame("spoke-over-staff", "a send while a member of staff has the talk", user_id)
        target = self._target(talk, quote)
        if target is None:
            self.blame("unprompted", "a send to someone who has said nothing", user_id)
            return ""
        self._judge(talk, target, content, user_id)
        target.contents.append(content)
        return target.message_id

    def _target(self, talk: _Talk, quote: str) -> _Inbound | None:
        waiting = next((message for message in talk.inbound if not message.contents), None)
        for message in reversed(talk.inbound):
            if quote and message.message_id == quote:
                if message.guessed and waiting is not None:
                    # The unquoted answer was another message's: events may arrive in another order than they happened.
                    waiting.contents, message.contents = message.contents, []
                    waiting.guessed, message.guessed = True, False
                return message
        if waiting is not None:
            waiting.guessed = True
        return waiting or (talk.inbound[-1] if talk.inbound else None)

    def _judge(self, talk: _Talk, target: _Inbound, content: str, user_id: str) -> None:
        repeats = [other for other in talk.inbound if content in other.contents]
        if len(target.contents) < self._switches.answers_per_message and target not in repeats:
            # Perhaps two questions share an answer; one more send than there are questions will tell.
            if any(other.text != target.text for other in repeats):
                talk.repeated = target.message_id
        elif repeats or talk.repeated:
            told = repeats[-1].message_id if repeats else talk.repeated
            self.blame("answered-twice", f"the same answer twice for {told}", user_id)
            talk.repeated = ""
        elif talk.automatic:
            self.blame("answered-echo", f"a send after {talk.automatic}, with nothing to answer", user_id)
        else:
            self.blame("unprompted", f"more than one answer for {target.message_id}", user_id)

    def recall(self, lines: Iterable[Line]) -> None:
        """Take over a conversation from before a restart, without judging it."""
        for line in lines:
            talk = self._talk(line.user_id)
            if line.src == FROM_USER:
                talk.inbound.append(_Inbound(line.message_id, line.text))
            elif not line.admin_id and (target := self._target(talk, line.quote)) is not None:
                target.contents.append(content_of(line.text, line.attachment))

    def report(self) -> list[Violation]:
        """All violations so far; empty for a bot that behaves."""
        return list(self._violations)
