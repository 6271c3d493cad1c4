"""Which of the phrases named in a text ask for a part of a procedure (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.facet_words import AMOUNT, FILING, LIGHT, OBJECTS, SOMEBODYS, SUPPORT, TITLES
from bot.messages import Facet
from bot.spans import ENDING, FILLERS, Clause, Span

HOW_MUCH = ("bao", "nhieu")
SHORT_NAME = 3
"""Words beside «bao nhiêu» up to which it asks for the fee: «sao y bằng lái bao nhiêu»."""


def asked_for(clauses: Sequence[Clause]) -> Iterator[Facet]:
    """Give the facets of all clauses in their order.

    What is named without a word of asking counts where nothing is asked with one, or where it stands by itself,
    or where the text begins with it like a title.
    """
    named = [(at, one) for at, clause in enumerate(clauses) for one in clause.spans if isinstance(one.mark, Facet)]
    asking = {(at, one) for at, one in named if clauses[at].asks(one)}
    short = sum(bool(clause.words) for clause in clauses) == 1
    first = next((at for at, clause in enumerate(clauses) if not clause.empty()), len(clauses))
    forms = {at for at, one in named if one.mark is Facet.FORM}
    for at, one in named:
        clause, facet = clauses[at], one.mark
        if facet is Facet.WHERE and _of_a_form(clause, at in forms, at - 1 in forms):
            facet = Facet.FORM
        elif not ((at, one) in asking or _alone(clause, one) or (at <= first and _heads(clause, one))) and (
            asking or not _counts(clause, one, short)
        ):
            continue
        if isinstance(facet, Facet):
            yield _amount(clauses, facet, clause.said(one))


def how_much(clause: Clause) -> bool:
    """Say whether a clause asks for nothing but «how much» at its end, about something with a short name."""
    read = [word.folded for word in clause.words]
    while read and read[-1] in FILLERS and read[-1] not in HOW_MUCH:
        read.pop()
    return tuple(read[-len(HOW_MUCH) :]) == HOW_MUCH and len(clause.rest()) <= SHORT_NAME


def _alone(clause: Clause, span: Span) -> bool:
    """Say whether a phrase stands by itself; «giấy tờ đưa ai» asks where, not which papers."""
    asked = clause.said(span) in OBJECTS and any(map(clause.asks, clause.beside(span)))
    return clause.alone(span) and not asked


def _counts(clause: Clause, span: Span, short: bool) -> bool:
    """Say whether a phrase counts where nothing is asked for: a light one begins or ends the only clause."""
    if clause.said(span) not in LIGHT:
        return True
    return short and (clause.opens(span) or span.places[-1] == len(clause.words) - 1)


def _of_a_form(clause: Clause, here: bool, before: bool) -> bool:
    """Say whether «where» is asked of the form named in a clause or the one before: «có mẫu không, lấy chỗ nào»."""
    if not FILING.isdisjoint(word.folded for word in clause.words):
        return False
    return here or (before and len(clause.rest()) <= 1)


def _heads(clause: Clause, span: Span) -> bool:
    """Say whether a text begins with a part's name like a title, and asks for nothing else in that part."""
    rest = " ".join(word.folded for place, word in enumerate(clause.words) if place not in span.places)
    story = SOMEBODYS.search(rest) or clause.words[-1].folded in ENDING
    return span.mark in TITLES and clause.opens(span) and not story and not any(map(clause.asks, clause.beside(span)))


def _amount(clauses: Sequence[Clause], facet: Facet, said: str) -> Facet:
    """Read «how much» of an allowance as what one gets, not as what one pays."""
    if facet is not Facet.FEE or not AMOUNT.issuperset(said.split()):
        return facet
    text = " ".join(word.folded for clause in clauses for word in clause.words)
    return Facet.RESULT if SUPPORT.search(text) else facet
