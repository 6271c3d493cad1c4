"""What holds for complaints: the days that the law and the office set, words that tell the kinds apart (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import model_validator

from bot.calendar import Calendar, YearState
from bot.due import Receipt, Term, UnknownYear, count
from bot.facts import Confidence, Count, Day, DayUnit, Entry, Fact, Lines, Text, fault
from bot.keys import key_of


class Forwarding(Fact):
    """Within how many days a complaint that belongs to another body is passed on."""

    days: Count
    unit: DayUnit

    @model_validator(mode="after")
    def _countable(self) -> Forwarding:
        _countable(self.days, self.unit)
        return self


class Promise(Entry):
    """Within how many days the office has committed itself to answer: who decided it, and since when it holds."""

    days: Count
    unit: DayUnit
    by: Text
    day: Day

    @model_validator(mode="after")
    def _countable(self) -> Promise:
        _countable(self.days, self.unit)
        return self


class ComplaintRules(Entry):
    """The file about complaints.

    `answering` is the time by law for the answer itself, `committed` the office's own. `formal` and `denunciation`
    say where a khiếu nại and a tố cáo go, which the bot does not take; the words are those by which a text is known
    for one, or for a complaint about an official's conduct.
    """

    forwarding: Forwarding
    answering: Fact
    committed: Promise | None = None
    formal: Fact
    denunciation: Fact
    formal_words: Lines
    denunciation_words: Lines
    conduct_words: Lines

    @model_validator(mode="after")
    def _not_invented(self) -> ComplaintRules:
        if self.answering.confidence is Confidence.VERIFIED and not self.answering.sources:
            raise fault("thiếu nguồn của thời hạn trả lời", key_of("answering"))
        return self


@dataclass(frozen=True)
class Deadlines:
    """The last days for passing on and for answering; None where none is known or the year's days off are not.

    `provisional`: days off that were counted may still change.
    """

    pass_by: date | None = None
    answer_by: date | None = None
    provisional: bool = False


def deadlines(rules: ComplaintRules, received: date, calendar: Calendar) -> Deadlines:
    """Count from the day of receipt, which itself is not counted (Bộ luật Dân sự 2015 Điều 147 khoản 2)."""
    promise = rules.committed if rules.committed and rules.committed.day <= received else None
    pass_by = _last_day(rules.forwarding, received, calendar)
    answer_by = _last_day(promise, received, calendar) if promise else None
    years = (calendar.year(day.year) for day in (pass_by, answer_by) if day)
    return Deadlines(pass_by, answer_by, any(year and year.state is YearState.PROVISIONAL for year in years))


def _last_day(time: Forwarding | Promise, received: date, calendar: Calendar) -> date | None:
    try:
        return count(Term(time.days, time.unit), Receipt(received), calendar).due
    except UnknownYear:
        return None


def _countable(days: int, unit: DayUnit) -> None:
    if days < 1 or unit is DayUnit.SAME_DAY:
        raise fault("phải từ 1 ngày trở lên, tính bằng «ngay_lam_viec» hoặc «ngay»", key_of("days"))
