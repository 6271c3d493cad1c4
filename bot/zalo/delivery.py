"""One try of sending one reply: window, token, look-up, extras, the call, and what its failure means."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot import inbox, outbox, tallies
from bot.calendar import VIETNAM
from bot.outbox import Dead, Later, Result, Sending, Sent
from bot.store import Store
from bot.zalo.client import Client, Refused, Uncertain, Unreachable, ZaloError
from bot.zalo.extras import Shelf
from bot.zalo.lookup import Found, look_up
from bot.zalo.outbound import Extras, TooLong, payload
from bot.zalo.refusals import BARE_PLAIN, Remedy, refusal
from bot.zalo.tokens import NoToken, Tokens

FREE_WINDOW = 48 * 3600.0
OPEN_WINDOW = 7 * 86400.0
"""Seconds after a citizen's last message in which Zalo takes replies free of charge, and at all."""
ADMIN_PAUSE = 120.0
"""Seconds between tries of one reply while a person must act in Zalo's console."""
BREATH = 3.0
"""Seconds in which nothing is sent to anybody after a refusal that is not about this one reply: a single one must
not stop the counter, many of them slow it down to a few calls a second."""
OFFLINE_PAUSE, OFFLINE_HOLD = 15.0, 2.0
"""Seconds until a reply is tried again, and anything at all, while no connection can be opened: nothing is lost."""
PATIENCE = 900.0
"""Seconds since its first try in which an unsure reply waits until Zalo answers the look-up; then, the setting.

While nothing at all gets through it goes on waiting: sent unseen, it would only be in doubt once more."""
NO_TOKEN_PAUSE = 15.0
MORNING = 6 * 60 + 5
"""Minutes after midnight from which Zalo takes what it refuses at night."""
LONG_PAUSE = 900.0
"""Seconds: no reply is put off further than this at once."""
CHANGES = 4
"""Calls within one try: a new token, a new upload, and each extra left out."""
TOO_LATE = "quá 48 giờ từ tin cuối của người dân, gửi sẽ bị tính phí; để cán bộ xem"
CLOSED = "quá 7 ngày từ tin cuối của người dân, Zalo không cho gửi nữa"
UNSEEN = "không rõ tin đã tới chưa và không hỏi được Zalo; để cán bộ xem"
SENT_BLIND = "sent again without look-up"
"""Tally of replies sent again though an earlier try may have arrived: each may be a double."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Manners:
    """What the office has decided about sending.

    `look_up_seconds`: how long an unsure reply waits until Zalo's conversation is asked (it may lag); 0 never asks.
    `resend_unseen`: where Zalo cannot be asked, send again (the citizen may get it twice) or leave it to staff.
    `charged`: send between 48 hours and 7 days, at Zalo's price.
    """

    look_up_seconds: float = 5.0
    resend_unseen: bool = True
    charged: bool = False


class Delivery:
    """Sends replies through a client; `draw` gives the PNG of a procedure's QR code."""

    def __init__(
        self,
        store: Store,
        client: Client,
        tokens: Tokens,
        draw: Callable[[str], bytes],
        manners: Manners = Manners(),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._client = client
        self._tokens = tokens
        self._shelf = Shelf(store, client, draw, clock)
        self._manners = manners
        self._clock = clock

    def attempt(self, sending: Sending) -> Result:
        """Try once to send a reply and say what became of it; never raises for anything Zalo does."""
        try:
            if (closed := self._closed(sending)) is not None:
                return closed
            token = self._tokens.current()
            if sending.unsure and (found := self._look_up(token, sending)) is not None:
                return found
            return self._send(token, sending)
        except NoToken:
            return Later("no token", unsure=sending.unsure, pause=NO_TOKEN_PAUSE, free=True)
        except TooLong as error:
            return Dead(f"too long: {error}")

    def _closed(self, sending: Sending) -> Result | None:
        """Zalo's windows, counted from the citizen's last message: a reply outside is not even tried."""
        with self._store.read() as connection:
            last = inbox.last_interaction(connection, sending.citizen)
        silence = 0.0 if last is None else self._clock() - last
        if silence > OPEN_WINDOW:
            return Dead(CLOSED)
        return Dead(TOO_LATE) if silence > FREE_WINDOW and not self._manners.charged else None

    def _look_up(self, token: str, sending: Sending) -> Result | None:
        """Ask Zalo's recent conversation whether an unsure reply arrived; None means: send it."""
        if not self._manners.look_up_seconds:
            return self._unseen(sending)
        try:
            known = outbox.known_ids(self._store, sending)
            found = look_up(self._client, token, sending, known)
        except Refused as error:
            if refusal(error.code).remedy is Remedy.REFRESH:
                self._tokens.renew(token)
                return Later("token renewed before look-up", unsure=True, pause=0.0, free=True)
            return self._unseen(sending)
        except ZaloError as error:
            if self._clock() - sending.first_try_at < PATIENCE or not self._gets_through():
                return Later(str(error), unsure=True, pause=OFFLINE_PAUSE, free=True, hold=OFFLINE_HOLD)
            return self._unseen(sending)
        return Sent(found.message_id) if isinstance(found, Found) else None

    def _gets_through(self) -> bool:
        with self._store.read() as connection:
            return outbox.gets_through(connection, self._clock())

    def _unseen(self, sending: Sending) -> Result | None:
        if not self._manners.resend_unseen:
            return Dead(UNSEEN)
        log.warning("sent_again_unseen", row=sending.id)
        with self._store.write() as connection:
            tallies.add(connection, SENT_BLIND)
        return None

    def _send(self, token: str, sending: Sending) -> Result:
        """Call Zalo, mending within this try what can be mended: one new token, one new upload, extras left out."""
        mended: set[Remedy] = set()
        extras: Extras | None = None
        for _ in range(CHANGES):
            try:
                extras = extras or self._shelf.extras(token, sending.reply, sending.quote)
                body = payload(sending.recipient, sending.reply, extras)
                return Sent(self._client.send(token, body))
            except Unreachable as error:
                return Later(str(error), pause=OFFLINE_PAUSE, free=True, hold=OFFLINE_HOLD)
            except Uncertain as error:
                age = self._clock() - sending.first_try_at
                pause = max(outbox.pause(sending.tries, age), self._manners.look_up_seconds)
                return Later(str(error), unsure=True, pause=pause)
            except Refused as error:
                remedy = refusal(error.code).remedy
                log.warning("send_refused", row=sending.id, code=error.code, remedy=remedy.value)
                if remedy is Remedy.REFRESH and remedy not in mended:
                    token = self._tokens.renew(token)
                elif remedy is Remedy.UPLOAD and remedy not in mended and extras and extras.picture:
                    self._shelf.forget_upload(sending.reply)
                    extras = None
                elif remedy is Remedy.PLAIN and extras and not extras.bare:
                    extras = self._plainer(error.code, extras, sending)
                else:
                    return self._settled(error.code, remedy)
                mended.add(remedy)
        return Later("refused again and again")

    def _plainer(self, code: int, extras: Extras, sending: Sending) -> Extras:
        """Leave out the likeliest culprit: a wrong parameter is mostly a quote too old, a wrong kind the attachment.

        A quote is tried once for a reply; buttons and pictures are left out for some hours for everybody.
        """
        if extras.quote and (code == -201 or not extras.attached):
            outbox.unquote(self._store, sending)
            return replace(extras, quote=None)
        if extras.picture:
            self._shelf.forget_upload(sending.reply)
            self._shelf.switch_off("picture")
            return replace(extras, picture=None)
        self._shelf.switch_off("buttons")
        return replace(extras, buttons=False)

    def _settled(self, code: int, remedy: Remedy) -> Result:
        """What becomes of a reply whose refusal cannot be mended within this try."""
        error = str(code)
        if remedy is Remedy.PLAIN:
            remedy = BARE_PLAIN.get(code, Remedy.FIX)
        match remedy:
            case Remedy.LATER | Remedy.UPLOAD:
                return Later(error)
            case Remedy.MINUTE:
                # Zalo counts by the minute; a little chance keeps several senders from starting together.
                pause = 60.0 - self._clock() % 60.0 + random.uniform(0.0, 2.0)  # noqa: S311
                return Later(error, pause=pause, free=True, hold=BREATH)
            case Remedy.MORNING:
                return Later(error, pause=self._until_morning(), free=True)
            case Remedy.ADMIN:
                return Later(error, pause=ADMIN_PAUSE, free=True, hold=BREATH)
            case Remedy.REFRESH:
                return Later(error, pause=ADMIN_PAUSE, free=True, hold=BREATH)
            case _:
                return Dead(error)

    def _until_morning(self) -> float:
        now = datetime.fromtimestamp(self._clock(), VIETNAM)
        minutes = (MORNING - now.hour * 60 - now.minute) % (24 * 60)
        return min(max(minutes * 60.0, 60.0), LONG_PAUSE)
