"""Why a question was read as it was, in lines a clerk understands (pure).

Everything is worked out again from the same parts that decided, so that what is told is what happened:
how the words were read, which notions were seen, what speaks for each option, and what the gate asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from bot import gate
from bot.book import Book
from bot.conversation import Conversation
from bot.letters import question
from bot.matching import Weighed
from bot.messages import Decision, Facet, Memory, Message, MessageKind, Outcome
from bot.ranking import Ranked
from bot.signs import EVERYDAY, Signs
from bot.subjects import Kind
from bot.words import fold

SHOWN = 5
"""Options told about; what stands below has hardly any chance."""
TELLING = 3
"""Words named with each option."""
LEAST = 0.05
"""Weighed measures nearer to nothing are left out."""

MEASURES: Mapping[str, str] = {
    "words": "từng chữ",
    "neighbours": "cụm hai chữ",
    "notions": "ý",
    "together": "các ý đi cùng nhau",
    "missing": "thiếu ý mà cách hỏi việc này thường có",
    "strange": "có ý mà cách hỏi việc này không bao giờ có",
    "likeness": "giống câu mẫu",
    "procedure": "là thủ tục của quầy",
    "topic": "là chuyện trò hoặc hỏi về quầy",
    "field": "chỉ biết lĩnh vực",
    "silent": "không thấy ý nào",
    "fine": "câu hỏi về xử phạt",
    "meaning": "câu hỏi nghĩa của từ",
    "talk": "có ý của việc hành chính",
    "none": "mức khởi điểm",
    "weak": "các việc đều yếu",
    "length": "độ dài câu",
    "noted": "có ý của việc hành chính",
}
"""What a clerk reads for each measure of the gate."""
FACETS: Mapping[Facet, str] = {
    Facet.PAPERS: "giấy tờ",
    Facet.DEADLINE: "thời gian",
    Facet.FEE: "lệ phí",
    Facet.WHERE: "nộp ở đâu",
    Facet.ONLINE: "nộp qua mạng",
    Facet.POST: "bưu điện",
    Facet.FORM: "mẫu đơn",
    Facet.RESULT: "kết quả",
    Facet.CONDITIONS: "điều kiện",
    Facet.STEPS: "các bước",
    Facet.LEGAL: "căn cứ",
    Facet.WHO: "ai đi nộp",
}


OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ANSWER: "trả lời thẳng",
    Outcome.CHOOSE: "đưa danh sách cho người dân chọn",
    Outcome.ELSEWHERE: "việc ngoài sổ, chỉ nơi làm",
    Outcome.COUNTER: "trả lời về quầy",
    Outcome.CHAT: "trò chuyện",
    Outcome.EMERGENCY: "khẩn cấp, đưa số điện thoại",
    Outcome.NOT_IN_FORCE: "thủ tục của quầy nhưng hiện không làm",
    Outcome.UNKNOWN: "nói là không biết",
}


@dataclass(frozen=True)
class Told:
    """One turn of a talk: what was asked, what was decided, and the lines that tell why."""

    question: str
    decision: Decision
    lines: tuple[str, ...]


def talk(conversation: Conversation, texts: Sequence[str], now: datetime) -> list[Told]:
    """Decide about each text in turn, with the memory of those before, and tell why."""
    memory, told = Memory(), []
    for text in texts:
        decision = conversation.decide(Message(MessageKind.TEXT, text), memory, now)
        told.append(Told(text, decision, tuple(_lines(conversation, memory, decision))))
        memory = decision.memory
    return told


def _lines(conversation: Conversation, memory: Memory, decision: Decision) -> Iterator[str]:
    yield from _remembered(conversation.book, memory)
    if decision.read:
        yield from _ranked(conversation, decision.read, decision)
    else:
        yield "Không phải xét các việc, vì luật dưới đây đã đủ."
    yield f"Hỏi phần: {', '.join(FACETS[facet] for facet in decision.facets) or 'không hỏi riêng phần nào'}"
    yield f"Luật: {decision.rule}"
    named = conversation.book.procedures.get(decision.procedure or "")
    listed = decision.candidates if decision.outcome is Outcome.CHOOSE else ()
    listed = decision.candidates if decision.outcome is Outcome.CHOOSE else ()
    about = named.short_name if named else ", ".join(one.id for one in listed)
    yield f"Kết luận: {OUTCOMES[decision.outcome]}{f' ({about})' if about else ''}"


def _ranked(conversation: Conversation, text: str, decision: Decision) -> Iterator[str]:
    book, reader = conversation.book, conversation.reader
    signs = reader.signs(text)
    yield f"Đọc thành: {signs.text or '(không có chữ nào)'}"
    yield from _read(reader.plain(text), signs)
    yield f"Ý nhận ra: {_notions(book, signs)}"
    told = reader.told(text) if decision.rule == gate.FROM_STORY else None
    weighed = told or reader.weighed(text)
    if weighed.passages:
        yield from _gathered(book, weighed)
    else:
        yield "Các việc được xét (phần trăm là khả năng; số sau mỗi mục là điểm cộng, trừ):"
        yield from _options(conversation, signs)
    yield from _asked_for(weighed)


def _gathered(book: Book, weighed: Weighed) -> Iterator[str]:
    """How much each passage of a letter counts, and what comes out of them together."""
    yield "Phần hỏi chưa nói rõ việc gì, nên đọc từng đoạn; đoạn nào nói về việc thì nặng hơn:"
    for read, share in weighed.passages:
        yield f"  {share:4.0%}  {read}"
    yield "Gộp lại, các việc được xét (phần trăm là khả năng):"
    for one in weighed.options[:SHOWN]:
        yield f"  {one.chance:4.0%}  {_named(book, one.kind, one.id)}"


def _remembered(book: Book, memory: Memory) -> Iterator[str]:
    if memory.procedure:
        yield f"Đang nói về: {book.procedures[memory.procedure].name}"
    if memory.matter:
        yield f"Đang nói về việc ngoài sổ: {book.matters[memory.matter].name}"
    if memory.rejected:
        yield f"Người dân đã nói không phải: {', '.join(memory.rejected)}"
    if memory.offered:
        yield f"Số 1 đến {len(memory.offered)} đang chỉ: {'; '.join(memory.offered)}"


def _read(text: str, signs: Signs) -> Iterator[str]:
    """What was changed on reading: the story of a letter left out, abbreviations and slips written out."""
    asked = question(text)
    if asked != text:
        yield f"Thư dài, phần hỏi là: {asked.strip()}"
    before, after = fold(asked).split(), signs.text.split()
    changes = [
        f"«{' '.join(before[a:b])}» → «{' '.join(after[c:d])}»"
        for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if what != "equal"
    ]
    if changes:
        yield f"Chữ đã viết lại: {', '.join(changes)}"


def _notions(book: Book, signs: Signs) -> str:
    meant = {fold(phrase).replace(" ", "-"): phrase for phrase in book.vocabulary.synonyms.values()}
    named = []
    for notion in signs.notions:
        everyday = meant.get(notion.removeprefix(EVERYDAY))
        if notion.startswith(EVERYDAY):
            named.append(f"tên quen của «{everyday or notion}»")
        else:
            named.append(f"{notion} («{book.notions[notion][0]}»...)")
    return ", ".join(named) or "không"


def _options(conversation: Conversation, signs: Signs) -> Iterator[str]:
    reader = conversation.reader
    ranked, measured = reader.measured(signs)
    chances = gate.chances(measured)
    every: list[Ranked | None] = [*ranked, None]
    ordered = sorted(zip(every, measured, chances, strict=True), key=lambda one: -one[2])
    for one, found, chance in ordered[:SHOWN]:
        yield f"  {chance:4.0%}  {_called(conversation.book, one)}"
        yield f"        {_weighed(found)}"
        if one:
            telling = reader.telling(signs, one.number, TELLING)
            said = f"chữ nói nhiều nhất: {', '.join(telling)}; " if telling else ""
            yield f"        {said}câu mẫu gần nhất: «{reader.nearest(signs, one.number)}»"


def _weighed(found: Mapping[str, float]) -> str:
    """Every measure as the points it gives or takes."""
    points = ((name, gate.WEIGHTS[name] * value) for name, value in found.items())
    shown = [f"{MEASURES.get(name, name)} {weight:+.1f}" for name, weight in points if abs(weight) >= LEAST]
    return "; ".join(shown) or "không có điểm nào"


def _called(book: Book, one: Ranked | None) -> str:
    if one is None:
        return _named(book, None, None)
    return _named(book, one.subject.kind, one.subject.id)


def _named(book: Book, kind: Kind | None, subject: str | None) -> str:
    if subject is None:
        return "không việc nào bot biết"
    match kind:
        case Kind.PROCEDURE:
            procedure = book.procedures[subject]
            return f"thủ tục {procedure.number or 'trọn gói'}: {procedure.short_name} ({subject})"
        case Kind.TOPIC:
            return f"chuyện trò, hỏi về quầy: {subject}"
        case _:
            sort = "việc ngoài sổ" if kind is Kind.MATTER else "lĩnh vực ngoài sổ"
            return f"{sort}: {book.matters[subject].name} ({subject})"


def _asked_for(weighed: Weighed) -> Iterator[str]:
    """What the gate asks of the strongest procedure, what it reaches, and why the next one is not answered."""
    options = weighed.options
    ours = [one for one in options if one.kind is Kind.PROCEDURE]
    if not ours:
        return
    best, second = ours[0], ours[1].chance if len(ours) > 1 else 0.0
    rival = max((one.chance for one in options if one is not best), default=0.0)
    against = best.chance / ((best.chance + rival) or 1.0)
    beside = best.chance / ((best.chance + second) or 1.0)
    sure = gate.SURE if weighed.noted else gate.SURE_UNNOTED
    yield (
        f"Cửa: để trả lời thẳng, «{best.id}» cần khả năng {gate.LIKELY:.0%} (được {best.chance:.0%}), "
        f"{sure:.0%} khi so với việc mạnh nhất còn lại (được {against:.0%}), "
        f"{gate.SURE_OF_OURS:.0%} khi so với thủ tục thứ hai (được {beside:.0%})"
    )
    if len(ours) > 1:
        share = second / (best.chance or 1.0)
        yield f"Không chọn «{ours[1].id}»: khả năng chỉ {second:.0%}, bằng {share:.0%} của việc đứng đầu"
