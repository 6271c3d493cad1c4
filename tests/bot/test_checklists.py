"""One's own papers: every way through the questions of every edition, and codes that cannot be mistaken."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from bot.book import Book
from bot.checklists import (
    ALPHABET,
    ANSWER_LETTERS,
    CODE_LENGTH,
    OPTIONS,
    QUESTIONS,
    Case,
    Standing,
    begin,
    every,
    questions,
    read,
    read_missing,
    write_missing,
)
from bot.procedures import Edition, Procedure

TODAY = date(2026, 11, 24)
SAME_FOR_ALL = {"ho-tro-mai-tang", "giay-phep-ban-le-ruou", "giay-phep-karaoke", "doi-the-bao-hiem"}
"""Procedures whose papers do not differ by one's own case today, or that are suspended."""


def asked(book: Book) -> Iterator[tuple[Procedure, Edition]]:
    for procedure in book.procedures.values():
        for edition in procedure.editions:
            if questions(edition):
                yield procedure, edition


def case(book: Book, procedure: str, *picks: int) -> Case:
    found = book.procedures[procedure]
    edition = found.in_force(TODAY)
    assert edition is not None
    return Case(found, edition, picks)


def test_every_procedure_in_force_asks_unless_its_papers_are_the_same_for_all(book: Book) -> None:
    assert {one.id for one in book.procedures.values() if not questions(one.in_force(TODAY))} == SAME_FOR_ALL


def test_where_everybody_brings_the_same_the_list_is_there_at_once(book: Book) -> None:
    one = begin(book.procedures["ho-tro-mai-tang"], TODAY)
    assert one is not None
    assert one.question is None
    assert one.papers
    assert read(one.procedure, one.code, TODAY) == (Standing.SOUND, one)
    assert begin(book.procedures["giay-phep-karaoke"], TODAY) is None
    assert begin(book.procedures["giay-phep-karaoke"], date(2025, 8, 1)) is None, "nobody knows which papers"


def test_editions_in_force_or_to_come_settle_what_they_ask_about(book: Book) -> None:
    for procedure in book.procedures.values():
        for edition in procedure.editions:
            if edition.ends and edition.ends < TODAY:
                assert not questions(edition), "the history is not asked about"


def test_every_way_of_answering_ends_in_papers_of_the_edition_in_their_order(book: Book) -> None:
    ways = 0
    for procedure, edition in asked(book):
        assert edition.papers is not None
        names = [one.name for one in edition.papers.items]
        always = {one.name for one in edition.papers.items if not one.needed_by}
        ends = set()
        for picks in every(edition):
            one = Case(procedure, edition)
            for pick in picks:
                assert one.question is not None
                one = one.choose(pick)
            assert one.question is None
            listed = [paper.name for paper in one.papers]
            assert listed
            assert listed == [name for name in names if name in listed]
            assert always <= set(listed)
            ends.add(tuple(listed))
            ways += 1
        assert set().union(*ends) == set(names), "every paper is needed by somebody"
        assert len(ends) > 1
    assert ways > 250


def test_every_code_of_every_edition_is_read_as_it_was_written(book: Book) -> None:
    for procedure, edition in asked(book):
        codes = set()
        for picks in every(edition):
            for length in range(len(picks) + 1):
                one = Case(procedure, edition, picks[:length])
                assert len(one.code) == CODE_LENGTH
                assert set(one.code) <= set(ALPHABET)
                assert read(procedure, one.code.lower(), edition.starts) == (Standing.SOUND, one)
                codes.add(one.code)
        ends = len(list(every(edition)))
        assert len(codes) > ends, "no two ways share a code"


def test_all_answers_of_the_largest_questions_fit_the_code() -> None:
    assert (OPTIONS[1] + 1) ** QUESTIONS <= len(ALPHABET) ** ANSWER_LETTERS
    assert not {*"01OIL"} & {*ALPHABET}


@pytest.mark.parametrize("picks", [(0, 0, 0), (2, 1, 1), (1,), ()])
def test_one_wrong_letter_and_two_swapped_are_always_seen(book: Book, picks: tuple[int, ...]) -> None:
    one = case(book, "ket-hon-yeu-to-nuoc-ngoai", *picks)
    for place in range(CODE_LENGTH):
        for letter in set(ALPHABET) - {one.code[place]}:
            wrong = one.code[:place] + letter + one.code[place + 1 :]
            assert read(one.procedure, wrong, TODAY) == (Standing.WRONG, None)
    for first, second in pairwise(range(CODE_LENGTH)):
        letters = list(one.code)
        letters[first], letters[second] = letters[second], letters[first]
        if "".join(letters) != one.code:
            assert read(one.procedure, "".join(letters), TODAY) == (Standing.WRONG, None)


