"""The doctor: is everything there that a running installation needs? Each thing in one Vietnamese line.

It changes nothing: no token is used up, nobody is written to.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from urllib.parse import urlsplit

from bot import config, docket, knowledge, outbox, switches
from bot.book import Book
from bot.calendar import VIETNAM
from bot.config import ConfigError, Settings
from bot.facts import Confidence
from bot.inbox import waiting
from bot.knowledge import KnowledgeFaults
from bot.store import SCHEMA_VERSION, Store, StoreError
from bot.wording import REPLY_KEYS
from bot.zalo import tokens
from bot.zalo.client import ZaloError, reach

FREE_BYTES = 500_000_000
"""Disk space below which the doctor objects: some years of rows, and room for a backup."""
CLOCK_SECONDS = 60.0
"""A clock that is off by more makes Zalo's time windows and our pauses wrong."""
WAITING_SECONDS = 300.0
"""A message that has waited longer says that no worker is running, or that it is stuck."""
ZALO = {"api_url": "https://openapi.zalo.me", "oauth_url": "https://oauth.zaloapp.com"}
OFFICE_HOSTS = ".gov.vn"
"""State bodies live under this domain; anything else is a trial, a tunnel or somebody else's host."""


class Verdict(Enum):
    """How a thing stands."""

    GOOD = "ĐẠT"  # as it must be
    NOTE = "ghi chú"  # works, but someone should look
    FAULT = "LỖI"  # must be mended


@dataclass(frozen=True)
class Finding:
    """One line: how it stands, what was looked at, what was found and what to do."""

    verdict: Verdict
    subject: str
    text: str


def examine(now: float, *, go_live: bool = False) -> list[Finding]:
    """Look at everything as of now (seconds since the epoch); never raises for what it finds."""
    try:
        settings = config.load()
    except ConfigError as error:
        return [_fault("cấu hình", fault) for fault in error.faults]
    found = [_good("cấu hình", "đọc được"), _secrets(settings), _disk(settings)]
    found += _store(settings, now)
    found += _zalo(settings, now)
    found += _door(settings)
    book = _book(settings, found)
    if go_live:
        found += _go_live(settings, book, now)
    return found


def _good(subject: str, text: str) -> Finding:
    return Finding(Verdict.GOOD, subject, text)


def _fault(subject: str, text: str) -> Finding:
    return Finding(Verdict.FAULT, subject, text)


def _secrets(settings: Settings) -> Finding:
    try:
        settings.require_secrets()
    except ConfigError as error:
        return _fault("khóa bí mật", "; ".join(error.faults))
    return _good("khóa bí mật", "đủ, không ai khác đọc được tệp")


def _disk(settings: Settings) -> Finding:
    folder = Store(settings.storage.url).path.resolve().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"còn trống {free / 1e9:.1f} GB ở {folder}"
    if free < FREE_BYTES:
        return _fault("đĩa", f"{text}; dọn bớt, ít nhất {FREE_BYTES / 1e9:.1f} GB")
    return _good("đĩa", text)


def _store(settings: Settings, now: float) -> list[Finding]:
    store = Store(settings.storage.url, busy_ms=2000)
    if not store.path.exists():
        return [Finding(Verdict.NOTE, "kho dữ liệu", f"chưa có {store.path}; serve hoặc work sẽ tạo khi chạy")]
    if store.path.stat().st_mode & 0o077:
        return [_fault("kho dữ liệu", f"người khác đọc được {store.path}; chạy: chmod 600 {store.path}*")]
    try:
        with store.read() as connection:
            version = (connection.one("PRAGMA user_version") or {"user_version": 0})["user_version"]
            sound = (connection.one("PRAGMA quick_check") or {"quick_check": ""})["quick_check"]
        if sound != "ok":
            return [_fault("kho dữ liệu", "tệp bị hỏng; dừng bot, khôi phục từ bản sao: python -m bot restore TỆP")]
        if version != SCHEMA_VERSION:
            return [_fault("kho dữ liệu", f"lược đồ {version}, phần mềm cần {SCHEMA_VERSION}; khởi động lại serve")]
        store.probe(now)
        return [_good("kho dữ liệu", f"ghi được, lược đồ {version}"), *_rows(store, settings, now)]
    except StoreError as error:
        return [_fault("kho dữ liệu", f"không dùng được {store.path}: {error}")]


def _rows(store: Store, settings: Settings, now: float) -> list[Finding]:
    with store.read() as connection:
        ends = tokens.expires_at(connection)
        count, oldest = waiting(connection)
        lost = outbox.counts(connection).get("dead", 0)
        off = switches.now_off(connection)
        voices = docket.counts(connection, docket.day_of(now))
    found = [_token(ends, now), *_complaints(voices, settings)]
    if oldest is not None and now - oldest > WAITING_SECONDS:
        minutes = (now - oldest) / 60
        found.append(_fault("hàng chờ", f"{count} tin, tin cũ nhất chờ {minutes:.0f} phút; work có chạy không?"))
    else:
        found.append(_good("hàng chờ", f"{count} tin"))
    if lost:
        found.append(Finding(Verdict.NOTE, "gửi không được", f"{lost} lời đáp; xem: python -m bot dead list"))
    for one in off.values():
        target = "cả bot" if one.target == switches.WHOLE_BOT else one.target
        found.append(Finding(Verdict.NOTE, "đang tắt", f"{target} ({one.person}: {one.reason})"))
    return found


