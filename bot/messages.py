"""What passes between a citizen and the bot, free of any channel: outcomes, facets, replies (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What kind of answer a question got; stored, counted and scored, so the values never change."""

    ANSWER = "answer"  # one procedure, answered
    CHOOSE = "choose"  # "did you mean": two to four candidates, nothing asserted
    ELSEWHERE = "elsewhere"  # a known matter outside the book: says who handles it
    COUNTER = "counter"  # about the counter itself: hours, address, phone, holidays
    CHAT = "chat"  # greeting, thanks, help, menu, stop
    EMERGENCY = "emergency"  # police, fire, ambulance numbers
    NOT_IN_FORCE = "not_in_force"  # ours, but nothing is in force on that day
    UNKNOWN = "unknown"  # nothing fits: says so


class Facet(StrEnum):
    """The part of a procedure that a question asks about."""

    PAPERS = "papers"  # what to bring
    DEADLINE = "deadline"  # how many days
    FEE = "fee"  # how much it costs
    WHERE = "where"  # which office, which counter
    ONLINE = "online"  # filing from home: online or by post
    POST = "post"  # public post alone
    FORM = "form"  # the form to fill in
    RESULT = "result"  # what one gets, how long it is valid
    CONDITIONS = "conditions"  # when it is allowed, when one must do it
    STEPS = "steps"  # in which order
    LEGAL = "legal"  # decrees and articles
    WHO = "who"  # who may file, who must come, authorisation


class Agency(StrEnum):
    """Who handles a matter that is not in the book, as of the day asked."""

    SAME_COUNTER = "cung-quay"  # handled at this same counter, the bot has no guide yet
    POLICE = "cong-an"  # công an
    LAND = "dat-dai"  # land registration office
    TAX = "thue"  # thuế
    INSURANCE = "bao-hiem-xa-hoi"  # bảo hiểm xã hội
    NOTARY = "cong-chung"  # notary
    COURT = "toa-an"  # toà án
    DEPARTMENT = "so-nganh"  # department of the city, ministry
    CONSULAR = "ngoai-giao"  # embassies, consular department
    SCHOOL = "truong-hoc"  # schools
    FINES = "vi-pham"  # a question about a fine: the body that fines, legal aid
    ADVICE = "tu-van"  # legal opinion: legal aid
    OTHER = "khac"  # anything else with a known address


class MessageKind(StrEnum):
    """What a citizen sent, as far as the bot treats it differently."""

    TEXT = "text"  # words, or a tapped button
    PICTURE = "picture"  # photo, gif, video: not fetched, not kept
    STICKER = "sticker"  # a sticker
    VOICE = "voice"  # a voice message: not listened to
    LOCATION = "location"  # a position: not kept
    FILE = "file"  # a file: not fetched, not kept
    LINK = "link"  # a link or a business card
    PERSONAL = "personal"  # shared contact data: declined, not kept
    ARRIVAL = "arrival"  # followed the account or pressed "Nhắn tin"


@dataclass(frozen=True)
class Message:
    """One message of a citizen; `text` is empty where the kind has none."""

    kind: MessageKind
    text: str = ""


@dataclass(frozen=True)
class Button:
    """One tap: the title the citizen reads and the text that comes back as if typed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Candidate:
    """A procedure that may be meant, with the final score of the match (0 to 1)."""

    id: str
    score: float


@dataclass(frozen=True)
class Reply:
    """One message to a citizen: complete as plain text; buttons and the picture are extras.

    `qr` names the procedure whose QR picture goes with the text. A `passing` one repeats what the citizen told, so its
    text is not kept once it was sent; one that only `asks` asserts nothing, so there is nothing to prove of it.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    qr: str | None = None
    passing: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Dialogue:
    """A dialogue of several turns under way: which, the step whose answer is awaited, what was said in it so far.

    `under` is a patient one that waits until this one has ended.
    """

    name: str
    step: str
    said: tuple[tuple[str, str], ...] = ()
    under: Dialogue | None = None


@dataclass(frozen=True)
class Deed:
    """Something to be done in the same transaction as a decision's reply; each kind is a class of its own."""


@dataclass(frozen=True)
class Memory:
    """What the bot keeps of one talk, for a short while: never a name.

    Only an open `dialogue` holds words of the citizen, within its limits of time, and `open_question` the masked
    question of a choice that is open, until the next message: refused, it was not answered.

    The talk is about a `procedure` of ours or a `matter` outside the book; `left` is the id of what it was about
    before. `offered` are the payloads behind
    the numbers 1, 2, 3 ... of the last list; `rivals` the procedures thought of beside the one answered, and
    `rejected` those that the citizen refused. `asked_at` is the time of the last decided message in seconds
    since the epoch, from which the memory's age is counted; `paused`: this citizen was told that the bot is off;
    `noticed`: they were told that a machine answers, and what it keeps; `rating_asked_at`: when they were last asked
    how content they are, in seconds since the epoch.
    """

    procedure: str | None = None
    matter: str | None = None
    facets: tuple[Facet, ...] = ()
    offered: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    asked_at: float = 0.0
    welcomed: bool = False
    noticed: bool = False
    rating_asked_at: float = 0.0
    paused: bool = False
    dialogue: Dialogue | None = None
    open_question: str = ""
    left: str = ""


@dataclass(frozen=True)
class Decision:
    """What the bot made of one message: the reply (None: say nothing), what to remember, and what to do besides.

    A value; nothing has happened yet. `rule` says in Vietnamese which rule decided, and `read` is
    the text that was ranked to decide (empty when nothing was): for staff who ask why, never stored. `missed` is the
    masked question of a choice that was refused.
    """

    outcome: Outcome
    reply: Reply | None
    memory: Memory
    procedure: str | None = None
    facets: tuple[Facet, ...] = ()
    candidates: tuple[Candidate, ...] = field(default=())
    agency: Agency | None = None
    deeds: tuple[Deed, ...] = ()
    rule: str = ""
    read: str = ""
    missed: str = ""
