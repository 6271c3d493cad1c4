"""Keyed names of citizens: what tables call a citizen wherever Zalo's id is not needed for sending (pure).

A hash without a key would be undone by trying all ids. The key is made from the account's secret, so it stands in no
table, and whoever holds a copy of the database alone cannot tell whose rows they are. A new secret makes new names:
the talks of half an hour, and who was welcomed, are then forgotten.
"""

from __future__ import annotations

import hashlib
import hmac

PURPOSE = b"citizens"
LENGTH = 32
"""Characters of an alias: 128 bits."""


class Aliases:
    """Names citizens by one secret."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)

    def of(self, user_id: str) -> str:
        """Give the alias of Zalo's id of a citizen: the same one every time."""
        return hmac.digest(self._key, user_id.encode(), hashlib.sha256).hex()[:LENGTH]
