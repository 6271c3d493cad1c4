"""The talk in which a citizen makes a complaint: which kind, what, where, when, a phone if they like, sent (pure).

Nobody is asked for a name. A khiếu nại and a tố cáo are shown their way; with a tố cáo the draft is dropped at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot import complaint_heard as heard
from bot.book import Book
from bot.complaint_rules import ComplaintRules, deadlines
from bot.complaint_words import CONFIRMATIONS, DENUNCIATION, EDITS, FORMAL, KIND_CHOICES, KINDS, ComplaintWords, fits
from bot.complaints import File, Kind, number_in, sound
from bot.dialogues import Turn
from bot.messages import Button, Dialogue, MessageKind, Outcome, Reply
from bot.own_data import Erase
from bot.redaction import redact
from bot.sayings import Said
from bot.sections import Words
from bot.words import Lexicon, fold

TOPIC, CONDUCT_TOPIC, NUMBER_TOPIC = "phan-anh", "che-phuc-vu", "hoi-phan-anh"
LONGEST_LINE = 200
"""Characters of a place or a time."""
FEWEST_WORDS = 3
"""Words from which a text tells something."""
STORY_WORDS = 5
"""Words from which a text that answers no list is the story itself."""
OPENING_WORDS = 8
"""Words from which the text that opens the talk is the story itself."""
CRY_WORDS = 4
"""Words of the longest text that is read as a cry for help although it holds none of the cries."""
QUESTIONED = (Outcome.ANSWER, Outcome.CHOOSE, Outcome.ELSEWHERE, Outcome.COUNTER)
"""What a question of its own is answered with."""


class Step(StrEnum):
    """What is awaited."""

    KIND = "loai"  # which kind
    STORY = "viec"  # what happened
    PLACE = "o_dau"  # where
    MOMENT = "khi_nao"  # when
    PHONE = "lien_he"  # a phone, if they want to be called
    CONFIRM = "xac_nhan"  # send, change, drop
    EDIT = "sua"  # what to change
    MORE = "them"  # more of the story
    NUMBER = "so"  # the number of a complaint already filed


ORDER = (Step.KIND, Step.STORY, Step.PLACE, Step.MOMENT, Step.PHONE)
QUESTIONS = {
    Step.KIND: "phan_anh_hoi",
    Step.STORY: "phan_anh_viec",
    Step.MORE: "phan_anh_them",
    Step.PLACE: "phan_anh_noi",
    Step.MOMENT: "phan_anh_luc",
    Step.PHONE: "phan_anh_lien_he",
    Step.NUMBER: "phan_anh_so",
}
SKIPPED = (Step.PLACE, Step.MOMENT, Step.PHONE)
DECLINED = {
    MessageKind.PICTURE: "phan_anh_khong_hinh",
    MessageKind.FILE: "phan_anh_khong_hinh",
    MessageKind.VOICE: "phan_anh_khong_tieng",
    MessageKind.LOCATION: "phan_anh_khong_ghi",
    MessageKind.LINK: "phan_anh_khong_ghi",
    MessageKind.PERSONAL: "phan_anh_khong_ghi",
}


Read = Callable[[str, date], tuple[Outcome, bool]]


@dataclass(frozen=True)
class Hearing:
    """One turn of the talk: what was heard, folded too, at which step, and the draft so far."""

    turn: Turn
    step: Step
    draft: dict[str, str]

    @property
    def plain(self) -> str:
        """The text folded."""
        return fold(self.turn.text)

    @property
    def skips(self) -> bool:
        """Whether the question is passed over."""
        return heard.SKIP.fullmatch(self.plain) is not None

    def noted(self, **values: str) -> Hearing:
        """The same with more of the draft."""
        return replace(self, draft={**self.draft, **values})


class Complaints:
    """Collects a complaint step by step.

    `read` says what a text would be answered with by itself, and whether it asks for a part of something.
    """

    name = "phan-anh"
    topics = frozenset({TOPIC, CONDUCT_TOPIC, NUMBER_TOPIC})
    hears = heard.AGAIN | heard.GO_ON

    def __init__(self, book: Book, rules: ComplaintRules, words: Words, read: Read) -> None:
        self._rules, self._calendar, self._read = rules, book.calendar, read
        self._words = ComplaintWords(book, rules, words)
        self._says = heard.Kinds(rules, Lexicon(book.vocabulary.abbreviations, {})).says
        self._handlers: dict[Step, Callable[[Hearing], Said | None]] = {
            Step.KIND: self._kind,
            Step.STORY: self._story,
            Step.MORE: self._story,
            Step.PLACE: self._line,
            Step.MOMENT: self._line,
            Step.PHONE: self._phone,
            Step.CONFIRM: self._confirmed,
            Step.EDIT: self._edit,
            Step.NUMBER: self._number,
        }

    def open(self, turn: Turn, topic: str) -> Said:
        """Ask the first question; what the citizen has told already is kept, and not asked again."""
        if topic == NUMBER_TOPIC:
            return self._ask(Hearing(turn, Step.NUMBER, {}))
        if self._says("denunciation", turn.text):
            return self._denounced()
        hearing = Hearing(turn, Step.KIND, {"loai": Kind.CONDUCT} if topic == CONDUCT_TOPIC else {})
        if turn.topic is None and (len(turn.text.split()) >= OPENING_WORDS or self.tells(turn.text)):
            return self._told(hearing, turn.text)
        return self._next(hearing)

    def tells(self, text: str) -> bool:
        """Whether a text tells of somebody's conduct at a counter, whatever else it may be."""
        return (
            len(text.split()) >= STORY_WORDS
            and heard.AT_THE_COUNTER.search(fold(text)) is not None
            and self._says("conduct", text)
            and "phan anh" not in fold(text)
        )

    def resume(self, turn: Turn, dialogue: Dialogue) -> Said:
        """Ask again what is open."""
        return self._ask(Hearing(turn, Step(dialogue.step), dict(dialogue.said)))

    def go_on(self, turn: Turn, dialogue: Dialogue) -> Said | None:
        """Take the next turn; None for what is plainly about something else."""
        hearing = Hearing(turn, Step(dialogue.step), dict(dialogue.said))
        if turn.kind is not MessageKind.TEXT:
            return self._wordless(hearing)
        if (not hearing.plain or hearing.plain in heard.UNCLEAR) and hearing.step is not Step.NUMBER:
            return self._ask(hearing)
        if not hearing.plain:
            return None
        if self._says("denunciation", turn.text) and hearing.step is not Step.NUMBER:
            return self._denounced()
        if hearing.plain in heard.GO_ON and hearing.step is not Step.NUMBER:
            return self._ask(hearing)
        if heard.ABOUT_IT.fullmatch(hearing.plain) and hearing.step is not Step.NUMBER:
            return self._ask(hearing, self._words["phan_anh_ve_no"])
        progress = heard.PROGRESS.fullmatch(hearing.plain) and len(turn.text.split()) <= OPENING_WORDS
        if (progress or turn.topic == NUMBER_TOPIC) and hearing.step is not Step.NUMBER:
            return self.wait(self._say(QUESTIONS[Step.NUMBER], "hỏi phản ánh đã gửi trong lúc viết"), dialogue)
        if hearing.plain in heard.STOP and not (hearing.skips and hearing.step in SKIPPED):
            return self._say("phan_anh_thoi", "thôi, bỏ phản ánh đang viết")
        if hearing.plain in heard.AGAIN and hearing.step not in (Step.CONFIRM, Step.EDIT):
            return self._back(hearing)
        asked = number_in(turn.text)
        taken = hearing.skips or hearing.plain in heard.SEND | self.hears
        aside = turn.topic is not None and turn.topic not in self.topics and not taken
        if aside or (asked and sound(asked)) or self._cry(hearing) or self._asks(hearing):
            return None
        return self._handlers[hearing.step](hearing)

    def _cry(self, hearing: Hearing) -> bool:
        """Whether a short text is a cry for help."""
        short = len(hearing.plain.split()) <= CRY_WORDS
        return short and self._read(hearing.turn.text, hearing.turn.now.date())[0] is Outcome.EMERGENCY

    def _asks(self, hearing: Hearing) -> bool:
        """Whether a short text asks about a matter, also without a question mark."""
        text = hearing.turn.text
        if (
            not heard.ASKING.fullmatch(hearing.plain)
            or len(text.split()) > OPENING_WORDS
            or self._says("conduct", text)
        ):
            return False
        outcome, asks = self._read(text, hearing.turn.now.date())
        return asks and outcome in QUESTIONED

    def wait(self, said: Said, dialogue: Dialogue) -> Said:
        """Go on waiting behind what was answered, and say so where there is room; what was erased waits no more."""
        if dialogue.step == Step.NUMBER or any(isinstance(deed, Erase) for deed in said.deeds):
            return said
        reply = said.reply
        if reply is not None and fits(text := f"{reply.text}\n\n{self._words['phan_anh_cho']}"):
            reply = replace(reply, text=text)
        return replace(said, reply=reply, dialogue=dialogue)

    def look_up(self, turn: Turn) -> Said | None:
        """Answer a text that asks about a complaint by its number; None if it names none."""
        number = number_in(turn.text)
        if number is None:
            left_off = fold(turn.text) in heard.LEFT_OFF and not (
                turn.memory.procedure or turn.memory.matter or turn.memory.offered
            )
            return self._say("phan_anh_het", "không có gì viết dở") if left_off else None
        rule = "có số phản ánh trong tin"
        if not sound(number):
            return self._say("phan_anh_so_go_sai", rule)
        if turn.known.complaint is None:
            return self._say("phan_anh_so_o_zalo", rule)
        return Said(Outcome.CHAT, Reply(self._words.progress(number, turn.known.complaint)), rule)

    def _kind(self, hearing: Hearing) -> Said | None:
        """A kind by its number or its words, or the story told at once."""
        text, keys = hearing.turn.text, dict(enumerate(KIND_CHOICES, 1))
        chosen = keys.get(int(text)) if re.fullmatch(r"[1-5]", text) else None
        chosen = chosen or next((key for key in KIND_CHOICES if fold(self._words[key]) == hearing.plain), None)
        if chosen == DENUNCIATION:
            return self._denounced()
        if chosen == FORMAL or (self._says("formal", text) and len(text.split()) < STORY_WORDS):
            return self._formal()
        if chosen:
            return self._next(hearing.noted(loai=next(kind for kind, key in KINDS.items() if key == chosen)))
        short = len(text.split()) < STORY_WORDS
        if short and self._says("conduct", text):
            return self._next(hearing.noted(loai=Kind.CONDUCT))
        outcome, asks = self._read(text, hearing.turn.now.date())
        of_hours = outcome is Outcome.COUNTER and len(text.split()) <= OPENING_WORDS and not self._says("conduct", text)
        if short or (asks and outcome in QUESTIONED) or (of_hours and heard.OF_HOURS.fullmatch(hearing.plain)):
            return None
        return self._told(hearing, text)

    def _story(self, hearing: Hearing) -> Said | None:
        text = hearing.turn.text
        if re.fullmatch(r"\d{1,2}", text):
            return None
        if len(text.split()) < FEWEST_WORDS and not hearing.draft.get("viec"):
            return self._say("phan_anh_ngan", "phản ánh quá ngắn", hearing)
        return self._told(hearing, text)

    def _told(self, hearing: Hearing, text: str) -> Said:
        """Keep the story, masked, as far as there is room; what is left out is said."""
        before = hearing.draft.get("viec", "") if hearing.step in (Step.KIND, Step.MORE) else ""
        whole = "\n".join(part for part in (before, redact(text).strip()) if part)
        kept = heard.cut(whole)
        lead = self._words.cut(kept) if len(kept) < len(whole) else ""
        hearing = hearing.noted(viec=kept)
        if self._says("conduct", text) and hearing.draft.get("loai") in (None, Kind.HANDLING):
            hearing = hearing.noted(loai=Kind.CONDUCT)
        if hearing.step is Step.KIND:
            lead = "\n".join(part for part in (lead, self._words["phan_anh_da_ghi"]) if part)
        return self._next(hearing, lead)

    def _line(self, hearing: Hearing) -> Said | None:
        """Where, or when: one line, or nothing."""
        text = hearing.turn.text
        if hearing.skips:
            return self._next(hearing.noted(**{hearing.step: ""}))
        if self.tells(text):
            return self._told(replace(hearing, step=Step.MORE), text)
        if text.endswith("?") or re.fullmatch(r"\d{1,2}", text):
            return None
        if len(text) > LONGEST_LINE:
            return self._say("phan_anh_dong_dai", "dài quá một dòng", hearing)
        return self._next(hearing.noted(**{hearing.step: " ".join(redact(text).split())}))

    def _phone(self, hearing: Hearing) -> Said | None:
        if hearing.skips:
            return self._next(hearing.noted(lien_he=""))
        digits = re.sub(r"[\s.\-()]", "", hearing.turn.text)
        if heard.PHONE.fullmatch(digits):
            return self._next(hearing.noted(lien_he=digits))
        if hearing.turn.text.endswith("?"):
            return None
        return self._say("phan_anh_so_sai", "không phải số điện thoại", hearing)

    def _confirmed(self, hearing: Hearing) -> Said | None:
        send, change, drop = (fold(self._words[key]) for key in CONFIRMATIONS)
        if hearing.plain in (send, "1") or hearing.plain in heard.SEND:
            return self._send(hearing)
        if hearing.plain in (change, "2") or hearing.plain in heard.AGAIN:
            return self._ask(replace(hearing, step=Step.EDIT))
        if hearing.plain in (drop, "3"):
            return self._say("phan_anh_thoi", "bỏ phản ánh đang viết")
        text = hearing.turn.text
        unclear = self._read(text, hearing.turn.now.date())[0] is Outcome.UNKNOWN and not text.endswith("?")
        tells = heard.ADDS.fullmatch(hearing.plain) or self._says("conduct", text)
        if (unclear and len(text.split()) >= STORY_WORDS) or (tells and not text.endswith("?")):
            return self._told(replace(hearing, step=Step.MORE), text)
        return self._ask(hearing) if unclear or hearing.skips or hearing.plain in heard.DENIALS else None

    def _edit(self, hearing: Hearing) -> Said | None:
        steps = (Step.STORY, Step.MORE, Step.PLACE, Step.MOMENT, Step.PHONE)
        for number, (key, step) in enumerate(zip(EDITS, steps, strict=True), 1):
            if hearing.plain in (fold(self._words[key]), str(number)):
                return self._ask(replace(hearing, step=step))
        return None

    def _number(self, hearing: Hearing) -> Said | None:
        """A number is awaited: what is short and holds digits is a mistyped one, all else another matter."""
        if len(hearing.plain) <= LONGEST_LINE // 10 and sum(map(str.isdigit, hearing.plain)) >= FEWEST_WORDS:
            return self._say("phan_anh_so_go_sai", "số phản ánh gõ sai", hearing)
        return None

    def _send(self, hearing: Hearing) -> Said:
        draft, turn = hearing.draft, hearing.turn
        if turn.known.number is None:
            return self._say("phan_anh_chua_gui", "không có kho để ghi phản ánh", hearing)
        today = turn.now.date()
        days = deadlines(self._rules, today, self._calendar)
        words = (draft["viec"], draft["o_dau"], draft["khi_nao"], draft["lien_he"])
        filed = File(turn.known.number, Kind(draft["loai"]), *words, days.pass_by, days.answer_by)
        reply = Reply(self._words.filed(filed, today))
        return Said(Outcome.CHAT, reply, "gửi phản ánh", deeds=(filed,))

    def _back(self, hearing: Hearing) -> Said:
        """Begin the last answered step again."""
        at = ORDER.index(hearing.step) if hearing.step in ORDER else 0
        before = [step for step in ORDER[:at] if step.value in hearing.draft]
        return self._ask(replace(hearing, step=before[-1] if before else hearing.step))

    def _next(self, hearing: Hearing, lead: str = "") -> Said:
        """Ask what is still open; nothing is: show everything."""
        open_ = next((step for step in ORDER if step.value not in hearing.draft), Step.CONFIRM)
        return self._ask(replace(hearing, step=open_), lead)

    def _ask(self, hearing: Hearing, lead: str = "") -> Said:
        """Ask the question of a step."""
        reply, offered = self._question(hearing)
        text = f"{lead}\n\n{reply.text}" if lead else reply.text
        waiting = Dialogue(self.name, hearing.step, tuple(hearing.draft.items()))
        rule = f"phản ánh, bước «{hearing.step.value}»"
        reply = replace(reply, text=text, passing="viec" in hearing.draft)
        return Said(Outcome.CHAT, reply, rule, offered=offered, dialogue=waiting)

    def _question(self, hearing: Hearing) -> tuple[Reply, tuple[str, ...]]:
        match hearing.step:
            case Step.KIND:
                told = "viec" in hearing.draft
                return self._words.list(self._words["phan_anh_hoi_lai" if told else "phan_anh_hoi"], KIND_CHOICES)
            case Step.CONFIRM:
                formal = self._says("formal", hearing.draft["viec"])
                return self._words.list(self._words.summary(hearing.draft, formal=formal), CONFIRMATIONS)
            case Step.EDIT:
                return self._words.list(self._words["phan_anh_sua_gi"], EDITS)
            case Step.STORY if hearing.draft.get("loai") == Kind.CONDUCT:
                return Reply(self._words["phan_anh_viec_can_bo"]), ()
            case step:
                skip = self._words["phan_anh_bo_qua"]
                buttons = (Button(skip, skip),) if step in SKIPPED else ()
                return Reply(self._words[QUESTIONS[step]], buttons), ()

    def _wordless(self, hearing: Hearing) -> Said | None:
        """Decline what is no text with the reason and ask again; the words sent with a picture are taken."""
        key = DECLINED.get(hearing.turn.kind)
        if key is None or hearing.step is Step.NUMBER:
            return None
        text = replace(hearing.turn, kind=MessageKind.TEXT)
        said = self.go_on(text, Dialogue(self.name, hearing.step, tuple(hearing.draft.items())))
        said = said or self._ask(hearing)
        assert said.reply is not None  # noqa: S101  (every step says something)
        return replace(said, reply=replace(said.reply, text=f"{self._words[key]}\n\n{said.reply.text}"))

    def _denounced(self) -> Said:
        text = f"{self._words['phan_anh_to_cao_bo']}\n{self._words.way(self._rules.denunciation)}"
        return Said(Outcome.CHAT, Reply(text), "tố cáo: chỉ đường, không giữ gì")

    def _formal(self) -> Said:
        text = f"{self._words['phan_anh_nhan_khieu_nai']}\n{self._words.way(self._rules.formal)}"
        return Said(Outcome.CHAT, Reply(text), "khiếu nại: chỉ đường, bot không nhận")

    def _say(self, key: str, rule: str, waiting: Hearing | None = None) -> Said:
        dialogue = Dialogue(self.name, waiting.step, tuple(waiting.draft.items())) if waiting else None
        return Said(Outcome.CHAT, Reply(self._words[key]), rule, dialogue=dialogue)
