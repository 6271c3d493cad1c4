"""Trials of a bot that serves this account: each does something Zalo may do and says what the bot did wrong.

A trial needs nothing of the bot but that it answers a text. What the ledger sees meanwhile counts too.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.account import new_message_id, new_user_id
from simulator.catalogue import SILENT
from simulator.events import Signing, sign, timestamp_of, write

if TYPE_CHECKING:
    from simulator.stand_in import Simulator

PATIENCE = 20.0
"""Seconds a bot may take in one trial until its answers arrive, second tries included."""
QUIET = 0.4
"""Seconds after which an answer that must not come is taken not to come."""
QUESTION = "01"
LATE = 6600.0
"""Seconds after which Zalo may deliver an event for the last time: the ladder's pauses added up."""
WRONG = [how for how in Signing if how not in (Signing.RIGHT, Signing.NO_PREFIX)]


@dataclass
class Stage:
    """One run of one trial; `complaints` are what went wrong."""

    account: Simulator
    complaints: list[str] = field(default_factory=list)
    ends: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def citizen(self) -> str:
        """A new citizen."""
        return new_user_id()

    def texts(self, citizen: str) -> list[str]:
        """What the citizen was sent."""
        return [one.text for one in self.account.sent if one.user_id == citizen]

    def expect(self, citizen: str, count: int, what: str) -> None:
        """Wait until the citizen has `count` answers, and a moment longer for one too many."""
        while len(self.texts(citizen)) < count and time.monotonic() < self.ends:
            time.sleep(0.02)
        time.sleep(QUIET)
        got = len(self.texts(citizen))
        self.check(got == count, f"{what}: {got} câu trả lời, đúng ra là {count}")

    def check(self, good: bool, complaint: str) -> None:
        """Note a complaint unless all is good."""
        if not good:
            self.complaints.append(complaint)

    def post(self, event: dict[str, Any] | bytes, sign: Signing | str = Signing.RIGHT, **how: Any) -> None:
        """Deliver an event now; anything but 200 within the limit is a complaint."""
        status = self.account.deliver(event, sign, **how)
        self.check(status == 200, f"webhook trả {status or 'không kịp'}, đúng ra là 200")

    def question(self, citizen: str, **fields: Any) -> dict[str, Any]:
        """A question as an event, told to the ledger and not yet delivered."""
        message = {"text": QUESTION, "msg_id": new_message_id(), **fields}
        self.account.say(citizen, message["text"], msg_id=message["msg_id"], held=True)
        return self.account.event("user_send_text", citizen, message)


def _each_once(stage: Stage) -> None:
    citizen = stage.citizen()
    stage.account.say(citizen, QUESTION)
    stage.expect(citizen, 1, "một câu hỏi")


def _duplicates(stage: Stage) -> None:
    citizen = stage.citizen()
    event = stage.question(citizen)
    for retry in range(3):
        stage.post(event, retry=retry)
    stage.expect(citizen, 1, "cùng một sự kiện ba lần")


