"""Turns of a talk: what a list, a refusal, a change of subject do to what comes next."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Outcome

NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM)


def say(conversation: Conversation, texts: Sequence[str], memory: Memory | None = None) -> list[Decision]:
    decisions: list[Decision] = []
    memory = memory or Memory()
    for text in texts:
        decisions.append(conversation.decide(Message(MessageKind.TEXT, text), memory, NOW))
        memory = decisions[-1].memory
    return decisions


def test_what_was_refused_is_not_offered_again(conversation: Conversation) -> None:
    first, *refusals = say(conversation, ["sao y bản chính", "không phải", "không cái nào hết", "sai rồi"])
    refused = {first.procedure}
    for turn in refusals:
        shown = {one.id for one in turn.candidates}
        assert not shown & refused
        assert turn.procedure is None
        refused |= shown


def test_a_refusal_that_says_what_is_meant_is_read(conversation: Conversation) -> None:
    turns = say(conversation, ["đăng ký kinh doanh", "nhầm rồi, ý tui là tạm ngừng bán"])
    assert turns[-1].procedure == "tam-ngung-ho-kinh-doanh"


def test_after_a_refusal_the_same_answer_is_not_repeated(conversation: Conversation) -> None:
    turns = say(conversation, ["sao y bản chính", "không phải, sao y bản chính của tui"])
    assert turns[-1].procedure is None
    assert turns[-1].outcome is Outcome.CHOOSE
    assert "chung-thuc-ban-sao" not in {one.id for one in turns[-1].candidates}


def test_a_part_after_no_is_another_part_of_the_same(conversation: Conversation) -> None:
    turns = say(conversation, ["sao y bằng cấp mấy ngày có", "không, lệ phí kìa"])
    assert (turns[-1].procedure, turns[-1].facets) == ("chung-thuc-ban-sao", (Facet.FEE,))


def test_the_other_one_of_two(conversation: Conversation) -> None:
    turns = say(conversation, ["vừa sao y vừa chứng thực chữ ký", "1", "cái kia", "cái kia"])
    assert {one.id for one in turns[0].candidates} == {"chung-thuc-ban-sao", "chung-thuc-chu-ky"}
    assert [turn.procedure for turn in turns[1:]] == ["chung-thuc-ban-sao", "chung-thuc-chu-ky", "chung-thuc-ban-sao"]


def test_the_parts_asked_for_go_with_the_choice(conversation: Conversation) -> None:
    asked = "đăng ký hộ kinh doanh và sang tên đất thì cần giấy gì, lệ phí bao nhiêu"
    for chosen in ("1", "cái đầu"):
        turns = say(conversation, [asked, chosen])
        assert turns[0].outcome is Outcome.CHOOSE
        assert turns[1].facets == (Facet.PAPERS, Facet.FEE)
    again = say(conversation, ["vừa sao y vừa chứng thực chữ ký", "lệ phí bao nhiêu", "2"])
    assert again[1].outcome is Outcome.CHOOSE
    assert again[2].facets == (Facet.FEE,)


@pytest.mark.parametrize("facet", Facet)
def test_every_part_survives_a_choice(conversation: Conversation, facet: Facet) -> None:
    memory = Memory(offered=(), asked_at=NOW.timestamp())
    said = conversation.decide(Message(MessageKind.TEXT, "vừa sao y vừa chứng thực chữ ký"), memory, NOW)
    ids = tuple(one.id for one in said.candidates)
    again = conversation._sayings.again(ids, (facet, Facet.FEE), "")
    turn = say(conversation, ["1"], Memory(offered=again.offered, asked_at=NOW.timestamp()))[0]
    assert set(turn.facets) == {facet, Facet.FEE}


@pytest.mark.parametrize(
    ("text", "procedure", "facets"),
    [
        ("thủ tục số 7", "ket-hon-yeu-to-nuoc-ngoai", ()),
        ("thu tuc 12 bao nhieu tien", "chung-thuc-ban-sao", (Facet.FEE,)),
        ("số 07", "ket-hon-yeu-to-nuoc-ngoai", ()),
    ],
)
def test_a_number_said_in_words(
    conversation: Conversation, text: str, procedure: str, facets: tuple[Facet, ...]
) -> None:
    turn = say(conversation, [text])[0]
    assert (turn.procedure, turn.facets) == (procedure, facets)


@pytest.mark.parametrize("text", ["thủ tục 12 tháng tuổi", "thủ tục 99", "số 2"])
def test_a_number_that_is_none(conversation: Conversation, text: str) -> None:
    assert say(conversation, [text])[0].rule != "nói số của thủ tục"


def test_a_named_new_subject_wins(conversation: Conversation) -> None:
    turns = say(conversation, ["sao y bằng cấp nộp ở đâu", "sổ đỏ mất bao nhiêu tiền"])
    assert turns[-1].procedure != "chung-thuc-ban-sao"


def test_a_matter_outside_the_book_is_what_the_talk_is_about(conversation: Conversation) -> None:
    turns = say(conversation, ["sao y bằng cấp", "làm hộ chiếu", "lệ phí bao nhiêu"])
    assert turns[-1].outcome is Outcome.ELSEWHERE
    assert turns[-1].agency == turns[1].agency


def test_pointing_at_nothing_asks_which_matter(conversation: Conversation) -> None:
    for text in ("cái đầu", "cái kia", "không phải"):
        assert say(conversation, [text])[0].outcome is Outcome.UNKNOWN


def test_a_memory_of_another_book_is_harmless(conversation: Conversation) -> None:
    gone = Memory("bo-roi", "bo-luon", (), ("#77", "Việc cũ"), ("bo-roi",), ("bo-roi",), NOW.timestamp())
    for text in ("lệ phí", "cái kia", "không phải", "1", "2", "cái cuối", "0"):
        assert say(conversation, [text], gone)[0].reply is not None
