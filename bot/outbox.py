"""Replies on their way: fixed before the first try, sent in order for each citizen, never silently lost.

waiting -> sending -> sent | waiting again (later, up to TRIES) | dead (kept for staff, blocks nobody).
Only tries that fail while other replies get through are counted: in an outage a reply waits, until its window closes.
A row found in "sending" after a crash is `unsure`: it may have reached Zalo, so it is looked up first.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot.inbox import LEASE
from bot.messages import Button, Reply
from bot.store import Connection, Store

TRIES = 10
"""Failures of a reply's own, some four minutes; while half of all calls fail, one reply in a thousand is given up."""
EVIDENCE_SECONDS = 60.0
"""Whether anything was sent within so long tells an outage from a reply that fails by itself."""
PART_MISSING = "phần trước của câu trả lời không gửi được"
LONGEST_PAUSE = 60.0
"""Seconds: the pause between two tries doubles up to this."""

PUT = """
INSERT INTO outbox (inbox_id, citizen, recipient, reply, quote, due_at, created_at)
VALUES (:inbox_id, :citizen, :recipient, :reply, :quote, :now, :now)
"""
# A time further ahead than any pause comes from a clock that ran ahead: such a reply is due now.
PICK = """
SELECT id FROM outbox AS oldest
WHERE state = 'waiting' AND (due_at <= :now OR due_at > :now + 900) AND NOT EXISTS (
    SELECT 1 FROM outbox AS other
    WHERE other.citizen = oldest.citizen AND other.state IN ('waiting', 'sending') AND other.id < oldest.id)
ORDER BY id LIMIT :count
"""
CLAIM = """
UPDATE outbox SET state = 'sending', owner = :owner, claimed_at = :now, tries = tries + 1,
    first_try_at = coalesce(first_try_at, :now)
WHERE id = :id AND state = 'waiting'
RETURNING id, citizen, recipient, reply, quote, tries, first_try_at, unsure
"""
# The id of a row erased while its reply was on its way may be another's by now: the citizen must be the same.
SENT = """
UPDATE outbox SET state = 'sent', message_id = :message_id, settled_at = :now, error = NULL, recipient = NULL
WHERE id = :id AND citizen = :citizen AND state = 'sending'
"""
BLANK = "UPDATE outbox SET reply = :blank WHERE id = :id AND citizen = :citizen AND state = 'sent'"
LATER = """
UPDATE outbox SET state = 'waiting', due_at = :due_at, error = :error, unsure = :unsure, tries = tries - :free
WHERE id = :id AND citizen = :citizen AND state = 'sending'
"""
DEAD = """
UPDATE outbox SET state = 'dead', error = :error, settled_at = :now
WHERE id = :id AND citizen = :citizen AND state = 'sending'
"""
RECOVER = """
UPDATE outbox SET state = 'waiting', unsure = 1, due_at = :due_at, tries = tries - 1
WHERE state = 'sending' AND (owner = :owner OR claimed_at < :expired)
"""
UNQUOTE = "UPDATE outbox SET quote = NULL WHERE id = :id"
# The other parts of an answer whose earlier part was given up.
GIVE_UP = """
UPDATE outbox SET state = 'dead', error = :error, settled_at = :now
WHERE state = 'waiting' AND id > :id AND inbox_id = (
    SELECT inbox_id FROM outbox WHERE id = :id AND citizen = :citizen)
"""
KNOWN = "SELECT message_id FROM outbox WHERE citizen = :citizen AND message_id IS NOT NULL AND id <> :id"
CLAIMED = """
SELECT count(*) AS n FROM (SELECT claimed_at FROM outbox ORDER BY id DESC LIMIT :most) AS newest
WHERE claimed_at > :since AND claimed_at <= :now
"""
GETS_THROUGH = "SELECT 1 AS one FROM outbox WHERE state = 'sent' AND settled_at > :since AND settled_at <= :now LIMIT 1"
COUNTS = "SELECT state, count(*) AS n FROM outbox GROUP BY state"


@dataclass(frozen=True)
class Sending:
    """A reply taken for one try. `citizen` is their alias, `recipient` Zalo's id.

    `unsure`: an earlier try may have reached Zalo without our knowing.
    """

    id: int
    citizen: str
    recipient: str
    reply: Reply
    quote: str | None
    tries: int
    first_try_at: float
    unsure: bool


@dataclass(frozen=True)
class Sent:
    """Zalo has it, under this message id (empty if it gave none)."""

    message_id: str


@dataclass(frozen=True)
class Later:
    """Not sent, or not surely: try again. `free` tries do not count (the queue was full, a token renewed).

    `hold`: seconds in which nothing should be sent to anybody, because it would meet the same.
    """

    error: str
    unsure: bool = False
    pause: float | None = None
    free: bool = False
    hold: float = 0.0


@dataclass(frozen=True)
class Dead:
    """Given up for good, with the reason for staff."""

    error: str


Result = Sent | Later | Dead


