"""Fuzzing in short: hypothesis and a seeded mutator over bodies, knowledge and configurations (full: make chaos)."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import citizens, inbox, outbox
from bot.aliases import Aliases
from bot.conversation import Conversation
from bot.messages import Reply
from bot.zalo import inbound
from tests.bot.conftest import FILES
from tests.chaos.fuzz import OA, SECRET, BodyFuzz, config_fuzz, knowledge_fuzz

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=12,
)
NAMES = st.sampled_from(["user_send_text", "follow", "oa_send_text", "user_seen_message", "unfollow"]) | st.text()
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "event_name": NAMES | JSON,
        "timestamp": st.from_regex(r"\d{10,14}", fullmatch=True) | JSON,
        "sender": st.fixed_dictionaries({}, optional={"id": st.text("0123456789", max_size=21) | JSON}) | JSON,
        "recipient": JSON,
        "message": st.fixed_dictionaries({}, optional={"msg_id": JSON, "text": st.text() | JSON}) | JSON,
        "app_id": JSON,
        "user_id": JSON,
    },
)


def test_two_thousand_bodies(tmp_path: Path, conversation: Conversation) -> None:
    result = BodyFuzz(tmp_path, conversation, seed=1).run(2000)
    assert result.wrong == []
    assert result.sent == 2000
    assert result.stored > 300
    assert result.replies > 200


def test_a_reply_to_an_echo_is_caught_though_a_withdrawal_erases_it(tmp_path: Path, conversation: Conversation) -> None:
    fuzz = BodyFuzz(tmp_path, conversation, seed=1)
    fuzz.run(0)
    echo = {"event_name": "oa_send_text", "sender": {"id": OA}, "recipient": {"id": "77"}}
    citizen = Aliases(SECRET).of("77")
    inbox.put(fuzz.store, "oa_send_text:m1", citizen, "{}", 1.0)
    fuzz.stored = {"oa_send_text:m1": json.dumps(echo)}
    with fuzz.store.write() as connection:
        outbox.put(connection, outbox.Address(1, citizen, "77"), Reply("Chào"), None, 1.0)
        citizens.erase(connection, citizen, 2.0)
        connection.rows("UPDATE inbox SET state = 'settled'")
    assert fuzz.rows("SELECT id FROM outbox") == []
    fuzz.judge()
    assert fuzz.result.wrong == ["a reply to oa_send_text"]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(EVENTS)
def test_any_json_is_read_or_left(value: dict[str, object]) -> None:
    event = inbound.parse(json.dumps(value).encode(), OA)
    assert event is None or (event.citizen != OA and (event.citizen == "" or event.citizen.isdigit()))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_left(body: bytes) -> None:
    inbound.parse(body, OA)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "knowledge" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "knowledge"


def test_mutated_knowledge_gives_faults_or_none(small: Path, tmp_path: Path) -> None:
    result = knowledge_fuzz(small, 95, 2, {})
    shutil.copytree("knowledge", tmp_path / "shipped", ignore=shutil.ignore_patterns("mau"))
    shipped = knowledge_fuzz(tmp_path / "shipped", 5, 3)
    assert (result.wrong, shipped.wrong) == ([], [])
    assert 20 < result.refused < 95


def test_mutated_configuration_gives_faults_or_settings(tmp_path: Path) -> None:
    result = config_fuzz(tmp_path, 100, seed=4)
    assert result.wrong == []
    assert 20 < result.refused < 100
