"""Missing papers counted by month: no persons, the same sheet for several counters, small counts hidden when public."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import missing
from bot.commands import cli
from bot.missing import Counted
from bot.store import Store

NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 1)
MARRIAGE = "ket-hon-yeu-to-nuoc-ngoai"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("BOT_STORAGE_URL", f"sqlite:///{tmp_path}/counter.db")
    monkeypatch.delenv("BOT_CONFIG", raising=False)
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    return store


def count(store: Store, times: int, day: date, *papers: str, counter: str = "phuong-nga-nam") -> None:
    with store.write() as connection:
        for _ in range(times):
            missing.add(connection, day, counter, MARRIAGE, papers)


def counted(store: Store, month: str, counter: str = "") -> list[Counted]:
    with store.read() as connection:
        return missing.counted(connection, month, counter)


def test_months_counters_and_papers_are_kept_apart(store: Store) -> None:
    count(store, 2, NOVEMBER, "Tờ khai", "Hộ chiếu", "Tờ khai")
    count(store, 1, NOVEMBER, "Hộ chiếu", counter="phuong-my-quoi")
    count(store, 1, DECEMBER, "Tờ khai")
    assert counted(store, "2026-11") == [Counted(MARRIAGE, 3, (("Hộ chiếu", 3), ("Tờ khai", 2)))]
    assert counted(store, "2026-11", "phuong-my-quoi") == [Counted(MARRIAGE, 1, (("Hộ chiếu", 1),))]
    assert counted(store, "2026-12") == [Counted(MARRIAGE, 1, (("Tờ khai", 1),))]
    assert counted(store, "2026-10") == []


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["missing", *words])
    return done.exit_code, done.output


@pytest.mark.parametrize("month", ["2026-11", "11/2026", "2026-11 "])
def test_staff_see_every_count_and_the_public_none_below_five(store: Store, month: str) -> None:
    count(store, 6, NOVEMBER, "Hộ chiếu")
    count(store, 4, NOVEMBER, "Tờ khai")
    status, text = run(month)
    assert status == 0
    assert "07 Đăng ký kết hôn có yếu tố nước ngoài: 10 phiếu" in text
    assert "       6  Hộ chiếu\n         4  Tờ khai" in text
    status, text = run(month, "--public")
    assert "6  Hộ chiếu" in text
    assert "dưới 5  Tờ khai" in text
    assert "4  Tờ khai" not in text


def test_a_month_without_sheets_says_so(store: Store) -> None:
    assert counted(store, "2026-11") == []
    assert run("2026-11") == (0, "Tháng 11/2026 chưa ghi phiếu còn thiếu nào.\n")


@pytest.mark.parametrize("wrong", ["2026", "2026-13", "2026-00", "thang 11", "11-2026", "' OR 1", "２０２６-11", ""])
def test_a_wrong_month_is_told_how_to_write_it(store: Store, wrong: str) -> None:
    assert counted(store, wrong) == []
    status, text = run(wrong)
    assert status == 2
    assert "viết ví dụ 2026-11" in text


def test_an_unknown_counter_is_told_which_there_are(store: Store) -> None:
    assert counted(store, "2026-11", "quay-la") == []
    status, text = run("2026-11", "--counter", "quay-la")
    assert status == 2
    assert "phuong-nga-nam" in text
