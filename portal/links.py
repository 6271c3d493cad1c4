"""Care for outgoing links: opens each and looks for the words that must be there; a plain 200 proves nothing.

The national portal is reported to answer robots with 200 for every address, so each host is also asked for a
page that cannot exist: words found there too prove nothing either, and a person has to look.
"""

from __future__ import annotations

import html
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import requests

from bot.book import Book
from bot.outgoing import Outgoing, Outgoings, links_of

TIMEOUT = (5.0, 15.0)
"""Seconds to connect, and to wait for bytes."""
READ_LIMIT = 2_000_000
"""Bytes of a page that are read."""
HOPS = 5
AGENT = "Mozilla/5.0 (compatible; kiem-tra-lien-ket)"


class Verdict(StrEnum):
    """What became of one look at a link; all but the first two need a person."""

    FOUND = "thấy đủ chữ"  # the words are there, and not on a page that cannot exist
    SEEN = "người đã xem"  # only a person can tell, and one did, not too long ago
    BY_HAND = "phải người xem"  # only a person can tell, and none did or too long ago
    NOT_ALLOWED = "tên miền chưa được phép"  # not asked at all
    NO_WORDS = "chưa khai chữ phải thấy"  # nothing says what its page must show
    MISSING = "không thấy chữ"  # it opens, but the words are gone
    SAME_FOR_ALL = "trang nào cũng trả lời như nhau"  # a page that cannot exist shows the same words
    LEFT = "chuyển sang nơi không được phép"  # it leads to a host that is not allowed
    REFUSED = "máy chủ từ chối"  # an error from its server
    UNREACHABLE = "không tới được"  # no answer: the network, the name, the certificate


GOOD = frozenset({Verdict.FOUND, Verdict.SEEN})
UNASKED = frozenset({Verdict.SEEN, Verdict.BY_HAND, Verdict.NOT_ALLOWED})


@dataclass(frozen=True)
class Look:
    """One look at one link: the verdict and what it rests on."""

    link: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True)
class Opened:
    """A page as it came: its text without markup, or why there is none."""

    text: str = ""
    trouble: Verdict | None = None
    detail: str = ""


def of_book(book: Book) -> list[str]:
    """List every address that the book shows or rests on, each once."""
    shown = [link for procedure in book.procedures.values() for _, link in links_of(procedure)]
    sources = [source.link for source in book.sources.values() if source.link]
    moved = [code.link for code in book.register.printed_codes if code.link]
    return list(dict.fromkeys([*shown, *moved, *sources]))


def look_all(links: Iterable[str], known: Outgoings, today: date) -> Iterator[Look]:
    """Look at each link in turn."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = AGENT
    for link in links:
        yield look(session, known.known(link), known, today)


def look(session: requests.Session, one: Outgoing, known: Outgoings, today: date) -> Look:
    """Look at one link as of today."""
    if not known.allows(one.link):
        return Look(one.link, Verdict.NOT_ALLOWED, "thêm tên miền vào «noi_duoc_phep», hoặc bỏ liên kết")
    if one.by_hand:
        if one.review and one.review.due >= today:
            return Look(one.link, Verdict.SEEN, f"{one.review.by}, {one.review.day:%d/%m/%Y}")
        last = f"lần cuối {one.review.day:%d/%m/%Y}" if one.review else "chưa ai xem"
        return Look(one.link, Verdict.BY_HAND, last)
    page = _open(session, one.link, known)
    if page.trouble:
        return Look(one.link, page.trouble, page.detail)
    if not one.expected:
        return Look(one.link, Verdict.NO_WORDS)
    missing = [words for words in one.expected if _folded(words) not in page.text]
    if missing:
        return Look(one.link, Verdict.MISSING, "; ".join(f"«{words}»" for words in missing))
    parts = urlsplit(one.link)
    nowhere = _open(session, f"{parts.scheme}://{parts.netloc}/khong-co-trang-nay-{secrets.token_hex(6)}", known)
    if parts.path.strip("/") and not nowhere.trouble and all(_folded(w) in nowhere.text for w in one.expected):
        return Look(one.link, Verdict.SAME_FOR_ALL)
    return Look(one.link, Verdict.FOUND, f"{today:%d/%m/%Y}")


def _open(session: requests.Session, link: str, known: Outgoings) -> Opened:
    """Open a page, following redirects only as far as hosts are allowed."""
    for _ in range(HOPS):
        if not known.allows(link):
            return Opened(trouble=Verdict.LEFT, detail=link[:120])
        try:
            with session.get(link, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
                if answer.is_redirect:
                    link = urljoin(link, answer.headers["Location"])
                    continue
                if not answer.ok:
                    return Opened(trouble=Verdict.REFUSED, detail=f"HTTP {answer.status_code}")
                return Opened(_text(next(answer.iter_content(READ_LIMIT), b""), answer.encoding))
        except requests.RequestException as error:
            return Opened(trouble=Verdict.UNREACHABLE, detail=type(error).__name__)
    return Opened(trouble=Verdict.REFUSED, detail=f"chuyển hướng quá {HOPS} lần")


def _text(body: bytes, encoding: str | None) -> str:
    """The words of a page without its markup, folded for comparing."""
    named = encoding if encoding and encoding.lower() != "iso-8859-1" else "utf-8"  # requests guesses that one
    try:
        markup = body.decode(named, "replace")
    except LookupError:
        markup = body.decode("utf-8", "replace")
    return _folded(re.sub(r"<[^>]*>", " ", html.unescape(markup)))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def summary(looks: list[Look]) -> tuple[int, list[str]]:
    """Sum up for staff, with the exit code: 0 all well, 1 something to look at, 2 no network and nothing known."""
    asked = [one for one in looks if one.verdict not in UNASKED]
    lost = [one for one in asked if one.verdict is Verdict.UNREACHABLE]
    offline = bool(asked) and len(lost) == len(asked)
    bad = [one for one in looks if one.verdict not in GOOD and not (offline and one in lost)]
    lines = [f"Cán bộ cần xem: {one.link} ({one.verdict.value} {one.detail})".replace(" )", ")") for one in bad]
    if any(one.verdict is Verdict.BY_HAND for one in bad):
        lines.append(
            "Trang phải người xem: mở ra xem đúng chưa, rồi ghi «kiem_tra» (ngày, người, hạn) ở lien-ket.yaml."
        )
    if offline:
        lines.append(f"Máy này không ra mạng được: chưa biết gì về {len(lost)} liên kết kia. Chạy lại khi có mạng.")
        return 2, lines
    return (1 if bad else 0), [*lines, f"{len(looks)} liên kết, {len(bad)} chỗ cần người xem."]
