"""What identifies a person is taken out of a text before it is kept (pure).

Replaced by a word in brackets: numbers of identity cards, passports, phones, bank cards and accounts, tax and insurance
numbers, licence plates, parcels of land, dossiers' codes; mail addresses, links, accounts at Zalo and the like; birth
dates, one-time codes and passwords; and names of persons as far as `bot/names.py` guesses them. Names, addresses and
stories without any number cannot be found for sure: a masked text still is for the office's eyes only, and for a
short while. Masked too much is the smaller harm. Kept on purpose: days («28/4/2026»), years, amounts below nine digits
(«100.000 đồng», «2 tỷ»), numbers of procedures, articles and decrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot import names

PHONE, PAPER, ACCOUNT, NUMBER = "[điện thoại]", "[số giấy tờ]", "[số tài khoản]", "[số]"
MAIL, LINK, HANDLE, CODE = "[thư điện tử]", "[liên kết]", "[tên tài khoản]", "[mã số]"
BIRTH, SECRET, PLATE, AMOUNT, NAME = "[ngày sinh]", "[mật khẩu]", "[biển số]", "[số tiền]", "[tên]"
WORDS = (PHONE, PAPER, ACCOUNT, NUMBER, MAIL, LINK, HANDLE, CODE, BIRTH, SECRET, PLATE, AMOUNT, NAME)
PLACEHOLDER = re.compile("|".join(map(re.escape, WORDS)))
FEWEST = 9
"""Digits from which a run is masked, whatever stands between them: old identity cards have nine."""
SHORTEST = 4
"""Characters of a piece that may identify anybody."""
SPOKEN = 6
"""Digits said in words («không chín một hai ...») from which a run of them is a number."""
LONG_CODE = 8
"""Digits in a word with letters that is taken for a code."""
LONG_WORD = 24
"""Characters of a word with a digit that is taken for a key or token: no word of a language is as long."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00]")
_DATE = r"(?<![\d/])\d{1,2}/\d{1,2}/(?:19|20)\d\d(?![\d/])"
_LETTER = r"[^\W\d_]"
_DIGIT_WORDS = (
    "không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|khong|mot|bon|tu|nam|lam|sau|bay|tam|chin|linh|lẻ"
)
_UNIT = rf"(?:(?!{_DATE})\d|(?<!{_LETTER})(?:{_DIGIT_WORDS})(?!{_LETTER}))"
_A_DIGIT = re.compile("[0-9]")
_RUN = re.compile(rf"{_UNIT}(?:[\W_]*+{_UNIT})*+", re.IGNORECASE)
_UNITS = re.compile(rf"\d|{_LETTER}+")
_MONEY_WORD = rf"\s?(?:đồng|vnđ|vnd|dong|đ|d|tỷ|triệu|ngàn|nghìn)(?!{_LETTER})"
_MONEY = re.compile(_MONEY_WORD, re.IGNORECASE)
_LONG = re.compile(rf"(?<!\d)\d{{7,8}}(?!\d)(?!{_MONEY_WORD})", re.IGNORECASE)
_LINK = re.compile(r"(?:https?:|www\.|(?:zalo\.me|fb\.com|facebook\.com|m\.me|t\.me)/)\S*+", re.IGNORECASE)
_AT = r"(?:@|\(at\)|\ba[ ]?còng\b|\ba[ ]?cong\b)"
_MAIL = re.compile(
    rf"(?<![\w.+-])(?:[\w.+-]++\s?@|(?:[\w.+-]++\s){{1,3}}?(?={_AT}){_AT})\s?[\w@-]++"
    r"(?:\s?(?:\.|\bchấm\b|\bcham\b)\s?[\w-]++){0,4}",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b((?:otp|mật khẩu|mat khau|password|pass|mk|mã pin|ma pin|mã xác (?:thực|nhận|minh)|ma xac (?:thuc|nhan|minh))"
    r"(?:\s\w{1,8}){0,4}?(?:\s?[:=]\s?|\s(?:là|la)\s|\s(?=\S*\d)))"
    r"(?!gì|gi\b|sao|nào|nao\b|như|ai\b)(?!\[)\S++(?:[ .-]\d++)*+",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"\b((?:zalo|facebook|fb|tiktok|telegram|viber)(?:\s(?:của|cua|tôi|toi|tui|em|mình|id)){0,2}"
    r"(?:\s?[:=]\s?|\s(?:là|la)\s))(?!gì|gi\b|\[)\S++",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"\b((?:sinh|sn|năm sinh|nam sinh)(?:\s(?:ngày|ngay|năm|nam|là|la)){0,2}\s?:?\s?)"
    r"\d{1,2}(?:\s?[/.-]\s?|\s(?:tháng|thang)\s?)\d{1,2}(?:\s?[/.-]\s?|\s(?:năm|nam)\s?)\d{2,4}",
    re.IGNORECASE,
)
_PLATE = re.compile(r"(?<!\w)\d{2}[ -]?[a-z]{1,2}\d?[ .-]?(?:\d{3}\.\d{2}|\d{4,5})(?![\d\w])", re.IGNORECASE)
_PASSPORT = re.compile(r"\b(?:[A-Z]\d{7,8}|[A-Z]{2}[ ]?\d{6,8})\b")
_FILL = r"(?:\s?[:=.]?\s?\b(?:số|so|là|la|của|cua|tôi|toi|tui|em|mình|minh|đất|dat|bản đồ)\b){0,4}\s?[:=.#]?\s?"


def _after(words: str, value: str) -> re.Pattern[str]:
    """A value that stands after a word for what it is."""
    return re.compile(rf"\b((?:{words}){_FILL}){value}(?!{_MONEY_WORD})", re.IGNORECASE)


_SAID = {
    _after(
        "điện thoại|dien thoai|sđt|sdt|đt|số máy|so may|hotline|tel|gọi|goi|zalo",
        r"\+?\d(?:[ .-]?\d){5,}+",
    ): PHONE,
    _after(
        "cccd|cmnd|cmt|căn cước|can cuoc|chứng minh|hộ chiếu|ho chieu|mst|mã số thuế|ma so thue|bhyt|bhxh|stk"
        "|tài khoản|tai khoan",
        r"[a-z]{0,3}\d(?:[ .*x-]{0,3}\d){3,}+",
    ): PAPER,
    _after(
        "mã hồ sơ|ma ho so|hồ sơ số|ho so so|số hồ sơ|so ho so|biên nhận|bien nhan|giấy hẹn|giay hen|mã hs|ma hs",
        r"(?=(?:[a-z./-]*+\d){3})[\w./-]++",
    ): CODE,
    _after("thửa|tờ bản đồ|số nhà|so nha", r"\d[\d/]*+(?!\s?m)"): NUMBER,
}
_TOKEN = re.compile(r"(?<![\w./-])[\w./-]++")
_ACT = re.compile(r"\d{1,4}/\d{4}/[^\W\d_].*", re.DOTALL)


def mask(text: str) -> str:
    """Give a text without what identifies a person, as far as it can be found; masking it again changes nothing.

    Any text will do; digits of other scripts come back as 0 to 9, invisible characters go. Of the digits that
    remain no nine stand together, whatever stands between them, except days written with strokes.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = text.translate({ord(one): str(unicodedata.digit(one)) for one in set(text) if one.isdigit()})
    while (masked := _once(text)) != text:
        text = masked
    return text


def holds_placeholder(text: str) -> bool:
    """Say whether something was masked in a text."""
    return PLACEHOLDER.search(text) is not None


def _once(text: str) -> str:
    """Mask what stands between the placeholders; what they took is not looked at again, so this comes to an end."""
    pieces, at = [], 0
    for found in PLACEHOLDER.finditer(text):
        pieces += [_piece(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join((*pieces, _piece(text[at:])))


def _piece(text: str) -> str:
    if len(text) < SHORTEST:
        return text
    text = _LINK.sub(LINK, text)
    for pattern, word in ((_SECRET, SECRET), (_HANDLE, HANDLE)):
        text = pattern.sub(rf"\1{word}", text)
    text = _MAIL.sub(MAIL, text)
    return _named(_numbered(text) if _A_DIGIT.search(text) else _RUN.sub(_number(text), text))


def _numbered(text: str) -> str:
    """Mask the numbers that their place or form tells."""
    for pattern, word in ((_BIRTH, BIRTH), *_SAID.items()):
        text = pattern.sub(rf"\1{word}", text)
    text = _PLATE.sub(PLATE, _TOKEN.sub(_code, text))
    text = _RUN.sub(_number(text), text)
    return _LONG.sub(NUMBER, _PASSPORT.sub(PAPER, text))


def _code(found: re.Match[str]) -> str:
    """A word with letters and many digits is a code, unless it is the number of an act or an amount."""
    word = found[0]
    digits = sum(character.isdigit() for character in word)
    if digits == 0 or word.replace(".", "").isdigit() or _ACT.fullmatch(word):
        return word
    letters = any(character.isalpha() for character in word)
    return CODE if letters and (digits >= LONG_CODE or len(word) >= LONG_WORD) else word


def _number(text: str) -> Callable[[re.Match[str]], str]:
    """What becomes of a run of digits and words for digits in this text."""

    def replaced(found: re.Match[str]) -> str:
        run = found[0]
        units = list(_UNITS.finditer(run))
        spoken = sum(unit[0].isalpha() for unit in units)
        if spoken >= SPOKEN:
            return _kind("".join(unit[0] for unit in units if unit[0].isdigit())) if len(units) >= LONG_CODE else run
        digits = [unit for unit in units if unit[0].isdigit()]
        if not digits:
            return run
        first, last = digits[0].start(), digits[-1].end()
        between = sum(first < unit.start() < last for unit in units if unit[0].isalpha())
        if len(digits) < FEWEST and (between < 2 or len(digits) + between < FEWEST):
            return run
        money = _MONEY.match(text, found.end()) if last == len(run) else None
        return f"{run[:first]}{AMOUNT if money else _kind(''.join(unit[0] for unit in digits))}{run[last:]}"

    return replaced


def _kind(digits: str) -> str:
    """The word for a number by its length and how it begins (CCCD has 12 digits, CMND 9; phones begin with 0 or 84)."""
    if re.fullmatch(r"0\d{9,10}|84\d{9,10}", digits):
        return PHONE
    if len(digits) in (9, 12):
        return PAPER
    return ACCOUNT if 13 <= len(digits) <= 19 else NUMBER


def _named(text: str) -> str:
    pieces, at = [], 0
    for start, end in names.spans(text):
        pieces += [text[at:start], NAME]
        at = end
    return "".join((*pieces, text[at:]))
