"""The token pair: kept in the store, refreshed by one process at a time, stored before it is used.

A refresh token works once (Zalo's OAuth v4). Two refreshes at the same moment would lose the account, so
a lease in the token row lets one in; it outlives every HTTP timeout.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.store import Connection, Store
from bot.zalo.client import TokenPair, TokenRefused, ZaloError

LEASE = 60.0
"""Seconds a refresher keeps the others out: longer than connect and read timeout together, twice."""
RETRY_PAUSE = 30.0
"""Seconds between two attempts after a failed refresh."""

LOAD = "SELECT access, refresh, obtained_at, expires_at FROM tokens WHERE id = 1"
WATCH = "SELECT access, refresher FROM tokens WHERE id = 1"
CREATE = "INSERT INTO tokens (id, refresh) VALUES (1, :refresh) ON CONFLICT (id) DO NOTHING"
LOCK = """
UPDATE tokens SET refresher = :owner, lease_until = :until
WHERE id = 1 AND lease_until < :now RETURNING access, refresh, obtained_at, expires_at
"""
UNLOCK = "UPDATE tokens SET refresher = NULL, lease_until = :until WHERE id = 1 AND refresher = :owner"
REPLACE = """
UPDATE tokens SET previous_refresh = refresh, access = :access, refresh = :refresh, obtained_at = :now,
    expires_at = :expires_at, refresher = NULL, lease_until = 0
WHERE id = 1
"""

log = structlog.get_logger()


class NoToken(Exception):
    """There is no usable access token right now; messages wait."""


@dataclass(frozen=True)
class Kept:
    """The pair as stored, with its times in seconds since the epoch."""

    access: str
    refresh: str
    obtained_at: float
    expires_at: float


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
        if kept.access and now < (kept.obtained_at + kept.expires_at) / 2:
            return kept.access
        try:
            return self.renew(kept.access)
        except NoToken:
            if kept.access and now < kept.expires_at:
                return kept.access
            raise

    def renew(self, stale: str) -> str:
        """Replace the pair whose access token is `stale`, unless someone has done so meanwhile.

        Raises NoToken when it cannot be had now.
        """
        kept = self._lock()
        if kept is None:
            return self._await(stale)
        if kept.access and kept.access != stale and self._clock() < kept.expires_at:
            self._unlock(0.0)
            return kept.access
        try:
            pair = self._refresh(kept.refresh or self._first)
        except ZaloError as error:
            self._unlock(self._clock() + RETRY_PAUSE)
            if isinstance(error, TokenRefused):
                log.error("token_refused", code=error.code, hint="kết nối lại OA")
            else:
                log.warning("token_not_renewed", reason=type(error).__name__)
            raise NoToken(type(error).__name__) from error
        self._keep(pair)
        log.info("token_renewed", lifetime=pair.lifetime)
        return pair.access

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
        return Kept(**row) if row else Kept("", "", 0.0, 0.0)

    def _lock(self) -> Kept | None:
        now = self._clock()
        with self._store.write() as connection:
            row = connection.one(LOCK, {"owner": self._owner, "until": now + LEASE, "now": now})
        return Kept(**row) if row else None

    def _unlock(self, until: float) -> None:
        with self._store.write() as connection:
            connection.rows(UNLOCK, {"owner": self._owner, "until": until})

    def _keep(self, pair: TokenPair) -> None:
        now = self._clock()
        values = {"access": pair.access, "refresh": pair.refresh, "now": now, "expires_at": now + pair.lifetime}
        with self._store.write() as connection:
            connection.rows(REPLACE, values)


def expires_at(connection: Connection) -> float | None:
    """Give when the stored access token ends, or None when there is none."""
    row = connection.one(LOAD)
    return float(row["expires_at"]) if row and row["access"] else None
