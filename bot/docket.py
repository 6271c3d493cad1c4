"""Complaints filed: numbers drawn, looked up, acted on by staff, every act kept; the citizen's id let go early.

Who a complaint came from stands beside it only while an answer could still be sent in the chat: it goes with the
answer, with the passing on or closing, when the citizen wants their data erased, and after a week in any case.
Beside a phone the alias stays as long as the phone: else whoever left it could not have it erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.calendar import VIETNAM
from bot.complaints import ALPHABET, DRAWN, OPEN, File, Kind, Progress, State, numbered, sound
from bot.inbox import last_interaction
from bot.messages import Reply
from bot.outbox import Address, put
from bot.store import Connection

TAKEN = "SELECT id FROM complaints WHERE number = :number"
FILE = """
INSERT INTO complaints (number, kind, story, place, moment, phone, citizen, recipient, received_at, changed_at,
    pass_by, answer_by)
VALUES (:number, :kind, :story, :place, :moment, :phone, :citizen, :recipient, :now, :now, :pass_by, :answer_by)
RETURNING id
"""
ONE = "SELECT * FROM complaints WHERE number = :number"
ALL = "SELECT * FROM complaints ORDER BY id"
ACT = """
INSERT INTO complaint_acts (complaint, at, act, person, account, note)
VALUES (:complaint, :now, :act, :person, :account, :note)
"""
ACTS = "SELECT at, act, person, account, note FROM complaint_acts WHERE complaint = :complaint ORDER BY id"
CHANGE = """
UPDATE complaints SET state = :state, changed_at = :now, passed_to = :passed_to, answer = :answer,
    pass_by = :pass_by, answer_by = :answer_by, citizen = :citizen, recipient = :recipient
WHERE id = :id
"""
COUNTS = "SELECT kind, pass_by, answer_by FROM complaints WHERE state IN ('moi', 'mo_lai')"


class Act(StrEnum):
    """What was done to a complaint; stored, so the values never change."""

    FILED = "gui"  # the citizen filed it
    ANSWERED = "tra_loi"  # staff answered
    PASSED = "chuyen"  # staff passed it on to the body it belongs to
    CLOSED = "dong"  # staff closed it
    REOPENED = "mo_lai"  # staff took it up again


AFTER = {
    Act.ANSWERED: State.ANSWERED,
    Act.PASSED: State.PASSED,
    Act.CLOSED: State.CLOSED,
    Act.REOPENED: State.REOPENED,
}


class NotNow(Exception):
    """The act does not fit where the complaint stands; `state` is where that is."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True)
class Complaint:
    """One row for staff. `recipient` is None once no answer can be sent, `citizen` once no phone is left either."""

    id: int
    number: str
    kind: Kind
    story: str
    place: str
    moment: str
    phone: str | None
    citizen: str | None
    recipient: str | None
    state: State
    received_at: float
    changed_at: float
    pass_by: date | None
    answer_by: date | None
    passed_to: str
    answer: str

    def overdue(self, today: date) -> bool:
        """Say whether staff have missed a day: for acting on it at all, or for the answer they promised."""
        return self.state in OPEN and any(day is not None and day < today for day in (self.pass_by, self.answer_by))


@dataclass(frozen=True)
class Done:
    """An act with who did it: the name they gave, and the account of the machine they were logged in with."""

    act: Act
    person: str
    account: str
    at: float
    note: str = ""


@dataclass(frozen=True)
class Sum:
    """How many complaints there are: open, and of those overdue; the same of those about conduct alone."""

    open: int = 0
    overdue: int = 0
    conduct_open: int = 0
    conduct_overdue: int = 0

    @property
    def alarms(self) -> list[str]:
        """What the health page and the doctor say of them: nothing while no day was missed."""
        if not self.overdue:
            return []
        return [f"{self.overdue} phản ánh quá hạn; xem: python -m bot complaints list"]


def draw(connection: Connection) -> str:
    """Draw a number that no complaint has; a letter is always among its signs."""
    while True:
        number = numbered([secrets.randbelow(len(ALPHABET)) for _ in range(DRAWN)])
        if sound(number) and connection.one(TAKEN, {"number": number}) is None:
            return number


