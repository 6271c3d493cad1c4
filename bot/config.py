"""Settings: one table per section, from a TOML file and the environment, all faults at once in Vietnamese.

Secrets come from the environment, or from a file that its owner alone can read; they have no default.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot import codes
from bot.retention import Keep

SECRETS = ("app_secret", "oa_secret", "refresh_token", "code_verifier", "counter_key")
NEEDED_TO_SERVE = ("app_id", "oa_id", "app_secret", "oa_secret")


class ConfigError(Exception):
    """Faults of the configuration, each a Vietnamese sentence that says where and what to do."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _digits(value: Any) -> str:
    text = str(value)
    if not re.fullmatch(r"\d{1,20}", text) or isinstance(value, bool):
        raise ValueError("phải là dãy chữ số, để trong dấu nháy")
    return text


def _address(value: Any) -> str:
    text = str(value).rstrip("/")
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(/[^\s]*)?", text):
        raise ValueError("phải là địa chỉ web, bắt đầu bằng https://")
    return text


def _callback(value: Any) -> str:
    """The callback address must equal the registered one to the letter, its last slash included."""
    _address(value)
    return str(value)


Callback = Annotated[str, BeforeValidator(_callback)]
Digits = Annotated[str, BeforeValidator(_digits)]
Address = Annotated[str, BeforeValidator(_address)]


def _accounts(value: Any) -> Any:
    """A list of names; from the environment, with commas between them."""
    return tuple(one.strip() for one in value.split(",") if one.strip()) if isinstance(value, str) else value


Accounts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_accounts)]


class Section(BaseModel):
    """A table of the file: unknown keys are faults, values do not change afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Zalo(Section):
    """The Official Account and Zalo's addresses."""

    app_id: Digits | None = None
    oa_id: Digits | None = None
    app_secret: SecretStr | None = None
    oa_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None
    callback_url: Callback | None = None
    code_verifier: SecretStr | None = None
    appsecret_proof: bool = False
    site_verification: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{1,200}$")
    proxy: Address | None = None
    api_url: Address = "https://openapi.zalo.me"
    oauth_url: Address = "https://oauth.zaloapp.com"
    sends_per_minute: int = Field(default=3000, ge=1, le=100_000)
    look_up_seconds: int = Field(default=5, ge=0, le=60)
    charged: bool = False
    catch_up_minutes: int = Field(default=10, ge=0, le=1440)
    staff_minutes: int = Field(default=30, ge=1, le=1440)
    resend_unseen: bool = True


class Web(Section):
    """The public app: where it listens and under which address citizens reach it."""

    public_url: Address = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    metrics_port: int = Field(default=0, ge=0, le=65535)
    counter_key: SecretStr | None = Field(default=None, min_length=12)

    @field_validator("public_url")
    @classmethod
    def _https(cls, value: str) -> str:
        loopback = re.match(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)", value)
        if not value.startswith("https://") and not loopback:
            raise ValueError("phải bắt đầu bằng https:// (trừ khi chạy thử trên chính máy này)")
        return value

    @field_validator("public_url")
    @classmethod
    def _fits_a_code(cls, value: str) -> str:
        if urlsplit(value).path:
            raise ValueError("chỉ ghi tên miền, không ghi phần sau dấu /; mã QR in https://<tên miền>/01")
        codes.make(codes.short_address(value, "01"))
        return value


class Storage(Section):
    """Where the database is."""

    url: str = "sqlite:///var/counter.db"

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        if not re.fullmatch(r"sqlite:///.+", value):
            raise ValueError("phải có dạng sqlite:///đường/dẫn.db")
        return value


class KnowledgeFolder(Section):
    """Where the knowledge files are."""

    path: Path = Path("knowledge")


class WorkerSettings(Section):
    """How many replies may wait on Zalo at the same time."""

    threads: int = Field(default=40, ge=1, le=200)


class Limits(Section):
    """Received messages: a citizen's above the limit get one friendly line; the total's wait, none is dropped."""

    citizen_per_minute: int = Field(default=30, ge=1)
    total_per_minute: int = Field(default=6000, ge=1)
    unknown_codes_per_citizen: int = Field(default=5, ge=1)
    unknown_codes_total: int = Field(default=300, ge=1)


class Retention(Section):
    """Days that settled events, finished replies, talks, journal, missing papers, complaints, receipts are kept."""

    events_days: int = Field(default=30, ge=7)
    replies_days: int = Field(default=30, ge=1)
    talks_days: int = Field(default=30, ge=1)
    journal_days: int = Field(default=1095, ge=30)
    unanswered_days: int = Field(default=90, ge=1, le=366)
    missing_days: int = Field(default=1095, ge=31)
    ratings_days: int = Field(default=1095, ge=31)
    remarks_days: int = Field(default=365, ge=31)
    complaints_days: int = Field(default=730, ge=30)
    complaint_phones_days: int = Field(default=30, ge=1)
    receipts_days: int = Field(default=3653, ge=30)

    def keep(self) -> Keep:
        """Give the days as the deleting job wants them."""
        return Keep(
            events=self.events_days,
            replies=self.replies_days,
            talks=self.talks_days,
            journal=self.journal_days,
            unanswered=self.unanswered_days,
            missing=self.missing_days,
            ratings=self.ratings_days,
            remarks=self.remarks_days,
            complaints=self.complaints_days,
            complaint_phones=self.complaint_phones_days,
            receipts=self.receipts_days,
        )