def _parallel_duplicates(stage: Stage) -> None:
    citizen = stage.citizen()
    event = stage.question(citizen)
    threads = [threading.Thread(target=stage.post, args=(event,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.expect(citizen, 1, "cùng một sự kiện năm lần cùng lúc")


def _late_duplicate(stage: Stage) -> None:
    citizen = stage.citizen()
    event = stage.question(citizen)
    event["timestamp"] = str(int(event["timestamp"]) - int(LATE * 1000))
    stage.post(event)
    stage.expect(citizen, 1, "một câu hỏi giao muộn")
    stage.post(event, retry=5)
    stage.expect(citizen, 1, "sự kiện cũ giao lại sau 1 giờ 50 phút")


def _out_of_order(stage: Stage) -> None:
    citizen = stage.citizen()
    first, second = stage.question(citizen), stage.question(citizen, text="02")
    stage.post(second)
    stage.post(first)
    stage.expect(citizen, 2, "hai câu hỏi tới ngược thứ tự")


def _burst(stage: Stage) -> None:
    citizen = stage.citizen()
    numbers = [f"{number:02}" for number in range(1, 9)]
    for number in numbers:
        stage.account.say(citizen, number)
    stage.expect(citizen, len(numbers), "tám câu hỏi liền nhau")
    asked = {one.answers: one for one in stage.account.sent if one.user_id == citizen}
    stage.check(len(asked) == len(numbers), "có câu hỏi không được trả lời riêng")


def _forged(stage: Stage) -> None:
    for how in WRONG:
        citizen = stage.citizen()
        event = stage.account.event("user_send_text", citizen, {"text": QUESTION, "msg_id": new_message_id()})
        stage.post(event, how)
        time.sleep(0.05)
        stage.check(not stage.texts(citizen), f"trả lời sự kiện ký sai ({how.value})")


def _other_app(stage: Stage) -> None:
    citizen = stage.citizen()
    other = "1234567890"
    body = write(stage.question(citizen) | {"app_id": other}, "plain", "NFC", random.Random(0))
    stage.post(body, sign(other, body, timestamp_of(body), stage.account.world.account.oa_secret))
    stage.expect(citizen, 0, "sự kiện của ứng dụng khác")


def _all_forms(stage: Stage) -> None:
    """Key order, blanks, escapes and composed or decomposed letters: only the raw bytes verify."""
    before = stage.account.switches.json_form, stage.account.switches.unicode_form
    stage.account.switches.json_form, stage.account.switches.unicode_form = "mixed", "mixed"
    try:
        citizens = [stage.citizen() for _ in range(8)]
        for citizen in citizens:
            stage.account.say(citizen, "Đăng ký hộ kinh doanh cần giấy tờ gì?")
        while not all(stage.texts(citizen) for citizen in citizens) and time.monotonic() < stage.ends:
            time.sleep(0.02)
        time.sleep(QUIET)
        for citizen in citizens:
            got = len(stage.texts(citizen))
            stage.check(got == 1, f"một kiểu viết JSON khác: {got} câu trả lời, đúng ra là 1")
    finally:
        stage.account.switches.json_form, stage.account.switches.unicode_form = before


def _odd_bodies(stage: Stage) -> None:
    citizen = stage.citizen()
    account = stage.account
    odd: list[dict[str, Any] | bytes] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        account.event("user_send_text", citizen),
        account.event("no_such_event_yet", citizen, {"msg_id": new_message_id()}),
        account.event("user_send_text", citizen, {"text": QUESTION, "msg_id": "1"}) | {"sender": None},
    ]
    for body in odd[:5]:
        stage.post(body, "mac=" + "0" * 64)
    for body in odd[6:]:
        stage.post(body)
    stage.post(stage.question(citizen, text="") | {"reorder_id": "1"})
    stage.expect(citizen, 1, "tin rỗng có trường lạ")
    huge = stage.citizen()
    started = time.monotonic()
    status = account.deliver(account.event("user_send_text", huge, {"text": "a" * 2_000_000, "msg_id": "2"}))
    took = time.monotonic() - started
    stage.check(status < 500 and took < 2.0, f"sự kiện 2 MB: HTTP {status} sau {took:.1f} giây")
    stage.expect(huge, 0, "sự kiện 2 MB")
    account.say(huge, QUESTION)
    stage.expect(huge, 1, "câu hỏi sau sự kiện 2 MB")


def _console(stage: Stage) -> None:
    before = len(stage.account.sent)
    url = stage.account.webhook_url
    stage.check(stage.account.console_test(url), "nút «Kiểm tra» của trang nhà phát triển không nhận 200")
    stage.post(stage.account.event("user_send_text", stage.citizen(), {"text": "test", "msg_id": "2"}), Signing.NONE)
    time.sleep(QUIET)
    stage.check(len(stage.account.sent) == before, "bot trả lời tin kiểm tra không có chữ ký đúng")


def _silent_events(stage: Stage) -> None:
    citizen = stage.citizen()
    stage.account.say(citizen, QUESTION)
    stage.expect(citizen, 1, "một câu hỏi")
    for name in SILENT:
        stage.account.emit(name, citizen)
    stage.account.settle(10)
    stage.expect(citizen, 1, f"{len(SILENT)} loại sự kiện không cần trả lời")


def _welcome(stage: Stage) -> None:
    citizen = stage.citizen()
    for name in ("follow", "user_click_chatnow", "follow"):
        stage.account.emit(name, citizen)
    stage.account.settle()
    stage.expect(citizen, 1, "quan tâm OA, bấm Nhắn tin, quan tâm lần nữa")
    stage.account.emit("unfollow", citizen)
    stage.expect(citizen, 1, "bỏ quan tâm")


def _staff(stage: Stage) -> None:
    citizen = stage.citizen()
    stage.account.say(citizen, QUESTION)
    stage.expect(citizen, 1, "một câu hỏi")
    stage.account.staff(citizen, "Chào cô, cán bộ quầy đây ạ.")
    stage.account.settle()
    time.sleep(QUIET)
    stage.account.say(citizen, "02")
    stage.expect(citizen, 1, "hỏi khi cán bộ đang trả lời")


def _quick(stage: Stage) -> None:
    citizens = [stage.citizen() for _ in range(5)]
    for citizen in citizens:
        stage.account.say(citizen, QUESTION)
    stage.account.settle(30)
    users = set(citizens)
    slowest = max((one.took_ms for one in stage.account.attempts if one.parcel.user_id in users), default=0.0) / 1000
    limit = stage.account.switches.answer_limit
    stage.check(slowest < limit, f"webhook trả lời sau {slowest:.1f} giây; Zalo chờ {limit:g} giây")
    stage.expect(citizens[0], 1, "một câu hỏi")


def _errors_in_200(stage: Stage) -> None:
    citizen = stage.citizen()
    stage.account.faults.next(1, -200)
    stage.account.say(citizen, QUESTION)
    stage.expect(citizen, 1, "Zalo báo lỗi -200 trong HTTP 200 rồi mới nhận")


def _tokens(stage: Stage) -> None:
    """Twice in a row the access token ends early: whoever loses the new refresh token is stuck at the second."""
    for turn in (1, 2):
        stage.account.expire_token()
        citizen = stage.citizen()
        stage.account.say(citizen, QUESTION)
        stage.expect(citizen, 1, f"khóa truy cập hết hạn lần {turn}")


def _plain_text(stage: Stage) -> None:
    before = stage.account.switches.buttons, stage.account.switches.lists
    stage.account.switches.buttons = stage.account.switches.lists = False
    try:
        citizen = stage.citizen()
        stage.account.say(citizen, QUESTION)
        stage.expect(citizen, 1, "không dùng được nút và danh sách")
    finally:
        stage.account.switches.buttons, stage.account.switches.lists = before


SCENARIOS: dict[str, tuple[str, Callable[[Stage], None]]] = {
    "each-once": ("Một câu hỏi, một câu trả lời", _each_once),
    "duplicates": ("Sự kiện giao lại nhiều lần", _duplicates),
    "parallel-duplicates": ("Sự kiện giao trùng cùng lúc", _parallel_duplicates),
    "late-duplicate": ("Giao lại sau 1 giờ 50 phút", _late_duplicate),
    "out-of-order": ("Tin tới ngược thứ tự", _out_of_order),
    "burst": ("Một người nhắn dồn dập", _burst),
    "forged": ("Chữ ký sai, mọi kiểu", _forged),
    "other-app": ("Sự kiện của ứng dụng khác", _other_app),
    "all-forms": ("Mọi cách viết JSON và dấu tiếng Việt", _all_forms),
    "odd-bodies": ("Nội dung rỗng, hỏng, 2 MB, trường lạ", _odd_bodies),
    "console": ("Nút «Kiểm tra» của trang nhà phát triển", _console),
    "silent-events": ("Mọi sự kiện không cần trả lời", _silent_events),
    "welcome": ("Quan tâm, nhắn tin, bỏ quan tâm", _welcome),
    "staff": ("Cán bộ vào trả lời", _staff),
    "quick": ("Trả lời webhook trong 2 giây", _quick),
    "errors-in-200": ("Lỗi nằm trong HTTP 200", _errors_in_200),
    "tokens": ("Khóa truy cập hết hạn hai lần", _tokens),
    "plain-text": ("Không dùng được nút bấm", _plain_text),
}
"""Name, what the page calls it, and the trial."""


def run(account: Simulator, names: Iterable[str] = tuple(SCENARIOS)) -> dict[str, list[str]]:
    """Try the bot in each way named and give the complaints of each, the ledger's included; empty lists are good."""
    found: dict[str, list[str]] = {}
    for name in names:
        stage, before = Stage(account), len(account.violations())
        SCENARIOS[name][1](stage)
        account.settle()
        found[name] = [*dict.fromkeys(stage.complaints), *map(str, account.violations()[before:])]
    return found