def file(connection: Connection, filed: File, citizen: str | None, recipient: str | None, now: float) -> None:
    """Store a complaint and that it was filed; with nobody behind it no answer can ever be sent."""
    values: dict[str, Any] = {one.name: getattr(filed, one.name) for one in fields(filed)}
    values |= {"kind": filed.kind.value, "phone": filed.phone or None, "citizen": citizen, "recipient": recipient}
    values |= {"pass_by": _text(filed.pass_by), "answer_by": _text(filed.answer_by), "now": now}
    row = connection.one(FILE, values)
    _note(connection, int(row["id"]) if row else 0, Done(Act.FILED, "", "", now))


def progress(connection: Connection, number: str) -> Progress | None:
    """Give what may be told to whoever holds the number."""
    one = find(connection, number)
    if one is None:
        return None
    return Progress(
        state=one.state,
        received=day_of(one.received_at),
        pass_by=one.pass_by,
        answer_by=one.answer_by,
        changed=day_of(one.changed_at),
        passed_to=one.passed_to,
        answer=one.answer,
    )


def find(connection: Connection, number: str) -> Complaint | None:
    """Give the complaint of a number."""
    row = connection.one(ONE, {"number": number})
    return _complaint(row) if row else None


def listed(connection: Connection, kinds: Collection[Kind], today: date, *, every: bool = False) -> list[Complaint]:
    """Give the complaints of some kinds that wait for staff, or `every` one: overdue ones first, then the oldest."""
    found = [one for row in connection.rows(ALL) if (one := _complaint(row)).kind in kinds]
    wanted = [one for one in found if every or one.state in OPEN]
    return sorted(wanted, key=lambda one: (not one.overdue(today), one.state not in OPEN, one.received_at))


def acts(connection: Connection, complaint: Complaint) -> list[Done]:
    """Give everything done to a complaint, oldest first."""
    rows = connection.rows(ACTS, {"complaint": complaint.id})
    return [Done(Act(row["act"]), row["person"], row["account"], row["at"], row["note"]) for row in rows]


def act(connection: Connection, complaint: Complaint, done: Done, days: tuple[date | None, date | None]) -> None:
    """Do what staff decided and keep it in the history; NotNow where it does not fit the state.

    Whatever is not closed can be answered, passed on and closed; what is finished can be reopened, from when the
    `days` for passing on and answering run anew.
    """
    reopening = done.act is Act.REOPENED
    if complaint.state in OPEN if reopening else complaint.state is State.CLOSED:
        raise NotNow(complaint.state)
    values: dict[str, Any] = {
        "id": complaint.id,
        "state": AFTER[done.act].value,
        "now": done.at,
        "passed_to": done.note if done.act is Act.PASSED else complaint.passed_to,
        "answer": done.note if done.act is Act.ANSWERED else complaint.answer,
        "pass_by": _text(days[0] if reopening else complaint.pass_by),
        "answer_by": _text(days[1] if reopening else complaint.answer_by),
        "citizen": complaint.citizen if complaint.phone else None,
        "recipient": None,
    }
    connection.rows(CHANGE, values)
    _note(connection, complaint.id, done)


def send(connection: Connection, complaint: Complaint, reply: Reply, now: float, window: float) -> bool:
    """Put an answer on its way if the citizen wrote within the last `window` seconds; else it waits to be asked for."""
    if complaint.citizen is None or complaint.recipient is None:
        return False
    last = last_interaction(connection, complaint.citizen)
    if last is None or now - last > window:
        return False
    # No event asked for it: the negative id belongs to no event, and to no other complaint.
    put(connection, Address(-complaint.id, complaint.citizen, complaint.recipient), reply, None, now)
    return True


def counts(connection: Connection, today: date) -> Sum:
    """Count what waits for staff."""
    found = [0, 0, 0, 0]
    for row in connection.rows(COUNTS):
        late = any(row[name] and row[name] < today.isoformat() for name in ("pass_by", "answer_by"))
        conduct = row["kind"] == Kind.CONDUCT
        for place, counted in enumerate((True, late, conduct, conduct and late)):
            found[place] += counted
    return Sum(*found)


def day_of(at: float) -> date:
    """Give the day of a moment in Vietnam."""
    return datetime.fromtimestamp(at, VIETNAM).date()


def _note(connection: Connection, complaint: int, done: Done) -> None:
    values = {"complaint": complaint, "now": done.at, "act": done.act.value, "note": done.note}
    connection.rows(ACT, {**values, "person": done.person, "account": done.account})


def _complaint(row: dict[str, Any]) -> Complaint:
    kept = {one.name: row[one.name] for one in fields(Complaint)}
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("pass_by", "answer_by")}
    return Complaint(**{**kept, **days, "kind": Kind(row["kind"]), "state": State(row["state"])})


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
