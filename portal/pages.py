"""The portal's public pages: home with search, one page per procedure, the counters, the printed short addresses.

Server-rendered, no script, no cookie, no request to anywhere else; drawn once a day and sent from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import PathConverter

from bot import codes, own_data, sheets
from bot.book import Book
from bot.calendar import VIETNAM
from bot.config import Settings
from bot.desk import Desk
from bot.facts import read_day
from bot.procedures import Field, Procedure
from bot.sections import Words
from portal import addresses, card, case_page, look, press
from portal.counters import counters_page
from portal.due_page import due_page
from portal.finding import find, worded
from portal.press import Run, picture, printed
from portal.prose import groups
from portal.robots import structured
from portal.sending import refuse, send
from portal.sheet import Notice, Sheet, of_code, sheet, withheld
from portal.visits import is_person

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
DOOR_SECONDS = 60
"""How long the page of the counters may be shown unasked: it says whether doors are open."""
OFFICE, HOME_TITLE = "Bộ phận Một cửa Ngã Năm", "Anh chị cần làm thủ tục gì?"
CARD_LINE = "Giấy tờ · Thời gian · Lệ phí · Nơi nộp"
PICTURE_CACHE = "public, max-age=86400"
REFUSALS = {
    400: ("Địa chỉ không đọc được", "Anh chị gõ lại địa chỉ, hoặc chọn thủ tục bên dưới."),
    404: ("Không có trang này", "Có thể gõ nhầm số. Số thủ tục từ 01 đến 25."),
    405: ("Trang này chỉ để xem", "Địa chỉ này không nhận gì gửi tới. Anh chị chọn thủ tục bên dưới."),
    500: ("Máy chủ đang trục trặc", "Anh chị thử lại sau ít phút, hoặc hỏi trực tiếp tại quầy."),
}


class Anything(PathConverter):
    """The rest of a path, whatever it holds: «//01» is a printed code as well."""

    regex = ".*?"
    part_isolating = False


Scanned = Callable[[date, str, str | None], None]
"""Told of every scan by a person: the day, the code, and the placement where the register knows it."""


Off = Callable[[], frozenset[str]]
"""Gives the procedures whose guidance is switched off at this moment."""


