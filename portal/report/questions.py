"""What was asked in the month: by day and outcome, by procedure and part, and what others do or nobody answered.

From the journal, which holds no text and no person. Greetings and thanks are no questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.calendar import VIETNAM
from bot.messages import Agency, Facet, Outcome
from bot.retention import DAY
from bot.store import Connection
from portal.report.month import Span, midnight
from portal.report.parts import (
    ALL_SMALL,
    NONE,
    Cell,
    Chart,
    Column,
    Key,
    Scope,
    Section,
    joined,
    number,
    per_cent,
    without_figures,
)

DECIDED = """
SELECT outcome, coalesce(procedure, '') AS procedure, facets, coalesce(agency, '') AS agency, count(*) AS n
FROM journal WHERE at >= :starts AND at < :ends GROUP BY outcome, procedure, facets, agency
"""
FIRST = "SELECT at FROM journal ORDER BY at LIMIT 1"

OUTCOMES = {
    Outcome.ANSWER: "Hướng dẫn một thủ tục",
    Outcome.COUNTER: "Giờ, địa chỉ, hồ sơ, số liệu",
    Outcome.ELSEWHERE: "Chỉ sang nơi khác làm",
    Outcome.NOT_IN_FORCE: "Việc nay không làm, đang tắt",
    Outcome.EMERGENCY: "Kêu cứu: đưa số khẩn cấp",
    Outcome.CHOOSE: "Đưa danh sách để chọn",
    Outcome.UNKNOWN: "Chưa trả lời được",
}
"""All that counts as a question, in the order of the table."""
AT_ONCE = frozenset(OUTCOMES) - {Outcome.CHOOSE, Outcome.UNKNOWN}
PARTS: Mapping[str, str] = {
    Facet.PAPERS: "giấy tờ",
    Facet.DEADLINE: "thời hạn",
    Facet.FEE: "lệ phí",
    Facet.WHERE: "nơi nộp",
    Facet.ONLINE: "nộp tại nhà",
    Facet.POST: "nộp qua bưu điện",
    Facet.FORM: "mẫu đơn",
    Facet.RESULT: "kết quả",
    Facet.CONDITIONS: "điều kiện",
    Facet.STEPS: "các bước",
    Facet.LEGAL: "căn cứ",
    Facet.WHO: "ai đi nộp",
}
AGENCIES: Mapping[str, str] = {
    Agency.SAME_COUNTER: "Chính quầy này (bot chưa có hướng dẫn)",
    Agency.POLICE: "Công an",
    Agency.LAND: "Văn phòng đăng ký đất đai",
    Agency.TAX: "Thuế",
    Agency.INSURANCE: "Bảo hiểm xã hội",
    Agency.NOTARY: "Công chứng",
    Agency.COURT: "Tòa án",
    Agency.DEPARTMENT: "Sở, ngành, bộ",
    Agency.CONSULAR: "Cơ quan ngoại giao",
    Agency.SCHOOL: "Trường học",
    Agency.FINES: "Xử phạt vi phạm",
    Agency.ADVICE: "Tư vấn pháp luật",
    Agency.OTHER: "Nơi khác",
}
TITLE, BY_PROCEDURE, ELSEWHERE = "Câu hỏi", "Câu hỏi theo thủ tục", "Việc của nơi khác"
SHOWN_PARTS = 3
HOW = (
    "Câu hỏi: mọi tin nhắn bot đã xử lý, trừ lời chào, cảm ơn, mở trình đơn. Trả lời ngay: năm dòng đầu của bảng; "
    "câu được đưa danh sách thì chưa tính, dù sau đó người dân chọn."
)


@dataclass(frozen=True)
class Asked:
    """The questions of some days: by outcome of each day, by procedure with its parts, by agency."""

    days: dict[str, Counter[str]]
    procedures: dict[str, Counter[str]]
    parts: dict[str, Counter[str]]
    agencies: Counter[str]
    chats: int

    @property
    def outcomes(self) -> Counter[str]:
        """The questions by outcome."""
        return sum(self.days.values(), Counter())

    @property
    def total(self) -> int:
        """All questions."""
        return self.outcomes.total()

    @property
    def at_once(self) -> int:
        """The questions answered at once."""
        return sum(self.outcomes[one] for one in AT_ONCE)


def asked(connection: Connection, span: Span) -> Asked:
    """Count the journal of some days."""
    found = Asked({}, {}, {}, Counter(), 0)
    chats = 0
    for day in span.days:
        by_outcome = found.days[day.isoformat()] = Counter()
        for row in connection.rows(DECIDED, {"starts": midnight(day), "ends": Span(day, day).ends}):
            outcome, n = row["outcome"], int(row["n"])
            if outcome not in OUTCOMES:
                chats += n
                continue
            by_outcome[outcome] += n
            if row["procedure"]:
                found.procedures.setdefault(row["procedure"], Counter())[outcome] += n
                found.parts.setdefault(row["procedure"], Counter()).update(dict.fromkeys(row["facets"].split(), n))
            if outcome == Outcome.ELSEWHERE and row["agency"]:
                found.agencies[row["agency"]] += n
    return Asked(found.days, found.procedures, found.parts, found.agencies, chats)


def gather(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    """Give the three sections about questions."""
    if gone := _gone(connection, scope):
        first = without_figures(TITLE, gone, "Câu hỏi")
        share = Key("Trả lời được ngay", NONE, "", "chưa có số liệu")
        return (replace(first, keys=(*first.keys, share)),)
    began = _began(connection)
    now = asked(connection, scope.span)
    before = asked(connection, scope.before) if began and began.date() < scope.span.first else None
    notes = _cut(scope, began)
    return (_questions(scope, now, before, notes), _elsewhere(now), _procedures(scope, now))


def _gone(connection: Connection, scope: Scope) -> str:
    """Say why the journal knows nothing of the month, and what to do; nothing when it knows it."""
    oldest = scope.now.timestamp() - scope.keep.journal * DAY
    if scope.span.ends <= oldest:
        return (
            f"sổ đếm chỉ giữ {number(scope.keep.journal)} ngày ([retention] journal_days) và tháng này đã bị xóa; "
            "xem báo cáo đã lập khi ấy."
        )
    began = _began(connection)
    if began is None:
        return "bot chưa xử lý tin nhắn nào; chạy bot, rồi lập lại báo cáo."
    if began.date() > scope.span.last:
        return f"sổ đếm bắt đầu từ {began:%d/%m/%Y}; chọn tháng từ đó trở đi."
    return ""


def _began(connection: Connection) -> datetime | None:
    """Give the moment of the oldest question that is kept."""
    row = connection.one(FIRST)
    return datetime.fromtimestamp(row["at"], VIETNAM) if row else None


def _cut(scope: Scope, began: datetime | None) -> tuple[str, ...]:
    """Say from when on there are questions, where that cuts the month or the one before short."""
    oldest = datetime.fromtimestamp(scope.now.timestamp() - scope.keep.journal * DAY, VIETNAM)
    if oldest.timestamp() > scope.before.starts:
        return (f"Sổ đếm chỉ giữ {number(scope.keep.journal)} ngày: chỉ có các câu từ {oldest:%H:%M %d/%m/%Y}.",)
    if began and began.date() > scope.before.first:
        return (f"Câu đầu tiên trong sổ đếm là của ngày {began:%d/%m/%Y}.",)
    return ()


def _questions(scope: Scope, now: Asked, before: Asked | None, cut: tuple[str, ...]) -> Section:
    outcomes, side = now.outcomes, scope.before.shown
    rows: list[tuple[Cell, ...]] = []
    for outcome, name in OUTCOMES.items():
        earlier = before.outcomes[outcome] if before else NONE
        rows.append((name, outcomes[outcome], per_cent(outcomes[outcome], now.total), earlier))
    rows.append(("Tất cả", now.total, per_cent(now.total, now.total), before.total if before else NONE))
    columns = (Column("Kết quả", number=False), Column("Số câu"), Column("Tỷ lệ"), Column(side.capitalize()))
    lines = (_said(now), *cut)
    return Section(TITLE, lines, columns, tuple(rows), _by_day(now), (HOW,), keys=_keys(now, before, side))


def _said(now: Asked) -> str:
    line = f"{number(now.total)} câu hỏi"
    if now.total:
        busiest = max(now.days, key=lambda one: now.days[one].total())
        day = date.fromisoformat(busiest)
        line += f", nhiều nhất ngày {day.day}/{day.month} ({number(now.days[busiest].total())} câu)"
        line += f"; {number(now.outcomes[Outcome.UNKNOWN])} câu chưa trả lời được"
    chats = f" Ngoài ra {number(now.chats)} lời chào, cảm ơn, mở trình đơn." if now.chats else ""
    return f"{line}.{chats}"


def _keys(now: Asked, before: Asked | None, side: str) -> tuple[Key, Key]:
    earlier = number(before.total) if before else NONE
    share = per_cent(before.at_once, before.total) if before else NONE
    basis = f"{number(now.at_once)} trên {number(now.total)} câu"
    return (
        Key("Câu hỏi", number(now.total), f"{side}: {earlier}", "không kể chào hỏi"),
        Key("Trả lời được ngay", per_cent(now.at_once, now.total), f"{side}: {share}", basis),
    )


def _by_day(now: Asked) -> Chart:
    groups = {
        "Trả lời được ngay": AT_ONCE,
        "Đưa danh sách để chọn": {Outcome.CHOOSE},
        "Chưa trả lời được": {Outcome.UNKNOWN},
    }
    return Chart(
        "Câu hỏi theo ngày",
        tuple(str(date.fromisoformat(day).day) for day in now.days),
        tuple((name, _each_day(now, keys)) for name, keys in groups.items()),
        stacked=True,
    )


def _each_day(now: Asked, outcomes: Collection[str]) -> tuple[int, ...]:
    return tuple(sum(one[key] for key in outcomes) for one in now.days.values())


def _procedures(scope: Scope, now: Asked) -> Section:
    if not now.procedures:
        return Section(BY_PROCEDURE, ("Không ai hỏi về thủ tục nào.",))
    rest = "Các thủ tục còn lại"
    named = {name: counts.total() for name, counts in now.procedures.items()}
    rows: list[tuple[Cell, ...]] = []
    for name, count in joined(named, rest):
        if name == rest:
            rows.append(("", rest, count, NONE, NONE))
            continue
        kept, counts = scope.book.procedures.get(name), now.procedures[name]
        called = kept.short_name if kept else f"{name} (nay không còn trong sổ)"
        rows.append((kept.number or "" if kept else "", called, count, counts[Outcome.ANSWER], _parts(now, name)))
    columns = (
        Column("Số", number=False),
        Column("Thủ tục", number=False),
        Column("Được hỏi"),
        Column("Hướng dẫn"),
        Column("Phần được hỏi nhiều", number=False),
    )
    total = sum(named.values())
    listed = number(now.outcomes[Outcome.CHOOSE])
    line = f"{number(total)} câu hỏi nêu đúng một thủ tục; {listed} câu được đưa danh sách để chọn."
    how = (
        "Sổ đếm không ghi danh sách đã đưa gồm thủ tục nào, nên câu được đưa danh sách chỉ có tổng số. "
        "Không ghi phần nào là hỏi cả thủ tục. Thủ tục được hỏi dưới 5 lần gộp vào dòng cuối; "
        "phần được hỏi dưới 5 lần không nêu."
    )
    if not rows:
        return Section(BY_PROCEDURE, (f"{line} {ALL_SMALL.replace('nơi', 'thủ tục')}",))
    return Section(BY_PROCEDURE, (line,), columns, tuple(rows), notes=(how,), most=14, wide=True)


def _parts(now: Asked, name: str) -> str:
    """Name the parts asked for most, with their counts as far as they may be told."""
    named = [(PARTS[part], n) for part, n in now.parts[name].most_common() if part in PARTS and n >= 5]
    return ", ".join(f"{part} {number(n)}" for part, n in named[:SHOWN_PARTS]) or NONE


def _elsewhere(now: Asked) -> Section:
    total = now.outcomes[Outcome.ELSEWHERE]
    if not total:
        return Section(ELSEWHERE, ("Không có câu hỏi nào về việc của nơi khác.",))
    named = {AGENCIES.get(name, name): count for name, count in now.agencies.items()}
    rows = tuple(joined(named, "Các nơi còn lại"))
    line = f"{number(total)} câu hỏi về việc mà bot chỉ sang nơi làm."
    if not rows:
        return Section(ELSEWHERE, (f"{line} {ALL_SMALL}",))
    if (own := now.agencies[Agency.SAME_COUNTER]) >= 5:
        line += f" {number(own)} câu là việc của chính quầy: nên viết thêm hướng dẫn."
    return Section(ELSEWHERE, (line,), (Column("Nơi làm", number=False), Column("Số câu")), rows)
