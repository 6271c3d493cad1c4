import hashlib
import hmac
import json

import pytest

from bot.zalo.signature import hint, sign, verify

APP, SECRET = "360846524940903967", "oa-secret-demo"
BODY = (
    '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
    '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
    '"message":{"text":"Đăng ký hộ kinh doanh cần giấy tờ gì?","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1763900000000"}'
).encode()
STAMP = "1763900000000"
MAC = "3bd9423209c8f59b18784076d0bd4a88b8d82c3c4cad4f3856067f0a2530f7a1"
TAG = (
    '{"oa_id":"oa_id","user_id_by_app":"user_id_by_app","event_name":"%s",'
    '"tag":{"user_ids":["user_id"],"name":"Hoàn thành"},"app_id":"app_id","timestamp":"%s"}'
)
PUBLISHED = [
    (APP, BODY, STAMP, SECRET, MAC),
    # the vectors of the Go client toanppp/zgo
    (
        "appID",
        (TAG % ("remove_user_from_tag", "1702095007436")).encode(),
        "1702095007436",
        "oaSecret",
        "315f0bb0c84fa87c816e302a590f5d26e6112a950c81bf28fb6b795130a19d09",
    ),
    (
        "appID",
        (TAG % ("add_user_to_tag", "1702095015762")).encode(),
        "1702095015762",
        "oaSecret",
        "f0866f93f29edf589f83fb9edb3b57c47fc34eef8bfd71dd6a00daa517382007",
    ),
]


@pytest.mark.parametrize(("app_id", "body", "stamp", "secret", "mac"), PUBLISHED)
def test_published_vectors(app_id: str, body: bytes, stamp: str, secret: str, mac: str) -> None:
    assert sign(app_id, body, stamp, secret) == f"mac={mac}"
    assert verify(f"mac={mac}", app_id, body, stamp, secret)
    assert verify(mac, app_id, body, stamp, secret)


def _hmac(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


WRONG = {
    "no header": None,
    "empty": "",
    "only the prefix": "mac=",
    "HMAC of the body": f"mac={_hmac(BODY)}",
    "HMAC with another prefix": f"sha256={_hmac(BODY)}",
    "HMAC of the signed text": f"mac={_hmac(APP.encode() + BODY + STAMP.encode())}",
    "re-serialised body": sign(APP, json.dumps(json.loads(BODY)).encode(), STAMP, SECRET),
    "the app secret in place of the OA secret": sign(APP, BODY, STAMP, "app-secret-demo"),
    "the OA id in place of the app id": sign("388613280878808645", BODY, STAMP, SECRET),
    "without the secret": sign(APP, BODY, STAMP, ""),
    "another timestamp": sign(APP, BODY, "1763900000001", SECRET),
    "not ASCII": "mac=đ" + MAC[1:],
    "upper case": f"mac={MAC.upper()}",
    "one character short": f"mac={MAC[:-1]}",
}


@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG.keys())
def test_wrong_signatures_are_refused(header: str | None) -> None:
    assert not verify(header, APP, BODY, STAMP, SECRET)


def test_nothing_verifies_without_a_secret() -> None:
    assert not verify(sign(APP, BODY, STAMP, ""), APP, BODY, STAMP, "")


MISTAKES = {
    "right": (sign(APP, BODY, STAMP, SECRET), ""),
    "app secret": (sign(APP, BODY, STAMP, "app-secret"), "khóa của ứng dụng"),
    "account first": (sign("77", BODY, STAMP, SECRET), "mã OA đứng đầu"),
    "account first, app secret": (sign("77", BODY, STAMP, "app-secret"), "mã OA đứng đầu"),
    "forged": ("mac=" + "0" * 64, ""),
    "missing": (None, ""),
}


@pytest.mark.parametrize(("header", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_usual_mistake_is_named_and_never_accepted(header: str | None, told: str) -> None:
    assert told in hint(header, (APP, "77"), BODY, STAMP, ("app-secret", SECRET))
    assert bool(hint(header, (APP, "77"), BODY, STAMP, ("app-secret", SECRET))) is bool(told)
    assert hint(header, (APP, ""), BODY, STAMP, ("", "")) == ""
