"""Zalo's HTTP: the keeper of requests. One call, one answer; it never repeats a POST by itself.

ZaloError
├── Unreachable    nothing went out: safe to try again
├── Uncertain      it may have arrived: look it up before trying again
├── Refused        Zalo answered with an error number
└── TokenRefused   the refresh token was not accepted: a person must connect the account again
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

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
    """Calls Zalo at the two addresses of the config, through the office's proxy if one is set."""

    def __init__(self, api_url: str, oauth_url: str, app_id: str, app_secret: str, proxy: str | None = None) -> None:
        self._api_url = api_url.rstrip("/")
        self._oauth_url = oauth_url.rstrip("/")
        self._app_id = app_id
        self._app_secret = app_secret
        self._proxy = proxy
        self._local = threading.local()

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

    def conversation(self, token: str, citizen: str, count: int = 10) -> list[dict[str, Any]]:
        """Read the last messages with a citizen, newest first, at most 10. Raises ZaloError."""
        wanted = json.dumps({"user_id": citizen, "offset": 0, "count": count})
        data = self._call("GET", "/v2.0/oa/conversation", token, params={"data": wanted})
        return [item for item in data.get("items", []) if isinstance(item, dict)]

    def refresh(self, refresh_token: str) -> TokenPair:
        """Trade a refresh token (single use) for a new pair. Raises TokenRefused, Unreachable, Uncertain."""
        fields = {"refresh_token": refresh_token, "app_id": self._app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": self._app_secret}
        value = self._request("POST", f"{self._oauth_url}/v4/oa/access_token", headers=headers, data=fields)
        access, refresh = str(value.get("access_token") or ""), str(value.get("refresh_token") or "")
        if value.get("error_name") or value.get("error") or not access or not refresh:
            raise TokenRefused(_number(value.get("error")))
        return TokenPair(access, refresh, float(_number(value.get("expires_in"))) or 3600.0)

    def _call(self, method: str, path: str, token: str, **content: Any) -> dict[str, Any]:
        value = self._request(method, self._api_url + path, headers={"access_token": token}, **content)
        code = _number(value.get("error"))
        if code != 0:
            raise Refused(code)
        data = value.get("data")
        if isinstance(data, list):
            return {"items": data}
        return data if isinstance(data, dict) else {}

    def _request(self, method: str, url: str, **content: Any) -> dict[str, Any]:
        try:
            answer = self._session().request(method, url, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), **content)
            value = answer.json()
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
            session = requests.Session()
            session.trust_env = False
            if self._proxy:
                session.proxies = {"http": self._proxy, "https": self._proxy}
            # Only opening a connection may be repeated; a request that went out may have had its effect.
            retries = Retry(total=None, connect=1, read=0, redirect=0, status=0, other=0, allowed_methods=None)
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=retries, pool_maxsize=2))
            self._local.session = session
        return session


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
