"""The run in figures and the verdict on the bot: a run with a violation is a failed run."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from simulator.world import World


class Misbehaved(AssertionError):
    """The bot did what a well-behaved bot never does; the text lists all of it."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.found = found


def summary(world: World) -> dict[str, Any]:
    """Events delivered, sends accepted, refreshes, notices to the admin, and every violation; `ok` if there is none."""
    with world.lock:
        attempts = list(world.attempts)
        violations = world.ledger.report()
        took = sorted(attempt.took_ms for attempt in attempts)
        return {
            "ok": not violations,
            "events": dict(Counter(attempt.parcel.name or "raw" for attempt in attempts)),
            "deliveries": len(attempts),
            "failed_deliveries": sum(not attempt.ok for attempt in attempts),
            "slowest_ms": round(took[-1], 1) if took else None,
            "disabled": world.delivery.disabled,
            "sends": dict(Counter(sent.kind for sent in world.sent)),
            "citizens": len(world.people.by_id),
            "refreshes": world.refreshes,
            "notices": list(world.notices),
            "violations": [asdict(violation) for violation in violations],
        }