def _complaints(voices: docket.Sum, settings: Settings) -> list[Finding]:
    """Complaints past their day, and some about conduct that nobody may read."""
    found = [Finding(Verdict.NOTE, "phản ánh", alarm) for alarm in voices.alarms]
    found = found or [_good("phản ánh", f"{voices.open} đang chờ, không có phản ánh quá hạn")]
    if voices.conduct_open and not settings.complaints.conduct_readers:
        text = f"{voices.conduct_open} phản ánh về cán bộ mà chưa ai được giao đọc; ghi [complaints] conduct_readers"
        found.append(_fault("phản ánh", text))
    return found


def _token(ends: float | None, now: float) -> Finding:
    if ends is None:
        return Finding(Verdict.NOTE, "khóa truy cập", "chưa có; bot lấy khi gửi tin đầu tiên")
    if ends <= now:
        return _fault("khóa truy cập", "đã hết hạn; nếu work đang chạy mà vẫn báo thế thì kết nối lại tài khoản OA")
    return _good("khóa truy cập", f"còn {(ends - now) / 3600:.1f} giờ, bot tự đổi")


def _zalo(settings: Settings, now: float) -> list[Finding]:
    found, offset = [], None
    for name in ZALO:
        url = getattr(settings.zalo, name)
        try:
            date = reach(url, settings.zalo.proxy)
            offset = now - date if date is not None else offset
            found.append(_good("Zalo", f"tới được {url}"))
        except ZaloError as error:
            found.append(_fault("Zalo", f"không tới được {url} ({error}); kiểm tra mạng, tường lửa, [zalo] proxy"))
    if offset is None:
        found.append(Finding(Verdict.NOTE, "đồng hồ", "không so được với giờ của Zalo"))
    elif abs(offset) > CLOCK_SECONDS:
        found.append(
            _fault("đồng hồ", f"lệch {offset:.0f} giây so với Zalo; bật đồng bộ giờ (timedatectl set-ntp true)")
        )
    else:
        found.append(_good("đồng hồ", "đúng giờ"))
    return found


def _door(settings: Settings) -> list[Finding]:
    """Post what Zalo's console posts as a test: unsigned, to be answered 200 and to have no effect."""
    found = []
    near = f"http://{settings.web.host}:{settings.web.port}"
    for subject, base in (("webhook trên máy này", near), ("webhook từ ngoài", settings.web.public_url)):
        if subject == "webhook từ ngoài" and base.startswith("http://"):
            continue
        url = f"{base}/webhooks/zalo"
        try:
            reach(url, settings.zalo.proxy if base != near else None, post=b"{}")
            found.append(_good(subject, f"{url} trả lời 200"))
        except ZaloError as error:
            found.append(_fault(subject, f"{url} không trả lời 200 ({error}); serve và máy chủ HTTPS có chạy không?"))
    return found


def _book(settings: Settings, found: list[Finding]) -> Book | None:
    try:
        book = knowledge.load(settings.knowledge.path, REPLY_KEYS)
    except KnowledgeFaults as error:
        found.append(_fault("tri thức", f"{len(error.faults)} lỗi; chạy: python -m bot check"))
        return None
    found.append(_good("tri thức", f"{len(book.procedures)} thủ tục"))
    return book


def _go_live(settings: Settings, book: Book | None, now: float) -> list[Finding]:
    """What must hold before citizens are let in."""
    found = [_host(settings), _real_account(settings)]
    if book is not None:
        found += _counters(book, now)
    return found


def _host(settings: Settings) -> Finding:
    host = urlsplit(settings.web.public_url).hostname or ""
    if not settings.web.public_url.startswith("https://") or not host.endswith(OFFICE_HOSTS):
        text = f"«{host}» không phải tên miền cơ quan ({OFFICE_HOSTS}); sửa [web] public_url trước khi in mã QR"
        return _fault("tên miền", text)
    return _good("tên miền", host)


def _real_account(settings: Settings) -> Finding:
    wrong = [name for name, url in ZALO.items() if getattr(settings.zalo, name) != url]
    if wrong:
        return _fault("tài khoản", f"[zalo] {', '.join(wrong)} không phải máy chủ của Zalo: đang nối với bản giả lập")
    drawn = Store(settings.storage.url).path.with_name("demo-secrets.json")
    try:
        demo = json.loads(drawn.read_text()).get("app_id") if drawn.exists() else None
    except (OSError, ValueError, AttributeError):
        demo = None
    if demo is not None and demo == settings.zalo.app_id:
        return _fault("tài khoản", f"[zalo] app_id là của bản chạy thử ({drawn}); ghi mã ứng dụng thật")
    if drawn.exists():
        return _fault("dữ liệu thử", f"{drawn.parent} là thư mục của bản chạy thử; dùng thư mục khác cho [storage] url")
    return _good("tài khoản", "nối với Zalo thật")


def _counters(book: Book, now: float) -> list[Finding]:
    counters = list(book.offices.in_force(datetime.fromtimestamp(now, VIETNAM).date()))
    found = [] if counters else [_fault("quầy", "không có quầy nào đang hoạt động trong quay.yaml")]
    for name, counter in counters:
        facts = {"địa chỉ": counter.address, "giờ làm việc": counter.hours, "điện thoại": counter.phone}
        unknown = [label for label, fact in facts.items() if fact.confidence is Confidence.UNKNOWN]
        if unknown:
            found.append(_fault("quầy", f"{name}: chưa biết {', '.join(unknown)}; điền vào quay.yaml"))
        else:
            found.append(_good("quầy", f"{name}: đủ địa chỉ, giờ, điện thoại"))
    return found
