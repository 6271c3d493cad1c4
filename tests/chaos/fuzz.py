"""Seeded mutation of webhook bodies, knowledge files and configurations: a fault or a success, never a crash."""

from __future__ import annotations

import copy
import json
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from flask.testing import FlaskClient
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot import config, knowledge
from bot.aliases import Aliases
from bot.config import ConfigError, Settings, Zalo
from bot.conversation import Conversation
from bot.desk import Desk
from bot.knowledge import Shelf
from bot.limits import Rules
from bot.outbox import Result, Sending, Sent
from bot.rules import ReplyKeys
from bot.store import Store
from bot.wording import REPLY_KEYS
from bot.worker import Worker
from bot.zalo.signature import sign
from webhooks import create_app

APP, OA, SECRET = "360846524940903967", "388613280878808645", "fuzz-oa-secret"
NOW = 1_795_500_000.0
DAY = date(2026, 11, 24)
ANSWERED = {
    *("user_send_text", "user_send_image", "user_send_gif", "user_send_video", "user_send_sticker"),
    *("user_send_audio", "user_send_location", "user_send_file", "user_send_link", "user_send_business_card"),
    *("user_submit_info", "follow", "user_click_chatnow"),
}
"""Events that may be answered at all, as Zalo spells them."""
OTHERS = (
    *("oa_send_text", "oa_send_image", "user_received_message", "user_seen_message", "user_reacted_message"),
    *("unfollow", "user_withdraw", "add_user_to_tag", "shop_has_order", "brand_new_event", "", "anonymous_send_text"),
)
TEXTS = (
    "mở tiệm tạp hóa cần giấy gì",
    "01",
    "#7",
    "MENU",
    "",
    "\x00",
    "🙂" * 50,
    "đất " * 3000,
    "{ten} %s {0}",
    "\u202e",
)


# A withdrawal erases replies and ids: every reply is noted with its event at the moment it is written.
NOTED = """
CREATE TABLE fuzz_replies (event_key TEXT NOT NULL, citizen TEXT NOT NULL);
CREATE TRIGGER fuzz_note AFTER INSERT ON outbox BEGIN
    INSERT INTO fuzz_replies SELECT event_key, new.citizen FROM inbox WHERE id = new.inbox_id;
END;
"""


def odd_value(random: Random) -> Any:
    """Something that does not belong where it stands."""
    deep: Any = 1
    for _ in range(random.choice((5, 200))):
        deep = [deep] if random.random() < 0.5 else {"a": deep}
    choices = (None, True, 0, -1, 10**30, 1.5, 1e308, "", "x", "\ud800", "\x00", [], {}, [1, {"id": OA}], OA, deep)
    return random.choice((*choices, "9" * 25, "-1", " 7 ", "１２３", {"id": None}, random.choice(TEXTS)))


def good_event(random: Random, number: int) -> dict[str, Any]:
    """An event as Zalo sends it."""
    name = random.choice((*sorted(ANSWERED), "user_send_text", "user_send_text", *OTHERS))
    citizen = str(246845883529190000 + random.randrange(400))
    ours = name.startswith("oa_")
    event: dict[str, Any] = {
        "app_id": APP,
        "event_name": name,
        "timestamp": str(int(NOW * 1000) + number),
        "sender": {"id": OA if ours else citizen},
        "recipient": {"id": citizen if ours else OA},
        "user_id_by_app": "7134569213" + citizen[-4:],
    }
    if name in ("follow", "unfollow"):
        event |= {"follower": {"id": citizen}, "oa_id": OA}
    else:
        event["message"] = {"msg_id": f"fuzz{number}", "text": random.choice(TEXTS)}
        if random.random() < 0.3:
            event["message"]["attachments"] = [{"type": "image", "payload": {"url": "https://x/y.jpg"}}]
        if ours and random.random() < 0.3:
            event["sender"]["admin_id"] = "99"
    return event


def mutate(event: dict[str, Any], random: Random) -> dict[str, Any]:
    """Change, drop, add or rename something anywhere in the event."""
    event = copy.deepcopy(event)
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        place: Any = event
        inner = [value for value in event.values() if isinstance(value, dict) and value]
        if inner and random.random() < 0.5:
            place = random.choice(inner)
        key = random.choice(list(place)) if place else "x"
        match random.randrange(5):
            case 0:
                place.pop(key, None)
            case 1:
                place[key] = odd_value(random)
            case 2:
                place[str(odd_value(random))[:40]] = odd_value(random)
            case 3:
                place[key.upper()] = place.pop(key, None)
            case _:
                event["sender"], event["recipient"] = event.get("recipient"), event.get("sender")
    return event


