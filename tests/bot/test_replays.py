"""What a wording more would flip, told by its label."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import replays, transcripts
from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.evaluation import Case
from bot.replays import Flip

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
DIPLOMA = "ban-sao-van-bang-tu-so-goc"
ODD = "làm giấy nuôi cá sấu"


def taught(book: Book, procedure_id: str, *wordings: str) -> Conversation:
    """The same book with more ways of asking for one procedure."""
    procedure = book.procedures[procedure_id]
    more = procedure.model_copy(update={"wordings": (*procedure.wordings, *wordings)})
    return Conversation(replace(book, procedures={**book.procedures, procedure_id: more}), "https://a.example")


@pytest.fixture(scope="module")
def spoiled(book: Book) -> Conversation:
    """A book in which questions of others lead to copies of diplomas."""
    return taught(book, DIPLOMA, "mở tiệm tạp hóa cần giấy gì", ODD)


@pytest.mark.parametrize(
    ("case", "told", "harmful"),
    [
        (Case("mở tiệm tạp hóa cần giấy gì", "dang-ky-ho-kinh-doanh"), "HẠI", True),
        (Case(ODD, "dang-ky-ho-kinh-doanh"), "HẠI", True),
        (Case(ODD, "near"), "HẠI", True),
        (Case(ODD, "far"), "HẠI", True),
        (Case(ODD, DIPLOMA), "tốt hơn", False),
        (Case("mở tiệm tạp hóa cần giấy gì", f"{DIPLOMA}|dang-ky-ho-kinh-doanh"), "ngang nhau", False),
    ],
)
def test_each_flip_is_told_by_its_label(
    conversation: Conversation, spoiled: Conversation, case: Case, told: str, harmful: bool
) -> None:
    steps: list[int] = []
    (flip,) = replays.flips(conversation, spoiled, [case], NOW, lambda: steps.append(1))
    assert flip.harmful is harmful
    assert str(flip).startswith(f"{told}: «{case.question}» ({case.label}): ")
    assert steps == [1]


def test_what_stays_is_not_told(conversation: Conversation, spoiled: Conversation) -> None:
    cases = [Case("khai tử cho cha cần giấy gì", "khai-tu"), Case("trời hôm nay đẹp", "far")]
    assert list(replays.flips(conversation, spoiled, cases, NOW, lambda: None)) == []


def test_less_good_is_told_and_is_no_harm() -> None:
    flip = Flip("a", "b", "answer b", "choose b,c", (3, 2), False)
    assert str(flip) == "kém hơn: «a» (b): answer b → choose b,c"


def test_a_talk_that_breaks_is_told_and_one_broken_before_is_not(
    conversation: Conversation, spoiled: Conversation, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(
        "= Tiệm\ndân: mở tiệm tạp hóa cần giấy gì\nbot: answer dang-ky-ho-kinh-doanh\n"
        "= Hỏng sẵn\ndân: chào\nbot: emergency\n= Vẫn đúng\ndân: chào\nbot: chat\n",
        encoding="utf-8",
    )
    talks = transcripts.read(tmp_path)
    found = list(replays.breaks(conversation, spoiled, talks, lambda: None))
    line = f"«mở tiệm tạp hóa cần giấy gì»: phải là answer dang-ky-ho-kinh-doanh, nay là answer {DIPLOMA}"
    assert [name for name, _ in found] == ["a: Tiệm"]
    assert found[0][1].startswith(line)
