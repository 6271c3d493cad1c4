"""What is kept of a citizen: the memory of the talk, and whether staff have taken over."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot import memories
from bot.calendar import VIETNAM
from bot.known import Kept
from bot.messages import Decision, Dialogue, Facet, Memory
from bot.retention import Keep
from bot.store import Connection

OPEN_QUESTION = "open_question"
"""Its name in the column of the dialogue, whose words go sooner than the rest of a memory."""
LOAD = "SELECT memory, dialogue, silent_until FROM citizens WHERE id = :id"
REMEMBER = """
INSERT INTO citizens (id, memory, dialogue, changed_at) VALUES (:id, :memory, :dialogue, :now)
ON CONFLICT (id) DO UPDATE SET memory = excluded.memory, dialogue = excluded.dialogue, changed_at = excluded.changed_at
"""
SILENCE = """
INSERT INTO citizens (id, silent_until, changed_at) VALUES (:id, :until, :now)
ON CONFLICT (id) DO UPDATE SET silent_until = excluded.silent_until, changed_at = excluded.changed_at
"""
SILENT = "SELECT count(*) AS n FROM citizens WHERE silent_until > :now"
ERASED = "erased"
"""What the tables call everybody whose rows had to stay."""
EVERY_EVENT = 2**62
ERASE_REPLIES = "DELETE FROM outbox WHERE citizen = :id"
# The keys stay, so that an event delivered again is still recognised; keys made of the id are replaced.
ERASE_EVENTS = """
UPDATE inbox SET citizen = :erased, body = NULL, state = 'settled', settled_at = coalesce(settled_at, :now),
    event_key = CASE WHEN event_key LIKE '%' || :id THEN 'erased:' || id ELSE event_key END
WHERE citizen = :id AND id <= :last
"""
# What they complained of is the office's to answer; nothing leads to them any more.
ERASE_COMPLAINTS = "UPDATE complaints SET citizen = NULL, recipient = NULL, phone = NULL WHERE citizen = :id"
KEPT = """
SELECT count(CASE WHEN state = 'sent' THEN 1 END) AS sent, count(CASE WHEN state <> 'sent' THEN 1 END) AS waiting,
    min(CASE WHEN state = 'sent' THEN created_at END) AS since
FROM outbox WHERE citizen = :id
"""
COMPLAINTS = """
SELECT count(*) AS complaints, count(recipient) AS reachable, count(phone) AS phones
FROM complaints WHERE citizen = :id
"""
IS_SLOWED = "SELECT id FROM citizens WHERE id = :id AND slowed_until > :now"
SLOW = "UPDATE citizens SET slowed_until = :until WHERE id = :id"
FORGET = "DELETE FROM citizens WHERE id = :id"
NOTE = """
INSERT INTO journal (at, outcome, procedure, facets, agency) VALUES (:at, :outcome, :procedure, :facets, :agency)
"""


def memory_to_text(memory: Memory) -> str:
    """Write a memory as JSON for its row, without what holds words of the citizen: those go sooner."""
    value = asdict(memory)
    for name in ("dialogue", OPEN_QUESTION):
        del value[name]
    return json.dumps(value, ensure_ascii=False)


def words_to_text(memory: Memory) -> str | None:
    """Write the dialogue under way, and the masked question of an open choice, as JSON for their column."""
    value = asdict(memory.dialogue) if memory.dialogue else {}
    if memory.open_question:
        value[OPEN_QUESTION] = memory.open_question
    return json.dumps(value, ensure_ascii=False) if value else None


def _dialogue(value: dict[str, Any]) -> Dialogue:
    said = tuple((key, said) for key, said in value["said"])
    under = value.get("under")
    return Dialogue(value["name"], value["step"], said, _dialogue(under) if under else None)


def memory_from_text(text: str, dialogue: str | None = None) -> Memory:
    """Read a memory back; what an older version wrote and this one does not know is left out."""
    value, words = json.loads(text), json.loads(dialogue) if dialogue else {}
    for name in ("dialogue", OPEN_QUESTION):
        value.pop(name, None)
    known = {name: value[name] for name in Memory.__dataclass_fields__ if name in value}
    for name in ("offered", "rivals", "rejected"):
        known[name] = tuple(known.get(name, ()))
    facets = tuple(Facet(facet) for facet in known.pop("facets", ()) if facet in set(Facet))
    under_way = _dialogue(words) if "name" in words else None
    return Memory(facets=facets, dialogue=under_way, open_question=words.get(OPEN_QUESTION, ""), **known)


def load(connection: Connection, citizen: str) -> tuple[Memory, float]:
    """Give the citizen's memory and until when the bot is silent for them (seconds since the epoch)."""
    row = connection.one(LOAD, {"id": citizen})
    if row is None:
        return Memory(), 0.0
    return memory_from_text(row["memory"], row["dialogue"]), float(row["silent_until"])


