"""A dossier as the counter's own software exports it, free of persons; its code; how it stands on a day (pure).

What may be stored of a dossier is the frozen value here and nothing else: its code, ids of the book, days and
words of closed lists. No field holds free text, so no name, phone or address can come in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import unquote

SHORTEST, LONGEST = 5, 40
"""Letters and digits of a code."""
FEWEST_DIGITS = 3
LONGEST_PREFIX = 4
"""Letters before the numbers of a code."""
SURE_LENGTH, SURE_DIGITS = 8, 6
"""Letters and digits of a text that is taken for a code although nothing before it says so."""
LONG_NUMBER = 13
"""Digits from which a bare number is taken for a code: phones, identity cards and tax numbers are shorter."""


class Status(StrEnum):
    """Where a dossier is; stored, so the values never change."""

    WORKING = "dang_giai_quyet"  # taken in, being worked on
    PAPERS = "cho_bo_sung"  # waits for papers from the person who filed
    READY = "co_ket_qua"  # the result waits at the counter
    HANDED = "da_tra"  # the result was handed over
    RETURNED = "tra_lai"  # sent back unfinished
    WITHDRAWN = "da_rut"  # withdrawn by the person who filed


class Reason(StrEnum):
    """Why a dossier is late: a closed list, because what staff write freely may name persons."""

    PAPERS = "cho_bo_sung"  # waits for papers from the person who filed
    OTHER_BODY = "cho_co_quan_khac"  # waits for another body's answer
    CHECKING = "dang_xac_minh"  # facts are being checked on the spot
    DUTIES = "cho_nghia_vu_tai_chinh"  # waits until taxes or fees are paid
    SYSTEM = "loi_he_thong"  # the software or a connection failed
    OTHER = "ly_do_khac"  # another reason, told at the counter


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier. `code` is the key that `key` gives; `procedure` an id of the book, empty for others.

    `due` is the day on the receipt (the shortened time where the office has registered one), `legal_due` the
    day by the statutory time where the export tells it; `done` the day on which there was a result.
    """

    code: str
    counter: str
    procedure: str
    status: Status
    received: date
    due: date
    legal_due: date | None = None
    done: date | None = None
    reason: Reason | None = None
    online: bool | None = None

    @property
    def open(self) -> bool:
        """Say whether it is still being worked on."""
        return self.done is None and self.status in (Status.WORKING, Status.PAPERS)

    def late(self, today: date) -> bool:
        """Say whether the day on the receipt was missed: by its result, or by today while there is none."""
        return (self.done or today) > self.due if self.done or self.open else False


class Answer(StrEnum):
    """What a look-up by code came to."""

    FOUND = "thay"  # the dossier is known
    UNKNOWN = "khong_thay"  # no dossier has this code
    TOO_MANY = "qua_nhieu"  # too many unknown codes were tried
    NOTHING = "chua_nhap"  # nothing was ever imported here


@dataclass(frozen=True)
class Looked:
    """A look-up: its answer, the dossier if found, and when the dossiers were last imported (aware)."""

    answer: Answer
    dossier: Dossier | None = None
    as_of: datetime | None = None


NOTHING_IMPORTED = Looked(Answer.NOTHING)

