"""Every reply the shipped book can give: short enough, whole, dated, with links to known places only."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bot.book import Book
from bot.buttons import IN_DETAILS, ON_CARD
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.facts import Confidence
from bot.messages import Candidate, Facet, Memory, Message, MessageKind, Outcome, Reply
from bot.procedures import Edition, Procedure
from bot.replies import TEXT_LIMIT, Replies

HOST = "https://motcua.example.gov.vn"
ALLOWED = re.compile(r"https://(motcua\.example\.gov\.vn(/\S*)?|dichvucong\.gov\.vn|[a-z.]+\.gov\.vn(/\S*)?)")
DAYS = [date(2022, 6, 1), date(2024, 10, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 2, 1), date(2027, 3, 1)]
PHONE_SCREEN = 900
"""Characters of the longest first answer; most stay near 600."""


@pytest.fixture(scope="module")
def replies(book: Book) -> Replies:
    return Replies(book, HOST)


def editions(book: Book) -> Iterator[tuple[Procedure, Edition]]:
    for procedure in book.procedures.values():
        for edition in procedure.editions:
            yield procedure, edition


def everything(book: Book, replies: Replies) -> Iterator[tuple[Procedure, Edition, Reply]]:
    for procedure, edition in editions(book):
        if edition.suspended:
            yield procedure, edition, replies.not_in_force(procedure, edition, edition.starts)
            continue
        yield procedure, edition, replies.card(procedure, edition)
        yield procedure, edition, replies.qr(procedure, edition)
        for facet in Facet:
            yield procedure, edition, replies.parts(procedure, edition, [facet])
        yield procedure, edition, replies.parts(procedure, edition, list(Facet))


def sound(text: str) -> None:
    assert 0 < len(text) <= TEXT_LIMIT
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"[{}]|None|\n\n\n| \n", text), text
    assert all(ALLOWED.fullmatch(link.rstrip(".,;)")) for link in re.findall(r"https?://\S+", text)), text


def test_every_reply_about_a_procedure_is_whole(book: Book, replies: Replies) -> None:
    count = 0
    for procedure, edition, reply in everything(book, replies):
        sound(reply.text)
        assert reply.text.startswith(procedure.name.upper())
        assert not re.search(r":\n\n", reply.text), f"a label without content: {reply.text}"
        assert edition.legal_short in reply.text
        assert f"{edition.review.day:%d/%m/%Y}" in reply.text
        assert all(len(button.title) <= 100 for button in reply.buttons)
        assert len(reply.buttons) <= 5
        count += 1
    assert count > 1000


def test_first_answers_fit_a_phone_screen(book: Book, replies: Replies) -> None:
    sizes = [len(replies.card(*pair).text) for pair in editions(book) if not pair[1].suspended]
    assert max(sizes) <= PHONE_SCREEN
    assert sorted(sizes)[len(sizes) // 2] <= 700


def test_every_line_of_an_inferred_list_is_marked(book: Book, replies: Replies) -> None:
    count = 0
    for procedure, edition in editions(book):
        if edition.suspended or not edition.papers or edition.papers.confidence is not Confidence.INFERRED:
            continue
        numbered = re.findall(r"^\d+\. .*$", replies.parts(procedure, edition, [Facet.PAPERS]).text, re.MULTILINE)
        assert len(numbered) == len(edition.papers.items)
        assert all(line.endswith("(*)") and line.count("(*)") == 1 for line in numbered), numbered
        count += 1
    assert count > 10


def test_where_also_says_who_decides(book: Book, replies: Replies) -> None:
    for procedure, edition in editions(book):
        if not edition.suspended and edition.authority:
            text = replies.parts(procedure, edition, [Facet.WHERE]).text
            assert all(line in text for line in edition.authority.text), (procedure.id, edition.starts)


def test_forms_name_the_state_page_they_come_from(book: Book, replies: Replies) -> None:
    known = [
        (procedure, edition)
        for procedure, edition in editions(book)
        if any("DVCQG-2026" in form.sources for form in edition.forms)
    ]
    assert known
    for procedure, edition in known:
        text = replies.parts(procedure, edition, [Facet.FORM]).text
        assert "Nơi lấy mẫu hoặc xem văn bản: https://dichvucong.gov.vn" in text


def test_an_unregistered_commitment_is_never_mentioned(book: Book, replies: Replies) -> None:
    for _, edition, reply in everything(book, replies):
        assert edition.committed is not None or "cam kết làm xong" not in reply.text


def test_a_suspended_procedure_does_not_explain_how_to_apply(conversation: Conversation) -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
    for number in ("24", "25"):
        for said in (number, f"Giấy tờ #{number}", f"Phần khác #{number}", f"Mã QR #{number}"):
            decision = conversation.decide(Message(MessageKind.TEXT, said), Memory(), now)
            assert decision.outcome is Outcome.NOT_IN_FORCE
            assert decision.reply is not None
            assert "66.18/2026" in decision.reply.text
            assert "Mẫu 01" not in decision.reply.text


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_on_any_day_every_number_answers_or_says_that_nothing_is_in_force(
    book: Book, conversation: Conversation, day: date
) -> None:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)
    for procedure in book.procedures.values():
        said = f"#{procedure.number or procedure.id}"
        decision = conversation.decide(Message(MessageKind.TEXT, said), Memory(), now)
        assert decision.procedure == procedure.id
        assert decision.reply is not None
        sound(decision.reply.text)
        edition = procedure.in_force(day)
        known = edition is not None and not edition.suspended
        assert decision.outcome is (Outcome.ANSWER if known else Outcome.NOT_IN_FORCE)


SWITCHES = [("cap-can-cuoc", date(2027, 1, 1)), ("dang-ky-ho-kinh-doanh", date(2025, 7, 1))]


@pytest.mark.parametrize(("procedure_id", "day"), SWITCHES)
def test_a_law_switches_at_midnight_in_vietnam(
    book: Book, conversation: Conversation, procedure_id: str, day: date
) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    said = Message(MessageKind.TEXT, f"Lệ phí #{book.procedures[procedure_id].number or procedure_id}")
    before = conversation.decide(said, Memory(), midnight - timedelta(seconds=1))
    after = conversation.decide(said, Memory(), midnight + timedelta(seconds=1))
    assert before.reply != after.reply


def test_choices_matters_topics_and_menu_are_whole(book: Book, replies: Replies) -> None:
    ids = list(book.procedures)
    reply, payloads = replies.choose([Candidate(one, 0.5) for one in ids[:4]])
    sound(reply.text)
    assert payloads == ("#01", "#02", "#03", "#04")
    sound(replies.menu().text)
    for procedure in book.procedures.values():
        reply, payloads = replies.related(procedure)
        sound(reply.text)
        assert 1 <= len(payloads) <= 9
    for day in DAYS:
        for topic in book.topics.values():
            sound(replies.topic(topic, day).text)
        for matter in book.matters.values():
            place = matter.in_force(day)
            if place is not None:
                sound(replies.elsewhere(matter, place).text)


def test_numbers_on_lists_stay_below_ten() -> None:
    assert max(len(ON_CARD), len(IN_DETAILS)) <= 9
