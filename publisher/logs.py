"""How does the service speak: to a person at a terminal, or to a service manager?"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import structlog

# systemd reads a priority at the head of each line (sd-daemon(3)).
_PRIORITY = {"debug": "<7>", "info": "<6>", "warning": "<4>", "error": "<3>", "critical": "<2>"}


def configure() -> None:
    """Write events to standard error: for a person in colour, for the journal with priority, else as JSON."""
    processors: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.format_exc_info]
    if sys.stderr.isatty():
        processors = [
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(),
        ]
    elif os.environ.get("JOURNAL_STREAM"):
        # Set by systemd for what is connected to the journal (systemd.exec(5)).
        processors += [_journal]
    else:
        processors += [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries speak only when something is wrong.
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")


def _journal(_logger: object, _method: str, event: dict[str, Any]) -> str:
    level = event.pop("level", "info")
    what = event.pop("event", "")
    trace = event.pop("exception", "")
    about = " ".join(f"{key}={value!r}" for key, value in event.items())
    return f"{_PRIORITY.get(level, '<6>')}{what} {about}{' ' if trace else ''}{trace}".rstrip().replace(
        "\n", " | "
    )
