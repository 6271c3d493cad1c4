"""Judges the body of a consultation message (POST /v3.0/oa/message/cs) by Zalo's shapes and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.errors import ApiError, invalid
from simulator.switches import Switches
from simulator.uploads import Uploads

TEXT_LIMIT = 2000
BUTTONS = 5
ELEMENTS = 5
TITLE = 100
SUBTITLE = 500
QUERY = 1000
SMS = 160
REACTIONS = (":>", "--b", ":-((", "/-strong", "/-heart", ":-h", ":o", "/-remove")


def judge(message: Any, switches: Switches, uploads: Uploads, knows: Callable[[str], bool]) -> dict[str, Any]:
    """Return the message's parts (text, attachment, quote), or raise the ApiError Zalo would answer."""
    if not isinstance(message, dict):
        raise invalid("message")
    text, attachment = message.get("text", ""), message.get("attachment")
    if not isinstance(text, str):
        raise invalid("text")
    if not text and attachment is None:
        raise invalid("text")
    if len(text) > TEXT_LIMIT:
        raise ApiError(-210)
    quote = message.get("quote_message_id", "")
    if quote and not (isinstance(quote, str) and knows(quote)):
        raise invalid("quote_message_id")
    if attachment is not None:
        _attachment(attachment, switches, uploads)
    return {"text": text, "attachment": attachment, "quote": quote}


def _attachment(attachment: Any, switches: Switches, uploads: Uploads) -> None:
    if not isinstance(attachment, dict) or not isinstance(attachment.get("payload"), dict):
        raise invalid("attachment")
    payload = attachment["payload"]
    if attachment.get("type") == "file":
        uploads.use(payload.get("token"), ("file",), "token")
        return
    if attachment.get("type") != "template":
        raise invalid("attachment.type")
    kind = payload.get("template_type", "button" if "buttons" in payload else "")
    judges: dict[str, Callable[[], None]] = {
        "media": lambda: _media(payload, uploads),
        "button": lambda: _buttons(payload, switches),
        "list": lambda: _list(payload, switches),
        "request_user_info": lambda: _request(payload),
    }
    if kind not in judges:
        raise ApiError(-233, "message type is invalid or not support")
    judges[kind]()


def _one(payload: dict[str, Any], most: int) -> list[dict[str, Any]]:
    elements = payload.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= most:
        raise invalid("elements")
    if not all(isinstance(element, dict) for element in elements):
        raise invalid("elements")
    return elements


def _media(payload: dict[str, Any], uploads: Uploads) -> None:
    (element,) = _one(payload, 1)
    kind = element.get("media_type")
    if kind not in ("image", "gif", "sticker"):
        raise invalid("media_type")
    if ("url" in element) == ("attachment_id" in element):
        raise invalid("attachment_id")
    if kind == "gif" and not (element.get("width") and element.get("height")):
        raise invalid("width")
    if kind == "sticker":
        return
    if "attachment_id" in element:
        uploads.use(element["attachment_id"], (kind,), "attachment_id")
    elif not str(element["url"]).startswith(("http://", "https://")):
        raise invalid("url")


def _text(value: Any, most: int, field: str) -> None:
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise invalid(field)


def _buttons(payload: dict[str, Any], switches: Switches) -> None:
    if not switches.buttons:
        raise ApiError(-233, "message type is invalid or not support")
    buttons = payload.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS:
        raise invalid("buttons")
    for button in buttons:
        if not isinstance(button, dict):
            raise invalid("buttons")
        _text(button.get("title"), TITLE, "title")
        _action(button.get("type"), button.get("payload"))


def _action(kind: Any, payload: Any) -> None:
    if kind in ("oa.query.show", "oa.query.hide"):
        _text(payload, QUERY, "payload")
        return
    if not isinstance(payload, dict):
        raise invalid("payload")
    if kind == "oa.open.url":
        _text(payload.get("url"), 2000, "url")
    elif kind in ("oa.open.sms", "oa.open.phone"):
        _text(payload.get("phone_code"), 20, "phone_code")
        if kind == "oa.open.sms":
            _text(payload.get("content"), SMS, "content")
    else:
        raise invalid("type")


def _list(payload: dict[str, Any], switches: Switches) -> None:
    if not switches.lists:
        raise ApiError(-233, "message type is invalid or not support")
    for element in _one(payload, ELEMENTS):
        _text(element.get("title"), TITLE, "title")
        if not element.get("subtitle"):
            raise ApiError(-201, "subtitle is empty")
        _text(element.get("subtitle"), SUBTITLE, "subtitle")
        if switches.list_button_inside_element and "buttons" not in element:
            raise ApiError(-233, "message type is invalid or not support")


def _request(payload: dict[str, Any]) -> None:
    (element,) = _one(payload, 1)
    _text(element.get("title"), TITLE, "title")
    _text(element.get("subtitle"), SUBTITLE, "subtitle")
