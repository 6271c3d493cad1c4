"""A database of the first schema, with rows in it, becomes today's without losing any."""

import sqlite3
from pathlib import Path

import pytest

from bot import schema
from bot.store import SCHEMA_VERSION, Store

FIRST = Path("tests/fixtures/schema-1.sql").read_text(encoding="utf-8")
ROWS = """
INSERT INTO inbox (event_key, citizen, body, received_at) VALUES ('user_send_text:m1', '1', '{}', 1.0);
INSERT INTO outbox (inbox_id, citizen, reply, due_at, created_at) VALUES (1, '1', '{"text": "a"}', 1.0, 1.0);
INSERT INTO citizens (id, memory, silent_until, changed_at) VALUES ('1', '{"welcomed": true}', 5.0, 1.0);
INSERT INTO journal (at, outcome) VALUES (1.0, 'answer');
INSERT INTO tokens (id, access, refresh) VALUES (1, 'a', 'r');
"""


def layout(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    raw.close()
    return [(name, " ".join(sql.split())) for name, sql in found]


def old(path: Path, version: int) -> None:
    """Make a database of that version, filled while it was new."""
    with sqlite3.connect(path) as raw:
        raw.executescript(FIRST + ROWS)
        for number, step in enumerate(schema.STEPS[1:version], 2):
            raw.executescript(f"{step.strip().rstrip(';')}; PRAGMA user_version = {number};")
    raw.close()


def test_the_first_step_is_still_the_first_schema_ever_installed(tmp_path: Path) -> None:
    old(tmp_path / "then.db", 1)
    with sqlite3.connect(tmp_path / "now.db") as raw:
        raw.executescript(schema.FIRST)
    raw.close()
    assert layout(tmp_path / "now.db") == layout(tmp_path / "then.db")


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_every_version_becomes_the_newest_with_all_its_rows(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.db"
    old(path, version)
    Store(f"sqlite:///{path}").migrate()
    Store(f"sqlite:///{tmp_path}/new.db").migrate()
    assert layout(path) == layout(tmp_path / "new.db")
    with sqlite3.connect(path) as raw:
        for table in ("inbox", "outbox", "citizens", "journal", "tokens"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table  # noqa: S608
        assert raw.execute("SELECT silent_until FROM citizens").fetchone() == (5.0,)
        assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
