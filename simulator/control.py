"""What the browser page asks for: conversations, what a citizen does, switches; and the page itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.people import Person

if TYPE_CHECKING:
    from simulator.platform import Simulator

PAGE = Path(__file__).parent / "page"
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/chat.js": ("chat.js", "text/javascript; charset=utf-8"),
}
FIRST_PEOPLE = ("Cô Tư, 68 tuổi", "Anh Hải, 35 tuổi", "Em Ngọc, 22 tuổi")
RELATIONS = ("follow", "unfollow", "user_click_chatnow", "user_withdraw")
Answer = tuple[int, str, bytes]


class Control:
    """Answers the page; everything under /_sim/ is JSON."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
        """Give status, type and bytes for one request of the page."""
        if method == "GET" and path in FILES:
            name, kind = FILES[path]
            return 200, kind, (PAGE / name).read_bytes()
        if method == "GET" and path.startswith("/_sim/picture/"):
            found = self._simulator.uploads.content(path.rsplit("/", 1)[1])
            return (200, found[1], found[0]) if found else _json(404, {"error": "không có hình này"})
        try:
            value = json.loads(body or b"{}")
        except ValueError:
            return _json(400, {"error": "không phải JSON"})
        if method == "GET" and path == "/_sim/state":
            return _json(200, self._state(query.get("user", "")))
        if method == "POST" and path.startswith("/_sim/") and isinstance(value, dict):
            return self._do(path.removeprefix("/_sim/"), value)
        return _json(404, {"error": "không có trang này"})

    def _state(self, user_id: str) -> dict[str, Any]:
        simulator = self._simulator
        with simulator.lock:
            if not simulator.people.by_id:
                for name in FIRST_PEOPLE:
                    simulator.people.add(name)
            people = [self._person(person) for person in simulator.people.by_id.values()]
            attempts = [
                {"name": one.parcel.name, "status": one.status, "ms": round(one.took_ms, 1), "retry": one.parcel.retry}
                for one in list(simulator.attempts)[-12:]
            ]
            return {
                "account": simulator.account.name,
                "people": people[:50],
                "lines": simulator.snapshot(user_id)[-200:],
                "attempts": attempts,
                "switches": simulator.switches.dump(),
                "violations": simulator.report(),
                "webhook_off": simulator.delivery.disabled,
            }

    def _person(self, person: Person) -> dict[str, Any]:
        lines = self._simulator.people.lines[person.user_id]
        return {
            "id": person.user_id,
            "name": person.name,
            "follower": person.is_follower,
            "last": lines[-1].text[:60] if lines else "",
            "count": len(lines),
        }

    def _do(self, what: str, value: dict[str, Any]) -> Answer:
        simulator, user_id = self._simulator, str(value.get("user", ""))
        if what == "person":
            with simulator.lock:
                person = simulator.people.add(str(value.get("name") or "Người dân mới"))
            return _json(200, asdict(person))
        if what == "switch":
            try:
                simulator.switches.set(str(value.get("name")), value.get("value"))
            except (KeyError, TypeError) as error:
                return _json(400, {"error": str(error)})
            return _json(200, {})
        if user_id not in simulator.people.by_id:
            return _json(400, {"error": "không có người này"})
        return self._act(what, user_id, value)

    def _act(self, what: str, user_id: str, value: dict[str, Any]) -> Answer:
        simulator, text = self._simulator, str(value.get("text", ""))
        if what == "say":
            simulator.say(user_id, text)
        elif what == "give":
            simulator.give(user_id, str(value.get("kind", "sticker")))
        elif what == "staff":
            simulator.staff(user_id, text or "Chào cô chú, cán bộ quầy đây ạ.")
        elif what == "relate" and value.get("name") in RELATIONS:
            simulator.relate(str(value["name"]), user_id)
        else:
            return _json(404, {"error": "không có việc này"})
        simulator.save()
        return _json(200, {})


def _json(status: int, value: object) -> Answer:
    return status, "application/json; charset=utf-8", json.dumps(value, ensure_ascii=False).encode()
