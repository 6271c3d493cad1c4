"""«Thử tệp»: a clerk drops a knowledge file in and sees its faults, or what citizens would read differently.

Bound to this machine, without log-in; it works on a copy and changes nothing.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask, render_template, request

from bot import knowledge
from bot.book import Book
from bot.differences import Difference, between
from bot.facts import read_day
from bot.files import OPTIONAL, PROCEDURES, REGULAR, REPLIES
from bot.wording import REPLY_KEYS
from bot.yamlfile import SIZE_LIMIT, Fault
from portal import look


@dataclass(frozen=True)
class Trial:
    """What came of trying a file: its faults, or what would read differently.

    `later` are days after the one asked for on which other parts would read differently.
    """

    name: str
    faults: tuple[Fault, ...] = ()
    differences: tuple[Difference, ...] = ()
    later: tuple[date, ...] = ()


def create_app(folder: Path, today: Callable[[], date]) -> Flask:
    """Build the trial app over a knowledge folder."""
    app = Flask(__name__)
    look.dress(app.jinja_env)
    app.config["MAX_CONTENT_LENGTH"] = SIZE_LIMIT + 100_000

    @app.get("/")
    def form() -> str:
        return render_template("trial.html", trial=None, day=today(), problem=None)

    @app.post("/")
    def attempt() -> str:
        upload, asked = request.files.get("tep"), request.form.get("ngay", "")
        try:
            day = read_day(asked) if asked else today()
        except ValueError as error:
            return render_template("trial.html", trial=None, day=today(), problem=str(error))
        if upload is None or not upload.filename:
            return render_template("trial.html", trial=None, day=day, problem="Chưa chọn tệp.")
        trial = attempt_file(folder, Path(upload.filename).name, upload.read(), day)
        return render_template("trial.html", trial=trial, day=day, problem=None)

    return app


def attempt_file(folder: Path, name: str, data: bytes, day: date) -> Trial:
    """Check the book with this file in it, on a copy; compare what citizens read on that day."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy)
        target = place(copy, name, data)
        target.write_bytes(data)
        shown = f"{folder.name}/{target.relative_to(copy).as_posix()}"
        faults = knowledge.check(copy, day, REPLY_KEYS).faults
        if faults:
            return Trial(shown, faults=faults)
        changed, current = knowledge.load(copy, REPLY_KEYS), _current(folder)
        if current is None:
            return Trial(shown)
        found = tuple(between(current, day, changed, day))
        days = sorted(start for start in _starts(changed) if start > day)
        later = (one for one in days if tuple(between(current, one, changed, one)) != found)
        return Trial(shown, differences=found, later=tuple(later))


def place(folder: Path, name: str, data: bytes) -> Path:
    """Find where a file belongs: by its name, else by the number or id written in it, else as it is called."""
    if name in REGULAR or name in OPTIONAL or name == REPLIES:
        return folder / name
    procedures = folder / PROCEDURES
    if (procedures / name).exists():
        return procedures / name
    text = data.decode("utf-8", "replace")
    number = re.search(r"^so:\s*[\"']?(\d\d)", text, re.MULTILINE)
    named = re.search(r"^ma:\s*([a-z0-9-]+)", text, re.MULTILINE)
    pattern = f"{number[1]}-*.yaml" if number else f"tron-goi-{named[1]}.yaml" if named else ""
    found = sorted(procedures.glob(pattern)) if pattern else []
    return found[0] if found else procedures / (name if name.endswith(".yaml") else f"{name}.yaml")


def _current(folder: Path) -> Book | None:
    try:
        return knowledge.load(folder, REPLY_KEYS)
    except knowledge.KnowledgeFaults:
        return None


def _starts(book: Book) -> set[date]:
    """Give every day on which an edition of a procedure begins."""
    return {edition.starts for procedure in book.procedures.values() for edition in procedure.editions}
