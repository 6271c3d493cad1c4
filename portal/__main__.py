"""Commands of the portal: trial (the page «Thử tệp»)."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from types import FrameType

import click
import waitress

from bot import config
from bot.calendar import VIETNAM
from bot.config import ConfigError
from portal.trial import create_app


@click.group(help=__doc__)
def cli() -> None:
    """All commands."""


@cli.command()
@click.option("--port", default=8082, show_default=True, help="Cổng trên máy này.")
def trial(port: int) -> None:
    """Mở trang «Thử tệp» trên chính máy này: xem lỗi và chỗ khác của một tệp tri thức."""
    app = create_app(config.load().knowledge.path, lambda: datetime.now(VIETNAM).date())
    signal.signal(signal.SIGTERM, _exit)
    waitress.serve(app, host="127.0.0.1", port=port, threads=2, _quiet=True)


def _exit(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """Run a command; what a person can mend is said in one line, exit code 2."""
    try:
        cli()
    except (ConfigError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
