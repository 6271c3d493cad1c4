"""One process of the bot with the harness's handles: a clock that a file moves, and a limit to the database.

python -m tests.chaos.process serve|work CLOCK-FILE MOST-PAGES
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bot import config, logs, processes


def main() -> None:
    """Serve or work like the command of the same name; the file holds the seconds by which the clock is wrong."""
    name, offset, pages = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

    def clock() -> float:
        return time.time() + float(offset.read_text() or 0)

    logs.configure()
    {"serve": processes.serve, "work": processes.work}[name](config.load(), clock, pages)


if __name__ == "__main__":
    main()
