"""What citizens write and who they are: planted values are looked for in every table and file, byte by byte."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from bot import archive, docket, retention
from bot.complaints import Kind
from bot.docket import Act, Done
from bot.dossiers import Dossier, Status
from bot.retention import Keep
from bot.store import Store
from simulator.account import new_user_id
from tests.town import ALIASES, Town, eventually

NAME, PHONE, CARD, MAIL = "Nguyễn Thị Cẩm Tú", "0912345678", "091088001234", "camtu.nguyen@example.com"
PLANTED = (NAME, PHONE, CARD, MAIL, "9704361234567890123")
QUESTIONS = tuple(f"tôi tên {value} hỏi làm khai sinh cho con có cha người nước ngoài" for value in PLANTED)
CODE = "H13.45-261102-0009"
CODES = (CODE, "H13452611020009")
DOSSIER = Dossier("H13452611020001", "phuong-nga-nam", "", Status.WORKING, date(2026, 11, 2), date(2026, 11, 10))
OFFICIAL = "anh Lâm Quốc Đạt quầy 3"
STORY = f"{OFFICIAL} giữ hồ sơ ba tháng, số tui {PHONE}, cccd {CARD}, thư {MAIL}"
COMPLAINT = ("tui muốn phản ánh", "1", STORY, "quầy số 3", "hôm qua", PHONE, "1")
RATING = ("tôi muốn đánh giá", "3", f"bot trả lời dài quá, tôi tên {NAME}, số {PHONE}")
MASKED_WORD = "bot trả lời dài quá, tôi tên [tên], số [điện thoại]"
UNKNOWN = f"tôi tên {NAME}, nhà trồng lan hồ điệp bị rệp sáp, {PHONE}"
MASKED_QUESTION = "tôi tên [tên], nhà trồng lan hồ điệp bị rệp sáp, [điện thoại]"
DRAFT = ("phản ánh", "1", f"tôi tên {NAME}, chờ hoài không xong KIMLONG", "bỏ qua")
DAY = 86400.0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path) as town:
        yield town


def store(town: Town) -> Store:
    return Store(f"sqlite:///{town.folder}/counter.db")


def holds(folder: Path, value: str) -> list[str]:
    """Give the files that hold a value, as text or as the escapes of JSON."""
    forms = (value.encode(), value.encode("unicode_escape"), value.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


def tell_everything(town: Town, citizen: str) -> None:
    for text in QUESTIONS:
        town.simulator.say(citizen, text)
    town.simulator.give(citizen, "image")
    assert eventually(lambda: len([one for one in town.simulator.sent if one.user_id == citizen]) == len(PLANTED) + 1)
    assert eventually(lambda: not town.rows("SELECT 1 AS one FROM outbox WHERE state <> 'sent'"))


def test_no_word_and_no_id_is_left_once_the_answers_are_out(town: Town, tmp_path: Path) -> None:
    citizen = new_user_id()
    tell_everything(town, citizen)
    assert eventually(lambda: store(town).empty_log())
    assert {value: holds(tmp_path, value) for value in (*PLANTED, citizen)} == {key: [] for key in (*PLANTED, citizen)}


def settle_down(town: Town, citizen: str, texts: Sequence[str]) -> None:
    """Say them in their order and wait until all is answered and sent."""
    heard = len(town.sent_to(citizen))
    for text in texts:
        town.simulator.say(citizen, text)
    assert eventually(lambda: len(town.sent_to(citizen)) >= heard + len(texts)), town.sent_to(citizen)
    assert eventually(lambda: not town.rows("SELECT 1 AS one FROM outbox WHERE state <> 'sent'"))


def use_everything(town: Town, citizen: str) -> None:
    """Ask, complain, rate with a word, ask what nobody knows, look a dossier up, and break off another complaint."""
    archive.store_all(store(town), [DOSSIER], 1, "a", time.time())
    settle_down(town, citizen, (*RATING, *QUESTIONS, *COMPLAINT, UNKNOWN, f"hồ sơ {CODE} tới đâu rồi", *DRAFT))
    assert [row["phone"] for row in town.rows("SELECT phone FROM complaints")] == [PHONE]
    assert [row["text"] for row in town.rows("SELECT text FROM remarks")] == [MASKED_WORD]
    assert [row["text"] for row in town.rows("SELECT text FROM unanswered")] == [MASKED_QUESTION]
    assert not town.rows("SELECT 1 AS one FROM outbox WHERE reply LIKE '%giữ hồ sơ ba tháng%'")
    assert town.rows("SELECT 1 AS one FROM citizens WHERE dialogue LIKE '%KIMLONG%'")
    assert CODE.replace(".", "").replace("-", "") in "".join(town.sent_to(citizen)).replace(".", "").replace("-", "")


def traces(town: Town, citizen: str) -> dict[str, list[str]]:
    """Give what was planted and is left, with the files that hold it."""
    assert eventually(lambda: store(town).empty_log())
    planted = (*PLANTED, citizen, ALIASES.of(citizen), *CODES, "KIMLONG")
    return {value: files for value in planted if (files := holds(town.folder, value))}


def test_after_its_time_nothing_tells_that_a_citizen_was_ever_here(town: Town) -> None:
    citizen = new_user_id()
    use_everything(town, citizen)
    assert {ALIASES.of(citizen), citizen, PHONE, "KIMLONG"} <= set(traces(town, citizen))
    with store(town).write() as connection:
        complaint = docket.listed(connection, set(Kind), date(2026, 1, 1))[0]
        docket.act(connection, complaint, Done(Act.CLOSED, "Lê Thị Ba", "ba", time.time()), (None, None))
    while retention.tidy(store(town), Keep(), time.time() + 31 * DAY):
        pass
    assert traces(town, citizen) == {}
    # For their own days stay: what was told of an official, the masked word and the masked question.
    for kept, days in ((MASKED_QUESTION, 91), (MASKED_WORD, 398), (OFFICIAL, 731)):
        assert holds(town.folder, kept), kept
        retention.tidy(store(town), Keep(), time.time() + days * DAY)
        assert eventually(lambda: store(town).empty_log())
        assert holds(town.folder, kept) == []


def test_an_erasure_asked_for_in_the_chat_leaves_nothing_of_the_citizen(town: Town) -> None:
    citizen = new_user_id()
    use_everything(town, citizen)
    settle_down(town, citizen, ("dữ liệu của tôi",))
    told = town.sent_to(citizen)[-1]
    for words in ("viết dở", "1 phản ánh đã gửi", "1 số điện thoại", "Mã Zalo của anh chị bên 1 phản ánh"):
        assert words in told
    settle_down(town, citizen, ("xóa dữ liệu của tôi", "1"))
    assert "Đã xóa" in town.sent_to(citizen)[-1]
    assert traces(town, citizen) == {}
    # By decision these stay, and nothing leads from them to anybody: see docs/decisions/018, 019, 020.
    stories = [row["story"] for row in town.rows("SELECT story FROM complaints")]
    assert stories == [f"{OFFICIAL} giữ hồ sơ ba tháng, số tui [số đã che], cccd [số đã che], thư [thư đã che]"]
    assert all(holds(town.folder, kept) for kept in (MASKED_WORD, MASKED_QUESTION))
    acts = [line for line in town.log.read_text().splitlines() if '"own_data"' in line]
    assert [json.loads(line)["deed"] for line in acts] == ["Show", "Erase"]
    assert all(set(json.loads(line)) == {"row", "deed", "event", "level", "timestamp"} for line in acts)
