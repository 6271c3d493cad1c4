"""`python -m bot gaps`: what the bot could not answer, and its wordings taken into the book after a replay."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from bot import additions, config, evaluation, gaps, knowledge, replays, transcripts, unanswered, yamlfile
from bot.additions import CannotAdd
from bot.book import Book
from bot.calendar import VIETNAM
from bot.config import Settings
from bot.conversation import Conversation
from bot.files import PROCEDURES
from bot.gaps import Gap
from bot.masking import holds_placeholder, mask
from bot.messages import Memory, Message, MessageKind, Outcome
from bot.procedures import Procedure
from bot.processes import open_store
from bot.store import Store
from bot.subjects import Kind
from bot.wording import REPLY_KEYS
from bot.words import fold

TESTS = Path(__file__).resolve().parent.parent / "tests"
QUESTIONS = TESTS / "questions" / "tune.tsv"
"""What every wording is tried on, and shown of."""
SEALED = TESTS / "questions" / "report.tsv"
"""Tried as well, but never shown, so that its score stays true: it only says no."""
TALKS = TESTS / "transcripts"
WORDINGS = "cach_hoi"
NEAREST = 2
ALSO = 3
"""Other texts of a group that the list shows."""
SHOWN = 30
"""Flips of each sort that are printed; the rest is counted."""


@dataclass(frozen=True)
class Change:
    """A knowledge file with one wording more: its content before and after, and the reader with each."""

    path: Path
    old: bytes
    new: bytes
    before: Conversation
    after: Conversation


@click.group("gaps", invoke_without_command=True)
@click.option("--most", default=20, show_default=True, type=click.IntRange(min=1), help="Liệt kê nhiều nhất bao nhiêu.")
@click.pass_context
def gaps_group(context: click.Context, most: int) -> None:
    """Câu hỏi bot chưa trả lời được, gom theo nghĩa, nhiều nhất trước. Đã che số và tên; vẫn chỉ để cán bộ xem."""
    if context.invoked_subcommand is None:
        _list(most)


@gaps_group.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("procedure")
@click.option("--as", "wording", help="Lời viết lại, khi câu có chỗ bị che hoặc cần gọn hơn.")
def accept(number: int, procedure: str, wording: str | None) -> None:
    """Thêm câu NUMBER vào cách hỏi của PROCEDURE (số, mã hay tên), sau khi thử lại mọi câu hỏi mẫu."""
    settings = config.load()
    store, book = open_store(settings), knowledge.load(settings.knowledge.path, REPLY_KEYS)
    gap, chosen, text = examined(store, book, number, procedure, wording)
    try:
        change = _changed(settings, book, chosen, text)
        _refuse_understood(change.before, chosen, text)
        _replayed(change)
        additions.replace(change.path, change.old, change.new)
    except CannotAdd as error:
        _refuse([str(error)])
    click.echo(f"Đã thêm «{text}» vào {change.path}; bot dùng ngay trong vài giây.")
    _forget_answered(store, change.after, gap)


def examined(store: Store, book: Book, number: int, procedure: str, wording: str | None) -> tuple[Gap, Procedure, str]:
    """Give the group, the procedure and the text that are meant; what cannot be taken in ends the command."""
    gap, asked = _find(store, number)
    chosen = _procedure(book, procedure)
    text = _wording(asked if wording is None else wording)
    _refuse_known(book, chosen, text)
    return gap, chosen, text


@gaps_group.command()
@click.argument("number", type=click.IntRange(min=1))
def drop(number: int) -> None:
    """Bỏ nhóm có câu NUMBER: không phải việc của quầy, hoặc không đáng thêm."""
    store = open_store(config.load())
    gap, _ = _find(store, number)
    with store.write() as connection:
        unanswered.drop(connection, gap.all)
    click.echo(f"Đã bỏ {len(gap.all)} cách viết, {gap.count} lượt hỏi.")


def _list(most: int) -> None:
    settings = config.load()
    found = _groups(open_store(settings))
    if not found:
        click.echo("Không có câu nào bot chưa trả lời được.")
        return
    book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    conversation = Conversation(book, settings.web.public_url)
    for gap in found[:most]:
        click.echo(f"{gap.first.id:>5}  {gap.count} lượt, gần nhất {gap.last:%d/%m/%Y}: «{gap.first.text}»")
        if also := "; ".join(f"«{one.text}»" for one in gap.others[:ALSO]):
            more = len(gap.others) - ALSO
            click.echo(f"       cũng hỏi: {also}{f'; và {more} cách nữa' if more > 0 else ''}")
        click.echo(f"       {_nearest(conversation, gap.first.text)}")
    left = sum(gap.count for gap in found[most:])
    click.echo(
        f"{len(found)} nhóm, {sum(gap.count for gap in found)} lượt hỏi" + (f" ({left} chưa hiện)." if left else ".")
    )
    click.echo("Thêm vào sổ: python -m bot gaps accept SỐ THỦ-TỤC. Bỏ: python -m bot gaps drop SỐ.")


def _nearest(conversation: Conversation, text: str) -> str:
    """The procedures nearest to a text with their chances; or that the book answers it by now."""
    book, text = conversation.book, gaps.unmasked(text)
    if _answers(conversation, text):
        return "sổ bây giờ đã trả lời được câu này; bỏ bằng gaps drop"
    options = conversation.reader.options(conversation.reader.signs(text))
    ours = [one for one in options if one.kind is Kind.PROCEDURE and one.id][:NEAREST]
    told = [f"{_called(book.procedures[one.id])} {one.chance:.0%}" for one in ours if one.id]
    return f"gần nhất: {'; '.join(told) or 'không thủ tục nào'}"


def _answers(conversation: Conversation, text: str) -> bool:
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), datetime.now(VIETNAM))
    return decision.outcome is not Outcome.UNKNOWN


def _called(procedure: Procedure) -> str:
    return f"{procedure.number or procedure.id} {procedure.short_name}"


def _groups(store: Store) -> list[Gap]:
    with store.read() as connection:
        texts = unanswered.every(connection)
    return gaps.group(texts)


def _find(store: Store, number: int) -> tuple[Gap, str]:
    found = gaps.find(_groups(store), number)
    if found is None:
        _refuse([f"không có câu số {number} (đã bỏ, đã thêm hoặc đã hết hạn giữ); xem lại: python -m bot gaps"])
    return found[0], found[1].text


def _procedure(book: Book, reference: str) -> Procedure:
    """Find a procedure by number, id or name."""
    if reference.isdigit():
        found = book.by_number(reference)
    else:
        names = {fold(name): one for one in book.procedures.values() for name in (one.name, one.short_name)}
        found = book.procedures.get(reference) or names.get(fold(reference))
    if found is None:
        _refuse([f"không có thủ tục «{reference}»; ghi số (07), mã (dang-ky-ket-hon) hoặc đúng tên trong sổ"])
    return found


def _wording(text: str) -> str:
    """Make sure that nothing of a person comes into the book, which everybody can read."""
    text = gaps.tidied(text)
    if not fold(text):
        _refuse(["câu trống; viết sau --as"])
    if len(text) > gaps.LONGEST:
        _refuse([f"câu dài {len(text)} chữ, nhiều nhất {gaps.LONGEST}; viết gọn lại sau --as"])
    if holds_placeholder(masked := mask(text)):
        _refuse([f'câu có điều riêng của người dân: «{masked}»; viết lại không có chỗ ấy: --as "..."'])
    return text


def _refuse_known(book: Book, chosen: Procedure, text: str) -> None:
    """A way of asking stands in one place."""
    wanted = fold(text)
    for procedure in book.procedures.values():
        if wanted in map(fold, procedure.wordings):
            if procedure.id == chosen.id:
                _refuse([f"câu này đã có trong cách hỏi của «{chosen.name}»"])
            _refuse([f"câu này đang là cách hỏi của «{procedure.name}» ({_called(procedure)}); bỏ ở đó trước"])
        if wanted in map(fold, procedure.shared_wordings):
            _refuse([f"câu này là tên chung của nhiều thủ tục (cach_hoi_chung của «{procedure.name}»)"])
    elsewhere = [(one.id, one.wordings) for one in book.matters.values()]
    elsewhere += [(one.id, one.wordings) for one in book.topics.values()]
    for other, wordings in elsewhere:
        if wanted in map(fold, wordings):
            _refuse([f"câu này đang là cách hỏi của «{other}» (viec-ngoai.yaml hoặc chu-de.yaml); bỏ ở đó trước"])


def _refuse_understood(conversation: Conversation, chosen: Procedure, text: str) -> None:
    """What is answered with something else today is not bent to another meaning by one wording."""
    decision = conversation.decide(Message(MessageKind.TEXT, text), Memory(), datetime.now(VIETNAM))
    listed = {one.id for one in decision.candidates} if decision.outcome is Outcome.CHOOSE else {decision.procedure}
    if decision.outcome is Outcome.UNKNOWN or chosen.id in listed:
        return
    told = decision.reply.text.splitlines()[0] if decision.reply else ""
    _refuse([f"câu này bot đang trả lời khác rồi: {told}", "viết câu rõ hơn sau --as, hoặc chọn thủ tục khác"])


def _changed(settings: Settings, book: Book, chosen: Procedure, text: str) -> Change:
    """Try the changed file in a copy of the knowledge: what the check says of it counts. Raises CannotAdd."""
    folder = settings.knowledge.path
    path = _file_of(folder, chosen)
    old = path.read_bytes()
    new = additions.added(path, (WORDINGS,), text)
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        (copy / path.relative_to(folder)).write_bytes(new)
        report = knowledge.check(copy, datetime.now(VIETNAM).date(), REPLY_KEYS)
        if report.faults:
            raise CannotAdd("\n".join(str(fault) for fault in report.faults))
        after = knowledge.load(copy, REPLY_KEYS)
    url = settings.web.public_url
    return Change(path, old, new, Conversation(book, url), Conversation(after, url))


def _file_of(folder: Path, procedure: Procedure) -> Path:
    for path in sorted((folder / PROCEDURES).glob("[!.]*.yaml")):
        value = yamlfile.read(path, path.name).value
        if isinstance(value, dict) and value.get("ma") == procedure.id:
            return path
    raise CannotAdd(f"không thấy tệp của thủ tục {procedure.id} trong {folder / PROCEDURES}")


def _replayed(change: Change) -> None:
    """Ask all questions and replay all talks with both books; a harmful change ends the command. Raises CannotAdd."""
    if not (QUESTIONS.is_file() and SEALED.is_file() and TALKS.is_dir()):
        folders = f"{QUESTIONS.parent} và {TALKS}"
        raise CannotAdd(f"không đủ câu hỏi ở {folders} nên không thử lại được; cài lại từ kho mã, đủ thư mục tests")
    cases, sealed, talks = evaluation.read(QUESTIONS), evaluation.read(SEALED), transcripts.read(TALKS)
    now = datetime.now(VIETNAM)
    with click.progressbar(length=len(cases) + len(sealed) + len(talks), label="Đang thử lại", file=sys.stderr) as bar:
        step: Callable[[], None] = lambda: bar.update(1)  # noqa: E731 - one line says it
        flips = list(replays.flips(change.before, change.after, cases, now, step))
        unseen = sum(one.harmful for one in replays.flips(change.before, change.after, sealed, now, step))
        breaks = list(replays.breaks(change.before, change.after, talks, step))
    harmful = [str(one) for one in flips if one.harmful] + [f"HẠI: «{name}»: {line}" for name, line in breaks]
    others = sorted((one for one in flips if not one.harmful), key=lambda one: one.grades[1] - one.grades[0])
    _print([*harmful, *map(str, others)])
    if unseen:
        click.echo(f"HẠI: {unseen} câu của bộ câu hỏi giữ kín")
    asked, changed = len(cases) + len(sealed), len(flips) + unseen + len(breaks)
    click.echo(f"Đã thử {asked} câu hỏi, {len(talks)} cuộc trò chuyện: {changed} chỗ khác đi.")
    if harm := len(harmful) + unseen:
        _refuse([f"{harm} chỗ đang đúng sẽ thành sai; đổi lời bằng --as, hoặc chọn thủ tục khác"])


def _print(lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(line)
    if len(lines) > SHOWN:
        click.echo(f"... và {len(lines) - SHOWN} chỗ nữa")


def _forget_answered(store: Store, conversation: Conversation, gap: Gap) -> None:
    """Drop the texts of a group that the book answers now; what it still does not stays in the list."""
    gone = [one for one in gap.all if _answers(conversation, gaps.unmasked(one.text))]
    with store.write() as connection:
        unanswered.drop(connection, gone)
    left = len(gap.all) - len(gone)
    click.echo(f"Nhóm ấy: {len(gone)} cách viết nay trả lời được" + (f", còn {left} chưa." if left else "."))


def _refuse(lines: list[str]) -> NoReturn:
    """Say what is wrong and that nothing was written, and end with 1."""
    for line in lines:
        click.echo(f"LỖI {line}")
    click.echo("Chưa ghi gì.")
    sys.exit(1)
