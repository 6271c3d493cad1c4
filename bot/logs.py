"""Log lines: one JSON object each, with our own row ids; nothing a citizen wrote, nobody's id, no secret.

The text of an exception may quote what a citizen wrote, so only its type and the places are written.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

QUIET = ("urllib3", "waitress.queue")
"""Their warnings carry whole addresses (with a citizen's id in them), or repeat what the metrics say."""


def configure(level: int = logging.INFO) -> None:
    """Send all logging of this process to stderr in that form, our own and the libraries'."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        places,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def places(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and where it passed, innermost last."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        frames = traceback.extract_tb(found[2])[-8:]
        event["exception"] = found[0].__name__
        event["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event
