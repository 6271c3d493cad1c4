"""What the store knows for one message, given to the conversation as a value (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.complaints import Asked
from bot.dossiers import Looked
from bot.figures import Figures


@dataclass(frozen=True)
class Kept:
    """What the tables hold about one citizen: replies not sent yet, sent ones, since when (aware), for how many days.

    `talk_days` is how long the row of their talk stays, `reply_days` a sent reply, `phone_days` a phone after the end
    of its complaint. `draft`: something they are writing in a dialogue. `complaints` still show their alias, of these
    `reachable` ones Zalo's id too, and `phones` a phone.
    """

    waiting: int
    sent: int
    since: datetime | None
    talk_days: int
    reply_days: int
    phone_days: int = 0
    draft: bool = False
    complaints: int = 0
    reachable: int = 0
    phones: int = 0


@dataclass(frozen=True)
class Known:
    """What was looked up beforehand: the dossier of the code in the message, the last import (aware), the figures.

    `complaint` is how the one stands whose number is in the message, `number` a free number for one about to be sent.
    `kept` is what is held about the citizen who asks, where the message may be asking for it.

    Where nobody `consulted` the store (a search on a page, a terminal) nothing is said of it but the way there.
    """

    consulted: bool = False
    looked: Looked | None = None
    as_of: datetime | None = None
    figures: Figures | None = None
    complaint: Asked | None = None
    number: str | None = None
    kept: Kept | None = None


NOTHING_KNOWN = Known()
