"""Clients written by others, against the stand-in: one drives all its calls, the other has the wrong header."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import zalo_sdk.oa as sdk

from simulator import HandClock, Simulator
from simulator.clock import HOUR
from simulator.oauth import challenge_of
from tests.simulator.conftest import Bot
from tests.town import IDS, SECRETS

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
# The library's own list of calls; what a newer one adds must be tried too.
CALLS = {
    "get_access_token_from_authorization_code",
    "get_followers",
    "get_free_response_quota",
    "get_list",
    "get_profile",
    "get_tags_of_oa",
    "get_user_detail",
    "get_zalo_oa_quotas",
    "get_zalo_user_quotas",
    "refresh_acccess_token",
    "request_authoriation_code_url",
    "rm_follower_from_tag",
    "rm_tag",
    "send_message",
    "tag_follower",
    "upload_file",
}
# Neither of them calls Zalo.
OTHERS = {"access_token", "check_and_set_token", "check_http_error", "check_zalo_oa_error", "check_zalo_zns_error"}
OTHERS |= {"create_request_body", "create_request_header", "isAccessTokenExpired", "refresh_token", "send_request"}


@pytest.fixture
def client(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Any:
    """zalo-sdk 0.3.0. Its OAuth host is fixed in its code, so that address alone is led to the stand-in."""
    post: Callable[..., requests.Response] = requests.post

    def lead(url: str, **arguments: Any) -> requests.Response:
        return post(url.replace("https://oauth.zaloapp.com", simulator.url), timeout=5, **arguments)

    monkeypatch.setattr(requests, "post", lead)
    return sdk.Client(IDS["app_id"], SECRETS["app_secret"], endpoint_prefix=simulator.url)


def test_all_its_calls_are_known() -> None:
    assert {name for name in dir(sdk.Client) if not name.startswith("_")} == CALLS | OTHERS


def test_it_gets_its_tokens(simulator: Simulator, client: Any) -> None:
    link = client.request_authoriation_code_url("http://127.0.0.1/back", challenge_of(VERIFIER), "x")
    address = simulator.url + urlsplit(link).path
    answer = requests.get(f"{address}?{urlsplit(link).query}", allow_redirects=False, timeout=5)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    access, refresh, expires = client.get_access_token_from_authorization_code(code, VERIFIER)
    assert (access, refresh) == (simulator.tokens.access, client.refresh_token)
    assert expires > 0
    again, newer, _ = client.refresh_acccess_token()
    assert access != again == simulator.tokens.access
    assert newer != refresh
    client.refresh_token = refresh
    with pytest.raises(Exception, match="-14014"):
        client.refresh_acccess_token()


def test_it_drives_all_its_other_calls(simulator: Simulator, client: Any, bot: Bot, user: str) -> None:
    client.access_token = bot.token
    to = sdk.ZaloRecipient(user_id=user)
    sent = client.send_message(to, sdk.ZaloMessageBody(text="Chào"))
    assert sent["data"].keys() == {"message_id", "user_id", "sent_time"}
    question = simulator.say(user, "hỏi")
    assert client.send_message(to, sdk.ZaloMessageBody(text="Đáp", quote_message_id=question))["error"] == 0
    assert client.send_message(to, action=sdk.ZaloAction("/-heart", question), category="action")["error"] == 0
    attachment = client.upload_file(PNG, "image", "a.png", "image/png")["data"]["attachment_id"]
    token = client.upload_file(b"%PDF-1.7", "file", "don.pdf", "application/pdf")["data"]["token"]
    assert attachment
    assert token
    assert client.get_user_detail(user)["data"]["user_id"] == user
    assert client.get_profile(user)["data"]["display_name"] == "Người dân"
    assert client.get_list({"offset": 0, "count": 5})["data"]["users"] == [{"user_id": user}]
    assert client.get_followers({"offset": 0, "count": 5})["data"]["followers"] == []
    assert client.get_zalo_user_quotas(user)["data"]["cs_reply"]["total"] == 8
    assert client.get_zalo_oa_quotas("OA", "cs", "sub_quota")["data"] == []
    assert client.get_free_response_quota(question)["data"]["remain"] == 8
    assert client.tag_follower(user, "Hoàn thành")["error"] == 0
    assert client.get_tags_of_oa()["data"] == ["Hoàn thành"]
    assert client.rm_follower_from_tag(user, "Hoàn thành")["error"] == 0
    assert client.tag_follower(user, "Hẹn")["error"] == 0
    assert client.rm_tag("Hẹn")["error"] == 0
    assert client.get_tags_of_oa()["data"] == []
    assert [one.text for one in simulator.sent] == ["Chào", "Đáp"]


@pytest.mark.parametrize("category", ["transaction", "media"])
def test_products_that_the_app_has_not_are_refused(client: Any, bot: Bot, user: str, category: str) -> None:
    client.access_token = bot.token
    with pytest.raises(Exception, match="-212"):
        client.send_message(sdk.ZaloRecipient(user_id=user), sdk.ZaloMessageBody(text="x"), category=category)


def test_its_own_word_for_an_expired_token(
    simulator: Simulator, client: Any, bot: Bot, user: str, clock: HandClock
) -> None:
    simulator.switches.expired_code = -216
    client.access_token = bot.token
    clock.advance(26 * HOUR)
    with pytest.raises(Exception, match="expired") as caught:
        client.send_message(sdk.ZaloRecipient(user_id=user), sdk.ZaloMessageBody(text="x"))
    assert type(caught.value).__name__ == "ZaloOAAuthTokenExpiredException"


def test_a_client_with_the_wrong_header_is_refused(simulator: Simulator, bot: Bot, user: str) -> None:
    """The header of a wrapper in circulation (nh4ttruong/zalo-oa-api-wrapper)."""
    body = {"recipient": {"user_id": user}, "message": {"text": "x"}}
    headers = {"ZALO_OA_ACCESS_TOKEN": bot.token}
    answer = requests.post(f"{simulator.url}/v3.0/oa/message/cs", json=body, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (200, -216)
    assert simulator.sent == []
