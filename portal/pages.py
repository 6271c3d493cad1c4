"""The portal's public pages: home with search, one page per procedure, the printed short addresses.

Server-rendered, no script, no cookie, no request to anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from bot import codes, sections
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


def pages(settings: Settings, desk: Desk, clock: Callable[[], float]) -> Blueprint:
    """Make the public pages of the desk's current book."""
    blueprint = Blueprint("pages", __name__, template_folder="templates")

    def today() -> date:
        return datetime.fromtimestamp(clock(), VIETNAM).date()

    def conversation() -> Conversation:
        current = desk.conversation()
        if current is None:
            abort(503)
        return current

    @blueprint.after_request
    def secure(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @blueprint.errorhandler(503)
    def closed(_error: Exception) -> tuple[str, int]:
        return render_template("closed.html"), 503

    @blueprint.get("/")
    def home() -> str:
        current = conversation()
        question = request.args.get("q", "")[:QUESTION_LIMIT].strip()
        found = _search(current, question, clock()) if question else None
        verification = settings.zalo.site_verification
        groups = _grouped(current)
        return render_template("home.html", groups=groups, q=question, found=found, verification=verification)

    @blueprint.get("/thu-tuc/<procedure_id>")
    def procedure_page(procedure_id: str) -> str:
        procedure = conversation().book.procedures.get(procedure_id)
        if procedure is None:
            abort(404)
        return show(procedure)

    @blueprint.get("/<code>")
    @blueprint.get("/<code>/")
    @blueprint.get("/Q/<code>")
    @blueprint.get("/q/<code>")
    def short_address(code: str) -> str:
        number = re.fullmatch(r"0?(\d{1,2})(-[A-Za-z0-9]{1,8})?\.?", code)
        procedure = conversation().book.by_number(number[1]) if number else None
        if procedure is None:
            abort(404)
        return show(procedure)

    @blueprint.get("/thu-tuc/<procedure_id>/qr.svg")
    def qr_svg(procedure_id: str) -> Response:
        return _image(code_of(procedure_id).svg().encode(), "image/svg+xml")

    @blueprint.get("/thu-tuc/<procedure_id>/qr.png")
    def qr_png(procedure_id: str) -> Response:
        return _image(code_of(procedure_id).png(), "image/png")

    def code_of(procedure_id: str) -> codes.Code:
        procedure = conversation().book.procedures.get(procedure_id)
        if procedure is None or procedure.number is None:
            abort(404)
        return codes.make(codes.short_address(settings.web.public_url, procedure.number))

    def show(procedure: Procedure) -> str:
        asked = request.args.get("ngay", "")
        day = _day(asked) if asked else today()
        words = Words(conversation().book.replies)
        page = _page(words, procedure.in_force(day)) if day else {"parts": [], "edition": None}
        link = f"{settings.web.public_url.rstrip('/')}/thu-tuc/{procedure.id}"
        return render_template(
            "procedure.html",
            procedure=procedure,
            day=day,
            asked=asked,
            canonical=link,
            related=related(procedure),
            **page,
        )

    def related(procedure: Procedure) -> list[tuple[Procedure, str]]:
        known = conversation().book.procedures
        return [(known[one.id], one.why) for one in procedure.related if one.id in known]

    return blueprint


def _page(words: Words, edition: Edition | None) -> dict[str, Any]:
    if edition is None or edition.suspended:
        return {"parts": [], "edition": edition}
    parts = [sections.block(words, edition, facet).split("\n", 1) for facet in ORDER]
    return {"parts": [(label.rstrip(":"), text) for label, text in parts], "edition": edition}


def _grouped(conversation: Conversation) -> list[tuple[str, list[Procedure]]]:
    groups: dict[str, list[Procedure]] = {}
    for procedure in conversation.book.procedures.values():
        groups.setdefault(FIELDS[procedure.field], []).append(procedure)
    return list(groups.items())


def _search(conversation: Conversation, question: str, now: float) -> dict[str, Any]:
    """Answer a search as the chat would: the procedures meant, and the words for everything else."""
    moment = datetime.fromtimestamp(now, VIETNAM)
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