def spoil(body: bytes, random: Random) -> bytes:
    """Change bytes: cut, flip, repeat, insert, or write it in another encoding."""
    at = random.randrange(len(body) + 1)
    match random.randrange(7):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + bytes([random.randrange(256)]) + body[at + 1 :]
        case 2:
            return body[:at] + body[random.randrange(len(body) + 1) :]
        case 3:
            return body[:at] + random.randbytes(random.randrange(40)) + body[at:]
        case 4:
            return body.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-32", "utf-8-sig")))
        case 5:
            return body + body
        case _:
            return random.randbytes(random.randrange(400))


@dataclass
class Bodies:
    """What became of the fuzzed bodies; everything under `wrong` must be empty."""

    sent: int = 0
    signed: int = 0
    stored: int = 0
    replies: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


class BodyFuzz:
    """Posts mutated bodies to the real app, then lets the real worker decide about all that got in."""

    def __init__(self, folder: Path, conversation: Conversation, seed: int) -> None:
        self.random = Random(seed)
        self.result = Bodies()
        self.settings = Settings(zalo=Zalo(app_id=APP, oa_id=OA, oa_secret=SecretStr(SECRET)))
        self.store = Store(f"sqlite:///{folder}/fuzz.db")
        self.store.migrate()
        with closing(sqlite3.connect(self.store.path)) as raw:
            raw.executescript(NOTED)
        self.conversation = conversation
        desk = Desk(Shelf(Path("knowledge"), REPLY_KEYS), self.settings.web.public_url)
        app = create_app(self.settings, self.store, desk, lambda: NOW)
        app.testing = True
        self.client: FlaskClient = app.test_client()
        self.kept: dict[str, bytes] = {}

    def run(self, count: int) -> Bodies:
        """Post so many bodies, decide, judge."""
        started = time.monotonic()
        with capture_logs() as logs:
            for number in range(count):
                self.post(self.body(number), signed=number % 2 == 0)
            self.decide()
        self.result.wrong += [str(line["event"]) for line in logs if str(line["event"]).endswith("crashed")]
        self.judge()
        self.result.seconds = time.monotonic() - started
        return self.result

    def body(self, number: int) -> bytes:
        """Make one body: an event as it should be, changed in its parts, or spoilt in its bytes."""
        event = mutate(good_event(self.random, number), self.random)
        ascii_only = self.random.random() < 0.5
        body = json.dumps(event, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        return spoil(body, self.random) if self.random.random() < 0.3 else body

    def post(self, body: bytes, *, signed: bool) -> None:
        """Post a body, signed for what stands in it or not at all; a row it leaves must be its own."""
        header = {"X-ZEvent-Signature": self.signature(body, signed=signed)}
        try:
            answer = self.client.post("/webhooks/zalo", data=body, headers=header)
        except Exception as error:  # whatever it is, it is a finding
            self.result.wrong.append(f"{type(error).__name__} for {body[:200]!r}")
            return
        self.result.sent += 1
        self.result.signed += signed
        self.result.statuses[answer.status_code] += 1
        if answer.status_code not in (200, 413) or (answer.status_code == 200 and answer.data):
            self.result.wrong.append(f"HTTP {answer.status_code} for {body[:200]!r}")
        if not signed:
            self.kept.setdefault("unsigned", body)

    def signature(self, body: bytes, *, signed: bool) -> str:
        """The right signature, or one that is nearly right."""
        try:
            value = json.loads(body)
            stamp = str(value["timestamp"])
            stamp.encode()
        except (ValueError, KeyError, TypeError, RecursionError):
            stamp = "0"
        if signed:
            return sign(APP, body, stamp, SECRET)
        wrong = (sign(APP, body, stamp, "other"), sign("1", body, stamp, SECRET), "", "mac=", "mac=" + "0" * 64, "\xff")
        return self.random.choice(wrong)

    def decide(self) -> None:
        """Let the worker settle everything that was stored; replies are taken by nobody."""
        before = self.rows("SELECT event_key, body FROM inbox")
        self.result.stored = len(before)
        self.stored = {row["event_key"]: row["body"] for row in before}
        many = 10**9
        rules = Rules("fuzz", OA, 4, many, many, many, staff_seconds=0.0)

        def attempt(_sending: Sending) -> Result:
            return Sent("")

        worker = Worker(self.store, lambda: self.conversation, attempt, rules, lambda: NOW)
        thread = threading.Thread(target=worker.run)
        thread.start()
        while thread.is_alive() and self.rows("SELECT 1 AS one FROM inbox WHERE state <> 'settled' LIMIT 1"):
            time.sleep(0.05)
        worker.stop()
        thread.join()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Read rows."""
        with self.store.read() as connection:
            return connection.rows(sql)

    def judge(self) -> None:
        """No reply to anything but a citizen's message or a first follow; nothing unsigned was stored."""
        open_rows = self.rows("SELECT id FROM inbox WHERE state <> 'settled'")
        self.result.wrong += [f"row {row['id']} was not settled" for row in open_rows]
        welcomed: Counter[str] = Counter()
        aliases = Aliases(SECRET)
        for row in self.rows("SELECT event_key, citizen FROM fuzz_replies"):
            self.result.replies += 1
            event = json.loads(self.stored[row["event_key"]])
            name = event.get("event_name")
            ids = [part.get("id") for part in event.values() if isinstance(part, dict)]
            if name not in ANSWERED:
                self.result.wrong.append(f"a reply to {name}")
            named = (str(one).encode("utf-8", "replace").decode() for one in (*ids, event.get("user_id")))
            theirs = [aliases.of(one) for one in named if one != OA]
            if row["citizen"] not in theirs:
                self.result.wrong.append(f"a reply to somebody else than the sender of {row['event_key']}")
            welcomed[row["citizen"]] += name in ("follow", "user_click_chatnow")
        gone = [body for key, body in self.stored.items() if key.startswith(("unfollow:", "user_withdraw:"))]
        left = {aliases.of(one) for body in gone for one in re.findall(r"\d+", body)}
        again = [citizen for citizen, count in welcomed.items() if count > 1 and citizen not in left]
        self.result.wrong += [f"{citizen} was welcomed twice without having left" for citizen in again]


Edit = Callable[[list[str], Random], None]


def _swap(lines: list[str], random: Random) -> None:
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]


