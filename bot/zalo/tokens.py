"""The token pair: kept in the store, refreshed by one process at a time, stored before it is used.

A refresh token works once (Zalo's OAuth v4). Two refreshes at the same moment would lose the account, so
a lease in the token row lets one in; it outlives every HTTP timeout. The token that is handed in is noted
before the call: if the answer gets lost on the way and Zalo then calls the token used, we know why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog

from bot.store import Connection, Store
from bot.zalo.client import CONNECT_TIMEOUT, READ_TIMEOUT, TokenPair, TokenRefused, Unreachable, ZaloError

LEASE = 3 * (CONNECT_TIMEOUT + READ_TIMEOUT)
"""Seconds a refresher keeps the others out: longer than all tries of one call together."""
RETRY_PAUSE = 30.0
"""Seconds between two attempts after a failed refresh."""
REFUSED_PAUSE = 600.0
"""Seconds until a refusal that a person may mend in Zalo's console is tried again."""
OVERDUE = 3600.0
"""Seconds after half of the token's life from which a missing refresh is an alarm; 11 hours are left then."""
GONE = (-14014, -14020)
"""Zalo's words for a refresh token that is used, unknown, or older than three months: no use in trying again."""

LOAD = "SELECT access, refresh, obtained_at, expires_at, presented, trouble FROM tokens WHERE id = 1"
WATCH = "SELECT access, refresher FROM tokens WHERE id = 1"
CREATE = "INSERT INTO tokens (id, refresh) VALUES (1, :refresh) ON CONFLICT (id) DO NOTHING"
FREE = "SELECT 1 AS free FROM tokens WHERE id = 1 AND (lease_until < :now OR lease_until > :far)"
OPEN = "SELECT 1 AS free FROM tokens WHERE id = 1 AND refresher IS NULL"
LOCK = "UPDATE tokens SET refresher = :owner, lease_until = :until WHERE id = 1"
PRESENT = "UPDATE tokens SET presented = :token WHERE id = 1 AND refresher = :owner"
UNLOCK = """
UPDATE tokens SET refresher = NULL, lease_until = :until, presented = :presented, trouble = :trouble
WHERE id = 1 AND refresher = :owner
"""
REPLACE = """
UPDATE tokens SET previous_access = access, previous_refresh = refresh, access = :access, refresh = :refresh,
    obtained_at = :now, expires_at = :expires_at, refresher = NULL, lease_until = 0, presented = '', trouble = ''
WHERE id = 1
"""

log = structlog.get_logger()


class NoToken(Exception):
    """There is no usable access token right now; messages wait."""


class Trouble(StrEnum):
    """What stands in the way of the next refresh."""

    NONE = ""  # nothing
    UNANSWERED = "unanswered"  # a refresh went out and no answer came: it may have been the last one
    LOST = "lost"  # Zalo made a new pair and its answer was lost: only `connect` mends it
    REFUSED = "refused"  # Zalo does not accept the refresh token: only `connect` mends it
    BARRED = "barred"  # Zalo refuses for another reason: a person must look into the console


TOLD = {
    Trouble.UNANSWERED: "đổi khóa truy cập nhưng chưa nhận được trả lời của Zalo; bot đang thử lại",
    Trouble.LOST: "Zalo đã đổi khóa nhưng câu trả lời thất lạc; chạy: python -m bot connect (tin nhắn được giữ lại)",
    Trouble.REFUSED: "Zalo không nhận khóa làm mới; chạy: python -m bot connect (tin nhắn được giữ lại)",
    Trouble.BARRED: "Zalo từ chối đổi khóa; xem ứng dụng còn hoạt động không trên trang nhà phát triển Zalo",
}
UNCONNECTED_TOLD = "chưa kết nối OA; chạy: python -m bot connect (tin nhắn được giữ lại)"
OVERDUE_TOLD = "khóa truy cập đáng ra đã được đổi từ {hours:.0f} giờ trước; còn dùng được {left:.0f} giờ"
EXPIRED_TOLD = "khóa truy cập đã hết hạn và chưa đổi được; tin nhắn được giữ lại"


@dataclass(frozen=True)
class Kept:
    """The pair as stored, with its times in seconds since the epoch, and what is wrong with it."""

    access: str = ""
    refresh: str = ""
    obtained_at: float = 0.0
    expires_at: float = 0.0
    presented: str = ""
    trouble: str = ""

    @property
    def due_at(self) -> float:
        """When the pair should be renewed: at half of its life."""
        return (self.obtained_at + self.expires_at) / 2

    def alarms(self, now: float) -> list[str]:
        """Say in Vietnamese what staff must know: trouble at once, an overdue refresh after an hour."""
        if not self.refresh:
            return [UNCONNECTED_TOLD]
        told = [TOLD[Trouble(self.trouble)]] if self.trouble else []
        if self.access and now > self.expires_at:
            told.append(EXPIRED_TOLD)
        elif self.access and now > self.due_at + OVERDUE:
            told.append(OVERDUE_TOLD.format(hours=(now - self.due_at) / 3600, left=(self.expires_at - now) / 3600))
        return told


