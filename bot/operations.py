"""Commands of those who run the bot: switch, dead letters, backup and restore, doctor. Vietnamese for staff."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

import click

from bot import backups, config, dead_letters, doctor, knowledge, switches
from bot.calendar import VIETNAM
from bot.dead_letters import EVERY
from bot.knowledge import KnowledgeFaults
from bot.processes import open_store
from bot.store import Store
from bot.switches import WHOLE_BOT, Switched
from bot.wording import REPLY_KEYS

SHOWN = 60
"""Characters of a reply that a list shows."""


def _store() -> Store:
    return open_store(config.load())


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, VIETNAM):%d/%m/%Y %H:%M}"


@click.group()
def switch() -> None:
    """Tắt, bật cả bot hoặc một thủ tục; có hiệu lực từ tin nhắn kế tiếp."""


reason_option = click.option("--reason", required=True, help="Lý do; ghi vào sổ.")
person_option = click.option("--by", "person", required=True, help="Họ tên người làm; ghi vào sổ.")


@switch.command("off")
@click.argument("procedure", required=False)
@reason_option
@person_option
def switch_off(procedure: str | None, reason: str, person: str) -> None:
    """Tắt cả bot, hoặc chỉ thủ tục PROCEDURE (số hay mã)."""
    _flip(procedure, off=True, reason=reason, person=person)


@switch.command("on")
@click.argument("procedure", required=False)
@reason_option
@person_option
def switch_on(procedure: str | None, reason: str, person: str) -> None:
    """Bật lại."""
    _flip(procedure, off=False, reason=reason, person=person)


@switch.command("list")
def switch_list() -> None:
    """Liệt kê mọi lần tắt, bật: lúc nào, ai, vì sao."""
    with _store().read() as connection:
        for one in switches.history(connection):
            state = "TẮT" if one.off else "BẬT"
            click.echo(f"{_moment(one.at)}  {state}  {_named(one.target)}  {one.person}: {one.reason}")
        off = switches.now_off(connection)
    click.echo(f"Đang tắt: {', '.join(_named(target) for target in off) or 'không có gì'}.")


def _named(target: str) -> str:
    return "cả bot" if target == WHOLE_BOT else target


def _flip(procedure: str | None, *, off: bool, reason: str, person: str) -> None:
    target = WHOLE_BOT if procedure is None else _procedure(procedure)
    if not reason.strip() or not person.strip():
        raise click.UsageError("phải ghi lý do và họ tên")
    switches.flip(_store(), Switched(target, off, reason.strip(), person.strip(), time.time()))
    click.echo(f"Đã {'tắt' if off else 'bật'} {_named(target)}; có hiệu lực từ tin nhắn kế tiếp.")


def _procedure(reference: str) -> str:
    """Find a procedure by number or id; also one that the faulty book of today does not hold can be switched."""
    try:
        book = knowledge.load(config.load().knowledge.path, REPLY_KEYS)
    except KnowledgeFaults:
        return reference
    found = book.by_number(reference) if reference.isdigit() else book.procedures.get(reference)
    if found is None:
        raise click.UsageError(f"không có thủ tục «{reference}»; ghi số (07) hoặc mã (dang-ky-ket-hon)")
    return found.id


@click.group()
def dead() -> None:
    """Các lời đáp gửi không được: xem, gửi lại, bỏ."""


row_id = click.argument("row", type=click.IntRange(min=1), required=False)
everything = click.option("--all", "every", is_flag=True, help="Tất cả.")


@dead.command("list")
def dead_list() -> None:
    """Liệt kê các lời đáp gửi không được, cũ nhất trước."""
    with _store().read() as connection:
        found = dead_letters.find(connection)
    for one in found:
        first = one.text.splitlines()[0] if one.text else ""
        click.echo(f"{one.id}  {_moment(one.given_up_at)}  {one.reason}  «{first[:SHOWN]}»")
    click.echo(f"{len(found)} lời đáp gửi không được.")


@dead.command("show")
@click.argument("row", type=click.IntRange(min=1))
def dead_show(row: int) -> None:
    """Xem một lời đáp: gửi cho ai, nội dung, vì sao không được."""
    with _store().read() as connection:
        found = dead_letters.find(connection, row)
    if not found:
        raise click.UsageError(f"không có lời đáp số {row} trong số gửi không được; xem: python -m bot dead list")
    one = found[0]
    click.echo(f"Mã người nhận: {one.recipient}\nSoạn lúc: {_moment(one.created_at)}")
    click.echo(f"Bỏ lúc: {_moment(one.given_up_at)}, sau {one.tries} lần gửi\nVì sao: {one.reason}\n\n{one.text}")


@dead.command("replay")
@row_id
@everything
def dead_replay(row: int | None, *, every: bool) -> None:
    """Gửi lại một lời đáp, hoặc tất cả."""
    count = dead_letters.replay(_store(), _which(row, every=every), time.time())
    click.echo(f"{count} lời đáp sẽ được gửi lại.")


@dead.command("drop")
@row_id
@everything
def dead_drop(row: int | None, *, every: bool) -> None:
    """Bỏ hẳn một lời đáp, hoặc tất cả."""
    click.echo(f"Đã bỏ {dead_letters.drop(_store(), _which(row, every=every))} lời đáp.")


def _which(row: int | None, *, every: bool) -> int:
    if every == (row is not None):
        raise click.UsageError("ghi số của lời đáp, hoặc --all")
    return EVERY if every else row or EVERY


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Chép kho dữ liệu ra FILE, trong lúc bot vẫn chạy."""
    size = backups.backup(Store(config.load().storage.url).path, file)
    click.echo(f"Đã chép {size / 1e6:.1f} MB ra {file}. Tệp chứa khóa truy cập và mã người dân: giữ như giữ con dấu.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(file: Path) -> None:
    """Đưa bản sao FILE vào chỗ kho dữ liệu (dừng serve và work trước)."""
    aside = backups.restore(file, Store(config.load().storage.url).path, time.time())
    click.echo("Đã khôi phục." + (f" Kho cũ còn ở {aside}." if aside else ""))
    click.echo("Chạy: python -m bot doctor. Nếu khóa truy cập báo lỗi thì kết nối lại tài khoản OA.")


@click.command("doctor")
@click.option("--go-live", is_flag=True, help="Kiểm thêm những điều phải có trước khi mở cho người dân.")
def examine(*, go_live: bool) -> None:
    """Khám: cấu hình, khóa, đồng hồ, đĩa, kho dữ liệu, kết nối Zalo, cổng web; mỗi điều một dòng."""
    findings = doctor.examine(time.time(), go_live=go_live)
    for one in findings:
        click.echo(f"{one.verdict.value:<8} {one.subject}: {one.text}")
    bad = sum(one.verdict is doctor.Verdict.FAULT for one in findings)
    click.echo(f"{bad} lỗi." if bad else "Không có lỗi.")
    sys.exit(1 if bad else 0)


COMMANDS = (switch, dead, backup, restore, examine)
