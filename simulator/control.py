"""The page in the browser and the small JSON interface it lives on (/_sim/...)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulator import citizens, labels
from simulator.account import new_user_id
from simulator.catalogue import NAMES
from simulator.citizens import Saying
from simulator.delivery import Attempt
from simulator.errors import ApiError
from simulator.oauth import ACCESS_LIFE
from simulator.people import Line, Person
from simulator.report import summary
from simulator.scenarios import SCENARIOS
from simulator.switches import SEND_PATH, kind_of
from simulator.wire import Answer, Request, json_answer, json_body
from simulator.world import World

PAGE = Path(__file__).parent / "page"
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/chat.js": ("chat.js", "text/javascript; charset=utf-8"),
}
# Pictures may come from wherever the bot's messages point; everything else only from here.
POLICY = "default-src 'self'; img-src * data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
LONG_POLL_SECONDS = 20.0
SHOWN_ATTEMPTS = 12
SHOWN_SENDS = 8
MOST_TEXT = 4000
MOST_FAULTS = 10_000
LABELS = {
    "switches": labels.SWITCHES,
    "faults": labels.FAULTS,
    "paths": labels.PATHS,
    "trials": {name: title for name, (title, _) in SCENARIOS.items()},
    "events": NAMES,
}


def _page(path: str) -> Answer:
    name, kind = FILES[path]
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Answer(200, (PAGE / name).read_bytes(), kind, headers)


def _upload(world: World, upload_id: str) -> Answer:
    with world.lock:
        found = world.uploads.content(upload_id)
    if found is None:
        return Answer(404, b"")
    return Answer(200, found[0], found[1], {"X-Content-Type-Options": "nosniff"})


def _person(world: World, person: Person) -> dict[str, Any]:
    lines = world.people.lines[person.user_id]
    shown = [line for line in lines if not line.hidden]
    return {
        "user_id": person.user_id,
        "name": person.name,
        "follows": person.is_follower,
        "last": shown[-1].text if shown else "",
        "time": shown[-1].time if shown else 0,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "name": attempt.parcel.name,
        "retry": attempt.parcel.retry,
        "status": attempt.status,
        "ok": attempt.ok,
        "ms": round(attempt.took_ms, 1),
        "time": int(attempt.time * 1000),
    }


def _state(world: World, request: Request) -> dict[str, Any]:
    """Everything the page shows; waits for a change when the caller has seen the present one."""
    seen = request.query.get("seen", "")
    with world.changed:
        world.changed.wait_for(lambda: str(world.version) != seen or world.stopping.is_set(), LONG_POLL_SECONDS)
        chosen = request.query.get("user_id", "")
        lines = world.people.lines.get(chosen, [])
        return {
            "version": str(world.version),
            "account": world.account.name,
            "webhook": world.delivery.url,
            "disabled": world.delivery.disabled,
            "waiting": len(world.delivery.waiting()),
            "people": [_person(world, person) for person in world.people.by_id.values()],
            "lines": [_line(world, line) for line in lines[-200:] if not line.hidden],
            "attempts": [_attempt(attempt) for attempt in list(world.attempts)[-SHOWN_ATTEMPTS:]],
            "sent": [asdict(sent) for sent in world.sent[-SHOWN_SENDS:]],
            "switches": world.switches.dump(),
            "now": world.now_ms(),
            "trials": world.trials,
            "violations": [asdict(violation) for violation in world.ledger.report()[-SHOWN_SENDS:]],
        }


def _line(world: World, line: Line) -> dict[str, Any]:
    quoted = world.people.by_message.get(line.quote)
    return {**asdict(line), "quoted_text": quoted.text if quoted else ""}


def _say(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.say(world, user_id, Saying(str(body.get("text", ""))[:MOST_TEXT], quote=str(body.get("quote", ""))))


def _give(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.say(world, user_id, Saying(kind=str(body["kind"])))


def _tap(world: World, user_id: str, body: dict[str, Any]) -> None:
    saying = citizens.tapped(body["button"])
    if saying is not None:
        citizens.say(world, user_id, saying)


def _relate(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.relate(world, user_id, str(body["event"]))


def _emit(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.emit(world, user_id, str(body["name"]))


def _refuse(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.meet(world, user_id).refuses = int(body["code"])


def _react(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.react(world, user_id, str(body["message_id"]))


def _submit(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.submit_info(world, user_id, body.get("info"))


def _staff(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.staff_writes(world, user_id, str(body["text"])[:MOST_TEXT])


def _meet(world: World, user_id: str, body: dict[str, Any]) -> None:
    citizens.meet(world, user_id, str(body["name"])[:60])


ACTIONS: dict[str, Callable[[World, str, dict[str, Any]], None]] = {
    "say": _say,
    "give": _give,
    "tap": _tap,
    "relate": _relate,
    "emit": _emit,
    "refuse": _refuse,
    "react": _react,
    "submit": _submit,
    "staff": _staff,
    "person": _meet,
}


def _switch(world: World, body: dict[str, Any]) -> None:
    world.switches.set(str(body["name"]), body["value"])


def _enable(world: World, _body: dict[str, Any]) -> None:
    world.delivery.disabled = False


def _advance(world: World, body: dict[str, Any]) -> None:
    world.clock.advance(float(body["seconds"]))


def _fault(world: World, body: dict[str, Any]) -> None:
    """Spoil the next `count` calls to `path`; a count of 0 forgets all ordered faults."""
    count = int(body.get("count", 1))
    if not count:
        world.faults.clear()
        return
    path = str(body.get("path", SEND_PATH))
    world.faults.next(
        min(count, MOST_FAULTS), kind_of(str(body["kind"])), path=path, seconds=world.switches.fault_seconds
    )


def _expire(world: World, _body: dict[str, Any]) -> None:
    world.tokens.access_time -= ACCESS_LIFE + 1


def _trial(world: World, body: dict[str, Any]) -> None:
    """Begin a trial; what it found stands in the state once it has ended."""
    name = str(body["name"])
    if name not in SCENARIOS:
        raise KeyError(name)

    def run() -> None:
        found = world.trial(name)
        with world.lock:
            world.trials[name] = found
            world.touch()

    if name not in world.trials or world.trials[name] is not None:
        world.trials[name] = None
        threading.Thread(target=run, daemon=True).start()


ORDERS: dict[str, Callable[[World, dict[str, Any]], None]] = {
    "switch": _switch,
    "enable": _enable,
    "advance": _advance,
    "fault": _fault,
    "expire": _expire,
    "trial": _trial,
}


def _act(world: World, action: str, body: dict[str, Any]) -> Answer:
    if action in ORDERS:
        with world.lock:
            ORDERS[action](world, body)
            world.touch()
        return json_answer({})
    user_id = str(body.get("user_id") or new_user_id())
    ACTIONS[action](world, user_id, body)
    return json_answer({"user_id": user_id})


def handle(world: World, request: Request) -> Answer:
    """Answer the page; 404 for an unknown path, 400 with a reason for a wrong order."""
    if request.method in ("GET", "HEAD"):
        if request.path in FILES:
            return _page(request.path)
        if request.path.startswith("/_sim/upload/"):
            return _upload(world, request.path.rsplit("/", 1)[1])
        if request.path == "/_sim/labels":
            return json_answer(LABELS)
        if request.path == "/_sim/report":
            report = summary(world)
            return json_answer(report, status=200 if report["ok"] else 409)
        if request.path == "/_sim/state":
            return json_answer(_state(world, request), headers={"Cache-Control": "no-store"})
    action = request.path.removeprefix("/_sim/")
    if request.method != "POST" or action not in (*ACTIONS, *ORDERS):
        return Answer(404, b"")
    try:
        # Only JSON is taken, which a foreign page cannot post here without being asked by the browser first.
        return _act(world, action, json_body(request))
    except (ApiError, KeyError, TypeError, ValueError) as error:
        return json_answer({"error": str(error)}, status=400)
