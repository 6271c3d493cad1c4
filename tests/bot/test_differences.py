"""What reads differently, how sure the book is, and the files made from the schema."""

import json
from datetime import date
from pathlib import Path

from bot import knowledge, truth
from bot.differences import NOTHING, between
from bot.faults import validate
from bot.procedures import Procedure
from bot.yamlfile import read
from portal.trial import attempt_file, place
from tests.bot.conftest import PROCEDURE

TODAY = date(2026, 11, 24)
WORDS = Path("knowledge/loi-dap.yaml").read_bytes()


def full(folder: Path) -> Path:
    """The small book with the shipped words, which rendering needs."""
    (folder / "loi-dap.yaml").write_bytes(WORDS)
    return folder


def test_between_two_days_only_what_changed_is_named(folder: Path) -> None:
    book = knowledge.load(full(folder))
    assert list(between(book, date(2025, 7, 1), book, TODAY)) == []
    found = {one.part: one for one in between(book, date(2025, 6, 30), book, date(2025, 7, 1))}
    assert "03 ngày làm việc" in found["Thời gian giải quyết"].before
    assert "02 ngày làm việc" in found["Thời gian giải quyết"].after
    assert "Giấy tờ cần nộp" not in found


def test_before_the_first_edition_that_is_said(folder: Path) -> None:
    book = knowledge.load(full(folder))
    found = list(between(book, date(2020, 1, 1), book, TODAY))
    assert found[0].before == NOTHING


def test_a_file_on_trial_shows_its_faults_and_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in full(folder).rglob("*.yaml")}
    trial = attempt_file(folder, "01-mo-tiem.yaml", PROCEDURE.replace("so_ngay: 2", "so_ngay: hai").encode(), TODAY)
    assert [fault.line for fault in trial.faults] == [32]
    trial = attempt_file(folder, "anything.txt", PROCEDURE.replace("02 ngày", "04 ngày").encode(), TODAY)
    assert trial.faults == ()
    assert [one.part for one in trial.differences] == ["Thời gian giải quyết"]
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_a_file_with_an_edition_to_come_names_its_first_day(folder: Path) -> None:
    head, last = full(folder).joinpath("thu-tuc/01-mo-tiem.yaml").read_text().split("  - tu_ngay: 01/07/2025\n")
    ended = f"{head}  - tu_ngay: 01/07/2025\n    den_ngay: 31/12/2026\n{last}"
    coming = ended + "  - tu_ngay: 01/01/2027\n" + last.replace("100.000", "120.000")
    trial = attempt_file(folder, "01-mo-tiem.yaml", coming.encode(), TODAY)
    assert (trial.faults, trial.differences, trial.later) == ((), (), (date(2027, 1, 1),))
    trial = attempt_file(folder, "01-mo-tiem.yaml", coming.encode(), date(2027, 1, 1))
    assert "120.000 đ" in trial.differences[0].after
    assert trial.later == ()


def test_files_beside_the_procedures_are_no_procedures(folder: Path) -> None:
    for name in ("linh-vuc.yaml", "khai-niem.yaml", "viec-ngoai.yaml"):
        assert place(folder, name, b"viec: []\n") == folder / name


def test_a_file_finds_its_place_by_name_or_number(folder: Path) -> None:
    assert place(folder, "lich.yaml", b"").name == "lich.yaml"
    assert place(folder, "ban-moi.yaml", b"so: '01'\n").name == "01-mo-tiem.yaml"
    assert place(folder, "moi.yaml", b"so: 09\n") == folder / "thu-tuc" / "moi.yaml"
    assert place(folder, "x", b"\xff\xfe") == folder / "thu-tuc" / "x.yaml"


def test_the_template_for_clerks_is_sound() -> None:
    tree = read(Path("knowledge/mau/thu-tuc.mau.yaml"), "mau")
    assert isinstance(validate(tree, Procedure), Procedure), tree.faults


def test_the_editor_schema_is_the_one_of_the_models() -> None:
    written = json.loads(Path("knowledge/mau/thu-tuc.schema.json").read_text(encoding="utf-8"))
    assert written == Procedure.model_json_schema(by_alias=True)


def test_the_truth_table_counts_every_fact(folder: Path) -> None:
    book = knowledge.load(folder)
    table = truth.table(book)
    assert "| 01 Mở tiệm | 31/12/2021 – 30/06/2025 | 3 | 0 | 1 | `le_phi` | 23/05/2027 |" in table
    assert "| **cộng** | 2 bản | 12 | 0 | 2 | | |" in table
