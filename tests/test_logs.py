"""How does the service speak: to a person at a terminal, or to a service manager?"""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

PROGRAM = """
import structlog
from publisher.logs import configure
configure()
log = structlog.get_logger()
log.debug("not said")
log.info("published", pages=3)
try:
    1 / 0
except ZeroDivisionError:
    log.exception("a step failed")
"""


def run(**environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"], **environment},
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_elsewhere_each_event_is_a_line_of_json() -> None:
    first, second = map(json.loads, run())
    assert (first["event"], first["pages"], first["level"]) == ("published", 3, "info")
    assert first["timestamp"].endswith("Z")
    assert "ZeroDivisionError" in second["exception"]


def test_the_journal_gets_one_line_with_a_priority_for_each_event() -> None:
    first, second = run(JOURNAL_STREAM="8:1")
    assert first == "<6>published pages=3"
    assert second.startswith("<3>a step failed")
    assert "ZeroDivisionError" in second


def test_a_person_at_a_terminal_gets_words_and_no_json() -> None:
    master, slave = pty.openpty()
    try:
        subprocess.run([sys.executable, "-c", PROGRAM], stderr=slave, check=True)
        text = os.read(master, 100_000).decode()
    finally:
        os.close(master)
        os.close(slave)
    assert "published" in text
    assert '{"' not in text
