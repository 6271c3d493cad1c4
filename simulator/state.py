"""Keeps the stand-in's memory in one JSON file that is never half written."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


class StateFile:
    """One JSON file, replaced as a whole; uploads lie beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.uploads = path.with_suffix(".uploads")

    def load(self) -> dict[str, Any]:
        """What was saved last, or {} at the first start. OSError or ValueError when it cannot be read."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return {}
        state = json.loads(text)
        if not isinstance(state, dict) or not isinstance(state.get("people"), dict):
            raise ValueError("not a state file of this stand-in")
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Replace the file; it holds tokens, so only its owner may read it. OSError when it cannot be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(state, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
