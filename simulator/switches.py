"""What can be turned on and off on Zalo's side, and the faults that can be ordered for coming calls."""

from __future__ import annotations

import enum
import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from simulator.clock import HOUR, MINUTE

SEND_PATH = "/v3.0/oa/message/cs"


@dataclass
class Switches:
    """The settings of the platform; every field may be changed while it runs."""

    # Buttons under a text are accepted; off answers -233 (real support is contested).
    buttons: bool = True
    # Lists are accepted; off answers -233.
    lists: bool = True
    # A list element must carry a button of its own, as one builder met it in the field.
    list_button_inside_element: bool = False
    # What an expired access token is told: -220, or -216 "Access token has expired".
    expired_code: int = -220
    # Ids given as JSON numbers are taken (and reported) in place of -201.
    numeric_ids: bool = False
    # Every call needs the header appsecret_proof; a missing or wrong one gets -242.
    appsecret_proof: bool = False
    # The account is linked to a Zalo Cloud Account, so sends after 48 h are charged, not refused with -320.
    cloud_account: bool = False
    # `state` of the consent link comes back as a parameter of the callback.
    echo_state: bool = False
    # Pictures sent by address are really fetched and judged.
    fetch_media: bool = False
    # Added to every API answer, half before and half after the call takes effect.
    latency_ms: int = 0
    # Seconds until a message shows in /v2.0/oa/conversation.
    conversation_lag: float = 0.0
    # Calls a minute before -32.
    rate_limit: int = 4000
    # The oa_send_* events that follow each accepted send.
    echo_events: bool = True
    # user_received_message and user_seen_message after each accepted send.
    receipts: bool = True
    # Receipts name the citizen as their sender, as one client in use expects; the account otherwise.
    receipts_from_user: bool = False
    # Under which name /v2.0/oa/getoa gives the account's id: "oaid" or "oa_id".
    oa_id_field: str = "oaid"
    # Sends to one citizen within 48 hours that cost nothing; 0 sets no limit (the rule since 2026).
    free_per_window: int = 0
    # Failed deliveries come again along `retry_delays`.
    retry: bool = True
    # A status other than 200 counts as a failed delivery.
    retry_on_status: bool = True
    # An answer later than `answer_limit` counts as a failed delivery.
    retry_on_late: bool = True
    # A connection that cannot be opened, or breaks, counts as a failed delivery.
    retry_on_connection: bool = True
    # Seconds between one failure and the next try; 3.1 of the platform's rules as published.
    retry_delays: tuple[float, ...] = (30, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR)
    # Seconds the receiver has to answer an event.
    answer_limit: float = 2.0
    # Only texts that begin with # are delivered ("Lọc cú pháp").
    hash_filter: bool = False
    # How event bodies are written: "plain", or "mixed" (key order, blanks, escapes change from one to the next).
    json_form: str = "mixed"
    # Form of Vietnamese letters in events: "NFC", "NFD", or "mixed" (now one, now the other).
    unicode_form: str = "NFC"
    # One citizen's events may overtake each other.
    unordered: bool = False
    # Share of events (0 to 1) delivered twice, the second time at once and alongside the first.
    duplicate_rate: float = 0.0
    # Share of events (0 to 1) delivered once more after `late_duplicate_after` seconds.
    late_duplicate_rate: float = 0.0
    late_duplicate_after: float = 6600.0
    # Share of calls to `fault_path` (0 to 1) that fail, each in a way drawn from `fault_kinds`.
    fault_rate: float = 0.0
    fault_kinds: tuple[str, ...] = ("502", "not-json", "cut", "lost", "-32", "-200", "-220")
    fault_path: str = SEND_PATH
    # Seconds that a call with the fault "timeout" stays without an answer.
    fault_seconds: float = 30.0
    # A citizen fills in the form of every request_user_info message at once.
    fill_in_forms: bool = False
    # More accepted sends than this for one inbound message are reported.
    answers_per_message: int = 1
    # Seconds the bot must stay silent after a member of staff wrote; 0 does not judge it.
    staff_silence: float = 0.0

    def set(self, name: str, value: Any) -> None:
        """Change one switch; KeyError for an unknown name, TypeError for a value of another type."""
        kinds = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        kind = kinds[name]
        if kind is float and type(value) is int:
            value = float(value)
        if kind is tuple and isinstance(value, list):
            value = tuple(value)
        if type(value) is not kind:
            raise TypeError(f"{name}: expected {kind.__name__}, got {type(value).__name__}")
        if name == "fault_kinds":
            for one in value:
                kind_of(one)
        setattr(self, name, value)

    def dump(self) -> dict[str, Any]:
        """All switches as plain JSON values."""
        return asdict(self)


class FaultKind(enum.Enum):
    """What goes wrong with a call; a negative number in its place is answered as that error code."""

    # HTTP 502 with a page of HTML.
    BAD_GATEWAY = "502"
    # HTTP 200 with something that is not JSON; the call had no effect.
    NOT_JSON = "not-json"
    # No answer at all, no effect; the connection stays open for `seconds`.
    TIMEOUT = "timeout"
    # The connection is cut before the call takes effect.
    CUT = "cut"
    # The call takes effect and the connection is cut before the answer.
    LOST = "lost"


def kind_of(text: str) -> FaultKind | int:
    """A fault by its name: the value of a FaultKind, or a negative error code. ValueError for anything else."""
    if text.startswith("-"):
        return int(text)
    return FaultKind(text)


@dataclass(frozen=True)
class Fault:
    """One ordered fault: which call of which path, and what happens to it."""

    kind: FaultKind | int
    path: str
    # The call it hits, counted from now (1 is the next one).
    nth: int
    seconds: float = 30.0


class Faults:
    """Faults ordered for coming calls; each happens once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []

    def next(self, count: int, kind: FaultKind | int, *, path: str = SEND_PATH, seconds: float = 30.0) -> None:
        """Spoil the next `count` calls whose path begins with `path`."""
        with self._lock:
            self._ordered += [Fault(kind, path, nth, seconds) for nth in range(1, count + 1)]

    def at(self, nth: int, kind: FaultKind | int, *, path: str = SEND_PATH, seconds: float = 30.0) -> None:
        """Spoil the `nth` call from now whose path begins with `path`."""
        with self._lock:
            self._ordered.append(Fault(kind, path, nth, seconds))

    def clear(self) -> None:
        """Forget all ordered faults."""
        with self._lock:
            self._ordered.clear()

    def take(self, path: str) -> Fault | None:
        """The fault this call meets, if any; counts the call."""
        with self._lock:
            hit: Fault | None = None
            kept: list[Fault] = []
            for fault in self._ordered:
                if not path.startswith(fault.path):
                    kept.append(fault)
                elif fault.nth > 1:
                    kept.append(replace(fault, nth=fault.nth - 1))
                elif hit is None:
                    hit = fault
            self._ordered = kept
            return hit
