"""Files of a folder, each written whole or not at all; one that is there is replaced only by a whole one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from portal.printing import cannot_write


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by name; all are on the disk before the first takes its place. Raises CannotWrite.

    A process killed meanwhile leaves whole files and perhaps a `.part`, which the next run writes over.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from None
    parts = {folder / name: folder / f".{name}.part" for name in files}
    try:
        for part, data in zip(parts.values(), files.values(), strict=True):
            with part.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        for file, part in parts.items():
            part.replace(file)
    except OSError as error:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise cannot_write(folder, error) from None
    return list(parts)
