"""Questions that the bot could not answer, masked, and gathered by likeness (pure).

Who asked is not part of them, and what is said in the steps of a dialogue never becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.letters import question
from bot.masking import PLACEHOLDER, mask
from bot.matching import alike
from bot.messages import Decision, Memory, Outcome
from bot.words import fold

LONGEST = 200
"""Characters of a question that are kept; of a letter only the part that asks."""

_CUT_PLACEHOLDER = re.compile(r"\[[^\]]*$")


@dataclass(frozen=True)
class Unanswered:
    """One masked text and how often it came, word for word; `id` is its oldest row's, `last` its latest day."""

    id: int
    text: str
    count: int
    last: date


@dataclass(frozen=True)
class Gap:
    """Texts that ask the same: `first` is the one that came most, whose id is the number of the group."""

    first: Unanswered
    others: tuple[Unanswered, ...] = ()

    @property
    def all(self) -> tuple[Unanswered, ...]:
        """Every text of the group."""
        return (self.first, *self.others)

    @property
    def count(self) -> int:
        """How often it was asked in all."""
        return sum(one.count for one in self.all)

    @property
    def last(self) -> date:
        """The latest day on which it was asked."""
        return max(one.last for one in self.all)


def to_keep(text: str, before: Memory, decision: Decision) -> str | None:
    """Give what is kept of a message for staff to learn from, masked; None for all that was understood or is private.

    Only what was read as a question of its own and fits nothing is kept: no answer in a dialogue, no cry, no complaint;
    and the question of a choice in which nothing was meant.
    """
    if decision.missed:
        return decision.missed
    if decision.outcome is not Outcome.UNKNOWN or not decision.read or before.dialogue or decision.memory.dialogue:
        return None
    return masked(text)


def masked(text: str) -> str | None:
    """Give the part of a message that asks, masked, as far as it is kept; None if nothing readable is left."""
    # Masked as a whole first: what introduces a name may stand in a sentence that is left out.
    kept = tidied(question(mask(text))).strip(" .,;:!?")
    if len(kept) > LONGEST:
        kept = _CUT_PLACEHOLDER.sub("", kept[:LONGEST].rsplit(" ", 1)[0]).rstrip()
    return kept if fold(unmasked(kept)) else None


def tidied(text: str) -> str:
    """Write a text in one line, without what a terminal would take for a command."""
    return "".join(one for one in re.sub(r"\s+", " ", text) if one.isprintable()).strip()


def unmasked(text: str) -> str:
    """Give a masked text without its placeholders, as far as it can be read."""
    return PLACEHOLDER.sub(" ", text)


def group(texts: Iterable[Unanswered]) -> list[Gap]:
    """Gather texts by likeness, the group asked most often first."""
    ordered = sorted(texts, key=lambda one: (-one.count, one.id))
    groups = alike([fold(unmasked(one.text)) for one in ordered])
    found = [Gap(ordered[places[0]], tuple(ordered[place] for place in places[1:])) for places in groups]
    return sorted(found, key=lambda gap: (-gap.count, gap.first.id))


def find(gaps: Iterable[Gap], number: int) -> tuple[Gap, Unanswered] | None:
    """Find the text with that number and the group it is in now: later questions may have moved it."""
    return next(((gap, one) for gap in gaps for one in gap.all if one.id == number), None)
