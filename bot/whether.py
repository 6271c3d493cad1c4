"""What a question asks for that is answered with yes or no (pure).

Mostly what the law allows or demands; sometimes where, which papers, or who. All patterns read folded words of a
clause, the fillers at its end left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.messages import Facet
from bot.spans import ENDING, FILLERS
from bot.words import Syllable

FEWEST = 4
"""Words of the shortest part that asks so: «được không» alone belongs to what stands before."""
_MODAL = re.compile(
    r"\bco (?:phai|duoc|the|can|bat buoc|thuoc dien|quyen)\b"
    r"|\b(?:co|duoc|du|dung|phai|dang|con|can|cho|chiu|kip|bi) .*(?:khong|chua)$|\bduoc (?:khong|chua)$"
)
"""A question of this kind by its verb; its last word may be left out in writing."""
_PLAINLY = re.compile(
    r"\b(?:co (?:phai|duoc|can|bat buoc|the|dung|thuoc dien)\b.*|duoc |can giay phep )(?:khong|chua)$"
)
"""The same beyond doubt."""
_FIRST = re.compile(r"\bphai .*truoc (?:ha|a|khong)$")
"""«mua nửa miếng đất thì phải cắt sổ ra trước hả»."""
_REQUEST = re.compile(
    r"\b(?:xin|lam|cap|doi) (?:lai|cap lai|(?:to|ban|cai|cuon) (?:khac|moi|nua))(?: co)? duoc khong$"
    r"|\b(?:cho hoi|chi|huong dan|tu van|giup|noi)\b.* duoc khong$"
)
"""Politely wanted, not asked: «xin tờ khác được không», «chỉ giùm em được không»."""
_OFFICE = r"(?:uy ban |ubnd |cong an |truong )?(?:xa|phuong|huyen|tinh|thanh pho|que|day|do)(?: noi \w+| khac)?"
_PLACE = rf"(?:{_OFFICE}|noi (?:thuong|tam) tru|noi nay)"
_WHERE = re.compile(
    rf"\b(?<!dia )(?:o|tai|ra|len|ve|toi|den|duoi|tren|ngoai) {_PLACE}(?: \w+){{0,4}} (?:duoc|lam|nhan)"
    r" (?:duoc )?khong$"
    rf"|\b(?:o|tai) {_PLACE} khong$|\b(?:phai|can|co) (?:ve|len|ra) {_PLACE}(?: \w+){{0,3}} khong$"
    r"|\b(?:phai|can) (?:len|ve|ra|xuong|qua)(?: tan| toi)?(?: \w+){1,3} (?:khong|ha|hen)$"
    r"|^(?:uy ban )?(?:xa|phuong)(?: \w+){0,4} khong$"
)
"""«làm ở nơi tạm trú được không», «có phải về quê không»."""
_PAPERS = re.compile(
    r"\b(?:can|phai nop|phai co|phai mang|phai dem|kem)(?: them| co)? (?:giay (?!phep)|bien ban|ho chieu|so ho khau"
    r"|hinh|anh|ban (?:chinh|goc|sao)|hoc ba|can cuoc|ket qua adn|adn|visa)\b.*khong$|\bcan giay gioi thieu\b"
)
"""«có cần biên bản họp gia đình không»."""
_WHO = re.compile(
    r"\b(?:ong ba|co chu|chu nha|nguoi than|nguoi khac|nguoi nha|con chau|cha me|ba me) (?:co the|co duoc|co)\b.*khong$"
    r"|\bco (?:quyen|trach nhiem)\b.*khong$"
)
"""«ông bà có thể làm khai sinh cho cháu không»."""
_KINDS = (
    (_WHO, Facet.WHO),
    (_PAPERS, Facet.PAPERS),
    (_WHERE, Facet.WHERE),
    (_FIRST, Facet.STEPS),
    (_MODAL, Facet.CONDITIONS),
)


def supposed(clauses: Iterable[Sequence[Syllable]]) -> tuple[Facet, ...]:
    """Give the part that the last such clause of a question asks for; none if it only wants something politely."""
    for text in reversed([" ".join(_read(clause)) for clause in clauses]):
        if _REQUEST.search(text):
            return ()
        if facet := next((facet for pattern, facet in _KINDS if pattern.search(text)), None):
            return (facet,)
    return ()


def may_or_must(parts: Iterable[Sequence[Syllable]]) -> bool:
    """Say whether one of the parts, beside what else is asked, asks plainly if something is allowed or needed."""
    texts = [" ".join(read) for read in map(_read, parts) if len(read) >= FEWEST]
    return any(_PLAINLY.search(text) and not _REQUEST.search(text) for text in texts)


def _read(words: Sequence[Syllable]) -> list[str]:
    """Give the folded words without the fillers at the end."""
    read = [word.folded for word in words]
    while read and read[-1] in FILLERS and read[-1] not in ENDING:
        read.pop()
    return read
