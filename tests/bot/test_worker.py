"""The worker between inbox and Zalo: parts in order, holding back, staff who take over and leave again."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import citizens, inbox
from bot.conversation import Conversation
from bot.known import NOTHING_KNOWN, Known
from bot.limits import Bucket, Rules
from bot.messages import Decision, Memory, Message, Reply
from bot.outbox import Later, Result, Sending
from bot.store import Store
from bot.worker import Worker
from bot.zalo.client import Client
from bot.zalo.delivery import Delivery, Manners
from bot.zalo.outbound import TEXT_LIMIT
from bot.zalo.tokens import Tokens
from simulator import FaultKind, HandClock, Simulator
from simulator.account import new_user_id
from simulator.clock import MINUTE
from tests.town import IDS, SECRETS, eventually

OA = IDS["oa_id"]
LONG = "\n\n".join(f"Phần {number}: " + "giấy tờ " * 200 for number in range(1, 4))


class Lecture(Conversation):
    """Answers everything at length."""

    def decide(self, message: Message, memory: Memory, now: datetime, known: Known = NOTHING_KNOWN) -> Decision:
        return replace(super().decide(message, memory, now, known), reply=Reply(LONG))


class Counter:
    """A store, a worker in a thread, and Zalo's side."""

    def __init__(self, folder: Path, simulator: Simulator, conversation: Conversation, clock: HandClock) -> None:
        self.simulator = simulator
        self.clock = clock
        self.store = Store(f"sqlite:///{folder}/counter.db")
        self.store.migrate()
        client = Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])
        tokens = Tokens(self.store, client.refresh, SECRETS["refresh_token"], "w0", clock.now)
        delivery = Delivery(self.store, client, tokens, lambda _n: b"", Manners(look_up_seconds=1), clock.now)
        rules = Rules(owner="w0", oa_id=OA, staff_seconds=30 * MINUTE)

        def attempt(sending: Sending) -> Result:
            return delivery.attempt(sending)

        self.worker = Worker(self.store, lambda: conversation, attempt, rules, clock.now)
        self.thread = threading.Thread(target=self.worker.run)
        self.thread.start()

    def receive(self, name: str, user: str, **fields: object) -> None:
        now = self.clock.now()
        event = {"app_id": IDS["app_id"], "event_name": name, "timestamp": str(int(now * 1000)), **fields}
        key = hashlib.sha256(f"{name}:{json.dumps(fields)}".encode()).hexdigest()
        inbox.put(self.store, key, user, json.dumps(event), now)

    def ask(self, user: str, text: str) -> None:
        message_id = self.simulator.say(user, text)
        who = {"sender": {"id": user}, "recipient": {"id": OA}}
        self.receive("user_send_text", user, **who, message={"msg_id": message_id, "text": text})

    def texts(self, user: str) -> list[str]:
        return [one.text for one in self.simulator.sent if one.user_id == user]

    def settled(self) -> bool:
        with self.store.read() as connection:
            return inbox.waiting(connection)[0] == 0


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def counter(tmp_path: Path, conversation: Conversation, clock: HandClock) -> Iterator[Counter]:
    with Simulator(**IDS, **SECRETS, clock=clock) as simulator:
        counter = Counter(tmp_path, simulator, conversation, clock)
        yield counter
        counter.worker.stop()
        counter.thread.join(15)
        assert not counter.thread.is_alive()


def test_the_parts_of_a_long_answer_arrive_in_order_though_the_first_fails(counter: Counter) -> None:
    book = counter.worker._turns._conversation()
    counter.worker._turns._conversation = lambda: Lecture(book.book, "https://motcua.example.gov.vn")
    counter.simulator.switches.answers_per_message = 3
    counter.simulator.faults.next(1, FaultKind.LOST)
    user = new_user_id()
    counter.ask(user, "01")
    assert eventually(lambda: len(counter.texts(user)) == 1)
    assert not eventually(lambda: len(counter.texts(user)) > 1, 0.3)
    counter.clock.advance(2)
    assert eventually(lambda: len(counter.texts(user)) == 3)
    assert [text[:6] for text in counter.texts(user)] == ["Phần 1", "Phần 2", "Phần 3"]
    assert all(len(text) <= TEXT_LIMIT for text in counter.texts(user))
    assert counter.simulator.report() == []


def test_staff_take_over_for_their_time_and_the_bot_comes_back_by_itself(counter: Counter, clock: HandClock) -> None:
    user = new_user_id()
    counter.ask(user, "01")
    assert eventually(lambda: len(counter.texts(user)) == 1)
    message_id = counter.simulator.staff(user, "Cán bộ đây")
    who = {"sender": {"id": OA, "admin_id": "5"}, "recipient": {"id": user}}
    counter.receive("oa_send_text", user, **who, message={"msg_id": message_id})
    assert eventually(counter.settled)
    with counter.store.read() as connection:
        assert citizens.in_staff_hands(connection, clock.now()) == 1
    clock.advance(29 * MINUTE)
    counter.ask(user, "02")
    assert eventually(counter.settled)
    assert len(counter.texts(user)) == 1
    clock.advance(2 * MINUTE)
    counter.ask(user, "03")
    assert eventually(lambda: len(counter.texts(user)) == 2)
    assert counter.texts(user)[-1].split("\n")[0].endswith("(03)")
    with counter.store.read() as connection:
        assert citizens.in_staff_hands(connection, clock.now()) == 0