class Pages:
    """The public pages of the desk's current book.

    `scanned` is told of printed codes that people opened; `off` is asked for every page that shows guidance.
    """

    def __init__(
        self, settings: Settings, desk: Desk, clock: Callable[[], float], scanned: Scanned, off: Off = frozenset
    ) -> None:
        self._scanned = scanned
        self.off = off
        self._settings = settings
        self._desk = desk
        self._clock = clock
        self._run: Run | None = None

    def blueprint(self) -> Blueprint:
        """Give the routes; whatever is no other page may be a printed code, in any of the ways people type it."""
        blueprint = Blueprint("pages", __name__, template_folder="templates")
        blueprint.record_once(_prepare)
        routes: dict[str, Callable[..., Any]] = {
            "/": self.home,
            "/quay": self.counters,
            "/rieng-tu": self.privacy,
            "/anh.png": self.home_card,
            "/thu-tuc/<procedure_id>": self.procedure,
            "/thu-tuc/<procedure_id>/": self.procedure,
            "/thu-tuc/<procedure_id>/ngay": self.due,
            "/thu-tuc/<procedure_id>/ho-so": self.own_papers,
            "/thu-tuc/<procedure_id>/anh.png": self.card,
            "/thu-tuc/<procedure_id>/qr.svg": self.qr_svg,
            "/thu-tuc/<procedure_id>/qr.png": self.qr_png,
            "/<anything:address>": self.short_address,
        }
        for rule, view in routes.items():
            blueprint.add_url_rule(rule, f"{view.__name__}{rule}".replace(".", "_"), view)
        blueprint.after_app_request(look.guard)
        for status in (*REFUSALS, 503):
            blueprint.app_errorhandler(status)(self.refusal)
        return blueprint

    def home(self) -> Response:
        """The home page: search, and all procedures by field."""
        run, now = self.current()
        question = request.args.get("q", "")[:QUESTION_LIMIT].strip() if request.query_string else ""
        if not question:
            return self._keep(run, now, "home", lambda: self._home(run))
        found = find(run.conversation, question, now, self.off())
        return send(printed(self._home(run, q=question, found=found)), "no-store")

    def counters(self) -> Response:
        """The counters: hours, addresses, and whether they are open now."""
        run, now = self.current()
        asked, day, above = self._asked(run.day)
        page = counters_page(run.conversation.book, day, None if asked else now)
        text = render_template("counters.html", page=page, above=above, url=self.url)
        return send(printed(text), f"public, max-age={DOOR_SECONDS}")

    def privacy(self) -> Response:
        """What is kept of citizens, how long, and what they may ask for."""
        run, now = self.current()
        return self._keep(run, now, "privacy", lambda: self._privacy(run))

    def _privacy(self, run: Run) -> str:
        text = own_data.notice(Words(run.conversation.book), asdict(self._settings.retention.keep()))
        return render_template("privacy.html", text=groups(text), url=self.url)

    def procedure(self, procedure_id: str) -> Response:
        """A procedure's page under its long address."""
        run, now = self.current()
        return self._show(run, now, _known(run, procedure_id))

    def due(self, procedure_id: str) -> Response:
        """When the result is due for a day of filing, or when to file for a wanted day."""
        run, now = self.current()
        procedure = _known(run, procedure_id)
        if procedure.id in self.off():
            return self._withheld(run, now, procedure)
        page = due_page(run.conversation.book, procedure, request.args, now)
        return send(printed(render_template("due.html", page=page, url=self.url)), "no-store")

    def own_papers(self, procedure_id: str) -> Response:
        """One's own papers: question by question, the list, and what is missing of it at the counter."""
        run, now = self.current()
        return self._case(run, now, _known(run, procedure_id))

    def short_address(self, address: str) -> Response:
        """The same page under the printed code: 07, 7, with a placement suffix, a dot or a slash."""
        read, (run, now) = addresses.read(address), self.current()
        book = run.conversation.book
        procedure = book.by_number(read.number) if read else None
        if read is None or procedure is None:
            abort(404)
        if case_page.CODE in request.args:
            return self._case(run, now, procedure)
        placement = read.placement if read.placement and book.register.run(read.placement) else None
        if is_person(request.environ) and "ngay" not in request.args:
            self._scanned(run.day, read.number, placement)
        return self._show(run, now, procedure, placement)

    def qr_svg(self, procedure_id: str) -> Response:
        """The QR code of the short address, as a drawing."""
        return send(printed(self._code(procedure_id).svg(), "image/svg+xml"), PICTURE_CACHE)

    def qr_png(self, procedure_id: str) -> Response:
        """The QR code of the short address, as a picture of ten pixels a module."""
        return send(picture(self._code(procedure_id).png()), PICTURE_CACHE)

    def home_card(self) -> Response:
        """The picture shown when the home page is shared."""
        run, _ = self.current()
        return send(run.get("card", lambda: picture(card.draw(OFFICE, None, HOME_TITLE, CARD_LINE))), PICTURE_CACHE)

    def card(self, procedure_id: str) -> Response:
        """The picture shown when a procedure's page is shared."""
        run, _ = self.current()
        one = _known(run, procedure_id)
        page = run.get(("card", one.id), lambda: picture(card.draw(OFFICE, one.number, one.name, CARD_LINE)))
        return send(page, PICTURE_CACHE)

    def refusal(self, error: HTTPException) -> Response:
        """A clear page for what cannot be shown: what to do, and the way to all procedures."""
        status = error.code or 500
        if status == 503 or self._desk.conversation() is None:
            return refuse(printed(render_template("closed.html")), 503)
        run, _ = self.current()
        heading, line = REFUSALS[status]
        page = run.get(
            ("refusal", status),
            lambda: printed(
                render_template("missing.html", heading=heading, line=line, groups=_grouped(run.conversation.book))
            ),
        )
        return refuse(page, status)

    @property
    def url(self) -> str:
        """The address under which citizens reach the portal, without a slash at its end."""
        return self._settings.web.public_url.rstrip("/")

    def current(self) -> tuple[Run, datetime]:
        """Give the pages of the current book on the current day, and the moment; 503 while there is no sound book."""
        now = datetime.fromtimestamp(self._clock(), VIETNAM)
        conversation = self._desk.conversation()
        if conversation is None:
            abort(503)
        run = self._run
        if run is None or run.source is not conversation or run.day != now.date():
            run = self._run = Run(conversation, worded(conversation), now.date())
        return run, now

    def _keep(self, run: Run, now: datetime, key: Hashable, draw: Callable[[], str]) -> Response:
        """Send a page of the day from memory."""
        seconds = press.fresh_seconds(now)
        return send(run.get(key, lambda: printed(draw())), f"public, max-age={seconds}")

    def _home(self, run: Run, **more: Any) -> str:
        return render_template(
            "home.html",
            groups=_grouped(run.conversation.book),
            verification=self._settings.zalo.site_verification,
            url=self.url,
            **more,
        )

    def _code(self, procedure_id: str) -> codes.Code:
        number = _known(self.current()[0], procedure_id).number
        if number is None:
            abort(404)
        return codes.make(codes.short_address(self.url, number))

    def _asked(self, today: date) -> tuple[bool, date, tuple[Notice, ...]]:
        """Read ?ngay=: whether the page is a preview, the day to show, and what to say above it."""
        asked = request.args.get("ngay", "").strip() if request.query_string else ""
        if not asked:
            return False, today, ()
        day = _day(asked)
        if day is None:
            return True, today, (Notice(f"Ngày «{asked[:20]}» không đọc được", ("Viết dạng 2026-11-24.",), grave=True),)
        when = "hôm nay" if day == today else "không phải hôm nay"
        return True, day, (Notice(f"Bản xem thử cho ngày {day:%d/%m/%Y}, {when}"),)

    def _show(self, run: Run, now: datetime, procedure: Procedure, suffix: str | None = None) -> Response:
        if procedure.id in self.off():
            return self._withheld(run, now, procedure, suffix)
        book = run.conversation.book
        asked, day, above = self._asked(run.day)
        if not asked:
            return self._keep(run, now, (procedure.id, suffix), lambda: self._procedure(book, procedure, day, suffix))
        text = self._procedure(book, procedure, day, suffix, above)
        return send(printed(text), f"public, max-age={press.fresh_seconds(now)}")

    def _withheld(self, run: Run, now: datetime, procedure: Procedure, suffix: str | None = None) -> Response:
        """The page while staff have switched the guidance off; nobody keeps it, so that it ends with the switch."""
        said = run.conversation.withheld(procedure, now).text
        page = withheld(run.conversation.book, procedure, said)
        return send(printed(self._drawn(run.conversation.book, page, run.day, suffix)), "no-store")

    def _case(self, run: Run, now: datetime, procedure: Procedure) -> Response:
        if procedure.id in self.off():
            return self._withheld(run, now, procedure)
        asked = case_page.asked(request.args.to_dict(flat=False))
        page = case_page.case_page(run.conversation.book, procedure, asked, run.day)
        text = render_template(
            "case.html",
            page=page,
            url=self.url,
            short=f"{self.url.partition('://')[2]}{page.address}",
            code=Markup(case_page.qr(self.url, page.address)) if page.settled and not page.counter else "",  # noqa: S704
            counting=bool(self._settings.web.counter_key),
        )
        kept = not asked.counter and not page.missing
        return send(printed(text), f"public, max-age={press.fresh_seconds(now)}" if kept else "no-store")

    def _procedure(
        self, book: Book, procedure: Procedure, day: date, suffix: str | None, preview: tuple[Notice, ...] = ()
    ) -> str:
        return self._drawn(book, sheet(book, procedure, day), day, suffix, preview)

    def _drawn(self, book: Book, page: Sheet, day: date, suffix: str | None, preview: tuple[Notice, ...] = ()) -> str:
        number = page.procedure.number
        told = () if preview or not number else of_code(sheets.notice(book, number, suffix, day))
        return render_template(
            "procedure.html",
            sheet=page,
            day=day.isoformat(),
            above=preview or told,
            preview=bool(preview),
            url=self.url,
            short=f"{self.url.partition('://')[2]}/{number}" if number else "",
            code=Markup(codes.make(codes.short_address(self.url, number)).svg()) if number else "",  # noqa: S704
            zalo=self._zalo(),
            robots=None if preview else structured(book, page, self.url, day),
        )

    def _zalo(self) -> str | None:
        """The address of the account's chat; none while Zalo is only played on this machine."""
        zalo = self._settings.zalo
        return f"https://zalo.me/{zalo.oa_id}" if zalo.oa_id and zalo.api_url.startswith("https://") else None


def _prepare(state: BlueprintSetupState) -> None:
    state.app.url_map.merge_slashes = False  # a redirect would cost a phone on a slow network one more round trip
    state.app.url_map.converters["anything"] = Anything
    look.dress(state.app.jinja_env)


def _known(run: Run, procedure_id: str) -> Procedure:
    procedure = run.conversation.book.procedures.get(procedure_id)
    if procedure is None:
        abort(404)
    return procedure


def _grouped(book: Book) -> list[tuple[str, list[Procedure]]]:
    groups: dict[str, list[Procedure]] = {}
    for procedure in book.procedures.values():
        groups.setdefault(FIELDS[procedure.field], []).append(procedure)
    return list(groups.items())


def _day(text: str) -> date | None:
    """Read ?ngay=YYYY-MM-DD; None for nonsense or a year no edition can know."""
    try:
        day = read_day(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
