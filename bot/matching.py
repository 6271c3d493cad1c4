"""Which subject a question is about: answer, let choose, or say who does it (pure; keeper of rapidfuzz).

Emergencies come first, then small talk in its very words, then names that several procedures share, then
texts that are a wording of one subject letter by letter. All else is ranked by its signs, measured letter by
letter against the nearest wording of each subject, and decided by the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot import gate
from bot.book import Book
from bot.gate import Option
from bot.letters import LONG, SEVERAL, Courtesies, neighbours, passages, question
from bot.messages import Candidate, Outcome
from bot.ranking import Ranked, Ranking
from bot.signs import EVERYDAY, Signs
from bot.subjects import Kind
from bot.words import fold

SHARED = 94.0
"""Likeness (0 to 100) from which a text is a name that several procedures share."""
URGENT = 86.0
"""Likeness (0 to 100) from which a text is a call for help."""
VERBATIM = "đúng một câu đã ghi trong tệp"
"""The rule by which a text that is a wording of one subject alone is about that subject."""
ADMINISTRATIVE = (Kind.PROCEDURE, Kind.MATTER)
"""What a letter is about, unlike small talk and nothing."""
LAST = 4
"""Texts whose signs are remembered, for one turn asks for them several times."""
MOST = 4
"""Candidates given with any reading."""
NO_MATTER = (Outcome.UNKNOWN, Outcome.CHAT, Outcome.COUNTER)
"""What the question of a letter must not be, for then what the letter tells says more."""
SETTLED = 0.7
"""Chance of a procedure or a matter from which the question of a letter is clear without the rest of the letter."""
SPEAKING = 0.3
"""Chance of procedures and matters together from which the notions seen in a passage count."""
REMEMBERED = 8
"""Texts whose options are kept in mind: in a talk one text is read more than once."""
ALIKE = 80
"""Likeness (0 to 100) from which two questions that were not answered ask the same."""


@dataclass(frozen=True)
class Reading:
    """What a question is about: the outcome, the id of the subject, the procedures that may be meant.

    `beside` is the id of the matter outside the book that may be meant rather than any procedure of a choice;
    `chance` (0 to 1) is that of the one subject named, 1 for a text that is its very words.

    `reasons` tell a clerk in short lines how the text was read, which notions were seen, how likely each
    option is, and which rule decided.
    """

    outcome: Outcome
    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()
    beside: str | None = None
    chance: float = 1.0


@dataclass(frozen=True)
class Weighed:
    """The options of a text, the likeliest first, and how many notions were seen in it.

    `passages` are those of a letter, as they were read, each with its share in the chances.
    """

    options: Sequence[Option]
    noted: int
    passages: tuple[tuple[str, float], ...] = ()


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Gather folded texts that say the same in whichever order of words: each joins the first text it is like.

    Gives groups of places in `texts`, which begin with that first text.
    """
    groups: dict[int, list[int]] = {}
    firsts: dict[int, str] = {}
    for place, text in enumerate(map(_sorted, texts)):
        found = process.extractOne(text, firsts, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if found is None:
            firsts[place] = text
        groups.setdefault(place if found is None else found[2], []).append(place)
    return list(groups.values())


class Reader:
    """Reads questions with one book."""

    def __init__(self, book: Book) -> None:
        self._ranking = Ranking(book)
        self._courtesies = Courtesies(book.vocabulary.courtesies)
        self._last = lru_cache(maxsize=LAST)(lambda text: self._ranking.read(question(self.plain(text))))
        self._sorted = [[_sorted(text) for text in wordings] for wordings in self._ranking.wordings]
        self._topics = {fold(wording): topic for topic in book.topics.values() for wording in topic.wordings}
        self._urgent = [text for text, topic in self._topics.items() if topic.kind is Outcome.EMERGENCY]
        self._verbatim = self._owned(self._ranking.wordings)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._options)
        self._spoken = {
            one.id: frozenset(" ".join(wordings).split())
            for one, wordings in zip(self._ranking.subjects, self._ranking.wordings, strict=True)
            if one.kind is Kind.PROCEDURE
        }
        self._shared: dict[str, list[str]] = {}
        for procedure in book.procedures.values():
            for wording in procedure.shared_wordings:
                sharing = self._shared.setdefault(_sorted(self._ranking.read(wording).text), [])
                sharing += [procedure.id] if procedure.id not in sharing else []

    def read(self, text: str, day: date) -> Reading:  # noqa: ARG002 - what is in force is up to who answers
        """Read a question asked on that day."""
        folded = fold(text)
        urgent = process.extractOne(folded, self._urgent, scorer=fuzz.ratio, score_cutoff=URGENT)
        topic = self._topics.get(urgent[0] if urgent else folded)
        if topic:
            return Reading(topic.kind, topic.id, reasons=(f"luật: lời quen, «{urgent[0] if urgent else folded}»",))
        signs = self.signs(text)
        weighed = self.weighed(text)
        options = weighed.options
        reasons = (f"đọc thành: {signs.text}", f"ý nhận ra: {', '.join(signs.notions) or 'không'}", _likely(options))
        sharing = self._sharing(signs)
        if len(sharing) > 1:
            named = sorted(sharing, key=lambda one: -_chance(options, one))[:MOST]
            candidates = tuple(Candidate(one, _chance(options, one)) for one in named)
            return Reading(Outcome.CHOOSE, None, candidates, (*reasons, "luật: tên gọi chung của nhiều thủ tục"))
        owner = self._verbatim.get(signs.text)
        verdict = gate.Verdict(owner.outcome, (owner,), VERBATIM) if owner else gate.decide(options, weighed.noted)
        if verdict.outcome in NO_MATTER and (told := self.told(text)):
            verdict = gate.offer(told.options) or verdict
        candidates = _candidates(verdict.named if verdict.outcome is Outcome.CHOOSE else options)
        subject = verdict.named[0].id if len(verdict.named) == 1 else None
        beside = verdict.beside.id if verdict.beside else None
        chance = verdict.named[0].chance if subject else 1.0
        return Reading(verdict.outcome, subject, candidates, (*reasons, f"luật: {verdict.rule}"), beside, chance)

    def things(self, signs: Signs) -> list[str]:
        """Give the things that a text calls by an everyday name («sổ đỏ»), each by its folded full name."""
        return [one.lstrip(EVERYDAY).replace("-", " ") for one in signs.notions if one.startswith(EVERYDAY)]

    def procedures(self) -> list[str]:
        """Give the procedures that are known."""
        return list(self._spoken)

    def words_of(self, procedure_id: str) -> frozenset[str]:
        """Give the folded words in which people ask for a procedure."""
        return self._spoken.get(procedure_id, frozenset())

    def knows(self, word: str) -> bool:
        """Say whether a folded word stands in anything that is known."""
        return self._ranking.evidence.layers[0].knows(word)

    def options(self, signs: Signs) -> Sequence[Option]:
        """Give every option with its chance, the likeliest first; a field counts for its matter."""
        return self._remembered(signs)

    def _options(self, signs: Signs) -> Sequence[Option]:
        ranked, measured = self.measured(signs)
        chances = gate.chances(measured)
        nothing = Option(None, None, Outcome.UNKNOWN, chances[-1])
        return sorted((*_merged(ranked, chances), nothing), key=lambda option: -option.chance)

    def weighed(self, text: str) -> Weighed:
        """Weigh a text; where the question of a letter names no matter clearly, its passages are read together."""
        signs = self.signs(text)
        options = self.options(signs)
        if options[0].kind in ADMINISTRATIVE and options[0].chance >= SETTLED:
            return Weighed(options, signs.noted)
        parts = [(one, self.options(one)) for one in map(self._ranking.read, self._passages(text))]
        whole = [(signs, options)] if parts and len(text.split()) < LONG else []
        return (_together([*parts, *whole]) if parts else None) or Weighed(options, signs.noted)

    def told(self, text: str) -> Weighed | None:
        """Weigh what a letter tells, sentence by sentence, where its question names no matter; None without one."""
        if len(text.split()) < LONG:
            return None
        return _together([(one, self.options(one)) for one in map(self._ranking.read, neighbours(self.plain(text)))])

    def _passages(self, text: str) -> Sequence[str]:
        """Give the passages that are still to be read: a text that is no letter has been read whole."""
        if len(text.split()) < SEVERAL:
            return ()
        found = passages(self.plain(text))
        return found if len(text.split()) >= LONG else found[:-1]

    def plain(self, text: str) -> str:
        """Give a text without what is only said to whoever reads it."""
        return self._courtesies.without(text)

    def measured(self, signs: Signs) -> tuple[list[Ranked], list[dict[str, float]]]:
        """Give the strongest subjects and the measures of each, then those of «none of them»."""
        ranked = self._ranking.rank(signs)
        likeness = self._likeness(ranked, _sorted(signs.text))
        measured = [
            gate.measures(
                one, signs, like, self._ranking.missing(one.number, signs), self._ranking.strange(one.number, signs)
            )
            for one, like in zip(ranked, likeness, strict=True)
        ]
        strongest = max((one.total for one in ranked), default=0.0)
        return ranked, [*measured, gate.none_of_them(strongest, signs)]

    def signs(self, text: str) -> Signs:
        """Give the signs of a text, or of its question if it is a letter."""
        return self._last(text)

    def nearest(self, signs: Signs, number: int) -> str:
        """Give the wording of a subject, as it is read, that is most like a text."""
        at = process.extractOne(_sorted(signs.text), self._sorted[number], scorer=fuzz.ratio)
        return self._ranking.wordings[number][at[2]] if at else ""

    def telling(self, signs: Signs, number: int, count: int) -> list[str]:
        """Give the words of a text, alone or two together, that say most for a subject."""
        said = [
            (layer.says(sign, number), sign)
            for layer, part in zip(self._ranking.evidence.layers, (signs.words, signs.neighbours), strict=False)
            for sign in part
        ]
        return [sign for says, sign in sorted(said, reverse=True)[:count] if says > 0]

    def _owned(self, wordings: Sequence[Sequence[str]]) -> dict[str, Option]:
        """Give the subject of each wording that one subject alone has; the national catalogue owns none."""
        owners: dict[str, set[Option]] = {}
        for subject, texts in zip(self._ranking.subjects, wordings, strict=True):
            for text in texts if subject.kind is not Kind.FIELD else ():
                owners.setdefault(text, set()).add(Option(subject.kind, subject.id, subject.outcome, 1.0))
        return {text: next(iter(found)) for text, found in owners.items() if len(found) == 1}

    def _likeness(self, ranked: Iterable[Ranked], text: str) -> list[float]:
        found = (process.extractOne(text, self._sorted[one.number], scorer=fuzz.ratio) for one in ranked)
        return [nearest[1] / 100 if nearest else 0.0 for nearest in found]

    def _sharing(self, signs: Signs) -> list[str]:
        name = process.extractOne(_sorted(signs.text), self._shared.keys(), scorer=fuzz.ratio, score_cutoff=SHARED)
        return self._shared[name[0]] if name else []


