"""Consent and tokens: everything is good for one use and for its time."""

import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from simulator import FaultKind, HandClock, Simulator
from simulator.clock import DAY, MINUTE
from simulator.oauth import challenge_of, proof_of
from tests.simulator.conftest import Bot
from tests.town import IDS, SECRETS

TOKEN = "/v4/oa/access_token"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
BACK = "http://127.0.0.1/back"


def exchange(simulator: Simulator, secret: str = SECRETS["app_secret"], **fields: str) -> Any:
    form = {"app_id": IDS["app_id"], **fields}
    answer = requests.post(simulator.url + TOKEN, data=form, headers={"secret_key": secret}, timeout=5)
    assert answer.status_code == 200
    return answer.json()


def refresh(simulator: Simulator, token: str, **fields: str) -> Any:
    return exchange(simulator, refresh_token=token, grant_type="refresh_token", **fields)


def consent(simulator: Simulator, **query: str) -> Any:
    params = {"app_id": IDS["app_id"], "redirect_uri": BACK, **query}
    answer = requests.get(f"{simulator.url}/v4/oa/permission", params=params, allow_redirects=False, timeout=5)
    return parse_qs(urlsplit(answer.headers["Location"]).query) if answer.status_code == 302 else answer.json()


def code(simulator: Simulator, **query: str) -> str:
    return str(consent(simulator, **query)["code"][0])


def test_published_vectors() -> None:
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert proof_of("AT-demo", "app-secret-demo") == "99e3c60561436cf05f01a436fe5fe60696b85942a496223c78a88779e09c1394"


def test_a_code_is_good_once_and_for_ten_minutes(simulator: Simulator, clock: HandClock) -> None:
    first, second = code(simulator), code(simulator)
    pair = exchange(simulator, code=first, grant_type="authorization_code")
    assert (pair["expires_in"], set(pair)) == ("90000", {"access_token", "refresh_token", "expires_in"})
    assert exchange(simulator, code=first, grant_type="authorization_code")["error_name"]
    clock.advance(10 * MINUTE + 1)
    assert exchange(simulator, code=second, grant_type="authorization_code")["error_name"]


@pytest.mark.parametrize(("verifier", "works"), [(VERIFIER, True), ("x" * 43, False), ("", False)])
def test_a_challenge_wants_its_verifier(simulator: Simulator, verifier: str, works: bool) -> None:
    given = code(simulator, code_challenge=challenge_of(VERIFIER))
    answer = exchange(simulator, code=given, grant_type="authorization_code", code_verifier=verifier)
    assert ("access_token" in answer) is works


def test_the_callback(simulator: Simulator) -> None:
    assert consent(simulator)["oa_id"] == [IDS["oa_id"]]
    assert "state" not in consent(simulator, state="x")
    simulator.switches.echo_state = True
    assert consent(simulator, state="x")["state"] == ["x"]
    assert consent(simulator, redirect_uri="https://example.test/back")["error"] == -14003
    assert consent(simulator, app_id="1")["error"] == -14002


@pytest.mark.parametrize(
    ("headers", "fields"),
    [({}, {}), ({"secret_key": "wrong"}, {}), ({}, {"secret_key": SECRETS["app_secret"]})],
    ids=["no secret", "wrong secret", "secret in the body"],
)
def test_the_secret_counts_in_its_header_alone(
    simulator: Simulator, headers: dict[str, str], fields: dict[str, str]
) -> None:
    form = {"app_id": IDS["app_id"], "grant_type": "refresh_token", "refresh_token": SECRETS["refresh_token"], **fields}
    assert requests.post(simulator.url + TOKEN, data=form, headers=headers, timeout=5).json()["error"] < 0
    assert "access_token" in refresh(simulator, SECRETS["refresh_token"])


def test_a_refresh_kills_both_old_tokens(simulator: Simulator, bot: Bot, user: str) -> None:
    pair = refresh(simulator, SECRETS["refresh_token"])
    assert bot.send(user, {"text": "x"})["error"] == -220
    assert refresh(simulator, SECRETS["refresh_token"])["error"] == -14014
    assert simulator.report() == ["refresh-token-reused: a refresh token was used twice"]
    bot.token = pair["access_token"]
    assert bot.send(user, {"text": "x"})["error"] == 0


def test_a_refresh_token_lives_three_months(simulator: Simulator, clock: HandClock) -> None:
    clock.advance(90 * DAY + 1)
    assert refresh(simulator, SECRETS["refresh_token"])["error"] == -14020


def test_an_answer_lost_on_the_way_has_spent_the_token(simulator: Simulator) -> None:
    simulator.faults.next(1, FaultKind.LOST, path=TOKEN)
    with pytest.raises(requests.ConnectionError):
        refresh(simulator, SECRETS["refresh_token"])
    assert refresh(simulator, SECRETS["refresh_token"])["error"] == -14014


def test_two_refreshes_at_the_same_time_are_seen(simulator: Simulator) -> None:
    simulator.switches.latency_ms = 100
    tokens = [simulator.tokens.issue()[1], SECRETS["refresh_token"]]
    threads = [threading.Thread(target=refresh, args=(simulator, token)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert simulator.report() == ["parallel-refresh: two refreshes at the same time"]


def test_the_proof_of_the_app_secret(simulator: Simulator, bot: Bot) -> None:
    simulator.switches.appsecret_proof = True
    url, headers = f"{simulator.url}/v2.0/oa/getoa", {"access_token": bot.token}
    assert requests.get(url, headers=headers, timeout=5).json()["error"] == -242
    headers["appsecret_proof"] = proof_of(bot.token, SECRETS["app_secret"])
    assert requests.get(url, headers=headers, timeout=5).json()["error"] == 0


def test_a_restart_carries_on(tmp_path: Path, clock: HandClock) -> None:
    state = tmp_path / "deep" / "simulator.json"
    with Simulator(**IDS, **SECRETS, clock=clock, state=state) as first:
        pair = refresh(first, SECRETS["refresh_token"])
        bot = Bot(first)
        message = first.say("123456789", "Chào")
        sent = bot.say("123456789", "Đáp", quote=message)
        upload = bot.upload("image", b"\x89PNG\r\n\x1a\n")["data"]["attachment_id"]
    assert state.stat().st_mode & 0o077 == 0
    with Simulator(**IDS, **SECRETS, clock=clock, state=state) as again:
        assert refresh(again, SECRETS["refresh_token"])["error"] == -14014
        assert [line.message_id for line in again.people.lines["123456789"]] == [message, sent]
        assert again.uploads.content(upload) == (b"\x89PNG\r\n\x1a\n", "image/png")
        bot = Bot(again)
        assert again.report() == ["refresh-token-reused: a refresh token was used twice"]
        bot.say("123456789", "Đáp")
        assert again.report()[1].startswith("answered-twice")
        assert refresh(again, pair["refresh_token"])["expires_in"] == "90000"
