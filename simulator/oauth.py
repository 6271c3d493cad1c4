"""OAuth v4 for an Official Account: consent codes, and tokens that are good for one use."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from simulator.account import Account, new_token
from simulator.clock import DAY, HOUR, MINUTE, Clock

ACCESS_LIFE = 25 * HOUR
REFRESH_LIFE = 90 * DAY
CODE_LIFE = 10 * MINUTE
EXPIRES_IN = "90000"

INVALID_APP = -14002
INVALID_REDIRECT = -14003
INVALID_REFRESH = -14014
EXPIRED_REFRESH = -14020
# Zalo publishes no table of these errors; this number stands for those whose code nobody has reported.
UNREPORTED = -14999


class OAuthError(Exception):
    """A refusal in the shape of the OAuth host, answered with HTTP 200."""

    def __init__(self, code: int, name: str, reason: str) -> None:
        self.code = code
        self.body = {
            "error": code,
            "error_name": name,
            "error_reason": reason,
            "ref_doc": "https://developers.zalo.me/docs/official-account",
            "error_description": reason,
        }
        super().__init__(f"{code} {reason}")


@dataclass(frozen=True)
class Consent:
    """An admin's consent, waiting to be exchanged."""

    challenge: str
    time: float


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier: base64url of its SHA-256, without padding."""
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def proof_of(access_token: str, app_secret: str) -> str:
    """The appsecret_proof of an access token: hex HMAC-SHA256 keyed with the app secret."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


class Tokens:
    """All codes and tokens of the account; the caller holds the lock."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self.codes: dict[str, Consent] = {}
        # Refresh token -> time of issue, of those never used.
        self.refresh: dict[str, float] = {}
        self.spent: list[str] = []
        # Of the spent ones: those whose new pair never reached the client, so that trying again is no misdeed.
        self.lost: list[str] = []
        self.access = ""
        self.access_time = 0.0
        # Access tokens that a newer one has replaced.
        self.retired: list[str] = []
        self.first = ""

    def begin(self, first_refresh_token: str) -> None:
        """Make `first_refresh_token` good, unless this state has already begun with it."""
        if first_refresh_token != self.first:
            self.refresh[first_refresh_token] = self._clock.now()
            self.first = first_refresh_token

    def consent(self, query: Mapping[str, str], *, echo_state: bool) -> str:
        """The address the admin's browser returns to, with a fresh code."""
        if query.get("app_id") != self._account.app_id:
            raise OAuthError(INVALID_APP, "Invalid app id", "app_id is wrong or the app is not active")
        target = query.get("redirect_uri", "")
        if not self._may_return_to(target):
            raise OAuthError(INVALID_REDIRECT, "Invalid redirect uri", "redirect_uri is not registered")
        code = new_token()
        self.codes[code] = Consent(query.get("code_challenge", ""), self._clock.now())
        answer = {"code": code, "oa_id": self._account.oa_id}
        if echo_state and "state" in query:
            answer["state"] = query["state"]
        return target + ("&" if urlsplit(target).query else "?") + urlencode(answer)

    def _may_return_to(self, target: str) -> bool:
        if self._account.redirect_uri is not None:
            return target == self._account.redirect_uri
        parts = urlsplit(target)
        return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "localhost", "::1")

    def exchange(self, form: Mapping[str, str], secret_key: str | None) -> dict[str, str]:
        """A new pair for a code or a refresh token; OAuthError when anything is wrong."""
        if form.get("app_id") != self._account.app_id:
            raise OAuthError(INVALID_APP, "Invalid app id", "app_id is wrong or the app is not active")
        if secret_key is None or not hmac.compare_digest(secret_key.encode(), self._account.app_secret.encode()):
            raise OAuthError(UNREPORTED, "Invalid secret key", "header secret_key is missing or wrong")
        grant = form.get("grant_type")
        if grant == "authorization_code":
            self._spend_code(form)
        elif grant == "refresh_token":
            self._spend_refresh(form.get("refresh_token", ""))
        else:
            raise OAuthError(UNREPORTED, "Invalid grant type", "grant_type is missing or unknown")
        access, refresh = self.issue()
        return {"access_token": access, "refresh_token": refresh, "expires_in": EXPIRES_IN}

    def _spend_code(self, form: Mapping[str, str]) -> None:
        consent = self.codes.pop(form.get("code", ""), None)
        if consent is None or self._clock.now() - consent.time > CODE_LIFE:
            raise OAuthError(UNREPORTED, "Invalid code", "code is unknown, used or older than 10 minutes")
        if consent.challenge and challenge_of(form.get("code_verifier", "")) != consent.challenge:
            raise OAuthError(UNREPORTED, "Invalid code verifier", "code_verifier does not fit the challenge")

    def _spend_refresh(self, token: str) -> None:
        issued = self.refresh.get(token)
        if issued is None:
            raise OAuthError(INVALID_REFRESH, "Invalid refresh token", "refresh token is unknown or used")
        if self._clock.now() - issued > REFRESH_LIFE:
            raise OAuthError(EXPIRED_REFRESH, "Expired refresh token", "refresh token is older than 3 months")
        del self.refresh[token]
        self.spent.append(token)

    def issue(self) -> tuple[str, str]:
        """A new pair; the previous access token dies, as when an admin copies a pair from the API Explorer."""
        if self.access:
            self.retired = [*self.retired[-49:], self.access]
        self.access, refresh = new_token(), new_token()
        self.access_time = self._clock.now()
        self.refresh[refresh] = self.access_time
        return self.access, refresh

    def is_expired(self) -> bool:
        """True once the living access token is older than 25 hours."""
        return self._clock.now() - self.access_time > ACCESS_LIFE

    def dump(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        return {
            "codes": {code: asdict(consent) for code, consent in self.codes.items()},
            "refresh": self.refresh,
            "spent": self.spent[-50:],
            "lost": self.lost[-50:],
            "access": self.access,
            "access_time": self.access_time,
            "retired": self.retired,
            "first": self.first,
        }

    def load(self, state: dict[str, Any]) -> None:
        """Take over what `dump` wrote."""
        self.codes = {code: Consent(**row) for code, row in state.get("codes", {}).items()}
        self.refresh = dict(state.get("refresh", {}))
        self.spent = list(state.get("spent", []))
        self.lost = list(state.get("lost", []))
        self.access = state.get("access", "")
        self.access_time = state.get("access_time", 0.0)
        self.retired = list(state.get("retired", []))
        self.first = state.get("first", "")