class Tokens:
    """Gives a valid access token; `refresh` trades a refresh token for a new pair."""

    def __init__(
        self,
        store: Store,
        refresh: Callable[[str], TokenPair],
        first_refresh_token: str,
        owner: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._refresh = refresh
        self._first = first_refresh_token
        self._owner = owner
        self._clock = clock

    def current(self) -> str:
        """Give the access token, renewed at half of its life. Raises NoToken when there is none to use."""
        kept, now = self._load(), self._clock()
        if kept.access and now < kept.due_at:
            return kept.access
        try:
            return self.renew(kept.access)
        except NoToken:
            if kept.access and now < kept.expires_at:
                return kept.access
            raise

    def tend(self) -> None:
        """Renew the pair when it is due, whether anyone writes or not, and log what staff must know."""
        try:
            self.current()
        except NoToken as error:
            log.error("no_token", reason=str(error))
        for told in self._load().alarms(self._clock()):
            log.error("token_alarm", told=told)

    def renew(self, stale: str) -> str:
        """Replace the pair whose access token is `stale`, unless someone has done so meanwhile.

        Raises NoToken when it cannot be had now.
        """
        kept = self._lock()
        if kept is None:
            return self._await(stale)
        if kept.access and kept.access != stale and self._clock() < kept.expires_at:
            self._unlock(0.0, kept.presented, kept.trouble)
            return kept.access
        token = kept.refresh or self._first
        if not token:
            self._unlock(0.0, "", Trouble.NONE)
            raise NoToken("not connected")
        if kept.trouble in (Trouble.LOST, Trouble.REFUSED) and kept.presented == token:
            self._unlock(0.0, kept.presented, kept.trouble)
            raise NoToken(kept.trouble)
        return self._trade(token, unanswered=kept.presented == token)

    def _trade(self, token: str, *, unanswered: bool) -> str:
        """Hand in a refresh token. `unanswered`: it was handed in before, and nobody knows what became of it."""
        with self._store.write() as connection:
            connection.rows(PRESENT, {"token": token, "owner": self._owner})
        try:
            pair = self._refresh(token)
        except Unreachable as error:
            self._unlock(self._clock() + RETRY_PAUSE, token if unanswered else "", _still(unanswered))
            log.warning("token_not_renewed", reason=str(error))
            raise NoToken(str(error)) from error
        except TokenRefused as error:
            raise NoToken(self._refused(token, error.code, unanswered=unanswered)) from error
        except ZaloError as error:
            self._unlock(self._clock() + RETRY_PAUSE, token, Trouble.UNANSWERED)
            log.error("token_answer_missing", reason=str(error))
            raise NoToken(str(error)) from error
        self.adopt(pair)
        log.info("token_renewed", lifetime=pair.lifetime)
        return pair.access

    def _refused(self, token: str, code: int, *, unanswered: bool) -> Trouble:
        if code not in GONE:
            trouble, until = Trouble.BARRED, self._clock() + REFUSED_PAUSE
        else:
            trouble, until = Trouble.LOST if unanswered else Trouble.REFUSED, 0.0
        self._unlock(until, token, trouble)
        log.error("token_refused", code=code, told=TOLD[trouble])
        return trouble

    def adopt(self, pair: TokenPair) -> None:
        """Store a new pair and keep the one before; whatever stood in the way of a refresh is over."""
        now = self._clock()
        values = {"access": pair.access, "refresh": pair.refresh, "now": now, "expires_at": now + pair.lifetime}
        with self._store.write() as connection:
            connection.rows(CREATE, {"refresh": self._first})
            connection.rows(REPLACE, values)

    def hold(self) -> bool:
        """Keep every refresher out, this one's own renewing included, for the length of a lease; False if one is in."""
        self._load()
        return self._lock(during_pause=True) is not None

    def let_go(self) -> None:
        """End `hold` without a new pair."""
        kept = self._load()
        self._unlock(0.0, kept.presented, kept.trouble)

    def _await(self, stale: str) -> str:
        """Another process is refreshing: wait a little for its pair; after a failed refresh nobody is."""
        for _ in range(100):
            with self._store.read() as connection:
                row = connection.one(WATCH) or {"access": "", "refresher": None}
            if row["access"] and row["access"] != stale:
                return str(row["access"])
            if row["refresher"] is None:
                break
            time.sleep(0.05)
        raise NoToken("another refresh is under way")

    def _load(self) -> Kept:
        with self._store.read() as connection:
            row = connection.one(LOAD)
        if row is None:
            with self._store.write() as connection:
                connection.rows(CREATE, {"refresh": self._first})
                row = connection.one(LOAD)
        return Kept(**row) if row else Kept()

    def _lock(self, *, during_pause: bool = False) -> Kept | None:
        """Keep others out, or None if someone is in; the pause after a failed refresh counts as well, unless told."""
        now = self._clock()
        with self._store.write() as connection:
            # A lease that ends later than any lease can was taken before the clock was set back.
            free = connection.one(FREE, {"now": now, "far": now + REFUSED_PAUSE + LEASE})
            if free is None and not (during_pause and connection.one(OPEN)):
                return None
            connection.rows(LOCK, {"owner": self._owner, "until": now + LEASE})
            row = connection.one(LOAD)
        return Kept(**row) if row else None

    def _unlock(self, until: float, presented: str, trouble: str) -> None:
        values = {"owner": self._owner, "until": until, "presented": presented, "trouble": str(trouble)}
        with self._store.write() as connection:
            connection.rows(UNLOCK, values)


def _still(unanswered: bool) -> Trouble:
    return Trouble.UNANSWERED if unanswered else Trouble.NONE


def kept(connection: Connection) -> Kept:
    """Give the pair as stored; an empty one when there is none."""
    row = connection.one(LOAD)
    return Kept(**row) if row else Kept()


def expires_at(connection: Connection) -> float | None:
    """Give when the stored access token ends, or None when there is none."""
    pair = kept(connection)
    return pair.expires_at if pair.access else None