_SEPARATORS = str.maketrans("", "", " \t\u00a0.-/_‐‑‒–—")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
_MONEY = re.compile(r"\d{1,3}([.,]\d{3})+")
_ACT = re.compile(r"\d{1,4}/(nq|nd|qd|tt|luat|\d{4})([/-].*)?", re.IGNORECASE)
_PROCEDURE_CODE = re.compile(r"\d\.\d{6}(\.[0-9a-z.]+)?", re.IGNORECASE)
_PHONE = re.compile(r"(\+?84|0)[\d .-]{8,13}")
_OLD_ACT = re.compile(r"(?:nd|nq|qd|tt|ttlt|cv|tb)\d.*", re.IGNORECASE)
_PLATE = re.compile(r"\d{2}[a-z]{1,2}\d?[ .-]?\d{3,5}(?:\.\d{2})?", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
_KNOWN_NUMBER = re.compile(r"(?:cccd|cmnd|cmt|can cuoc|sdt|dt|tel|zalo|stk|mst|bhyt|bhxh|ma|so|hs) ?\d+", re.IGNORECASE)
"""Numbers of other things, with the word for what they are."""
_NAMES = r"(?:ho so|hs|hso|bien nhan|giay hen|giay tiep nhan)"
_POLITE = re.compile(
    r"^\W*(?:(?:em|anh|chi|ad|admin|bot|oi|a|da|cho|xin|nho|hoi|muon|can|toi|tui|minh|tra|xem|coi|kiem tra|tra cuu|tim"
    r"|theo doi|giup|gium|dum|ho)\b(?! so)[\s,]*)*",
)
"""What may stand before a code or its name; «hộ» helps, «hồ sơ» does not."""
_LEAD = re.compile(
    rf"^(?:(?:ma|so|ma so)\s+)?{_NAMES}"
    r"(?:\s+(?:so|ma|ma so|co ma|la|nay|cua (?:toi|tui|em|minh|anh|chi|ba|me|nha))\b)*\s*[:#]?\s*",
)
_TAIL = re.compile(
    r"(?:[\s,.?!]+(?:a|nha|nhe|voi|di|oi|em|roi|vay|ko|khong|(?:da )?(?:toi|den) dau|(?:da )?(?:xong|co|duoc)"
    r"(?: ket qua)? ?chua|sao roi|the nao|giup (?:toi|tui|em|minh)))+[\s.?!]*$"
)
_ABOUT = re.compile(rf"\b(?:{_NAMES}|ma|tra|coi|kiem tra|(?:toi|den) dau|chua|ket qua|sao roi)\b")
"""Words without which a code in one word is none: numbers of land certificates and health cards look alike."""
_TOKEN = re.compile(
    r"(?<![\w@.\-])(?:[A-Za-z0-9]+(?:[.\-/_][A-Za-z0-9]+)+|[A-Za-z]{1,5}\d{9,}|[A-Z]{1,5} \d{9,})(?![\w@])"
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\"<>|]+", re.IGNORECASE)
_FIELD = r"(?:ma|(?:ma|so)_?(?:ho_?so|hs|bien_?nhan))"
_IN_LINK = re.compile(rf"[?&#]{_FIELD}=([^&#\s]+)", re.IGNORECASE)
_IN_OBJECT = re.compile(rf'"{_FIELD}"\s*:\s*"?([^",}}]+)', re.IGNORECASE)
READ = 1000
"""Letters of a message in which a code is looked for; a receipt's QR code holds far fewer."""


def key(text: str) -> str | None:
    """Give the key of a code however it is written: capitals, no blanks or separators; None if it is no code.

    Only the form is read. A letter that looks like another stays what it is: nothing is guessed.
    """
    plain = _plain(text).upper().translate(_SEPARATORS)
    digits = sum(map(str.isdigit, plain))
    fits = SHORTEST <= len(plain) <= LONGEST and plain.isascii() and plain.isalnum()
    return plain if fits and digits >= FEWEST_DIGITS else None


def personal(text: str) -> bool:
    """Say whether a text is a phone number or the number of an identity card rather than a dossier's code."""
    digits = text.strip().translate(_SEPARATORS).removeprefix("+")
    return digits.isdecimal() and 9 <= len(digits) <= 12 and " " not in digits


def code_in(text: str) -> str | None:
    """Find the key of the code that a message asks about; None if it asks about none.

    A text that names dossiers before it («mã hồ sơ ...») or is a code and nothing else; what a receipt's QR code
    holds (a link, an object, fields in a row); inside a longer text only what no date, sum, act, phone, plate or
    procedure code looks like.
    """
    plain = _plain(text[:READ]).strip()
    scanned = _scanned(plain)
    plain = _LINK.sub(" ", plain).strip()
    if scanned or not plain:
        return scanned
    polite = _POLITE.match(plain.lower())
    asked = plain[polite.end() if polite else 0 :]
    lead = _LEAD.match(asked.lower())
    rest = asked[lead.end() if lead else 0 :].strip(" .?!:#«»\"'")
    rest = rest[: tail.start()] if (tail := _TAIL.search(rest.lower())) else rest
    several = sum(map(_sure, rest.split())) > 1
    if lead and not several and _is_parts(rest) and not _other(rest):
        return key(rest)
    if not lead and not several and _is_parts(rest) and _sure(rest):
        return key(rest)
    about = several or _ABOUT.search(plain.lower())
    for one in _TOKEN.findall(plain):
        alike = one.replace(" ", "").isalnum()
        if (about or not alike) and (_sure(one) or (_is_prefixed(one.split()) and not _other(one))):
            return key(one)
    return None


def _scanned(plain: str) -> str | None:
    """Find the code in what a receipt's QR code holds: a link, an object, or fields in a row."""
    links = _LINK.findall(plain)
    named = [unquote(one) for link in links for one in _IN_LINK.findall(link)] + _IN_OBJECT.findall(plain)
    paths = [part for link in links for part in re.split(r"[/?&#=]+", unquote(link))[2:] if not part.isdecimal()]
    fields = re.split(r"[|;\n]", _LINK.sub(" ", plain))
    row = [one.strip(" \"'") for one in fields] if len(fields) > 1 else []
    told = (
        *(one for one in named if not _other(one)),
        *(one for one in (*paths, *row) if " " not in one and _sure(one)),
    )
    return next((found for one in told if (found := key(one))), None)


def _plain(text: str) -> str:
    """Drop the marks that a Vietnamese keyboard puts on letters."""
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)).replace("đ", "d").replace("Đ", "D")
    return "".join(one for one in marked if not unicodedata.combining(one))


