"""Conversations as data (tests/transcripts): each line reaches the kind of answer it names; wording is free."""

from pathlib import Path

import pytest

from bot import transcripts
from bot.conversation import Conversation
from bot.transcripts import BadTranscript, Talk

TALKS = transcripts.read(Path("tests/transcripts"))


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
def test_talk(conversation: Conversation, talk: Talk) -> None:
    assert talk.lines
    assert transcripts.broken(conversation, talk) == []


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("bot: elsewhere", "phải là elsewhere, nay là answer dang-ky-ho-kinh-doanh"),
        ("bot: answer ket-hon", "phải là answer ket-hon"),
        ("bot: answer dang-ky-ho-kinh-doanh fee", "phải là answer dang-ky-ho-kinh-doanh fee"),
        ("bot: choose", "phải là choose"),
        ("có: con voi", "có «con voi»"),
        ("không có: kinh doanh", "không có «kinh doanh»"),
    ],
)
def test_what_does_not_hold_is_told(conversation: Conversation, tmp_path: Path, wanted: str, told: str) -> None:
    (tmp_path / "a.txt").write_text(f"= Thử\ndân: mo tiem tap hoa phai lam sao\n{wanted}\n", encoding="utf-8")
    (talk,) = transcripts.read(tmp_path)
    (line,) = transcripts.broken(conversation, talk)
    assert told in line


@pytest.mark.parametrize("line", ["cán bộ: chào", "dân mở tiệm"])
def test_a_line_that_nobody_says_is_a_fault(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(f"= Thử\n{line}\n", encoding="utf-8")
    with pytest.raises(BadTranscript, match=r"a\.txt:2"):
        transcripts.read(tmp_path)