@pytest.mark.parametrize(
    "typed",
    ["", "K3F", "......", "01OIL", "' OR 1=1 --", "<b>2222", "２２２２２", "A" * 5000, "âăđêô", "\x00\x00\x00\x00\x00"],
)
def test_what_is_no_code_is_wrong_and_never_breaks(book: Book, typed: str) -> None:
    for procedure in book.procedures.values():
        assert read(procedure, typed, TODAY)[1] is None


def test_blanks_dashes_and_small_letters_do_not_matter(book: Book) -> None:
    one = case(book, "ket-hon-yeu-to-nuoc-ngoai", 0, 1)
    assert read(one.procedure, f" {one.code[:2].lower()}-{one.code[2:]}. ", TODAY) == (Standing.SOUND, one)


def test_a_code_of_another_procedure_leads_to_no_list(book: Book) -> None:
    asking = [one for one in book.procedures.values() if questions(one.in_force(TODAY))]
    for mine in asking:
        code = case(book, mine.id, 1).code
        for other in asking:
            if other is not mine:
                assert read(other, code, TODAY)[1] is None, (mine.id, other.id)


def test_a_code_of_an_edition_that_is_over_is_told_to_be_old(book: Book) -> None:
    over = book.procedures["cap-can-cuoc"]
    code = case(book, "cap-can-cuoc", 0, 1).code
    assert read(over, code, date(2026, 12, 31))[0] is Standing.SOUND
    assert read(over, code, date(2027, 1, 1)) == (Standing.OLD, None)
    assert read(over, code, date(2035, 1, 1))[0] is Standing.OLD
    assert read(over, code[::-1], date(2027, 1, 1))[0] is Standing.WRONG


def changed(procedure: Procedure, **changes: object) -> Procedure:
    """The same procedure after a clerk changed the questions of its last edition."""
    last = procedure.editions[-1]
    assert last.papers is not None
    edition = last.model_copy(update={"papers": last.papers.model_copy(update=changes)})
    return procedure.model_copy(update={"editions": (*procedure.editions[:-1], edition)})


def test_a_code_from_before_the_questions_were_changed_is_told_to_be_old(book: Book) -> None:
    one = case(book, "trich-luc-ho-tich", 1, 1)
    turned = changed(one.procedure, questions=one.questions[::-1])
    assert read(turned, one.code, TODAY) == (Standing.OLD, None)
    fewer = changed(one.procedure, questions=one.questions[:1])
    assert read(fewer, one.code, TODAY) == (Standing.OLD, None)
    none = changed(one.procedure, questions=())
    assert read(none, one.code, TODAY) == (Standing.OLD, None)


def test_a_code_survives_a_better_wording(book: Book) -> None:
    one = case(book, "trich-luc-ho-tich", 1, 1)
    asked_better = tuple(two.model_copy(update={"asked": two.asked + " "}) for two in one.questions)
    standing, read_again = read(changed(one.procedure, questions=asked_better), one.code, TODAY)
    assert standing is Standing.SOUND
    assert read_again is not None
    assert read_again.papers == one.papers


def test_the_way_back(book: Book) -> None:
    one = case(book, "ket-hon-yeu-to-nuoc-ngoai", 2, 1, 0)
    assert one.back.picks == (2, 1)
    assert one.back.back.back.back.picks == ()
    with pytest.raises(IndexError):
        one.choose(0)
    with pytest.raises(IndexError):
        one.back.choose(7)


def test_missing_papers_are_read_as_they_were_written_and_belong_to_one_list(book: Book) -> None:
    one = case(book, "cap-giay-chung-nhan-dat-lan-dau", 1, 0, 1, 1)
    size = len(one.papers)
    other = case(book, "cap-giay-chung-nhan-dat-lan-dau", 1, 0, 1, 0)
    for missing in [(), (0,), (size - 1,), tuple(range(size)), (1, 3)]:
        letters = write_missing(one, missing)
        assert read_missing(one, letters.lower()) == missing
        assert read_missing(other, letters) is None
        for place in range(len(letters)):
            for letter in set(ALPHABET) - {letters[place]}:
                assert read_missing(one, letters[:place] + letter + letters[place + 1 :]) is None
    assert write_missing(one, [0, 0, 99, -1]) == write_missing(one, [0])
    for wrong in ("", "2", "K" * 40, "<i>", "0OIL1"):
        assert read_missing(one, wrong) is None