def _indent(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = random.choice((" ", "  ", "\t", " " * 40)) + lines[at]


def _retype(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    head = lines[at].partition(":")[0]
    values = (
        "",
        " ",
        " []",
        " {}",
        " null",
        " 31/02/2026",
        " -1",
        " 100k",
        " &a [*a]",
        " *a",
        " !!python/object:os.x",
        " |",
    )
    more = (" <<: x", " “", " [", " @", " %", " 1e9", " 0x1F", " \u2028")
    lines[at] = f"{head}:{random.choice((*values, *more))}"


def _insert(lines: list[str], random: Random) -> None:
    odd = (
        "---",
        "...",
        "? x",
        "- - - -",
        "\x00",
        "\ufeff",
        "khóa: 1",
        "la: [1, {a: b}]",
        "&a",
        "%YAML 9",
        "[web]",
        "= 1",
        '"""',
    )
    lines.insert(random.randrange(len(lines) + 1), random.choice(odd))


def _letter(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    place = random.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:place] + random.choice("\":'{}[]&*!|>%@`#,-ếđ\t\x07\u200b🙂=") + lines[at][place:]


EDITS: tuple[Edit, ...] = (
    lambda lines, random: lines.pop(random.randrange(len(lines))) and None,  # type: ignore[func-returns-value]
    lambda lines, random: lines.insert(random.randrange(len(lines)), random.choice(lines)),
    lambda lines, random: lines.__delitem__(slice(random.randrange(len(lines)), None)),
    *(_swap, _indent, _retype, _retype, _insert, _letter),
)


def edit(text: str, random: Random) -> bytes:
    """Change some lines of a text the way tired people and broken editors do."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 2, 5))):
        if lines:
            random.choice(EDITS)(lines, random)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if random.random() < 0.1:
        return spoil(data, random) if data else b"\xff\xfe"
    return data


@dataclass
class Files:
    """What became of the mutated files; `wrong` must be empty."""

    tried: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


def knowledge_fuzz(folder: Path, count: int, seed: int, reply_keys: ReplyKeys = REPLY_KEYS) -> Files:
    """Mutate one file of a sound folder at a time; each check must end in faults with a place, or in none."""
    random, result = Random(seed), Files()
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    for _ in range(count):
        path = random.choice(files)
        before = path.read_bytes()
        path.write_bytes(edit(before.decode(), random))
        try:
            report = knowledge.check(folder, DAY, reply_keys)
            result.refused += bool(report.faults)
            result.wrong += [f"fault without a line: {one}" for one in report.faults if one.line < 1]
        except Exception as error:  # whatever it is, it is a finding
            result.wrong.append(f"{type(error).__name__}: {error!s:.200} for {path.read_bytes()[:300]!r}")
        path.write_bytes(before)
        result.tried += 1
    return result


def config_fuzz(folder: Path, count: int, seed: int) -> Files:
    """Mutate the example configuration; loading it must give settings or faults in words."""
    random, result = Random(seed), Files()
    example = "\n".join(
        line.removeprefix("# ") if " = " in line else line
        for line in Path("config.example.toml").read_text(encoding="utf-8").splitlines()
    )
    file = folder / "config.toml"
    for _ in range(count):
        file.write_bytes(edit(example, random))
        file.chmod(0o600)
        try:
            config.load(file, {})
        except ConfigError as error:
            result.refused += 1
            result.wrong += ["a fault without words"] * (not all(error.faults))
        except Exception as error:  # whatever it is, it is a finding
            result.wrong.append(f"{type(error).__name__}: {error!s:.200} for {file.read_bytes()[:300]!r}")
        result.tried += 1
    return result