def test_the_bucket_lets_nothing_go_while_it_is_held() -> None:
    clock = HandClock()
    bucket = Bucket(600, clock.now)
    assert bucket.available() == 60
    bucket.hold(5.0)
    bucket.hold(1.0)
    clock.advance(4.9)
    assert bucket.available() == 0
    clock.advance(0.1)
    assert bucket.available() == 60


def test_a_refusal_for_speed_stops_all_sends_until_it_is_over(counter: Counter) -> None:
    assert Later("-32", hold=5.0).hold == 5.0
    counter.simulator.faults.next(1, -209)
    first, second = new_user_id(), new_user_id()
    counter.ask(first, "01")
    assert eventually(lambda: counter.worker._sender._bucket.available() == 0)
    counter.ask(second, "01")
    assert eventually(counter.settled)
    assert not eventually(lambda: bool(counter.texts(second)), 0.5)


def test_a_confirmed_erasure_leaves_no_trace_but_its_answer(counter: Counter) -> None:
    user = new_user_id()
    for text in ("lệ phí khai tử có yếu tố nước ngoài", "xóa dữ liệu của tôi", "1"):
        counter.ask(user, text)
        eventually(counter.settled)
    assert eventually(lambda: "Đã xóa" in (counter.texts(user) or [""])[-1])
    with counter.store.read() as connection:
        assert connection.rows("SELECT id FROM citizens WHERE id = :id", {"id": user}) == []
        assert connection.rows("SELECT id FROM inbox WHERE citizen = :id", {"id": user}) == []
        assert connection.rows("SELECT id FROM outbox WHERE citizen = :id", {"id": user}) == []
    assert eventually(lambda: not recipients(counter.store))


def recipients(store: Store) -> list[str]:
    with store.read() as connection:
        return [row["recipient"] for row in connection.rows("SELECT recipient FROM outbox WHERE recipient IS NOT NULL")]


PLANTED = ("0912 345 678", "094085001234", "be.nguyen@gmail.com", "9704123456789012", "Nguyễn Văn Bé", "Abc@7788")


def test_of_an_unanswered_question_only_the_masked_text_is_kept(counter: Counter) -> None:
    user = new_user_id()
    for text in (
        f"xin giấy bán vé số dạo, gọi {PLANTED[4]} {PLANTED[0]}",
        f"làm giấy nuôi cá sấu {PLANTED[1]}",
        f"làm giấy nuôi cá sấu {PLANTED[2]}",
        f"xin giấy bán vé số dạo, thẻ {PLANTED[3]}",
        f"xin giấy bán vé số dạo otp {PLANTED[5]}",
        f"xin giấy bán vé số dạo otp {PLANTED[5]}",
        "mở tiệm tạp hóa cần giấy gì",
    ):
        counter.ask(user, text)
    assert eventually(counter.settled)
    with counter.store.read() as connection:
        kept = [(row["text"], row["n"]) for row in connection.rows("SELECT text, n FROM unanswered ORDER BY id")]
        tables = [row["name"] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        whole = "\n".join(str(row) for table in tables for row in connection.rows(f"SELECT * FROM {table}"))  # noqa: S608
        columns = {row["name"] for row in connection.rows("SELECT name FROM pragma_table_info('unanswered')")}
    assert kept == [
        ("xin giấy bán vé số dạo, gọi [tên] [điện thoại]", 1),
        ("làm giấy nuôi cá sấu [số giấy tờ]", 1),
        ("làm giấy nuôi cá sấu [thư điện tử]", 1),
        ("xin giấy bán vé số dạo, thẻ [số tài khoản]", 1),
        ("xin giấy bán vé số dạo otp [mật khẩu]", 2),
    ]
    assert columns == {"id", "day", "text", "n"}
    assert not [value for value in PLANTED if value in whole]
    with closing(sqlite3.connect(counter.store.path)) as connected:
        assert connected.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    files = [path for path in counter.store.path.parent.iterdir() if path.is_file()]
    assert not [(path.name, value) for path in files for value in PLANTED if value.encode() in path.read_bytes()]


def test_while_staff_write_nothing_is_kept(counter: Counter) -> None:
    user = new_user_id()
    staff = {"sender": {"id": OA, "admin_id": "admin"}, "recipient": {"id": user}}
    counter.receive("oa_send_text", user, **staff, message={"msg_id": "m1", "text": "Để tôi xem."})
    counter.ask(user, "làm giấy nuôi cá sấu")
    assert eventually(counter.settled)
    with counter.store.read() as connection:
        assert connection.rows("SELECT * FROM unanswered") == []
