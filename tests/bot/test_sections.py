"""One facet in words: lists are lists, what is not known is said last."""

from datetime import date

import pytest

from bot import sections
from bot.book import Book
from bot.facts import Confidence
from bot.messages import Facet
from bot.sections import Words

TODAY = date(2026, 11, 24)


def test_fees_that_are_not_wholly_known_are_a_list_and_say_so_last(book: Book) -> None:
    words, several = Words(book), 0
    for procedure in book.procedures.values():
        edition = procedure.in_force(TODAY)
        if edition is None or edition.fee is None or edition.fee.confidence is not Confidence.UNKNOWN:
            continue
        label, *lines = sections.block(words, edition, Facet.FEE).splitlines()
        assert label == words["nhan_le_phi"]
        assert lines[-1] == words["chua_du" if edition.fee.text else "chua_biet"]
        if len(edition.fee.text) > 1:
            several += 1
            assert lines[-1 - len(edition.fee.text) : -1] == [f"- {line}" for line in edition.fee.text]
    assert several > 10


@pytest.mark.parametrize("id_", ["ket-hon-yeu-to-nuoc-ngoai", "chuyen-truong-thcs", "doi-the-bao-hiem"])
def test_a_single_condition_above_notes_is_one_of_the_list(book: Book, id_: str) -> None:
    edition = book.in_force(id_, TODAY)
    assert edition
    assert edition.conditions
    assert len(edition.conditions.text) == 1
    _, *lines = sections.block(Words(book), edition, Facet.CONDITIONS).splitlines()
    listed = lines[1:] if edition.warning else lines
    assert listed[0].startswith(f"- {edition.conditions.text[0]}")
    assert all(line.startswith("- ") for line in listed)


def test_a_channel_of_which_something_is_known_does_not_say_that_nothing_is(book: Book) -> None:
    edition = book.in_force("ban-sao-van-bang-tu-so-goc", TODAY)
    assert edition
    words = Words(book)
    told = sections.block(words, edition, Facet.ONLINE)
    assert "3.000467" in told
    assert words["chua_du"] in told
    assert words["chua_biet"] not in told