class ComplaintSettings(Section):
    """Who may read and close complaints about an official's conduct: accounts of this machine, none by default."""

    conduct_readers: Accounts = ()


class Settings(Section):
    """All settings."""

    zalo: Zalo = Zalo()
    web: Web = Web()
    storage: Storage = Storage()
    knowledge: KnowledgeFolder = KnowledgeFolder()
    worker: WorkerSettings = WorkerSettings()
    limits: Limits = Limits()
    retention: Retention = Retention()
    complaints: ComplaintSettings = ComplaintSettings()

    def require_secrets(self) -> None:
        """Raise ConfigError unless everything that serving a real account needs is there."""
        missing = [key for key in NEEDED_TO_SERVE if not getattr(self.zalo, key)]
        if missing:
            raise ConfigError(
                [f"[zalo] thiếu {key}: ghi vào tệp cấu hình, hoặc đặt biến {variable('zalo', key)}" for key in missing]
            )


def variable(section: str, key: str) -> str:
    """Name the environment variable that overrides a key."""
    return f"BOT_{section}_{key}".upper()


def reveal(secret: SecretStr | None) -> str:
    """Give a secret's text, empty when it is not set."""
    return secret.get_secret_value() if secret else ""


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings: the file (BOT_CONFIG, else config.toml if it exists), then the environment.

    Raises ConfigError with all faults.
    """
    named = path or (Path(environ["BOT_CONFIG"]) if environ.get("BOT_CONFIG") else None)
    file = named or Path("config.toml")
    tables = _read(file) if named or file.exists() else {}
    faults = _open_secrets(file, tables)
    tables = _override(tables, environ, faults)
    try:
        settings = Settings.model_validate(tables)
    except ValidationError as error:
        faults += [_sentence(file, one) for one in error.errors()]
    if faults:
        raise ConfigError(faults)
    return settings


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError([f"{file}: không đọc được tệp cấu hình ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{file}: tệp không phải UTF-8; lưu lại bằng UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{file}: sai cú pháp TOML ({error}); so với config.example.toml"]) from error


def _open_secrets(file: Path, tables: dict[str, Any]) -> list[str]:
    """A file with secrets in it may be readable by its owner alone (mode 600)."""
    holds = any(table.get(key) for table in tables.values() if isinstance(table, dict) for key in SECRETS)
    if holds and stat.S_IMODE(file.stat().st_mode) & 0o077:
        return [f"{file}: có khóa bí mật mà người khác đọc được; chạy: chmod 600 {file}"]
    return []


def _override(tables: dict[str, Any], environ: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    merged = {name: dict(table) if isinstance(table, dict) else table for name, table in tables.items()}
    for name, section in Settings.model_fields.items():
        prefix = variable(name, "")
        known = {variable(name, key): key for key in _keys(section.annotation)}
        for variable_name in sorted(environ):
            if not variable_name.startswith(prefix):
                continue
            if variable_name not in known:
                faults.append(f"biến môi trường {variable_name}: không có khóa này; xem config.example.toml")
            elif isinstance(merged.setdefault(name, {}), dict):
                merged[name][known[variable_name]] = environ[variable_name]
    return merged


def _keys(section: Any) -> list[str]:
    return list(section.model_fields)


SENTENCES = {
    "extra_forbidden": "không có khóa này; xem config.example.toml",
    "int_parsing": "phải là số",
    "int_type": "phải là số",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "string_type": "phải là chữ, để trong dấu nháy",
    "string_pattern_mismatch": "có ký tự lạ; chép lại mã từ trang Zalo",
    "string_too_short": "ngắn quá; ít nhất {min_length} ký tự",
    "too_short": "ngắn quá; ít nhất {min_length} ký tự",
    "greater_than_equal": "nhỏ quá; phải từ {ge}",
    "less_than_equal": "lớn quá; nhiều nhất {le}",
    "tuple_type": 'phải là danh sách tên, dạng ["an", "binh"]',
    "path_type": "phải là đường dẫn, để trong dấu nháy",
    "model_type": "phải là một bảng, dạng [tên] rồi các dòng khóa = giá trị",
}


def _sentence(file: Path, error: Any) -> str:
    place = [str(part) for part in error["loc"]]
    where = f"[{place[0]}] {'.'.join(place[1:])}".strip()
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return f"{file}: {where} {context['error']}"
    sentence = SENTENCES.get(error["type"], "không hợp lệ; xem config.example.toml")
    return f"{file}: {where} {sentence.format(**context)}"
