"""The platform in one object: citizens write, the bot is called, what it sends is judged and kept."""

from __future__ import annotations

import json
import os
import random
import threading
import unicodedata
from collections import Counter, deque
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from simulator.account import Account, new_message_id
from simulator.clock import Clock, SystemClock, milliseconds
from simulator.delivery import Attempt, Carrier, Delivery, Parcel
from simulator.events import ATTACHMENTS, Events, Signing, signature, write
from simulator.oauth import Tokens
from simulator.people import FROM_ACCOUNT, FROM_USER, Line, People, Person
from simulator.switches import Faults, Switches
from simulator.uploads import Uploads

KEPT_ATTEMPTS = 200
INTERACTIONS = ("user_send_", "follow", "user_click_chatnow", "user_submit_info")


@dataclass(frozen=True)
class Sent:
    """One accepted message of the bot."""

    message_id: str
    user_id: str
    text: str
    attachment: dict[str, Any] | None
    quote: str
    time: float


class Simulator:
    """A stand-in for Zalo on a free loopback port; use it as a context manager in tests."""

    def __init__(
        self,
        *,
        app_id: str,
        oa_id: str,
        app_secret: str,
        oa_secret: str,
        refresh_token: str,
        webhook_url: str | None = None,
        clock: Clock | None = None,
        port: int = 0,
        state: Path | None = None,
    ) -> None:
        from simulator.server import Server

        self.account = Account(app_id, oa_id, app_secret, oa_secret)
        self.clock = clock or SystemClock()
        self.lock = threading.RLock()
        self.switches = Switches()
        self.faults = Faults()
        self.people = People()
        self.events = Events(self.account)
        self.tokens = Tokens(self.account, self.clock)
        self.uploads = Uploads(self.clock, state.with_suffix(".uploads") if state else None)
        self.attempts: deque[Attempt] = deque(maxlen=KEPT_ATTEMPTS)
        self.delivery = Delivery(self.clock, self.switches, self._attempted)
        self._state = state
        self._chance = random.Random(1)
        self._sent: list[Sent] = []
        self._asked: Counter[str] = Counter()
        self._violations: list[str] = []
        self.refreshing = 0
        self._load()
        self.tokens.begin(refresh_token)
        if webhook_url:
            self.delivery.url = webhook_url
        self._server = Server(self, port)

    def start(self) -> Simulator:
        """Serve and deliver; raises RuntimeError when headers with underscores get lost."""
        self._server.start()
        self.delivery.start()
        return self

    def stop(self) -> None:
        """End serving and delivering, keep the state."""
        self.delivery.stop()
        self._server.stop()
        self.save()

    def __enter__(self) -> Simulator:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    @property
    def url(self) -> str:
        """The address of API, OAuth and page alike."""
        return self._server.url

    @property
    def sent(self) -> list[Sent]:
        """Everything the bot has sent so far, in the order of acceptance."""
        with self.lock:
            return list(self._sent)

    # ---- what citizens and staff do ----

    def say(
        self,
        user_id: str,
        text: str,
        *,
        wait: bool = False,
        signing: Signing = Signing.RIGHT,
        msg_id: str | None = None,
        hidden: bool = False,
    ) -> str:
        """A citizen writes; gives the message id. `wait` delivers before returning."""
        with self.lock:
            line = self._line(user_id, FROM_USER, "text", text, message_id=msg_id)
            line.hidden = hidden
            message = {"text": text, "msg_id": line.message_id}
            event = self.events.from_user("user_send_text", user_id, message, line.time)
        if not self.switches.hash_filter or text.startswith("#"):
            self.emit(event, user_id, line.message_id, signing=signing, wait=wait)
        return line.message_id

    def give(self, user_id: str, kind: str, text: str = "") -> str:
        """A citizen sends a picture, sticker, voice, place, file, link or card."""
        with self.lock:
            line = self._line(user_id, FROM_USER, kind, text)
            shape = "link" if kind == "business_card" else kind
            message: dict[str, Any] = {
                "msg_id": line.message_id,
                "attachments": [{"type": shape, "payload": ATTACHMENTS[kind]}],
            }
            if text:
                message["text"] = text
            event = self.events.from_user(f"user_send_{kind}", user_id, message, line.time)
        self.emit(event, user_id, line.message_id)
        return line.message_id

    def relate(self, name: str, user_id: str) -> None:
        """A citizen follows, unfollows, presses "Nhắn tin" or withdraws."""
        with self.lock:
            person = self.person(user_id)
            person.is_follower = name == "follow" or (person.is_follower and name != "unfollow")
            event = self.events.relation(name, user_id, milliseconds(self.clock))
        self.emit(event, user_id, "")

    def staff(self, user_id: str, text: str, admin_id: str = "77") -> str:
        """A member of staff writes in the account's own chat tool."""
        with self.lock:
            line = self._line(user_id, FROM_ACCOUNT, "text", text)
            line.admin_id = admin_id
            message = {"text": text, "msg_id": line.message_id}
            event = self.events.echo("oa_send_text", user_id, message, line.time, admin_id)
        self.emit(event, user_id, line.message_id)
        return line.message_id

    def emit(
        self,
        event: dict[str, Any],
        user_id: str,
        message_id: str,
        *,
        signing: Signing = Signing.RIGHT,
        wait: bool = False,
    ) -> int:
        """Sign an event and deliver it; with `wait` gives the HTTP status (0: no answer)."""
        body = write(event, self.switches.json_form, self.switches.unicode_form, self._chance)
        name = str(event.get("event_name", ""))
        if name.startswith(INTERACTIONS) and signing in (Signing.RIGHT, Signing.NO_PREFIX):
            with self.lock:
                self._asked[user_id] += 1
                self.person(user_id).last_interaction = milliseconds(self.clock)
        parcel = Parcel(name, user_id, message_id, body, signature(self.account, body, signing))
        return self.carry(parcel) if wait else self._put(parcel)

    def _put(self, parcel: Parcel) -> int:
        self.delivery.put(parcel)
        return 0

    def carry(self, parcel: Parcel) -> int:
        """Deliver one parcel now, outside the queue, and give the HTTP status."""
        carrier = Carrier()
        try:
            return self.delivery.carry(carrier, parcel).status
        finally:
            carrier.close()

    def person(self, user_id: str) -> Person:
        """The citizen with this id, made if unknown."""
        return self.people.add(f"Người dân {user_id[-4:]}", user_id)

    def _line(self, user_id: str, src: int, kind: str, text: str, *, message_id: str | None = None) -> Line:
        self.person(user_id)
        line = Line(message_id or new_message_id(), user_id, src, milliseconds(self.clock), kind, text)
        if src == FROM_USER:
            line.status = "sending"
        self.people.append(line)
        return line

    def _attempted(self, attempt: Attempt) -> None:
        with self.lock:
            self.attempts.append(attempt)
            line = self.people.by_message.get(attempt.parcel.message_id)
            if line is not None and line.src == FROM_USER:
                line.status = "delivered" if attempt.ok else "failed"

    # ---- what the bot does ----

    def accept(self, user_id: str, parts: dict[str, Any]) -> Sent:
        """Keep an accepted message of the bot and tell the webhook about it (echo and receipts)."""
        with self.lock:
            line = self._line(user_id, FROM_ACCOUNT, "text" if not parts["attachment"] else "template", parts["text"])
            line.attachment, line.quote = parts["attachment"], parts["quote"]
            sent = Sent(line.message_id, user_id, line.text, line.attachment, line.quote, self.clock.now())
            self._sent.append(sent)
            self._judge(sent)
        self._notify(sent, line.time)
        return sent

    def _judge(self, sent: Sent) -> None:
        if not unicodedata.is_normalized("NFC", sent.text):
            self._violations.append(f"{sent.message_id}: text is not NFC")
        answers = sum(1 for one in self._sent if one.user_id == sent.user_id) if len(self._sent) < 5000 else 0
        if answers > self._asked[sent.user_id] * self.switches.answers_per_message:
            self._violations.append(f"{sent.message_id}: more answers than messages (an echo answered, or a double)")

    def _notify(self, sent: Sent, at: int) -> None:
        message = {"text": sent.text, "msg_id": sent.message_id}
        if self.switches.echo_events:
            self.emit(self.events.echo("oa_send_text", sent.user_id, message, at), sent.user_id, sent.message_id)
        if self.switches.receipts:
            for name in ("user_received_message", "user_seen_message"):
                event = self.events.receipt(name, sent.user_id, sent.message_id, at)
                self.emit(event, sent.user_id, sent.message_id)

    def blame(self, violation: str) -> None:
        """Note that the bot broke a rule."""
        with self.lock:
            self._violations.append(violation)

    def report(self) -> list[str]:
        """What the bot did that it must not do; empty when all is well."""
        with self.lock:
            return list(self._violations)

    # ---- the state ----

    def save(self) -> None:
        """Write the state file at once and whole, if there is one."""
        if self._state is None:
            return
        with self.lock:
            value = {
                "people": self.people.dump(),
                "tokens": self.tokens.dump(),
                "uploads": self.uploads.dump(),
                "asked": dict(self._asked),
            }
            scratch = self._state.with_suffix(".new")
            with scratch.open("w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(self._state)

    def _load(self) -> None:
        if self._state is None or not self._state.exists():
            return
        value = json.loads(self._state.read_text(encoding="utf-8"))
        self.people.load(value["people"])
        self.tokens.load(value["tokens"])
        self.uploads.load(value["uploads"])
        self._asked.update(value["asked"])

    def again(self, parcel: Parcel) -> Parcel:
        """The same event once more, as a redelivery."""
        return replace(parcel, retry=parcel.retry + 1)

    def snapshot(self, user_id: str) -> list[dict[str, Any]]:
        """A citizen's conversation as plain values, for the page."""
        with self.lock:
            return [asdict(line) for line in self.people.lines.get(user_id, []) if not line.hidden]
