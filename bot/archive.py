"""Imported dossiers: stored whole or not at all, found by their code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.calendar import VIETNAM
from bot.dossiers import NOTHING_IMPORTED, Answer, Dossier, Looked, Reason, Status
from bot.figures import Cell, Counts, Figures
from bot.store import Connection, Row, Store, StoreError

COLUMNS = "code, counter, procedure, status, received, due, legal_due, done, reason, online"
# A table of this connection alone: filling it takes seconds and locks nobody out; only what changes is written then.
STAGE = f"CREATE TEMPORARY TABLE incoming AS SELECT {COLUMNS} FROM dossiers WHERE 0 = 1"  # noqa: S608
UNSTAGE = "DROP TABLE IF EXISTS incoming"
FILL = f"""
INSERT INTO incoming ({COLUMNS})
VALUES (:code, :counter, :procedure, :status, :received, :due, :legal_due, :done, :reason, :online)
"""  # noqa: S608
SAME = """
DELETE FROM incoming WHERE EXISTS (
    SELECT 1 FROM dossiers WHERE dossiers.code = incoming.code
    AND (dossiers.counter, dossiers.procedure, dossiers.status, dossiers.received, dossiers.due)
        = (incoming.counter, incoming.procedure, incoming.status, incoming.received, incoming.due)
    AND coalesce(dossiers.legal_due, '') = coalesce(incoming.legal_due, '')
    AND coalesce(dossiers.done, '') = coalesce(incoming.done, '')
    AND coalesce(dossiers.reason, '') = coalesce(incoming.reason, '')
    AND coalesce(dossiers.online, -1) = coalesce(incoming.online, -1))
"""
LEFT = "SELECT count(*) AS n FROM incoming"
PUT = f"""
INSERT INTO dossiers ({COLUMNS}) SELECT {COLUMNS} FROM incoming WHERE true
ON CONFLICT (code) DO UPDATE SET counter = excluded.counter, procedure = excluded.procedure,
    status = excluded.status, received = excluded.received, due = excluded.due, legal_due = excluded.legal_due,
    done = excluded.done, reason = excluded.reason, online = excluded.online
"""  # noqa: S608
COUNT = "SELECT count(*) AS n FROM dossiers"
BY_CODE = "SELECT * FROM dossiers WHERE code = :code"
NOTE = """
INSERT INTO imports (at, digest, n, added, changed, sample) VALUES (:at, :digest, :n, :added, :changed, :sample)
"""
SEEN = "SELECT at FROM imports WHERE digest = :digest ORDER BY id DESC LIMIT 1"
RECEIVED = """
SELECT substr(received, 1, 7) AS month, counter, procedure, count(*) AS received,
    coalesce(sum(online), 0) AS online, count(online) AS channel_known
FROM dossiers GROUP BY substr(received, 1, 7), counter, procedure
"""
DONE = """
SELECT substr(done, 1, 7) AS month, counter, procedure, count(*) AS done,
    sum(CASE WHEN done < due THEN 1 ELSE 0 END) AS early, sum(CASE WHEN done = due THEN 1 ELSE 0 END) AS on_time,
    sum(CASE WHEN done > due THEN 1 ELSE 0 END) AS late, count(legal_due) AS legal_known,
    sum(CASE WHEN done <= legal_due THEN 1 ELSE 0 END) AS legal_kept
