"""The files of deploy/: unit files pass systemd's own check, and all of them agree with the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import cli
from bot.config import Settings
from webhooks import BODY_LIMIT

DEPLOY = Path("deploy")
VERIFY = shutil.which("systemd-analyze")
UNITS = sorted(path.name for path in DEPLOY.glob("motcua-*"))


@pytest.mark.skipif(VERIFY is None, reason="no systemd on this machine")
def test_the_units_pass_systemds_check(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/opt/motcua/.venv/bin/python", sys.executable)
        (tmp_path / name).write_text(text)
    units = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run([VERIFY or "", "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "motcua" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_units_start_commands_that_exist() -> None:
    started = [re.search(r"-m bot (\w+)", (DEPLOY / name).read_text()) for name in UNITS if name.endswith(".service")]
    assert sorted(found[1] for found in started if found) == ["backup", "serve", "work"]
    assert {"backup", "serve", "work"} <= set(cli.commands)


def test_the_proxies_lead_to_our_port_and_let_pass_what_we_take() -> None:
    port = Settings().web.port
    for name in ("nginx.conf", "Caddyfile"):
        text = (DEPLOY / name).read_text()
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) == {str(port)}
        assert f"{BODY_LIMIT // 1024}k" in text.lower()
        assert 'Strict-Transport-Security "max-age=31536000"' in text


def test_nginx_speaks_new_tls_alone_and_logs_no_query() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert re.findall(r"ssl_protocols (.*);", text) == ["TLSv1.2 TLSv1.3"]
    logged = re.search(r"log_format motcua '(.*)'", text)
    assert logged is not None
    assert not {"$request", "$request_uri", "$args", "$query_string", "$remote_addr"} & set(logged[1].split())


def test_the_outbound_proxy_knows_zalos_hosts_alone() -> None:
    hosts = re.search(r"dstdomain (.*)", (DEPLOY / "squid.conf").read_text())
    assert hosts is not None
    zalo = Settings().zalo
    assert {f"https://{host}" for host in hosts[1].split()} == {zalo.api_url, zalo.oauth_url}


def test_every_file_is_explained() -> None:
    guide = Path("docs/deploy.md").read_text(encoding="utf-8")
    for path in DEPLOY.iterdir():
        assert path.name in guide, path.name
