"""Zalo's HTTP: the keeper of requests. One call, one answer; it never repeats a POST by itself.

ZaloError
├── Unreachable    nothing went out: safe to try again
├── Uncertain      it may have arrived: look it up before trying again
├── Refused        Zalo answered with an error number
└── TokenRefused   the refresh token was not accepted: a person must connect the account again
"""

from __future__ import annotations

import hmac
import json
import threading
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

CONNECT_TIMEOUT = 4.0
READ_TIMEOUT = 12.0
"""Seconds; both together stay well below the lease after which another process may take over."""


class ZaloError(Exception):
    """Zalo did not do what was asked."""


class Unreachable(ZaloError):
    """No connection could be opened; nothing was sent."""


class Uncertain(ZaloError):
    """The connection broke, timed out, or answered nonsense after the request had gone out."""


class Refused(ZaloError):
    """Zalo answered with an error number (negative), usually in HTTP 200."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class TokenRefused(ZaloError):
    """The OAuth server did not accept the refresh token (used, expired or foreign)."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True)
class TokenPair:
    """A new pair; `lifetime` of the access token in seconds."""

    access: str
    refresh: str
    lifetime: float


class Client:
    """Calls Zalo at the two addresses of the config, through the office's proxy if one is set.

    `proves`: the app's settings demand an appsecret_proof with every call.
    """

    def __init__(
        self,
        api_url: str,
        oauth_url: str,
        app_id: str,
        app_secret: str,
        proxy: str | None = None,
        *,
        proves: bool = False,
    ) -> None:
        self._api_url = api_url.rstrip("/")
        self._oauth_url = oauth_url.rstrip("/")
        self._app_id = app_id
        self._app_secret = app_secret
        self._proxy = proxy
        self._proves = proves
        self._local = threading.local()
        _http()  # now, not at the cost of the first reply

    def send(self, token: str, body: dict[str, Any]) -> str:
        """Send a consultation message; gives Zalo's message id. Raises ZaloError."""
        data = self._call("POST", "/v3.0/oa/message/cs", token, json=body)
        return str(data.get("message_id") or "")

    def upload_image(self, token: str, png: bytes) -> str:
        """Upload a picture of at most 1 MB; gives its attachment id, valid for 7 days. Raises ZaloError."""
        files = {"file": ("qr.png", png, "image/png")}
        data = self._call("POST", "/v2.0/oa/upload/image", token, files=files)
        attachment = str(data.get("attachment_id") or "")
        if not attachment:
            raise Uncertain("upload without attachment id")
        return attachment

    def recent(self, token: str, offset: int = 0, count: int = 10) -> list[dict[str, Any]]:
        """Read the last message of each conversation, newest first, at most 10. Raises ZaloError."""
        wanted = json.dumps({"offset": offset, "count": count})
        data = self._call("GET", "/v2.0/oa/listrecentchat", token, params={"data": wanted})
        return [item for item in data.get("items", []) if isinstance(item, dict)]

    def conversation(self, token: str, citizen: str, count: int = 10, offset: int = 0) -> list[dict[str, Any]]:
        """Read the last messages with a citizen, newest first, at most 10. Raises ZaloError."""
        wanted = json.dumps({"user_id": citizen, "offset": offset, "count": count})
        data = self._call("GET", "/v2.0/oa/conversation", token, params={"data": wanted})
        return [item for item in data.get("items", []) if isinstance(item, dict)]

    def account(self, token: str) -> dict[str, Any]:
        """Ask which account a token is for: `oaid` (or `oa_id`), `name`. Raises ZaloError."""
        return self._call("GET", "/v2.0/oa/getoa", token)

    def refresh(self, refresh_token: str) -> TokenPair:
        """Trade a refresh token (single use) for a new pair. Raises TokenRefused, Unreachable, Uncertain."""
        return self._trade({"refresh_token": refresh_token, "grant_type": "refresh_token"})

    def exchange(self, code: str, verifier: str) -> TokenPair:
        """Trade the code of an administrator's consent for a pair. Raises TokenRefused, Unreachable, Uncertain."""
        return self._trade({"code": code, "code_verifier": verifier, "grant_type": "authorization_code"})

    def _trade(self, fields: dict[str, str]) -> TokenPair:
        """Call the OAuth server; it may refuse in HTTP 200, so only a whole pair counts as success."""
        url, headers = f"{self._oauth_url}/v4/oa/access_token", {"secret_key": self._app_secret}
        value = self._request("POST", url, headers=headers, data={"app_id": self._app_id, **fields})
        access, refresh = str(value.get("access_token") or ""), str(value.get("refresh_token") or "")
        if value.get("error_name") or value.get("error"):
            raise TokenRefused(_number(value.get("error")))
        if not access or not refresh:
            raise Uncertain("answer without a pair of tokens")
        return TokenPair(access, refresh, float(_number(value.get("expires_in"))) or 3600.0)

    def _call(self, method: str, path: str, token: str, **content: Any) -> dict[str, Any]:
        headers = {"access_token": token}
        if self._proves:
            # Zalo's own SDKs (appsecret_proof): hex HMAC-SHA256 of the access token under the app secret.
            headers["appsecret_proof"] = hmac.new(self._app_secret.encode(), token.encode(), "sha256").hexdigest()
        value = self._request(method, self._api_url + path, headers=headers, **content)
        code = _number(value.get("error"))
        if code != 0:
            raise Refused(code)
        data = value.get("data")
        if isinstance(data, list):
            return {"items": data}
        return data if isinstance(data, dict) else {}

    def _request(self, method: str, url: str, **content: Any) -> dict[str, Any]:
        requests = _http()
        try:
            answer = self._session().request(method, url, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), **content)
            value = answer.json()
        except requests.exceptions.ProxyError as error:  # down, or it refuses the way: nothing was let through
            raise Unreachable("proxy") from error
        except requests.exceptions.ConnectTimeout as error:
            raise Unreachable("connect timeout") from error
        except requests.exceptions.ConnectionError as error:
            raise _broken(error) from error
        except requests.RequestException as error:  # read timeouts, bodies that are not JSON
            raise Uncertain(type(error).__name__) from error
        if not isinstance(value, dict) or ("error" not in value and answer.status_code >= 400):
            raise Uncertain(f"HTTP {answer.status_code}")
        return value

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            from requests.adapters import HTTPAdapter
            from urllib3.util.retry import Retry

            session = _http().Session()
            session.trust_env = False
            if self._proxy:
                session.proxies = {"http": self._proxy, "https": self._proxy}
            # Only opening a connection may be repeated; a request that went out may have had its effect.
            retries = Retry(total=None, connect=1, read=0, redirect=0, status=0, other=0, allowed_methods=None)
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=retries, pool_maxsize=2))
            self._local.session = session
        return session


def reach(url: str, proxy: str | None, *, post: bytes | None = None) -> float | None:
    """Say that a server answers; gives its clock (seconds since the epoch) if it told it.

    With `post`, that body is posted and only HTTP 200 is good. Raises Unreachable.
    """
    requests = _http()
    session = requests.Session()
    session.trust_env = False
    session.proxies = {"http": proxy, "https": proxy} if proxy else {}
    with session:
        try:
            answer = session.request(
                "GET" if post is None else "POST", url, data=post, timeout=5, allow_redirects=False
            )
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
    if post is not None and answer.status_code != 200:
        raise Unreachable(f"HTTP {answer.status_code}")
    try:
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError):
        return None


def _http() -> ModuleType:
    """Give the library. The web process reads this module for its errors alone and need not hold 6 MB of HTTP."""
    import requests

    return requests


def _broken(error: requests.exceptions.ConnectionError) -> ZaloError:
    """Tell a connection that never opened from one that broke later."""
    text = str(error)
    never_opened = "NewConnectionError" in text or "ConnectTimeoutError" in text or "NameResolutionError" in text
    return Unreachable("no connection") if never_opened else Uncertain("connection broke")


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
