"""What people do in their Zalo: citizens write, tap, follow and leave; staff answer from the chat tool."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from simulator import catalogue
from simulator.account import new_message_id
from simulator.delivery import Parcel
from simulator.events import ATTACHMENTS, Signing
from simulator.people import FROM_ACCOUNT, FROM_USER, Line, Person
from simulator.sending import ECHOES, echo_message
from simulator.world import World

ADMIN_ID = "5930182746501928374"
SAMPLE_INFO = {
    "name": "Nguyễn Văn A",
    "phone": "84900000000",
    "user_dob": "30/10/1980",
    "gender": "Nam",
    "full_address": {"user_city": "", "user_ward": "", "user_address": ""},
}


@dataclass(frozen=True)
class Saying:
    """What a citizen sends: a text, or one of the kinds of events.ATTACHMENTS."""

    text: str = ""
    kind: str = "text"
    # A payload in place of the sample of its kind.
    payload: dict[str, Any] | None = None
    quote: str = ""
    # Another event_name than user_send_<kind>.
    event_name: str = ""
    # An id of one's own, to send a duplicate; a fresh one otherwise.
    message_id: str = ""
    # `timestamp` in milliseconds; the clock's otherwise.
    at: int | None = None
    # From a tapped "hide" button: reaches the bot, does not show in the chat.
    hidden: bool = False
    # Further fields of the event.
    extra: dict[str, Any] = field(default_factory=dict)


def meet(world: World, user_id: str, name: str = "Người dân") -> Person:
    """The person with `user_id`, made known to the account if they are not."""
    with world.lock:
        person = world.people.add(name, user_id)
        world.touch()
        return person


def record(world: World, user_id: str, saying: Saying) -> None:
    """Put `saying` into the conversation; a repeated id changes nothing but the time of the last interaction."""
    with world.lock:
        person = meet(world, user_id)
        person.last_interaction = world.now_ms()
        if saying.message_id not in world.people.by_message:
            line = Line(
                saying.message_id,
                user_id,
                FROM_USER,
                _time(world, saying),
                saying.kind,
                saying.text,
                _attachment(saying),
                saying.quote,
                hidden=saying.hidden,
                status="sending",
            )
            world.people.append(line)
        world.ledger.inbound(user_id, saying.message_id, saying.text)
        world.touch()


def parcel(world: World, user_id: str, saying: Saying, how: Signing = Signing.RIGHT) -> Parcel:
    """The event that tells the webhook of `saying`."""
    name = saying.event_name or f"user_send_{saying.kind}"
    event = world.events.from_user(name, user_id, _message(saying), _time(world, saying))
    return world.parcel(event | saying.extra, user_id, saying.message_id, how)


def say(world: World, user_id: str, saying: Saying) -> str:
    """Record `saying` and send its event on its way; returns the message's id."""
    if not saying.message_id:
        saying = replace(saying, message_id=new_message_id())
    record(world, user_id, saying)
    if not is_filtered(world, saying):
        world.delivery.put(parcel(world, user_id, saying))
    return saying.message_id


def _time(world: World, saying: Saying) -> int:
    return world.now_ms() if saying.at is None else saying.at


def _attachment(saying: Saying) -> dict[str, Any] | None:
    if saying.kind not in ATTACHMENTS:
        return None
    kind = "link" if saying.kind == "business_card" else saying.kind
    return {"type": kind, "payload": ATTACHMENTS[saying.kind] if saying.payload is None else saying.payload}


def _message(saying: Saying) -> dict[str, Any]:
    message: dict[str, Any] = {"msg_id": saying.message_id}
    if saying.kind == "text" or saying.text:
        message["text"] = saying.text
    if saying.quote:
        message["quote_msg_id"] = saying.quote
    attachment = _attachment(saying)
    if attachment is not None:
        message["attachments"] = [attachment]
    return message


def is_filtered(world: World, saying: Saying) -> bool:
    """True for what the console's "Lọc cú pháp" keeps from the webhook."""
    return world.switches.hash_filter and not saying.text.startswith("#")


def relate(world: World, user_id: str, name: str) -> None:
    """`follow`, `unfollow`, `user_click_chatnow` or `user_withdraw`, with its effect on the window."""
    with world.lock:
        person = meet(world, user_id)
        at = world.now_ms()
        if name in ("follow", "unfollow"):
            person.is_follower = name == "follow"
        if name in ("follow", "user_click_chatnow"):
            person.last_interaction = at
            world.ledger.inbound(user_id, f"{name}-{at}", "")
        world.touch()
        world.post(world.events.relation(name, user_id, at), user_id)


def emit(world: World, user_id: str, name: str) -> None:
    """Send any event of the catalogue; what a citizen does takes effect as if they had done it. KeyError if unknown."""
    if name == "user_submit_info":
        submit_info(world, user_id)
    elif name in catalogue.MESSAGES:
        kind = name.removeprefix("user_send_")
        say(world, user_id, Saying("Chào" if kind == "text" else "", kind=kind))
    elif name in catalogue.RELATIONS:
        relate(world, user_id, name)
    else:
        build = catalogue.SILENT[name]
        with world.lock:
            person = meet(world, user_id)
            if name in catalogue.INTERACTIONS:
                person.last_interaction = world.now_ms()
            world.post(build(world.events, world.account, name, user_id, world.now_ms()), user_id)
            world.touch()


def react(world: World, user_id: str, message_id: str, icon: str = "/-heart") -> None:
    """The citizen's emoji on a message of the account."""
    with world.lock:
        line = world.people.by_message[message_id]
        line.reaction = icon
        message = {"msg_id": message_id, "react_icon": icon}
        event = world.events.from_user("user_reacted_message", user_id, message, world.now_ms())
        world.post(event, user_id, message_id)
        world.touch()


def submit_info(world: World, user_id: str, info: dict[str, Any] | None = None) -> None:
    """The citizen fills in the form of a request_user_info message."""
    with world.lock:
        person = meet(world, user_id)
        person.shared_info = dict(info or SAMPLE_INFO)
        person.last_interaction = world.now_ms()
        world.ledger.inbound(user_id, f"info-{person.last_interaction}", "")
        world.post(world.events.submit_info(user_id, person.shared_info, person.last_interaction), user_id)
        world.touch()


def staff_writes(world: World, user_id: str, text: str, admin_id: str = ADMIN_ID) -> str:
    """A member of staff answers in the chat tool; returns the message's id."""
    with world.lock:
        meet(world, user_id)
        line = Line(
            new_message_id(), user_id, FROM_ACCOUNT, world.now_ms(), "text", text, admin_id=admin_id, status="seen"
        )
        world.people.append(line)
        world.ledger.staff(user_id, world.clock.now())
        event = world.events.echo(ECHOES["text"], user_id, echo_message(line), line.time, admin_id)
        world.post(event, user_id, line.message_id)
        world.touch()
        return line.message_id


def tapped(button: dict[str, Any]) -> Saying | None:
    """What a tap on `button` says; None for buttons that open something."""
    if button.get("type") not in ("oa.query.show", "oa.query.hide"):
        return None
    return Saying(str(button["payload"]), hidden=button["type"] == "oa.query.hide")
