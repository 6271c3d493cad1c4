"""Complaints in the store: filed with the reply, acted on, sent only in the window, and what is let go when."""

import re
from datetime import date, datetime

import pytest

from bot import citizens, deeds, docket, inbox, retention
from bot.calendar import VIETNAM
from bot.complaints import File, Kind, State, number_in, sound
from bot.conversation import Conversation
from bot.docket import Act, Done, NotNow
from bot.dossiers import Answer
from bot.known import Known
from bot.memories import DRAFT_SECONDS
from bot.messages import Decision, Memory, Message, MessageKind, Reply
from bot.outbox import Address
from bot.records import GuessLimits, Records
from bot.retention import DAY, Keep
from bot.store import Store

NOW = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
AT = NOW.timestamp()
TODAY = NOW.date()
NUMBER = "2H4K6M8T9"
STORY = "hồ sơ nộp tháng tám còn chờ KIMLONG"
PHONE = "0912345678"
FILED = File(NUMBER, Kind.HANDLING, STORY, "quầy số 2", "sáng thứ hai", PHONE, date(2026, 12, 2))


def filed(store: Store, one: File = FILED, at: float = AT) -> docket.Complaint:
    with store.write() as connection:
        deeds.carry_out(connection, (one,), Address(1, "alias", "zalo-id"), at)
        found = docket.find(connection, one.number)
    assert found is not None
    return found


def do(store: Store, act: Act, note: str = "", at: float = AT + 60, number: str = NUMBER) -> docket.Complaint:
    with store.write() as connection:
        found = docket.find(connection, number)
        assert found is not None
        docket.act(connection, found, Done(act, "Lê Thị Ba", "ba", at, note), (date(2026, 12, 30), None))
        changed = docket.find(connection, number)
    assert changed is not None
    return changed