def remember(connection: Connection, citizen: str, memory: Memory, now: float) -> None:
    """Store what to remember of the talk."""
    values = {"memory": memory_to_text(memory), "dialogue": words_to_text(memory)}
    connection.rows(REMEMBER, {"id": citizen, "now": now, **values})


def silence(connection: Connection, citizen: str, until: float, now: float) -> None:
    """Keep the bot silent for this citizen until then: a member of staff is writing to them."""
    connection.rows(SILENCE, {"id": citizen, "until": until, "now": now})


def is_slowed(connection: Connection, citizen: str, now: float) -> bool:
    """Say whether this citizen was told a short while ago to write less quickly."""
    return connection.one(IS_SLOWED, {"id": citizen, "now": now}) is not None


def slow(connection: Connection, citizen: str, until: float) -> None:
    """Note until when a citizen who writes too quickly is not told so again."""
    connection.rows(SLOW, {"id": citizen, "until": until})


def forget(connection: Connection, citizen: str) -> None:
    """Drop everything kept of the citizen's talk."""
    connection.rows(FORGET, {"id": citizen})


def leave(connection: Connection, citizen: str, now: float) -> None:
    """Forget the talk of someone who unfollowed; that they were welcomed is kept, so that it happens once."""
    memory, _ = load(connection, citizen)
    remember(connection, citizen, memories.lasting(memory), now)


def erase(connection: Connection, citizen: str, now: float, last: int = EVERY_EVENT) -> None:
    """Erase everything about someone who asked for it: memory, replies, questions, their id beside complaints.

    `last` is the event with which they asked: what they wrote after it is still to be answered.
    """
    forget(connection, citizen)
    connection.rows(ERASE_REPLIES, {"id": citizen})
    connection.rows(ERASE_COMPLAINTS, {"id": citizen})
    connection.rows(ERASE_EVENTS, {"id": citizen, "erased": ERASED, "now": now, "last": last})


def kept(connection: Connection, citizen: str, keep: Keep) -> Kept:
    """Say what the tables hold about a citizen."""
    row = connection.one(KEPT, {"id": citizen}) or {"sent": 0, "waiting": 0, "since": None}
    since = None if row["since"] is None else datetime.fromtimestamp(row["since"], VIETNAM)
    found = connection.one(COMPLAINTS, {"id": citizen}) or {}
    draft = _told(load(connection, citizen)[0].dialogue)
    return Kept(row["waiting"], row["sent"], since, keep.talks, keep.replies, keep.complaint_phones, draft, **found)


def _told(dialogue: Dialogue | None) -> bool:
    return dialogue is not None and (bool(dialogue.said) or _told(dialogue.under))


def in_staff_hands(connection: Connection, now: float) -> int:
    """Count the talks that staff have taken over for the moment."""
    row = connection.one(SILENT, {"now": now})
    return int(row["n"]) if row else 0


def note(connection: Connection, decision: Decision, now: float) -> None:
    """Count a decision in the journal: outcome, procedure and facets, nothing about the citizen."""
    values = {
        "at": now,
        "outcome": decision.outcome.value,
        "procedure": decision.procedure,
        "facets": " ".join(decision.facets),
        "agency": decision.agency.value if decision.agency else None,
    }
    connection.rows(NOTE, values)
