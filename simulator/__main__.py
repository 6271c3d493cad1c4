"""python -m simulator --port P --webhook URL [--state FILE] [--try all]; secrets come from the environment.

Exit codes: 0 for a clean run, 1 when the bot did what it must not (a line for each on stderr), 2 when it cannot start.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from simulator.scenarios import SCENARIOS
from simulator.stand_in import Simulator

NEEDED = ("SIM_APP_ID", "SIM_OA_ID", "SIM_APP_SECRET", "SIM_OA_SECRET", "SIM_REFRESH_TOKEN")

# Whom one meets at the first start; their ids stay the same from one demo to the next.
CITIZENS = {
    "7290384650213845561": "Cô Tư, 68 tuổi",
    "4816023957420183726": "Anh Hải, 35 tuổi",
    "3650917284451029384": "Em Ngọc, 22 tuổi",
}


def main() -> int:
    """Serve until told to stop; what is wrong is said in one line, exit code 2."""
    parser = argparse.ArgumentParser(description="Zalo giả lập, chỉ trên máy này.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--webhook", required=True)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--try", dest="trial", nargs="+", default=[], metavar="NAME", help="all, hoặc tên phép thử")
    options = parser.parse_args()
    if options.trial == ["all"]:
        options.trial = list(SCENARIOS)
    if unknown := sorted(set(options.trial) - set(SCENARIOS)):
        return _refuse(f"không có phép thử {', '.join(unknown)}; có: {', '.join(SCENARIOS)}")
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        return _refuse(f"thiếu biến môi trường {', '.join(missing)}")
    try:
        simulator = Simulator(
            app_id=os.environ["SIM_APP_ID"],
            oa_id=os.environ["SIM_OA_ID"],
            app_secret=os.environ["SIM_APP_SECRET"],
            oa_secret=os.environ["SIM_OA_SECRET"],
            refresh_token=os.environ["SIM_REFRESH_TOKEN"],
            webhook_url=options.webhook,
            port=options.port,
            state=options.state,
        )
        simulator.save()
    except OSError as error:
        return _refuse(f"không mở được cổng {options.port} hoặc không ghi được {options.state} ({error.strerror})")
    except (ValueError, KeyError, TypeError) as error:
        return _refuse(f"không dùng được {options.state} hoặc địa chỉ webhook ({error})")
    if not simulator.people.by_id:
        for user_id, name in CITIZENS.items():
            simulator.person(user_id, name)
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with simulator:
        print(simulator.url, flush=True)
        complaints = [f"{name}: {one}" for name in options.trial for one in simulator.trial(name)]
        if not options.trial:
            done.wait()
    for one in complaints or simulator.report():
        print(f"simulator: {one}", file=sys.stderr)
    return 1 if complaints or simulator.report() else 0


def _refuse(reason: str) -> int:
    print(f"simulator: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
