"""The parts of a procedure in words: the lines of the first card, and one block per facet (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from bot.book import Book
from bot.facts import Confidence, DayUnit, Fact
from bot.messages import Facet
from bot.procedures import Available, Channel, Committed, Edition, Form, Paper, Papers

LABELS = (
    *("nhan_giay_to", "nhan_thoi_han", "nhan_le_phi", "nhan_noi_nop", "nhan_tai_nha", "nhan_buu_chinh"),
    *("nhan_mau_don", "nhan_ket_qua", "nhan_dieu_kien", "nhan_cac_buoc", "nhan_can_cu", "nhan_doi_tuong"),
    *(
        "chu_thich",
        "canh_bao_gon",
        "chua_du",
        "chua_biet",
        "khong_nop_tai_nha",
        "khong_buu_chinh",
        "con_nua",
        "nhan_ai_giai_quyet",
    ),
)
PHRASES: Mapping[str, frozenset[str]] = {
    "so_bo": frozenset({"so"}),
    "cam_ket": frozenset({"thoi_han"}),
    "ma_thu_tuc": frozenset({"ma"}),
    "nguon_mau": frozenset({"lien_ket"}),
}
UNCHECKED = "(*)"
"""Stands behind every line that is only inferred; a reply that holds it explains it once."""
UNITS = {DayUnit.WORKING: "ngày làm việc", DayUnit.CALENDAR: "ngày", DayUnit.SAME_DAY: "trong ngày"}


class Words:
    """The wording file: templates by key; a placeholder without a value is an error, never a blank."""

    def __init__(self, book: Book) -> None:
        self._templates = book.replies
        self._sources = book.sources

    def __getitem__(self, key: str) -> str:
        """Give a template as it stands; KeyError when the wording file lacks it."""
        return self._templates[key]

    def fill(self, key: str, **values: str) -> str:
        """Fill a template; KeyError for an unknown key or a placeholder without a value."""
        return self._templates[key].format(**values)

    def source_link(self, labels: Iterable[str]) -> str | None:
        """Give the address of the first of these sources that lies at a state body, else None."""
        links = (self._sources[label].link for label in labels)
        return next((link for link in links if link and urlsplit(link).netloc.endswith(".gov.vn")), None)


def bullets(lines: Iterable[str]) -> str:
    """One line as it is; several lines each behind a dash."""
    listed = list(lines)
    return listed[0] if len(listed) == 1 else "\n".join(f"- {line}" for line in listed)


def card(words: Words, edition: Edition) -> dict[str, str]:
    """The facts of the first answer, one line each."""
    return {
        "canh_bao": words["canh_bao_gon"] if edition.warning else "",
        "giay_to": _papers_short(words, edition.papers),
        "thoi_han": _deadline_short(words, edition),
        "le_phi": _fee_short(words, edition),
        "noi_nop": _first_line(words, edition.counter or edition.authority),
    }


def block(words: Words, edition: Edition, facet: Facet) -> str:
    """One facet in full: its label and everything known, or that it is not known."""
    return "\n".join(labelled(words, edition, facet))


def labelled(words: Words, edition: Edition, facet: Facet) -> tuple[str, str]:
    """One facet in full, its label apart."""
    label, render = BLOCKS[facet]
    return words[label], render(words, edition)


def _mark(text: str, confidence: Confidence | None) -> str:
    return f"{text} {UNCHECKED}" if confidence is Confidence.INFERRED and not text.endswith(UNCHECKED) else text


def _marked(lines: Iterable[str], confidence: Confidence | None) -> list[str]:
    """Mark each line: a mark on the last one alone would be read as that line's own."""
    return [_mark(line, confidence) for line in lines]


def _first_line(words: Words, fact: Fact | None) -> str:
    if fact is None or not fact.text:
        return words["chua_biet"]
    return _mark(fact.text[0], fact.confidence)


