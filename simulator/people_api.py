"""The calls that read and mark people: profile, lists, conversation, quota, tags."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.account import GOVERNMENT
from simulator.clock import HOUR, SECOND_MS
from simulator.errors import ApiError, invalid
from simulator.people import FROM_USER, Person, conversation_item
from simulator.sending import FREE_HOURS, REPLIES_TO_ONE, find_person
from simulator.world import World

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_LINES = 10
MOST_PEOPLE = 50
LAST_OFFSET = 9951
TAG_LIMIT = 100


def account(world: World) -> dict[str, Any]:
    """/v2.0/oa/getoa."""
    with world.lock:
        followers = sum(person.is_follower for person in world.people.by_id.values())
    return {
        world.switches.oa_id_field: world.account.oa_id,
        "name": world.account.name,
        "description": "",
        "oa_alias": "",
        "is_verified": True,
        "oa_type": GOVERNMENT,
        "cate_name": "Cơ quan nhà nước",
        "num_follower": followers,
        "avatar": "",
        "cover": "",
        "package_name": "",
        "package_valid_through_date": "",
        "linked_zca": "",
    }


def _whole(data: dict[str, Any], key: str, default: int, low: int, high: int) -> int:
    value = data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise invalid(key)
    return value


def _visible_until(world: World) -> int:
    return world.now_ms() - int(world.switches.conversation_lag * SECOND_MS)


def conversation(world: World, data: dict[str, Any]) -> list[dict[str, Any]]:
    """/v2.0/oa/conversation: one citizen's messages, newest first. Its `user_id` may be a number."""
    offset = _whole(data, "offset", 0, 0, 1_000_000)
    count = _whole(data, "count", MOST_LINES, 1, MOST_LINES)
    user_id = data.get("user_id")
    # A Go client in use sends a number to this call, and to this call alone.
    user_id = str(user_id) if isinstance(user_id, int) and not isinstance(user_id, bool) else user_id
    with world.lock:
        person = find_person(world, user_id)
        lines = world.people.newest(world.people.lines[person.user_id], _visible_until(world), offset, count)
        return [conversation_item(line, person, world.account.oa_id, world.account.name) for line in lines]


def recent(world: World, data: dict[str, Any]) -> list[dict[str, Any]]:
    """/v2.0/oa/listrecentchat: the last message of each conversation, newest first."""
    offset = _whole(data, "offset", 0, 0, 1_000_000)
    count = _whole(data, "count", MOST_LINES, 1, MOST_LINES)
    with world.lock:
        until = _visible_until(world)
        last = [line for lines in world.people.lines.values() for line in world.people.newest(lines, until, 0, 1)]
        last.sort(key=lambda line: line.time, reverse=True)
        return [
            conversation_item(line, world.people.by_id[line.user_id], world.account.oa_id, world.account.name)
            for line in last[offset : offset + count]
        ]


def _interaction_day(person: Person) -> str:
    if person.last_interaction is None:
        return ""
    return datetime.fromtimestamp(person.last_interaction / SECOND_MS, VIETNAM).strftime("%d/%m/%Y")


