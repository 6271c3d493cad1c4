"""Uploaded pictures and files: judged by their content, kept for seven days."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simulator.account import new_token
from simulator.clock import DAY, Clock
from simulator.errors import ApiError, invalid

MEGABYTE = 1024 * 1024
LIFE = 7 * DAY
A_MONTH = 5000
SIZE_LIMITS = {"image": MEGABYTE, "gif": 5 * MEGABYTE, "file": 5 * MEGABYTE}
MIME = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
}
KINDS = {"image": ("png", "jpg"), "gif": ("gif",), "file": ("pdf", "doc", "docx", "csv")}
WANTED = {
    "image": "file must be image/png or image/jpeg",
    "gif": "file must be image/gif",
    "file": "file must be PDF, DOC, DOCX or CSV",
}


def sniff(content: bytes, name: str) -> str:
    """The kind of `content` by its first bytes; only CSV, which has none, also goes by its name."""
    signatures = {
        b"\x89PNG\r\n\x1a\n": "png",
        b"\xff\xd8\xff": "jpg",
        b"GIF87a": "gif",
        b"GIF89a": "gif",
        b"%PDF-": "pdf",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "doc",
    }
    for magic, kind in signatures.items():
        if content.startswith(magic):
            return kind
    if content.startswith(b"PK\x03\x04") and b"word/" in content:
        return "docx"
    return "csv" if name.lower().endswith(".csv") and b"\0" not in content else ""


@dataclass(frozen=True)
class Upload:
    """One accepted upload."""

    upload_id: str
    purpose: str
    kind: str
    name: str
    size: int
    time: float


class Uploads:
    """All uploads; their bytes lie in `folder`, or in memory when there is none. The caller holds the lock."""

    def __init__(self, clock: Clock, folder: Path | None = None) -> None:
        self._clock = clock
        self._folder = folder
        self._bytes: dict[str, bytes] = {}
        self.by_id: dict[str, Upload] = {}

    def add(self, purpose: str, name: str, content: bytes) -> Upload:
        """Keep `content`; ApiError -210 when it is too big, -201 for another kind, -211 after 5,000 a month."""
        kind = sniff(content, name)
        if kind not in KINDS[purpose]:
            raise ApiError(-201, WANTED[purpose])
        if len(content) > SIZE_LIMITS[purpose]:
            raise ApiError(-210, f"file exceeds {SIZE_LIMITS[purpose] // MEGABYTE} MB")
        month_ago = self._clock.now() - 30 * DAY
        if sum(u.purpose == purpose and u.time > month_ago for u in self.by_id.values()) >= A_MONTH:
            raise ApiError(-211)
        upload = Upload(new_token(), purpose, kind, name, len(content), self._clock.now())
        self._write(upload.upload_id, content)
        self.by_id[upload.upload_id] = upload
        return upload

    def _write(self, upload_id: str, content: bytes) -> None:
        if self._folder is None:
            self._bytes[upload_id] = content
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / upload_id).write_bytes(content)

    def use(self, upload_id: object, purposes: tuple[str, ...], field: str) -> Upload:
        """The upload to send; -201 for an unknown id or another purpose, -100 after seven days."""
        upload = self.by_id.get(upload_id) if isinstance(upload_id, str) else None
        if upload is None or upload.purpose not in purposes:
            raise invalid(field)
        if self._clock.now() - upload.time > LIFE:
            raise ApiError(-100)
        return upload

    def content(self, upload_id: str) -> tuple[bytes, str] | None:
        """The bytes and their MIME type, for showing them in the browser; None when there is no such upload."""
        upload = self.by_id.get(upload_id)
        if upload is None:
            return None
        if self._folder is None:
            return self._bytes[upload_id], MIME[upload.kind]
        path = self._folder / upload_id
        return (path.read_bytes(), MIME[upload.kind]) if path.is_file() else None

    def dump(self) -> list[dict[str, Any]]:
        """What is known about each upload, as plain JSON values."""
        return [asdict(upload) for upload in self.by_id.values()]

    def load(self, rows: list[dict[str, Any]]) -> None:
        """Take over what `dump` wrote."""
        self.by_id = {row["upload_id"]: Upload(**row) for row in rows}
