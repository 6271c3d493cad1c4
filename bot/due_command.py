"""The command `due`: the return date of a filing, or the last day to file, for officers and scripts."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import Any

import click

from bot import config, knowledge
from bot.book import Book
from bot.calendar import VIETNAM
from bot.due import Count, ReturnDate, return_date
from bot.due_words import DueWords
from bot.facts import read_day
from bot.offices import CounterEdition
from bot.plans import Plan, plan
from bot.procedures import Procedure
from bot.sections import Words
from bot.wording import REPLY_KEYS

_MOMENT = re.compile(
    r"(?P<day>\S+?)(?:[T ]\s*(?P<hour>[01]?\d|2[0-3])(?::|h|giờ)(?P<minute>[0-5]\d)?(?::[0-5]\d)?)?", re.ASCII
)


class Moment(click.ParamType[date]):
    """A day, or a day with the time: 2026-04-28, 28/04/2026, 2026-04-28T16:30, "28/04/2026 16h30"."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or fail with what to write; a time is an hour of the day in Vietnam."""
        found = _MOMENT.fullmatch(str(value).strip())
        if found is None:
            self.fail(f"«{value}» không đọc được; viết ngày, ví dụ 2026-04-28, hoặc 2026-04-28T16:30", param, ctx)
        try:
            day = read_day(found["day"])
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if found["hour"] is None:
            return day
        return datetime.combine(day, time(int(found["hour"]), int(found["minute"] or 0)), VIETNAM)


@click.command("due")
@click.argument("reference")
@click.option("--from", "filed", type=Moment(), help="Ngày nộp (mặc định: bây giờ); chỉ ghi ngày là nộp trong giờ.")
@click.option("--by", "wanted", type=Moment(), help="Ngược lại: cần có kết quả chậm nhất ngày này, nộp ngày nào.")
@click.option("--counter", "counter_id", help="Mã quầy trong quay.yaml, ví dụ phuong-my-quoi.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def command(reference: str, filed: date | None, wanted: date | None, counter_id: str | None, *, as_json: bool) -> None:
    """Tính ngày có kết quả của thủ tục số NN (hoặc mã), hoặc ngày nộp chậm nhất."""
    book = knowledge.load(config.load().knowledge.path, REPLY_KEYS)
    procedure = book.by_number(reference) if reference.isdigit() else book.procedures.get(reference)
    if procedure is None:
        raise click.BadParameter(f"không có thủ tục «{reference}»; viết số từ 01 đến 25", param_hint="REFERENCE")
    moment = filed or datetime.now(VIETNAM)
    day = moment.date() if isinstance(moment, datetime) else moment
    found = _counter(book, day, counter_id)
    counter = found[1] if found else None
    words = DueWords(book, Words(book))
    if wanted:
        last = wanted.date() if isinstance(wanted, datetime) else wanted
        planned = plan(book, procedure, last, day, counter)
        value, text = _plan_value(planned), words.backward(planned)
    else:
        answer = return_date(procedure, moment, book.calendar, counter)
        value, text = _value(answer), words.forward(answer, counter)
    value |= {"counter": found[0] if found else None, "text": text}
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else f"{_title(procedure)}\n\n{text}")


def _counter(book: Book, day: date, counter_id: str | None) -> tuple[str, CounterEdition] | None:
    found = book.offices.at(day, counter_id)
    if found is None and counter_id:
        known = ", ".join(one for one, _ in book.offices.in_force(day)) or "không có quầy nào"
        raise click.BadParameter(
            f"ngày {day:%d/%m/%Y} không có quầy «{counter_id}»; có: {known}", param_hint="--counter"
        )
    return found


def _title(procedure: Procedure) -> str:
    return f"{procedure.number or procedure.id} {procedure.name}"


def _value(answer: ReturnDate) -> dict[str, Any]:
    """The answer as an object; every key always present, days as YYYY-MM-DD, null where nothing can be told."""
    return {
        "due": _iso(answer.due),
        "procedure": answer.procedure.id,
        "filed": _iso(answer.filed),
        "received": _iso(answer.receipt.day if answer.receipt else None),
        "statutory": _counted(answer.main),
        "committed": _counted(answer.committed),
        "cases": [_counted(one) for one in answer.cases],
        "due_if_received_same_day": _iso(answer.if_open.due if answer.if_open else None),
        "certain": answer.certain,
        "refused": answer.refusal.value if answer.refusal else None,
    }


def _counted(found: Count | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "when": found.term.when or None,
        "days": found.term.days,
        "unit": found.term.unit.value,
        "due": _iso(found.due),
        "counted": [_iso(day) for day in found.days],
        "days_off": [_iso(day) for day, _ in found.days_off],
        "worked_instead": [_iso(day) for day in found.worked],
        "provisional_years": list(found.provisional),
    }


def _plan_value(planned: Plan) -> dict[str, Any]:
    refused = planned.then.refusal or planned.now.refusal
    return {
        "wanted": _iso(planned.wanted),
        "procedure": planned.procedure.id,
        "last_day": _iso(planned.last),
        "too_late": planned.too_late,
        "cases": [
            {"when": one.when or None, "last_day": _iso(one.day), "due": _iso(one.counted.due)} for one in planned.lasts
        ],
        "before": [
            {"procedure": one.plan.procedure.id, "last_day": _iso(one.plan.last), "too_late": one.plan.too_late}
            for one in planned.before
        ],
        "law_changes_after": [_iso(one.last) for one in planned.changes],
        "refused": refused.value if refused and not planned.lasts else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
