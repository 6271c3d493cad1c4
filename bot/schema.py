"""The tables, as a list of steps: each brings a database from one version to the next (pure).

A step that has been released is never changed; what changes afterwards is a new step at the end.
"""

FIRST = """
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    event_key TEXT NOT NULL UNIQUE,
    citizen TEXT NOT NULL,
    body TEXT,
    received_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'claimed', 'settled')),
    owner TEXT,
    claimed_at REAL,
    settled_at REAL
);
CREATE INDEX inbox_new ON inbox (id) WHERE state = 'new';
CREATE INDEX inbox_open ON inbox (citizen, id) WHERE state <> 'settled';
CREATE INDEX inbox_recent ON inbox (citizen, received_at);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL,
    citizen TEXT NOT NULL,
    reply TEXT NOT NULL,
    quote TEXT,
    state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'sent', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL,
    first_try_at REAL,
    unsure INTEGER NOT NULL DEFAULT 0,
    message_id TEXT,
    error TEXT,
    owner TEXT,
    claimed_at REAL,
    created_at REAL NOT NULL,
    settled_at REAL
);
CREATE INDEX outbox_open ON outbox (citizen, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_waiting ON outbox (id) WHERE state = 'waiting';
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id IS NOT NULL;
CREATE TABLE citizens (
    id TEXT PRIMARY KEY,
    memory TEXT NOT NULL DEFAULT '{}',
    silent_until REAL NOT NULL DEFAULT 0,
    changed_at REAL NOT NULL
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    outcome TEXT NOT NULL,
    procedure TEXT,
    facets TEXT NOT NULL DEFAULT '',
    agency TEXT
);
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    access TEXT NOT NULL DEFAULT '',
    refresh TEXT NOT NULL DEFAULT '',
    previous_refresh TEXT NOT NULL DEFAULT '',
    obtained_at REAL NOT NULL DEFAULT 0,
    expires_at REAL NOT NULL DEFAULT 0,
    refresher TEXT,
    lease_until REAL NOT NULL DEFAULT 0
);
CREATE TABLE uploads (
    content TEXT PRIMARY KEY,
    attachment_id TEXT NOT NULL,
    expires_at REAL NOT NULL
);
CREATE TABLE capabilities (
    name TEXT PRIMARY KEY,
    off_until REAL NOT NULL
);
CREATE TABLE probe (id INTEGER PRIMARY KEY, filler BLOB, at REAL);
"""

# Off switches with their history; until when a citizen was told to slow down; indexes for the metrics.
SECOND = """
CREATE TABLE switches (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    off INTEGER NOT NULL CHECK (off IN (0, 1)),
    reason TEXT NOT NULL,
    person TEXT NOT NULL,
    at REAL NOT NULL
);
ALTER TABLE citizens ADD COLUMN slowed_until REAL NOT NULL DEFAULT 0;
CREATE TABLE tallies (
    name TEXT PRIMARY KEY,
    n INTEGER NOT NULL
);
CREATE INDEX inbox_settled ON inbox (settled_at) WHERE state = 'settled';
CREATE INDEX outbox_state ON outbox (state, settled_at);
CREATE INDEX journal_outcome ON journal (outcome);
CREATE INDEX journal_at ON journal (at)
"""

# Scans of printed codes, without persons.
SCANS = """
CREATE TABLE scans (
    day TEXT NOT NULL,
    code TEXT NOT NULL,
    placement TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, code, placement)
)
"""

# When a message was written at Zalo; both tokens of the pair before, what a lost refresh leaves behind; marks in time.
EDGES = """
ALTER TABLE inbox ADD COLUMN happened_at REAL;
ALTER TABLE tokens ADD COLUMN previous_access TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN presented TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    at REAL NOT NULL
)
"""

# Dossiers without persons, and what was imported when; `sample` marks made-up ones.
DOSSIERS = """
CREATE TABLE dossiers (
    code TEXT PRIMARY KEY,
    counter TEXT NOT NULL,
    procedure TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,
    received TEXT NOT NULL,
    due TEXT NOT NULL,
    legal_due TEXT,
    done TEXT,
    reason TEXT,
    online INTEGER
);
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    digest TEXT NOT NULL,
    n INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1))
)
"""

