"""Receipts of answers: what was said under which id, kept once for everybody and without anybody."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from bot import answer_ids
from bot.answer_ids import Grounds
from bot.calendar import VIETNAM
from bot.messages import Reply
from bot.store import Connection, StoreError

# Another answer under the same id changes nothing and gives no row.
KEEP = """
INSERT INTO receipts (id, fingerprint, texts, procedure, edition, facets, agency, book, first_at, last_at, n)
VALUES (:id, :fingerprint, :texts, :procedure, :edition, :facets, :agency, :book, :day, :day, 1)
ON CONFLICT (id) DO UPDATE SET n = receipts.n + 1, last_at = excluded.last_at
WHERE receipts.fingerprint = excluded.fingerprint
RETURNING id
"""
FIND = "SELECT * FROM receipts WHERE id = :id"


@dataclass(frozen=True)
class Receipt:
    """An answer as it was sent, in one or several messages; the days are Vietnam's, `n` counts how often."""

    id: str
    texts: tuple[str, ...]
    basis: Grounds
    first: datetime
    last: datetime
    n: int


def stamp(
    connection: Connection, parts: Sequence[Reply], basis: Grounds, line: Callable[[str], str], now: datetime
) -> list[Reply]:
    """Put the id at the end of an answer and keep its receipt, in the caller's transaction. StoreError if it failed.

    `line` writes the id's line. Only days are kept, so that a receipt cannot be joined with a message by its time.
    """
    mark = answer_ids.fingerprint([one.text for one in parts], basis)
    day = datetime.combine(now.date(), time(), VIETNAM).timestamp()
    for length in answer_ids.LENGTHS:
        short = answer_ids.make(mark, length)
        stamped = [*parts[:-1], replace(parts[-1], text=f"{parts[-1].text}\n\n{line(short)}")]
        texts = json.dumps([one.text for one in stamped], ensure_ascii=False)
        values = {"id": short, "fingerprint": mark, "texts": texts, "day": day, **vars(basis)}
        if connection.rows(KEEP, values):
            return stamped
    raise StoreError("không còn mã trả lời nào trống")


def room(line: Callable[[str], str]) -> int:
    """Letters that the longest id takes at the end of a message."""
    return len("\n\n" + line(answer_ids.make("0", answer_ids.LENGTHS[-1])))


def find(connection: Connection, short: str) -> Receipt | None:
    """Find a receipt by its id; None when no such answer was given, or its time is over."""
    rows = connection.rows(FIND, {"id": short})
    if not rows:
        return None
    row = rows[0]
    first, last = (datetime.fromtimestamp(row[key], VIETNAM) for key in ("first_at", "last_at"))
    basis = Grounds(*(row[key] for key in Grounds.__dataclass_fields__))
    return Receipt(row["id"], tuple(json.loads(row["texts"])), basis, first, last, row["n"])
