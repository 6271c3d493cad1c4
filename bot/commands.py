"""The command line of the bot."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from bot import (
    complaints_command,
    config,
    differences,
    due_command,
    evaluation,
    filing,
    gaps_command,
    knowledge,
    logs,
    missing_command,
    monthly,
    operations,
    ratings_command,
    receipt_command,
    sheets,
    transcripts,
    truth,
    why,
)
from bot.backups import BackupError
from bot.calendar import VIETNAM
from bot.config import ConfigError, Settings
from bot.conversation import Conversation
from bot.facts import read_day
from bot.knowledge import KnowledgeFaults
from bot.messages import Decision, Memory, Message, MessageKind
from bot.misuse import Commands
from bot.procedures import Procedure
from bot.processes import CannotStart
from bot.store import StoreError
from bot.wording import REPLY_KEYS
from bot.zalo import refusals
from bot.zalo.connect import CannotConnect, Consent, link, new_verifier, read_consent

OFFICE_HOUR = time(10)
"""The hour at which a question is asked when only a day is given."""


class Day(click.ParamType[date]):
    """A day on the command line: 2026-11-24 or 24/11/2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day or fail with what to write."""
        try:
            return read_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


on_day = click.option("--on", "day", type=Day(), help="Hỏi như vào ngày này (mặc định: hôm nay).")


@click.group(
    cls=Commands,
    help="Các lệnh của bot. Cách viết một lệnh: python -m bot LỆNH --help.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def cli() -> None:
    """All commands."""


cli.add_command(due_command.command)
cli.add_command(gaps_command.gaps_group)
cli.add_command(missing_command.command)
cli.add_command(ratings_command.command)


def _settings() -> Settings:
    return config.load()


def _moment(day: date | None) -> datetime:
    return datetime.combine(day, OFFICE_HOUR, VIETNAM) if day else datetime.now(VIETNAM)


def _conversation(settings: Settings) -> Conversation:
    return Conversation(knowledge.load(settings.knowledge.path, REPLY_KEYS), settings.web.public_url)


@cli.command()
@on_day
@click.option("--open", "show_open", is_flag=True, help="Liệt kê các chỗ chưa biết và ai nên điền.")
@click.option("--due", "show_due", is_flag=True, help="Liệt kê các bản phải rà soát trong 30 ngày tới.")
def check(day: date | None, *, show_open: bool, show_due: bool) -> None:
    """Kiểm tra cấu hình và các tệp tri thức: mọi lỗi một lượt, mỗi lỗi có tệp và dòng."""
    moment = _moment(day).date()
    faults: list[str] = []
    folder, settings = Path("knowledge"), None
    try:
        settings = _settings()
        folder = settings.knowledge.path
    except ConfigError as error:
        faults += error.faults
    report = knowledge.check(folder, moment, REPLY_KEYS)
    faults += [str(fault) for fault in report.faults]
    notes = list(report.notes)
    if settings and not faults:
        book = knowledge.load(folder, REPLY_KEYS)
        faults += sheets.faults(book, settings.web.public_url)
        if old := len(list(sheets.out_of_date(book, moment))):
            notes.append(f"{old} tờ đã in nay có chỗ đã đổi; xem: python -m portal prints")
    if show_open:
        notes = knowledge.open_facts(folder, moment)
    elif show_due:
        notes = knowledge.due_reviews(folder, moment)
    for fault in faults:
        click.echo(f"LỖI {fault}")
    for note in notes:
        click.echo(f"ghi chú {note}")
    click.echo(f"{len(faults)} lỗi, {len(notes)} ghi chú.")
    sys.exit(1 if faults else 0)


@cli.command()
@click.argument("before", type=Day())
@click.argument("after", type=Day())
def diff(before: date, after: date) -> None:
    """So hai ngày: người dân sẽ đọc thấy khác ở chỗ nào."""
    book = knowledge.load(_settings().knowledge.path, REPLY_KEYS)
    found = list(differences.between(book, before, book, after))
    for one in found:
        click.echo(f"== {one.procedure}: {one.part}")
        click.echo(f"-- {before:%d/%m/%Y}\n{one.before}\n++ {after:%d/%m/%Y}\n{one.after}\n")
    click.echo(f"{len(found)} chỗ khác.")


@cli.command("truth")
def truth_table() -> None:
    """In bảng mức độ chắc chắn của từng bản (docs/su-that.md)."""
    click.echo(truth.table(knowledge.load(_settings().knowledge.path, REPLY_KEYS)), nl=False)


@cli.command()
def schema() -> None:
    """In lược đồ JSON của tệp thủ tục, để trình soạn thảo gợi ý tên mục (knowledge/mau/thu-tuc.schema.json)."""
    click.echo(json.dumps(Procedure.model_json_schema(by_alias=True), ensure_ascii=False, indent=1))


@cli.command()
@click.argument("questions", nargs=-1, metavar="CÂU HỎI")
@on_day
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Mỗi dòng vào một câu hỏi (hoặc một mảng JSON là cuộc trò chuyện)."
)
@click.option("--why", "tell_why", is_flag=True, help="Kể thêm vì sao bot trả lời như vậy.")
def ask(questions: Sequence[str], day: date | None, *, as_json: bool, from_stdin: bool, tell_why: bool) -> None:
    """Hỏi một câu, xem người dân sẽ nhận được gì. Nhiều câu là một cuộc trò chuyện; câu cuối được in."""
    conversation = _conversation(_settings())
    if not questions and not from_stdin:
        raise click.UsageError('thiếu câu hỏi: python -m bot ask "mở tiệm tạp hóa cần giấy gì"')
    talks = (_talk(line) for line in sys.stdin) if from_stdin else (questions,)
    for texts in talks:
        if tell_why and not as_json:
            _tell(why.talk(conversation, texts, _moment(day)))
        elif tell_why:
            last = why.talk(conversation, texts, _moment(day))[-1]
            _print_json(_answer(last.question, last.decision) | {"why": list(last.lines)})
        elif as_json or from_stdin:
            _print_json(_answer(texts[-1], evaluation.talk(conversation, texts, _moment(day))))
        else:
            reply = evaluation.talk(conversation, texts, _moment(day)).reply
            click.echo(reply.text if reply else "")


def _tell(told: Sequence[why.Told]) -> None:
    """Print a talk turn by turn: the question, the reply, and why."""
    for turn in told:
        reply = turn.decision.reply.text if turn.decision.reply else "(im lặng)"
        reasons = "\n".join(f"  {line}" for line in turn.lines)
        click.echo(f"› {turn.question}\n{reply}\n\nVÌ SAO\n{reasons}\n")


def _talk(line: str) -> Sequence[str]:
    text = line.rstrip("\r\n")
    if text.lstrip().startswith("["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return [text]
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return value
    return [text]


def _answer(question: str, decision: Decision) -> dict[str, Any]:
    """Give a decision under the fixed names of the JSON answer."""
    buttons = decision.reply.buttons if decision.reply else ()
    return {
        "question": question,
        "outcome": decision.outcome.value,
        "procedure": decision.procedure,
        "facets": [facet.value for facet in decision.facets],
        "candidates": [{"id": one.id, "score": round(one.score, 4)} for one in decision.candidates],
        "agency": decision.agency.value if decision.agency else None,
        "text": decision.reply.text if decision.reply else "",
        "buttons": [{"title": button.title, "payload": button.payload} for button in buttons],
    }


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.buffer.write((json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


@cli.command("eval")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@on_day
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.option("--errors", is_flag=True, help="In thêm từng câu trả lời chưa đúng.")
def evaluate(file: Path, day: date | None, *, as_json: bool, errors: bool) -> None:
    """Chấm điểm trên một tệp câu hỏi có nhãn (cột question, label)."""
    conversation = _conversation(_settings())

    def show(case: evaluation.Case, decision: Decision) -> None:
        found = set(evaluation.verdicts(case, decision))
        if errors and found & {"wrong", "missed", "near_false", "far_false"}:
            got = decision.procedure or ",".join(candidate.id for candidate in decision.candidates)
            click.echo(f"{'/'.join(sorted(found))}\t{case.label}\t{decision.outcome}:{got}\t{case.question}")

    scores = evaluation.score(conversation, evaluation.read(file), _moment(day), show).as_dict()
    if as_json:
        click.echo(json.dumps(scores))
        return
    for name, value in scores.items():
        click.echo(f"{name:16} {'-' if value is None else value}")


@cli.command()
@on_day
def chat(day: date | None) -> None:
    """Trò chuyện với bot ngay trong cửa sổ lệnh (Ctrl-D để thôi)."""
    conversation, memory = _conversation(_settings()), Memory()
    while True:
        try:
            text = input("› ")
        except (EOFError, KeyboardInterrupt):
            return
        decision = conversation.decide(Message(MessageKind.TEXT, text), memory, _moment(day))
        memory = decision.memory
        click.echo(f"{decision.reply.text if decision.reply else '(im lặng)'}\n")


@cli.command()
def serve() -> None:
    """Chạy riêng phần web: nhận tin từ Zalo, trang cổng."""
    from bot import processes

    logs.configure()
    processes.serve(_settings())


@cli.command()
def work() -> None:
    """Chạy riêng phần trả lời và gửi tin."""
    from bot import processes

    logs.configure()
    processes.work(_settings())


@cli.command()
@click.option("--refresh-token", "by_token", is_flag=True, help="Dán khóa làm mới chép từ trang API Explorer của Zalo.")
def connect(*, by_token: bool) -> None:
    """Kết nối bot với OA: lần đầu, hoặc khi Zalo không nhận khóa cũ nữa. Bot đang chạy tự dùng khóa mới."""
    from bot import processes

    logs.configure(logging.CRITICAL)
    settings = _settings()
    connector = processes.connector(settings)
    if by_token:
        connected = connector.by_refresh_token(click.prompt("Khóa làm mới (không hiện khi gõ)", hide_input=True))
    else:
        verifier = config.reveal(settings.zalo.code_verifier) or new_verifier()
        callback = settings.zalo.callback_url or f"{settings.web.public_url}/"
        address = link(settings.zalo.oauth_url, settings.zalo.app_id or "", callback, verifier)
        click.echo(f"1. Người quản trị OA mở địa chỉ này và đồng ý (mã chỉ dùng được trong 10 phút):\n\n{address}\n")
        connected = connector.by_code(_consent(), verifier)
    click.echo(f"Đã kết nối OA «{connected.name}» ({connected.oa_id}). Bot đang chạy sẽ dùng khóa mới trong nửa phút.")


def _consent() -> Consent:
    """Ask until a code is pasted."""
    while True:
        pasted = click.prompt("2. Dán cả địa chỉ mà trình duyệt được đưa tới, hoặc chỉ phần mã", prompt_suffix=":\n")
        try:
            return read_consent(pasted)
        except CannotConnect as error:
            click.echo(str(error))


@cli.command("zalo-errors")
def zalo_errors() -> None:
    """In bảng mã lỗi của Zalo (docs/zalo-errors.md): nghĩa là gì, bot làm gì, cán bộ làm gì."""
    click.echo("# Mã lỗi của Zalo\n\n| mã | nghĩa | bot làm gì | cán bộ làm gì |\n|---|---|---|---|")
    for row in refusals.rows():
        click.echo(f"| {' | '.join(row)} |")


@cli.command()
@click.option("--port", default=8080, show_default=True, help="Cổng đầu tiên.")
@click.option("--sample", is_flag=True, help="Kho riêng có hồ sơ bịa ra, mọi chỗ ghi DỮ LIỆU MẪU (make demo).")
def demo(port: int, *, sample: bool) -> None:
    """Chạy thử tất cả trên máy này, với Zalo giả lập (make run)."""
    from bot import demo as everything

    everything.run(port, sample=sample)


cli.add_command(filing.dossiers)
cli.add_command(complaints_command.complaints)
cli.add_command(monthly.command)
cli.add_command(receipt_command.command)
for one in operations.COMMANDS:
    cli.add_command(one)


def main() -> None:
    """Run a command; what a person can mend is said in one clear line, exit code 2."""
    try:
        cli()
    except (
        ConfigError,
        KnowledgeFaults,
        CannotStart,
        CannotConnect,
        evaluation.BadFile,
        transcripts.BadTranscript,
    ) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except (StoreError, BackupError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
