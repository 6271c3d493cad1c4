"""What is kept how long: settled events, finished replies, talks, complaints, the journal, deleted in small batches.

What goes is counted first, so that the totals of the metrics never fall. Open events and complaints, waiting
replies and tokens are never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import tallies
from bot.calendar import VIETNAM
from bot.memories import DRAFT_SECONDS
from bot.store import Connection, Store

DAY = 86400.0
SENDER_DAYS = 7
"""Days after which a complaint no longer shows from whom it came."""
BATCH = 500
"""Rows of one table that one transaction deletes: a few milliseconds."""

EVENTS = """
DELETE FROM inbox WHERE id IN (
    SELECT id FROM inbox WHERE state = 'settled' AND settled_at < :before ORDER BY settled_at LIMIT :batch)
RETURNING 'received' AS name
"""
REPLIES = """
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE state IN ('sent', 'dead') AND settled_at < :before LIMIT :batch)
RETURNING 'replies ' || state AS name
"""
JOURNAL = """
DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE at < :before ORDER BY at LIMIT :batch)
RETURNING 'decided ' || outcome AS name
"""
# Questions without an answer, masked.
UNANSWERED = """
DELETE FROM unanswered WHERE id IN (SELECT id FROM unanswered WHERE day < :before ORDER BY day LIMIT :batch)
RETURNING 'unanswered' AS name
"""
TALKS = """
DELETE FROM citizens WHERE id IN (
    SELECT id FROM citizens WHERE changed_at < :before AND silent_until < :before LIMIT :batch)
RETURNING 'forgotten' AS name
"""
# A dialogue that broke off.
DRAFTS = """
UPDATE citizens SET dialogue = NULL WHERE id IN (
    SELECT id FROM citizens WHERE dialogue IS NOT NULL AND changed_at < :before LIMIT :batch)
RETURNING 'drafts' AS name
"""
# Papers missing at the counters: whole months, so that none is ever half counted.
MISSING = "DELETE FROM missing WHERE month < :month RETURNING 'missing' AS name"
RATINGS = "DELETE FROM ratings WHERE month < :month RETURNING 'ratings' AS name"
REMARKS = "DELETE FROM remarks WHERE month < :month RETURNING 'remarks' AS name"
COMPLAINTS = """
DELETE FROM complaints WHERE id IN (
    SELECT id FROM complaints WHERE state IN ('da_chuyen', 'da_tra_loi', 'da_dong') AND changed_at < :before
    LIMIT :batch)
RETURNING 'complaints' AS name
"""
# Their history goes with them.
ACTS = """
DELETE FROM complaint_acts WHERE id IN (
    SELECT id FROM complaint_acts AS act WHERE at < :before
        AND NOT EXISTS (SELECT 1 FROM complaints WHERE complaints.id = act.complaint) LIMIT :batch)
RETURNING 'complaint acts' AS name
"""
# A phone is needed no longer once there is an answer; with it goes whose it was.
PHONES = """
UPDATE complaints SET phone = NULL, citizen = NULL WHERE id IN (
    SELECT id FROM complaints WHERE phone IS NOT NULL AND state NOT IN ('moi', 'mo_lai') AND changed_at < :before
    LIMIT :batch)
RETURNING 'complaint phones' AS name
"""
# Zalo lets the account write for a week: after that nobody needs to know whom. By the alias a phone can be erased.
SENDERS = """
UPDATE complaints SET citizen = CASE WHEN phone IS NULL THEN NULL ELSE citizen END, recipient = NULL WHERE id IN (
    SELECT id FROM complaints WHERE citizen IS NOT NULL AND (recipient IS NOT NULL OR phone IS NULL)
        AND received_at < :before LIMIT :batch)
RETURNING 'complaint senders' AS name
"""
# The proof of an answer, which names nobody.
RECEIPTS = """
DELETE FROM receipts WHERE id IN (SELECT id FROM receipts WHERE last_at < :before LIMIT :batch)
RETURNING 'receipts' AS name
"""
UPLOADS = "DELETE FROM uploads WHERE expires_at < :before RETURNING 'uploads' AS name"


@dataclass(frozen=True)
class Keep:
    """Days that each kind of row is kept; events at least 7, because Zalo may deliver late duplicates."""

    events: int = 30
    replies: int = 30
    talks: int = 30
    journal: int = 1095
    unanswered: int = 90
    missing: int = 1095
    ratings: int = 1095
    remarks: int = 365
    complaints: int = 730
    complaint_phones: int = 30
    receipts: int = 3653


def tidy(store: Store, keep: Keep, now: float) -> bool:
    """Delete one batch of each kind past its time; True while there may be more. StoreError if it failed."""
    aged: dict[str, float] = {EVENTS: keep.events, REPLIES: keep.replies, TALKS: keep.talks, JOURNAL: keep.journal}
    aged[UNANSWERED] = keep.unanswered
    aged |= {COMPLAINTS: keep.complaints, ACTS: 0, PHONES: keep.complaint_phones, SENDERS: SENDER_DAYS}
    aged |= {DRAFTS: DRAFT_SECONDS / DAY, RECEIPTS: keep.receipts, UPLOADS: 0}
    more = False
    with store.write() as connection:
        for statement, days in aged.items():
            values = {"before": now - days * DAY, "batch": BATCH}
            if statement is UPLOADS:
                del values["batch"]
            gone = connection.rows(statement, values)
            count(connection, [row["name"] for row in gone])
            more = more or len(gone) >= BATCH
        monthly = {MISSING: keep.missing, RATINGS: keep.ratings, REMARKS: keep.remarks}
        for statement, days in monthly.items():
            first = datetime.fromtimestamp(now - days * DAY, VIETNAM)
            connection.rows(statement, {"month": f"{first:%Y-%m}"})
    return more


def count(connection: Connection, names: list[str]) -> None:
    """Add rows that are about to be gone to the running totals."""
    for name in sorted(set(names)):
        tallies.add(connection, name, names.count(name))
