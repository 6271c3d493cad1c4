"""What a search on the home page finds: the same decision as in the chat, in the words of a page (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import asked_days, case_words, sections
from bot.appointments import RULES
from bot.asked_days import AskedDay
from bot.book import Book
from bot.checklists import questions
from bot.conversation import Conversation
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Outcome
from bot.replies import PAGE_WORDS
from bot.sections import Words
from portal.due_page import asked_fields, due_page
from portal.prose import Group, groups, spoken
from portal.sheet import ANCHORS

AS_IN_CHAT = frozenset({"tra_cuu_ho_so", "che_phuc_vu", "giu_xe", "thong_ke"})
"""Small talk whose words hold on a page too; all other small talk is answered in one way."""
OFF_HEADING = "Hướng dẫn đang tạm ngưng"
HEADINGS = {
    Outcome.CHOOSE: "Anh chị hỏi việc nào?",
    Outcome.COUNTER: "Về quầy",
    Outcome.EMERGENCY: "Khẩn cấp",
    Outcome.NOT_IN_FORCE: "Hiện nay không làm thủ tục này",
    Outcome.UNKNOWN: "Chưa tìm thấy",
    Outcome.CHAT: "Chưa tìm thấy",
}


@dataclass(frozen=True)
class Found:
    """The outcome of a search: a heading, words, facts as label and text, and links (address, number, name)."""

    outcome: Outcome
    heading: str
    words: tuple[Group, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()


def worded(conversation: Conversation) -> Conversation:
    """The same reader with the words of a page: nobody can answer a page by typing MENU."""
    book = conversation.book
    talk = {topic.reply for topic in book.topics.values() if topic.kind is Outcome.CHAT} - AS_IN_CHAT
    words = dict.fromkeys(talk, book.replies["trang_tro_chuyen"])
    words |= {key: book.replies[page] for key, page in PAGE_WORDS.items()}
    return conversation.worded({**words, "chon": ""})  # the list is made of links; what is said beside it stays


def find(conversation: Conversation, question: str, now: datetime, off: frozenset[str] = frozenset()) -> Found:
    """Answer a search as of now: the procedure with its facts, a choice, or who does it; nothing of what is `off`."""
    decided = conversation.decide(Message(MessageKind.TEXT, question), Memory(), now)
    decision = conversation.withhold(decided, off, now)
    if decision is not decided and decision.procedure and decision.reply:
        words = tuple(groups(decision.reply.text.partition("\n")[2].strip()))
        return Found(decision.outcome, OFF_HEADING, words, links=(_link(conversation.book, decision.procedure),))
    asked = asked_days.read(question, now, conversation.book.calendar) if decision.rule in RULES.values() else None
    if asked and decision.procedure:
        return _dated(conversation.book, decision, asked, now)
    if decision.outcome is Outcome.ANSWER:
        return _answer(conversation.book, decision, now)
    ids = [decision.procedure] if decision.procedure else [one.id for one in decision.candidates]
    asserted = decision.outcome in (Outcome.CHOOSE, Outcome.NOT_IN_FORCE)
    told = decision.reply.text if decision.reply and decision.outcome is not Outcome.NOT_IN_FORCE else ""
    links = tuple(_link(conversation.book, one) for one in ids) if asserted else ()
    if decision.outcome is Outcome.COUNTER:
        links = (("/quay", "•", "Xem các quầy, giờ làm việc"),)
    heading = HEADINGS.get(decision.outcome, "")
    if decision.outcome is Outcome.ELSEWHERE:  # the words begin with the name of the matter
        shouted, _, told = told.partition("\n")
        names = (matter.name for matter in conversation.book.matters.values())
        heading = next((name for name in names if name.upper() == shouted), shouted)
    return Found(decision.outcome, heading, tuple(groups(told)), links=links)


def _dated(book: Book, decision: Decision, asked: AskedDay, now: datetime) -> Found:
    """The day counted, and the page on which other days are."""
    procedure = book.procedures[decision.procedure or ""]
    page = due_page(book, procedure, asked_fields(asked), now)
    unchecked = tuple(groups(page.unchecked))
    links = (f"/thu-tuc/{procedure.id}/ngay", procedure.number or "•", "Tính ngày khác"), _link(book, procedure.id)
    return Found(Outcome.ANSWER, procedure.name, (*page.answer, *unchecked), links=links)


def _answer(book: Book, decision: Decision, now: datetime) -> Found:
    procedure = book.procedures[decision.procedure or ""]
    edition, words = procedure.in_force(now.date()), Words(book)
    assert edition is not None  # noqa: S101  (an answer is given from an edition in force)
    card = sections.card(words, edition)
    labels = {
        "giay_to": "nhan_giay_to",
        "thoi_han": "nhan_thoi_han",
        "le_phi": "nhan_le_phi",
        "noi_nop": "nhan_noi_nop",
    }
    facts = tuple((words[label].rstrip(":"), spoken(card[key])) for key, label in labels.items())
    asked = "\n".join(sections.block(words, edition, facet) for facet in decision.facets)
    anchor = f"#{ANCHORS[decision.facets[0]]}" if decision.facets else ""
    link = (f"/thu-tuc/{procedure.id}{anchor}", procedure.number or "•", "Xem đầy đủ")
    own = (f"/thu-tuc/{procedure.id}/ho-so", procedure.number or "•", words[case_words.BUTTON])
    links = (own, link) if Facet.PAPERS in decision.facets and questions(edition) else (link,)
    return Found(Outcome.ANSWER, procedure.name, tuple(groups(asked)), () if asked else facts, links)


def _link(book: Book, procedure_id: str) -> tuple[str, str, str]:
    procedure = book.procedures[procedure_id]
    return f"/thu-tuc/{procedure.id}", procedure.number or "•", procedure.short_name
