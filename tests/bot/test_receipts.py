"""Receipts: kept once for everybody, with the reply or not at all, outliving the citizen's data and the book."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import answer_ids, inbox, knowledge, receipts, retention
from bot.answer_ids import Grounds
from bot.calendar import VIETNAM
from bot.commands import cli
from bot.conversation import Conversation
from bot.limits import Rules
from bot.messages import Reply
from bot.records import Records
from bot.retention import DAY, Keep
from bot.store import Store, StoreError
from bot.turns import Turns
from bot.wording import REPLY_KEYS
from bot.zalo.outbound import TEXT_LIMIT
from tests.town import IDS

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
BASIS = Grounds("khai-tu", "2025-07-01", "fee", "", "abc")
USER = "8351"
PLANTED = "Trần Thị Bông 0909123456 quaxamat"


def line(short: str) -> str:
    return f"Mã trả lời: {short}"


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return Conversation(knowledge.load(Path("knowledge"), REPLY_KEYS), "https://ngabay.vn")


class Desk:
    """A citizen before the bot, turn by turn, without Zalo."""

    def __init__(self, store: Store, conversation: Conversation) -> None:
        self.store = store
        rules = Rules(owner="w0", oa_id=IDS["oa_id"], staff_seconds=1800, citizen_per_minute=1000)
        self.turns = Turns(store, lambda: conversation, Records(), rules, NOW.timestamp)
        self.asked = 0

    def ask(self, text: str, user: str = USER) -> list[str]:
        self.asked += 1
        name, now = "user_send_text", NOW.timestamp()
        who = {"sender": {"id": user}, "recipient": {"id": IDS["oa_id"]}, "app_id": IDS["app_id"]}
        said = {
            "event_name": name,
            "timestamp": str(int(now * 1000)),
            "message": {"msg_id": f"m{self.asked}", "text": text},
        }
        inbox.put(self.store, f"k{self.asked}", user, json.dumps({**who, **said}), now)
        for received in inbox.claim(self.store, "w0", now, 10):
            self.turns.take(received)
        with self.store.read() as connection:
            rows = connection.rows("SELECT reply FROM outbox WHERE inbox_id = (SELECT max(id) FROM inbox) ORDER BY id")
        return [json.loads(row["reply"])["text"] for row in rows]

    def kept(self) -> list[dict[str, object]]:
        with self.store.read() as connection:
            return [dict(row) for row in connection.rows("SELECT * FROM receipts ORDER BY id")]


def short_of(text: str) -> str:
    found = answer_ids.read(text.splitlines()[-1])
    assert found is not None
    return found


def test_the_receipt_is_what_was_sent_and_kept_once_for_everybody(store: Store, conversation: Conversation) -> None:
    desk = Desk(store, conversation)
    first = desk.ask("#01", "8351")
    assert desk.ask("#01", "8352") == first
    assert len(desk.kept()) == 1
    with store.read() as connection:
        found = receipts.find(connection, short_of(first[-1]))
    assert found is not None
    assert list(found.texts) == first
    assert found.n == 2
    assert found.basis.book == conversation.book.digest
    assert found.basis.procedure == "dang-ky-ho-kinh-doanh"
    assert found.first == found.last == datetime(2026, 11, 24, tzinfo=VIETNAM)


def test_what_echoes_the_citizen_is_never_kept(store: Store, conversation: Conversation) -> None:
    desk = Desk(store, conversation)
    asked = ["xin chào", "H61.27.8-261124-0001", "nộp ngày 31/02/2026 thì mấy ngày", "xóa dữ liệu của tôi", "có"]
    asked += [
        "khai tử cần giấy tờ gì",
        "lệ phí",
        "#01",
        "xin hộ chiếu tới chỗ nào",
        "nộp hôm nay bao giờ có",
        "thống kê",
        "menu",
    ]
    asked += [
        "đăng ký kết hôn cần gì",
        "Giấy tờ của riêng tôi #07",
        "1",
        "1",
        "cấp cứu",
        "asdf qwer",
        "đổi bằng lái xe",
    ]
    asked += ["tôi muốn phản ánh", "chờ lâu", "quầy", "hôm qua"]
    for text in asked:
        desk.ask(text)
        desk.ask(f"{text} {PLANTED}")
    kept = json.dumps(desk.kept(), ensure_ascii=False)
    assert len(desk.kept()) >= 4
    for secret in (*PLANTED.split(), "H61.27.8", "31/02", "8351"):
        assert secret not in kept


def test_deleting_a_citizen_leaves_the_proof_and_nothing_else(store: Store, conversation: Conversation) -> None:
    desk = Desk(store, conversation)
    answer = desk.ask("#07")
    before = desk.kept()
    desk.ask("xóa dữ liệu của tôi")
    desk.ask("Đồng ý xóa")
    assert desk.kept() == before
    with store.read() as connection:
        tables = ("citizens", "inbox", "journal", "receipts")
        for query in (*(f"SELECT * FROM {table}" for table in tables), "SELECT * FROM outbox WHERE recipient IS NULL"):  # noqa: S608  (names of our own)
            assert USER not in str([list(row.values()) for row in connection.rows(query)])
        found = receipts.find(connection, short_of(answer[-1]))
    assert found is not None
    assert list(found.texts) == answer


def test_an_edited_book_gives_another_id_and_the_old_answer_stands(store: Store, conversation: Conversation) -> None:
    old = Desk(store, conversation).ask("#01")
    book = replace(conversation.book, digest="khác")
    desk = Desk(store, Conversation(book, "https://ngabay.vn"))
    desk.asked = 1
    new = desk.ask("#01")
    assert short_of(new[-1]) != short_of(old[-1])
    with store.read() as connection:
        found = receipts.find(connection, short_of(old[-1]))
    assert found is not None
    assert list(found.texts) == old


def make_up(store: Store) -> None:
    """As after the import of made-up dossiers."""
    with store.write() as connection:
        connection.rows(
            "INSERT INTO imports (at, digest, n, added, changed, sample) VALUES (:at, '', 1, 1, 0, 1)",
            {"at": NOW.timestamp()},
        )


def test_receipt_and_reply_are_stored_together_or_not_at_all(store: Store, conversation: Conversation) -> None:
    desk = Desk(store, conversation)
    with store.write() as connection:
        connection.rows(
            "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'the disk is full') ; END"
        )
    with pytest.raises(StoreError):
        desk.ask("#01")
    assert desk.kept() == []
    with store.write() as connection:
        connection.rows("DROP TRIGGER full")
        connection.rows("UPDATE inbox SET state = 'new', owner = NULL")
    for received in inbox.claim(store, "w0", NOW.timestamp(), 10):
        desk.turns.take(received)
    kept = desk.kept()
    assert [one["n"] for one in kept] == [1]
    with store.read() as connection:
        rows = connection.rows("SELECT reply FROM outbox")
    assert [json.loads(row["reply"])["text"] for row in rows] == json.loads(str(kept[0]["texts"]))


def test_the_mark_of_made_up_data_is_part_of_it(store: Store, conversation: Conversation) -> None:
    make_up(store)
    desk = Desk(store, conversation)
    sent = desk.ask("#01")
    assert sent[0].startswith("DỮ LIỆU MẪU\n")
    assert json.loads(str(desk.kept()[0]["texts"])) == sent


def test_every_answer_of_the_book_keeps_to_the_limit_with_its_id(store: Store, conversation: Conversation) -> None:
    make_up(store)
    desk = Desk(store, conversation)
    for procedure in conversation.book.procedures.values():
        for title in ("", "Giấy tờ", "Các bước"):
            sent = desk.ask(f"{title} #{procedure.number or procedure.id}".strip())
            assert max(map(len, sent)) <= TEXT_LIMIT
            assert answer_ids.read(sent[-1].splitlines()[-1])


def test_several_parts_bear_the_id_on_the_last_one(store: Store) -> None:
    with store.write() as connection:
        sent = receipts.stamp(connection, [Reply("một"), Reply("hai")], BASIS, line, NOW)
        assert sent[0] == Reply("một")
        found = receipts.find(connection, short_of(sent[1].text))
    assert found is not None
    assert found.texts == ("một", sent[1].text)


def test_two_answers_never_share_an_id(store: Store) -> None:
    with store.write() as connection:
        short = answer_ids.make(answer_ids.fingerprint(["hai"], BASIS))
        receipts.stamp(connection, [Reply("một")], BASIS, line, NOW)
        connection.rows("UPDATE receipts SET id = :id RETURNING id", {"id": short})
        sent = [receipts.stamp(connection, [Reply("hai")], BASIS, line, NOW)[0].text for _ in range(2)]
        assert sent[0] == sent[1]
        longer = short_of(sent[0])
        assert len(longer) == len(short) + 2
        found = [receipts.find(connection, one) for one in (short, longer)]
    assert [one and one.n for one in found] == [1, 2]
    assert [one and one.texts[0].splitlines()[0] for one in found] == ["một", "hai"]


def test_receipts_go_only_after_their_own_time(store: Store) -> None:
    with store.write() as connection:
        receipts.stamp(connection, [Reply("một")], BASIS, line, NOW)
    keep = Keep(receipts=3653)
    counts = []
    for days in (3652, 3655):
        retention.tidy(store, keep, NOW.timestamp() + days * DAY)
        with store.read() as connection:
            counts.append(len(connection.rows("SELECT id FROM receipts")))
    assert counts == [1, 0]


def test_the_command_shows_it_however_the_id_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    monkeypatch.setenv("BOT_STORAGE_URL", url)
    store = Store(url)
    store.migrate()
    with store.write() as connection:
        sent = receipts.stamp(connection, [Reply("Lệ phí: không thu.")], BASIS, line, NOW)
    short = short_of(sent[0].text)
    for typed in ([short], [short.lower().replace("-", "")], [short[:3], short[3:]]):
        told = CliRunner().invoke(cli, ["receipt-of", *typed])
        assert told.exit_code == 0
        assert sent[0].text in told.output
        assert "24/11/2026" in told.output
        assert "khai-tu" in told.output
        assert "Bản có hiệu lực từ: 01/07/2025\nPhần được hỏi: lệ phí\n" in told.output
    wrong = CliRunner().invoke(cli, ["receipt-of", short[:-1] + ("2" if short[-1] != "2" else "3")])
    assert (wrong.exit_code, "gõ sai" in wrong.output) == (2, True)
    other = answer_ids.make(answer_ids.fingerprint(["khác"], BASIS))
    unknown = CliRunner().invoke(cli, ["receipt-of", other])
    assert (unknown.exit_code, "không có" in unknown.output) == (2, True)
