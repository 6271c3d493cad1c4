"""Approved words filled with facts: every reply the bot can give (pure).

Templates live in the knowledge; here stands which facts fill them. Every reply about a procedure begins
with its name, carries its legal basis and review date, and fits Zalo's 2,000 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot import case_words, codes, counter_words, dossier_words, due_words, figure_words, sections, sheets, stretches
from bot.asked_days import AskedDay
from bot.book import Book
from bot.buttons import ACTIONS, AND, IN_DETAILS, MORE, ON_CARD
from bot.checklists import questions
from bot.counter_words import CounterWords
from bot.dossier_words import DossierWords
from bot.dossiers import Looked
from bot.due import ReturnDate
from bot.due_words import DueWords
from bot.facts import Confidence
from bot.figures import Figures
from bot.matters import Matter, NationalName, Place, Topic
from bot.messages import Button, Candidate, Facet, Reply
from bot.offices import CounterEdition
from bot.plans import Plan
from bot.procedures import Edition, Procedure
from bot.sections import Words
from bot.stretches import Block

TEXT_LIMIT = 2000
"""Characters of one Zalo text message."""
ID_ROOM = 50
"""Characters left free for the line of an answer's id, which is put in at sending."""
NAME_LIMIT = 160
"""Characters of a name of the national catalogue in a reply."""

PAGE_WORDS = {
    "noi_khac": "trang_noi_khac",
    "khong_biet": "trang_khong_biet",
    "viec_nao": "trang_viec_nao",
    "trong": "trang_tro_chuyen",
}
"""Replies that read differently on a page, where nobody can type an answer, and the key of their other words."""

_PART = frozenset({"ten", "can_cu", "ngay_ra_soat", "lien_ket"})
KEYS: Mapping[str, frozenset[str]] = {
    **{key: frozenset() for key in (*ACTIONS, MORE, *sections.LABELS)},
    **sections.PHRASES,
    **stretches.KEYS,
    **case_words.KEYS,
    **counter_words.KEYS,
    **due_words.KEYS,
    **dossier_words.KEYS,
    **figure_words.KEYS,
    **sheets.KEYS,
    "the": _PART | {"canh_bao", "giay_to", "thoi_han", "le_phi", "noi_nop", "chu_thich", "goi_y"},
    "phan": _PART | {"cac_phan", "chu_thich", "goi_y"},
    "phan_chi_tiet": frozenset({"ten", "truoc", "danh_sach"}),
    "viec_di_cung": frozenset({"ten", "danh_sach"}),
    "ma_qr": _PART,
    "goi_y": frozenset({"danh_sach"}),
    "ngung_thuc_hien": _PART | {"ly_do", "viec_can_lam"},
    "khong_hieu_luc": frozenset({"ten", "ngay"}),
    "tam_dung_thu_tuc": frozenset({"ten", "lien_he"}),
    "tam_dung_bot": frozenset({"lien_he"}),
    "chon": frozenset({"danh_sach"}),
    "chon_viec_khac": frozenset({"ten", "noi_dung"}),
    "khong_phai": frozenset(),
    "noi_khac": frozenset({"ten", "noi_dung", "ma", "nguon"}),
    "ma_viec": frozenset({"ma"}),
    "danh_muc": frozenset({"danh_sach"}),
    "danh_muc_dong": frozenset({"ten", "cap", "co_quan", "ma"}),
    "danh_muc_co_quan": frozenset({"co_quan"}),
    "danh_muc_thoi": frozenset({"danh_muc", "lien_he"}),
    "theo_nguon": frozenset({"nguon"}),
    "nguon_chua_kiem": frozenset(),
    "so_khong_co": frozenset({"so"}),
    "khong_biet": frozenset({"lien_he"}),
    "trang_noi_khac": frozenset({"ten", "noi_dung", "ma", "nguon"}),
    "trang_khong_biet": frozenset({"lien_he"}),
    "trang_viec_nao": frozenset(),
    "trang_tro_chuyen": frozenset(),
    "lien_he_quay": frozenset(),
    "lien_he_dien_thoai": frozenset({"dien_thoai"}),
    "menu": frozenset({"danh_sach"}),
    "giong_noi": frozenset({"lien_he"}),
    "gap_can_bo": frozenset({"lien_he"}),
    **{
        key: frozenset()
        for key in (
            *("anh", "nhan_dan", "vi_tri", "tep", "lien_ket_la"),
            *("thong_tin_rieng", "trong", "nhieu_tin", "chao_moi", "viec_nao", "loi_dau", "het_phan"),
        )
    },
}
"""Templates of replies and of their parts, and the placeholders that each may hold."""


