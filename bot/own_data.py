"""A citizen's say over what is kept about them: erased once they have confirmed it (pure).

Source of the right: Luật 91/2025/QH15 Điều 4; it is answered at once, well within the days of NĐ 356/2025 Điều 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogues import Turn
from bot.messages import Button, Deed, Dialogue, Outcome, Reply
from bot.sayings import Said
from bot.sections import Words
from bot.words import fold

ERASE = "xoa-du-lieu"
"""The topic of those who want their data erased."""
KEYS: Mapping[str, frozenset[str]] = {
    key: frozenset() for key in ("xoa_hoi", "xoa_dong_y", "xoa_khong", "xoa_xong", "xoa_thoi")
}


@dataclass(frozen=True)
class Erase(Deed):
    """Erase everything that is kept about this citizen."""


class Erasure:
    """Asks once, then has everything about the citizen erased."""

    name = "xoa-du-lieu"
    topics = frozenset({ERASE})

    def __init__(self, words: Words) -> None:
        self._words = words

    def open(self, _turn: Turn, _topic: str) -> Said:
        """Ask whether it is meant."""
        choices = (self._words["xoa_dong_y"], self._words["xoa_khong"])
        reply = Reply(self._words["xoa_hoi"], tuple(Button(choice, choice) for choice in choices))
        dialogue = Dialogue(self.name, "dong_y")
        return Said(Outcome.CHAT, reply, "xin xóa dữ liệu, hỏi lại một lần", offered=choices, dialogue=dialogue)

    def go_on(self, turn: Turn, _dialogue: Dialogue) -> Said | None:
        """Erase on a clear yes alone; a no is confirmed; anything else is no answer and erases nothing."""
        answer = fold(turn.text)
        if answer == fold(self._words["xoa_dong_y"]):
            return Said(Outcome.CHAT, Reply(self._words["xoa_xong"]), "đồng ý xóa dữ liệu", deeds=(Erase(),))
        if answer in (fold(self._words["xoa_khong"]), "khong", "thoi", "huy"):
            return Said(Outcome.CHAT, Reply(self._words["xoa_thoi"]), "thôi, không xóa dữ liệu")
        return None
