"""Looking dossiers up: by the exact code, told without persons, with a limit on guessing."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.archive import store_all
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.dossiers import Answer, Dossier, Reason, Status
from bot.known import NOTHING_KNOWN, Known
from bot.messages import Memory, Message, MessageKind, Outcome
from bot.records import GUESS_SECONDS, GuessLimits, Records
from bot.store import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
DOSSIER = Dossier(
    "H13452611020001",
    "phuong-nga-nam",
    "",
    Status.WORKING,
    date(2026, 11, 2),
    date(2026, 11, 10),
    reason=Reason.CHECKING,
)
WRITTEN = "H13.45-261102-0001"


def known(store: Store, text: str, records: Records | None = None, who: str = "a", later: float = 0.0) -> Known:
    with store.read() as connection:
        return (records or Records()).known(connection, text, who, NOW.timestamp() + later)


def say(conversation: Conversation, store: Store, text: str) -> str:
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW, known(store, text))
    assert decision.outcome is Outcome.COUNTER, decision.rule
    assert decision.reply is not None
    return decision.reply.text


def test_a_late_dossier_is_told_with_its_days_and_why(conversation: Conversation, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW.timestamp())
    told = say(conversation, store, f"hồ sơ {WRITTEN} tới đâu rồi")
    for part in ("Đang giải quyết", "02/11/2026", "10/11/2026", "Đã quá ngày hẹn", "đang xác minh", "phường Ngã Năm"):
        assert part in told
    assert "Cập nhật lúc 10:00 24/11/2026" in told


STATES = {
    "on time, being worked on": (replace(DOSSIER, due=date(2026, 11, 30)), ("Đang giải quyết",), ("Trễ",)),
    "ready before the day": (
        replace(DOSSIER, status=Status.READY, done=date(2026, 11, 9)),
        ("Đã có kết quả", "09/11/2026", "Nơi nhận kết quả"),
        ("Trễ",),
    ),
    "ready late, no reason": (
        replace(DOSSIER, status=Status.READY, done=date(2026, 11, 12), reason=None),
        ("sau ngày hẹn", "chưa ghi lý do"),
        (),
    ),
    "handed over": (replace(DOSSIER, status=Status.HANDED, done=date(2026, 11, 9)), ("Đã trả",), ("Nơi nhận",)),
    "sent back": (replace(DOSSIER, status=Status.RETURNED), ("trả lại",), ("Nơi nhận", "Trễ")),
    "withdrawn": (replace(DOSSIER, status=Status.WITHDRAWN), ("đã rút",), ("Nơi nhận", "Trễ")),
    "a counter that is gone": (
        replace(DOSSIER, counter="thi-xa-nga-nam", received=date(2025, 6, 2), due=date(2025, 6, 9)),
        ("nay không còn",),
        ("thị xã",),
    ),
}


@pytest.mark.parametrize(("dossier", "told", "untold"), STATES.values(), ids=STATES.keys())
def test_every_state_is_told(
    dossier: Dossier, told: tuple[str, ...], untold: tuple[str, ...], conversation: Conversation, store: Store
) -> None:
    store_all(store, [dossier], 1, "a", NOW.timestamp())
    text = say(conversation, store, WRITTEN)
    assert all(part in text for part in told), text
    assert not any(part in text for part in untold), text


def test_an_unknown_code_says_so_and_suggests_none(conversation: Conversation, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW.timestamp())
    told = say(conversation, store, "H13.45-261102-0002")
    assert "Không có hồ sơ nào mang mã H13452611020002" in told
    assert "H13452611020001" not in told


def test_before_any_import_the_national_portal_is_named(conversation: Conversation, store: Store) -> None:
    assert "Bot chưa xem được hồ sơ" in say(conversation, store, WRITTEN)
    assert "Bot chưa xem được hồ sơ" in say(conversation, store, "hồ sơ của tôi tới đâu")


def test_the_question_alone_asks_for_the_code(conversation: Conversation, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW.timestamp())
    told = say(conversation, store, "hồ sơ của tôi tới đâu")
    assert "gõ mã hồ sơ" in told
    assert "10:00 24/11/2026" in told


def test_where_nobody_can_look_the_page_is_named(conversation: Conversation) -> None:
    decision = conversation.decide(Message(MessageKind.TEXT, WRITTEN), Memory(), NOW, NOTHING_KNOWN)
    assert decision.reply is not None
    assert "https://motcua.example.gov.vn/ho-so" in decision.reply.text


@pytest.mark.parametrize(("text", "page"), [("hồ sơ của tôi tới đâu", "/ho-so"), ("thống kê hồ sơ", "/so-lieu")])
def test_where_nobody_looked_nothing_is_said_to_be_missing(text: str, page: str, conversation: Conversation) -> None:
    reply = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW, NOTHING_KNOWN).reply
    assert reply is not None
    assert f"https://motcua.example.gov.vn{page}" in reply.text
    assert "Chưa nhập" not in reply.text
    assert "chưa xem được" not in reply.text


def test_the_talk_goes_on_after_a_look_up(conversation: Conversation, store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW.timestamp())
    memory = conversation.decide(Message(MessageKind.TEXT, "01"), Memory(), NOW).memory
    kept = conversation.decide(Message(MessageKind.TEXT, WRITTEN), memory, NOW, known(store, WRITTEN)).memory
    assert (kept.procedure, kept.offered) == (memory.procedure, memory.offered)
    assert "H13" not in repr(kept)


def test_a_cry_for_help_goes_before_a_code(conversation: Conversation) -> None:
    text = f"cháy nhà rồi cứu với {WRITTEN}"
    assert conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW).outcome is Outcome.EMERGENCY


def test_guessing_ends_for_one_citizen_and_then_for_all(store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW.timestamp())
    records = Records(GuessLimits(citizen=2, total=5))

    def answer(code: str, who: str, later: float = 0.0) -> Answer | None:
        looked = known(store, code, records, who, later).looked
        return looked.answer if looked else None

    wrong = [answer(f"H13-00000{n}", "a") for n in range(3)]
    assert wrong == [Answer.UNKNOWN, Answer.UNKNOWN, Answer.TOO_MANY]
    assert answer(WRITTEN, "a") is Answer.TOO_MANY  # even the right one: else the limit would tell which is right
    assert [answer(WRITTEN, "b") for _ in range(9)] == [Answer.FOUND] * 9
    assert [answer(f"H13-00000{n}", f"c{n}") for n in range(4)] == [*[Answer.UNKNOWN] * 3, Answer.TOO_MANY]
    assert answer(WRITTEN, "d") is Answer.TOO_MANY
    assert answer(WRITTEN, "a", GUESS_SECONDS + 1) is Answer.FOUND
