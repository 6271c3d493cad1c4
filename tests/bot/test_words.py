"""Folding, accents, abbreviations, repair of slips, notions: what people type, as they type it."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notions import Notions, together
from bot.spelling import Speller, is_syllable
from bot.words import LONGEST, Lexicon, Syllable, fold, syllables


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đăng ký HKD?", "dang ky hkd"),
        (unicodedata.normalize("NFD", "Đăng ký"), "dang ky"),
        ("ĐẤT  Ở\n\tđô thị", "dat o do thi"),
        ("hoà, HÒA; thuỷ", "hoa hoa thuy"),
        ("hiii bạnnnn ơiiii", "hi ban oi"),
        ("lệ\u200b phí", "le phi"),
        ("100m2 đất", "100m2 dat"),
        ("!!!", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=300))
def test_syllables_fold_like_fold(text: str) -> None:
    assert " ".join(one.folded for one in syllables(text)) == fold(text)


def test_a_text_is_cut_in_the_middle_only() -> None:
    folded = fold("đầu " + "x " * LONGEST + "cuối")
    assert folded.startswith("dau ")
    assert folded.endswith(" cuoi")
    assert len(folded) <= LONGEST + 1


@pytest.mark.parametrize(
    ("typed", "known", "fits"),
    [
        ("sổ", "sổ", True),
        ("so", "sổ", True),
        ("số", "sổ", False),
        ("lẽ", "lẻ", True),  # hook and tilde sound alike in the south
        ("hoà", "hòa", True),
        ("được", "dược", False),
        ("duoc", "dược", True),
    ],
)
def test_typed_accents_must_fit(typed: str, known: str, fits: bool) -> None:
    assert syllables(typed)[0].fits(syllables(known)[0]) is fits


@pytest.mark.parametrize(
    ("typed", "expanded"),
    [
        ("được hông", "duoc khong"),
        ("duoc hong", "duoc hong"),  # may be «hồng»
        ("sổ hồng", "so hong"),
        ("m.n ơi", "moi nguoi oi"),
        ("a/c cho hỏi", "anh chi cho hoi"),
        ("đc k", "duoc khong"),
        ("bi nhiêu", "bao nhieu"),
        ("bi nhieu", "bao nhieu"),
    ],
)
def test_shortened_words_with_accents_or_of_several_syllables(typed: str, expanded: str) -> None:
    table = {"hông": "không", "m.n": "mọi người", "a/c": "anh chị", "dc": "được", "k": "không", "bi nhiêu": "bao nhiêu"}
    assert Lexicon(table, {}).expand(typed) == expanded


@pytest.mark.parametrize(
    ("typed", "expanded"),
    [
        ("đk hkd", "dang ky ho kinh doanh"),
        ("sổ đỏ bị mất", "giay dat bi mat"),
        ("so do bi mat", "giay dat bi mat"),
        ("biển số đỏ", "bien so do"),
        ("làm sổ đỏ lần đầu", "lam giay dat moi"),
        ("ký", "ky"),
    ],
)
def test_lexicon(typed: str, expanded: str) -> None:
    synonyms = {"sổ đỏ": "giấy đất", "sổ đỏ lần đầu": "giấy đất mới"}
    assert Lexicon({"hkd": "hộ kinh doanh", "dk": "đăng ký"}, synonyms).expand(typed) == expanded


KNOWN = (
    "đăng ký hộ kinh doanh ở đâu",
    "đăng ký kết hôn với người nước ngoài",
    "giấy chứng nhận quyền sử dụng đất",
    "đăng ký thường trú",
    "mở quán karaoke được không",
    "giấy tờ hồ sơ gồm gì",
    "đăng ký khai sinh cho con",
)


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("dangkykinhdoanh", "dang ky kinh doanh"),
        ("ho k inh doanh", "ho kinh doanh"),
        ("nguoi nuco ngoai", "nguoi nuoc ngoai"),
        ("ddang kys thuowng tru", "dang ky thuong tru"),
        ("d9a61t", "dat"),
        ("quan karaole", "quan karaoke"),
        ("giayto", "giay to"),
        ("kar aoke", "karaoke"),
        ("khai xinh cho con", "khai sinh cho con"),  # x for s, as the south hears it
        ("quankaraoke", "quan karaoke"),
        ("xin hkdj", "xin hkd"),
        ("giaay chung nhan quyeen su dung dut", "giay chung nhan quyen su dung dat"),  # sound, but strange there
        ("mo quanf karaoke du oc", "mo quan karaoke duoc"),
        ("xin hkd", "xin hkd"),  # an abbreviation is no slip
        ("nghe oan uong", "nghe oan uong"),  # sound words stay, even if the book has never heard them
        ("xyzzyq", "xyzzyq"),
        ("2026", "2026"),
    ],
)
def test_slips_are_repaired(typed: str, repaired: str) -> None:
    speller = Speller((fold(text).split() for text in KNOWN * 8), ["hkd"])
    assert " ".join(one.folded for one in speller.repair(syllables(typed))) == repaired


@pytest.mark.parametrize("word", "duong thuyen nguoi khuya quoc gi gia qua quyen khoeo ruou huou yen uyen oanh".split())
def test_vietnamese_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "dta kih dangky thuowng ddat bnan karaoke online x".split())
def test_no_vietnamese_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_repair_keeps_the_accents_of_sound_words() -> None:
    assert Speller([["so", "do"]], ()).repair(syllables("số đỏ")) == syllables("số đỏ")
    assert Speller([], ()).repair([]) == []
    assert Speller([["dat"]], ()).repair([Syllable("ddat")]) == [Syllable("dat")]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ông nội mới qua đời", ("chet",)),
        ("ong noi moi qua doi", ("chet",)),
        ("chồng là Việt kiều, chết ở đây", ("chet", "nuoc-ngoai")),
        ("mua bán lẻ rượu", ("ruou",)),
        ("không có gì", ()),
    ],
)
def test_notions(text: str, seen: tuple[str, ...]) -> None:
    table = {"chet": ["chết", "qua đời"], "nuoc-ngoai": ["việt kiều"], "ruou": ["rượu"]}
    assert Notions(table, Lexicon({}, {})).seen(syllables(text)) == seen


def test_notions_together() -> None:
    assert together(("a", "b", "c")) == ["a+b", "a+c", "b+c"]


class Patient(Speller):
    """Reads every line as a whole, with all that every word may be."""

    def repair(self, words: Iterable[Syllable]) -> list[Syllable]:
        line = list(words)
        broken = not all(self._sound(word.folded) for word in line)
        return list(self._cheapest([tuple(self._repairs(line, at, broken)) for at in range(len(line))], "", ""))

    def likelihood(self, words: Iterable[Syllable]) -> float:
        """How likely a line is in the book; of two readings that are as likely, either may be taken."""
        return sum(self._next_to(one, two) for one, two in pairwise(("", *(word.folded for word in words), "")))


TYPED = "dat so do hong khai sinh kh ai siinh xinh giay kinhdoanh kinh doang nuoc nuco ngoai ngai mo quanf mua xyzzyq"


@given(st.lists(st.sampled_from(TYPED.split()), max_size=9))
def test_what_is_left_out_would_not_have_been_read(typed: list[str]) -> None:
    texts = [fold(text).split() for text in KNOWN * 8]
    words = [Syllable(one) for one in typed]
    patient = Patient(texts, ["hkd"])
    read, reference = Speller(texts, ["hkd"]).repair(words), patient.repair(words)
    assert patient.likelihood(read) == pytest.approx(patient.likelihood(reference))
