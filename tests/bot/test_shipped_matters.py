"""The shipped book: neighbours with their agencies, filing from home, forms, and what is open for whom."""

from datetime import date, datetime
from pathlib import Path

import pytest

from bot import knowledge
from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Agency, Decision, Facet, Memory, Message, MessageKind, Outcome
from bot.procedures import Available
from bot.replies import Replies

TODAY = date(2026, 11, 25)
TOWN = date(2025, 6, 30)
NAMED = {
    "đăng ký tạm trú": Agency.POLICE,
    "nhập hộ khẩu": Agency.POLICE,
    "làm lý lịch tư pháp": None,
    "đổi giấy phép lái xe": None,
    "đăng ký xe máy mới mua": Agency.POLICE,
    "công chứng hợp đồng mua bán nhà": Agency.NOTARY,
    "đăng ký khai sinh cho con, cha mẹ đều người Việt": Agency.SAME_COUNTER,
    "đăng ký kết hôn hai người Việt Nam": Agency.SAME_COUNTER,
    "khai tử cho ba tôi mất tại nhà": Agency.SAME_COUNTER,
    "nhận con nuôi": None,
    "muốn đứng tên ba cho bé": Agency.SAME_COUNTER,
    "thuế hộ kinh doanh": Agency.TAX,
    "làm hộ chiếu": Agency.POLICE,
    "án phí ly hôn": Agency.COURT,
    "xin sổ hộ nghèo": Agency.SAME_COUNTER,
    "trợ cấp thất nghiệp": None,
    "lương hưu lãnh ở đâu": Agency.INSURANCE,
    "đăng ký mã số thuế cá nhân": Agency.TAX,
    "vượt đèn đỏ phạt bao nhiêu": Agency.FINES,
    "xây nhà không phép bị phạt bao nhiêu": Agency.FINES,
}


def ask(conversation: Conversation, text: str) -> Decision:
    return conversation.decide(Message(MessageKind.TEXT, text), Memory(), datetime(2026, 11, 25, 9, tzinfo=VIETNAM))


@pytest.mark.parametrize(("text", "agency"), NAMED.items())
def test_matters_people_mix_up_with_ours_are_told_who_does_them(
    conversation: Conversation, text: str, agency: Agency | None
) -> None:
    decision = ask(conversation, text)
    assert decision.outcome is Outcome.ELSEWHERE
    assert decision.agency is not None
    assert agency in (None, decision.agency)


def test_neighbours_have_an_agency_before_and_since_the_two_tiers(book: Book) -> None:
    both = [one for one in book.matters.values() if one.in_force(TOWN) and one.in_force(TODAY)]
    assert len(both) >= 60
    assert all(one.wordings for one in both)


def test_what_is_done_at_this_counter_is_never_called_not_ours(book: Book) -> None:
    replies = Replies(book, "https://motcua.example.gov.vn")
    found = [
        (one, place) for one in book.matters.values() for place in one.places if place.agency is Agency.SAME_COUNTER
    ]
    assert len(found) >= 20
    for one, place in found:
        text = replies.elsewhere(one, place).text
        assert "không thuộc quầy" not in text
        assert "không làm ở quầy" not in text, one.id


def test_every_answer_offers_filing_from_home(book: Book, conversation: Conversation) -> None:
    for procedure in book.procedures.values():
        decision = ask(conversation, f"#{procedure.number or procedure.id}")
        if decision.outcome is Outcome.NOT_IN_FORCE:
            continue
        assert decision.reply is not None
        assert "Nộp tại nhà" in [button.title for button in decision.reply.buttons], procedure.id
        assert "Nộp tại nhà" in decision.reply.text


def test_what_is_in_force_says_how_to_file_from_home_or_why_not(book: Book) -> None:
    for procedure in book.procedures.values():
        edition = procedure.in_force(TODAY)
        assert edition is not None
        if edition.suspended:
            continue
        for channel in (edition.online, edition.post):
            assert channel is not None, procedure.id
            assert channel.available is Available.UNKNOWN or channel.sources, procedure.id
        assert edition.online is not None
        assert len(edition.online.steps) <= 6
        if edition.online.available is Available.YES:
            assert edition.online.steps, procedure.id


def test_a_missing_form_is_listed_with_who_fills_it_and_any_other_is_told(book: Book) -> None:
    listed = knowledge.open_facts(Path("knowledge"), TODAY)
    replies = Replies(book, "https://motcua.example.gov.vn")
    for procedure in book.procedures.values():
        edition = procedure.in_force(TODAY)
        if edition is None or edition.suspended:
            continue
        text = replies.parts(procedure, edition, [Facet.FORM]).text
        if not edition.forms:
            assert any(procedure.id in line and "«bieu_mau»" in line and "người điền: " in line for line in listed)
            continue
        for form in edition.forms:
            assert form.name in text, procedure.id
            assert (form.form_number or "") in text
            assert (form.act or "") in text


def test_unknown_addresses_hours_and_phones_are_listed_with_who_fills_them() -> None:
    listed = knowledge.open_facts(Path("knowledge"), TODAY)
    for unit in ("phường Ngã Năm", "phường Mỹ Quới", "xã Tân Long"):
        for key in ("dia_chi", "gio_lam_viec", "dien_thoai"):
            assert any(
                f"«{key}»" in line and line.endswith(f"người điền: Văn phòng HĐND và UBND {unit}") for line in listed
            )