def everything(store: Store) -> str:
    with store.read() as connection:
        tables = [row["name"] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return repr([connection.rows(f"SELECT * FROM {table}") for table in tables])  # noqa: S608


def test_a_filed_complaint_is_found_with_its_history(store: Store) -> None:
    one = filed(store)
    assert (one.kind, one.story, one.place, one.moment, one.phone) == (
        *(Kind.HANDLING, STORY),
        *("quầy số 2", "sáng thứ hai", PHONE),
    )
    assert (one.state, one.pass_by, one.answer_by) == (State.NEW, date(2026, 12, 2), None)
    with store.read() as connection:
        assert [done.act for done in docket.acts(connection, one)] == [Act.FILED]


def test_numbers_drawn_are_sound_and_free(store: Store) -> None:
    with store.write() as connection:
        drawn = [docket.draw(connection) for _ in range(200)]
    assert len(set(drawn)) == 200
    assert all(sound(one) and number_in(one) == one for one in drawn)


def test_what_staff_do_and_may_not_do(store: Store) -> None:
    filed(store)
    assert do(store, Act.PASSED, "UBND xã Tân Long").passed_to == "UBND xã Tân Long"
    assert do(store, Act.ANSWERED, "Mời đến nhận ngày 1/12.").state is State.ANSWERED
    assert do(store, Act.CLOSED).answer == "Mời đến nhận ngày 1/12."
    for wrong in (Act.CLOSED, Act.ANSWERED, Act.PASSED):
        with pytest.raises(NotNow):
            do(store, wrong, "x")
    again = do(store, Act.REOPENED, "dân nói chưa nhận")
    assert (again.state, again.pass_by) == (State.REOPENED, date(2026, 12, 30))
    with pytest.raises(NotNow):
        do(store, Act.REOPENED)
    with store.read() as connection:
        acts = docket.acts(connection, again)
    assert [one.act for one in acts] == [Act.FILED, Act.PASSED, Act.ANSWERED, Act.CLOSED, Act.REOPENED]
    assert {(one.person, one.account) for one in acts[1:]} == {("Lê Thị Ba", "ba")}


def test_overdue_ones_stand_first(store: Store) -> None:
    filed(store)
    filed(store, File("3H4K6M8TX", Kind.RULES, "a", pass_by=date(2026, 11, 20)), AT + 5)
    filed(store, File("4H4K6M8T4", Kind.CONDUCT, "b", answer_by=date(2026, 11, 24)), AT + 9)
    with store.read() as connection:
        found = docket.listed(connection, set(Kind), TODAY)
        assert [one.number for one in found] == ["3H4K6M8TX", "4H4K6M8T4", NUMBER]
        assert [one.number for one in docket.listed(connection, {Kind.CONDUCT}, TODAY)] == ["4H4K6M8T4"]
        assert docket.counts(connection, TODAY) == docket.Sum(3, 2, 1, 1)
    do(store, Act.ANSWERED, "x", number="3H4K6M8TX")
    with store.read() as connection:
        assert docket.counts(connection, TODAY) == docket.Sum(2, 1, 1, 1)
        assert len(docket.listed(connection, set(Kind), TODAY, every=True)) == 3


@pytest.mark.parametrize(("silence", "sent"), [(3600.0, True), (47 * 3600.0, True), (49 * 3600.0, False)])
def test_an_answer_is_sent_in_the_window_alone(store: Store, silence: float, *, sent: bool) -> None:
    one = filed(store)
    inbox.put(store, "user_send_text:1", "alias", "{}", AT)
    with store.write() as connection:
        assert docket.send(connection, one, Reply("trả lời"), AT + silence, 48 * 3600.0) is sent
        rows = connection.rows("SELECT citizen, recipient FROM outbox")
    assert rows == ([{"citizen": "alias", "recipient": "zalo-id"}] if sent else [])


def test_whoever_complained_is_let_go_with_the_act_or_after_a_week(store: Store) -> None:
    filed(store)
    filed(store, File("3H4K6M8TX", Kind.RULES, "a", phone=PHONE), AT)
    do(store, Act.ANSWERED, "x")
    with store.read() as connection:
        owners = {row["number"]: row["recipient"] for row in connection.rows("SELECT * FROM complaints")}
    assert owners == {NUMBER: None, "3H4K6M8TX": "zalo-id"}
    retention.tidy(store, Keep(), AT + 7 * DAY + 1)
    assert "zalo-id" not in everything(store)
    assert PHONE in everything(store)


def test_erasing_a_citizen_leaves_what_was_told_and_nothing_of_whom(store: Store) -> None:
    filed(store)
    with store.write() as connection:
        citizens.erase(connection, "alias", AT)
    left = everything(store)
    assert STORY in left
    for planted in ("alias", "zalo-id", PHONE):
        assert planted not in left


def test_a_phone_is_told_and_erased_as_long_as_it_is_there(store: Store, conversation: Conversation) -> None:
    filed(store)
    asked = talk(conversation, "phản ánh", "1", STORY)
    with store.write() as connection:
        citizens.remember(connection, "alias", asked.memory, AT)
    assert shown(store, conversation).splitlines()[2:-4] == [
        "• Lời anh chị đang viết dở (phản ánh, góp ý), chưa gửi: xóa sau một giờ không nhắn.",
        "• Chưa có lời đáp nào.",
        "• 1 phản ánh đã gửi còn ghi bí danh của anh chị.",
        f"• Mã Zalo của anh chị bên 1 phản ánh, để gửi câu trả lời: nhiều nhất {retention.SENDER_DAYS} ngày.",
        "• 1 số điện thoại anh chị để lại trong phản ánh, để cán bộ gọi: xóa sau khi phản ánh xong 30 ngày.",
    ]
    retention.tidy(store, Keep(), AT + 8 * DAY)
    do(store, Act.ANSWERED, "x", AT + 8 * DAY)
    assert "zalo-id" not in everything(store)
    later = shown(store, conversation)
    assert "Mã Zalo của anh chị bên" not in later
    assert "viết dở" not in later
    assert "1 số điện thoại" in later
    with store.write() as connection:
        citizens.erase(connection, "alias", AT + 9 * DAY)
    assert all(planted not in everything(store) for planted in (PHONE, "alias"))


def test_the_alias_goes_with_the_phone(store: Store) -> None:
    filed(store)
    do(store, Act.CLOSED)
    assert "alias" in everything(store)
    retention.tidy(store, Keep(), AT + 31 * DAY)
    assert all(planted not in everything(store) for planted in (PHONE, "alias"))


def shown(store: Store, conversation: Conversation) -> str:
    with store.read() as connection:
        known = Known(consulted=True, kept=citizens.kept(connection, "alias", Keep()))
    reply = conversation.decide(Message(MessageKind.TEXT, "dữ liệu của tôi"), Memory(noticed=True), NOW, known).reply
    assert reply is not None
    return reply.text


def test_what_repeats_the_story_is_not_kept_once_it_was_sent(conversation: Conversation) -> None:
    told = [talk(conversation, *("phản ánh", "1", STORY, "k", "k", "k")[:count]).reply for count in range(1, 7)]
    assert [reply.passing for reply in told if reply] == [False, False, True, True, True, True]


def test_finished_ones_go_when_their_time_is_over_and_open_ones_never(store: Store) -> None:
    filed(store)
    filed(store, File("3H4K6M8TX", Kind.RULES, "câu chuyện KIMLONG hai", phone=PHONE), AT)
    do(store, Act.CLOSED)
    retention.tidy(store, Keep(), AT + 31 * DAY)
    with store.read() as connection:
        phones = {row["number"]: row["phone"] for row in connection.rows("SELECT * FROM complaints")}
    assert phones == {NUMBER: None, "3H4K6M8TX": PHONE}
    retention.tidy(store, Keep(), AT + 731 * DAY)
    left = everything(store)
    assert STORY not in left
    assert "Lê Thị Ba" not in left
    assert "KIMLONG hai" in left


def say(conversation: Conversation, memory: Memory, text: str, kind: MessageKind = MessageKind.TEXT) -> Decision:
    return conversation.decide(Message(kind, text), memory, NOW, Known(consulted=True, number=NUMBER))


def talk(conversation: Conversation, *texts: str) -> Decision:
    memory = Memory()
    for text in texts:
        decision = say(conversation, memory, text)
        memory = decision.memory
    return decision


def test_twenty_thousand_characters_are_taken_as_far_as_there_is_room_and_that_is_said(
    conversation: Conversation,
) -> None:
    decision = talk(conversation, "phản ánh", "1", "hồ sơ chậm quá " * 1400)
    assert decision.reply is not None
    counted = re.search(r"bot nhận được ([\d.]+) chữ cái đầu", decision.reply.text)
    assert counted is not None
    assert decision.memory.dialogue is not None
    story = dict(decision.memory.dialogue.said)["viec"]
    assert int(counted[1].replace(".", "")) == len(story) <= 2000
    assert decision.reply.text.count("hồ sơ") <= 4
    done = talk(conversation, "phản ánh", "1", "x " * 10_000, "k", "k", "k")
    assert done.reply is not None
    assert len(done.reply.text) <= 2000
    assert "vẫn giữ đủ" in done.reply.text


def test_one_word_without_blanks_is_cut_too(conversation: Conversation) -> None:
    decision = talk(conversation, "phản ánh", "1", "hồ sơ chậm " + "a" * 20_000)
    assert decision.memory.dialogue is not None
    assert len(dict(decision.memory.dialogue.said)["viec"]) == 2000


def test_a_picture_is_declined_and_its_words_are_taken(conversation: Conversation) -> None:
    asked = talk(conversation, "phản ánh", "1")
    decision = say(conversation, asked.memory, "hình nè em, hồ sơ trễ hai tuần", MessageKind.PICTURE)
    assert decision.reply is not None
    assert "không nhận hình" in decision.reply.text
    assert "ở đâu" in decision.reply.text
    plain = say(conversation, asked.memory, "", MessageKind.PICTURE)
    assert plain.reply is not None
    assert "Chuyện gì" in plain.reply.text
    assert plain.memory.dialogue == asked.memory.dialogue


def test_what_is_sent_is_what_was_told(conversation: Conversation) -> None:
    decision = talk(conversation, "cán bộ vòi tiền", STORY, "quầy 2", "hôm qua", PHONE, "1")
    filed_ = decision.deeds[0]
    assert isinstance(filed_, File)
    assert filed_ == File(NUMBER, Kind.CONDUCT, STORY, "quầy 2", "hôm qua", PHONE, date(2026, 12, 2))
    assert decision.memory.dialogue is None


def test_without_a_number_nothing_is_sent_and_nothing_lost(conversation: Conversation) -> None:
    ready = talk(conversation, "phản ánh", "1", STORY, "k", "k", "k")
    decision = conversation.decide(Message(MessageKind.TEXT, "1"), ready.memory, NOW)
    assert decision.deeds == ()
    assert decision.memory.dialogue == ready.memory.dialogue
    again = say(conversation, decision.memory, "1")
    assert len(again.deeds) == 1


def ask(store: Store, records: Records, text: str, who: str = "1") -> Known:
    with store.read() as connection:
        return records.known(connection, text, who, AT)


def test_a_number_tells_status_and_answer_never_the_story(store: Store, conversation: Conversation) -> None:
    filed(store, File(NUMBER, Kind.CONDUCT, STORY, phone=PHONE, pass_by=date(2026, 12, 2)))
    records = Records()
    told = []
    for act, note in ((None, ""), (Act.PASSED, "UBND xã Tân Long"), (Act.ANSWERED, "Đã nhắc nhở."), (Act.CLOSED, "")):
        if act:
            do(store, act, note)
        message = Message(MessageKind.TEXT, "2h4-k6m-8t9 toi dau roi")
        reply = conversation.decide(message, Memory(), NOW, ask(store, records, message.text)).reply
        assert reply is not None
        assert "2H4-K6M-8T9" in reply.text
        assert "KIMLONG" not in reply.text
        assert PHONE not in reply.text
        told.append(reply.text)
    assert "02/12/2026" in told[0]
    assert "UBND xã Tân Long" in told[1]
    assert "Đã nhắc nhở." in told[2]
    assert "Đã đóng" in told[3]
    assert "Đã nhắc nhở." in told[3]


def test_guessing_is_limited(store: Store, conversation: Conversation) -> None:
    filed(store)
    records = Records(GuessLimits(citizen=2, total=100))
    with store.write() as connection:
        wrong = [one for _ in range(9) if (one := docket.draw(connection)) != NUMBER]
    answers = [ask(store, records, one).complaint for one in wrong[:3]]
    assert [one.answer for one in answers if one] == [Answer.UNKNOWN, Answer.UNKNOWN, Answer.TOO_MANY]
    assert ask(store, records, "2H4K6M8T8").complaint is None
    mine = ask(store, records, NUMBER).complaint
    assert mine is not None
    assert mine.progress is None
    other = ask(store, records, NUMBER, who="2").complaint
    assert other is not None
    assert other.progress is not None
    reply = conversation.decide(
        Message(MessageKind.TEXT, wrong[0]), Memory(), NOW, ask(store, Records(), wrong[0])
    ).reply
    assert reply is not None
    assert "không thấy" in reply.text


def test_a_draft_goes_after_an_hour_and_is_kept_until_then(store: Store, conversation: Conversation) -> None:
    decision = talk(conversation, "phản ánh", "1", STORY)
    with store.write() as connection:
        citizens.remember(connection, "alias", decision.memory, AT)
    retention.tidy(store, Keep(), AT + DRAFT_SECONDS - 1)
    assert STORY in everything(store)
    with store.read() as connection:
        assert citizens.load(connection, "alias")[0] == decision.memory
    retention.tidy(store, Keep(), AT + DRAFT_SECONDS + 1)
    assert STORY not in everything(store)


def test_a_complaint_beneath_another_dialogue_is_stored_and_read_back(store: Store, conversation: Conversation) -> None:
    decision = talk(conversation, "phản ánh", "1", STORY, "xóa dữ liệu của tôi")
    assert decision.memory.dialogue is not None
    assert decision.memory.dialogue.under is not None
    with store.write() as connection:
        citizens.remember(connection, "alias", decision.memory, AT)
        assert citizens.load(connection, "alias")[0] == decision.memory


def test_a_denunciation_leaves_nothing_of_the_draft(conversation: Conversation) -> None:
    decision = talk(conversation, "phản ánh", "1", STORY, "tui tố cáo ông Nguyễn Văn Bảy nhận hối lộ")
    assert decision.deeds == ()
    assert decision.memory.dialogue is None
    assert "KIMLONG" not in repr(decision)
    assert "Bảy" not in repr(decision)
