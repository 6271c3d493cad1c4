"""The questions that lead to one's own papers, asked in a talk (pure).

Nothing is kept but the payloads behind the last numbers: each holds the code of all answers so far, so that the
talk can be left and taken up again, and is forgotten like any list.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot import case_words
from bot.book import Book
from bot.checklists import Case, Standing, begin, read
from bot.choices import LONGEST, Choices
from bot.facets import FacetReader
from bot.messages import Button, Facet, Memory, Outcome, Reply
from bot.procedures import Procedure
from bot.replies import TEXT_LIMIT, Replies
from bot.sayings import Said, Sayings
from bot.sections import Words
from bot.spans import FILLERS
from bot.words import Lexicon, fold

REFERENCE = r"(?P<ref>\d{1,3}|[a-z][a-z-]{2,60})"
PAYLOAD = re.compile(rf".*?#\s*{REFERENCE}/(?P<code>\w{{1,12}})\s*", re.IGNORECASE | re.DOTALL)
ADDRESS = re.compile(rf"(?:.*[/\s])?{REFERENCE}(?:/ho-so)?/?\?c=(?P<code>[\w-]{{1,12}})\S*", re.IGNORECASE | re.DOTALL)
BEGIN = re.compile(rf"(?P<title>.+?)\s*#\s*{REFERENCE}\s*", re.IGNORECASE | re.DOTALL)
BACK = frozenset({"0", "quay lai", "cau truoc", "tro lai", "lui lai"})
RESUMING = BACK - {"0"} | {"tiep", "tiep tuc", "lam tiep"}
"""Words that lead back to a question left for another."""
UNSURE = re.compile(r"(?:\w+ ){0,3}(?:khong|chua) (?:biet|bit|bik|ro|chac|hieu)(?: \w+){0,2}")
"""Folded words of who cannot tell: all papers are shown then."""
OWN = re.compile(
    r"(?:ho so|giay to|giay|truong hop)(?: \w+){0,2} (?:cua|rieng|cho)(?: rieng)? "
    r"(?:\w+ )?(?:toi|tui|minh|em|con|chau)\b"
    r"|truong hop (?:nay )?(?:cua )?(?:nha )?(?:toi|tui|minh|em)\b"
)
ASKS = re.compile(r"\b(?:gi|nao|gom|chuan bi|can|nop|mang|dem)\b")
STANDING = re.compile(r"\b(?:toi dau|xong|ra sao roi|sao roi|bao gio|khi nao|co chua|duyet)\b")
"""Words that ask how a dossier stands, not what belongs into it."""
SAID_BESIDE = frozenset("da vang u uh a ah ak em anh chi toi tui minh con chau bac nha nhe thi la di do".split())
NO = frozenset({"hong", "hok", "hk", "hem", "hg", "khg", "kg"})
"""How «không» is typed without accents; in an answer it is nothing else."""
YES, NOT = frozenset({"co", "phai", "dung"}), frozenset({"khong", "chua"})
"""With which a yes and a no begin, in what is typed and in the answers of a question."""
BARE = frozenset({"co", "khong", "chua", "ok", "roi"})
"""A yes or a no alone, which answers nothing where neither is asked."""
OTHERWISE = re.compile(r"\b(?:viec|thu tuc|nham|y toi|y tui)\b")
"""Words of who speaks of the matter as a whole, not of the question."""
UNNAMED = (Outcome.UNKNOWN, Outcome.CHAT)
"""What is answered to a text that names no matter, so that it may be about the one under way."""
FEW_WORDS = 8
"""Words of a text that may be an answer; a longer one is a question of its own."""


class OwnPapers:
    """Asks the questions of an edition one by one and ends in exactly the papers needed."""

    def __init__(
        self, book: Book, facets: FacetReader, replies: Replies, sayings: Sayings, choices: Choices, public_url: str
    ) -> None:
        self._facets = facets
        self._replies, self._sayings, self._choices = replies, sayings, choices
        self._words = Words(book)
        self._lexicon = Lexicon(book.vocabulary.abbreviations, {})
        self._url = public_url.rstrip("/")

    def said(self, text: str, memory: Memory, day: date) -> Said | None:
        """Answer a number, a tap, a code, or words that choose while a question is open; None for anything else."""
        if text.isascii() and text.isdigit() and len(text) == 1 and 0 < int(text) <= len(memory.offered):
            return self.tapped(memory.offered[int(text) - 1], day)
        return self.tapped(text, day) or self._answered(text, memory, day)

    def tapped(self, text: str, day: date) -> Said | None:
        """Answer a payload of ours, or a code with its number as it stands in an address."""
        if len(text) > LONGEST:
            return None
        found = PAYLOAD.fullmatch(text) or ADDRESS.fullmatch(text)
        if found is None:
            begun = BEGIN.fullmatch(text)
            if begun is None or begun["title"] != self._words[case_words.BUTTON]:
                return None
            procedure = self._choices.find(begun["ref"].lower())
            return self.begin(procedure, day) if procedure else None
        procedure = self._choices.find(found["ref"].lower())
        if procedure is None:
            return None
        standing, case = read(procedure, found["code"], day)
        if case is None:
            return self.begin(procedure, day, self._words[case_words.TOLD[standing]])
        return self._next(case, "chọn câu trả lời cho bộ giấy tờ riêng")

    def waits(self, memory: Memory, day: date) -> bool:
        """Whether a question about one's own papers is open."""
        return self._open(memory, day) is not None

    def begin(self, procedure: Procedure, day: date, before: str = "") -> Said:
        """Ask the first question; where everybody brings the same papers, tell them."""
        case = begin(procedure, day)
        if case is None or case.question is None:
            return self._sayings.answer(procedure, (Facet.PAPERS,), "mọi người nộp giấy như nhau", day)
        return self._next(case, "hỏi bộ giấy tờ của riêng mình", before)

    def instead(self, said: Said, text: str, memory: Memory, day: date) -> Said:
        """What is said instead: the first question for who asks about his own case, the open one for who is unclear."""
        if said.outcome is Outcome.UNKNOWN and (case := self._open(memory, day)):
            return self._unclear(case)
        if not self._asks_own(text):
            return self._to_go_on(said, memory, day)
        named = said.procedure if said.outcome is Outcome.ANSWER and Facet.PAPERS in said.facets else None
        procedure = self._choices.find(named or (memory.procedure if said.outcome in UNNAMED else "") or "")
        if procedure is None and said.outcome is Outcome.UNKNOWN:
            return self._sayings.which_matter((Facet.PAPERS,), "hỏi giấy tờ của mình, chưa nói việc nào", day)
        case = begin(procedure, day) if procedure else None
        if procedure is None or case is None or case.question is None:
            return said
        return replace(self.begin(procedure, day), read=said.read, rivals=said.rivals)

    def _to_go_on(self, said: Said, memory: Memory, day: date) -> Said:
        """An answer about the same matter, asked in between: with the number that leads back to the open question."""
        case = self._open(memory, day) or self._left(memory, day)
        if case is None or said.reply is None or (said.outcome, said.procedure) != (Outcome.ANSWER, case.procedure.id):
            return said
        if any(PAYLOAD.fullmatch(one) for one in said.offered):
            return said
        offered = (*said.offered, self._payload("", case))
        text = f"{said.reply.text}\n{self._words.fill('rieng_tiep', so=str(len(offered)))}"
        return replace(said, reply=replace(said.reply, text=text), offered=offered) if len(text) <= TEXT_LIMIT else said

    def _answered(self, text: str, memory: Memory, day: date) -> Said | None:
        """Words while a question is open: one step back, cannot tell, or an answer in its own words."""
        case, plain = self._open(memory, day), fold(text)
        if case is None:
            left = self._left(memory, day) if plain in RESUMING else None
            return self._next(left, "trở lại câu đang hỏi") if left else None
        if plain in BACK and case.picks:
            return self._next(case.back, "quay lại câu trước")
        if UNSURE.fullmatch(self._plain(text)):
            return self._sayings.answer(case.procedure, (Facet.PAPERS,), "chưa rõ trường hợp: cho xem đủ", day)
        place = self._meant(text, case)
        if place is not None:
            return self._next(case.choose(place), "trả lời bằng lời")
        bare = {*self._plain(text).split()} - SAID_BESIDE
        return self._unclear(case) if len(bare) == 1 and bare <= BARE else None

    def _unclear(self, case: Case) -> Said:
        return self._next(case, "chưa rõ câu trả lời", self._words["rieng_chua_hieu"])

    def _meant(self, text: str, case: Case) -> int | None:
        """The one answer that fits the words.

        It begins with them, holds them all, is the only yes or no, is said in its other words, or alone holds some.
        """
        plain = self._plain(text)
        said = [word for word in plain.split() if word not in SAID_BESIDE]
        if case.question is None or not said or len(said) > FEW_WORDS or text.strip().endswith("?"):
            return None
        if OTHERWISE.search(plain):
            return None
        names = [fold(one.name).split() for one in case.question.answers]
        only = [{*name} - {word for other in names if other is not name for word in other} for name in names]
        kind = next((kind for kind in (YES, NOT) if said[0] in kind), frozenset())
        asks = bool(self._facets.asked(text))
        ways = (
            [name[: len(said)] == said for name in names],
            [{*said} <= {*name} for name in names],
            [name[0] in kind and not asks for name in names],
            [any(f" {self._plain(one)} " in f" {plain} " for one in answer.spoken) for answer in case.question.answers],
            [bool({*said} & own - FILLERS) and not asks for own in only],
        )
        return next((way.index(True) for way in ways if way.count(True) == 1), None)

    def _plain(self, text: str) -> str:
        return " ".join("khong" if word in NO else word for word in self._lexicon.expand(text).split())

    def _open(self, memory: Memory, day: date) -> Case | None:
        """The case whose question was asked last; None when the last list was another."""
        found = PAYLOAD.fullmatch(memory.offered[0]) if memory.offered else None
        procedure = self._choices.find(found["ref"].lower()) if found else None
        if found is None or procedure is None:
            return None
        standing, case = read(procedure, found["code"], day)
        return case.back if case and standing is Standing.SOUND else None

    def _left(self, memory: Memory, day: date) -> Case | None:
        """The case left for a question in between, to which the last number of the list leads back."""
        payload = memory.offered[-1] if memory.offered else ""
        found = PAYLOAD.fullmatch(payload) if payload.startswith("#") else None
        procedure = self._choices.find(found["ref"].lower()) if found else None
        standing, case = read(procedure, found["code"], day) if found and procedure else (None, None)
        return case if standing is Standing.SOUND else None

    def _asks_own(self, text: str) -> bool:
        plain = fold(text)
        return bool(OWN.search(plain) and ASKS.search(plain)) and not STANDING.search(plain)

    def _next(self, case: Case, rule: str, before: str = "") -> Said:
        """The next question, or the list at the end."""
        facets = (Facet.PAPERS,)
        if case.question is None:
            reply = self._listed(case)
        else:
            options = enumerate(case.question.answers)
            buttons = tuple(Button(one.name, self._payload(one.name, case.choose(place))) for place, one in options)
            text = case_words.question(self._words, case, self._replies.title(case.procedure), before)
            reply = Reply(text, buttons, asks=True)
        offered = tuple(one.payload for one in reply.buttons)
        return Said(Outcome.ANSWER, reply, rule, case.procedure.id, facets=facets, offered=offered)

    def _listed(self, case: Case) -> Reply:
        keys = ("nut_tai_nha", "nut_mau_don", "nut_chi_tiet")
        again = Button(self._words[case_words.AGAIN], self._replies.payload(case_words.BUTTON, case.procedure))
        others = (Button(self._words[key], self._replies.payload(key, case.procedure)) for key in keys)
        link = self._url + case_words.address(case.procedure, case.code)
        body = case_words.listed(self._words, case)
        return self._replies.framed(case.procedure, case.edition, body, (again, *others), link)

    def _payload(self, name: str, case: Case) -> str:
        return f"{name} #{case.procedure.number or case.procedure.id}/{case.code}".strip()
