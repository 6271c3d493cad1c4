"""`python -m bot gaps` as a clerk uses it, in Vietnamese: listed, taken in, refused, dropped."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import gaps_command, unanswered, yamlfile
from bot.book import Book
from bot.commands import cli
from bot.store import Store
from tests.test_commands import run

SHOP = "thu-tuc/01-dang-ky-ho-kinh-doanh.yaml"
TICKETS = "xin giấy bán vé số dạo"
QUESTIONS = "question\tlabel\n{}\n"
TALKS = "= Tiệm\ndân: mở tiệm tạp hóa cần giấy gì\nbot: answer dang-ky-ho-kinh-doanh\n"
Capture = pytest.CaptureFixture[str]


def filled(folder: Path) -> Store:
    """A store with three questions that were not answered."""
    store = Store(f"sqlite:///{folder}/counter.db")
    store.migrate()
    with store.write() as connection:
        for text, times in (("làm giấy nuôi cá sấu [điện thoại]", 1), (TICKETS, 3), ("bán vé số dạo xin giấy", 1)):
            for day in range(times):
                unanswered.count_in(connection, text, date(2026, 11, 20 + day))
    return store


@pytest.fixture
def asked(tmp_path: Path) -> Store:
    return filled(tmp_path)


class Office:
    """A copy of the shipped knowledge and a store."""

    def __init__(self, folder: Path) -> None:
        self.knowledge = folder / "knowledge"
        shutil.copytree("knowledge", self.knowledge)
        self.file = self.knowledge / SHOP
        self.store = filled(folder)
        self.environ = {"BOT_STORAGE_URL": f"sqlite:///{folder}/counter.db", "BOT_KNOWLEDGE_PATH": str(self.knowledge)}

    def gaps(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["gaps", *words], env=self.environ, catch_exceptions=False)

    def texts(self) -> list[str]:
        with self.store.read() as connection:
            return [one.text for one in unanswered.every(connection)]

    def wordings(self) -> list[str]:
        found: list[str] = yamlfile.read(self.file, "a").value["cach_hoi"]
        return found


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The replay asks a few questions instead of some thousand: what it does with them is the same."""
    tried = tmp_path / "tried"
    tried.mkdir()
    (tried / "questions.tsv").write_text(QUESTIONS.format("mở tiệm tạp hóa cần giấy gì\tdang-ky-ho-kinh-doanh"))
    (tried / "a.txt").write_text(TALKS, encoding="utf-8")
    monkeypatch.setattr(gaps_command, "QUESTIONS", tried / "questions.tsv")
    (tried / "sealed.tsv").write_text(QUESTIONS.format("trời nắng quá\tfar"))
    monkeypatch.setattr(gaps_command, "SEALED", tried / "sealed.tsv")
    monkeypatch.setattr(gaps_command, "TALKS", tried)
    return Office(tmp_path)


def test_what_was_asked_most_is_listed_first_with_what_is_nearest(office: Office) -> None:
    done = office.gaps()
    lines = [line.strip() for line in done.output.splitlines()]
    assert lines[0] == f"2  4 lượt, gần nhất 22/11/2026: «{TICKETS}»"
    assert lines[1] == "cũng hỏi: «bán vé số dạo xin giấy»"
    assert lines[2].startswith("gần nhất: 01 Đăng ký hộ kinh doanh ")
    assert lines[3] == "1  1 lượt, gần nhất 20/11/2026: «làm giấy nuôi cá sấu [điện thoại]»"
    assert "2 nhóm, 5 lượt hỏi." in lines
    assert "2 nhóm, 5 lượt hỏi (1 chưa hiện)." in office.gaps("--most", "1").output


def test_nothing_to_list_is_said(office: Office) -> None:
    assert office.gaps("drop", "1").output == "Đã bỏ 1 cách viết, 1 lượt hỏi.\n"
    assert office.gaps("drop", "2").output == "Đã bỏ 2 cách viết, 4 lượt hỏi.\n"
    assert office.gaps().output == "Không có câu nào bot chưa trả lời được.\n"