FROM dossiers WHERE done IS NOT NULL AND status IN ('co_ket_qua', 'da_tra')
GROUP BY substr(done, 1, 7), counter, procedure
"""
LAST = "SELECT id, at, sample FROM imports ORDER BY id DESC LIMIT 1"


class Mixed(Exception):
    """Made-up and real dossiers never stand in one store."""


@dataclass(frozen=True)
class Stored:
    """What an import did: dossiers given, new ones, changed ones; `before` is when the same file came already."""

    given: int
    added: int = 0
    changed: int = 0
    before: datetime | None = None


@dataclass(frozen=True)
class LastImport:
    """The newest import: its number, when it was (aware), and whether its dossiers are made up."""

    number: int
    at: datetime
    sample: bool


def store_all(
    store: Store, dossiers: Iterable[Dossier], count: int, digest: str, now: float, *, sample: bool = False
) -> Stored:
    """Store all dossiers of one file in one transaction; a file that came already changes nothing.

    `digest` names the file together with how it was read. Raises Mixed, StoreError.
    """
    with store.read() as connection:
        if seen := _seen(connection, digest, sample=sample):
            return Stored(count, before=seen)
        connection.rows(UNSTAGE)
        connection.rows(STAGE)
        connection.many(FILL, map(_row, dossiers))
        connection.rows(SAME)
    with store.write() as connection:
        if seen := _seen(connection, digest, sample=sample):  # by another process meanwhile
            return Stored(count, before=seen)
        before = _count(connection)
        connection.rows(PUT)
        added = _count(connection) - before
        changed = int((connection.one(LEFT) or {"n": 0})["n"]) - added
        values = {"at": now, "digest": digest, "n": count, "added": added, "changed": changed}
        connection.rows(NOTE, {**values, "sample": int(sample)})
        connection.rows(UNSTAGE)
        return Stored(count, added, changed)


def _seen(connection: Connection, digest: str, *, sample: bool) -> datetime | None:
    """Say when the same file came before; raises Mixed where made-up and real dossiers would meet."""
    seen = connection.one(SEEN, {"digest": digest})
    if seen is not None:
        return _moment(seen["at"])
    last = last_import(connection)
    if last is not None and last.sample != sample:
        raise Mixed("kho này chứa dữ liệu mẫu" if last.sample else "kho này chứa hồ sơ thật")
    return None


def last_import(connection: Connection) -> LastImport | None:
    """Give the newest import, or None when nothing was ever imported."""
    row = connection.one(LAST)
    return LastImport(int(row["id"]), _moment(row["at"]), bool(row["sample"])) if row else None


def holds_samples(store: Store) -> bool:
    """Say whether a store holds made-up dossiers; one that is not there or cannot be read holds none."""
    if not store.path.exists():
        return False
    try:
        with store.read() as connection:
            last = last_import(connection)
    except StoreError:
        return False
    return last is not None and last.sample


def look_up(connection: Connection, code: str) -> Looked:
    """Find a dossier by the key of its code, exactly; nothing like it is ever looked for."""
    last = last_import(connection)
    if last is None:
        return NOTHING_IMPORTED
    row = connection.one(BY_CODE, {"code": code})
    return Looked(Answer.FOUND if row else Answer.UNKNOWN, _dossier(row) if row else None, last.at)


def figures(connection: Connection) -> Figures | None:
    """Count all dossiers by month, counter and procedure; None when nothing was ever imported.

    Finished are those with a result; what was sent back or withdrawn has none and was only received.
    """
    last = last_import(connection)
    if last is None:
        return None
    rows = [*connection.rows(RECEIVED), *connection.rows(DONE)]
    cells: dict[tuple[str, str, str], Counts] = {}
    for row in rows:
        key = (row.pop("month"), row.pop("counter"), row.pop("procedure"))
        cells[key] = cells.get(key, Counts()) + Counts(**{name: int(n) for name, n in row.items()})
    return Figures(tuple(Cell(*key, counts) for key, counts in sorted(cells.items())), last.at, last.sample)


def _count(connection: Connection) -> int:
    row = connection.one(COUNT)
    return int(row["n"]) if row else 0


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, VIETNAM)


def _row(one: Dossier) -> Row:
    return {
        "code": one.code,
        "counter": one.counter,
        "procedure": one.procedure,
        "status": one.status.value,
        "received": one.received.isoformat(),
        "due": one.due.isoformat(),
        "legal_due": one.legal_due.isoformat() if one.legal_due else None,
        "done": one.done.isoformat() if one.done else None,
        "reason": one.reason.value if one.reason else None,
        "online": None if one.online is None else int(one.online),
    }


def _dossier(row: Row) -> Dossier:
    return Dossier(
        code=row["code"],
        counter=row["counter"],
        procedure=row["procedure"],
        status=Status(row["status"]),
        received=date.fromisoformat(row["received"]),
        due=date.fromisoformat(row["due"]),
        legal_due=date.fromisoformat(row["legal_due"]) if row["legal_due"] else None,
        done=date.fromisoformat(row["done"]) if row["done"] else None,
        reason=Reason(row["reason"]) if row["reason"] else None,
        online=None if row["online"] is None else bool(row["online"]),
    )
