"""A store of made-up days for the demonstration: dossiers, questions, replies, scans; never beside real ones.

What is made up of a day depends on that day alone, so a store that is filled again some days later only gets the
days since. Today is left to those who try the bot.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from bot import archive, docket, missing, outbox, samples, satisfaction, scans, unanswered
from bot.archive import Mixed
from bot.book import Book
from bot.calendar import VIETNAM
from bot.complaints import File, Kind
from bot.docket import Act, Done
from bot.dossiers import Dossier
from bot.messages import Agency, Facet, Outcome, Reply
from bot.ratings import About, Level, Rate
from bot.store import Connection, Row, Store

BACK = 100
"""Days before today from which on questions and scans are made up."""
KEPT = 30
"""Days of replies: as many as a real store keeps."""
QUESTIONS = (25, 70)
"""Questions on a working day; a third of them on a day off."""
OUTCOMES = {
    Outcome.ANSWER: 62,
    Outcome.COUNTER: 8,
    Outcome.ELSEWHERE: 9,
    Outcome.CHOOSE: 8,
    Outcome.UNKNOWN: 5,
    Outcome.NOT_IN_FORCE: 1,
    Outcome.CHAT: 7,
}
UNKNOWN = (
    "xin phép nuôi cá sấu",
    "đăng ký ghe máy",
    "mượn hội trường làm đám cưới",
    "hỏi lịch cúp điện",
    "nuôi cá sấu cần xin phép không",
    "xin lắp đèn đường trong hẻm",
    "hỏi giá lúa hôm nay",
)
"""Questions that nobody answers."""
FREQUENT = 4
"""Procedures whose papers are made up to be missing."""
PLACEMENTS = ("", "M1", "M2", "M3")
FILLED = "SELECT at FROM marks WHERE name = 'sample until'"
FILL = """
INSERT INTO marks (name, at) VALUES ('sample until', :at) ON CONFLICT (name) DO UPDATE SET at = excluded.at
"""
TALKED = "SELECT 1 AS n FROM journal UNION ALL SELECT 1 FROM inbox LIMIT 1"
ASKED = """
INSERT INTO journal (at, outcome, procedure, facets, agency) VALUES (:at, :outcome, :procedure, :facets, :agency)
"""
RECEIVED = """
INSERT INTO inbox (event_key, citizen, received_at, state, settled_at) VALUES (:key, 'mau', :at, 'settled', :at)
RETURNING id
"""
SENT = """
INSERT INTO outbox (inbox_id, citizen, recipient, reply, state, tries, due_at, created_at, settled_at, error)
VALUES (:inbox_id, 'mau', :recipient, :reply, :state, 1, :at, :at, :settled_at, :error)
"""


def fill(store: Store, book: Book, now: float) -> list[Dossier]:
    """Fill a store with made-up days up to yesterday; give its dossiers. Raises Mixed, StoreError."""
    today = datetime.fromtimestamp(now, VIETNAM).date()
    with store.read() as connection:
        if connection.one(TALKED) and not _samples(connection):
            raise Mixed("kho này chứa tin nhắn thật")
    made = list(samples.made_up(book, today))
    archive.store_all(store, made, len(made), f"sample {today}", now, sample=True)
    with store.write() as connection:
        for day in _days(connection, today):
            _fill_day(connection, book, day, today)
        connection.rows(FILL, {"at": datetime.combine(today, datetime.min.time(), VIETNAM).timestamp()})
    return made


def _samples(connection: Connection) -> bool:
    last = archive.last_import(connection)
    return last is not None and last.sample


def _days(connection: Connection, today: date) -> Iterator[date]:
    """Give the days that are not filled yet."""
    row = connection.one(FILLED)
    first = datetime.fromtimestamp(row["at"], VIETNAM).date() if row else today - timedelta(days=BACK)
    return (first + timedelta(days=number) for number in range((today - first).days))


def _fill_day(connection: Connection, book: Book, day: date, today: date) -> None:
    chance = random.Random(day.toordinal())  # noqa: S311  (nothing secret: it must only repeat)
    procedures = [one.id for one in book.procedures.values()]
    for number, row in enumerate(_questions(chance, procedures, day)):
        connection.rows(ASKED, row)
        if row["outcome"] == Outcome.UNKNOWN:
            unanswered.count_in(connection, chance.choices(UNKNOWN, range(len(UNKNOWN), 0, -1))[0], day)
        if (today - day).days <= KEPT:
            _reply(connection, chance, f"mau:{day}:{number}", row["at"])
    for code in book.register.printed_codes:
        for placement in PLACEMENTS:
            if (n := chance.randint(-6, 4)) > 0:
                values = {"day": day.isoformat(), "code": code.number, "placement": placement, "n": n}
                connection.rows(scans.RAISE, values)
    if day.weekday() < 5:
        _sheets(connection, chance, book, day)
        _complaint(connection, chance, day, today)
    _ratings(connection, chance, procedures, day)


def _complaint(connection: Connection, chance: random.Random, day: date, today: date) -> None:
    """Make up a complaint on most days, acted on some days later, mostly in time."""
    if chance.random() > 0.6:
        return
    due, acted = day + timedelta(days=7), day + timedelta(days=chance.choice((1, 2, 3, 5, 9)))
    kind = chance.choices(list(Kind), (6, 4, 1))[0]
    number = docket.draw(connection)
    story = samples.marked("Lời phản ánh bịa ra để xem thử.")
    docket.file(connection, File(number, kind, story, pass_by=due, answer_by=None), None, None, _noon(day))
    filed = docket.find(connection, number)
    if filed and acted < today:
        done = Done(Act.ANSWERED, samples.MARK, "mau", _noon(acted), samples.marked("Lời trả lời bịa ra."))
        docket.act(connection, filed, done, (None, None))


def _ratings(connection: Connection, chance: random.Random, procedures: Sequence[str], day: date) -> None:
    """Make up how content people were, most with what the bot answered."""
    for _ in range(chance.randint(0, 6)):
        about = chance.choices(list(About), (4, 1))[0]
        procedure = chance.choice(procedures[:FREQUENT]) if about is About.ANSWER else ""
        satisfaction.rate(connection, Rate(about, procedure, chance.choices(list(Level), (7, 2, 1))[0]), _noon(day))


def _noon(day: date) -> float:
    return datetime.combine(day, time(12), VIETNAM).timestamp()


def _sheets(connection: Connection, chance: random.Random, book: Book, day: date) -> None:
    """Make up what clerks found missing, of the first few procedures that have papers on that day."""
    editions = [(one.id, one.in_force(day)) for one in book.procedures.values()]
    known = [(one, edition.papers.items) for one, edition in editions if edition and edition.papers]
    counters = [name for name, _ in book.offices.in_force(day)]
    for _ in range(chance.randint(0, 4) if counters else 0):
        procedure, papers = chance.choice(known[:FREQUENT])
        lacking = chance.sample(papers, min(len(papers), chance.randint(1, 2)))
        missing.add(connection, day, chance.choice(counters), procedure, [one.name for one in lacking])


def _questions(chance: random.Random, procedures: Sequence[str], day: date) -> Iterator[Row]:
    """Make the questions of a day up: most in office hours, some procedures asked far more than others."""
    weights = [1 / (place + 1) for place in range(len(procedures))]
    for _ in range(chance.randint(*QUESTIONS) // (1 if day.weekday() < 5 else 3)):
        outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        about = outcome in (Outcome.ANSWER, Outcome.NOT_IN_FORCE)
        clock = datetime(day.year, day.month, day.day, chance.randint(6, 21), chance.randint(0, 59), tzinfo=VIETNAM)
        yield {
            "at": clock.timestamp(),
            "outcome": outcome.value,
            "procedure": chance.choices(procedures, weights)[0] if about else None,
            "facets": chance.choice(["", "", *list(Facet)[:5]]) if about else "",
            "agency": chance.choice(list(Agency)[:8]).value if outcome is Outcome.ELSEWHERE else None,
        }


def _reply(connection: Connection, chance: random.Random, key: str, at: float) -> None:
    """Make up a reply: nearly always sent within seconds."""
    lost = chance.random() < 0.004
    received = connection.rows(RECEIVED, {"key": key, "at": at})[0]["id"]
    values = {
        "inbox_id": received,
        "reply": outbox.to_text(Reply(samples.marked("Lời đáp bịa ra để xem thử."))),
        "state": "dead" if lost else "sent",
        "recipient": "mau" if lost else None,
        "at": at,
        "settled_at": at + (chance.uniform(0.6, 3) if chance.random() < 0.97 else chance.uniform(20, 300)),
        "error": "lỗi bịa ra để xem thử" if lost else None,
    }
    connection.rows(SENT, values)
