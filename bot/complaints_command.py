"""`python -m bot complaints`: staff read, answer, pass on, close and reopen complaints; every act with a name.

Complaints about an official's conduct are open to the accounts of this machine that `[complaints] conduct_readers`
names, because a name typed by hand proves nothing. Whoever can read the database file reads them all the same:
docs/security.md says what follows from that.
"""

from __future__ import annotations

import csv
import os
import pwd
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

import click

from bot import complaint_words, config, docket, knowledge, samples
from bot.archive import holds_samples
from bot.book import Book
from bot.calendar import VIETNAM
from bot.complaint_rules import deadlines
from bot.complaints import OPEN, Kind, State, number_in, shown
from bot.config import Settings
from bot.docket import Act, Complaint, Done, NotNow
from bot.messages import Reply
from bot.processes import open_store
from bot.redaction import redact
from bot.sections import Words
from bot.store import Store
from bot.wording import REPLY_KEYS
from bot.zalo.delivery import FREE_WINDOW

KINDS = {Kind.HANDLING: "giải quyết công việc", Kind.RULES: "quy định, góp ý", Kind.CONDUCT: "về cán bộ"}
STATES = {
    State.NEW: "mới",
    State.REOPENED: "mở lại",
    State.PASSED: "đã chuyển",
    State.ANSWERED: "đã trả lời",
    State.CLOSED: "đã đóng",
}
ACTS = {
    Act.FILED: "người dân gửi",
    Act.ANSWERED: "trả lời",
    Act.PASSED: "chuyển tới",
    Act.CLOSED: "đóng",
    Act.REOPENED: "mở lại",
}
COLUMNS = (
    *("so", "loai", "tinh_trang", "nhan_luc", "han_chuyen", "han_tra_loi", "qua_han"),
    *("noi_dung", "o_dau", "luc_nao", "chuyen_toi", "tra_loi", "cap_nhat_luc"),
)
LONGEST_ANSWER = 1500
"""Characters of an answer: one message with its heading, and room for the look-up by number."""
LONGEST_NOTE = 300
"""Characters of a reason, or of the name of the body that a complaint is passed on to."""
SHOWN = 60
"""Characters of a complaint that a list shows."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


@dataclass(frozen=True)
class Office:
    """What a command works with: the store, the book, today, and whether this account may read of conduct."""

    store: Store
    settings: Settings
    now: float
    account: str

    @property
    def today(self) -> date:
        """Today in Vietnam."""
        return docket.day_of(self.now)

    @property
    def trusted(self) -> bool:
        """Whether this account may read and close what concerns an official's conduct."""
        return self.account in self.settings.complaints.conduct_readers

    @property
    def kinds(self) -> set[Kind]:
        """The kinds that this account may read."""
        return set(Kind) if self.trusted else {Kind.HANDLING, Kind.RULES}

    def book(self) -> Book:
        """The knowledge as it is now; its faults end the command."""
        return knowledge.load(self.settings.knowledge.path, REPLY_KEYS)


