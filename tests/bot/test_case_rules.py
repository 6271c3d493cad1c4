"""Mistakes in the questions about one's own papers: each gets file, line and what to write."""

from pathlib import Path

import pytest

from bot import knowledge
from bot.knowledge import KnowledgeFaults

FILE = "thu-tuc/01-mo-tiem.yaml"
PAPERS = "      danh_sach:\n        - ten: Đơn\n      nguon: [LUẬT]\n    thoi_han: {noi_dung: 02"
SOUND = """\
      cau_hoi:
        - hoi: Ai đi nộp?
          tra_loi:
            - {ma: tu-nop, ten: Tự đi nộp}
            - {ma: nho-nguoi, ten: Nhờ người}
      danh_sach:
        - ten: Đơn
        - ten: Giấy ủy quyền
          khi: nhờ người
          can_khi: [nho-nguoi]
      nguon: [LUẬT]
    thoi_han: {noi_dung: 02"""
SECOND = """\
        - hoi: Đất gì?
          tra_loi:
            - {ma: lua, ten: Đất lúa}
            - {ma: khac, ten: Đất khác}
"""
FIRST_LINE = 29
"""Where `cau_hoi` stands."""
MISTAKES: dict[str, tuple[str, str, int, str]] = {
    "an answer that does not exist": (
        "[nho-nguoi]",
        "[nho-ai]",
        10,
        "không có câu trả lời «nho-ai»; có phải «nho-nguoi»?",
    ),
    "an answer of nowhere": ("[nho-nguoi]", "[zzz]", 10, "các câu trả lời của bản này: tu-nop, nho-nguoi"),
    "a question that changes nothing": (
        "      danh_sach:",
        f"{SECOND}      danh_sach:",
        6,
        "câu «Đất gì?» không đổi gì",
    ),
    "a paper needed whatever one answers": (
        "[nho-nguoi]",
        "[nho-nguoi, tu-nop]",
        10,
        "trả lời câu «Ai đi nộp?» thế nào cũng cần giấy này",
    ),
    "one answer only": ("            - {ma: tu-nop, ten: Tự đi nộp}\n", "", 3, "có 1 cách trả lời; phải từ 2 đến 4"),
    "five answers": (
        "            - {ma: tu-nop, ten: Tự đi nộp}\n",
        "".join(f"            - {{ma: c{n}, ten: Cách {n}}}\n" for n in range(4)),
        3,
        "có 5 cách trả lời",
    ),
    "five questions": ("      danh_sach:", SECOND * 4 + "      danh_sach:", 1, "có 5 câu hỏi, nhiều nhất 4"),
    "an id twice": ("ma: tu-nop", "ma: nho-nguoi", 5, "«nho-nguoi» đã dùng cho câu trả lời khác"),
    "two answers that lead to the same": (
        "            - {ma: nho-nguoi",
        "            - {ma: thue, ten: Thuê người}\n            - {ma: nho-nguoi",
        5,
        "«Thuê người» ra cùng giấy tờ với «Tự đi nộp»; gộp lại",
    ),
    "nothing left": ("        - ten: Đơn\n", "", 1, "trả lời «Tự đi nộp» thì không còn giấy tờ nào"),
    "an id with accents": ("ma: tu-nop", "ma: tự-nộp", 4, "chữ thường không dấu"),
    "an empty condition": ("can_khi: [nho-nguoi]", "can_khi: []", 10, "đang để trống"),
    "no words": ("hoi: Ai đi nộp?", "hoi:", 2, "để trống"),
    "accents in the key": ("can_khi:", "cần_khi:", 10, "viết không dấu, gạch dưới: «can_khi»"),
}


def with_questions(folder: Path, text: str) -> None:
    file = folder / FILE
    whole = file.read_text(encoding="utf-8")
    assert PAPERS in whole
    file.write_text(whole.replace(PAPERS, text), encoding="utf-8")


def test_sound_questions_have_no_fault(folder: Path) -> None:
    with_questions(folder, SOUND)
    papers = knowledge.load(folder).procedures["mo-tiem"].editions[-1].papers
    assert papers is not None
    assert [one.name for one in papers.questions[0].answers] == ["Tự đi nộp", "Nhờ người"]
    assert papers.items[1].needed_by == ("nho-nguoi",)


@pytest.mark.parametrize(("old", "new", "line", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_place_and_what_to_write(
    folder: Path, old: str, new: str, line: int, told: str
) -> None:
    assert old in SOUND
    with_questions(folder, SOUND.replace(old, new, 1))
    with pytest.raises(KnowledgeFaults) as caught:
        knowledge.load(folder)
    found = [str(one) for one in caught.value.faults]
    wanted = f"knowledge/{FILE}:{FIRST_LINE + line - 1}: "
    assert any(one.startswith(wanted) and told in one for one in found), found


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    wrong = SOUND.replace("[nho-nguoi]", "[nho-ai]").replace("      danh_sach:", f"{SECOND}      danh_sach:")
    with_questions(folder, wrong)
    with pytest.raises(KnowledgeFaults) as caught:
        knowledge.load(folder)
    told = "\n".join(str(one) for one in caught.value.faults)
    assert "«nho-ai»" in told
    assert "câu «Đất gì?» không đổi gì" in told
    assert "câu «Ai đi nộp?» không đổi gì" in told


def test_a_condition_without_questions_is_told(folder: Path) -> None:
    bare = SOUND[SOUND.index("      danh_sach:") :]
    with_questions(folder, bare)
    with pytest.raises(KnowledgeFaults, match="bản này không có «cau_hoi»"):
        knowledge.load(folder)
