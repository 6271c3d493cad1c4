"""How much and how fast: the token bucket, and what the worker is bound to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.retention import Keep


@dataclass
class Bucket:
    """A token bucket: so many a minute, at most a tenth of a minute's worth at once; this worker's of `parts`."""

    per_minute: int
    clock: Callable[[], float]
    parts: int = 1
    _level: float = field(init=False)
    _filled_at: float = field(init=False)
    _held_until: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._level = self.size
        self._filled_at = self.clock()

    @property
    def rate(self) -> float:
        """How many may go in a minute."""
        return self.per_minute / self.parts

    @property
    def size(self) -> float:
        """The most that may go at once."""
        return max(self.rate / 10, 1.0)

    @property
    def fill_seconds(self) -> float:
        """Seconds in which an empty bucket is full again."""
        return self.size * 60 / self.rate

    def available(self) -> int:
        """Say how many may go now. A clock that jumped back costs nothing but the refill."""
        now = self.clock()
        gained = max(now - self._filled_at, 0.0) * self.rate / 60
        self._level, self._filled_at = min(self._level + gained, self.size), now
        return int(self._level) if now >= self._held_until else 0

    def hold(self, seconds: float) -> None:
        """Let nothing go for so many seconds."""
        self._held_until = max(self._held_until, self.clock() + seconds)

    def take(self, count: int) -> None:
        """Take so many out."""
        self._level -= count


@dataclass(frozen=True)
class Rules:
    """What the worker is bound to: who it is, how fast, how long staff keep the bot silent.

    `look_up_seconds`: how long an unsure reply waits until Zalo's conversation, which may lag, is asked.
    `stop_seconds` is how long a stop waits for replies on their way; what is still out then is looked up at the
    next start.
    """

    owner: str
    oa_id: str
    threads: int = 40
    citizen_per_minute: int = 30
    total_per_minute: int = 6000
    sends_per_minute: int = 3000
    staff_seconds: float = 1800.0
    look_up_seconds: float = 5.0
    stop_seconds: float = 8.0
    keep: Keep = field(default_factory=Keep)
