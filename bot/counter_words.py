"""What the bot says about the counters themselves: today, hours, addresses, phones, days off (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from bot.book import Book
from bot.calendar import SATURDAY, Undecided, YearState
from bot.facts import Confidence, Fact
from bot.offices import CounterEdition
from bot.sections import UNCHECKED, Words

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

KEYS: Mapping[str, frozenset[str]] = {
    "chua_co": frozenset({"gi", "quay"}),
    "hom_nay_lam": frozenset({"ngay"}),
    "hom_nay_nghi": frozenset({"ngay", "ly_do"}),
    "hom_nay_chua_ro": frozenset({"ngay"}),
    "hom_nay_chua_dinh": frozenset({"ngay", "ten"}),
    "hom_do_lam": frozenset({"ngay"}),
    "hom_do_lam_bu": frozenset({"ngay", "nghi"}),
    "hom_do_nghi": frozenset({"ngay", "ly_do"}),
    "hom_do_chua_ro": frozenset({"ngay"}),
    "hom_do_chua_dinh": frozenset({"ngay", "ten"}),
    "ngay_tet": frozenset({"ten", "danh_sach"}),
    "ngay_tet_chua_biet": frozenset({"ten"}),
    "ngay_nghi_chua_dinh": frozenset({"ten", "tu", "den"}),
    "ngay_nghi_toi": frozenset({"danh_sach"}),
    "khong_co_ngay_nghi": frozenset(),
    "lich_tam_tinh": frozenset({"nam"}),
    "gio_lam_viec": frozenset({"hom_nay", "gio_lam_viec"}),
    "dia_chi": frozenset({"don_vi", "dia_chi"}),
    "dien_thoai": frozenset({"dien_thoai"}),
    "ngay_nghi": frozenset({"hom_nay", "danh_sach"}),
    "dia_ban": frozenset({"dia_ban", "don_vi", "noi_nop", "dia_chi"}),
}
"""Templates about the counters and the placeholders each may hold."""


class CounterWords:
    """Renders the counters of a book as of a day."""

    def __init__(self, book: Book, words: Words) -> None:
        self._book = book
        self._words = words

    def values(self, key: str, day: date) -> dict[str, str]:
        """Give every placeholder that the template of this key may hold."""
        makers: dict[str, Callable[[date], str]] = {
            "hom_nay": self.today,
            "gio_lam_viec": lambda on: self._listed(on, "giờ làm việc", lambda counter: counter.hours),
            "dia_chi": lambda on: self._listed(on, "địa chỉ", lambda counter: counter.address),
            "dien_thoai": lambda on: self._listed(on, "số điện thoại", lambda counter: counter.phone),
            "don_vi": self._names,
            "danh_sach": self._days_off,
        }
        return {name: makers[name](day) for name in KEYS[key]}

    def today(self, day: date) -> str:
        """Say whether offices work on that day, and why not."""
        return self._works(day, "hom_nay", _shown_day(day))

    def hours(self, day: date, today: date) -> str:
        """Say whether offices work on a day, and the hours of the counters as they are then."""
        shown = _shown_day(day)
        works = self.today(day) if day == today else self._works(day, "hom_do", shown[0].upper() + shown[1:])
        return self._words.fill("gio_lam_viec", **{**self.values("gio_lam_viec", day), "hom_nay": works})

    def feast(self, name: str, today: date) -> str:
        """List the coming days off whose names begin so, of the first year that has any or leaves them open."""
        for year in sorted(self._book.calendar.years, key=lambda one: one.year):
            days = [one for one in year.holidays if one.name.startswith(name) and one.day >= today]
            spans = [one for one in year.undecided if one.name.startswith(name) and one.ends >= today]
            if days or spans:
                listed = _off((one.day, one.name) for one in days) + self._open(spans)
                return self._words.fill("ngay_tet", ten=name, danh_sach=listed)
        return self._words.fill("ngay_tet_chua_biet", ten=name)

    def _works(self, day: date, key: str, shown: str) -> str:
        calendar = self._book.calendar
        if calendar.year(day.year) is None:
            return self._words.fill(f"{key}_chua_ro", ngay=shown)
        if span := calendar.undecided(day):
            return self._words.fill(f"{key}_chua_dinh", ngay=shown, ten=span.name)
        off = calendar.exchanged_for(day)
        if off and key == "hom_do":
            return self._words.fill("hom_do_lam_bu", ngay=shown, nghi=f"{off:%d/%m/%Y}")
        if calendar.is_working_day(day):
            return self._words.fill(f"{key}_lam", ngay=shown)
        weekend = "cuối tuần" if day.weekday() >= SATURDAY else "ngày nghỉ"
        return self._words.fill(f"{key}_nghi", ngay=shown, ly_do=calendar.holiday(day) or weekend)

    def _open(self, spans: Iterable[Undecided]) -> str:
        """One line for each span in which days off are not decided."""
        return "".join(
            "\n"
            + self._words.fill(
                "ngay_nghi_chua_dinh", ten=one.name, tu=f"{one.starts:%d/%m}", den=f"{one.ends:%d/%m/%Y}"
            )
            for one in spans
        )

    def area(self, area: str, counter: CounterEdition) -> str:
        """Say which unit a former ward or commune belongs to and where its people file."""
        known = counter.address.confidence is not Confidence.UNKNOWN and counter.address.text
        missing = self._words.fill("chua_co", gi="địa chỉ", quay=counter.name)
        address = _shown(counter.address) if known else missing
        name = area[0].upper() + area[1:]
        return self._words.fill(
            "dia_ban", dia_ban=name, don_vi=counter.unit_name, noi_nop=counter.name, dia_chi=address
        )

    def _listed(self, day: date, what: str, fact: Callable[[CounterEdition], Fact]) -> str:
        """List a fact of every counter; those where it is unknown are named in one sentence."""
        known, missing = [], []
        for _, counter in self._book.offices.in_force(day):
            one = fact(counter)
            if one.confidence is Confidence.UNKNOWN or not one.text:
                missing.append(counter.name)
            else:
                known.append(f"• {counter.name}: {_shown(one)}")
        if missing:
            known.append(self._words.fill("chua_co", gi=what, quay="; ".join(missing)))
        return "\n".join(known)

    def _names(self, day: date) -> str:
        return "\n".join(f"• {counter.unit_name}: {counter.name}" for _, counter in self._book.offices.in_force(day))

    def _days_off(self, day: date) -> str:
        coming = self._book.calendar.coming_days_off(day)
        spans = self._book.calendar.coming_undecided(day)
        listed = _off(coming) + self._open(spans)
        lines = [self._words.fill("ngay_nghi_toi", danh_sach=listed) if listed else self._words["khong_co_ngay_nghi"]]
        for number in sorted({day.year, *(one.year for one, _ in coming), *(one.starts.year for one in spans)}):
            year = self._book.calendar.year(number)
            if year is not None and year.state is YearState.PROVISIONAL:
                lines.append(self._words.fill("lich_tam_tinh", nam=str(number)))
        return "\n".join(lines)


def _shown_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _off(days: Iterable[tuple[date, str]]) -> str:
    """One line for each day off."""
    return "".join(f"\n• {_shown_day(day)}: {name}" for day, name in days)


def _shown(fact: Fact) -> str:
    text = " ".join(fact.text)
    return f"{text} {UNCHECKED}" if fact.confidence is Confidence.INFERRED else text
