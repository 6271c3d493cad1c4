"""The portal's public pages: home with search, one page per procedure, the printed short addresses.

Server-rendered, no script, no cookie, no request to anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from bot import codes, sections, sheets
from bot.calendar import VIETNAM
from bot.config import Settings
from bot.conversation import Conversation
from bot.desk import Desk
from bot.facts import read_day
from bot.messages import Facet, Memory, Message, MessageKind
from bot.procedures import Edition, Field, Procedure
from bot.sections import Words

ORDER = (
    Facet.PAPERS,
    Facet.DEADLINE,
    Facet.FEE,
    Facet.WHERE,
    Facet.ONLINE,
    Facet.FORM,
    Facet.WHO,
    Facet.CONDITIONS,
    Facet.STEPS,
    Facet.RESULT,
    Facet.LEGAL,
)
FIELDS = {
    Field.BUSINESS: "Hộ kinh doanh",
    Field.CIVIL_STATUS: "Hộ tịch",
    Field.CERTIFICATION: "Chứng thực",
    Field.LAND: "Đất đai",
    Field.BUILDING: "Xây dựng",
    Field.SOCIAL: "Bảo trợ xã hội",
    Field.EDUCATION: "Giáo dục",
    Field.TRADE: "Công thương",
    Field.CULTURE: "Văn hóa",
    Field.INSURANCE: "Bảo hiểm",
    Field.IDENTITY: "Căn cước",
}
QUESTION_LIMIT = 1000
"""Characters of a search that are read."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Pages:
    """The public pages of the desk's current book."""

    def __init__(self, settings: Settings, desk: Desk, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._desk = desk
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Give the routes; every code ever printed answers, in any of the ways people type it."""
        blueprint = Blueprint("pages", __name__, template_folder="templates")
        routes: dict[str, Callable[..., Any]] = {
            "/": self.home,
            "/thu-tuc/<procedure_id>": self.procedure,
            "/thu-tuc/<procedure_id>/qr.svg": self.qr_svg,
            "/thu-tuc/<procedure_id>/qr.png": self.qr_png,
            "/<code>": self.short_address,
            "/<code>/": self.short_address,
            "/Q/<code>": self.short_address,
            "/q/<code>": self.short_address,
        }
        for rule, view in routes.items():
            blueprint.add_url_rule(rule, f"{view.__name__}{rule}".replace(".", "_"), view)
        blueprint.after_request(_secure)
        blueprint.register_error_handler(503, lambda _error: (render_template("closed.html"), 503))
        blueprint.app_errorhandler(404)(lambda _error: (render_template("missing.html"), 404))
        return blueprint

    def home(self) -> str:
        """The home page: search, and all procedures by field."""
        conversation = self._conversation()
        question = request.args.get("q", "")[:QUESTION_LIMIT].strip()
        return render_template(
            "home.html",
            groups=_grouped(conversation),
            q=question,
            found=_search(conversation, question, self._now()) if question else None,
            verification=self._settings.zalo.site_verification,
        )

    def procedure(self, procedure_id: str) -> str:
        """A procedure's page under its long address."""
        return self._show(self._known(procedure_id))

    def short_address(self, code: str) -> str:
        """The same page under the printed code: 07, 7, with a placement suffix, a dot or a slash."""
        number = re.fullmatch(r"0?(\d{1,2})(?:-([A-Za-z0-9]{1,8}))?\.?", code, re.ASCII)
        procedure = self._conversation().book.by_number(number[1]) if number else None
        if procedure is None or number is None:
            abort(404)
        return self._show(procedure, number[2])

    def qr_svg(self, procedure_id: str) -> Response:
        """The QR code of the short address, as a drawing."""
        return _image(self._code(procedure_id).svg().encode(), "image/svg+xml")

    def qr_png(self, procedure_id: str) -> Response:
        """The QR code of the short address, as a picture of ten pixels a module."""
        return _image(self._code(procedure_id).png(), "image/png")

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), VIETNAM)

    def _conversation(self) -> Conversation:
        conversation = self._desk.conversation()
        if conversation is None:
            abort(503)
        return conversation

    def _known(self, procedure_id: str) -> Procedure:
        procedure = self._conversation().book.procedures.get(procedure_id)
        if procedure is None:
            abort(404)
        return procedure

    def _code(self, procedure_id: str) -> codes.Code:
        number = self._known(procedure_id).number
        if number is None:
            abort(404)
        return codes.make(codes.short_address(self._settings.web.public_url, number))

    def _show(self, procedure: Procedure, suffix: str | None = None) -> str:
        asked = request.args.get("ngay", "")
        day = _day(asked) if asked else self._now().date()
        book = self._conversation().book
        edition = procedure.in_force(day) if day else None
        return render_template(
            "procedure.html",
            procedure=procedure,
            day=day,
            asked=asked,
            canonical=f"{self._settings.web.public_url.rstrip('/')}/thu-tuc/{procedure.id}",
            related=[(book.procedures[one.id], one.why) for one in procedure.related if one.id in book.procedures],
            edition=edition,
            notice=sheets.notice(book, procedure.number or "", suffix, self._now().date()),
            parts=_parts(Words(book), edition),
        )


def _secure(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _parts(words: Words, edition: Edition | None) -> list[tuple[str, str]]:
    """Every part of an edition as label and text, in the order of the page; none while it is suspended."""
    if edition is None or edition.suspended:
        return []
    parts = [sections.block(words, edition, facet).split("\n", 1) for facet in ORDER]
    return [(label.rstrip(":"), text) for label, text in parts]


def _grouped(conversation: Conversation) -> list[tuple[str, list[Procedure]]]:
    groups: dict[str, list[Procedure]] = {}
    for procedure in conversation.book.procedures.values():
        groups.setdefault(FIELDS[procedure.field], []).append(procedure)
    return list(groups.items())


def _search(conversation: Conversation, question: str, moment: datetime) -> dict[str, Any]:
    """Answer a search as the chat would: the procedures meant, and the words for everything else."""
    decision = conversation.decide(Message(MessageKind.TEXT, question), Memory(), moment)
    ids = [decision.procedure] if decision.procedure else [candidate.id for candidate in decision.candidates]
    named = [conversation.book.procedures[one] for one in ids if one in conversation.book.procedures]
    asserted = decision.outcome.value in ("answer", "choose", "not_in_force")
    text = "" if asserted or decision.reply is None else decision.reply.text
    return {"procedures": named if asserted else [], "text": text}


def _image(data: bytes, kind: str) -> Response:
    response = make_response(data)
    response.mimetype = kind
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _day(text: str) -> date | None:
    """Read ?ngay=YYYY-MM-DD; None for nonsense or a year no edition can know."""
    try:
        day = read_day(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
