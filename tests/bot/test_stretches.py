"""A long answer in stretches: every line once and in order, each stretch a screen, the next one asked for in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

import pytest

from bot import answer_ids, receipts, sections, stretches
from bot.answer_ids import KEYS
from bot.book import Book
from bot.buttons import ON_CARD
from bot.calendar import VIETNAM
from bot.citizens import memory_from_text, memory_to_text
from bot.conversation import Conversation
from bot.known import Known
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Reply
from bot.procedures import Edition, Procedure
from bot.replies import ID_ROOM, TEXT_LIMIT, Replies
from bot.sections import Words
from bot.stretches import SCREEN, TAIL, Block

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
NOTHING = Memory()
HOST = "https://motcua.example.gov.vn"
FRAME = 620
"""Characters of the longest frame of the shipped book: name, basis, review, link, hint, notes."""
TOGETHER = [
    (Facet.PAPERS, Facet.DEADLINE, Facet.FEE),
    (Facet.FEE, Facet.PAPERS),
    (Facet.CONDITIONS, Facet.WHERE, Facet.LEGAL, Facet.WHO),
    tuple(Facet),
]
ASKED = [*((facet,) for facet in Facet), *TOGETHER]


@pytest.fixture(scope="module")
def replies(book: Book) -> Replies:
    return Replies(book, HOST)


def editions(book: Book) -> Iterator[tuple[Procedure, Edition]]:
    for procedure in book.procedures.values():
        yield from ((procedure, edition) for edition in procedure.editions if not edition.suspended)


def told(replies: Replies, procedure: Procedure, edition: Edition, facets: Sequence[Facet]) -> list[Reply]:
    """All stretches, each asked for as the one before offers it."""
    found = [replies.parts(procedure, edition, facets)]
    while payload := stretches.following(button.payload for button in found[-1].buttons):
        number, _ = stretches.read(payload.rpartition("#")[0].strip())
        assert number == len(found) + 1
        found.append(replies.parts(procedure, edition, facets, number))
    return found


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("facets", ASKED, ids=lambda facets: "+".join(facets))
def test_all_stretches_hold_every_line_once_and_in_order(
    book: Book, replies: Replies, facets: tuple[Facet, ...]
) -> None:
    words = Words(book)
    labels = {words[label] for label, _ in sections.BLOCKS.values()}
    again = {words.fill("nhan_tiep", nhan=label.rstrip(":")) for label in labels}
    for procedure, edition in editions(book):
        wanted = [line for facet in facets for line in lines(sections.block(words, edition, facet))]
        found = []
        for reply in told(replies, procedure, edition, facets):
            body = reply.text.removeprefix(replies.title(procedure)).rpartition(f"\nTheo {edition.legal_short}")[0]
            found += [line for line in lines(body) if not line.startswith(("Còn nữa", "(*) "))]
        assert [line for line in found if line not in again] == wanted, (procedure.id, edition.starts)


def test_a_stretch_is_a_screen_but_for_papers(book: Book, replies: Replies) -> None:
    cut = 0
    for procedure, edition in editions(book):
        for facets in ASKED:
            every = told(replies, procedure, edition, facets)
            cut += len(every) > 1
            for reply in every:
                assert len(reply.buttons) <= len(ON_CARD)
                assert len(reply.text) <= TEXT_LIMIT - ID_ROOM
                if Facet.PAPERS not in facets:
                    assert len(reply.text) <= SCREEN + TAIL + FRAME
            assert ("(*)" in every[0].text) == ("\n(*) " in every[0].text)
    assert cut > 100


def test_papers_stay_together_up_to_the_limit_of_a_message(book: Book, replies: Replies) -> None:
    words = Words(book)
    long = 0
    for procedure, edition in editions(book):
        body = sections.block(words, edition, Facet.PAPERS)
        every = told(replies, procedure, edition, [Facet.PAPERS])
        long += len(body) > SCREEN
        assert len(every) == 1 or len(body) > TEXT_LIMIT - ID_ROOM - FRAME, (procedure.id, edition.starts)
    assert long > 3


def test_a_warning_and_what_staff_put_first_come_first(book: Book, replies: Replies) -> None:
    warned = [(procedure, edition) for procedure, edition in editions(book) if edition.warning]
    assert warned
    for procedure, edition in warned:
        assert edition.warning
        first = told(replies, procedure, edition, [Facet.CONDITIONS])[0].text
        assert lines(first)[2].removeprefix("- ").startswith(edition.warning.text[0])


def test_each_block_keeps_its_label_and_what_is_to_come_is_named(book: Book) -> None:
    words = Words(book)
    blocks = [
        Block("Lệ phí:", "\n".join(f"- {n} {'a' * 90}" for n in range(12))),
        Block("Giấy tờ:", "\n".join("b" * 300 for _ in range(4)), whole=True),
        Block("Nộp ở đâu:", "Quầy."),
    ]
    first, second, third = stretches.cut(words, blocks, 1800)
    assert first.startswith("Lệ phí:\n- 0 ")
    assert first.endswith("\n\nCòn nữa (giấy tờ, nộp ở đâu): gõ «tiếp», hoặc xem ở liên kết bên dưới.")
    assert second.startswith("Lệ phí (tiếp):\n- ")
    assert third == f"{blocks[1].label}\n{blocks[1].text}\n\nNộp ở đâu:\nQuầy."
    assert stretches.cut(words, blocks, 1800) == (first, second, third)


def test_what_leads_to_a_line_stays_with_it(book: Book) -> None:
    text = "\n".join(["a" * 860, "", "Ai giải quyết:", *("b" * 200 for _ in range(3))])
    first, second = stretches.cut(Words(book), [Block("Nộp ở đâu:", text)], 1800)
    assert "Ai giải quyết" not in first
    assert second.startswith("Nộp ở đâu (tiếp):\nAi giải quyết:\nb")


def test_a_short_rest_is_told_at_once(book: Book) -> None:
    text = "\n".join([*("a" * 200 for _ in range(4)), "b" * 150])
    assert len(stretches.cut(Words(book), [Block("Lệ phí:", text)], 1800)) == 1
    assert len(stretches.cut(Words(book), [Block("Lệ phí:", f"{text}\n{'c' * 150}")], 1800)) == 2


def test_the_id_of_an_answer_has_room(book: Book) -> None:
    words = Words(book)
    (key,) = KEYS
    assert receipts.room(lambda short: words.fill(key, ma=short)) <= ID_ROOM


ASKS = ["tiếp", "xem tiếp", "còn nữa", "còn gì nữa không", "nữa", "tiep di em", "Dạ tiếp", "xem tiếp nha em", "CON NUA"]
ASKS += ["cho xem them", "phần còn lại", "còn gì không em", "doc tiep phan sau", "tiếp theo", "tiếp tục", "còn nữa ko"]
OTHERS = [
    "tiếp tục kinh doanh",
    "hỏi tiếp",
    "còn lệ phí",
    "còn",
    "không",
    "nữa tháng có chưa",
    "tiếp dân ở đâu",
    "còn tách thửa",
]
OTHERS += ["con nua thang nua", "xem", "em", "", "cho xem giấy tờ", "mai tiếp tục bán", "con tui nữa"]


@pytest.mark.parametrize("text", ASKS)
def test_these_ask_for_the_rest(text: str) -> None:
    assert stretches.asks(text)


@pytest.mark.parametrize("text", OTHERS)
def test_these_ask_for_something_else(text: str) -> None:
    assert not stretches.asks(text)


def say(conversation: Conversation, text: str, memory: Memory = NOTHING) -> Decision:
    return conversation.decide(Message(MessageKind.TEXT, text), memory, NOW)


def test_every_payload_leads_to_its_stretch(book: Book, conversation: Conversation) -> None:
    """Tapped alone, without any memory, or chosen by number: the same stretch, word for word."""
    seen = 0
    for procedure in book.procedures.values():
        for title in ("Điều kiện, lưu ý", "Lệ phí", "Ai đi nộp", "Lệ phí + Giấy tờ + Các bước", "Mấy ngày có + Căn cứ"):
            every = [say(conversation, f"{title} #{procedure.number or procedure.id}")]
            while payload := stretches.following(every[-1].memory.offered):
                alone, typed = say(conversation, payload), say(conversation, "tiếp", every[-1].memory)
                assert alone.reply == typed.reply == say(conversation, "1", every[-1].memory).reply, payload
                assert alone.facets == every[0].facets
                every.append(typed)
            texts = [one.reply.text for one in every if one.reply]
            assert all(one != other for one, other in pairwise(texts))
            seen += len(texts) - 1
    assert seen > 40


def test_the_next_stretch_survives_a_restart_and_bears_an_id_of_its_own(book: Book, conversation: Conversation) -> None:
    first = say(conversation, "điều kiện sang tên sổ đỏ cho con")
    second = say(conversation, "tiep di em", memory_from_text(memory_to_text(first.memory)))
    assert second.reply
    assert second.reply.text != (first.reply and first.reply.text)
    ids = []
    for decision in (first, second):
        basis = answer_ids.grounds(decision, book, NOW.date())
        assert basis
        assert decision.reply
        assert basis.facets == Facet.CONDITIONS
        ids.append(answer_ids.make(answer_ids.fingerprint([decision.reply.text], basis)))
    assert ids[0] != ids[1]


def test_no_rating_is_asked_for_while_there_is_more_to_read(conversation: Conversation) -> None:
    memory = Memory(
        procedure="chuyen-nhuong-tang-cho-thua-ke-dat", noticed=True, welcomed=True, asked_at=NOW.timestamp()
    )
    known = Known(consulted=True)
    ask = conversation.decide(Message(MessageKind.TEXT, "lệ phí"), memory, NOW, known)
    assert ask.reply
    assert "Còn nữa" in ask.reply.text
    assert ask.memory.dialogue is None
    last = conversation.decide(Message(MessageKind.TEXT, "tiếp"), ask.memory, NOW, known)
    assert last.memory.dialogue
    assert last.memory.dialogue.name == "danh-gia"
