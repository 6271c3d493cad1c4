"""The account's sends: whom they may reach, what is recorded, and the events that follow."""

from __future__ import annotations

import itertools
from typing import Any

from simulator.account import is_id, new_message_id
from simulator.clock import DAY, HOUR, SECOND_MS
from simulator.errors import ApiError, invalid
from simulator.ledger import Sent, content_of
from simulator.messages import Outgoing, fetch_picture, media_address, read_message
from simulator.people import FROM_ACCOUNT, FROM_USER, Line, Person
from simulator.world import World

FREE_HOURS = 48
OPEN_DAYS = 7
REPLIES_TO_ONE = 8
ECHOES = {
    "text": "oa_send_text",
    "buttons": "oa_send_text",
    "image": "oa_send_image",
    "gif": "oa_send_gif",
    "sticker": "oa_send_sticker",
    "file": "oa_send_file",
    "list": "oa_send_list",
    "request_user_info": "oa_send_template",
}
REACTIONS = (":>", "--b", ":-((", "/-strong", "/-heart", ":-h", ":o", "/-remove")


def find_person(world: World, user_id: object) -> Person:
    """The person a call names; -201 for a number, an id in the app's scope or a stranger."""
    if isinstance(user_id, int) and not isinstance(user_id, bool) and world.switches.numeric_ids:
        world.ledger.blame("numeric-id", "a user_id was sent as a number")
        user_id = str(user_id)
    person = world.people.by_id.get(user_id) if isinstance(user_id, str) and is_id(user_id) else None
    if person is None:
        raise invalid("user_id")
    return person


def _recipient(world: World, body: dict[str, Any]) -> tuple[Person, Line | None]:
    recipient = body.get("recipient")
    if not isinstance(recipient, dict):
        raise invalid("recipient")
    if "message_id" not in recipient:
        return find_person(world, recipient.get("user_id")), None
    line = world.people.by_message.get(str(recipient["message_id"]))
    if line is None or line.src != FROM_USER:
        raise invalid("message_id")
    if line.replies >= REPLIES_TO_ONE or world.now_ms() - line.time > FREE_HOURS * HOUR * SECOND_MS:
        raise ApiError(-218)
    return world.people.by_id[line.user_id], line


def check_window(world: World, person: Person) -> None:
    """Refuse a send to someone who cannot be written to now."""
    if person.refuses:
        raise ApiError(person.refuses)
    if person.last_interaction is None:
        raise ApiError(-232)
    silence = (world.now_ms() - person.last_interaction) / SECOND_MS
    if silence > OPEN_DAYS * DAY:
        raise ApiError(-230)
    free = world.switches.free_per_window
    charged = silence > FREE_HOURS * HOUR or (free and _sent_since(world, person) >= free)
    if charged and not world.switches.cloud_account:
        raise ApiError(-320)


def _sent_since(world: World, person: Person) -> int:
    """How many messages the app has sent since the person's last interaction."""
    lines = reversed(world.people.lines[person.user_id])
    since = itertools.takewhile(lambda line: line.time >= (person.last_interaction or 0), lines)
    return sum(line.src == FROM_ACCOUNT and not line.admin_id for line in since)


def send(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Accept one consultation message and return the `data` of the answer; ApiError for every refusal."""
    message = body.get("message")
    url, media_type = media_address(message)
    if url and world.switches.fetch_media:
        fetch_picture(url, media_type)
    with world.lock:
        person, replied = _recipient(world, body)
        check_window(world, person)

        def is_known(message_id: str) -> bool:
            line = world.people.by_message.get(message_id)
            return line is not None and line.user_id == person.user_id

        outgoing = read_message(message, world.switches, world.uploads, is_known)
        line = _record(world, person, outgoing)
        if replied is not None:
            replied.replies += 1
        _follow_up(world, line)
        world.touch()
    return {"message_id": line.message_id, "user_id": person.user_id, "sent_time": str(line.time)}


def _record(world: World, person: Person, outgoing: Outgoing) -> Line:
    line = Line(
        new_message_id(),
        person.user_id,
        FROM_ACCOUNT,
        world.now_ms(),
        outgoing.kind,
        outgoing.text,
        outgoing.attachment,
        outgoing.quote,
    )
    world.people.append(line)
    content = content_of(line.text, line.attachment)
    answers = world.ledger.answer(line.user_id, line.quote, content, line.text, world.clock.now())
    fields = (line.user_id, line.kind, line.text, line.attachment, line.quote, line.time)
    world.sent.append(Sent(line.message_id, *fields, answers))
    return line


def echo_message(line: Line) -> dict[str, Any]:
    """The `message` of the echo of `line`."""
    message: dict[str, Any] = {"msg_id": line.message_id}
    if line.text:
        message["text"] = line.text
    if line.quote:
        message["quote_msg_id"] = line.quote
    if line.attachment is not None and line.kind != "buttons":
        message["attachments"] = [{"type": line.kind, "payload": line.attachment["payload"]}]
    return message


def _follow_up(world: World, line: Line) -> None:
    user_id, at = line.user_id, line.time
    if world.switches.echo_events:
        world.post(world.events.echo(ECHOES[line.kind], user_id, echo_message(line), at), user_id, line.message_id)
    if world.switches.receipts:
        line.status = "seen"
        for name in ("user_received_message", "user_seen_message"):
            event = world.events.receipt(name, user_id, line.message_id, at)
            if world.switches.receipts_from_user:
                event["sender"], event["recipient"] = event["recipient"], event["sender"]
            world.post(event, user_id, line.message_id)


def react(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Put an emoji of the account on a message; ApiError when the icon or the message is unknown."""
    with world.lock:
        person, _ = _recipient(world, body)
        action = body["sender_action"]
        icon = action.get("react_icon") if isinstance(action, dict) else None
        if icon not in REACTIONS:
            raise invalid("react_icon")
        line = world.people.by_message.get(str(action.get("react_message_id")))
        if line is None or line.user_id != person.user_id:
            raise invalid("react_message_id")
        line.reaction = "" if icon == "/-remove" else icon
        if world.switches.echo_events:
            message = {"msg_id": line.message_id, "react_icon": icon}
            event = world.events.echo("oa_reacted_message", person.user_id, message, world.now_ms())
            world.post(event, person.user_id)
        world.touch()
    return {"message_id": line.message_id, "user_id": person.user_id}
