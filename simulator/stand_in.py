"""The whole stand-in as one object: for tests, and for the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulator import citizens, scenarios
from simulator.account import Account, new_message_id, new_user_id
from simulator.citizens import Saying
from simulator.clock import Clock, SystemClock
from simulator.delivery import Attempt, Carrier, Delivery, Parcel
from simulator.events import Signing
from simulator.ledger import Sent, Violation
from simulator.oauth import ACCESS_LIFE, Tokens
from simulator.people import People, Person
from simulator.report import Misbehaved, summary
from simulator.server import Server
from simulator.state import StateFile
from simulator.switches import Faults, Switches
from simulator.uploads import Uploads
from simulator.world import World


class Simulator:
    """Zalo's side of one Official Account on a loopback port; a context manager.

    `clock` is a SystemClock or a HandClock; `state` names the file that lets a restart carry on; `port` 0 takes
    a free one; with `strict` the block ends in Misbehaved if the bot did what it must not. Raises OSError when the
    port is taken or the state cannot be written, ValueError for a webhook on one of Zalo's own hosts or a state file
    that is not ours.
    """

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
        state: Path | None = None,
        port: int = 0,
        name: str = "Một cửa Ngã Năm",
        redirect_uri: str | None = None,
        strict: bool = False,
    ) -> None:
        account = Account(app_id, oa_id, app_secret, oa_secret, name, redirect_uri)
        self.world = World(account, clock or SystemClock(), StateFile(state) if state else None)
        self.world.tokens.begin(refresh_token)
        self.world.delivery.url = webhook_url or ""
        self.world.trial = self.trial
        self._strict = strict
        self._server = Server(self.world, port)

    @property
    def url(self) -> str:
        """The address of API, OAuth host and page, without a slash at its end."""
        return self._server.url

    @property
    def webhook_url(self) -> str:
        """Where events go; may be set at any time."""
        return self.world.delivery.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.world.delivery.url = url

    @property
    def switches(self) -> Switches:
        """The platform's settings; change the fields at will."""
        return self.world.switches

    @property
    def faults(self) -> Faults:
        """Orders faults for coming calls."""
        return self.world.faults

    def start(self) -> Self:
        """Listen and deliver. OSError when the state cannot be written."""
        try:
            self.world.start()
            self._server.start()
        except BaseException:
            self._server.server_close()
            raise
        return self

    def stop(self) -> None:
        """End everything at once; the state is saved."""
        self.world.stop()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._strict and error is None:
            self.verdict()

    @property
    def people(self) -> People:
        """All citizens and their conversations."""
        return self.world.people

    @property
    def tokens(self) -> Tokens:
        """All codes and tokens; `tokens.issue()` gives a pair as copied from the API Explorer."""
        return self.world.tokens

    @property
    def uploads(self) -> Uploads:
        """All uploads."""
        return self.world.uploads

    @property
    def delivery(self) -> Delivery:
        """The queue of events on their way to the webhook."""
        return self.world.delivery

    # What citizens and staff do.

    def person(self, user_id: str, name: str = "Người dân") -> Person:
        """The citizen with this id, made known to the account (with no interaction yet) if they are not."""
        return citizens.meet(self.world, user_id, name)

    def say(
        self,
        user_id: str,
        text: str = "",
        *,
        wait: bool = False,
        signing: Signing = Signing.RIGHT,
        msg_id: str = "",
        held: bool = False,
        **variants: Any,
    ) -> str:
        """A citizen's message; returns its id. `wait` delivers it before returning, `held` leaves that to the caller.

        A message that is not signed rightly is a forgery: it goes to the webhook and nowhere else.
        `variants` are further fields of Saying (kind, payload, quote, event_name, at, hidden, extra).
        """
        saying = Saying(text, message_id=msg_id or new_message_id(), **variants)
        if signing in (Signing.RIGHT, Signing.NO_PREFIX):
            citizens.record(self.world, user_id, saying)
        if held or citizens.is_filtered(self.world, saying):
            return saying.message_id
        parcel = citizens.parcel(self.world, user_id, saying, signing)
        if wait:
            self._carry(parcel)
        else:
            self.world.delivery.put(parcel)
        return saying.message_id

    def give(self, user_id: str, kind: str, text: str = "", **variants: Any) -> str:
        """A citizen sends one of the kinds of events.ATTACHMENTS; returns the message's id."""
        return self.say(user_id, text, kind=kind, **variants)

    def tap(self, user_id: str, button: dict[str, Any]) -> str:
        """Tap one of the account's buttons; returns the id of the message it makes, empty for none."""
        saying = citizens.tapped(button)
        return "" if saying is None else self.say(user_id, saying.text, hidden=saying.hidden)

    def relate(self, name: str, user_id: str) -> None:
        """The citizen does `follow`, `unfollow`, `user_click_chatnow` or `user_withdraw`."""
        citizens.relate(self.world, user_id, name)

    def react(self, user_id: str, message_id: str, icon: str = "/-heart") -> None:
        """The citizen's emoji on a message."""
        citizens.react(self.world, user_id, message_id, icon)

    def submit_info(self, user_id: str, info: dict[str, Any] | None = None) -> None:
        """The citizen fills in a request_user_info form."""
        citizens.submit_info(self.world, user_id, info)

    def staff(self, user_id: str, text: str, admin_id: str = citizens.ADMIN_ID) -> str:
        """A member of staff writes in the chat tool; returns the message's id."""
        return citizens.staff_writes(self.world, user_id, text, admin_id)

    def emit(self, name: str, user_id: str) -> None:
        """Send any event of catalogue.NAMES. KeyError for another name."""
        citizens.emit(self.world, user_id, name)

    def expire_token(self) -> None:
        """Let the living access token be older than its 25 hours; the refresh token stays good."""
        with self.world.lock:
            self.world.tokens.access_time -= ACCESS_LIFE + 1

    def refuse(self, user_id: str, code: int) -> None:
        """Let every send to this citizen fail with `code` (-244, -227, -218, -213 ...); 0 ends it."""
        with self.world.lock:
            self.world.people.by_id[user_id].refuses = code

    def save(self) -> None:
        """Write the state now. OSError when it cannot be written."""
        self.world.save()

    # Events made by hand.

    def event(self, name: str, user_id: str, message: dict[str, Any] | None = None, **extra: Any) -> dict[str, Any]:
        """An event from `user_id` in the platform's envelope, not yet delivered; `extra` adds top-level fields."""
        event = self.world.events.from_user(name, user_id, message or {}, self.world.now_ms())
        if message is None:
            del event["message"]
        return event | extra

    def deliver(
        self, event: dict[str, Any] | bytes, sign: Signing | str = Signing.RIGHT, *, url: str = "", retry: int = 0
    ) -> int:
        """Post `event` once, now, signed as `sign` says; the HTTP status, 0 when there was no answer in time."""
        parcel = replace(self.world.parcel(event, sign=sign), retry=retry)
        return self._carry(parcel, url).status

    def _carry(self, parcel: Parcel, url: str = "") -> Attempt:
        carrier = Carrier()
        try:
            return self.world.delivery.carry(carrier, parcel, url)
        finally:
            carrier.close()

    def console_test(self, url: str) -> bool:
        """The console's "Kiểm tra": a post with a wrong signature; the URL is stored only on HTTP 200."""
        event = self.event("user_send_text", new_user_id(), {"text": "test message", "msg_id": "test"})
        stored = self.deliver(event, Signing.RANDOM, url=url) == 200
        if stored:
            self.webhook_url = url
        return stored

    def settle(self, timeout: float = 5.0) -> bool:
        """Wait until all queued events are delivered (second tries not counted); False after `timeout` s."""
        return self.world.delivery.settle(timeout)

    def wait_for_sends(self, count: int, timeout: float = 5.0) -> bool:
        """Wait until at least `count` sends were accepted; False after `timeout` seconds."""
        with self.world.changed:
            return self.world.changed.wait_for(lambda: len(self.world.sent) >= count, timeout)

    def enable_webhook(self) -> None:
        """What an admin does in the console after Zalo has switched the webhook off."""
        self.world.delivery.disabled = False

    # What was seen.

    @property
    def is_disabled(self) -> bool:
        """True once Zalo has given up on the webhook."""
        return self.world.delivery.disabled

    @property
    def notices(self) -> list[str]:
        """What Zalo told the app's admin."""
        with self.world.lock:
            return list(self.world.notices)

    @property
    def sent(self) -> list[Sent]:
        """All accepted sends so far, in order."""
        with self.world.lock:
            return list(self.world.sent)

    @property
    def attempts(self) -> list[Attempt]:
        """All deliveries so far, in order of their end (the last 20,000)."""
        with self.world.lock:
            return list(self.world.attempts)

    def waiting(self) -> list[tuple[float, int]]:
        """Time due (seconds since 1970) and number (1 to 5) of each ordered redelivery."""
        return self.world.delivery.waiting()

    def violations(self) -> list[Violation]:
        """What the bot did that a well-behaved bot never does; empty is good."""
        with self.world.lock:
            return self.world.ledger.report()

    def report(self) -> list[str]:
        """The violations as "kind: detail"; empty is good."""
        return [str(violation) for violation in self.violations()]

    def verdict(self) -> None:
        """Fail the run if the bot did what a well-behaved bot never does. Raises Misbehaved with all of it."""
        if found := self.report():
            raise Misbehaved(found)

    def summary(self) -> dict[str, Any]:
        """The run in figures: events, deliveries, sends, refreshes, notices, and every violation."""
        return summary(self.world)

    def trial(self, name: str) -> list[str]:
        """Run one trial of `scenarios.SCENARIOS`; what the bot did wrong, empty if nothing. KeyError if unknown."""
        return scenarios.run(self, [name])[name]
