"""The return date and the last day to file in words: what, how it was counted, what may still change (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from bot.asked_days import Asked, AskedDay
from bot.book import Book
from bot.counter_words import WEEKDAYS
from bot.due import Count, Moved, Refusal, ReturnDate, after_three
from bot.facts import Confidence, DayUnit
from bot.offices import CounterEdition
from bot.plans import Before, Change, Plan, changes
from bot.procedures import Field, Procedure
from bot.sections import UNCHECKED, UNITS, Words

KEYS: Mapping[str, frozenset[str]] = {
    "han_nop": frozenset({"ngay", "han"}),
    "han_trong_ngay": frozenset({"ngay", "han"}),
    "han_sau_ba_gio": frozenset({"han"}),
    "han_con_mo": frozenset({"ngay", "han"}),
    "han_da_dong": frozenset({"quay", "han"}),
    "han_nhu_da_dong": frozenset({"quay", "ngay", "nhan"}),
    "han_nghi": frozenset({"ngay", "nhan"}),
    "han_chua_ro_nghi": frozenset({"ngay", "nhan"}),
    "han_sau_gio": frozenset({"nhan"}),
    "han_tuy": frozenset({"ngay"}),
    "han_neu": frozenset({"khi", "han", "so_ngay"}),
    "han_neu_khac": frozenset({"khi", "noi_dung"}),
    "han_cam_ket": frozenset({"han", "so_ngay", "quyet_dinh"}),
    "han_dem": frozenset({"so_ngay", "cac_ngay"}),
    "han_dem_lich": frozenset(),
    "han_bo": frozenset({"danh_sach"}),
    "han_lam_bu": frozenset({"danh_sach"}),
    "han_chua_dinh": frozenset({"ten", "tu", "den"}),
    "han_tam_tinh": frozenset({"nam"}),
    "han_dat_dai": frozenset(),
    "han_giay_hen": frozenset(),
    "han_khong_co_so": frozenset({"ngay", "thoi_han"}),
    "han_theo_buoc": frozenset({"thoi_han"}),
    "han_khong_co_lich": frozenset({"nam"}),
    "han_khong_hieu_luc": frozenset({"ngay"}),
    "han_ngung": frozenset({"ngay", "ly_do"}),
    "han_het_hieu_luc": frozenset({"ngay"}),
    "han_con_ngung": frozenset({"ngay"}),
    "han_doi_quy_dinh": frozenset({"ngay", "can_cu"}),
    "han_sap_ngung": frozenset({"ngay"}),
    "han_khung": frozenset({"ten", "noi_dung", "lien_ket"}),
    "ngay_sai": frozenset({"ngay"}),
    "ngay_chua_ro": frozenset({"ngay"}),
    "viec_nao_ngay": frozenset(),
    "hoi_nop_nay": frozenset(),
    "hoi_nop": frozenset({"ngay"}),
    "hoi_nop_luc": frozenset({"ngay", "gio"}),
    "hoi_can": frozenset({"ngay"}),
    "nop_cham_nhat": frozenset({"can", "ngay"}),
    "nop_cham_nhat_tuy": frozenset({"can"}),
    "nop_da_tre": frozenset({"can", "ngay"}),
    "nop_hom_nay_thi": frozenset({"han"}),
    "nop_ngay_da_qua": frozenset({"can"}),
    "nop_khong_tinh_duoc": frozenset({"can"}),
    "nop_thieu_lich": frozenset({"nam"}),
    "lam_truoc": frozenset({"danh_sach"}),
    "lam_truoc_dong": frozenset({"ten", "ngay", "vi_sao"}),
    "lam_truoc_tre": frozenset({"ten", "ngay", "vi_sao"}),
    "lam_truoc_chua_ro": frozenset({"ten", "vi_sao"}),
    "lam_truoc_doi": frozenset({"ngay"}),
}
"""Templates about days due and the placeholders each may hold."""
LISTED_DAYS = 6
"""Counted days that are all named; of more only the first two and the last."""


class DueWords:
    """Says answers and plans in the approved words of a book."""

    def __init__(self, book: Book, words: Words) -> None:
        self._book = book
        self._words = words

    def forward(self, answer: ReturnDate, counter: CounterEdition | None = None) -> str:
        """Say when the result is due and how that was counted, or plainly why it cannot be told."""
        if answer.refusal:
            return "\n".join([*self._moved(answer), self._refused(answer)])
        lines = [*self._results(answer, counter), "", *self._counting(answer.counts), *self._uncounted(answer)]
        return "\n".join([*lines, *self._warnings(answer)])

    def backward(self, plan: Plan) -> str:
        """Say the last day to file for the wanted day, what must come before, and what changes while one waits."""
        fill, wanted = self._words.fill, shown(plan.wanted)
        if plan.wanted < plan.today:
            return fill("nop_ngay_da_qua", can=wanted)
        if not plan.lasts:
            return "\n".join(
                [fill("nop_khong_tinh_duoc", can=wanted), self._refused(_refusal(plan)), *self._later(plan)]
            )
        lines = [*self._last_days(plan), *self._too_late(plan)]
        if self._book.calendar.year(plan.wanted.year) is None:
            lines.append(fill("nop_thieu_lich", nam=str(plan.wanted.year)))
        counted = tuple(one.counted for one in plan.lasts)
        notes = [*self._counting(counted), *self._later(plan), *self._land(plan.procedure)]
        return "\n".join([*lines, "", *notes, self._words["han_giay_hen"], *self._first(plan.before)])

    def question(self, asked: AskedDay) -> str:
        """The question about a day in short words that are read as the same question."""
        if isinstance(asked.day, datetime):
            return self._words["hoi_nop_nay"]
        if asked.asked is Asked.FILED and asked.hour:
            return self._words.fill("hoi_nop_luc", ngay=f"{asked.day:%d/%m/%Y}", gio=f"{asked.hour:%H:%M}")
        if asked.asked is Asked.FILED:
            return self._words.fill("hoi_nop", ngay=f"{asked.day:%d/%m/%Y}")
        return self._words.fill("hoi_can", ngay=f"{asked.day + timedelta(days=1):%d/%m/%Y}")

    def _results(self, answer: ReturnDate, counter: CounterEdition | None) -> Iterator[str]:
        """The day itself: one, or one per case."""
        fill, mark, filed = self._words.fill, _mark(answer), shown(answer.filed)
        if answer.if_open and answer.if_open.due and answer.due and answer.if_open.due != answer.due:
            yield fill("han_con_mo", ngay=filed, han=shown(answer.if_open.due) + mark)
            yield fill("han_da_dong", quay=counter.name if counter else "quầy", han=shown(answer.due) + mark)
        elif answer.main:
            same = answer.main.term.unit is DayUnit.SAME_DAY and answer.main.due == answer.filed
            key = "han_trong_ngay" if same else "han_nop"
            yield fill(key, ngay=filed, han=shown(answer.main.due) + mark)
            later = after_three(answer, self._book.calendar)
            if later:
                yield fill("han_sau_ba_gio", han=shown(later) + mark)
        yield from self._moved(answer)
        if not answer.main:
            if answer.if_open and answer.receipt and answer.if_open.cases != answer.cases:
                name, received = counter.name if counter else "quầy", shown(answer.receipt.day)
                yield fill("han_nhu_da_dong", quay=name, ngay=filed, nhan=received)
            yield fill("han_tuy", ngay=filed)
        if answer.committed:
            one = answer.committed
            decided = one.term.decided_by
            yield fill("han_cam_ket", han=shown(one.due), so_ngay=_amount(one), quyet_dinh=decided)
        for one in answer.cases:
            yield fill("han_neu", khi=one.term.when, han=shown(one.due) + mark, so_ngay=_amount(one))

    def _moved(self, answer: ReturnDate) -> Iterator[str]:
        """Why the dossier counts as received on a later day."""
        receipt = answer.receipt
        if receipt is None or receipt.moved is None or answer.if_open:
            return
        received = shown(receipt.day)
        match receipt.moved:
            case Moved.AFTER_CLOSING:
                yield self._words.fill("han_sau_gio", nhan=received)
            case Moved.UNDECIDED_DAY:
                yield self._words.fill("han_chua_ro_nghi", ngay=shown(answer.filed), nhan=received)
            case Moved.CLOSED_DAY:
                yield self._words.fill("han_nghi", ngay=shown(answer.filed), nhan=received)

    def _counting(self, counts: tuple[Count, ...]) -> Iterator[str]:
        """How the days were counted, each kind of remark once."""
        fill = self._words.fill
        for one in counts[:1] if len(counts) > 1 and not counts[0].term.when else counts:
            if one.days:
                yield fill("han_dem", so_ngay=_amount(one), cac_ngay=_numbered(one.days))
        if any(one.term.unit is DayUnit.CALENDAR for one in counts):
            yield self._words["han_dem_lich"]
        off = dict.fromkeys(day for one in counts for day in one.days_off)
        if off:
            yield fill("han_bo", danh_sach=_named_days(off))
        worked = sorted({day for one in counts for day in one.worked})
        if worked:
            yield fill("han_lam_bu", danh_sach="; ".join(shown(day) for day in worked))
        for name, starts, ends in dict.fromkeys(span for one in counts for span in one.undecided):
            yield fill("han_chua_dinh", ten=name, tu=f"{starts:%d/%m}", den=f"{ends:%d/%m/%Y}")
        for year in sorted({year for one in counts for year in one.provisional}):
            yield fill("han_tam_tinh", nam=str(year))

    def _uncounted(self, answer: ReturnDate) -> Iterator[str]:
        """Cases without a number of days, in the words of the file."""
        deadline = answer.edition.deadline if answer.edition else None
        for case in deadline.cases if deadline else ():
            if case.days is None:
                yield self._words.fill("han_neu_khac", khi=case.when, noi_dung=case.text)

    def _warnings(self, answer: ReturnDate) -> Iterator[str]:
        due = max(one.due for one in answer.counts)
        received = answer.receipt.day if answer.receipt else answer.filed
        yield from self._land(answer.procedure)
        yield from self._changed(changes(answer.procedure, received, due))
        yield self._words["han_giay_hen"]

    def _land(self, procedure: Procedure) -> Iterator[str]:
        if procedure.field is Field.LAND:
            yield self._words["han_dat_dai"]

    def _later(self, plan: Plan) -> Iterator[str]:
        return self._changed(plan.changes)

    def _changed(self, found: Iterable[Change]) -> Iterator[str]:
        """The law changes on the way: what is known of the rules after it."""
        for one in found:
            day = f"{one.last:%d/%m/%Y}"
            if one.resumes:
                yield self._words.fill("han_con_ngung", ngay=day)
            elif one.following is None:
                yield self._words.fill("han_het_hieu_luc", ngay=day)
            elif one.following.suspended:
                yield self._words.fill("han_sap_ngung", ngay=day)
            else:
                yield self._words.fill("han_doi_quy_dinh", ngay=day, can_cu=one.following.legal_short)

    def _refused(self, answer: ReturnDate) -> str:
        """Why no day can be told, in plain words."""
        fill, edition = self._words.fill, answer.edition
        day = shown(answer.receipt.day if answer.receipt else answer.filed)
        told = _sentence(edition.deadline.text[0]) if edition and edition.deadline and edition.deadline.text else ""
        match answer.refusal:
            case Refusal.UNKNOWN_YEAR:
                return fill("han_khong_co_lich", nam=str(answer.unknown_year))
            case Refusal.SUSPENDED if edition and edition.suspended:
                return fill("han_ngung", ngay=day, ly_do=_sentence(edition.suspended.reason[0]))
            case Refusal.UNKNOWN_TIME:
                return fill("han_khong_co_so", ngay=day, thoi_han=told)
            case Refusal.BY_STEP:
                return fill("han_theo_buoc", thoi_han=told)
        return fill("han_khong_hieu_luc", ngay=day)

    def _last_days(self, plan: Plan) -> Iterator[str]:
        fill, wanted, mark = self._words.fill, shown(plan.wanted), _mark(plan.now)
        key = "nop_da_tre" if plan.too_late else "nop_cham_nhat"
        if len(plan.lasts) == 1 and not plan.lasts[0].when:
            yield fill(key, can=wanted, ngay=shown(plan.lasts[0].day) + mark)
            return
        main = [one for one in plan.lasts if not one.when]
        yield fill(key, can=wanted, ngay=shown(main[0].day)) if main else fill("nop_cham_nhat_tuy", can=wanted)
        for one in plan.lasts:
            if one.when:
                counted = _amount(one.counted)
                yield fill("han_neu", khi=one.when, han=shown(one.day) + mark, so_ngay=counted)

    def _too_late(self, plan: Plan) -> Iterator[str]:
        if plan.too_late and plan.now.counts:
            yield self._words.fill("nop_hom_nay_thi", han=shown(max(one.due for one in plan.now.counts)))

    def _first(self, before: tuple[Before, ...]) -> Iterator[str]:
        """What must be finished first, in the order in which it is to be filed."""
        lines = []
        for number, one in enumerate(before, 1):
            last, name = one.plan.last, one.plan.procedure.short_name
            key = "lam_truoc_tre" if one.plan.too_late else "lam_truoc_dong" if last else "lam_truoc_chua_ro"
            values = {"ten": name, "vi_sao": one.why} | ({"ngay": shown(last)} if last else {})
            crossed = [self._words.fill("lam_truoc_doi", ngay=f"{each.last:%d/%m/%Y}") for each in one.plan.changes]
            lines.append(" ".join([f"{number}. {self._words.fill(key, **values)}", *crossed]))
        if lines:
            yield "\n" + self._words.fill("lam_truoc", danh_sach="\n".join(lines))


def shown(day: date) -> str:
    """A day with its weekday: thứ Ba 28/04/2026."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _refusal(plan: Plan) -> ReturnDate:
    return plan.then if plan.then.refusal else plan.now


def _mark(answer: ReturnDate) -> str:
    deadline = answer.edition.deadline if answer.edition else None
    return f" {UNCHECKED}" if deadline and deadline.confidence is Confidence.INFERRED else ""


def _amount(counted: Count) -> str:
    """03 ngày làm việc; trong ngày."""
    term = counted.term
    if term.unit is DayUnit.SAME_DAY:
        return UNITS[term.unit]
    return f"{'thêm ' if term.extends else ''}{term.days:02d} {UNITS[term.unit]}"


def _named_days(off: Iterable[tuple[date, str]]) -> str:
    """16/02, 17/02 (Tết Nguyên đán); 30/04 (...): days of one name together."""
    named: dict[str, list[str]] = {}
    for day, name in sorted(off):
        named.setdefault(name.split(" (")[0], []).append(f"{day:%d/%m}")
    return "; ".join(f"{', '.join(days)} ({name})" for name, days in named.items())


def _numbered(days: tuple[date, ...]) -> str:
    named = [f"ngày {number} là {day:%d/%m}" for number, day in enumerate(days, 1)]
    return ", ".join(named if len(named) <= LISTED_DAYS else [*named[:2], "…", named[-1]])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
