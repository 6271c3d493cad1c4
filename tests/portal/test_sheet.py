"""What a procedure's page shows on a day: nothing left out, nothing asserted that is not in force."""

from datetime import date

import pytest

from bot.book import Book
from bot.procedures import Procedure
from bot.sections import BLOCKS, Words, block
from portal.prose import groups
from portal.sheet import Sheet, sheet

TODAY = date(2026, 11, 24)


def shown(page: Sheet) -> str:
    """All words of a page, in order."""
    parts = [*page.facts, *([page.papers] if page.papers else []), *page.parts, *page.folded]
    notices = [line for one in page.notices for line in (one.heading, *one.lines)]
    return "\n".join([*notices, page.who, *(line for part in parts for group in part.groups for line in group.lines)])


def days(procedure: Procedure) -> list[date]:
    return [edition.starts for edition in procedure.editions]


def test_every_word_of_every_edition_stands_on_its_page(book: Book) -> None:
    words = Words(book)
    for procedure in book.procedures.values():
        for day in days(procedure):
            edition = procedure.in_force(day)
            assert edition is not None
            if edition.suspended:
                continue
            text = shown(sheet(book, procedure, day))
            for facet in BLOCKS:
                if facet == "conditions" and not (edition.conditions or edition.notes or edition.warning):
                    continue
                body = block(words, edition, facet).partition("\n")[2]
                for line in (line for group in groups(body) for line in group.lines):
                    assert line in text or facet == "post", (procedure.id, day, facet)


def test_a_suspended_procedure_explains_nothing(book: Book) -> None:
    page = sheet(book, book.procedures["giay-phep-ban-le-ruou"], TODAY)
    assert page.notices[0].heading == "Hiện nay không làm thủ tục này (từ 01/07/2026 đến 28/02/2027)"
    assert page.notices[0].grave
    assert (page.facts, page.papers, page.parts, page.folded) == ((), None, (), ())


@pytest.mark.parametrize("day", [date(2021, 12, 30), date(2027, 3, 1)])
def test_with_nothing_in_force_the_page_says_so(book: Book, day: date) -> None:
    page = sheet(book, book.procedures["giay-phep-ban-le-ruou"], day)
    assert f"không có quy định nào đang áp dụng vào ngày {day:%d/%m/%Y}" in page.notices[0].heading
    assert page.facts == ()
    assert not any(past.shown for past in page.history)


def test_whom_it_is_for_is_left_out_where_it_is_not_known(book: Book) -> None:
    procedure = book.procedures["giay-phep-xay-dung-nha-o"]
    assert procedure.editions[0].who is None
    assert sheet(book, procedure, procedure.editions[0].starts).who == ""
    assert sheet(book, procedure, TODAY).who != ""


def test_the_history_lists_every_edition_newest_first_and_marks_the_one_shown(book: Book) -> None:
    procedure = book.procedures["giay-phep-xay-dung-nha-o"]
    page = sheet(book, procedure, date(2025, 8, 1))
    assert [past.starts for past in page.history] == sorted(days(procedure), reverse=True)
    assert [past.starts for past in page.history if past.shown] == [date(2025, 7, 1)]


def test_the_mark_names_procedure_edition_and_review(book: Book) -> None:
    page = sheet(book, book.procedures["dang-ky-ho-kinh-doanh"], TODAY)
    assert page.edition is not None
    assert page.mark == f"01 / bản 01.07.2025 / rà soát {page.edition.review.day:%d.%m.%Y}"


def test_what_is_only_inferred_is_marked_and_explained_once(book: Book) -> None:
    for procedure in book.procedures.values():
        page = sheet(book, procedure, TODAY)
        assert bool(page.unchecked) == ("(*)" in shown(page)), procedure.id
