"""A look-up by code in words: how the dossier stands, its days, why it is late, where to fetch (pure).

Neither a name nor the matter is told: a code alone gives its status, to whoever holds the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.book import Book
from bot.dossiers import Answer, Dossier, Looked, Reason, Status
from bot.sections import Words

STATUS = {one: f"ho_so_{one.value}" for one in Status}
REASON = {one: f"tre_{one.value}" for one in Reason}
ANSWERS = {
    Answer.UNKNOWN: "ho_so_khong_thay",
    Answer.TOO_MANY: "ho_so_qua_nhieu",
    Answer.NOTHING: "tra_cuu_ho_so",
}
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset() for key in (*STATUS.values(), *REASON.values())},
    "ho_so_thay": frozenset({"ma", "cac_dong", "cap_nhat"}),
    "ho_so_dong": frozenset({"nhan", "noi_dung"}),
    "ho_so_qua_hen": frozenset({"ly_do"}),
    "ho_so_xong_tre": frozenset({"ly_do"}),
    "ho_so_ly_do": frozenset({"ly_do"}),
    "ho_so_khong_ly_do": frozenset(),
    "ho_so_noi_nhan": frozenset({"quay", "dia_chi"}),
    "ho_so_quay_cu": frozenset(),
    "ho_so_khong_thay": frozenset({"ma", "cap_nhat"}),
    "ho_so_qua_nhieu": frozenset({"lien_he"}),
    "ho_so_tra_o": frozenset({"lien_ket"}),
    "tra_cuu_o": frozenset({"lien_ket"}),
    "tra_cuu_co_ma": frozenset({"lien_ket", "cap_nhat"}),
}
"""Templates about dossiers and the placeholders each may hold."""


class DossierWords:
    """Tells look-ups in the words of a book."""

    def __init__(self, book: Book, words: Words) -> None:
        self._book, self._words = book, words

    def answer(self, code: str, looked: Looked, day: date, contact: str) -> str:
        """Tell a look-up as one message, as of a day; `contact` says where to ask."""
        as_of = f"{looked.as_of:%H:%M %d/%m/%Y}" if looked.as_of else ""
        if looked.dossier is None:
            key = ANSWERS[looked.answer]
            values = {"ma": code, "cap_nhat": as_of, "lien_he": contact}
            return self._words.fill(key, **{name: values[name] for name in KEYS.get(key, ())})
        facts = self.facts(looked.dossier, day)
        lines = "\n".join(self._words.fill("ho_so_dong", nhan=label, noi_dung=text) for label, text in facts)
        return self._words.fill("ho_so_thay", ma=code, cac_dong=lines, cap_nhat=as_of)

    def facts(self, dossier: Dossier, day: date) -> tuple[tuple[str, str], ...]:
        """Give what may be told of a dossier as of a day: label and text, in the order in which it is asked."""
        facts = [
            ("Tình trạng", self._words[STATUS[dossier.status]]),
            ("Ngày nhận", _shown(dossier.received)),
            ("Ngày hẹn trả", _shown(dossier.due)),
        ]
        if dossier.done:
            facts.append(("Ngày có kết quả", _shown(dossier.done)))
        if dossier.late(day):
            facts.append(("Trễ hẹn", self._late(dossier)))
        if dossier.status is Status.READY or dossier.open:
            facts.append(("Nơi nhận kết quả", self._where(dossier, day)))
        return tuple(facts)

    def _late(self, dossier: Dossier) -> str:
        reason = self._words["ho_so_khong_ly_do"]
        if dossier.reason:
            reason = self._words.fill("ho_so_ly_do", ly_do=self._words[REASON[dossier.reason]])
        return self._words.fill("ho_so_xong_tre" if dossier.done else "ho_so_qua_hen", ly_do=reason)

    def _where(self, dossier: Dossier, day: date) -> str:
        """Name the counter where it was filed, as it stands on that day; a counter that is gone is said to be."""
        counter = next(one for one in self._book.offices.counters if one.id == dossier.counter).in_force(day)
        if counter is None:
            return self._words["ho_so_quay_cu"]
        address = " ".join(counter.address.text)
        return self._words.fill("ho_so_noi_nhan", quay=counter.name, dia_chi=f". {address}" if address else "").strip()


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