def detail(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """/v3.0/oa/user/detail."""
    with world.lock:
        person = find_person(world, data.get("user_id"))
        return {
            "user_id": person.user_id,
            "user_id_by_app": person.by_app,
            "user_external_id": "",
            "display_name": person.name,
            "user_alias": person.name,
            "is_sensitive": False,
            "user_last_interaction_date": _interaction_day(person),
            "user_is_follower": person.is_follower,
            "avatar": "",
            "avatars": {"120": "", "240": ""},
            "dynamic_param": "",
            "tags_and_notes_info": {"notes": [], "tag_names": list(person.tags)},
            "shared_info": dict(person.shared_info),
        }


def profile(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """/v2.0/oa/getprofile, the old people call."""
    with world.lock:
        person = find_person(world, data.get("user_id"))
        return {
            "user_id": person.user_id,
            "user_id_by_app": person.by_app,
            "display_name": person.name,
            "avatar": "",
            "user_gender": 0,
            "tags_and_notes_info": {"notes": [], "tag_names": list(person.tags)},
        }


def _in_period(world: World, person: Person, period: str) -> bool:
    """Whether the last interaction lies in TODAY, YESTERDAY, L7D, L30D or YYYY_MM_DD:YYYY_MM_DD."""
    if person.last_interaction is None:
        return False
    day = datetime.fromtimestamp(person.last_interaction / SECOND_MS, VIETNAM).date()
    today = datetime.fromtimestamp(world.clock.now(), VIETNAM).date()
    lengths = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "L7D": (7, 0), "L30D": (30, 0)}
    if period in lengths:
        back, until = lengths[period]
        return today - timedelta(days=back) <= day <= today - timedelta(days=until)
    try:
        first, last = (datetime.strptime(text, "%Y_%m_%d").date() for text in period.split(":"))  # noqa: DTZ007
    except ValueError as error:
        raise invalid("last_interaction_period") from error
    return first <= day <= last


def listing(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """/v3.0/oa/user/getlist, with its filters."""
    offset = _whole(data, "offset", 0, 0, LAST_OFFSET)
    count = _whole(data, "count", MOST_PEOPLE, 1, MOST_PEOPLE)
    with world.lock:
        found = list(world.people.by_id.values())
        if "is_follower" in data:
            wanted = str(data["is_follower"]).lower() == "true"
            found = [person for person in found if person.is_follower == wanted]
        if data.get("tag_name"):
            found = [person for person in found if data["tag_name"] in person.tags]
        if data.get("last_interaction_period"):
            period = str(data["last_interaction_period"])
            found = [person for person in found if _in_period(world, person, period)]
    page = [{"user_id": person.user_id} for person in found[offset : offset + count]]
    return {"total": len(found), "count": count, "offset": offset, "users": page}


def followers(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """/v2.0/oa/getfollowers, the old people call."""
    page = listing(world, {**data, "is_follower": True})
    return {"total": page["total"], "followers": page["users"]}


def quota(world: World, data: dict[str, Any]) -> Any:
    """/v3.0/oa/quota/message: of one person, or of the account."""
    if "user_id" not in data:
        if data.get("quota_owner") not in ("OA", "App"):
            raise invalid("quota_owner")
        return []
    with world.lock:
        person = find_person(world, data["user_id"])
        last = person.last_interaction
        return {
            "last_interaction": "" if last is None else str(last),
            "cs_reply": {"remain": REPLIES_TO_ONE, "total": REPLIES_TO_ONE},
            "promotion": {"remain": 0, "total": 0},
        }


def reply_quota(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """/v2.0/oa/quota/message: how many replies one inbound message still takes."""
    with world.lock:
        line = world.people.by_message.get(str(data.get("message_id")))
        if line is None or line.src != FROM_USER:
            raise invalid("message_id")
        expired = world.now_ms() - line.time > FREE_HOURS * HOUR * SECOND_MS
        remain = 0 if expired else REPLIES_TO_ONE - line.replies
        return {"remain": remain, "total": REPLIES_TO_ONE, "type": "reply"}


def _tag_name(data: dict[str, Any]) -> str:
    name = data.get("tag_name")
    if not isinstance(name, str) or not 0 < len(name) <= TAG_LIMIT:
        raise invalid("tag_name")
    return name


def tag(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """Mark a person with a tag, made by its first use."""
    name = _tag_name(data)
    with world.lock:
        person = find_person(world, data.get("user_id"))
        if name not in person.tags:
            person.tags.append(name)
            world.post(world.events.tag("add_user_to_tag", [person.user_id], name, world.now_ms()), person.user_id)
        world.touch()
    return {}


def untag(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """Take a tag from a person."""
    name = _tag_name(data)
    with world.lock:
        person = find_person(world, data.get("user_id"))
        if name in person.tags:
            person.tags.remove(name)
            event = world.events.tag("remove_user_from_tag", [person.user_id], name, world.now_ms())
            world.post(event, person.user_id)
        world.touch()
    return {}


def remove_tag(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """Take a tag from everyone; ApiError -201 when nobody has it."""
    name = _tag_name(data)
    with world.lock:
        marked = [person for person in world.people.by_id.values() if name in person.tags]
        if not marked:
            raise ApiError(-201, "tag_name is not exist")
        for person in marked:
            person.tags.remove(name)
        ids = [person.user_id for person in marked]
        world.post(world.events.tag("remove_tag", ids, name, world.now_ms()), "")
        world.touch()
    return {}


def tags(world: World) -> list[str]:
    """/v2.0/oa/tag/gettagsofoa: a flat list."""
    with world.lock:
        return sorted({name for person in world.people.by_id.values() for name in person.tags})