@pytest.mark.parametrize("procedure", ["01", "Đăng ký hộ kinh doanh"])
def test_a_wording_is_taken_in_and_nothing_else_changes(office: Office, procedure: str) -> None:
    before, old = office.file.read_text(encoding="utf-8"), office.wordings()
    done = office.gaps("accept", "2", procedure)
    assert done.exit_code == 0, done.output
    assert f"Đã thêm «{TICKETS}» vào {office.file}" in done.output
    assert "2 cách viết nay trả lời được" in done.output
    after = office.file.read_text(encoding="utf-8")
    assert after.replace(f"  - {TICKETS}\n", "", 1) == before
    assert office.wordings() == [*old, TICKETS]
    assert office.texts() == ["làm giấy nuôi cá sấu [điện thoại]"]
    again = office.gaps("accept", "2", procedure)
    assert (again.exit_code, "không có câu số 2" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("number", "procedure", "wording", "said"),
    [
        (99, "01", None, "không có câu số 99"),
        (2, "26", None, "không có thủ tục «26»"),
        (2, "karaokee", None, "không có thủ tục «karaokee»"),
        (1, "01", None, "điều riêng của người dân: «làm giấy nuôi cá sấu [điện thoại]»"),
        (2, "01", "gọi ông Trần Văn Ba 0912345678", "điều riêng của người dân: «gọi ông [tên] [điện thoại]»"),
        (2, "01", " \n ", "câu trống"),
        (2, "01", "vé số " * 50, "nhiều nhất 200"),
        (2, "01", "Lập hộ cá thể cần mang gì theo?", "đã có trong cách hỏi của «Đăng ký thành lập"),
        (2, "02", "lập hộ cá thể cần mang gì theo", "cách hỏi của «Đăng ký thành lập hộ kinh doanh» (01 "),
        (2, "07", "đăng ký kết hôn", "đang là cách hỏi của «ket-hon-trong-nuoc»"),
    ],
)
def test_what_cannot_be_taken_in_is_told(
    asked: Store, book: Book, number: int, procedure: str, wording: str | None, said: str, capsys: Capture
) -> None:
    with pytest.raises(SystemExit) as ended:
        gaps_command.examined(asked, book, number, procedure, wording)
    told = capsys.readouterr().out
    assert (ended.value.code, said in told, "Chưa ghi gì." in told) == (1, True, True), told


@pytest.mark.parametrize(
    ("words", "said"),
    [(("99", "01"), "không có câu số 99"), (("2", "25", "--as", "xin giấy phép"), "đang trả lời khác rồi")],
)
def test_nothing_is_written_then(office: Office, words: tuple[str, ...], said: str) -> None:
    before, texts = office.file.read_bytes(), office.texts()
    done = office.gaps("accept", *words)
    assert (done.exit_code, said in done.output, "Chưa ghi gì." in done.output) == (1, True, True), done.output
    assert office.file.read_bytes() == before
    assert office.texts() == texts


def test_a_harmful_wording_is_refused_with_the_list(office: Office) -> None:
    gaps_command.QUESTIONS.write_text(QUESTIONS.format(f"{TICKETS}\tnear"), encoding="utf-8")
    (gaps_command.TALKS / "a.txt").write_text(f"= Vé số\ndân: {TICKETS}\nbot: unknown\n", encoding="utf-8")
    before = office.file.read_bytes()
    done = office.gaps("accept", "2", "01")
    assert done.exit_code == 1
    assert f"HẠI: «{TICKETS}» (near): unknown → answer dang-ky-ho-kinh-doanh" in done.output
    assert f"HẠI: «a: Vé số»: «{TICKETS}»: phải là unknown, nay là answer dang-ky-ho-kinh-doanh" in done.output
    assert "2 chỗ đang đúng sẽ thành sai" in done.output
    assert office.file.read_bytes() == before


def test_the_sealed_questions_say_no_and_are_not_shown(office: Office) -> None:
    gaps_command.SEALED.write_text(QUESTIONS.format(f"{TICKETS} nhé\tnear"), encoding="utf-8")
    before = office.file.read_bytes()
    done = office.gaps("accept", "2", "01")
    assert (done.exit_code, "HẠI: 1 câu của bộ câu hỏi giữ kín" in done.output) == (1, True), done.output
    assert f"{TICKETS} nhé" not in done.output
    assert office.file.read_bytes() == before


def test_a_better_one_is_told_and_taken_in(office: Office) -> None:
    gaps_command.QUESTIONS.write_text(QUESTIONS.format(f"{TICKETS}\tdang-ky-ho-kinh-doanh"), encoding="utf-8")
    done = office.gaps("accept", "2", "01")
    assert (done.exit_code, "tốt hơn: " in done.output, "1 chỗ khác đi" in done.output) == (0, True, True), done.output


def test_without_the_questions_nothing_can_be_replayed(office: Office) -> None:
    gaps_command.QUESTIONS.unlink()
    done = office.gaps("accept", "2", "01")
    assert (done.exit_code, "không thử lại được" in done.output) == (1, True)
    assert TICKETS not in office.wordings()


def test_a_file_that_cannot_be_written_is_told(office: Office) -> None:
    office.file.with_name(f".{office.file.name}.tmp").mkdir()
    done = office.gaps("accept", "2", "01")
    assert (done.exit_code, "không ghi được tệp" in done.output) == (1, True)
    assert TICKETS not in office.wordings()
    assert office.texts()


def test_a_faulty_book_is_told_with_all_its_faults(office: Office) -> None:
    office.file.write_text(office.file.read_text(encoding="utf-8") + "la_lung: 1\n", encoding="utf-8")
    before = office.file.read_bytes()
    for words in ((), ("accept", "2", "01")):
        done = run("gaps", *words, **office.environ)
        assert (done.returncode, "la_lung" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert office.file.read_bytes() == before


def test_the_whole_set_is_at_hand_in_a_clone() -> None:
    assert gaps_command.QUESTIONS.is_file()
    assert gaps_command.TALKS.is_dir()
