"""A complaint in a whole installation: killed in between, filed once, answered, asked for."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.complaints import number_in
from tests.town import Town, eventually

CITIZEN = "1000000000000000777"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path) as running:
        yield running


class Person:
    """A citizen who writes and waits for the next message."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def say(self, text: str) -> str:
        heard = len(self.town.sent_to(CITIZEN))
        self.town.simulator.say(CITIZEN, text)
        return self.hear(heard)

    def hear(self, heard: int) -> str:
        assert eventually(lambda: len(self.town.sent_to(CITIZEN)) > heard), self.town.log.read_text()
        return self.town.sent_to(CITIZEN)[-1]


def staff(town: Town, *words: str) -> str:
    command = [sys.executable, "-m", "bot", "complaints", *words]
    done = subprocess.run(command, env=town.environ(), capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def test_a_complaint_from_the_first_word_to_the_answer(town: Town) -> None:
    person = Person(town)
    assert "Gõ một số" in person.say("tui mun phan anh")
    assert "Chuyện gì" in person.say("1")
    assert "ở đâu" in person.say("ho so so do tui nop 3 thang chua xong, kiu hoai hong ai tra loi, sdt 0912345678")
    town.kill("work")
    heard = len(town.sent_to(CITIZEN))
    town.simulator.say(CITIZEN, "quay so 2")
    town.start("work")
    assert "lúc nào" in person.hear(heard)
    assert "số điện thoại" in person.say("hong nho")
    summary = person.say("khoi")
    assert "quay so 2" in summary
    assert "0912345678" not in summary
    town.kill("work")
    heard = len(town.sent_to(CITIZEN))
    town.simulator.say(CITIZEN, "1")
    town.start("work")
    filed = person.hear(heard)
    written = re.search(r"[2-9HKMTX]{3}-[2-9HKMTX]{3}-[2-9HKMTX]{3}", filed)
    assert written is not None, filed
    assert [row["number"] for row in town.rows("SELECT number FROM complaints")] == [number_in(written[0])]
    assert "chưa xử lý xong" in person.say(written[0].lower())

    assert written[0] in staff(town, "list")
    heard = len(town.sent_to(CITIZEN))
    assert "đang gửi" in staff(town, "answer", written[0], "--text", "Hồ sơ xong, mời đến nhận.", "--by", "Lê Thị Ba")
    assert person.hear(heard).endswith("Hồ sơ xong, mời đến nhận.")
    assert "Hồ sơ xong" in person.say(f"phan anh {written[0]} toi dau roi")
    assert not town.rows("SELECT id FROM complaints WHERE recipient IS NOT NULL OR citizen IS NOT NULL")
    assert "kiu hoai" not in town.log.read_text()
    # The simulator takes any send that follows no message for unprompted; this one a clerk sent, inside the window.
    assert len(town.simulator.report()) == 1
