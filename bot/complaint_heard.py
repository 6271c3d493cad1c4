"""What is heard in the talk of a complaint: folded words, kinds by their words; how much of a story is kept (pure)."""

from __future__ import annotations

import re

from bot.complaint_rules import ComplaintRules
from bot.words import Lexicon, Phrases, syllables

LONGEST_STORY = 2000
"""Characters of a story that are kept: what fits one message of ours."""
STOP = frozenset(("thoi", "huy", "huy bo", "bo", "bo di", "thoi khoi", "thoi bo", "khong gui nua", "khoi gui"))
LEFT_OFF = frozenset(("tiep", "tiep tuc", "viet tiep", "lam tiep", "tiep di"))
"""Who wants to go on with a draft."""
GO_ON = (
    LEFT_OFF
    | {"kien nghi", "gop y"}
    | {
        f"{wish}phan anh{rest}"
        for wish in ("", "muon ", "tui muon ", "toi muon ", "gui ", "viet ", "viet tiep ")
        for rest in ("", " tiep", " kien nghi", " o dau", " o day", " cho nao")
    }
)
AGAIN = frozenset(("sua", "sua lai", "viet lai", "lam lai", "nham", "nham roi", "quay lai", "lui lai"))
UNCLEAR = frozenset(
    f"{who}{what}"
    for who in ("", "tui ", "toi ", "em ", "con ")
    for what in (
        "la sao",
        "khong hieu",
        "ko hieu",
        "k hieu",
        "hong hieu",
        "hok hieu",
        "chua hieu",
        "noi lai",
        "noi lai coi",
    )
) | {"ha", "sao", "gi vay", "la gi", "nhac lai", "noi lai di"}
"""Who did not understand the question, or wants it once more."""
SKIP = re.compile(
    r"bo qua|qua|khoi(?: can)?|thoi khoi|tu choi|quen roi"
    r"|(?:(?:da|thoi|toi|tui|em|con|chau|minh) )*(?:khong|ko|k|hong|hok|hem|hk|khg|chua)"
    r"(?: (?:co|can|nho|biet|ro|muon|de|dau|nua|luon|het))*"
)
"""Folded words of who passes over a question."""
ASKING = re.compile(
    r".*\b(?:can(?: nhung)? gi|giay(?: to)? gi|bao nhieu(?: tien)?|(?:het|ton|mat) nhieu(?: tien)?|nhieu tien|may ngay)"
    r"(?: (?:vay|v|z|ha|a|nhi|the))?"
)
"""Folded words of a short question, asked without its mark."""
SEND = frozenset(("gui", "gui di", "gui luon", "gui giup", "ok gui", "dong y", "dong y gui", "dung roi gui", "ok"))
ADDS = re.compile(
    r"(?:(?:da|a|u|va|roi|ma|cho|nho|lam on|toi|tui|em|con|muon) )*"
    r"(?:(?:ghi|viet|noi|ke|nhan|bo sung) (?:lai )?them|them (?:la|rang|vo|vao|nua|cai)"
    r"|bo sung|con nua la|ngoai ra|voi lai)"
    r" .+"
)
"""Folded words of who adds something to what was told: «ghi thêm là ...», «thêm là ...»."""
OF_HOURS = re.compile(r".*\b(?:may gio|dau|nao)\b.*|.*\b(?:khong|ko|k|hong|hok|chua)(?: \w{1,3})?")
"""Folded words of a short question about the counter, asked without its mark."""
DENIALS = frozenset(("khong phai", "ko phai", "hong phai", "chua phai"))
ABOUT_IT = re.compile(
    r"(?:ma )?(?:co (?:\w+ ){0,3}(?:ten|lo|biet|an danh|giau ten|so dien thoai|sdt)(?: \w+){0,2}"
    r" (?:khong|ko|hong|hok|k)|(?:bao lau|may ngay|may bua|khi nao|chung nao|bao gio)(?: \w+){0,3} tra loi"
    r"|ai (?:doc|xem|biet)(?: \w+){0,2})"
    r"(?: (?:vay|a|ha|v|z))?"
)
"""Folded words of who asks about the complaint itself: must a name be told, who reads it, when it is answered."""
PROGRESS = re.compile(
    r".*\bphan anh\b.*\b(?:toi dau|den dau|xong chua|sao roi|ra sao|tra loi chua|giai quyet chua)\b.*"
)
"""Folded words of who asks how a complaint stands that was filed before."""
DENYING = frozenset(("khong", "chua", "dung"))
DENIED_WITHIN = 3
"""Words before others within which a no denies them: «không phải tố cáo», «không muốn tố cáo»."""
PHONE = re.compile(r"(?:\+?84|0)(?:[235789]\d{8}|2\d{9})")
AT_THE_COUNTER = re.compile(r"\b(?:can bo|nhan vien|cong chuc|quay|uy ban|ubnd|mot cua)\b")
"""Folded words that name who serves citizens, or where."""


class Kinds:
    """Hears by its words which kind of complaint a text is: `formal`, `denunciation` or `conduct`."""

    def __init__(self, rules: ComplaintRules, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        spoken = (
            ("formal", rules.formal_words),
            ("denunciation", rules.denunciation_words),
            ("conduct", rules.conduct_words),
        )
        self._phrases = {name: Phrases((syllables(one), name) for one in phrases) for name, phrases in spoken}

    def says(self, name: str, text: str) -> bool:
        """Whether some words of a kind stand in a text: with their accents if it has any, and not denied."""
        words, phrases = self._lexicon.write_out(syllables(text)), self._phrases[name]
        accented = any(word.marks for word in words)
        for at in range(len(words)):
            length, _ = phrases.longest(words, at)
            bare = accented and not any(word.marks for word in words[at : at + length])
            denied = any(word.folded in DENYING for word in words[max(at - DENIED_WITHIN, 0) : at])
            if length and not bare and not denied:
                return True
        return False


def cut(text: str) -> str:
    """As much of a story as is kept, ended at a blank where there is one near."""
    if len(text) <= LONGEST_STORY:
        return text
    kept = text[:LONGEST_STORY]
    blank = max(kept.rfind(" "), kept.rfind("\n"))
    return kept[:blank].rstrip() if blank > LONGEST_STORY // 2 else kept
