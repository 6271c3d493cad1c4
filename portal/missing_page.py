"""The counter's act: a sheet of missing papers is written and counted by month, for those who hold the counter's key.

The pages are open to everybody, so a count taken from them could be filled by anybody. Counting therefore asks for
the key once, by the browser's own question (HTTP Basic, RFC 7617): no cookie, nothing in an address.
"""

from __future__ import annotations

import hmac
from datetime import date

import structlog
from flask import Blueprint, Response, abort, request

from bot import missing
from bot.checklists import Case, read, write_missing
from bot.config import Settings, reveal
from bot.store import Store, StoreError
from portal.case_page import places
from portal.pages import Pages

CHALLENGE = 'Basic realm="Quay Mot cua", charset="UTF-8"'
ASK = "Cần khóa của quầy. Tên người dùng: để trống hoặc mã quầy ({known}); mật khẩu: khóa của quầy.\n"
log = structlog.get_logger()


class MissingPage:
    """Answers POST /quay/con-thieu; without a key in the settings there is no such page."""

    def __init__(self, pages: Pages, store: Store, settings: Settings) -> None:
        self._pages, self._store = pages, store
        self._key = reveal(settings.web.counter_key)

    def blueprint(self) -> Blueprint:
        """Give the one route."""
        blueprint = Blueprint("missing", __name__)
        blueprint.add_url_rule("/quay/con-thieu", "count", self.count, methods=["POST"])
        return blueprint

    def count(self) -> Response:
        """Count the ticked papers once and lead to their sheet; nothing ticked leads back to the list."""
        run, now = self._pages.current()
        if not self._key:
            abort(404)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(400)  # another site's form must not count with the key that the browser remembers
        counter = self._counter(now.date())
        procedure = run.conversation.book.procedures.get(request.form.get("thu_tuc", "")[:80])
        case = read(procedure, request.form.get("c", ""), now.date())[1] if procedure else None
        if procedure is None or case is None or case.question is not None:
            abort(400)
        ticked = places(request.form.getlist("thieu"), len(case.papers))
        own = f"/thu-tuc/{procedure.id}/ho-so?c={case.code}"
        if not ticked:
            return _to(f"{own}&quay=1&thieu=")
        done = self._add(now.date(), counter, case, ticked)
        return _to(f"{own}&t={write_missing(case, ticked)}&ghi={int(done)}")

    def _add(self, day: date, counter: str, case: Case, ticked: tuple[int, ...]) -> bool:
        names = [case.papers[place].name for place in ticked]
        try:
            with self._store.write() as connection:
                missing.add(connection, day, counter, case.procedure.id, names)
        except StoreError as error:
            log.error("missing_not_counted", reason=str(error))
            return False
        return True

    def _counter(self, day: date) -> str:
        """The counter named before the key, or the main one; 401 where the key or the name is not right."""
        offices = self._pages.current()[0].conversation.book.offices
        given = request.authorization
        name = (given.username or "").strip() if given and given.type == "basic" else ""
        password = (given.password or "") if given and given.type == "basic" else ""
        found = offices.at(day, name or None)
        if hmac.compare_digest(password.encode(), self._key.encode()) and found:
            return found[0]
        return abort(self._challenge(day))

    def _challenge(self, day: date) -> Response:
        offices = self._pages.current()[0].conversation.book.offices
        known = ", ".join(one for one, _ in offices.in_force(day))
        answer = Response(ASK.format(known=known), 401, content_type="text/plain; charset=utf-8")
        answer.headers["WWW-Authenticate"] = CHALLENGE
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _to(address: str) -> Response:
    return Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})
