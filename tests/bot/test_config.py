import re
import tomllib
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import config
from bot.config import ConfigError, Settings, reveal

EXAMPLE = Path("config.example.toml")


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def faults(file: Path, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        config.load(file, environ)
    return "\n".join(caught.value.faults)


def test_the_example_documents_exactly_the_keys_that_exist(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    uncommented = re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE)
    documented = {section: set(table) for section, table in tomllib.loads(uncommented).items()}
    existing = {name: set(field.annotation.model_fields) for name, field in Settings.model_fields.items()}  # type: ignore[union-attr]
    assert documented == existing
    with pytest.raises(ConfigError, match="counter_key"):
        config.load(write(tmp_path, uncommented), {})
    settings = config.load(write(tmp_path, uncommented.replace('"..."', '"x-x-x-x-x-x-x"')), {})
    assert settings.storage == Settings().storage
    assert settings.limits == Settings().limits
    assert settings.worker == Settings().worker


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert config.load(None, {}) == Settings()


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, '[web]\nport = 81\n[zalo]\noa_secret = "from file"\n')
    environ = {"BOT_ZALO_OA_SECRET": "from env", "BOT_WORKER_THREADS": "7", "PATH": "/bin"}
    settings = config.load(file, environ)
    assert (settings.web.port, settings.worker.threads, reveal(settings.zalo.oa_secret)) == (81, 7, "from env")


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings(zalo=config.Zalo(oa_secret=SecretStr("very secret")))
    assert "very secret" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web]\nprot = 1\n", "[web] prot không có khóa này"),
        ("[wbe]\nport = 1\n", "[wbe] không có khóa này"),
        ('[web]\nport = "x"\n', "[web] port phải là số"),
        ("[web]\nport = 99999\n", "[web] port lớn quá; nhiều nhất 65535"),
        ("[limits]\ncitizen_per_minute = 0\n", "nhỏ quá; phải từ 1"),
        ('[zalo]\nresend_unseen = "maybe"\n', "phải là true hoặc false"),
        ('[web]\ncounter_key = "ngan"\n', "[web] counter_key ngắn quá; ít nhất 12 ký tự"),
        ('[web]\npublic_url = "http://example.com"\n', "phải bắt đầu bằng https://"),
        ('[web]\npublic_url = "http://127.0.0.1.evil.com"\n', "phải bắt đầu bằng https://"),
        (f'[web]\npublic_url = "https://{"a" * 25}.gov.vn"\n', "[web] public_url «AAA"),
        (f'[web]\npublic_url = "https://{"a" * 25}.gov.vn"\n', "mã QR chỉ chứa 34; dùng tên miền ngắn hơn"),
        ('[web]\npublic_url = "https://example.gov.vn/motcua"\n', "chỉ ghi tên miền"),
        ('[storage]\nurl = "mysql://x"\n', "sqlite:///"),
        ('[zalo]\napp_id = "12ab"\n', "phải là dãy chữ số"),
        ('[zalo]\nsite_verification = "<b>"\n', "có ký tự lạ"),
        ("web = 3\n", "[web] phải là một bảng"),
        ("[web\n", "sai cú pháp TOML"),
    ],
)
def test_each_mistake_is_said_in_vietnamese_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults(write(tmp_path, text))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = faults(write(tmp_path, "[web]\nport = 0\nprot = 1\n[nope]\n"), BOT_WEB_HOTS="x")
    assert all(word in text for word in ("port nhỏ quá", "prot", "[nope]", "BOT_WEB_HOTS"))


def test_a_file_with_secrets_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, '[zalo]\noa_secret = "x"\n', 0o644)
    assert "chmod 600" in faults(file)
    file.chmod(0o600)
    config.load(file, {})
    assert "chmod 600" in faults(write(tmp_path, '[web]\ncounter_key = "khoa-cua-quay"\n', 0o644))


def test_a_missing_named_file_and_wrong_encoding_are_said(tmp_path: Path) -> None:
    assert "không đọc được" in faults(tmp_path / "nowhere.toml")
    file = tmp_path / "config.toml"
    file.write_bytes("[web]\n".encode("utf-16"))
    assert "UTF-8" in faults(file)


def test_serving_needs_every_secret_and_says_which_are_missing() -> None:
    with pytest.raises(ConfigError) as caught:
        Settings(zalo=config.Zalo(app_id="1", oa_id="2", app_secret=SecretStr("x"))).require_secrets()
    assert caught.value.faults == ["[zalo] thiếu oa_secret: ghi vào tệp cấu hình, hoặc đặt biến BOT_ZALO_OA_SECRET"]
