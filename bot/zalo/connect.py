"""The first authorisation of the account, or a new one after the refresh token was lost.

An administrator of the account opens a link, consents, and lands on the callback address with a code in it,
good once and for ten minutes. PKCE as Zalo's SDKs do it: S256, implied. Zalo may want the challenge fixed in
its console, so the verifier may come from the settings.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.zalo.client import Client, Refused, TokenPair, TokenRefused, ZaloError
from bot.zalo.tokens import Tokens

ACCOUNT_TRIES = 3
CODE_REFUSED = "Zalo không nhận mã này ({code}); mã chỉ dùng một lần, trong 10 phút. Chạy lại lệnh để lấy mã mới"
NO_ANSWER = "không liên lạc được với Zalo ({reason}); kiểm tra mạng rồi chạy lại lệnh"
OTHER_ACCOUNT = (
    "đây là OA {found} («{name}»), trong cấu hình là {wanted}; không lưu gì. Chọn đúng OA, hoặc sửa [zalo] oa_id"
)
UNCHECKED = "chưa kiểm được khóa này là của OA nào ({reason}); không lưu gì. Chạy lại lệnh"
BUSY = "đang có tiến trình khác đổi khóa; chờ một phút rồi chạy lại"
NO_CODE = "không thấy mã trong dòng vừa dán; dán cả địa chỉ có «code=…», hoặc chỉ phần mã"


class CannotConnect(Exception):
    """The account was not connected and nothing was stored; the text says why and what to do."""


@dataclass(frozen=True)
class Consent:
    """What the administrator brings back: the code, and the account it is for if the address named it."""

    code: str
    oa_id: str = ""


@dataclass(frozen=True)
class Connected:
    """The account that the stored pair belongs to."""

    oa_id: str
    name: str


def new_verifier() -> str:
    """Draw a PKCE verifier: 32 random bytes as base64url without padding, 43 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def challenge(verifier: str) -> str:
    """Give the S256 challenge of a verifier: base64url of its SHA-256, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def link(oauth_url: str, app_id: str, callback: str, verifier: str) -> str:
    """Give the address at which an administrator of the account consents."""
    query = {"app_id": app_id, "redirect_uri": callback, "code_challenge": challenge(verifier)}
    return f"{oauth_url.rstrip('/')}/v4/oa/permission?{urlencode(query)}"


def read_consent(pasted: str) -> Consent:
    """Read the pasted address, its query, or the bare code. Raises CannotConnect when there is no code in it."""
    text = pasted.strip().strip("<>\"'")
    query = urlsplit(text).query or (text if "code=" in text else "")
    fields = parse_qs(query)
    code = fields.get("code", [""])[0] if query else text
    if not code or any(letter.isspace() or letter in "/?&=" for letter in code):
        raise CannotConnect(NO_CODE)
    return Consent(code, fields.get("oa_id", [""])[0])


class Connector:
    """Trades a consent for a pair, makes sure whose it is, and stores it; the running worker takes it from there."""

    def __init__(self, client: Client, tokens: Tokens, oa_id: str) -> None:
        self._client = client
        self._tokens = tokens
        self._oa_id = oa_id

    def by_code(self, consent: Consent, verifier: str) -> Connected:
        """Connect with a code. Raises CannotConnect."""
        if consent.oa_id and consent.oa_id != self._oa_id:
            # Said before the code is spent.
            raise CannotConnect(OTHER_ACCOUNT.format(found=consent.oa_id, name="", wanted=self._oa_id))
        return self._connect(lambda: self._client.exchange(consent.code, verifier))

    def by_refresh_token(self, token: str) -> Connected:
        """Connect with a refresh token copied from the console's API Explorer. Raises CannotConnect."""
        return self._connect(lambda: self._client.refresh(token.strip()))

    def _connect(self, trade: Callable[[], TokenPair]) -> Connected:
        if not self._tokens.hold():
            raise CannotConnect(BUSY)
        try:
            pair = trade()
            account = self._account(pair.access)
        except TokenRefused as error:
            self._tokens.let_go()
            raise CannotConnect(CODE_REFUSED.format(code=error.code)) from error
        except ZaloError as error:
            self._tokens.let_go()
            raise CannotConnect(NO_ANSWER.format(reason=error)) from error
        except CannotConnect:
            self._tokens.let_go()
            raise
        self._tokens.adopt(pair)
        return account

    def _account(self, access: str) -> Connected:
        """Ask whose the new token is; the wrong account's is not kept."""
        for attempt in range(ACCOUNT_TRIES):
            try:
                data = self._client.account(access)
                break
            except Refused as error:
                raise CannotConnect(UNCHECKED.format(reason=error.code)) from error
            except ZaloError as error:
                if attempt == ACCOUNT_TRIES - 1:
                    raise CannotConnect(UNCHECKED.format(reason=error)) from error
        found, name = str(data.get("oaid") or data.get("oa_id") or ""), str(data.get("name") or "")
        if found != self._oa_id:
            raise CannotConnect(OTHER_ACCOUNT.format(found=found or "không rõ", name=name, wanted=self._oa_id))
        return Connected(found, name)