def _together(read: Sequence[tuple[Signs, Sequence[Option]]]) -> Weighed | None:
    """Weigh the parts of a letter: each says as much as it is about procedures and matters at all."""
    spoken = [sum(one.chance for one in found if one.kind in ADMINISTRATIVE) for _, found in read]
    whole = sum(spoken)
    if not whole:
        return None
    together: dict[Option, float] = {}
    for says, (_, found) in zip(spoken, read, strict=True):
        for one in found:
            subject = replace(one, chance=0.0)
            together[subject] = together.get(subject, 0.0) + says * one.chance / whole
    ordered = sorted(together.items(), key=lambda option: -option[1])
    noted = max((of.noted for says, (of, _) in zip(spoken, read, strict=True) if says > SPEAKING), default=0)
    parts = tuple((of.text, says / whole) for says, (of, _) in zip(spoken, read, strict=True))
    return Weighed([replace(one, chance=chance) for one, chance in ordered], noted, parts)


def _merged(ranked: Sequence[Ranked], chances: Sequence[float]) -> Iterable[Option]:
    """One option per subject: the fields of the national catalogue lend their chance to their matter."""
    found: dict[tuple[Kind, str], Option] = {}
    for one, chance in zip(ranked, chances, strict=False):
        kind = Kind.MATTER if one.subject.kind is Kind.FIELD else one.subject.kind
        before = found.get((kind, one.subject.id))
        whole = chance + (before.chance if before else 0.0)
        found[kind, one.subject.id] = Option(kind, one.subject.id, one.subject.outcome, whole)
    return found.values()


def _sorted(text: str) -> str:
    """Order the words, so that likeness does not depend on their order."""
    return " ".join(sorted(text.split()))


def _candidates(options: Sequence[Option]) -> tuple[Candidate, ...]:
    ours = (Candidate(one.id, one.chance) for one in options if one.kind is Kind.PROCEDURE and one.id)
    return tuple(ours)[:MOST]


def _chance(options: Sequence[Option], procedure_id: str) -> float:
    return next((one.chance for one in options if one.kind is Kind.PROCEDURE and one.id == procedure_id), 0.0)


def _likely(options: Sequence[Option]) -> str:
    return "có thể: " + ", ".join(f"{one.id or 'không việc nào'} {one.chance:.2f}" for one in options[:4])
