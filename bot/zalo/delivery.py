"""One try of sending one reply: token, picture, extras, the call, and what its failure means."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot import outbox
from bot.messages import Reply
from bot.outbox import Dead, Later, Result, Sending, Sent
from bot.store import Store
from bot.zalo.client import Client, Refused, Uncertain, Unreachable, ZaloError
from bot.zalo.outbound import TooLong, payload
from bot.zalo.refusals import Remedy, refusal
from bot.zalo.tokens import NoToken, Tokens

UPLOAD_LIFE = 6.5 * 86400
"""Seconds a picture is used again: an upload lives 7 days at Zalo, minus half a day."""
EXTRAS_OFF = 6 * 3600
"""Seconds a refused extra (buttons, quoting) is left out before it is tried again."""
ADMIN_PAUSE = 600.0
"""Seconds between tries while a person must act in Zalo's console."""
NO_TOKEN_PAUSE = 15.0
CLOCK_SLACK = 2.0
"""Seconds that Zalo's clock may be behind ours when a look-up compares times."""

UPLOAD = "SELECT attachment_id FROM uploads WHERE content = :content AND expires_at > :now"
KEEP_UPLOAD = """
INSERT INTO uploads (content, attachment_id, expires_at) VALUES (:content, :attachment_id, :expires_at)
ON CONFLICT (content) DO UPDATE SET attachment_id = excluded.attachment_id, expires_at = excluded.expires_at
"""
FORGET_UPLOAD = "DELETE FROM uploads WHERE content = :content"
IS_OFF = "SELECT name FROM capabilities WHERE name = :name AND off_until > :now"
SWITCH_OFF = """
INSERT INTO capabilities (name, off_until) VALUES (:name, :until)
ON CONFLICT (name) DO UPDATE SET off_until = excluded.off_until
"""

log = structlog.get_logger()


@dataclass(frozen=True)
class Extras:
    """What goes beyond plain text in this call."""

    buttons: bool
    picture: str | None
    quote: str | None


class Delivery:
    """Sends replies through a client; `draw` gives the PNG of a procedure's QR code.

    `resend_unseen` decides what happens when Zalo cannot be asked whether an unsure reply arrived: send it
    again (the citizen may get it twice), or leave it to staff.
    """

    def __init__(
        self,
        store: Store,
        client: Client,
        tokens: Tokens,
        draw: Callable[[str], bytes],
        *,
        resend_unseen: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._client = client
        self._tokens = tokens
        self._draw = draw
        self._resend_unseen = resend_unseen
        self._clock = clock

    def attempt(self, sending: Sending) -> Result:
        """Try once to send a reply and say what became of it; never raises for anything Zalo does."""
        try:
            token = self._tokens.current()
            if sending.unsure:
                found = self._look_up(token, sending)
                if found is not None:
                    return found
            return self._send(token, sending)
        except NoToken:
            return Later("no token", unsure=sending.unsure, pause=NO_TOKEN_PAUSE, free=True)
        except TooLong as error:
            return Dead(f"too long: {error}")

    def _look_up(self, token: str, sending: Sending) -> Result | None:
        """Ask Zalo's recent conversation whether an unsure reply arrived; None means: not there, send it."""
        try:
            items = self._client.conversation(token, sending.citizen)
        except Refused as error:
            if refusal(error.code).remedy is Remedy.REFRESH:
                self._tokens.renew(token)
                return Later("token renewed before look-up", unsure=True, pause=0.0, free=True)
            return self._unseen()
        except ZaloError:
            return self._unseen()
        known = outbox.known_ids(self._store, sending)
        since = (sending.first_try_at - CLOCK_SLACK) * 1000
        for item in items:
            ours = str(item.get("src")) == "0" and item.get("message") == sending.reply.text
            message_id = str(item.get("message_id") or "")
            if ours and message_id not in known and _milliseconds(item.get("time")) >= since:
                return Sent(message_id)
        return None

    def _unseen(self) -> Result | None:
        if self._resend_unseen:
            log.warning("sent_again_unseen")
            return None
        return Dead("unknown whether it arrived; left to staff")

    def _send(self, token: str, sending: Sending) -> Result:
        extras = self._extras(token, sending)
        for _ in range(3):
            try:
                body = payload(
                    sending.citizen,
                    sending.reply,
                    buttons=extras.buttons,
                    picture=extras.picture,
                    quote=extras.quote,
                )
                return Sent(self._client.send(token, body))
            except Unreachable as error:
                return Later(str(error))
            except Uncertain as error:
                return Later(str(error), unsure=True)
            except Refused as error:
                remedy = refusal(error.code).remedy
                log.warning("send_refused", row=sending.id, code=error.code, remedy=remedy.value)
                if remedy is Remedy.REFRESH:
                    token = self._tokens.renew(token)
                elif remedy is Remedy.UPLOAD and extras.picture:
                    self._forget_upload(sending.reply)
                    extras = self._extras(token, sending)
                elif remedy is Remedy.PLAIN and extras != Extras(buttons=False, picture=None, quote=None):
                    extras = self._plainer(extras, sending.reply)
                else:
                    return _result(error.code, remedy)
        return Later("refused three times")

    def _extras(self, token: str, sending: Sending) -> Extras:
        picture = self._picture(token, sending.reply)
        quote = sending.quote if self._is_on("quote") else None
        return Extras(buttons=bool(sending.reply.buttons) and self._is_on("buttons"), picture=picture, quote=quote)

    def _plainer(self, extras: Extras, reply: Reply) -> Extras:
        """Leave out one extra, the likeliest first, and remember it as off for some hours.

        A refused quote says something about that one message (too old), so only its repetition counts.
        """
        if extras.quote:
            return Extras(extras.buttons, extras.picture, None)
        if extras.picture:
            self._forget_upload(reply)
            return Extras(extras.buttons, None, None)
        self._switch_off("buttons")
        return Extras(buttons=False, picture=None, quote=None)

    def _picture(self, token: str, reply: Reply) -> str | None:
        """Give the attachment id of the reply's QR picture, uploading it if needed; None if that fails."""
        if reply.qr is None:
            return None
        with self._store.read() as connection:
            row = connection.one(UPLOAD, {"content": reply.qr, "now": self._clock()})
        if row is not None:
            return str(row["attachment_id"])
        try:
            attachment = self._client.upload_image(token, self._draw(reply.qr))
        except ZaloError as error:
            log.warning("upload_failed", reason=type(error).__name__)
            return None
        values = {"content": reply.qr, "attachment_id": attachment, "expires_at": self._clock() + UPLOAD_LIFE}
        with self._store.write() as connection:
            connection.rows(KEEP_UPLOAD, values)
        return attachment

    def _forget_upload(self, reply: Reply) -> None:
        with self._store.write() as connection:
            connection.rows(FORGET_UPLOAD, {"content": reply.qr})

    def _is_on(self, name: str) -> bool:
        with self._store.read() as connection:
            return connection.one(IS_OFF, {"name": name, "now": self._clock()}) is None

    def _switch_off(self, name: str) -> None:
        log.warning("extra_off", name=name, seconds=EXTRAS_OFF)
        with self._store.write() as connection:
            connection.rows(SWITCH_OFF, {"name": name, "until": self._clock() + EXTRAS_OFF})


def _result(code: int, remedy: Remedy) -> Result:
    """Turn a refusal that cannot be mended within this try into what becomes of the reply."""
    if remedy in (Remedy.LATER, Remedy.UPLOAD):
        return Later(str(code))
    if remedy is Remedy.ADMIN:
        return Later(str(code), pause=ADMIN_PAUSE)
    return Dead(str(code))


def _milliseconds(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0
