"""Connecting the account: the link, what is pasted, whose token it is, and a running bot that carries on."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.store import Store
from bot.zalo import tokens as kept_tokens
from bot.zalo.client import Client
from bot.zalo.connect import (
    CannotConnect,
    Connector,
    Consent,
    challenge,
    link,
    new_verifier,
    read_consent,
)
from bot.zalo.tokens import Tokens
from simulator import FaultKind, Simulator
from tests.town import IDS, SECRETS

BACK = "http://127.0.0.1/back/"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
OTHER = "1111111111111111111"


def test_the_published_challenge() -> None:
    assert challenge(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    drawn = new_verifier()
    assert (len(drawn), drawn == new_verifier()) == (43, False)
    assert len(base64.urlsafe_b64decode(drawn + "=")) == 32


PASTED = {
    "the address": ("https://motcua.example.gov.vn/?oa_id=77&code=aB-c_1&state=x", Consent("aB-c_1", "77")),
    "with blanks and brackets": ("  <http://127.0.0.1/?code=abc> \n", Consent("abc")),
    "the query alone": ("code=abc&oa_id=5", Consent("abc", "5")),
    "the code alone": (" aB-c_1 ", Consent("aB-c_1")),
}


@pytest.mark.parametrize(("pasted", "consent"), PASTED.values(), ids=PASTED.keys())
def test_what_is_pasted(pasted: str, consent: Consent) -> None:
    assert read_consent(pasted) == consent


@pytest.mark.parametrize("pasted", ["", "  ", "https://motcua.example.gov.vn/", "https://x/?error=1", "hai từ"])
def test_what_holds_no_code_is_said(pasted: str) -> None:
    with pytest.raises(CannotConnect, match="không thấy mã"):
        read_consent(pasted)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(**IDS, **SECRETS) as simulator:
        yield simulator


def connector(simulator: Simulator, store: Store, oa_id: str = IDS["oa_id"]) -> Connector:
    client = Client(simulator.url, simulator.url, IDS["app_id"], SECRETS["app_secret"])
    return Connector(client, Tokens(store, client.refresh, "", "connect"), oa_id)


def consent(simulator: Simulator, verifier: str = VERIFIER) -> str:
    """Consent as an administrator does in the browser; the address one lands on."""
    address = link(simulator.url, IDS["app_id"], BACK, verifier)
    return requests.get(address, allow_redirects=False, timeout=5).headers["Location"]


def access(store: Store) -> str:
    with store.read() as connection:
        return kept_tokens.kept(connection).access


@pytest.mark.parametrize("field", ["oaid", "oa_id"])
def test_a_consent_becomes_a_stored_pair(simulator: Simulator, store: Store, field: str) -> None:
    simulator.switches.oa_id_field = field
    connected = connector(simulator, store).by_code(read_consent(consent(simulator)), VERIFIER)
    assert (connected.oa_id, connected.name) == (IDS["oa_id"], "Một cửa Ngã Năm")
    assert access(store) == simulator.tokens.access


def test_a_refresh_token_from_the_console_does_as_well(simulator: Simulator, store: Store) -> None:
    connector(simulator, store).by_refresh_token(f" {SECRETS['refresh_token']}\n")
    assert access(store) == simulator.tokens.access


def test_the_wrong_account_is_refused_before_its_code_is_spent(simulator: Simulator, store: Store) -> None:
    pasted = read_consent(consent(simulator))
    with pytest.raises(CannotConnect, match=IDS["oa_id"]):
        connector(simulator, store, OTHER).by_code(pasted, VERIFIER)
    assert connector(simulator, store).by_code(pasted, VERIFIER).oa_id == IDS["oa_id"]


def test_a_bare_code_of_the_wrong_account_is_not_stored(simulator: Simulator, store: Store) -> None:
    code = read_consent(consent(simulator)).code
    with pytest.raises(CannotConnect, match=f"OA {IDS['oa_id']} ..Một cửa Ngã Năm.*cấu hình là {OTHER}"):
        connector(simulator, store, OTHER).by_code(Consent(code), VERIFIER)
    assert access(store) == ""


def test_a_code_is_good_once_and_with_its_verifier(simulator: Simulator, store: Store) -> None:
    with pytest.raises(CannotConnect, match="Zalo không nhận mã này"):
        connector(simulator, store).by_code(read_consent(consent(simulator)), new_verifier())
    pasted = read_consent(consent(simulator))
    connector(simulator, store).by_code(pasted, VERIFIER)
    with pytest.raises(CannotConnect, match="Zalo không nhận mã này"):
        connector(simulator, store).by_code(pasted, VERIFIER)
    assert access(store) == simulator.tokens.access


def test_an_account_that_cannot_be_checked_is_not_stored(simulator: Simulator, store: Store) -> None:
    simulator.faults.next(3, FaultKind.BAD_GATEWAY, path="/v2.0/oa/getoa")
    with pytest.raises(CannotConnect, match="chưa kiểm được"):
        connector(simulator, store).by_code(read_consent(consent(simulator)), VERIFIER)
    assert access(store) == ""
    connector(simulator, store).by_code(read_consent(consent(simulator)), VERIFIER)


def test_it_waits_for_a_refresh_that_is_under_way(simulator: Simulator, store: Store) -> None:
    one = connector(simulator, store)
    assert Tokens(store, lambda _token: pytest.fail("no refresh here"), "", "w0").hold()
    with pytest.raises(CannotConnect, match="tiến trình khác"):
        one.by_code(read_consent(consent(simulator)), VERIFIER)


def test_what_keeps_the_command_from_its_work_is_one_line(tmp_path: Path, simulator: Simulator) -> None:
    ours = {f"BOT_ZALO_{key.upper()}": value for key, value in {**IDS, **SECRETS}.items()}
    ours |= {"BOT_ZALO_API_URL": simulator.url, "BOT_ZALO_OAUTH_URL": simulator.url}
    environ = {**os.environ, **ours, "PYTHONPATH": str(Path.cwd())}

    def run(stdin: str, **changes: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "bot", "connect", "--refresh-token"]
        done = subprocess.run(
            command, env={**environ, **changes}, input=stdin, capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert "Traceback" not in done.stderr
        return done.returncode, re.sub(r".*Warning.*\n", "", done.stderr).strip().splitlines()[-1]

    assert run("wrong\n") == (
        2,
        "Zalo không nhận mã này (-14014); mã chỉ dùng một lần, trong 10 phút. Chạy lại lệnh để lấy mã mới",
    )
    code, line = run(f"{SECRETS['refresh_token']}\n", BOT_ZALO_OA_ID=OTHER)
    assert (code, "không lưu gì" in line) == (2, True)
    (tmp_path / "var" / "counter.db").chmod(0o644)
    code, line = run("x\n")
    assert (code, "chmod 600" in line) == (2, True)
