"""What the store knows for one message, given to the conversation as a value (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.complaints import Asked
from bot.dossiers import Looked
from bot.figures import Figures


@dataclass(frozen=True)
class Known:
    """What was looked up beforehand: the dossier of the code in the message, the last import (aware), the figures.

    `complaint` is how the one stands whose number is in the message, `number` a free number for one about to be sent.

    Where nobody `consulted` the store (a search on a page, a terminal) nothing is said of it but the way there.
    """

    consulted: bool = False
    looked: Looked | None = None
    as_of: datetime | None = None
    figures: Figures | None = None
    complaint: Asked | None = None
    number: str | None = None


NOTHING_KNOWN = Known()
