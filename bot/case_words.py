"""One's own papers in words: the next question, and the list in full (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.checklists import Case, Standing
from bot.procedures import Procedure
from bot.sections import Words, paper_line

BUTTON, AGAIN = "nut_rieng", "nut_rieng_lai"
TOLD = {Standing.OLD: "rieng_ma_cu", Standing.WRONG: "rieng_ma_sai"}
"""What is said of a code that leads to no list."""
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset() for key in (BUTTON, AGAIN, "rieng_lui", "rieng_chua_hieu", *TOLD.values())},
    "rieng_hoi": frozenset({"ten", "truoc", "so", "tong", "hoi", "lua_chon", "lui"}),
    "rieng_tiep": frozenset({"so"}),
    "rieng_da_chon": frozenset({"tra_loi"}),
    "rieng_danh_sach": frozenset({"da_chon", "giay_to"}),
}
"""Templates about one's own papers and the placeholders each may hold."""


def lines(case: Case) -> tuple[str, ...]:
    """Give the papers of a case, a line each, as the edition has them."""
    return tuple(paper_line(one, settled=bool(one.needed_by), papers=case.edition.papers) for one in case.papers)


def notes(words: Words, case: Case) -> tuple[str, ...]:
    """Give what stands under the list: sets of papers, then the edition's own notes."""
    papers = case.edition.papers
    if papers is None:
        return ()
    return (*([words.fill("so_bo", so=str(papers.sets))] if papers.sets else []), *papers.note)


def question(words: Words, case: Case, title: str, before: str = "") -> str:
    """Ask the next question; `before` is what is said first. ValueError when the case is settled."""
    asked = case.question
    if asked is None:
        raise ValueError(case.code)
    listed = "\n".join(f"{n}. {one.name}" for n, one in enumerate(asked.answers, 1))
    back = words["rieng_lui"] if case.picks else ""
    if case.answers and not before:
        before = words.fill("rieng_da_chon", tra_loi=case.answers[-1][1])
    values = {"ten": title, "truoc": before, "hoi": asked.asked, "lua_chon": listed, "lui": back}
    text = words.fill("rieng_hoi", so=str(len(case.picks) + 1), tong=str(len(case.questions)), **values)
    return "\n".join(line.rstrip() for line in text.splitlines()).replace("\n\n\n", "\n\n").strip()


def listed(words: Words, case: Case) -> str:
    """Tell the papers of a settled case as one message's middle part."""
    numbered = [f"{n}. {line}" for n, line in enumerate(lines(case), 1)]
    chosen = "\n".join(f"- {question.asked} {answer}" for question, answer in case.answers)
    warned = [words["canh_bao_gon"]] if case.edition.warning else []
    return words.fill("rieng_danh_sach", da_chon=chosen, giay_to="\n".join([*numbered, *notes(words, case), *warned]))


def address(procedure: Procedure, code: str) -> str:
    """Give the path of a code's list: short with the printed number, long for a bundle."""
    return f"/{procedure.number or f'thu-tuc/{procedure.id}/ho-so'}?c={code}"