# The dialogue under way, kept for itself: its words go after an hour.
DIALOGUES = """
ALTER TABLE citizens ADD COLUMN dialogue TEXT;
CREATE INDEX citizens_dialogue ON citizens (changed_at) WHERE dialogue IS NOT NULL
"""

# Citizens by their aliases; Zalo's id only beside what is still to be sent. Older rows lose the ids, and so their
# owners, but for what is open.
ALIASES = """
ALTER TABLE outbox ADD COLUMN recipient TEXT;
UPDATE outbox SET recipient = citizen WHERE state <> 'sent';
UPDATE outbox SET citizen = 'before' WHERE state = 'sent';
UPDATE inbox SET citizen = 'before' WHERE state = 'settled';
UPDATE citizens SET id = 'before ' || rowid
"""

# Papers found missing at the counters, by month, without persons; the row without a paper counts the sheets.
MISSING = """
CREATE TABLE missing (
    month TEXT NOT NULL,
    counter TEXT NOT NULL,
    procedure TEXT NOT NULL,
    paper TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (month, counter, procedure, paper)
)
"""

# Complaints: the citizen's alias and Zalo's id only until the answer could be sent, a phone only if they gave one.
COMPLAINTS = """
CREATE TABLE complaints (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('giai_quyet', 'quy_dinh', 'can_bo')),
    story TEXT NOT NULL,
    place TEXT NOT NULL,
    moment TEXT NOT NULL,
    phone TEXT,
    citizen TEXT,
    recipient TEXT,
    state TEXT NOT NULL DEFAULT 'moi' CHECK (state IN ('moi', 'mo_lai', 'da_chuyen', 'da_tra_loi', 'da_dong')),
    received_at REAL NOT NULL,
    changed_at REAL NOT NULL,
    pass_by TEXT,
    answer_by TEXT,
    passed_to TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX complaints_state ON complaints (state, changed_at);
CREATE INDEX complaints_citizen ON complaints (citizen) WHERE citizen IS NOT NULL;
CREATE TABLE complaint_acts (
    id INTEGER PRIMARY KEY,
    complaint INTEGER NOT NULL,
    at REAL NOT NULL,
    act TEXT NOT NULL,
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX complaint_acts_of ON complaint_acts (complaint)
"""

# Answers as they were sent, by their ids; days only, nobody's name or number.
RECEIPTS = """
CREATE TABLE receipts (
    id TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    texts TEXT NOT NULL,
    procedure TEXT NOT NULL,
    edition TEXT NOT NULL,
    facets TEXT NOT NULL,
    agency TEXT NOT NULL,
    book TEXT NOT NULL,
    first_at REAL NOT NULL,
    last_at REAL NOT NULL,
    n INTEGER NOT NULL
);
CREATE INDEX receipts_last ON receipts (last_at)
"""

# Questions that were not answered, masked, without the citizen; `day`: when it began, in seconds since the epoch.
# Numbers are never given twice: staff name rows by them.
UNANSWERED = """
CREATE TABLE unanswered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day REAL NOT NULL,
    text TEXT NOT NULL,
    n INTEGER NOT NULL,
    UNIQUE (day, text)
)
"""


# How content citizens are, counted without persons; words beside it, masked.
RATINGS = """
CREATE TABLE ratings (
    month TEXT NOT NULL,
    about TEXT NOT NULL,
    procedure TEXT NOT NULL,
    level TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (month, about, procedure, level)
);
CREATE TABLE remarks (
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL,
    about TEXT NOT NULL,
    procedure TEXT NOT NULL,
    level TEXT NOT NULL,
    text TEXT NOT NULL
)
"""

STEPS = (FIRST, SECOND, SCANS, EDGES, DOSSIERS, DIALOGUES, ALIASES, MISSING, COMPLAINTS, RECEIPTS, UNANSWERED, RATINGS)


def statements(step: str) -> list[str]:
    """Give the single statements of a step (none of them holds a semicolon inside)."""
    return [one.strip() for one in step.split(";") if one.strip()]
