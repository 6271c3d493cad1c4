"""The rules of the questions that lead to one's own papers; each rule is one function whose docstring states it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator

from bot.checklists import OPTIONS, QUESTIONS, every
from bot.files import Files
from bot.procedures import Edition, Papers, Question
from bot.yamlfile import Path_, Tree

Asked = tuple[Tree, Path_, Edition, Papers]


def _asked(files: Files) -> Iterator[Asked]:
    """Give the papers of every edition and where they stand."""
    for tree, procedure in files.procedures:
        for place, edition in enumerate(procedure.editions):
            if edition.papers is not None:
                yield tree, ("ban", place, "giay_to"), edition, edition.papers


def _few_enough(files: Files) -> None:
    """An edition asks at most four questions, each with two to four answers: more outgrow the code and the patience."""
    fewest, most = OPTIONS
    for tree, place, _, papers in _asked(files):
        if len(papers.questions) > QUESTIONS:
            told = (
                f"«cau_hoi»: có {len(papers.questions)} câu hỏi, nhiều nhất {QUESTIONS}; gộp lại, hoặc bỏ bớt «can_khi»"
            )
            tree.fault((*place, "cau_hoi"), told)
        for number, question in enumerate(papers.questions):
            if not fewest <= len(question.answers) <= most:
                told = f"câu «{question.asked}» có {len(question.answers)} cách trả lời; phải từ {fewest} đến {most}"
                tree.fault((*place, "cau_hoi", number, "tra_loi"), told)


def _answers_once(files: Files) -> None:
    """Within an edition the id of an answer stands once."""
    for tree, place, _, papers in _asked(files):
        seen: set[str] = set()
        for number, question in enumerate(papers.questions):
            for inner, answer in enumerate(question.answers):
                if answer.id in seen:
                    told = f"«{answer.id}» đã dùng cho câu trả lời khác trong bản này; đặt mã khác"
                    tree.fault((*place, "cau_hoi", number, "tra_loi", inner, "ma"), told)
                seen.add(answer.id)


def _answers_known(files: Files) -> None:
    """A paper is needed by answers that exist."""
    for tree, place, _, papers in _asked(files):
        known = [answer.id for question in papers.questions for answer in question.answers]
        for number, paper in enumerate(papers.items):
            for inner, one in enumerate(paper.needed_by):
                if one in known:
                    continue
                near = difflib.get_close_matches(one, known, n=1)
                listed = f"các câu trả lời của bản này: {', '.join(known)}" if known else "bản này không có «cau_hoi»"
                hint = f"có phải «{near[0]}»?" if near else listed
                where = (*place, "danh_sach", number, "can_khi", inner)
                tree.fault(where, f"«can_khi»: không có câu trả lời «{one}»; {hint}")


def _papers_depend(files: Files) -> None:
    """A paper with a condition is not needed whatever one answers: not by every answer of a question."""
    for tree, place, _, papers in _asked(files):
        for number, paper in enumerate(papers.items):
            for question in papers.questions:
                if paper.needed_by and all(answer.id in paper.needed_by for answer in question.answers):
                    told = f"«can_khi»: trả lời câu «{question.asked}» thế nào cũng cần giấy này; bỏ dòng «can_khi»"
                    tree.fault((*place, "danh_sach", number, "can_khi"), told)


def _answers_differ(files: Files) -> None:
    """Every question changes the list, and no two of its answers lead to the same papers."""
    for tree, place, _, papers in _asked(files):
        for number, question in enumerate(papers.questions):
            led = _led(question, papers)
            where = (*place, "cau_hoi", number)
            if not any(led):
                told = (
                    f"câu «{question.asked}» không đổi gì: không giấy nào có «can_khi» với câu trả lời của nó; bỏ câu"
                )
                tree.fault((*where, "hoi"), told)
                continue
            for inner, papers_of in enumerate(led):
                first = led.index(papers_of)
                if first != inner:
                    one, other = question.answers[inner].name, question.answers[first].name
                    told = f"«{one}» ra cùng giấy tờ với «{other}»; gộp lại"
                    tree.fault((*where, "tra_loi", inner), told)


def _led(question: Question, papers: Papers) -> list[frozenset[int]]:
    """Give the places of the papers that each answer makes needed."""
    return [
        frozenset(place for place, paper in enumerate(papers.items) if answer.id in paper.needed_by)
        for answer in question.answers
    ]


def _something_left(files: Files) -> None:
    """Whatever one answers, some paper is left in the list."""
    for tree, place, edition, papers in _asked(files):
        within = Counter(len(one.answers) <= OPTIONS[1] for one in papers.questions)
        if len(papers.questions) > QUESTIONS or within[False] or not all(one.needed_by for one in papers.items):
            continue
        for picks in every(edition):
            ids = {one.answers[pick].id for one, pick in zip(papers.questions, picks, strict=True)}
            if papers.items and not any(ids & set(one.needed_by) for one in papers.items):
                said = " + ".join(one.answers[pick].name for one, pick in zip(papers.questions, picks, strict=True))
                tree.fault(
                    (*place, "cau_hoi"), f"«cau_hoi»: trả lời «{said}» thì không còn giấy tờ nào; xem lại «can_khi»"
                )
                break


RULES: tuple[Callable[[Files], None], ...] = (
    _few_enough,
    _answers_once,
    _answers_known,
    _papers_depend,
    _answers_differ,
    _something_left,
)
"""What must hold of the questions of every edition."""
