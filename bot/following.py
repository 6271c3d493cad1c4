"""Whether a text that asks for a part goes on with what a talk is about, or asks about something else (pure).

What speaks for and against it is measured and weighed into one chance (logistic regression). `tools/fit_following.py`
fits the weights on `tests/questions/tune.tsv`: its follow-ups, each as written, without accents and as typed in a
hurry, and as what does not go on every other question that asks for a part, within a talk about a procedure at
random, one that goes with its own, and the one of ours that it resembles most.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.areas import ADDRESS
from bot.facets import FacetReader, Parts
from bot.gate import Option
from bot.matching import Reader, Reading
from bot.messages import Outcome
from bot.signs import Signs
from bot.spans import FILLERS
from bot.spelling import is_syllable
from bot.subjects import Kind
from bot.words import fold

WEIGHTS: Mapping[str, float] = {
    "constant": 3.94,
    # the words beside the part
    "known": -7.59,
    "ours": -12.6,
    "unheard": -3.74,
    "strange": -5.71,
    "strange_share": -6.41,
    "people": -0.13,
    "handling": -1.17,
    "length": 5.47,
    "long": -7.34,
    # how likely the text is, by itself, about what is under way, something else, small talk, nothing known
    "running": 3.6,
    "other": -5.79,
    "likely_other": -0.34,
    "talk": -5.85,
    "counter": -4.14,
    "nothing": 3.97,
    # what it holds
    "notions": -3.25,
    "thing": -0.49,
    "pointing": 1.2,
    "opening": 0.22,
}
"""What each measure counts."""
FOLLOWS = 0.3
"""Chance from which a text goes on with the procedure under way."""
MOST = {"known": 6, "ours": 8, "unheard": 5, "strange": 5, "people": 6, "handling": 6, "notions": 4, "length": 40}
"""What is counted is counted up to here."""
FOLLOWING_WORDS = 5
"""Words beside the facet up to which a text may continue the talk about a list or a matter outside the book."""
NAMING_WORDS = 2
"""Words beside the facet from which a text may name another matter."""
LEADING_AWAY = (Outcome.ANSWER, Outcome.ELSEWHERE, Outcome.COUNTER)
"""What such a text must be about to leave a list or a matter outside the book."""
OF_NO_MATTER = (Outcome.CHAT, Outcome.UNKNOWN, Outcome.EMERGENCY)
SURELY_TALK = 0.6
"""Chance from which a text is talk of its own, whatever part it seems to ask for: «mày là ai đấy», a cry for help."""
LONG = 25
"""Words above which a text is hardly ever a question that goes on."""
LIKELY = 0.5
"""Chance from which something else is likely."""
PEOPLE = frozenset(
    "em anh chi co chu bac ong ba me ma cha bo con chau tui toi minh vo chong dau re noi ngoai nguoi dua thang nho gia "
    "lon tuoi xa benh vien binh nam yeu ban hang xom nha no ho hai ca si may nay do kia ay tre liet giuong linh di lam "
    "viec xong rach goc chut cung luc chung rieng minh".split()
)
"""Folded words of people and their circumstances, which name no matter: «tui lớn tuổi đi hổng nổi, nhỏ dâu nộp …»."""
HANDLING = frozenset(
    "nop dem cam lay nhan ra len don tien ai khac dung ten gui goi tra cho mang theo kem to mau tai vo nop dien viet "
    "tay xuong bo lanh doi tren duoi ben lo biet nhanh coi kiem vay them".split()
)
"""Folded words of what one does with papers, whatever the matter: «đem lên văn phòng nào nộp»."""
POINTING = (
    "cai do",
    "cai nay",
    "cai ay",
    "to do",
    "giay do",
    "giay nay",
    "giay ay",
    "mau do",
    "mau giay",
    "thu do",
    "thu ay",
    "may thu",
    "cho do",
    "ho so do",
    "viec nay",
    "viec do",
    "nhan ve",
    "nop roi",
    "xong",
    "duyet",
    "no",
)
"""Folded words that point at what was just spoken of."""
OPENING = (
    "muon",
    "tinh",
    "cho hoi",
    "xin hoi",
    "kinh",
    "de nghi",
    "thu tuc",
    "dang ky",
    "xin cap",
    "lam giay",
    "quy dinh",
)
"""Folded words with which a matter is usually opened."""


@dataclass(frozen=True)
class Running:
    """The procedure a talk is about, and the folded words in which people ask for it."""

    id: str
    words: frozenset[str]


class Following:
    """Measures what speaks for a text's going on, with one book's reader and facets."""

    def __init__(self, reader: Reader, facets: FacetReader) -> None:
        self._reader, self._facets = reader, facets
        self._ours = frozenset().union(*map(reader.words_of, reader.procedures()))
        self._usual = self._ours | facets.words | FILLERS | PEOPLE | HANDLING

    def goes_on(self, text: str, parts: Parts, signs: Signs, reading: Reading, procedure_id: str | None) -> bool:
        """Say whether a text that asks for `parts` goes on with the procedure under way, or without one with the rest.

        Of an open list or a matter outside the book, a text with a name or one that leads away for sure asks about
        something else; where to file is asked of whatever is under way.
        """
        if reading.outcome in OF_NO_MATTER and reading.id and reading.chance >= SURELY_TALK:
            return False
        if procedure_id and self.follows(text, parts, signs, procedure_id):
            return True
        named, address = len(parts.rest.split()), reading.id == ADDRESS
        if procedure_id and not address:
            return False
        leads_away = reading.outcome in LEADING_AWAY and not address and named >= NAMING_WORDS
        return not (self.thing(signs) or leads_away or named > FOLLOWING_WORDS or signs.noted > 0)

    def thing(self, signs: Signs) -> bool:
        """Say whether a text calls something by an everyday name («sổ đỏ») that asks for no part by itself."""
        return any(not self._facets.bare(one) for one in self._reader.things(signs))

    def follows(self, text: str, parts: Parts, signs: Signs, procedure_id: str) -> bool:
        """Say whether a text that asks for `parts` goes on with the procedure a talk is about."""
        return chance(self.measures(text, parts, signs, procedure_id)) >= FOLLOWS

    def measures(self, text: str, parts: Parts, signs: Signs, procedure_id: str) -> dict[str, float]:
        """Give the measures of a text within a talk about a procedure."""
        running = Running(procedure_id, self._reader.words_of(procedure_id))
        words = fold(text).split()
        strange = sum(is_syllable(word) and word not in self._usual for word in words)
        found = {
            "constant": 1.0,
            **self._beside(parts.rest.split(), running),
            **_chances(self._reader.options(signs), procedure_id),
            "notions": signs.noted,
            "thing": self.thing(signs),
            "pointing": _said(POINTING, words),
            "opening": _said(OPENING, words),
            "length": len(words),
            "long": float(len(words) > LONG),
            "strange": strange,
            "strange_share": strange / max(len(words), 1),
        }
        return {name: min(value, MOST[name]) / MOST[name] if name in MOST else value for name, value in found.items()}

    def _beside(self, rest: Sequence[str], running: Running) -> dict[str, float]:
        """Count the words beside the part by who uses them: this procedure, another, something else, nobody."""
        people = [word for word in rest if word in PEOPLE]
        handling = [word for word in rest if word in HANDLING - PEOPLE]
        naming = [word for word in rest if word not in PEOPLE | HANDLING]
        known = [word for word in naming if word in running.words]
        ours = [word for word in naming if word in self._ours - running.words]
        unheard = [word for word in naming if word not in self._ours and not self._reader.knows(word)]
        return {
            "people": len(people),
            "handling": len(handling),
            "known": len(known),
            "ours": len(ours),
            "unheard": len(unheard),
        }


def chance(measures: Mapping[str, float]) -> float:
    """Give the chance that a text with these measures goes on with the procedure under way."""
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in measures.items())))


def _chances(options: Sequence[Option], procedure_id: str) -> dict[str, float]:
    """Give how likely the text is by itself about the procedure under way, something else, small talk, nothing."""

    def most(found: Collection[Option]) -> float:
        return max((one.chance for one in found), default=0.0)

    running = [one for one in options if one.id == procedure_id and one.kind is Kind.PROCEDURE]
    talk = [one for one in options if one.kind is Kind.TOPIC]
    nothing = [one for one in options if one.kind is None]
    other = most([one for one in options if one not in running + talk + nothing])
    counter = [one for one in talk if one.outcome is Outcome.COUNTER]
    return {
        "running": most(running),
        "other": other,
        "likely_other": float(other > LIKELY),
        "talk": most([one for one in talk if one not in counter]),
        "counter": most(counter),
        "nothing": most(nothing),
    }


def _said(phrases: Collection[str], words: Sequence[str]) -> float:
    """Say whether one of the phrases stands in a text, as 1 or 0."""
    text = f" {' '.join(words)} "
    return float(any(f" {phrase} " in text for phrase in phrases))