def _is_parts(text: str) -> bool:
    """Say whether a text can be one code written with blanks: each part holds a digit or is a short word."""
    parts = text.split()
    if _is_prefixed(parts):
        return key(text) is not None
    letters = [part for part in parts if not any(map(str.isdigit, part))]
    short = all((len(part) <= 4 and part.isupper()) or (not part.isalnum() and len(part) <= 1) for part in letters)
    return bool(parts) and short and key(text) is not None


def _is_prefixed(parts: Sequence[str]) -> bool:
    """Say whether small letters come first and then only numbers, and these are no day, phone or card number."""
    first, rest = parts[0] if parts else "", parts[1:]
    digits = sum(map(len, rest))
    numbers = bool(rest) and all(map(str.isdecimal, rest)) and digits >= SURE_LENGTH
    other = not rest or rest[0].startswith(("0", "84")) or _DATE.fullmatch("/".join(rest))
    return first.isalpha() and len(first) <= LONGEST_PREFIX and numbers and not other


def _other(text: str) -> bool:
    """Say whether a text is a date, a sum, an act, a phone or card number, or a procedure's national code."""
    known = (_DATE, _MONEY, _ACT, _OLD_ACT, _PROCEDURE_CODE, _PHONE, _PLATE, _UUID, _KNOWN_NUMBER)
    return any(one.fullmatch(text) for one in known) or personal(text)


def _sure(text: str) -> bool:
    """Say whether a text is a code without anybody saying so."""
    code = key(text)
    if code is None or any(map(_other, (text, *text.split()))) or len(code) < SURE_LENGTH:
        return False
    digits = sum(map(str.isdigit, code))
    if digits == len(code):
        return digits >= LONG_NUMBER
    return digits >= SURE_DIGITS and digits * 2 > len(code) - 4