def _fact(words: Words, fact: Fact | None) -> str:
    """A fact in full, marked when it is only inferred; what is unknown is said."""
    if fact is None:
        return words["chua_biet"]
    if fact.confidence is Confidence.UNKNOWN:
        return "\n".join([bullets(fact.text), words["chua_du"]]) if fact.text else words["chua_biet"]
    return bullets(_marked(fact.text, fact.confidence))


def _papers_short(words: Words, papers: Papers | None) -> str:
    if papers is None or papers.confidence is Confidence.UNKNOWN:
        return words["chua_biet"]
    short = papers.short or "; ".join(paper.name for paper in papers.items if not paper.when)
    return _mark(short, papers.confidence)


def _deadline_short(words: Words, edition: Edition) -> str:
    text = _first_line(words, edition.deadline)
    return f"{text}. {_committed(words, edition.committed)}" if edition.committed else text


def _committed(words: Words, committed: Committed) -> str:
    days = UNITS[committed.unit] if committed.unit is DayUnit.SAME_DAY else f"{committed.days} {UNITS[committed.unit]}"
    return f"{words.fill('cam_ket', thoi_han=days)} ({committed.decided_by})"


def _fee_short(words: Words, edition: Edition) -> str:
    fee = edition.fee
    if fee is None:
        return words["chua_biet"]
    if fee.short:
        return _mark(fee.short, fee.confidence)
    if fee.amounts:
        return _mark("; ".join(f"{one.item} {_money(one.amount)}" for one in fee.amounts), fee.confidence)
    return _first_line(words, fee)


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đ"


def _papers(words: Words, edition: Edition) -> str:
    papers = edition.papers
    if papers is None or papers.confidence is Confidence.UNKNOWN:
        return words["chua_biet"]
    lines = [_paper(number, paper) for number, paper in enumerate(papers.items, 1)]
    if papers.sets:
        lines.append(words.fill("so_bo", so=str(papers.sets)))
    return "\n".join(_marked([*lines, *papers.note], papers.confidence))


def _paper(number: int, paper: Paper) -> str:
    return f"{number}. {paper_line(paper)}"


def paper_line(paper: Paper, *, settled: bool = False, papers: Papers | None = None) -> str:
    """One paper with the words of its case: as a condition, or as the reason once the case is settled.

    It is marked when it, or the list of `papers` it stands in, is only inferred.
    """
    text = f"Nếu {paper.when}: {_lower(paper.name)}" if paper.when else paper.name
    if settled and paper.when:
        text = f"{paper.name} – khi {paper.when}"
    note = f" ({paper.note})" if paper.note else ""
    return _mark(f"{text}{note}", paper.confidence or (papers.confidence if papers else None))