def account() -> str:
    """Name the account that runs this process, by its number: what the environment says can be set by anyone."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


@click.group()
def complaints() -> None:
    """Phản ánh, kiến nghị: xem, trả lời, chuyển, đóng, mở lại, xuất ra tệp."""


person_option = click.option("--by", "person", required=True, help="Họ tên người làm; ghi vào sổ.")
number_argument = click.argument("number")


@complaints.command("list")
@click.option("--all", "every", is_flag=True, help="Cả những phản ánh đã xong.")
def list_(*, every: bool) -> None:
    """Liệt kê phản ánh đang chờ, quá hạn trước."""
    office = _office()
    with office.store.read() as connection:
        found = docket.listed(connection, office.kinds, office.today, every=every)
        hidden = 0 if office.trusted else len(docket.listed(connection, {Kind.CONDUCT}, office.today, every=every))
    for one in found:
        click.echo(_line(one, office.today))
    click.echo(f"{len(found)} phản ánh.")
    if hidden:
        click.echo(f"{hidden} phản ánh về cán bộ: chỉ tài khoản ghi ở [complaints] conduct_readers xem được.")


@complaints.command()
@number_argument
def show(number: str) -> None:
    """Xem một phản ánh: nội dung, hạn, số điện thoại nếu có, mọi việc đã làm."""
    office = _office()
    one = _find(office, number)
    with office.store.read() as connection:
        acts = docket.acts(connection, one)
    click.echo(_line(one, office.today).rsplit("  ", 1)[0])
    for label, text in (
        ("Nội dung", one.story),
        ("Ở đâu", one.place),
        ("Lúc nào", one.moment),
        ("Điện thoại", one.phone or ""),
        ("Chuyển tới", one.passed_to),
        ("Trả lời", one.answer),
    ):
        if text:
            click.echo(f"{label}: {_plain(text)}")
    for done in acts:
        who = f", {done.person} (tài khoản {done.account})" if done.person else ""
        note = f": {_plain(done.note)}" if done.note else ""
        click.echo(f"{_moment(done.at)}  {ACTS[done.act]}{who}{note}")


@complaints.command()
@number_argument
@click.option("--text", help="Câu trả lời, người dân đọc đúng như vậy.")
@click.option("--file", "file", type=click.File(encoding="utf-8-sig"), help="Tệp chứa câu trả lời (UTF-8).")
@click.option("--with-numbers", is_flag=True, help="Câu trả lời có số điện thoại, số giấy tờ: vẫn gửi.")
@person_option
def answer(number: str, text: str | None, file: IO[str] | None, person: str, *, with_numbers: bool) -> None:
    """Trả lời: gửi ngay nếu người dân mới nhắn trong 48 giờ, không thì giữ tới khi họ hỏi bằng số."""
    if (text is None) == (file is None):
        raise click.UsageError("ghi câu trả lời bằng --text, hoặc bằng --file")
    words = " ".join(text.split(" ")).strip() if text is not None else str(file.read() if file else "").strip()
    _check_answer(words, with_numbers=with_numbers)
    office = _office()
    reply = complaint_words.answered(Words(office.book()), _number(number), words)
    if holds_samples(office.store):
        reply = Reply(samples.marked(reply.text))
    before = _find(office, number)
    sent = False
    with office.store.write() as connection:
        one = docket.find(connection, before.number) or before
        sent = docket.send(connection, one, reply, office.now, FREE_WINDOW)
        _act(lambda: docket.act(connection, one, _done(office, Act.ANSWERED, person, words), (None, None)))
    how = "đang gửi cho người dân" if sent else "giữ lại, người dân hỏi bằng số thì thấy"
    click.echo(f"Đã trả lời {shown(before.number)}: {how}.")


@complaints.command("pass-on")
@number_argument
@click.option("--to", "body", required=True, help="Cơ quan nhận.")
@person_option
def pass_on(number: str, body: str, person: str) -> None:
    """Ghi là đã chuyển tới cơ quan có thẩm quyền (việc chuyển giấy tờ thì cán bộ tự làm)."""
    _simple(number, Act.PASSED, person, body)


@complaints.command()
@number_argument
@click.option("--reason", required=True, help="Lý do; ghi vào sổ.")
@person_option
def close(number: str, reason: str, person: str) -> None:
    """Đóng một phản ánh."""
    _simple(number, Act.CLOSED, person, reason)


@complaints.command()
@number_argument
@click.option("--reason", required=True, help="Lý do; ghi vào sổ.")
@person_option
def reopen(number: str, reason: str, person: str) -> None:
    """Mở lại một phản ánh đã xong; hạn tính lại từ hôm nay."""
    _simple(number, Act.REOPENED, person, reason)


@complaints.command()
def overdue() -> None:
    """Đếm phản ánh quá hạn; có thì mã thoát là 1, để chạy hằng ngày."""
    office = _office()
    with office.store.read() as connection:
        found = docket.counts(connection, office.today)
    click.echo(f"{found.open} phản ánh đang chờ, {found.overdue} quá hạn (về cán bộ: {found.conduct_overdue}).")
    sys.exit(1 if found.overdue else 0)


@complaints.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path) -> None:
    """Xuất ra FILE (CSV cho Excel), không có số điện thoại; chỉ mình người xuất đọc được tệp."""
    office = _office()
    with office.store.read() as connection:
        found = docket.listed(connection, office.kinds, office.today, every=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.UsageError(f"không ghi được {file} ({error.strerror}); chọn tên tệp khác") from error
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        if holds_samples(office.store):
            writer.writerow([samples.MARK])
        writer.writerow(COLUMNS)
        writer.writerows([safe(cell) for cell in _row(one, office.today)] for one in found)
    click.echo(f"Đã xuất {len(found)} phản ánh ra {file}. Tệp chứa lời của người dân: giữ như giữ hồ sơ.")


def safe(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _office() -> Office:
    settings = config.load()
    return Office(open_store(settings), settings, time.time(), account())


def _number(written: str) -> str:
    number = number_in(written.strip()) or written.strip().upper().replace("-", "").replace(" ", "")
    if not number or len(number) > 20:
        raise click.UsageError("ghi số phản ánh, ví dụ 2H4-K6M-8T9")
    return number


def _find(office: Office, written: str) -> Complaint:
    """Find a complaint that this account may see; everything else ends the command."""
    with office.store.read() as connection:
        one = docket.find(connection, _number(written))
    if one is None:
        raise click.UsageError(f"không có phản ánh số «{written}»; xem: python -m bot complaints list --all")
    if one.kind not in office.kinds:
        raise click.UsageError(
            f"phản ánh này về cán bộ; tài khoản {office.account} không có trong [complaints] conduct_readers"
        )
    return one


def _simple(number: str, act: Act, person: str, note: str) -> None:
    """Do an act that sends nothing; reopened, the days are counted from today."""
    office = _office()
    before = _find(office, number)
    if not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise click.UsageError(f"phải ghi lý do, hoặc nơi nhận; nhiều nhất {LONGEST_NOTE} chữ cái")
    days: tuple[date | None, date | None] = (None, None)
    if act is Act.REOPENED:
        book = office.book()
        if book.complaints:
            counted = deadlines(book.complaints, office.today, book.calendar)
            days = (counted.pass_by, counted.answer_by)
    with office.store.write() as connection:
        one = docket.find(connection, before.number) or before
        _act(lambda: docket.act(connection, one, _done(office, act, person, note.strip()), days))
    click.echo(f"Phản ánh {shown(before.number)}: {STATES[docket.AFTER[act]]}.")


def _act(do: Callable[[], None]) -> None:
    try:
        do()
    except NotNow as error:
        raise click.UsageError(f"phản ánh này {STATES[error.state]}, không làm việc ấy được") from error


def _done(office: Office, act: Act, person: str, note: str) -> Done:
    if not person.strip():
        raise click.UsageError("phải ghi họ tên ở --by")
    return Done(act, person.strip(), office.account, office.now, note)


def _check_answer(text: str, *, with_numbers: bool) -> None:
    if not text:
        raise click.UsageError("câu trả lời đang để trống")
    if len(text) > LONGEST_ANSWER:
        raise click.UsageError(f"câu trả lời dài {len(text)} chữ cái; nhiều nhất {LONGEST_ANSWER}, để vừa một tin")
    if redact(text) != text and not with_numbers:
        raise click.UsageError(
            "câu trả lời có số điện thoại, số giấy tờ hoặc thư điện tử, mà ai có số phản ánh cũng đọc được; "
            "bỏ ra, hoặc nếu là số của cơ quan thì thêm --with-numbers"
        )


def _line(one: Complaint, today: date) -> str:
    late = "QUÁ HẠN  " if one.overdue(today) else ""
    days = [
        f"{label} {day:%d/%m/%Y}"
        for label, day in (("chuyển trước", one.pass_by), ("trả lời trước", one.answer_by))
        if day
    ]
    due = f"  {', '.join(days)}" if days and one.state in OPEN else ""
    story = _plain(one.story)
    short = story if len(story) <= SHOWN else f"{story[:SHOWN]}…"
    return (
        f"{late}{shown(one.number)}  {_moment(one.received_at)}  {KINDS[one.kind]}  {STATES[one.state]}{due}  «{short}»"
    )


def _row(one: Complaint, today: date) -> Iterable[str]:
    days = (f"{day:%d/%m/%Y}" if day else "" for day in (one.pass_by, one.answer_by))
    yield from (shown(one.number), KINDS[one.kind], STATES[one.state], _moment(one.received_at), *days)
    yield from ("có" if one.overdue(today) else "", one.story, one.place, one.moment, one.passed_to, one.answer)
    yield _moment(one.changed_at)


def _plain(text: str) -> str:
    """Give a text that changes nothing on a terminal: one line, no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, VIETNAM):%d/%m/%Y %H:%M}"
