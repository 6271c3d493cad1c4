"""The page on which a citizen looks up a dossier by its code; the receipt's QR code may lead straight to it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from bot.dossier_words import DossierWords
from bot.dossiers import code_in, key, personal
from bot.records import Records
from bot.sections import Words
from bot.store import Store, StoreError
from portal.pages import Pages
from portal.press import printed
from portal.sending import send

CODE_LIMIT = 500
"""Letters of what was typed that are read: a code, or all that a receipt's QR code holds."""
NO_CODE = "Đây không phải mã hồ sơ. Mã gồm chữ không dấu và số, ghi trên giấy hẹn."
PERSONAL = "Đây là số điện thoại hoặc số giấy tờ tùy thân, không phải mã hồ sơ. Trang này chỉ cần mã ghi trên giấy hẹn."


class DossierPage:
    """Answers /ho-so, and /ho-so?ma=CODE; an answer is kept by nobody, neither here nor on the way."""

    def __init__(self, pages: Pages, store: Store, records: Records) -> None:
        self._pages, self._store, self._records = pages, store, records

    def blueprint(self) -> Blueprint:
        """Give the one route."""
        blueprint = Blueprint("dossiers", __name__, template_folder="templates")
        blueprint.add_url_rule("/ho-so", "page", self.page, strict_slashes=False)
        return blueprint

    def page(self) -> Response:
        """The form, and below it the dossier of the code that was asked."""
        run, now = self._pages.current()
        typed, code, told = _read(request.args.get("ma", "")[:CODE_LIMIT].strip())
        book = run.conversation.book
        facts: tuple[tuple[str, str], ...] = ()
        if code:
            try:
                with self._store.read() as connection:
                    looked = self._records.look_up(connection, code, request.remote_addr or "", now.timestamp())
            except StoreError:
                abort(503)
            words = DossierWords(book, Words(book))
            contact = book.replies["lien_he_quay"]
            facts = words.facts(looked.dossier, now.date()) if looked.dossier else ()
            told = words.answer(code, looked, now.date(), contact).splitlines()[-1] if facts else ""
            told = told or words.answer(code, looked, now.date(), contact)
        text = render_template("dossier.html", typed=typed, code=code, facts=facts, told=told, url=self._pages.url)
        return send(printed(text), "no-store")


def _read(typed: str) -> tuple[str, str | None, str]:
    """Give what stands in the field again, the code's key, and what is wrong where there is none."""
    if personal(typed):
        return "", None, PERSONAL
    if code := key(typed):
        return typed, code, ""
    code = code_in(typed)
    return (code, code, "") if code else (typed, None, NO_CODE if typed else "")
