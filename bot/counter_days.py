"""A day named in a question about the hours: whether offices work on that day, and not on the day of asking (pure).

«mai có làm không», «thứ bảy có làm việc không», «mùng 2 Tết có làm không».
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot import asked_days
from bot.calendar import Calendar
from bot.counter_words import CounterWords
from bot.messages import Outcome, Reply
from bot.replies import Replies
from bot.sayings import Said
from bot.words import fold

TOPICS = ("gio-lam-viec", "ngay-nghi")
"""The topics of the hours and of the days off, in which a day may be named."""
BESIDE_DAY = frozenset("con thi sao the nao co lam viec mo cua duoc khong ko k hong hok hk ha a vay em oi da".split())
"""Folded words beside a day with which one asks of it alone: «mai thì sao», «còn thứ bảy»."""
SOON = timedelta(days=60)
"""A day alone is asked about when it is no further away; another may be anything, a birthday too."""


class CounterDays:
    """Tells of the day that is asked about; days of the moon are not turned into dates: Tết is told whole."""

    def __init__(self, calendar: Calendar, replies: Replies) -> None:
        self._calendar = calendar
        self._replies = replies

    def alone(self, text: str, today: date) -> Said | None:
        """«mai thì sao», «t7»: a day to come soon, and nothing else but whether."""
        named = asked_days.coming(text, today, self._calendar)
        if named is None or named.wrong or named.feast or not today <= named.day <= today + SOON:
            return None
        if set(fold(named.rest).split()) - BESIDE_DAY:
            return None
        reply = Reply(self._replies.counter.hours(named.day, today))
        return Said(Outcome.COUNTER, reply, "hỏi giờ làm việc của một ngày")

    def asked(self, said: Said, text: str, today: date) -> Said | None:
        """Answer for the day named in a text about the hours; None where none is named, and for all else."""
        named = asked_days.coming(text, today, self._calendar) if said.topic in TOPICS else None
        if named is None:
            return None
        words: CounterWords = self._replies.counter
        if named.feast:
            reply, rule = Reply(words.feast(named.feast, today)), "hỏi những ngày Tết"
        elif named.wrong:
            reply, rule = self._replies.wrong_day(named.wrong, unclear=named.unclear), "không rõ hỏi ngày nào"
        else:
            reply, rule = Reply(words.hours(named.day, today)), "hỏi giờ làm việc của một ngày"
        return replace(said, reply=reply, rule=rule)
