"""Requests and answers as values, and the two body formats the platform reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from simulator.errors import invalid

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """One HTTP request; `headers` finds names in any case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Message
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type, without its parameters."""
        return (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """`value` as a JSON answer in UTF-8."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers=headers or {})


def pairs(text: str) -> dict[str, str]:
    """A query string or form; of a repeated name the last value."""
    return dict(parse_qsl(text, keep_blank_values=True))


def json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a POST; ApiError -201 when it is none or not announced as JSON."""
    if request.content_type != "application/json":
        raise invalid("Content-Type")
    return _object(request.body.decode("utf-8", "replace"), "body")


def json_data(request: Request) -> dict[str, Any]:
    """The JSON object in the query parameter `data` of a GET; ApiError -201 when it is none."""
    return _object(request.query.get("data", ""), "data")


def _object(text: str, field_name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise invalid(field_name) from error
    if not isinstance(value, dict):
        raise invalid(field_name)
    return value


def multipart_file(request: Request, name: str) -> tuple[str, bytes]:
    """File name and content of the part `name`; ApiError -201 when the form has no such file."""
    boundary = request.headers.get_param("boundary")
    if request.content_type != "multipart/form-data" or not isinstance(boundary, str):
        raise invalid("Content-Type")
    for part in request.body.split(b"--" + boundary.encode())[1:]:
        head, blank, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        disposition = Message()
        for line in head.decode("utf-8", "replace").splitlines():
            key, _, value = line.partition(":")
            disposition[key] = value.strip()
        if blank and disposition.get_param("name", header="Content-Disposition") == name:
            return disposition.get_filename("") or "", content.removesuffix(b"\r\n")
    raise invalid(name)
