"""A complaint in words: the questions, the summary, the number with its days, how it stands (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.book import Book
from bot.complaint_rules import ComplaintRules, deadlines
from bot.complaints import Asked, File, Kind, Progress, State, shown
from bot.dossiers import Answer
from bot.facts import Confidence, DayUnit, Fact
from bot.messages import Button, Reply
from bot.replies import TEXT_LIMIT
from bot.sections import UNITS, Words

KINDS = {Kind.HANDLING: "phan_anh_giai_quyet", Kind.RULES: "phan_anh_quy_dinh", Kind.CONDUCT: "phan_anh_can_bo"}
FORMAL, DENUNCIATION = "phan_anh_khieu_nai", "phan_anh_to_cao"
KIND_CHOICES = (*KINDS.values(), FORMAL, DENUNCIATION)
CONFIRMATIONS = ("phan_anh_gui", "phan_anh_sua", "phan_anh_bo")
EDITS = ("phan_anh_viet_lai", "phan_anh_viet_them", "phan_anh_sua_noi", "phan_anh_sua_luc", "phan_anh_sua_so")
STATES = {one: f"phan_anh_{one.value}" for one in State}
SHOWN = 700
"""Characters of the story that the summary repeats; the rest is kept and said to be."""
PLAIN = (
    *("phan_anh_hoi", "phan_anh_hoi_lai", "phan_anh_viec", "phan_anh_viec_can_bo", "phan_anh_ngan", "phan_anh_noi"),
    *("phan_anh_luc", "phan_anh_lien_he", "phan_anh_so_sai", "phan_anh_dong_dai", "phan_anh_bo_qua", "phan_anh_thoi"),
    "phan_anh_het",
    "phan_anh_ve_no",
    *("phan_anh_chua_gui", "phan_anh_cho", "phan_anh_khong_hinh", "phan_anh_khong_tieng", "phan_anh_khong_ghi"),
    *("phan_anh_so", "phan_anh_so_go_sai", "phan_anh_so_khong_thay", "phan_anh_so_qua_nhieu", "phan_anh_so_o_zalo"),
    *("phan_anh_khong_thay_don", "phan_anh_tam_tinh", "phan_anh_khong_biet_han", "phan_anh_sua_gi", "phan_anh_da_ghi"),
    *(
        "phan_anh_de_trong",
        "phan_anh_rieng",
        "phan_anh_nguon_cu",
        "phan_anh_to_cao_bo",
        "phan_anh_them",
        "phan_anh_nhan_khieu_nai",
    ),
)
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset() for key in (*PLAIN, *KIND_CHOICES, *CONFIRMATIONS, *EDITS)},
    **{key: frozenset({"ngay"}) for key in STATES.values()},
    STATES[State.PASSED]: frozenset({"ngay", "noi"}),
    "phan_anh_cat": frozenset({"so", "cuoi"}),
    "phan_anh_con_nua": frozenset({"so"}),
    "phan_anh_tom_tat": frozenset({"loai", "viec", "noi", "luc", "lien_he", "luu_y"}),
    "phan_anh_xong": frozenset({"so", "han"}),
    "phan_anh_han_chuyen": frozenset({"so_ngay", "ngay"}),
    "phan_anh_han_chuyen_ngay": frozenset({"so_ngay"}),
    "phan_anh_han_tra_loi": frozenset({"so_ngay", "ngay", "ai"}),
    "phan_anh_tinh_trang": frozenset({"so", "ngay", "tinh_trang"}),
    "phan_anh_tra_loi": frozenset({"so", "tra_loi"}),
    "phan_anh_noi_dung_tra_loi": frozenset({"tra_loi"}),
    "phan_anh_han_con": frozenset({"ngay"}),
}
"""Templates about complaints and the placeholders each may hold."""


class ComplaintWords:
    """Words of complaints from a book."""

    def __init__(self, book: Book, rules: ComplaintRules, words: Words) -> None:
        self._calendar, self._rules, self._words = book.calendar, rules, words
        self._sources = book.sources

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def list(self, lead: str, keys: tuple[str, ...]) -> tuple[Reply, tuple[str, ...]]:
        """A question with numbered choices, and what the numbers stand for."""
        titles = tuple(self._words[key] for key in keys)
        listed = "\n".join(f"{number} {title}" for number, title in enumerate(titles, 1))
        return Reply(f"{lead}\n{listed}", tuple(Button(title, title) for title in titles)), titles

    def cut(self, said: str) -> str:
        """Say how much of a too long story was taken, and where it ends."""
        return self._words.fill("phan_anh_cat", so=_thousands(len(said)), cuoi=said[-40:].strip())

    def summary(self, draft: Mapping[str, str], *, formal: bool) -> str:
        """Everything as it would be filed, with what the citizen should know before sending."""
        story, notes = draft["viec"], []
        if len(story) > SHOWN:
            story = f"{story[:SHOWN]}… {self._words.fill('phan_anh_con_nua', so=_thousands(len(story) - SHOWN))}"
        if draft["loai"] == Kind.CONDUCT:
            notes.append(self._words["phan_anh_rieng"])
        if formal:
            notes.append(self._words["phan_anh_khong_thay_don"])
        empty = self._words["phan_anh_de_trong"]
        return self._words.fill(
            "phan_anh_tom_tat",
            loai=self._words[KINDS[Kind(draft["loai"])]],
            viec=story,
            noi=draft["o_dau"] or empty,
            luc=draft["khi_nao"] or empty,
            lien_he=draft["lien_he"] or empty,
            luu_y="".join(f"\n{note}" for note in notes),
        )

    def filed(self, filed: File, received: date) -> str:
        """The number, and the days that are known; where none is known, that."""
        return self._words.fill("phan_anh_xong", so=shown(filed.number), han=self._days(filed, received))

    def _days(self, filed: File, received: date) -> str:
        rules, lines = self._rules, []
        time = _time(rules.forwarding.days, rules.forwarding.unit)
        if filed.pass_by:
            lines.append(self._words.fill("phan_anh_han_chuyen", so_ngay=time, ngay=_day(filed.pass_by)))
        else:
            lines.append(self._words.fill("phan_anh_han_chuyen_ngay", so_ngay=time))
        promise = rules.committed
        if filed.answer_by and promise:
            time = _time(promise.days, promise.unit)
            lines.append(
                self._words.fill("phan_anh_han_tra_loi", so_ngay=time, ngay=_day(filed.answer_by), ai=promise.by)
            )
        else:
            lines.append(self._words["phan_anh_khong_biet_han"])
        if deadlines(rules, received, self._calendar).provisional:
            lines.append(self._words["phan_anh_tam_tinh"])
        return "\n".join(lines)

    def progress(self, number: str, asked: Asked) -> str:
        """How a complaint stands, for whoever holds its number."""
        if asked.answer is Answer.TOO_MANY:
            return self._words["phan_anh_so_qua_nhieu"]
        if asked.progress is None:
            return self._words["phan_anh_so_khong_thay"]
        found = asked.progress
        return self._words.fill(
            "phan_anh_tinh_trang", so=shown(number), ngay=_day(found.received), tinh_trang=self._state(found)
        )

    def _state(self, found: Progress) -> str:
        values = {"ngay": _day(found.changed or found.received), "noi": found.passed_to}
        key = STATES[found.state]
        lines = [self._words.fill(key, **{name: values[name] for name in KEYS[key]})]
        until = found.answer_by or (found.pass_by if found.state is State.NEW else None)
        if found.state in (State.NEW, State.REOPENED) and until:
            lines.append(self._words.fill("phan_anh_han_con", ngay=_day(until)))
        if found.answer:
            lines.append(self._words.fill("phan_anh_noi_dung_tra_loi", tra_loi=found.answer))
        return "\n".join(lines)

    def way(self, fact: Fact) -> str:
        """Where a khiếu nại or a tố cáo goes, with what it rests on."""
        sources = ", ".join(self._sources[label].name for label in fact.sources)
        lines = [f"• {line}" for line in fact.text]
        lines.append(self._words.fill("theo_nguon", nguon=sources) if sources else self._words["nguon_chua_kiem"])
        if fact.confidence is not Confidence.VERIFIED:
            lines.append(self._words["phan_anh_nguon_cu"])
        return "\n".join(lines)


def answered(words: Words, number: str, text: str) -> Reply:
    """The message that brings an answer."""
    return Reply(words.fill("phan_anh_tra_loi", so=shown(number), tra_loi=text))


def fits(text: str) -> bool:
    """Say whether there is room for a text in one message."""
    return len(text) <= TEXT_LIMIT


def _time(days: int, unit: DayUnit) -> str:
    return f"{days:02} {UNITS[unit]}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