class Replies:
    """Renders replies from a book; links lead to the portal at `public_url`."""

    def __init__(self, book: Book, public_url: str) -> None:
        self._book = book
        self._url = public_url.rstrip("/")
        self._words = Words(book)
        self.counter = CounterWords(book, self._words)
        self._due = DueWords(book, self._words)
        self._dossiers = DossierWords(book, self._words)

    def card(self, procedure: Procedure, edition: Edition) -> Reply:
        """The first answer: what to bring, how long, how much, where; fits one phone screen."""
        facts = sections.card(self._words, edition)
        hint, buttons = self._hint(procedure, ON_CARD)
        note = self._footnote(facts.values())
        text = self._words.fill("the", **facts, **self._basis(procedure, edition), chu_thich=note, goi_y=hint)
        return Reply(_fit(text), buttons)

    def parts(self, procedure: Procedure, edition: Edition, facets: Sequence[Facet], number: int = 1) -> Reply:
        """Only the parts asked for; what is more than a screen in stretches, of which the last stands for any beyond.

        Papers are not parted below Zalo's own limit: a missing one is a wasted trip.
        """
        blocks = [Block(*sections.labelled(self._words, edition, one), one is Facet.PAPERS) for one in facets]
        asked = f"{self._words[MORE]} {number + 1}: {self._named(facets)} #{procedure.number or procedure.id}"
        more = [Button(self._words[MORE], asked)]
        frame = len(self._framed(procedure, edition, sections.UNCHECKED, facets, more).text)
        told = stretches.cut(self._words, blocks, TEXT_LIMIT - ID_ROOM - frame)
        last = number >= len(told)
        return self._framed(procedure, edition, told[-1 if last else number - 1], facets, [] if last else more)

    def due(self, answer: ReturnDate, counter: CounterEdition | None = None) -> Reply:
        """When the result is due for a day of filing, or why that cannot be told."""
        return self._dated(answer.procedure, answer.edition, self._due.forward(answer, counter))

    def planned(self, planned: Plan) -> Reply:
        """When to file at the latest for a wanted day, or why that cannot be told."""
        edition = planned.procedure.in_force(planned.last or planned.today)
        return self._dated(planned.procedure, edition, self._due.backward(planned))

    def wrong_day(self, written: str, *, unclear: bool = False) -> Reply:
        """There is no such day, or it is unclear which one is meant: how to write one."""
        return Reply(_fit(self._words.fill("ngay_chua_ro" if unclear else "ngay_sai", ngay=written)))

    def day_asked(self, asked: AskedDay) -> str:
        """The question about a day in short, to go with a choice of procedures."""
        return self._due.question(asked)

    def _dated(self, procedure: Procedure, edition: Edition | None, body: str) -> Reply:
        if edition is not None:
            return self._framed(procedure, edition, body, (Facet.DEADLINE,))
        frame = {"ten": self.title(procedure), "noi_dung": body, "lien_ket": self.link(procedure)}
        return Reply(_fit(self._words.fill("han_khung", **frame)))

    def _framed(
        self, procedure: Procedure, edition: Edition, body: str, facets: Sequence[Facet], more: Sequence[Button] = ()
    ) -> Reply:
        """Parts in their frame; the buttons of the card that are not told already, `more` before them."""
        own = [case_words.BUTTON] if Facet.PAPERS in facets and questions(edition) else []
        keys = [*own, *(key for key in ON_CARD if ACTIONS[key] not in facets)]
        others = (Button(self._words[key], self.payload(key, procedure)) for key in keys)
        return self.framed(procedure, edition, body, [*more, *others][: len(ON_CARD)])

    def framed(
        self, procedure: Procedure, edition: Edition, body: str, buttons: Sequence[Button], link: str = ""
    ) -> Reply:
        """Whatever is told of an edition between its name and its basis; buttons are named by number as well."""
        hint = self._words.fill("goi_y", danh_sach=", ".join(f"{n} {one.title}" for n, one in enumerate(buttons, 1)))
        frame = {**self._basis(procedure, edition), "goi_y": hint, "chu_thich": self._footnote([body])}
        frame["lien_ket"] = link or frame["lien_ket"]
        text = self._words.fill("phan", cac_phan=body, **frame)
        if len(text) > TEXT_LIMIT:
            rest = self._words["con_nua"]
            room = TEXT_LIMIT - (len(text) - len(body)) - len(rest) - 1
            text = self._words.fill("phan", cac_phan=f"{_cut(body, room)}\n{rest}", **frame)
        return Reply(_fit(text), tuple(buttons))

    def _footnote(self, texts: Iterable[str]) -> str:
        """Explain the mark of what is only inferred, if it stands anywhere in the reply."""
        return self._words["chu_thich"] if any(sections.UNCHECKED in text for text in texts) else ""

    def details(self, procedure: Procedure, *, told: bool = False) -> tuple[Reply, tuple[str, ...]]:
        """The list of parts to choose from by number, and the payload of each; `told`: after the end of one."""
        payloads = tuple(self.payload(key, procedure) for key in IN_DETAILS)
        listed = "\n".join(f"{n}. {self._words[key]}" for n, key in enumerate(IN_DETAILS, 1))
        before = self._words["het_phan"] if told else ""
        text = self._words.fill("phan_chi_tiet", ten=self.title(procedure), truoc=before, danh_sach=listed)
        return Reply(_fit(text)), payloads

    def related(self, procedure: Procedure) -> tuple[Reply, tuple[str, ...]]:
        """What follows from a procedure or goes with it, to choose from by number; a matter is asked by its name."""
        payloads = []
        for one in procedure.related:
            other = self._book.procedures.get(one.id)
            payloads.append(f"#{other.number or other.id}" if other else self._book.matters[one.id].name)
        listed = "\n".join(f"{n}. {one.why}" for n, one in enumerate(procedure.related, 1))
        text = self._words.fill("viec_di_cung", ten=self.title(procedure), danh_sach=listed)
        return Reply(_fit(text)), tuple(payloads)

    def qr(self, procedure: Procedure, edition: Edition) -> Reply:
        """The procedure's QR code as a picture, with the link in the text in case it cannot be shown."""
        text = self._words.fill("ma_qr", **self._basis(procedure, edition))
        return Reply(_fit(text), qr=procedure.number or procedure.id)

    def not_in_force(self, procedure: Procedure, edition: Edition | None, day: date) -> Reply:
        """Ours, but not today: suspended by law, or no edition known for that day."""
        if edition is None or edition.suspended is None:
            text = self._words.fill("khong_hieu_luc", ten=self.title(procedure), ngay=f"{day:%d/%m/%Y}")
            return Reply(_fit(text))
        suspended = edition.suspended
        text = self._words.fill(
            "ngung_thuc_hien",
            ly_do=sections.bullets(suspended.reason),
            viec_can_lam=sections.bullets(suspended.advice),
            **self._basis(procedure, edition),
        )
        return Reply(_fit(text))

    def switched_off(self, procedure: Procedure, day: date) -> Reply:
        """Ours and in force, but staff have switched the guidance off: says so and where to ask."""
        values = {"ten": self.title(procedure), "lien_he": self._contact(day)}
        return Reply(_fit(self._words.fill("tam_dung_thu_tuc", **values)))

    def choose(
        self, candidates: Iterable[Candidate], facets: Sequence[Facet] = (), asked: str = ""
    ) -> tuple[Reply, tuple[str, ...]]:
        """Two to four procedures to choose from, and the payload behind each number, with what was asked of them.

        That is some parts, or else a question in short.
        """
        chosen = [self._book.procedures[candidate.id] for candidate in candidates]
        parts = self._named(facets)
        payloads = tuple(f"{asked or parts} #{procedure.number or procedure.id}".lstrip() for procedure in chosen)
        listed = "\n".join(f"{n}. {procedure.short_name}" for n, procedure in enumerate(chosen, 1))
        buttons = tuple(Button(p.short_name, payload) for p, payload in zip(chosen, payloads, strict=True))
        return Reply(_fit(self._words.fill("chon", danh_sach=listed)), buttons), payloads

    def beside(self, reply: Reply, matter: Matter, place: Place) -> Reply:
        """A reply with one line more: who handles the matter outside the book that may be meant instead."""
        line = self._words.fill("chon_viec_khac", ten=matter.name, noi_dung=place.text[0])
        return replace(reply, text=_fit(f"{reply.text}\n\n{line}"))

    def elsewhere(self, matter: Matter, place: Place, names: Sequence[NationalName] = ()) -> Reply:
        """A matter outside the book: who handles it, with the source or the warning that it is unchecked.

        `names` are the nearest of the national catalogue, told with level, authority and code.
        """
        verified = place.confidence is Confidence.VERIFIED
        sources = ", ".join(self._book.sources[label].name for label in place.sources)
        source = self._words.fill("theo_nguon", nguon=sources) if verified else self._words["nguon_chua_kiem"]
        code = self._words.fill("ma_viec", ma=place.code) if place.code else ""
        code = self._catalogued(names) or code
        heading = matter.name.upper()
        return Reply(
            _fit(self._words.fill("noi_khac", ten=heading, noi_dung=" ".join(place.text), ma=code, nguon=source))
        )

    def catalogued(self, names: Sequence[NationalName], day: date) -> Reply:
        """Nothing of the book fits, but names of the national catalogue do: level, authority, code."""
        contact = self._contact(day)
        return Reply(_fit(self._words.fill("danh_muc_thoi", danh_muc=self._catalogued(names), lien_he=contact)))

    def _catalogued(self, names: Sequence[NationalName]) -> str:
        lines = (
            self._words.fill(
                "danh_muc_dong",
                ten=_short(one.name),
                cap=one.level or "-",
                co_quan=self._words.fill("danh_muc_co_quan", co_quan=one.authority) if one.authority else "",
                ma=one.code,
            )
            for one in names
        )
        return self._words.fill("danh_muc", danh_sach="\n".join(lines)) if names else ""

    def menu(self) -> Reply:
        """All procedures by number, then the bundles."""
        lines = [f"{p.number or '•'} {p.short_name}" for p in self._book.procedures.values()]
        return Reply(_fit(self._words.fill("menu", danh_sach="\n".join(lines))))

    def no_such_number(self, largest: int) -> Reply:
        """A number was typed that the list just offered does not have."""
        return Reply(_fit(self._words.fill("so_khong_co", so=str(largest))))

    def unknown(self, day: date) -> Reply:
        """Nothing fits: says so, and where to ask."""
        return Reply(_fit(self._words.fill("khong_biet", lien_he=self._contact(day))))

    def topic(self, topic: Topic, day: date) -> Reply:
        """Small talk, emergencies, and questions about the counter itself, as of a day."""
        if topic.id == "menu":
            return self.menu()
        if topic.reply == "thong_ke":
            return Reply(_fit(self._words.fill("thong_ke", lich_su=self._words["so_lieu_2021"])))
        if topic.reply in counter_words.KEYS:
            return Reply(_fit(self._words.fill(topic.reply, **self.counter.values(topic.reply, day))))
        return self.plain(topic.reply, day)

    def dossier(self, code: str, looked: Looked | None, day: date) -> Reply:
        """A look-up by code; where nobody could look, the way to one."""
        if looked is None:
            return Reply(_fit(self._words.fill("ho_so_tra_o", lien_ket=f"{self._url}/ho-so")))
        return Reply(_fit(self._dossiers.answer(code, looked, day, self._contact(day))))

    def figures(self, found: Figures | None) -> Reply:
        """The figures of the year; where nobody consulted the store, the page on which they stand."""
        return Reply(_fit(figure_words.told(self._words, found, f"{self._url}/so-lieu")))

    def how_to_look_up(self, as_of: datetime | None) -> Reply:
        """Ask for the code; `as_of` is when dossiers were last imported, if the store was consulted."""
        link = f"{self._url}/ho-so"
        if as_of is None:
            return Reply(_fit(self._words.fill("tra_cuu_o", lien_ket=link)))
        return Reply(_fit(self._words.fill("tra_cuu_co_ma", lien_ket=link, cap_nhat=f"{as_of:%H:%M %d/%m/%Y}")))

    def area(self, area: str, counter: CounterEdition) -> Reply:
        """Which unit a former ward or commune belongs to on that day, and where its people file."""
        return Reply(_fit(self.counter.area(area, counter)))

    def plain(self, key: str, day: date) -> Reply:
        """A reply without facts, by its key in the wording file."""
        values = {"lien_he": self._contact(day)} if "{lien_he}" in self._words[key] else {}
        return Reply(_fit(self._words.fill(key, **values)))

    def noticed(self, reply: Reply) -> Reply | None:
        """A reply with the notice that a machine answers, for who reads one for the first time; None without room."""
        text = f"{reply.text}\n\n{self._words['loi_dau']}"
        return replace(reply, text=text) if len(text) <= TEXT_LIMIT else None

    def _named(self, facets: Sequence[Facet]) -> str:
        """The titles of some parts, as a payload names them."""
        return AND.join(self._words[key] for facet in facets for key, action in ACTIONS.items() if action is facet)

    def title(self, procedure: Procedure) -> str:
        """The heading of every reply about a procedure: name in capitals, then its number."""
        return procedure.name.upper() + (f" ({procedure.number})" if procedure.number else "")

    def payload(self, key: str, procedure: Procedure) -> str:
        """What a tapped button or a chosen number says: the part and the procedure, readable in the chat."""
        return f"{self._words[key]} #{procedure.number or procedure.id}"

    def link(self, procedure: Procedure) -> str:
        """The procedure's page at the portal: the short address, or the long one for a bundle."""
        return f"{self._url}/{procedure.number or 'thu-tuc/' + procedure.id}"

    def action(self, title: str) -> str | None:
        """Tell which part a button's title asks for, or None."""
        return next((action for key, action in ACTIONS.items() if self._words[key] == title), None)

    def _basis(self, procedure: Procedure, edition: Edition) -> dict[str, str]:
        return {
            "ten": self.title(procedure),
            "can_cu": edition.legal_short,
            "ngay_ra_soat": f"{edition.review.day:%d/%m/%Y}",
            "lien_ket": self.link(procedure),
        }

    def _hint(self, procedure: Procedure, keys: Sequence[str]) -> tuple[str, tuple[Button, ...]]:
        listed = ", ".join(f"{n} {self._words[key]}" for n, key in enumerate(keys, 1))
        buttons = tuple(Button(self._words[key], self.payload(key, procedure)) for key in keys)
        return self._words.fill("goi_y", danh_sach=listed), buttons

    def _contact(self, day: date) -> str:
        """Where to ask: the phone only where it is known, else the counter itself."""
        for _, counter in self._book.offices.in_force(day):
            if counter.phone.confidence is Confidence.VERIFIED:
                return self._words.fill("lien_he_dien_thoai", dien_thoai=counter.phone.text[0])
        return self._words["lien_he_quay"]


def picture(public_url: str, reference: str) -> bytes:
    """Draw the QR code (PNG) of a procedure's short address."""
    return codes.make(codes.short_address(public_url, reference)).png()


def _short(name: str) -> str:
    """Cut a name of the national catalogue, the longest of which take a page, at a word."""
    return name if len(name) <= NAME_LIMIT else f"{name[:NAME_LIMIT].rsplit(' ', 1)[0]} …"


def _fit(text: str) -> str:
    """Squeeze blank lines; a text above the limit is a fault of the book that its tests must catch."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip()


def _cut(text: str, room: int) -> str:
    """Keep whole lines as long as they fit."""
    kept: list[str] = []
    for line in text.splitlines():
        if sum(map(len, kept)) + len(kept) + len(line) > room:
            break
        kept.append(line)
    return "\n".join(kept)