def to_text(reply: Reply) -> str:
    """Write a reply as JSON for its row."""
    buttons = [[button.title, button.payload] for button in reply.buttons]
    value = {"text": reply.text, "buttons": buttons, "qr": reply.qr, "passing": reply.passing}
    return json.dumps(value, ensure_ascii=False)


def from_text(text: str) -> Reply:
    """Read a reply back from its row."""
    value = json.loads(text)
    buttons = tuple(Button(*pair) for pair in value["buttons"])
    return Reply(value["text"], buttons, value["qr"], value.get("passing", False))


@dataclass(frozen=True)
class Address:
    """Which event a reply answers, whose it is (their alias), and Zalo's id of them, kept until it is sent."""

    inbox_id: int
    citizen: str
    recipient: str


def put(connection: Connection, to: Address, reply: Reply, quote: str | None, now: float) -> None:
    """Fix a reply inside the transaction that settles its question."""
    connection.rows(PUT, {**asdict(to), "reply": to_text(reply), "quote": quote, "now": now})


def claim(store: Store, owner: str, now: float, count: int) -> list[Sending]:
    """Take the oldest open reply of up to `count` citizens, if it is due and none of theirs is on its way."""
    with store.read() as connection:
        if not connection.rows(PICK, {"now": now, "count": 1}):
            return []
    with store.write() as connection:
        picked = connection.rows(PICK, {"now": now, "count": count})
        rows = [connection.one(CLAIM, {"id": row["id"], "owner": owner, "now": now}) for row in picked]
    return [_sending(row) for row in rows if row]


def _sending(row: dict[str, object]) -> Sending:
    return Sending(
        id=int(str(row["id"])),
        citizen=str(row["citizen"]),
        recipient=str(row["recipient"]),
        reply=from_text(str(row["reply"])),
        quote=None if row["quote"] is None else str(row["quote"]),
        tries=int(str(row["tries"])),
        first_try_at=float(str(row["first_try_at"])),
        unsure=bool(row["unsure"]),
    )


def pause(tries: int, age: float = 0.0) -> float:
    """Seconds to wait after so many counted tries, the first one `age` seconds ago: 1, 2, 4 ... to LONGEST_PAUSE."""
    return float(min(max(2 ** max(tries - 1, 0), age / 2), LONGEST_PAUSE))


def gets_through(connection: Connection, now: float) -> bool:
    """Say whether any reply was sent a moment ago: Zalo and the way to it work."""
    return connection.one(GETS_THROUGH, {"since": now - EVIDENCE_SECONDS, "now": now}) is not None


def settle(connection: Connection, sending: Sending, result: Result, now: float) -> None:
    """Record what became of a try; a reply that fails for the last time is dead and no longer blocks the citizen."""
    values: dict[str, object] = {"id": sending.id, "citizen": sending.citizen, "now": now}
    free = isinstance(result, Later) and (result.free or not gets_through(connection, now))
    match result:
        case Sent(message_id):
            connection.rows(SENT, {**values, "message_id": message_id or None})
            if sending.reply.passing:
                del values["now"]
                connection.rows(BLANK, {**values, "blank": to_text(Reply("", passing=True))})
        case Later() if free or sending.tries < TRIES:
            age = now - sending.first_try_at
            due = now + (pause(sending.tries, age) if result.pause is None else result.pause)
            del values["now"]
            extra = {"due_at": due, "error": result.error, "unsure": int(result.unsure), "free": int(free)}
            connection.rows(LATER, {**values, **extra})
        case Later(error) | Dead(error):
            connection.rows(DEAD, {**values, "error": error})
            connection.rows(GIVE_UP, {**values, "error": PART_MISSING})


def unquote(store: Store, sending: Sending) -> None:
    """Send this reply without a quote from now on: Zalo refused it."""
    with store.write() as connection:
        connection.rows(UNQUOTE, {"id": sending.id})


def recover(store: Store, owner: str, now: float, wait: float) -> None:
    """After a start: own rows left in sending (or anyone's past the lease) wait a little, then are looked up."""
    with store.write() as connection:
        connection.rows(RECOVER, {"owner": owner, "due_at": now + wait, "expired": now - LEASE})


def known_ids(store: Store, sending: Sending) -> frozenset[str]:
    """Give the message ids that belong to other replies of the same citizen."""
    with store.read() as connection:
        rows = connection.rows(KNOWN, {"citizen": sending.citizen, "id": sending.id})
    return frozenset(row["message_id"] for row in rows)


def claimed(connection: Connection, now: float, seconds: float, most: int) -> int:
    """Count the tries begun in the last seconds (by any process, at most `most`): a restart resets no limit."""
    row = connection.one(CLAIMED, {"since": now - seconds, "now": now, "most": most})
    return int(row["n"]) if row else 0


def counts(connection: Connection) -> dict[str, int]:
    """Count the replies by state."""
    return {row["state"]: int(row["n"]) for row in connection.rows(COUNTS)}
