"""What decisions want done besides their replies, done in the transaction that settles the message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import citizens, docket, satisfaction
from bot.complaints import File
from bot.messages import Deed
from bot.outbox import Address
from bot.own_data import Erase, Show
from bot.ratings import Rate, Remark
from bot.store import Connection


def carry_out(connection: Connection, deeds: Iterable[Deed], to: Address, now: float) -> Address:
    """Do each of them for the citizen whom a reply goes to; give the address with what they are called afterwards."""
    for deed in deeds:
        if isinstance(deed, Erase):
            citizens.erase(connection, to.citizen, now, to.inbox_id)
            to = replace(to, citizen=citizens.ERASED)
        elif isinstance(deed, File):
            docket.file(connection, deed, to.citizen, to.recipient, now)
        elif isinstance(deed, Rate):
            satisfaction.rate(connection, deed, now)
        elif isinstance(deed, Remark):
            satisfaction.remark(connection, deed, now)
        elif not isinstance(deed, Show):
            raise TypeError(type(deed).__name__)
    return to
