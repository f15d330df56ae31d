"""What does an edition for 1,000,000 subscribers cost: to close, in memory while it is sent, on the disk?

Usage: python tests/bench/million.py [--subscribers 1000000] [--sent 20000] [--folder FOLDER]

Needs smtp-sink (apt-get install postfix). The subscribers come in as a list does; sending is stopped with
SIGTERM, as a service is, when the server has counted enough messages.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from delivery import MOST_MEGABYTES, STORIES
from mailers import Sink
from mailing import PUBLISHER, FailedError, prepare
from report import Expectation

CLOSE_SECONDS = 60.0  # for 1,000,000
DRAIN_SECONDS = 10.0
SHOW_SECONDS = 2.0


def main() -> int:
    """Measure, print the table and a line for every expectation; 1 when one is not met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subscribers", type=int, default=1_000_000)
    parser.add_argument("--sent", type=int, default=20_000, help="how many messages (default: 20000)")
    parser.add_argument("--folder", type=Path, help="where to work (default: the temporary folder)")
    options = parser.parse_args()
    if not shutil.which("smtp-sink"):
        print("smtp-sink not found (apt-get install postfix)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        mailing = prepare(Path(name) / "publication", options.subscribers, STORIES)
        before = mailing.database_bytes()
        closed = mailing.close()
        if closed.count != options.subscribers:
            raise FailedError(f"planned {closed.count:,} deliveries of {options.subscribers:,}")
        planned = mailing.database_bytes()
        with Sink(Path(name)) as sink:
            mailing.send_to(sink.port)
            told: list[float] = []

            def is_enough() -> bool:
                if sink.counted() >= options.sent and not told:
                    told.append(time.perf_counter())
                return bool(told)

            sent = mailing.send(until=is_enough)
            drained = time.perf_counter() - told[0]
        accepted = mailing.states()["accepted"]
        recorded = mailing.database_bytes()
        shown = _shown(mailing.folder)
    count = options.subscribers
    each_planned = (planned - before) / count
    # What is accepted leaves two indexes and adds an answer.
    each_accepted = each_planned + (recorded - planned) / accepted
    print(f"{count:,} subscribers; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    print("| an edition for all of them | |\n|---|---:|")
    for what, value in (
        ("closed in", f"{closed.seconds:.1f} s, {closed.processor:.1f} s of the processor"),
        ("memory while it is closed", f"{closed.memory:.0f} MB"),
        ("memory while it is sent", f"{sent.memory:.0f} MB"),
        ("messages sent", f"{accepted:,}, {sent.count / sent.seconds:,.0f}/s"),
        ("from SIGTERM to the end", f"{drained:.1f} s"),
        ("database, subscribers only", f"{before / 1_000_000:,.0f} MB"),
        ("database, for each planned delivery", f"{each_planned:,.0f} bytes"),
        ("database, for each accepted one, with its answer", f"{each_accepted:,.0f} bytes"),
        ("`publisher editions show`", f"{shown:.2f} s"),
    ):
        print(f"| {what} | {value} |")
    print()
    limit = CLOSE_SECONDS * count / 1_000_000
    met = True
    for each in (
        _under("closed", closed.seconds, limit, "s"),
        _under("memory while it is closed", closed.memory, MOST_MEGABYTES, "MB"),
        _under("memory while it is sent", sent.memory, MOST_MEGABYTES, "MB"),
        _under("from SIGTERM to the end", drained, DRAIN_SECONDS, "s"),
        _under("`publisher editions show`", shown, SHOW_SECONDS, "s"),
    ):
        met &= each.met
        print(f"- {'met' if each.met else 'NOT met'}: {each.sentence}: {each.measured}")
    return 0 if met else 1


def _shown(folder: Path) -> float:
    """Return how long the sum of the edition takes to be shown."""
    began = time.perf_counter()
    done = subprocess.run(
        [PUBLISHER, "editions", "show", "daily-1"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FailedError(f"publisher editions show: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return time.perf_counter() - began


def _under(what: str, measured: float, limit: float, unit: str) -> Expectation:
    digits = 0 if unit == "MB" else 1
    return Expectation(
        sentence=f"{what} under {limit:g} {unit}",
        measured=f"{measured:.{digits}f} {unit}",
        met=measured < limit,
    )


if __name__ == "__main__":
    sys.exit(main())
