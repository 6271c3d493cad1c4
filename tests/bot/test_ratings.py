"""One question a week how content somebody is: when it is asked, what is counted, that nobody is named."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import citizens, deeds, retention, satisfaction
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.dossiers import Answer, Dossier, Looked, Status
from bot.known import Known
from bot.messages import Decision, Memory, Message, MessageKind
from bot.outbox import Address
from bot.ratings import LONGEST_WORD, About, Level, Rate, Remark
from bot.replies import TEXT_LIMIT
from bot.retention import DAY, Keep
from bot.store import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
IN_CHAT = Known(consulted=True)
ASKED = "anh chị thấy sao"
COPY = "chung-thuc-ban-sao"
TOLD = Memory(noticed=True)


def say(conversation: Conversation, memory: Memory, text: str, now: datetime = NOW, known: Known = IN_CHAT) -> Decision:
    return conversation.decide(Message(MessageKind.TEXT, text), memory, now, known)


def text_of(decision: Decision) -> str:
    assert decision.reply is not None
    return decision.reply.text


def rated(conversation: Conversation, level: str = "hài lòng") -> Decision:
    """Somebody who asked twice about one matter and was content."""
    first = say(conversation, TOLD, "12")
    return say(conversation, say(conversation, first.memory, "lệ phí bao nhiêu").memory, level)


def test_a_first_answer_stays_short_and_the_second_asks(conversation: Conversation) -> None:
    first = say(conversation, TOLD, "12")
    assert ASKED not in text_of(first)
    second = say(conversation, first.memory, "lệ phí bao nhiêu")
    assert text_of(second).splitlines()[-1].startswith("Bot trả lời vậy")
    assert len(text_of(second)) <= TEXT_LIMIT
    assert say(conversation, second.memory, "1").procedure == COPY, "the numbers are those of the answer"


def test_thanks_for_an_answer_are_a_good_moment_and_numbers_choose(conversation: Conversation) -> None:
    thanks = say(conversation, say(conversation, TOLD, "12").memory, "cảm ơn nha")
    assert "1 Hài lòng" in text_of(thanks)
    assert say(conversation, thanks.memory, "3").deeds == (Rate(About.ANSWER, COPY, Level.POOR),)


@pytest.mark.parametrize("beside", ["ok", "ừ", "dạ cảm ơn"])
def test_a_mere_ok_leaves_the_question_open(conversation: Conversation, beside: str) -> None:
    thanks = say(conversation, say(conversation, TOLD, "12").memory, "cảm ơn nha")
    again = say(conversation, thanks.memory, beside)
    assert ASKED not in text_of(again)
    assert say(conversation, again.memory, "3").deeds == (Rate(About.ANSWER, COPY, Level.POOR),)
    question = say(conversation, say(conversation, TOLD, "12").memory, "lệ phí bao nhiêu")
    after = say(conversation, say(conversation, question.memory, beside).memory, "1")
    assert (after.procedure, after.deeds) == (COPY, ()), "the numbers stay those of the answer"


def test_thanks_for_nothing_ask_nothing(conversation: Conversation) -> None:
    assert ASKED not in text_of(say(conversation, TOLD, "cảm ơn"))


def test_where_nobody_talks_nothing_is_asked(conversation: Conversation) -> None:
    first = say(conversation, TOLD, "12", known=Known())
    assert ASKED not in text_of(say(conversation, first.memory, "lệ phí bao nhiêu", known=Known()))


def test_no_question_about_the_answer_stands_under_a_question_about_ones_own_papers(conversation: Conversation) -> None:
    papers = say(conversation, say(conversation, TOLD, "mẹ em muốn đăng ký hộ kinh doanh").memory, "lệ phí bao nhiêu")
    asked = say(conversation, replace(papers.memory, rating_asked_at=0.0), "giấy tờ của tôi cần gì")
    assert "Câu 1/2" in text_of(asked)
    assert ASKED not in text_of(asked)
    assert ASKED in text_of(say(conversation, asked.memory, "lệ phí bao nhiêu")), "it was not yet asked this week"


def test_the_notice_that_a_machine_answers_comes_without_it(conversation: Conversation) -> None:
    day = NOW.date()
    dossier = Dossier("H5712601010001", "phuong-nga-nam", COPY, Status.HANDED, day, day, None, day)
    known = Known(consulted=True, looked=Looked(Answer.FOUND, dossier, NOW))
    first = say(conversation, Memory(), "H57.126-010100-01", known=known)
    assert "không phải cán bộ" in text_of(first)
    assert ASKED not in text_of(first)
    assert ASKED in text_of(say(conversation, first.memory, "H57.126-010100-01", known=known))


@pytest.mark.parametrize(("status", "asks"), [(Status.HANDED, True), (Status.READY, True), (Status.WORKING, False)])
def test_a_finished_dossier_may_be_rated(conversation: Conversation, status: Status, *, asks: bool) -> None:
    day = NOW.date()
    dossier = Dossier("H5712601010001", "phuong-nga-nam", COPY, status, day, day, None, day if asks else None)
    known = Known(consulted=True, looked=Looked(Answer.FOUND, dossier, NOW))
    found = say(conversation, TOLD, "H57.126-010100-01", known=known)
    assert (ASKED in text_of(found)) is asks
    if asks:
        assert say(conversation, found.memory, "tạm được").deeds == (Rate(About.DOSSIER, "", Level.FAIR),)


@pytest.mark.parametrize(("days", "asks"), [(6, False), (8, True)])
def test_once_a_week_at_most(conversation: Conversation, days: int, *, asks: bool) -> None:
    memory, later = rated(conversation).memory, NOW + timedelta(days=days)
    first = say(conversation, memory, "12", later)
    assert (ASKED in text_of(say(conversation, first.memory, "lệ phí bao nhiêu", later))) is asks


@pytest.mark.parametrize(
    ("text", "level"),
    [("HAI LONG", Level.GOOD), ("bình thường", Level.FAIR), ("ko hài lòng", Level.POOR), ("chưa hài lòng", Level.POOR)],
)
def test_levels_as_people_say_them(conversation: Conversation, text: str, level: Level) -> None:
    assert rated(conversation, text).deeds == (Rate(About.ANSWER, COPY, level),)


def test_a_word_is_masked_and_kept_short(conversation: Conversation) -> None:
    rate = Rate(About.ANSWER, COPY, Level.GOOD)
    said = say(conversation, rated(conversation).memory, "trả lời nhanh lắm nha, 0912345678")
    assert said.deeds == (Remark(rate, "trả lời nhanh lắm nha, [điện thoại]"),)
    long = say(conversation, rated(conversation).memory, "nhanh gọn quá trời luôn " * 40)
    (remark,) = long.deeds
    assert isinstance(remark, Remark)
    assert len(remark.text) <= LONGEST_WORD
    assert str(LONGEST_WORD) in text_of(long)


@pytest.mark.parametrize(
    "text", ["khai tử có yếu tố nước ngoài", "mấy giờ mở cửa", "tôi muốn phản ánh cán bộ", "cảm ơn"]
)
def test_what_asks_for_something_is_no_word_about_the_answer(conversation: Conversation, text: str) -> None:
    said = say(conversation, rated(conversation).memory, text)
    assert not said.deeds
    assert said.reply is not None


def test_ratings_are_counted_by_month_without_anybody(store: Store) -> None:
    rate = Rate(About.ANSWER, COPY, Level.GOOD)
    with store.write() as connection:
        for _ in range(2):
            deeds.carry_out(connection, (rate,), Address(1, "alias-1", "zalo-1"), NOW.timestamp())
        deeds.carry_out(connection, (Remark(rate, "nhanh"),), Address(1, "alias-1", "zalo-1"), NOW.timestamp())
        (found,) = satisfaction.counted(connection, "2026-11", "2026-11")
        assert satisfaction.counted(connection, "2026-10", "2026-10") == []
        everything = [*connection.rows("SELECT * FROM ratings"), *connection.rows("SELECT * FROM remarks")]
    assert (found.procedure, dict(found.levels), found.public) == (COPY, {Level.GOOD: 2}, False)
    assert "alias-1" not in str(everything)
    assert "zalo-1" not in str(everything)


def test_words_go_before_the_counts(store: Store) -> None:
    rate = Rate(About.ANSWER, COPY, Level.GOOD)
    with store.write() as connection:
        deeds.carry_out(connection, (rate, Remark(rate, "nhanh")), Address(1, "a", "z"), NOW.timestamp())
    retention.tidy(store, Keep(ratings=800, remarks=400), NOW.timestamp() + 450 * DAY)
    with store.read() as connection:
        assert satisfaction.remarks(connection, "2026-11") == []
        assert len(satisfaction.counted(connection, "2026-11", "2026-11")) == 1


def test_that_somebody_was_asked_outlives_the_talk_in_its_row(conversation: Conversation, store: Store) -> None:
    memory = rated(conversation).memory
    with store.write() as connection:
        citizens.remember(connection, "a", memory, 1.0)
        assert citizens.load(connection, "a")[0].rating_asked_at == NOW.timestamp()
