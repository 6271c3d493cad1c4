"""Names of persons in free text, found by how they are introduced and by family names (pure).

A guess, made to hide names and not to read them: a name that nothing announces («hoa hỏi cho lan») is not found, and a
street that is called after a person is taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

LONGEST = 5
"""Syllables of a name."""

_WORD = re.compile(r"[^\W\d_]+")
_TOUCHING = re.compile(r"[ \t\u00a0]{0,3}")
_INTRODUCING = re.compile(r"[ \t\u00a0]{0,3}[:=]?[ \t\u00a0]{0,3}")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The commonest family names of Vietnam and, for the south, of its Khmer and Chinese; as a list of what to look for
# they need not be complete.
SURE = _set(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ ngô dương trương đinh trịnh phùng quách nguyen pham huynh"
)
ALSO_WORDS = _set(
    "hồ lý mai cao hà tô lưu lương châu triệu thái đào tạ vương tống đoàn lâm danh thạch sơn kim tăng tiêu hứa giang"
)
"""Family names that are everyday words too: «hồ sơ», «lý do», «cao tuổi», «triệu đồng»."""
NOT_AFTER = _set("sơ chí do lịch táng hưu đồng tuổi đẳng trình khẩu phí nhập")
"""Syllables after which such a word is no family name: «Hồ Sơ», «Hồ Chí Minh», «Lý Lịch», «Mai Táng»."""
WITHOUT_ACCENTS = _set("nguyen tran le pham huynh hoang phan vu vo bui ngo dinh trinh phung quach")
"""Believed only before «van» or «thi»: what is left out would take «do thi», «duong thi tran» for names."""
MIDDLE = _set("văn thị")
MIDDLE_WITHOUT_ACCENTS = _set("van thi")
MIDDLE_AFTER_TITLE = MIDDLE | _set("hữu đức ngọc thanh minh quốc hoàng kim công xuân thành hồng bích thu mỹ")
TITLES = _set("anh chị ông bà cô chú bác dì dượng cậu mợ thím em cháu bé con thầy chi ong chu bac")
SPEAKERS = _set(
    "tôi tui em con cháu mình anh chị ông bà cô chú bác chồng vợ cha mẹ ba má bé họ toi chau minh chong vo me ma be ho"
)
"""Who stands before «tên» where a name follows."""
NAMED = _set("tên ten")
IS = _set("là la")
NO_NAME = _set(
    "gì chi sao nào ai ơi à ạ nhé nha dạ vâng là la muốn xin hỏi cần có được đi làm ở sinh và thì với cho của đã đang"
    " mua bán nộp không khong mà bị khi nếu để tại trong trên dưới vào ra đến từ hay hoặc rồi chưa sẽ phải nên cũng"
    " này kia đó ấy năm ngày tháng số muon hoi can duoc lam o va voi cua da dang mua ban nop bi khi neu de tai"
    " tên ten hộ ho công cong doanh quán tiệm cửa khai kết tôi tui em con anh chị mình người nguoi nhà nha"
    " gi nao hai út nhật"
)
"""Words at which a name ends, or that are none."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of what is likely a person's name, from and to, none overlapping."""
    words = list(_WORD.finditer(text))
    lower = [unicodedata.normalize("NFC", word[0]).lower() for word in words]
    at = 0
    while at < len(words):
        length = _length(text, words, lower, at)
        if length:
            yield words[at].start(), words[at + length - 1].end()
        at += length or 1


def _length(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], at: int) -> int:
    """Give the number of syllables of the name that begins at a word; 0 for none."""
    first = lower[at]
    if first in NO_NAME:
        return 0
    word = at + 1 < len(lower) and lower[at + 1] in NOT_AFTER
    family = first in SURE or (first in ALSO_WORDS and not word)
    capital = _capital(words[at][0])
    if capital and (family or _announced(text, words, lower, at)):
        row = _row(text, words, lower, at, capitals=True)
        fewest = 1 if _announced(text, words, lower, at) else 2 if first in SURE else 3
        return row if row >= fewest else 0
    if not family and first not in WITHOUT_ACCENTS:
        return 1 if _introduced(text, words, lower, at) else 0
    row = _row(text, words, lower, at, capitals=False)
    second = lower[at + 1] if row > 1 else ""
    titled = _titled(text, words, lower, at) or _introduced(text, words, lower, at)
    plain = first in WITHOUT_ACCENTS and second in MIDDLE_WITHOUT_ACCENTS
    if family and (second in MIDDLE or (titled and (first in SURE or second in MIDDLE_AFTER_TITLE))):
        return min(row, 4)
    return min(row, 4) if plain and row > 2 else 0


def _row(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], at: int, *, capitals: bool) -> int:
    """Count the words from one on that touch and may belong to one name."""
    count = 1
    while count < LONGEST and at + count < len(words) and _touch(text, words, at + count, _TOUCHING):
        word = words[at + count][0]
        if not _capital(word) if capitals else lower[at + count] in NO_NAME:
            break
        count += 1
    return count


def _announced(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], at: int) -> bool:
    return _titled(text, words, lower, at) or _introduced(text, words, lower, at)


def _titled(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], at: int) -> bool:
    """«anh Nam», «bà Trần Thị B»."""
    return at > 0 and lower[at - 1] in TITLES and _touch(text, words, at, _TOUCHING)


def _introduced(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], at: int) -> bool:
    """«tôi tên», «tên là», «tên tui là», «họ và tên:»."""
    if at == 0 or not _touch(text, words, at, _INTRODUCING):
        return False
    before = lower[max(0, at - 4) : at]
    if before[-1] in NAMED:
        return len(before) > 1 and (before[-2] in SPEAKERS or tuple(before[-3:-1]) == ("họ", "và"))
    if before[-1] in IS and len(before) > 1:
        return before[-2] in NAMED or (before[-2] in SPEAKERS and len(before) > 2 and before[-3] in NAMED)
    return False


def _touch(text: str, words: Sequence[re.Match[str]], at: int, between: re.Pattern[str]) -> bool:
    return bool(between.fullmatch(text, words[at - 1].end(), words[at].start()))


def _capital(word: str) -> bool:
    """Say whether a word is written like a name; a text all in capitals says nothing."""
    return word[0].isupper() and (len(word) == 1 or word[1:].islower())