def _lower(text: str) -> str:
    """Lower the first letter unless the word is an abbreviation or a name of several capitals."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _deadline(words: Words, edition: Edition) -> str:
    deadline = edition.deadline
    lines = [_fact(words, deadline)]
    if deadline:
        lines += _marked((f"- Nếu {case.when}: {case.text}" for case in deadline.cases), deadline.confidence)
    if edition.committed:
        lines.append(_committed(words, edition.committed))
    return "\n".join(lines)


def _fee(words: Words, edition: Edition) -> str:
    fee = edition.fee
    if fee is None:
        return words["chua_biet"]
    amounts = (f"- {one.item}: {_money(one.amount)}" + (f" ({one.note})" if one.note else "") for one in fee.amounts)
    lines = _marked(amounts, fee.confidence)
    if fee.text or not fee.amounts:
        lines.append(_fact(words, fee))
    return "\n".join(lines)


def _where(words: Words, edition: Edition) -> str:
    """The counter, and who decides if that is not the same."""
    told = _fact(words, edition.counter or edition.authority)
    if edition.authority is None or not edition.authority.text:
        return told
    decides = _fact(words, edition.authority)
    return told if decides == told else "\n".join([told, "", words["nhan_ai_giai_quyet"], decides])


def _channel(words: Words, channel: Channel | None, closed: str) -> list[str]:
    if channel is None or channel.available is Available.UNKNOWN:
        told = channel.text if channel else ()
        return [*told, words["chua_du" if told else "chua_biet"]]
    lines = [words[closed]] if channel.available is Available.NO else []
    lines += [f"{number}. {step}" for number, step in enumerate(channel.steps, 1)]
    return _marked([*lines, *channel.text], channel.confidence)


def _online(words: Words, edition: Edition) -> str:
    lines = _channel(words, edition.online, "khong_nop_tai_nha")
    if edition.online and edition.online.available is Available.YES:
        lines += [words.fill("ma_thu_tuc", ma=_code(code.id, code.note)) for code in edition.codes]
        lines += [edition.online.link] if edition.online.link else []
    if edition.post and edition.post.available is Available.YES:
        lines += ["", words["nhan_buu_chinh"], _post(words, edition)]
    return "\n".join(lines)


def _code(code: str, note: str | None) -> str:
    return f"{code} ({note})" if note else code


def _post(words: Words, edition: Edition) -> str:
    return "\n".join(_channel(words, edition.post, "khong_buu_chinh"))


def _forms(words: Words, edition: Edition) -> str:
    links = dict.fromkeys(form.link or words.source_link(form.sources) for form in edition.forms)
    lines = [_form(words, form) for form in edition.forms]
    lines += [words.fill("nguon_mau", lien_ket=link) for link in links if link]
    return "\n".join(lines) or words["chua_biet"]


def _form(words: Words, form: Form) -> str:
    named = ", ".join(part for part in (form.form_number, form.act) if part)
    text = f"- {form.name}" + (f": {named}" if named else "")
    if form.confidence is Confidence.UNKNOWN:
        return f"{text}. {words['chua_biet']}"
    return _mark(text, form.confidence)


def _conditions(words: Words, edition: Edition) -> str:
    blocks = [_fact(words, edition.warning)] if edition.warning else []
    notes = [f"- {_mark(' '.join(note.text), note.confidence)}" for note in edition.notes if note.text]
    if edition.conditions:
        told = _fact(words, edition.conditions)
        blocks.append(f"- {told}" if notes and len(edition.conditions.text) == 1 else told)
    blocks += notes
    return "\n".join(blocks) or words["chua_biet"]


def _steps(words: Words, edition: Edition) -> str:
    steps = edition.steps
    if steps is None or not steps.text:
        return words["chua_biet"]
    return "\n".join(_marked((f"{n}. {step}" for n, step in enumerate(steps.text, 1)), steps.confidence))


def _result(words: Words, edition: Edition) -> str:
    return _fact(words, edition.result)


def _who(words: Words, edition: Edition) -> str:
    return _fact(words, edition.who)


def _legal(words: Words, edition: Edition) -> str:
    lines = []
    for act in edition.legal:
        articles = f", {act.articles}" if act.articles else ""
        lines.append(f"- {act.act}{articles}" + (f" ({act.note})" if act.note else ""))
    return "\n".join(lines) or words["chua_biet"]


BLOCKS: dict[Facet, tuple[str, Callable[[Words, Edition], str]]] = {
    Facet.PAPERS: ("nhan_giay_to", _papers),
    Facet.DEADLINE: ("nhan_thoi_han", _deadline),
    Facet.FEE: ("nhan_le_phi", _fee),
    Facet.WHERE: ("nhan_noi_nop", _where),
    Facet.ONLINE: ("nhan_tai_nha", _online),
    Facet.POST: ("nhan_buu_chinh", _post),
    Facet.FORM: ("nhan_mau_don", _forms),
    Facet.RESULT: ("nhan_ket_qua", _result),
    Facet.CONDITIONS: ("nhan_dieu_kien", _conditions),
    Facet.STEPS: ("nhan_cac_buoc", _steps),
    Facet.LEGAL: ("nhan_can_cu", _legal),
    Facet.WHO: ("nhan_doi_tuong", _who),
}
