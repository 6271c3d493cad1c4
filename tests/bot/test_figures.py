"""Figures from dossiers: counted right, dated, and no small number shown or given away."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import archive, figures
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.dossiers import Dossier, Status
from bot.figures import Cell, Counts, Figures, added, hidden, pooled, published, share, shown, total
from bot.messages import Memory, Message, MessageKind
from bot.records import Records
from bot.store import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
BARE = Dossier(
    "A000001", "phuong-nga-nam", "dang-ky-ho-kinh-doanh", Status.HANDED, date(2026, 10, 1), date(2026, 10, 8)
)


def many(count: int, first: int, **more: object) -> list[Dossier]:
    return [replace(BARE, code=f"A{first + n:06}", **more) for n in range(count)]  # type: ignore[arg-type]


def counted(store: Store, dossiers: list[Dossier]) -> Figures:
    archive.store_all(store, dossiers, len(dossiers), f"{len(dossiers)}", NOW.timestamp())
    with store.read() as connection:
        found = archive.figures(connection)
    assert found is not None
    return found


def test_every_dossier_is_counted_in_its_months(store: Store) -> None:
    due, legal = BARE.due, BARE.due + timedelta(days=2)
    dossiers = [
        *many(6, 0, done=due - timedelta(days=1), legal_due=legal, online=True),
        *many(7, 100, done=due, legal_due=legal, online=False),
        *many(8, 200, done=date(2026, 11, 2), legal_due=legal),
        *many(9, 300, status=Status.WORKING),
        *many(5, 400, status=Status.RETURNED, done=due),
    ]
    months = counted(store, dossiers).months
    assert months["2026-10"] == Counts(35, 6, 13, 13, 6, 7, 0, 13, 13)
    assert months["2026-11"] == Counts(done=8, late=8, legal_known=8)


def test_the_two_measures_are_two(store: Store) -> None:
    legal = BARE.due + timedelta(days=10)
    found = counted(
        store,
        [
            *many(90, 0, done=BARE.due, legal_due=legal),
            *many(10, 100, done=BARE.due + timedelta(days=1), legal_due=legal),
        ],
    )
    promised, by_law = figures.promised(found.year(2026)), figures.legal(found.year(2026))
    assert promised is not None
    assert by_law is not None
    assert (promised.kept, promised.known, promised.share) == ("90", "100", "90 %")
    assert (by_law.kept, by_law.known, by_law.share) == ("100", "100", "100 %")


def test_what_the_export_does_not_tell_is_not_computed(store: Store) -> None:
    found = counted(store, many(20, 0, done=BARE.due))
    assert figures.legal(found.year(2026)) is None
    assert figures.online(found.year(2026)) is None
    assert published(found.months["2026-10"]).online is None


def say(conversation: Conversation, store: Store, text: str = "thống kê hồ sơ") -> str:
    with store.read() as connection:
        known = Records().known(connection, text, "a", NOW.timestamp())
    reply = conversation.decide(Message(MessageKind.TEXT, text), Memory(), NOW, known).reply
    assert reply is not None
    return reply.text


def test_the_chat_tells_figures_with_their_hour(conversation: Conversation, store: Store) -> None:
    counted(store, many(20, 0, done=BARE.due, online=True, legal_due=BARE.due))
    told = say(conversation, store)
    for part in ("NĂM 2026", "tiếp nhận: 20", "20/20 (100 %)", "Cập nhật lúc 10:00 24/11/2026", "/so-lieu", "năm 2021"):
        assert part in told
    assert len(told) < 2000


def test_without_an_import_there_is_only_history(conversation: Conversation, store: Store) -> None:
    told = say(conversation, store)
    assert "Chưa nhập hồ sơ nào" in told
    assert "không phải hiện nay" in told
    assert "bản tin ngày 31/12/2021" in told


def test_online_filing_is_compared_only_with_the_same_full_months(conversation: Conversation, store: Store) -> None:
    dossiers = []
    for year, online in ((2025, 10), (2026, 15)):
        for month in range(1, 11):
            day = date(year, month, 5)
            same = {"received": day, "due": day, "counter": "thi-xa-nga-nam"}
            first = (year - 2025) * 1000 + month * 50
            dossiers += many(online, first, online=True, **same)
            dossiers += many(20 - online, first + 25, online=False, **same)
    counted(store, dossiers)
    assert "10 tháng đầu năm: 75 %; cùng kỳ 2025: 50 %; tăng 25 điểm phần trăm" in say(conversation, store)


def test_a_year_without_all_its_months_is_not_compared(conversation: Conversation, store: Store) -> None:
    counted(store, [*many(20, 0, online=True), *many(20, 100, online=True, received=date(2025, 10, 1))])
    assert "cùng kỳ" not in say(conversation, store)


def test_on_new_years_day_the_figures_are_those_of_the_year_that_ended(
    conversation: Conversation, store: Store
) -> None:
    midnight = datetime(2027, 1, 1, 0, 5, tzinfo=VIETNAM).timestamp()
    archive.store_all(store, many(20, 0), 20, "a", midnight)
    told = say(conversation, store)
    assert "NĂM 2026" in told
    assert "tiếp nhận: 20" in told
    assert "Cập nhật lúc 00:05 01/01/2027" in told


def test_the_share_filed_online_gives_no_single_month_away() -> None:
    plain = Counts(received=20, channel_known=20, online=10)
    assert figures.online([plain, plain]) == "50 %"
    assert figures.online([plain, plain, Counts(received=20, channel_known=20, online=2)]) == "nhiều nhất 40 %"
    assert figures.online([plain, plain, Counts(received=20, channel_known=20, online=18)]) == "ít nhất 60 %"
    assert figures.online([plain, Counts(received=20, channel_known=20, online=2)] * 2) == "30 %"
    assert figures.online([Counts(received=20)]) is None


def test_growth_is_told_in_points_of_exact_shares_alone() -> None:
    assert figures.points("34,72 %", "63,3 %") == "tăng 28,58 điểm phần trăm"
    assert figures.points("50 %", "49,99 %") == "giảm 0,01 điểm phần trăm"
    assert figures.points("50 %", "50 %") == "không đổi"
    assert figures.points("ít nhất 50 %", "60 %") == figures.points("50 %", "nhiều nhất 60 %") == ""


def test_small_numbers_are_written_as_such() -> None:
    assert [shown(n) for n in (0, 1, 4, 5, 8650)] == ["0", "dưới 5", "dưới 5", "5", "8.650"]
    assert share(8650, 8650) == "100 %"
    assert share(8640, 8650) == "99,88 %"
    assert share(99_999, 100_005) == "99,99 %"
    assert share(8647, 8650) == "ít nhất 99,95 %"
    assert share(3, 100) == "nhiều nhất 4 %"
    assert share(2, 4) is None
    assert total([100, 3, 50]) == "hơn 150"
    assert total([100, 3, 3]) == "106"


COUNT = st.integers(0, 12)


@given(COUNT, COUNT, COUNT)
def test_no_small_part_follows_from_the_row(early: int, on_time: int, late: int) -> None:
    parts = {"early": early, "on_time": on_time, "late": late}
    row = published(Counts(done=early + on_time + late, **parts))
    gone = [name for name in parts if getattr(row, name) is None]
    assert all(name in gone for name, count in parts.items() if hidden(count))
    assert len(gone) != 1 or row.done is None or not hidden(parts[gone[0]])


@given(st.lists(st.builds(Counts, received=COUNT, done=COUNT), max_size=8))
def test_no_small_row_follows_from_the_total(counts: list[Counts]) -> None:
    rows = [(f"{n}", one) for n, one in enumerate(counts)]
    joined = pooled(rows, "rest")
    assert added(one for _, one in joined) == added(counts)
    small = [one for _, one in joined if hidden(one.received) or hidden(one.done)]
    assert len(small) <= 1
    assert not small or len(joined) == 1  # then the total itself is small


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=6))
def test_a_share_gives_no_small_number_away(months: list[tuple[int, int]]) -> None:
    counts = [Counts(done=kept + missed, on_time=kept, late=missed) for kept, missed in months]
    found = figures.promised(counts)
    small = [missed for _, missed in months if hidden(missed)]
    if found and (len(small) == 1 or hidden(sum(missed for _, missed in months))):
        assert found.share.startswith(("ít nhất", "nhiều nhất"))
        assert found.kept == ""


def test_cells_add_up_by_any_name() -> None:
    cells = (Cell("2026-10", "a", "x", Counts(received=5)), Cell("2026-11", "b", "x", Counts(received=7)))
    found = Figures(cells, NOW)
    assert found.by(lambda cell: cell.procedure) == {"x": Counts(received=12)}
    assert found.by(lambda cell: cell.counter, "2026-11") == {"b": Counts(received=7)}
