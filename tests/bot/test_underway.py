"""What is said of the matter under way: whatever is not understood ends nothing, what looks alike is not believed."""

from datetime import date, datetime

import pytest

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.matching import Reading
from bot.memories import after
from bot.messages import Candidate, Memory, Message, MessageKind, Outcome
from bot.replies import TEXT_LIMIT
from bot.sayings import Said
from bot.signs import EVERYDAY, Signs
from bot.underway import FAINT, LONGEST, OUTSIDE, TALK, UNNOTED, Underway

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
DAY = NOW.date()
ABOUT = Memory(procedure="tach-thua-hop-thua", asked_at=NOW.timestamp())


@pytest.fixture
def underway(conversation: Conversation) -> Underway:
    return conversation._underway


@pytest.mark.parametrize(
    ("outcome", "subject", "chance", "noted", "read"),
    [
        (Outcome.CHAT, "bot-la-ai", TALK - 0.01, 0, Outcome.UNKNOWN),
        (Outcome.CHAT, "bot-la-ai", TALK, 0, None),
        (Outcome.CHAT, "gap-can-bo", 0.31, 0, None),
        (Outcome.COUNTER, "gio-lam-viec", 0.31, 0, None),
        (Outcome.EMERGENCY, "tre-em-111", 0.31, 0, None),
        (Outcome.ELSEWHERE, "ho-chieu", OUTSIDE - 0.01, 0, Outcome.UNKNOWN),
        (Outcome.ELSEWHERE, "ho-chieu", OUTSIDE, 0, None),
        (Outcome.ELSEWHERE, "ho-chieu", FAINT, 1, None),
        (Outcome.ANSWER, "giay-phep-karaoke", UNNOTED - 0.01, 0, Outcome.UNKNOWN),
        (Outcome.ANSWER, "giay-phep-karaoke", UNNOTED, 0, None),
        (Outcome.ANSWER, "giay-phep-karaoke", FAINT - 0.01, 1, Outcome.CHOOSE),
        (Outcome.ANSWER, "giay-phep-karaoke", FAINT, 1, None),
        (Outcome.ANSWER, "giay-phep-karaoke", 0.2, 2, None),
    ],
)
def test_what_only_just_looks_alike_is_not_believed(
    underway: Underway, outcome: Outcome, subject: str, chance: float, noted: int, read: Outcome | None
) -> None:
    reading = Reading(outcome, subject, (Candidate(subject, chance),), chance=chance)
    signs = Signs((), (), ("a", "b")[:noted], (), "")
    doubted = underway.weighed(reading, signs, underway.running(ABOUT, DAY), bare=False)
    assert (doubted.outcome if doubted else None) is read
    if doubted and read is Outcome.CHOOSE:
        assert [one.id for one in doubted.candidates] == ["tach-thua-hop-thua", subject]


def test_only_a_short_text_about_something_else_in_a_talk_is_doubted(underway: Underway) -> None:
    reading = Reading(Outcome.CHAT, "bot-la-ai", chance=TALK - 0.01)
    assert underway.doubted(reading, "phải vậy không", ABOUT, DAY, bare=False) is not None
    assert underway.doubted(reading, "phải vậy không", Memory(), DAY, bare=False) is None
    assert underway.doubted(reading, "phải vậy không " * LONGEST, ABOUT, DAY, bare=False) is None
    same = Reading(Outcome.ANSWER, "tach-thua-hop-thua", chance=0.2)
    assert underway.doubted(same, "tách ra", ABOUT, DAY, bare=False) is None


def test_a_thing_called_by_its_name_is_another_matter_where_none_of_ours_is_under_way(underway: Underway) -> None:
    reading = Reading(Outcome.ANSWER, "trich-luc-ho-tich", chance=0.26)
    assert underway.weighed(reading, Signs((), (), ("a",), (), ""), None, bare=False) is not None
    assert underway.weighed(reading, Signs((), (), ("a", f"{EVERYDAY}khai-sinh"), (), ""), None, bare=False) is None


def test_words_that_anything_may_be_asked_with_name_nothing(underway: Underway) -> None:
    reading, signs = Reading(Outcome.ANSWER, "doi-the-bao-hiem", chance=0.7), Signs((), (), ("a",), (), "")
    about = underway.running(ABOUT, DAY)
    assert underway.weighed(reading, signs, about, bare=True) is not None
    assert underway.weighed(reading, signs, about, bare=False) is None


def test_what_was_refused_is_no_longer_under_way(underway: Underway) -> None:
    refused = Memory(procedure="tach-thua-hop-thua", rejected=("tach-thua-hop-thua",))
    assert underway.running(ABOUT, DAY) is not None
    assert underway.running(refused, DAY) is None


def test_a_suspended_procedure_offers_no_parts(underway: Underway) -> None:
    assert underway.running(Memory(procedure="giay-phep-karaoke"), date(2026, 11, 24)) is None


def test_every_procedure_is_named_within_one_message(conversation: Conversation) -> None:
    for one in conversation.book.procedures.values():
        memory = Memory(procedure=one.id, asked_at=NOW.timestamp())
        decision = conversation.decide(Message(MessageKind.TEXT, "là sao"), memory, NOW)
        assert decision.reply is not None
        assert len(decision.reply.text) <= TEXT_LIMIT
        assert len(decision.memory.offered) in (0, 5)


def test_what_the_talk_was_about_before_is_kept() -> None:
    first = after(Said(Outcome.ANSWER, None, "", "tach-thua-hop-thua"), Memory(), NOW)
    assert (first.procedure, first.left) == ("tach-thua-hop-thua", "")
    again = after(Said(Outcome.ANSWER, None, "", "tach-thua-hop-thua"), first, NOW)
    assert again.left == ""
    outside = after(Said(Outcome.ELSEWHERE, None, "", matter="ho-chieu", ends_talk=True), again, NOW)
    assert (outside.procedure, outside.matter, outside.left) == (None, "ho-chieu", "tach-thua-hop-thua")
    chosen = after(Said(Outcome.ANSWER, None, "", "tach-thua-hop-thua"), outside, NOW)
    assert (chosen.procedure, chosen.left) == ("tach-thua-hop-thua", "ho-chieu")
