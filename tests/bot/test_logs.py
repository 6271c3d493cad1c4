"""Log lines are JSON and never quote what an exception says."""

import json
import subprocess
import sys

PROGRAM = """
import logging, structlog
from bot import logs
logs.configure()
log = structlog.get_logger()
def fall():
    raise ValueError("0909777111 của bà Tư")
try:
    fall()
except ValueError:
    log.error("ours", row=7, exc_info=True)
    logging.getLogger("werkzeug").exception("theirs")
logging.getLogger("urllib3.connectionpool").warning("Retrying /v2.0/oa/conversation?data=246845883529197922")
logging.getLogger("theirs").warning("plain")
"""


def test_every_line_is_json_and_no_exception_is_quoted() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("ours", "error"),
        ("theirs", "error"),
        ("plain", "warning"),
    ]
    assert lines[0]["row"] == 7
    for line in lines[:2]:
        assert line["exception"] == "ValueError"
        assert line["places"][-1].endswith("fall")
    assert "0909777111" not in done.stderr
    assert "246845883529197922" not in done.stderr
