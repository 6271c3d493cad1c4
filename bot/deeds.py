"""What decisions want done besides their replies, done in the transaction that settles the message."""

from __future__ import annotations

from collections.abc import Iterable

from bot import citizens, docket, satisfaction
from bot.complaints import File
from bot.messages import Deed
from bot.own_data import Erase, Show
from bot.ratings import Rate, Remark
from bot.store import Connection


def carry_out(connection: Connection, deeds: Iterable[Deed], citizen: str, recipient: str, now: float) -> str:
    """Do each of them for a citizen, by alias and Zalo's id; give what the tables call this citizen afterwards."""
    for deed in deeds:
        if isinstance(deed, Erase):
            citizens.erase(connection, citizen, now)
            citizen = citizens.ERASED
        elif isinstance(deed, File):
            docket.file(connection, deed, citizen, recipient, now)
        elif isinstance(deed, Rate):
            satisfaction.rate(connection, deed, now)
        elif isinstance(deed, Remark):
            satisfaction.remark(connection, deed, now)
        elif not isinstance(deed, Show):
            raise TypeError(type(deed).__name__)
    return citizen
