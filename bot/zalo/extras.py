"""What goes beyond plain text: buttons, the QR picture, the quote; which of them Zalo takes at present."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.messages import Reply
from bot.store import Store
from bot.zalo.client import Client, Refused, ZaloError
from bot.zalo.outbound import Extras
from bot.zalo.refusals import Remedy, refusal

UPLOAD_LIFE = 6.5 * 86400
"""Seconds a picture is used again: an upload lives 7 days at Zalo, minus half a day."""
EXTRAS_OFF = 6 * 3600
"""Seconds a refused extra (buttons, pictures) is left out before it is tried again."""

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


class Shelf:
    """Keeps uploads for as long as Zalo does, and remembers which extras Zalo refused lately."""

    def __init__(self, store: Store, client: Client, draw: Callable[[str], bytes], clock: Callable[[], float]) -> None:
        self._store = store
        self._client = client
        self._draw = draw
        self._clock = clock

    def extras(self, token: str, reply: Reply, quote: str | None) -> Extras:
        """Give what may go with a reply now. Raises Refused when the token was refused at the upload."""
        picture = self._picture(token, reply) if reply.qr and self.is_on("picture") else None
        return Extras(
            buttons=bool(reply.buttons) and not picture and self.is_on("buttons"), picture=picture, quote=quote
        )

    def _picture(self, token: str, reply: Reply) -> str | None:
        """Give the attachment id of the reply's QR picture, uploading it if needed; None if that fails."""
        content = reply.qr or ""
        with self._store.read() as connection:
            row = connection.one(UPLOAD, {"content": content, "now": self._clock()})
        if row is not None:
            return str(row["attachment_id"])
        try:
            attachment = self._client.upload_image(token, self._draw(content))
        except ZaloError as error:
            if isinstance(error, Refused) and refusal(error.code).remedy is Remedy.REFRESH:
                raise
            log.warning("upload_failed", reason=type(error).__name__)
            return None
        values = {"content": content, "attachment_id": attachment, "expires_at": self._clock() + UPLOAD_LIFE}
        with self._store.write() as connection:
            connection.rows(KEEP_UPLOAD, values)
        return attachment

    def forget_upload(self, reply: Reply) -> None:
        """Zalo has forgotten this reply's picture: upload it anew next time."""
        with self._store.write() as connection:
            connection.rows(FORGET_UPLOAD, {"content": reply.qr})

    def is_on(self, name: str) -> bool:
        """Say whether an extra may be tried; a refusal is forgotten after EXTRAS_OFF seconds."""
        with self._store.read() as connection:
            return connection.one(IS_OFF, {"name": name, "now": self._clock()}) is None

    def switch_off(self, name: str) -> None:
        """Remember that Zalo refused this extra."""
        log.warning("extra_off", name=name, seconds=EXTRAS_OFF)
        with self._store.write() as connection:
            connection.rows(SWITCH_OFF, {"name": name, "until": self._clock() + EXTRAS_OFF})
