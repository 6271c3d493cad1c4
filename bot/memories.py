"""What is kept of a talk from one turn to the next (pure)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.messages import Memory, Outcome
from bot.sayings import Said

MEMORY_SECONDS = 30 * 60
"""A talk is forgotten after half an hour of silence."""
DRAFT_SECONDS = 60 * 60
"""What was said in a dialogue that broke off is dropped after an hour of silence."""
FORGETTING = ("dung", "bat-dau-lai")
"""Topics after which the talk is forgotten."""
ANSWERED = (Outcome.ANSWER, Outcome.NOT_IN_FORCE)


def lasting(memory: Memory) -> Memory:
    """Give what outlives a talk: what this citizen has been told or asked once."""
    return Memory(welcomed=memory.welcomed, noticed=memory.noticed, rating_asked_at=memory.rating_asked_at)


def fresh(memory: Memory, now: datetime) -> Memory:
    """Forget a talk that has been silent too long; a clock that jumped back forgets nothing."""
    silence = now.timestamp() - memory.asked_at
    if silence <= MEMORY_SECONDS:
        return memory
    dialogue = memory.dialogue if silence <= DRAFT_SECONDS else None
    offered = memory.offered if dialogue else ()
    return replace(lasting(memory), dialogue=dialogue, offered=offered, asked_at=memory.asked_at)


def after(said: Said, memory: Memory, now: datetime) -> Memory:
    """Give what to remember once this was said.

    An answer becomes what the talk is about, with its rivals for the citizen who meant another; a choice or
    a matter outside the book ends what it was about; small talk changes nothing but the list.
    """
    rejected = memory.rejected if said.rejected is None else said.rejected
    kept = replace(
        memory,
        facets=said.facets,
        offered=said.offered,
        rejected=rejected,
        dialogue=said.dialogue,
        open_question="",
        asked_at=now.timestamp(),
    )
    if said.topic in FORGETTING:
        return replace(lasting(memory), asked_at=now.timestamp())
    if said.outcome in ANSWERED:
        rivals = said.rivals if said.procedure != memory.procedure else said.rivals or memory.rivals
        return _moved(memory, replace(kept, procedure=said.procedure, matter=None, rivals=rivals))
    if said.ends_talk:
        return _moved(memory, replace(kept, procedure=None, matter=said.matter, rivals=said.rivals))
    return replace(kept, facets=said.facets or memory.facets)


def _moved(before: Memory, kept: Memory) -> Memory:
    """Note what the talk was about when it is about something else now."""
    subject, now = before.procedure or before.matter, kept.procedure or kept.matter
    return replace(kept, left=subject) if subject and subject != now else kept
