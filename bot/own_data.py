"""A citizen's say over what is kept about them: shown, and erased once they have confirmed it (pure).

Source of the rights: Luật 91/2025/QH15 Điều 4; both are answered at once, well within the days of NĐ 356/2025 Điều 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogues import Turn
from bot.known import Kept
from bot.memories import MEMORY_SECONDS
from bot.messages import Button, Deed, Dialogue, Outcome, Reply
from bot.sayings import Said
from bot.sections import Words
from bot.words import fold

SHOW = "xem-du-lieu"
"""The topic of those who want to see their data."""
ERASE = "xoa-du-lieu"
"""The topic of those who want their data erased."""
ASKING = ("du lieu", "thong tin", "luu", "giu gi")
"""Words, folded, without one of which nobody asks for their data."""
AGREED = frozenset({"dong y", "toi dong y", "tui dong y", "em dong y", "da dong y", "xoa", "xoa di", "xoa het di"})
"""Folded words that agree to the erasing just asked about; a mere «ok» or «ừ» does not."""
DAYS = {
    "ngay_nho": "talks",
    "ngay_giu": "replies",
    "ngay_tin": "events",
    "ngay_cau_hoi": "unanswered",
    "ngay_gop_y": "remarks",
    "ngay_phan_anh": "complaints",
    "ngay_so_dien_thoai": "complaint_phones",
    "ngay_bien_nhan": "receipts",
}
"""Placeholders of the page and what is kept so many days (the fields of `bot.retention.Keep`)."""
COUNTS = ("journal", "missing", "ratings")
"""What is counted without persons: the page tells the longest time of these, as `ngay_dem`."""
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset() for key in ("xoa_hoi", "xoa_dong_y", "xoa_khong", "xoa_xong", "xoa_thoi", "giu_khong_noi")},
    "trang_rieng_tu": frozenset({"phut", "ngay_dem", *DAYS}),
    "giu_gi": frozenset({"phut", "ngay_nho", "cac_tin", "lien_ket"}),
    "giu_tin": frozenset({"so", "tu_ngay", "ngay_giu"}),
    "giu_chua_gui": frozenset({"so", "ngay_giu"}),
    "giu_viet_do": frozenset(),
    "giu_phan_anh": frozenset({"so"}),
    "giu_ma_zalo": frozenset({"so"}),
    "giu_dien_thoai": frozenset({"so", "ngay_so_dien_thoai"}),
}


@dataclass(frozen=True)
class Erase(Deed):
    """Erase everything that is kept about this citizen."""


@dataclass(frozen=True)
class Show(Deed):
    """Nothing besides the reply: what is kept was shown, which the log notes, as it does an erasure."""


RIGHTS = (Erase, Show)


def may_ask(text: str) -> bool:
    """Say whether a text may be asking for what is kept, so that it is worth looking up."""
    folded = fold(text)
    return any(words in folded for words in ASKING)


def notice(words: Words, keep: Mapping[str, int]) -> str:
    """Tell on a page what is kept of anybody; `keep` is for how many days, by kind."""
    days = {name: str(keep[kind]) for name, kind in DAYS.items()}
    days["ngay_dem"] = str(max(keep[kind] for kind in COUNTS))
    return words.fill("trang_rieng_tu", phut=str(MEMORY_SECONDS // 60), **days)


class OwnData:
    """Shows what is kept about a citizen; asks once, then erases it."""

    name = "du-lieu-rieng"
    topics = frozenset({SHOW, ERASE})

    def __init__(self, words: Words, public_url: str) -> None:
        self._words = words
        self._page = f"{public_url.rstrip('/')}/rieng-tu"

    def open(self, turn: Turn, topic: str) -> Said:
        """Show what is kept, or ask whether erasing is meant."""
        if topic == SHOW:
            shown = Reply(self._shown(turn.known.kept))
            return Said(Outcome.CHAT, shown, "hỏi bot giữ gì về mình", deeds=(Show(),))
        choices = (self._words["xoa_dong_y"], self._words["xoa_khong"])
        reply = Reply(self._words["xoa_hoi"], tuple(Button(choice, choice) for choice in choices))
        dialogue = Dialogue(self.name, "dong_y")
        return Said(Outcome.CHAT, reply, "xin xóa dữ liệu, hỏi lại một lần", offered=choices, dialogue=dialogue)

    def go_on(self, turn: Turn, _dialogue: Dialogue) -> Said | None:
        """Erase on a clear yes alone; a no is confirmed; anything else is no answer and erases nothing."""
        answer = fold(turn.text)
        if answer == fold(self._words["xoa_dong_y"]) or answer in AGREED:
            return Said(Outcome.CHAT, Reply(self._words["xoa_xong"]), "đồng ý xóa dữ liệu", deeds=(Erase(),))
        if answer in (fold(self._words["xoa_khong"]), "khong", "thoi", "huy"):
            return Said(Outcome.CHAT, Reply(self._words["xoa_thoi"]), "thôi, không xóa dữ liệu")
        return None

    def _shown(self, kept: Kept | None) -> str:
        """Tell what is kept; where nobody looked, what is kept of anybody."""
        if kept is None:
            return self._words["du_lieu_rieng"]
        return self._words.fill(
            "giu_gi",
            phut=str(MEMORY_SECONDS // 60),
            ngay_nho=str(kept.talk_days),
            cac_tin="\n".join(self._lines(kept)),
            lien_ket=self._page,
        )

    def _lines(self, kept: Kept) -> list[str]:
        """Give a line for each kind of thing that is kept."""
        fill, days = self._words.fill, str(kept.reply_days)
        lines = [self._words["giu_viet_do"]] if kept.draft else []
        if kept.since:
            lines.append(fill("giu_tin", so=str(kept.sent), tu_ngay=f"{kept.since:%d/%m/%Y}", ngay_giu=days))
        if kept.waiting:
            lines.append(fill("giu_chua_gui", so=str(kept.waiting), ngay_giu=days))
        if not kept.since and not kept.waiting:
            lines.append(self._words["giu_khong_noi"])
        for key, count in (("giu_phan_anh", kept.complaints), ("giu_ma_zalo", kept.reachable)):
            lines += [fill(key, so=str(count))] if count else []
        if kept.phones:
            lines.append(fill("giu_dien_thoai", so=str(kept.phones), ngay_so_dien_thoai=str(kept.phone_days)))
        return lines
