"""What is heard in the talk of a complaint besides the complaint itself, in folded words (pure)."""

from __future__ import annotations

import re

STOP = frozenset(("thoi", "huy", "huy bo", "bo", "bo di", "thoi khoi", "thoi bo", "khong gui nua", "khoi gui"))
GO_ON = frozenset(("tiep", "tiep tuc", "viet tiep", "lam tiep", "tiep di", "phan anh", "kien nghi", "gop y")) | {
    f"{wish}phan anh{rest}"
    for wish in ("", "muon ", "tui muon ", "toi muon ", "gui ", "viet ", "viet tiep ")
    for rest in ("", " tiep", " kien nghi")
}
AGAIN = frozenset(("sua", "sua lai", "viet lai", "lam lai", "nham", "nham roi", "quay lai", "lui lai"))
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
DENIALS = frozenset(("khong phai", "ko phai", "hong phai", "chua phai"))
PROGRESS = re.compile(
    r".*\bphan anh\b.*\b(?:toi dau|den dau|xong chua|sao roi|ra sao|tra loi chua|giai quyet chua)\b.*"
)
"""Folded words of who asks how a complaint stands that was filed before."""
