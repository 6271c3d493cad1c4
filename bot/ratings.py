"""How content citizens are: one question with three choices and an optional word, at most once a week (pure).

It is a line under a reply, never a message of its own: after a second answer about one matter, after thanks for an
answer, and under a dossier that is finished; not beside the notice that a machine answers, nor under a question of
ours. What is counted names nobody; a word is masked before it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot import stretches
from bot.dialogues import Turn
from bot.dossiers import Status
from bot.masking import mask
from bot.messages import Button, Deed, Dialogue, Memory, Outcome, Reply
from bot.own_papers import PAYLOAD
from bot.replies import TEXT_LIMIT
from bot.sayings import LOOK_UP, Said
from bot.sections import Words
from bot.words import fold

NAME = "danh-gia"
TOPIC = "danh-gia"
THANKS = frozenset({"cam-on", "tam-biet", "khen"})
"""Topics after which the question fits, when something was answered before."""
WEEK = 7 * 86400.0
"""Seconds between two questions to one citizen."""
LONGEST_WORD = 300
"""Characters of a word that are kept."""


class Level(StrEnum):
    """How content somebody is; stored, so the values never change."""

    GOOD = "hai_long"  # content
    FAIR = "tam_duoc"  # fairly content
    POOR = "chua_hai_long"  # not content


class About(StrEnum):
    """What is rated; stored, so the values never change."""

    ANSWER = "tra_loi"  # what the bot answered
    DOSSIER = "ho_so"  # how a dossier was handled


TITLES = {one: f"danh_gia_{one.value}" for one in Level}
SUBJECTS = {About.ANSWER: "Trả lời của bot", About.DOSSIER: "Hồ sơ đã xong"}
"""What was rated, in the tables of staff and of the page of the figures."""
ALSO = {
    Level.GOOD: ("rat hai long", "hai long lam", "tot", "rat tot", "hai long roi"),
    Level.FAIR: ("binh thuong", "tam tam", "cung duoc"),
    Level.POOR: ("khong hai long", "ko hai long", "hong hai long", "chua tot", "khong tot", "te", "te qua"),
}
"""Other ways to say a level, folded."""
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset() for key in (*TITLES.values(), "danh_gia_loi_nhan", "danh_gia_roi", "danh_gia_het")},
    "danh_gia_hoi": frozenset({"cac_muc"}),
    "danh_gia_hoi_ho_so": frozenset({"cac_muc"}),
    "danh_gia_cat": frozenset({"so"}),
}


@dataclass(frozen=True)
class Rate(Deed):
    """Count a level, of an answer about a procedure (empty: none) or of a dossier."""

    about: About
    procedure: str
    level: Level


@dataclass(frozen=True)
class Remark(Deed):
    """Keep a word that somebody added, masked, with what they rated."""

    rated: Rate
    text: str


Outside = Callable[[str, date], bool]
"""Says of a text whether it is a question, or talk, of its own."""


class Ratings:
    """Asks how content a citizen is, and hears the answer."""

    name = NAME
    topics = frozenset({TOPIC})

    def __init__(self, words: Words, outside: Outside) -> None:
        self._words = words
        self._outside = outside
        self._levels = {fold(words[TITLES[level]]): level for level in Level}
        self._levels |= {text: level for level, texts in ALSO.items() for text in texts}

    def open(self, turn: Turn, _topic: str) -> Said:
        """Somebody wants to rate by themselves."""
        if not self._due(turn.memory, turn):
            return Said(Outcome.CHAT, Reply(self._words["danh_gia_roi"]), "đã đánh giá trong tuần")
        said = Said(Outcome.CHAT, Reply(""), "xin được đánh giá")
        return self._asked(said, About.ANSWER, turn.memory.procedure or "")

    def go_on(self, turn: Turn, dialogue: Dialogue) -> Said | None:
        """Take a level, or the word after it; anything else is not for this dialogue."""
        about, procedure, *level = (value for _, value in dialogue.said)
        if dialogue.step == "loi":
            return self._remarked(turn, Rate(About(about), procedure, Level(level[0])))
        found = self._levels.get(fold(turn.text))
        if found is None:
            return None
        rate = Rate(About(about), procedure, found)
        waits = Dialogue(NAME, "loi", (*dialogue.said, ("muc", found.value)))
        reply = Reply(self._words["danh_gia_loi_nhan"])
        return Said(Outcome.CHAT, reply, "đánh giá", dialogue=waits, deeds=(rate,))

    def asking(self, said: Said, turn: Turn) -> Said:
        """The same said with the question beneath it, where it fits and is due."""
        if said.reply is None or said.dialogue or said.deeds or not turn.known.consulted or not turn.memory.noticed:
            return said
        if said.offered and PAYLOAD.fullmatch(said.offered[0]):  # a question about one's own papers is open
            return said
        if stretches.following(said.offered):  # there is more to read
            return said
        running = turn.memory.dialogue
        if running and running.name == NAME and running.step == "muc" and said.topic in THANKS:
            return replace(said, dialogue=running)  # «ok» to the answer above: the question still waits
        about = _about(said, turn)
        if about is None or not self._due(turn.memory, turn):
            return said
        return self._asked(
            said, about, (said.procedure or turn.memory.procedure or "") if about is About.ANSWER else ""
        )

    def _asked(self, said: Said, about: About, procedure: str) -> Said:
        titles = tuple(self._words[TITLES[level]] for level in Level)
        key = "danh_gia_hoi" if about is About.ANSWER else "danh_gia_hoi_ho_so"
        free, reply = said.outcome is Outcome.CHAT or not said.offered, said.reply or Reply("")
        levels = " ".join(f"{n} {title}." for n, title in enumerate(titles, 1)) if free else ", ".join(titles)
        text = f"{reply.text}\n\n{self._words.fill(key, cac_muc=levels)}".strip()
        if len(text) > TEXT_LIMIT:
            return said
        buttons = tuple(Button(title, title) for title in titles) if free else reply.buttons
        dialogue = Dialogue(NAME, "muc", (("ve", about.value), ("viec", procedure)))
        asked = replace(reply, text=text, buttons=buttons)
        return replace(said, reply=asked, dialogue=dialogue, offered=titles if free else said.offered)

    def _remarked(self, turn: Turn, rate: Rate) -> Said | None:
        if turn.topic or not fold(turn.text) or self._outside(turn.text, turn.now.date()):
            return None
        if fold(turn.text) in ("khong", "thoi", "ko", "khong co", "het", "het roi"):
            return Said(Outcome.CHAT, Reply(self._words["danh_gia_het"]), "không nói thêm về đánh giá")
        long = len(turn.text) > LONGEST_WORD
        key = self._words.fill("danh_gia_cat", so=str(LONGEST_WORD)) if long else self._words["danh_gia_het"]
        remark = Remark(rate, mask(turn.text)[:LONGEST_WORD])
        return Said(Outcome.CHAT, Reply(key), "nói thêm về đánh giá", deeds=(remark,))

    def _due(self, memory: Memory, turn: Turn) -> bool:
        since = turn.now.timestamp() - memory.rating_asked_at
        return not 0 <= since < WEEK


def _about(said: Said, turn: Turn) -> About | None:
    """What may be rated after this was said, if anything."""
    looked = turn.known.looked
    if said.topic == LOOK_UP and looked and looked.dossier:
        return About.DOSSIER if looked.dossier.status in (Status.READY, Status.HANDED) else None
    if turn.memory.procedure is None:
        return None
    again = said.outcome is Outcome.ANSWER and said.procedure == turn.memory.procedure
    return About.ANSWER if again or said.topic in THANKS else None
