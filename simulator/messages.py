"""Reads the `message` of a send and refuses whatever the platform refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import build_opener

from simulator.account import refuse_official
from simulator.errors import ApiError, invalid
from simulator.switches import Switches
from simulator.uploads import MEGABYTE, Uploads, sniff

TEXT_LIMIT = 2000
TITLE_LIMIT = 100
SUBTITLE_LIMIT = 500
QUERY_LIMIT = 1000
SMS_LIMIT = 160
MOST_BUTTONS = 5
MOST_ELEMENTS = 5
FETCH_SECONDS = 5.0


@dataclass(frozen=True)
class Outgoing:
    """A message the platform accepts."""

    kind: str
    text: str
    attachment: dict[str, Any] | None
    quote: str


def read_message(message: object, switches: Switches, uploads: Uploads, is_known: Callable[[str], bool]) -> Outgoing:
    """The accepted message; ApiError for anything wrong. `is_known` tells whether a message may be quoted."""
    if not isinstance(message, dict):
        raise invalid("message")
    text = message.get("text", "")
    if not isinstance(text, str):
        raise invalid("text")
    if len(text) > TEXT_LIMIT:
        raise ApiError(-210)
    # The official PHP client always sends this key, empty when nothing is quoted.
    quote = message.get("quote_message_id", "")
    if not isinstance(quote, str) or (quote and not is_known(quote)):
        raise invalid("quote_message_id")
    attachment = message.get("attachment")
    if attachment is None:
        if not text.strip():
            raise invalid("text")
        return Outgoing("text", text, None, quote)
    kind = _Attachments(switches, uploads).check(attachment, text)
    return Outgoing(kind, text, attachment, quote)


class _Attachments:
    """The checks of one attachment; each answers with the kind of message or raises ApiError."""

    def __init__(self, switches: Switches, uploads: Uploads) -> None:
        self._switches = switches
        self._uploads = uploads

    def check(self, attachment: object, text: str) -> str:
        payload = attachment.get("payload") if isinstance(attachment, dict) else None
        if not isinstance(attachment, dict) or not isinstance(payload, dict):
            raise invalid("attachment")
        if attachment.get("type") == "file":
            self._uploads.use(payload.get("token"), ("file",), "token")
            return "file"
        if attachment.get("type") != "template":
            raise ApiError(-233)
        template = payload.get("template_type", "button")
        if template == "button":
            return self._button_message(payload, text)
        if template == "media":
            return self._media(payload)
        if template == "list":
            return self._list(payload)
        if template == "request_user_info":
            return self._request(payload)
        raise ApiError(-233)

    def _button_message(self, payload: dict[str, Any], text: str) -> str:
        if not self._switches.buttons:
            raise ApiError(-233)
        if not text.strip():
            raise invalid("text")
        if not payload.get("buttons"):
            raise invalid("buttons")
        self._buttons(payload["buttons"])
        return "buttons"

    def _buttons(self, buttons: object) -> None:
        if not isinstance(buttons, list) or len(buttons) > MOST_BUTTONS:
            raise invalid("buttons")
        for button in buttons:
            check_button(button)

    def _media(self, payload: dict[str, Any]) -> str:
        (element,) = _elements(payload, 1)
        kind = element.get("media_type")
        if kind not in ("image", "gif", "sticker"):
            raise invalid("media_type")
        by_url, by_id = element.get("url"), element.get("attachment_id")
        if bool(by_url) == bool(by_id):
            raise invalid("attachment_id")
        if by_url:
            _web_address(by_url, "url")
        elif kind != "sticker":
            self._uploads.use(by_id, (kind,), "attachment_id")
        if kind == "gif" and not all(_positive(element.get(side)) for side in ("width", "height")):
            raise invalid("width")
        if payload.get("buttons"):
            if not self._switches.buttons:
                raise ApiError(-233)
            self._buttons(payload["buttons"])
        return str(kind)

    def _list(self, payload: dict[str, Any]) -> str:
        if not self._switches.lists:
            raise ApiError(-233)
        for element in _elements(payload, MOST_ELEMENTS):
            _titled(element, "title", TITLE_LIMIT)
            _titled(element, "subtitle", SUBTITLE_LIMIT)
            if "default_action" in element:
                _flat_action(element["default_action"])
            if self._switches.list_button_inside_element and not element.get("buttons"):
                raise invalid("buttons")
            self._buttons(element.get("buttons", []))
        self._buttons(payload.get("buttons") or [])
        return "list"

    def _request(self, payload: dict[str, Any]) -> str:
        (element,) = _elements(payload, 1)
        _titled(element, "title", TITLE_LIMIT)
        _titled(element, "subtitle", SUBTITLE_LIMIT)
        _web_address(element.get("image_url"), "image_url")
        return "request_user_info"


def check_button(button: object) -> None:
    """Refuse a button whose title, type or payload does not fit."""
    if not isinstance(button, dict):
        raise invalid("buttons")
    _titled(button, "title", TITLE_LIMIT)
    kind, payload = button.get("type"), button.get("payload")
    if kind == "oa.open.url":
        _web_address(payload.get("url") if isinstance(payload, dict) else None, "payload")
    elif kind in ("oa.query.show", "oa.query.hide"):
        if not isinstance(payload, str) or not 0 < len(payload) <= QUERY_LIMIT:
            raise invalid("payload")
    elif kind in ("oa.open.phone", "oa.open.sms"):
        _phone(payload, with_text=kind == "oa.open.sms")
    else:
        raise invalid("type")


def _phone(payload: object, *, with_text: bool) -> None:
    code = payload.get("phone_code") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(code, str) or not code.isdigit():
        raise invalid("phone_code")
    content = payload.get("content")
    if with_text and (not isinstance(content, str) or not 0 < len(content) <= SMS_LIMIT):
        raise invalid("content")


def _flat_action(action: object) -> None:
    """A list element's action carries its address flat, unlike a button's."""
    if not isinstance(action, dict):
        raise invalid("default_action")
    if action.get("type") == "oa.open.url":
        _web_address(action.get("url"), "default_action")
    else:
        check_button({"title": "-", **action})


def _elements(payload: dict[str, Any], most: int) -> list[dict[str, Any]]:
    elements = payload.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= most:
        raise invalid("elements")
    if not all(isinstance(element, dict) for element in elements):
        raise invalid("elements")
    return elements


def _titled(element: dict[str, Any], key: str, limit: int) -> None:
    value = element.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ApiError(-201, f"{key} is empty")
    if len(value) > limit:
        raise invalid(key)


def _web_address(value: object, field: str) -> None:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid(field)


def _positive(value: object) -> bool:
    return str(value).isdigit() and int(str(value)) > 0


def media_address(message: object) -> tuple[str, str]:
    """The address and the media type of the picture in a media message; empty when it has none."""
    try:
        element = message["attachment"]["payload"]["elements"][0]  # type: ignore[index]
        return str(element["url"]), str(element.get("media_type"))
    except (KeyError, TypeError, IndexError, AttributeError):
        return "", ""


def fetch_picture(url: str, media_type: str) -> None:
    """Fetch a picture as Zalo would: jpg or png (gif where one is announced) of at most 1 MB, else ApiError -201."""
    kinds = ("gif",) if media_type == "gif" else ("png", "jpg")
    _web_address(url, "url")
    try:
        with build_opener().open(refuse_official(url), timeout=FETCH_SECONDS) as answer:
            content = answer.read(MEGABYTE + 1)
    except (URLError, OSError, ValueError) as error:
        raise invalid("url") from error
    if len(content) > MEGABYTE or sniff(content, "") not in kinds:
        raise invalid("url")
