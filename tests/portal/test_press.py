"""Pages in memory: packed once, and never shown past midnight."""

import gzip
from datetime import datetime

import pytest

from bot.calendar import VIETNAM
from bot.conversation import Conversation
from portal.press import Run, fresh_seconds, printed


def test_a_page_is_packed_and_marked_by_its_content() -> None:
    page = printed("Giấy tờ")
    assert gzip.decompress(page.packed) == page.body == "Giấy tờ".encode()
    assert printed("Giấy tờ").mark == page.mark != printed("Giấy tờ.").mark
    assert printed("Giấy tờ").packed == page.packed


@pytest.mark.parametrize(
    ("clock", "seconds"), [("10:00:00", 600), ("23:50:00", 600), ("23:59:30", 30), ("23:59:59.9", 0)]
)
def test_no_page_outlives_its_day(clock: str, seconds: int) -> None:
    assert fresh_seconds(datetime.fromisoformat(f"2026-06-30 {clock}").replace(tzinfo=VIETNAM)) == seconds


def test_a_page_is_drawn_once(conversation: Conversation) -> None:
    run, drawn = Run(conversation, conversation, datetime(2026, 11, 24, tzinfo=VIETNAM).date()), []

    def draw() -> object:
        drawn.append(1)
        return printed("x")

    assert run.get("k", draw) is run.get("k", draw)  # type: ignore[arg-type]
    assert drawn == [1]
