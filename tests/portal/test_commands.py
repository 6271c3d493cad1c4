"""The portal's commands as staff run them: real processes, exit codes, Vietnamese words."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.calendar import VIETNAM
from bot.store import Store
from tests.bot.conftest import FILES

RUNS = """\
dot_in:
  - {ky_hieu: B7, noi_dan: Quầy 2, ngay_in: 01/01/2026}
  - {ky_hieu: C3, noi_dan: Nhà văn hóa khóm 3, ngay_in: 01/01/2026}
"""
BY_HAND = """\
noi_duoc_phep: [gov.vn]
dia_chi_ngoai:
  - lien_ket: https://dichvucong.gov.vn
    phai_nguoi_xem: true
"""
SEEN = "    kiem_tra: {ngay: 01/01/2026, nguoi: Lan, han: 31/12/2099}\n"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A small sound knowledge folder and an empty database."""
    for name, text in FILES.items():
        path = tmp_path / "knowledge" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    Store(f"sqlite:///{tmp_path}/counter.db").migrate()
    return tmp_path


def portal(town: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "BOT_KNOWLEDGE_PATH": str(town / "knowledge"),
        "BOT_STORAGE_URL": f"sqlite:///{town}/counter.db",
    }
    return subprocess.run(
        [sys.executable, "-m", "portal", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environ},
        timeout=60,
        check=False,
    )


def test_links_that_only_a_person_can_tell(town: Path) -> None:
    file = town / "knowledge" / "lien-ket.yaml"
    file.write_text(BY_HAND, encoding="utf-8")
    done = portal(town, "links")
    assert done.returncode == 1
    assert "Cán bộ cần xem: https://dichvucong.gov.vn (phải người xem chưa ai xem)" in done.stdout
    file.write_text(BY_HAND + SEEN, encoding="utf-8")
    done = portal(town, "links")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 liên kết, 0 chỗ cần người xem.")


def test_a_link_to_a_host_that_is_not_allowed_is_a_fault_of_the_book(town: Path) -> None:
    (town / "knowledge" / "lien-ket.yaml").write_text("noi_duoc_phep: [chinhphu.vn]\n", encoding="utf-8")
    done = portal(town, "links")
    assert done.returncode == 2
    assert "01-mo-tiem.yaml" in done.stderr
    assert "«https://dichvucong.gov.vn» không nằm trong «noi_duoc_phep»" in done.stderr


def test_scans_by_code_and_placement_and_the_sheet_that_fell_silent(town: Path) -> None:
    with (town / "knowledge" / "ma-in.yaml").open("a", encoding="utf-8") as file:
        file.write(RUNS)
    today = datetime.now(VIETNAM).date()
    with Store(f"sqlite:///{town}/counter.db").write() as connection:
        for days_ago, placement, n in ((20, "B7", 9), (20, "C3", 6), (3, "C3", 2), (2, "", 4)):
            day = (today - timedelta(days=days_ago)).isoformat()
            connection.rows("INSERT INTO scans VALUES (:d, '01', :p, :n)", {"d": day, "p": placement, "n": n})
    done = portal(town, "scans")
    assert done.returncode == 1
    assert "01: 21" in done.stdout
    assert "B7 Quầy 2: 9" in done.stdout
    assert "! B7 Quầy 2: 7 ngày qua không ai quét, trước đó 9 lượt trong 28 ngày" in done.stdout
    assert "! C3" not in done.stdout
    assert done.stdout.splitlines()[-1] == "21 lượt trong 28 ngày qua (không kể hôm nay), 1 nơi dán cần xem."


def test_scans_of_an_empty_database(town: Path) -> None:
    done = portal(town, "scans")
    assert (done.returncode, done.stdout) == (0, "0 lượt trong 28 ngày qua (không kể hôm nay), 0 nơi dán cần xem.\n")


def test_an_unusable_database_is_one_line(town: Path) -> None:
    (town / "counter.db").write_bytes(b"no database" * 200)
    done = portal(town, "scans")
    assert done.returncode == 2
    assert "không dùng được kho dữ liệu" in done.stderr
    assert "Traceback" not in done.stderr
