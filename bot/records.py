"""What the store holds of dossiers and complaints, looked up for one message or one page; wrong guesses are limited.

Unknown codes and numbers are counted for an hour in this process's memory, per citizen and in total, so that nobody
can try them until one answers. Nothing about the citizen is kept but a number drawn anew at every start.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from bot import archive, docket
from bot.complaints import Asked, number_in, sound
from bot.dossiers import Answer, Looked, code_in
from bot.figures import Figures
from bot.known import Known
from bot.store import Connection

GUESS_SECONDS = 3600.0


@dataclass(frozen=True)
class GuessLimits:
    """How many unknown codes may be tried within an hour: by one citizen, and by all together."""

    citizen: int = 5
    total: int = 300


class Guesses:
    """Unknown codes of the last hour; safe for threads, never longer than the total limit."""

    def __init__(self, limits: GuessLimits) -> None:
        self._limits = limits
        self._missed: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()

    def spent(self, who: str, now: float) -> bool:
        """Say whether this citizen, or everybody, has tried too many."""
        with self._lock:
            while self._missed and now - self._missed[0][0] > GUESS_SECONDS:
                self._missed.popleft()
            mine = sum(one == hash(who) for _, one in self._missed)
            return mine >= self._limits.citizen or len(self._missed) >= self._limits.total

    def miss(self, who: str, now: float) -> None:
        """Count an unknown code."""
        with self._lock:
            self._missed.append((now, hash(who)))


class Records:
    """Looks things up for the conversation and for pages."""

    def __init__(self, limits: GuessLimits | None = None) -> None:
        self._guesses = Guesses(limits or GuessLimits())
        self._counted: tuple[int, Figures | None] | None = None

    def known(self, connection: Connection, text: str, who: str, now: float) -> Known:
        """Look up what a message may need: the dossier it names, and when dossiers were last imported."""
        last = archive.last_import(connection)
        code = code_in(text)
        looked = self.look_up(connection, code, who, now) if code else None
        return Known(
            consulted=True,
            looked=looked,
            as_of=last.at if last else None,
            figures=self.figures(connection),
            complaint=self._complaint(connection, text, who, now),
        )

    def _complaint(self, connection: Connection, text: str, who: str, now: float) -> Asked | None:
        """Find the complaint of the number in a text; a mistyped number is no guess."""
        number = number_in(text)
        if number is None or not sound(number):
            return None
        if self._guesses.spent(who, now):
            return Asked(Answer.TOO_MANY)
        found = docket.progress(connection, number)
        if found is None:
            self._guesses.miss(who, now)
            return Asked(Answer.UNKNOWN)
        return Asked(Answer.FOUND, found)

    def figures(self, connection: Connection) -> Figures | None:
        """Give the figures; they are counted once for an import."""
        last = archive.last_import(connection)
        if last is None:
            return None
        counted = self._counted
        if counted is None or counted[0] != last.number:
            counted = self._counted = (last.number, archive.figures(connection))
        return counted[1]

    def sample(self, connection: Connection) -> bool:
        """Say whether the store holds made-up dossiers, so that whatever is shown must say so."""
        last = archive.last_import(connection)
        return last is not None and last.sample

    def look_up(self, connection: Connection, code: str, who: str, now: float) -> Looked:
        """Find one dossier by its key, unless too many unknown codes were tried; `who` is any name of the asker."""
        if self._guesses.spent(who, now):
            return Looked(Answer.TOO_MANY)
        looked = archive.look_up(connection, code)
        if looked.answer is Answer.UNKNOWN:
            self._guesses.miss(who, now)
        return looked
