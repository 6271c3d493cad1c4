"""Messages that the webhook missed, asked for at Zalo: after an outage, or while it was switched off.

Bounded on every side: nothing from before the bot was first connected, nothing older than the free window,
only what stands unanswered at the end of a conversation, at most `PAGES` pages of conversations. A message that
has come by the webhook, or comes later, has the same key and no second effect.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from typing import Any

import structlog

from bot import inbox
from bot.aliases import Aliases
from bot.store import Store
from bot.zalo import inbound
from bot.zalo.client import Client, Refused
from bot.zalo.tokens import NoToken, Tokens

GRACE = 90.0
"""Seconds that a message is left to the webhook: longer than the first of Zalo's second tries."""
LOOK_BACK = 47 * 3600.0
"""Seconds: an older message could no longer be answered free of charge (48 hours)."""
PAGE = 10
"""Conversations, or messages, that Zalo gives in one call."""
PAGES = 10
NEAR = 0.3
"""Seconds: an event of the same citizen and kind this close to a message is the same one under another id."""
EVENTS = {
    "text": "user_send_text",
    "photo": "user_send_image",
    "image": "user_send_image",
    "gif": "user_send_gif",
    "sticker": "user_send_sticker",
    "voice": "user_send_audio",
    "audio": "user_send_audio",
    "video": "user_send_video",
    "location": "user_send_location",
    "file": "user_send_file",
    "link": "user_send_link",
}
"""What Zalo's conversation calls a kind of message, and the event that would have told of it."""

MARK = "SELECT at FROM marks WHERE name = 'caught_up'"
SET_MARK = """
INSERT INTO marks (name, at) VALUES ('caught_up', :at) ON CONFLICT (name) DO UPDATE SET at = excluded.at
"""
SAME = """
SELECT 1 AS found FROM inbox WHERE citizen = :citizen AND happened_at BETWEEN :low AND :high
AND event_key LIKE :kind LIMIT 1
"""

log = structlog.get_logger()


class CatchUp:
    """Asks Zalo for recent conversations and puts what was missed into the inbox."""

    def __init__(
        self,
        store: Store,
        client: Client,
        tokens: Tokens,
        ids: tuple[str, str],
        aliases: Aliases,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._client = client
        self._tokens = tokens
        self._app_id, self._oa_id = ids
        self._aliases = aliases
        self._clock = clock

    def run(self) -> int:
        """Take in what was missed since the last run and give its number. Raises ZaloError, StoreError."""
        until = self._clock() - GRACE
        mark = self._mark(until)
        since = max(mark, self._clock() - LOOK_BACK)
        try:
            token = self._tokens.current()
            taken = sum(self._take(token, citizen, since, until) for citizen in self._unanswered(token, since))
        except NoToken:
            return 0
        except Refused as error:
            log.warning("catch_up_refused", code=error.code)
            return 0
        with self._store.write() as connection:
            connection.rows(SET_MARK, {"at": until})
        if taken:
            log.warning("caught_up", messages=taken)
        return taken

    def _mark(self, now: float) -> float:
        """Until when everything is known; at the first run ever that is now: old talks are none of ours."""
        with self._store.write() as connection:
            row = connection.one(MARK)
            if row is None:
                connection.rows(SET_MARK, {"at": now})
        return now if row is None else float(row["at"])

    def _unanswered(self, token: str, since: float) -> list[str]:
        """Citizens whose conversation ends with a message of theirs, newest first."""
        found: list[str] = []
        for page in range(PAGES):
            items = self._client.recent(token, page * PAGE, PAGE)
            fresh = [item for item in items if _seconds(item) > since]
            found += [str(item.get("from_id")) for item in fresh if _is_citizens(item)]
            if len(fresh) < PAGE:
                break
        else:
            log.warning("catch_up_bounded", pages=PAGES)
        return list(dict.fromkeys(citizen for citizen in found if inbound.is_id(citizen)))

    def _take(self, token: str, citizen: str, since: float, until: float) -> int:
        items = itertools.takewhile(_is_citizens, self._client.conversation(token, citizen, PAGE))
        missed = [item for item in items if since < _seconds(item) <= until and self._is_new(citizen, item)]
        return sum(self._put(citizen, item) for item in reversed(missed))

    def _is_new(self, citizen: str, item: dict[str, Any]) -> bool:
        """Whether the webhook has brought nothing of this citizen and kind at that time, under whichever id."""
        name, at = EVENTS.get(str(item.get("type"))), _seconds(item)
        near = {"citizen": self._aliases.of(citizen), "low": at - NEAR, "high": at + NEAR, "kind": f"{name}:%"}
        with self._store.read() as connection:
            return connection.one(SAME, near) is None

    def _put(self, citizen: str, item: dict[str, Any]) -> bool:
        name, at = EVENTS.get(str(item.get("type"))), _seconds(item)
        message_id = str(item.get("message_id") or "")
        if name is None or not message_id:
            return False
        body = self._event(name, citizen, item, message_id)
        event = inbound.parse(body.encode(), self._oa_id)
        alias = self._aliases.of(citizen)
        return event is not None and inbox.put(self._store, event.key(alias), alias, body, self._clock(), at)

    def _event(self, name: str, citizen: str, item: dict[str, Any], message_id: str) -> str:
        """Write a message of the conversation as the event that should have told of it."""
        text = str(item.get("message") or "") if name == EVENTS["text"] else ""
        event = {
            "app_id": self._app_id,
            "event_name": name,
            "timestamp": str(item.get("time")),
            "sender": {"id": citizen},
            "recipient": {"id": self._oa_id},
            "message": {"msg_id": message_id, "text": text},
        }
        return json.dumps(event, ensure_ascii=False)


def _is_citizens(item: dict[str, Any]) -> bool:
    return str(item.get("src")) == "1"


def _seconds(item: dict[str, Any]) -> float:
    try:
        return float(str(item.get("time"))) / 1000
    except ValueError:
        return 0.0
