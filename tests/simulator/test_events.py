"""Signatures against vectors made elsewhere; bodies that only a receiver of raw bytes verifies."""

import json
import random
import unicodedata

import pytest

from simulator import Signing
from simulator.account import Account
from simulator.events import sign, signature, write
from tests.town import IDS

ACCOUNT = Account(**IDS, app_secret="app-secret", oa_secret="oa-secret")
EVENT = {
    "app_id": IDS["app_id"],
    "event_name": "user_send_text",
    "message": {"text": "Đăng ký hộ kinh doanh", "msg_id": "96d3cdf3af150460909"},
    "timestamp": "1763900000000",
}
TAG = (
    '{{"oa_id":"oa_id","user_id_by_app":"user_id_by_app","event_name":"{name}",'
    '"tag":{{"user_ids":["user_id"],"name":"Hoàn thành"}},"app_id":"app_id","timestamp":"{stamp}"}}'
)
# Published by the Go client toanppp/zgo (zgo_test.go): app id "appID", secret "oaSecret".
VECTORS = [
    ("remove_user_from_tag", "1702095007436", "315f0bb0c84fa87c816e302a590f5d26e6112a950c81bf28fb6b795130a19d09"),
    ("add_user_to_tag", "1702095015762", "f0866f93f29edf589f83fb9edb3b57c47fc34eef8bfd71dd6a00daa517382007"),
]


@pytest.mark.parametrize(("name", "stamp", "digest"), VECTORS, ids=[row[0] for row in VECTORS])
def test_the_vectors_of_an_independent_client(name: str, stamp: str, digest: str) -> None:
    body = TAG.format(name=name, stamp=stamp).encode()
    assert sign("appID", body, stamp, "oaSecret") == f"mac={digest}"


def test_every_wrong_way_of_signing_differs_from_the_right_one() -> None:
    body = write(EVENT, "plain", "NFC", random.Random(0))
    right = signature(ACCOUNT, body, Signing.RIGHT)
    wrong = {how: signature(ACCOUNT, body, how) for how in Signing if how not in (Signing.RIGHT, Signing.NO_PREFIX)}
    assert right not in wrong.values()
    assert len(set(wrong.values())) == len(wrong)
    assert "mac=" + str(signature(ACCOUNT, body, Signing.NO_PREFIX)) == right


def test_mixed_bodies_differ_in_bytes_and_not_in_meaning() -> None:
    chance = random.Random(3)
    bodies = {write(EVENT, "mixed", "NFC", chance) for _ in range(60)}
    assert all(json.loads(body) == EVENT for body in bodies)
    assert len(bodies) > 10
    assert any(b"\\u" in body for body in bodies)
    assert any("Đăng".encode() in body for body in bodies)


def test_letters_can_come_decomposed() -> None:
    body = write(EVENT, "plain", "NFD", random.Random(0))
    text = json.loads(body)["message"]["text"]
    assert unicodedata.normalize("NFC", text) == "Đăng ký hộ kinh doanh" != text
