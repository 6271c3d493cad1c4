"""The questions about one's own papers in a talk: every way through, by number, tap and code, and what breaks off."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.book import Book
from bot.calendar import VIETNAM
from bot.checklists import Case, begin, every, questions
from bot.conversation import Conversation
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Outcome
from bot.replies import TEXT_LIMIT
from bot.sections import UNCHECKED

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
BEGIN = "Bộ giấy tờ của riêng anh chị"


def say(conversation: Conversation, text: str, memory: Memory | None = None, now: datetime = NOW) -> Decision:
    return conversation.decide(Message(MessageKind.TEXT, text), memory or Memory(), now)


def text_of(decision: Decision) -> str:
    assert decision.reply is not None
    return decision.reply.text


def test_every_way_of_every_procedure_ends_in_its_papers_by_number(conversation: Conversation, book: Book) -> None:
    for procedure in book.procedures.values():
        edition = procedure.in_force(NOW.date())
        if edition is None or not questions(edition):
            continue
        first = say(conversation, f"{BEGIN} #{procedure.number or procedure.id}")
        for picks in every(edition):
            decision = first
            for pick in picks:
                assert decision.outcome is Outcome.ANSWER
                assert decision.facets == (Facet.PAPERS,)
                assert len(decision.memory.offered) in (2, 3, 4)
                decision = say(conversation, str(pick + 1), decision.memory)
            case = Case(procedure, edition, picks)
            text = text_of(decision)
            assert decision.procedure == procedure.id
            assert len(text) <= TEXT_LIMIT
            assert f"?c={case.code}" in text
            assert f"rà soát {edition.review.day:%d/%m/%Y}" in text
            assert edition.legal_short in text
            for paper in case.papers:
                assert paper.name[1:] in text, (procedure.id, picks)
            for paper in edition.papers.items if edition.papers else ():
                if paper not in case.papers and paper.when:
                    assert f"– khi {paper.when}\n" not in text


def test_a_tapped_payload_is_readable_and_does_what_the_number_does(conversation: Conversation) -> None:
    first = say(conversation, f"{BEGIN} #07")
    assert first.reply is not None
    for number, button in enumerate(first.reply.buttons, 1):
        assert button.payload.startswith(button.title)
        assert len(button.title) <= 100
        assert say(conversation, button.payload).reply == say(conversation, str(number), first.memory).reply


def test_the_code_of_a_list_leads_to_it_from_any_talk(conversation: Conversation, book: Book) -> None:
    case = begin(book.procedures["ket-hon-yeu-to-nuoc-ngoai"], NOW.date())
    assert case is not None
    done = case.choose(0).choose(1).choose(1)
    wanted = text_of(say(conversation, f"#07/{done.code}"))
    for typed in (f"07?c={done.code}", f"https://motcua.example.gov.vn/07?c={done.code.lower()}", f"7?c={done.code}"):
        assert text_of(say(conversation, typed)) == wanted
    assert "Giấy tờ cho trường hợp của anh chị" in wanted


def test_nothing_is_kept_but_the_payloads_and_they_go_with_the_talk(conversation: Conversation) -> None:
    first = say(conversation, f"{BEGIN} #07")
    assert replace(first.memory, offered=(), procedure=None, facets=(), asked_at=0.0) == Memory()
    later = say(conversation, "1", first.memory, NOW + timedelta(minutes=31))
    assert "Câu 2" not in text_of(later)


def test_midnight_between_two_editions_is_told(conversation: Conversation) -> None:
    eve = datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM)
    first = say(conversation, f"{BEGIN} #cap-can-cuoc", now=eve)
    second = say(conversation, "1", first.memory, eve + timedelta(minutes=2))
    assert "Mã này của danh sách trước" in text_of(second)
    assert "Câu 1/2" in text_of(second)


def test_what_is_only_inferred_is_marked_and_explained(conversation: Conversation) -> None:
    first = say(conversation, f"{BEGIN} #18")
    text = text_of(say(conversation, "3", first.memory))
    assert UNCHECKED in text
    assert "Chưa kiểm lại" in text
    assert "hỏi lại quầy trước khi nộp" in text


@pytest.mark.parametrize(
    "typed",
    [
        f"{BEGIN} #99",
        f"{BEGIN} #khong-co",
        "x #07/" + "A" * 5000,
        "#07/K3F7Q' OR 1=1",
        "07?c=<script>",
        "99?c=22222",
        "#khong-co/22222",
        "?c=",
    ],
)
def test_hostile_payloads_lead_to_no_list(conversation: Conversation, typed: str) -> None:
    decision = say(conversation, typed)
    assert "Giấy tờ cho trường hợp" not in (decision.reply.text if decision.reply else "")


SPOKEN = [
    ("07", (), "khong, viet kieu", 1),
    ("07", (), "có người việt nam định cư", 1),
    ("07", (), "cả 2 sống trong nước", 2),
    ("01", (0,), "nho con toi di nop", 1),
    ("01", (0,), "tự đi", 0),
    ("01", (0,), "bưu điện", 3),
    ("01", (0,), "nộp thay", None),
    ("17", (), "phải", 0),
    ("17", (), "không", 1),
    ("17", (), "hok phải", 1),
    ("20", (), "nhan cham soc", 1),
    ("12", (), "nước ngoài cấp", 1),
    ("11", (), "xin dum cho me", 1),
    ("11", (), "cho tui", 0),
    ("11", (), "cơ quan tui xin", 2),
    ("15", (0, 0), "chua vay ngan hang", 1),
    ("15", (0, 0), "dang vay ngan hang", 0),
    ("15", (0, 0, 1), "uy quyen cho con di nop", 1),
    ("15", (0, 0, 1), "khong phai viec nay", None),
    ("07", (), "ảnh là việt kiều mỹ", 1),
    ("07", (1,), "e la giao vien", 0),
    ("07", (1,), "không ạ", 1),
    ("07", (1,), "lệ phí bao nhiêu", None),
    ("07", (1,), "có mắc không?", None),
]


@pytest.mark.parametrize(("number", "picks", "typed", "place"), SPOKEN)
def test_answers_in_words(
    conversation: Conversation, book: Book, number: str, picks: tuple[int, ...], typed: str, place: int | None
) -> None:
    procedure = book.by_number(number)
    assert procedure is not None
    case = begin(procedure, NOW.date())
    assert case is not None
    decision = say(conversation, f"{BEGIN} #{number}")
    for pick in picks:
        decision, case = say(conversation, str(pick + 1), decision.memory), case.choose(pick)
    said = say(conversation, typed, decision.memory)
    if place is None:
        assert said.rule != "trả lời bằng lời"
    else:
        assert text_of(said) == text_of(say(conversation, f"#{number}/{case.choose(place).code}"))
