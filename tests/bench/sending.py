"""What does it cost this program to close an edition, or to send one?

Started by delivery.py and million.py as a process of its own, so that its memory and its processor time are
nobody else's; prints one line of JSON. It asks the program itself: nothing of its work is copied here.

Usage: python tests/bench/sending.py (close | send | compose) CONFIG
"""

from __future__ import annotations

import json
import re
import resource
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.app import open_app
from publisher.config import load
from publisher.handover import Shape
from publisher.model import Cadence
from publisher.store import leases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publisher.app import App
    from publisher.handover import Delivery

_COMPOSED = 2_000  # messages that are only built: more tell nothing more


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What a piece of work cost: seconds on the clock and of the processor, megabytes at its highest.

    ``count`` is how many messages were planned, accepted or built; ``size`` how many bytes one of them has;
    ``fault`` is the last answer that was not a yes.
    """

    count: int
    seconds: float
    processor: float
    memory: float
    size: int = 0
    fault: str = ""


def close(app: App) -> Worked:
    """Close the next edition and publish its page; only the closing is timed."""
    moment = _now()
    channel = app.site.channels(moment).publication
    with _Watch() as watch:
        closed = app.editions.close_now(channel, Cadence.DAILY, moment)
    if not closed:
        raise SystemExit("there is nothing new to close an edition with")
    app.site.publish(_now())
    return watch.worked(sum(each.planned for each in closed))


def send(app: App) -> Worked:
    """Hand over what is due, as `publisher run` does, until nothing is left or SIGTERM comes."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    app.deliverer.resume(_now())
    channel = app.site.channels(_now()).publication
    with _Watch() as watch:
        report = app.deliverer.run(channel, _now, stop.is_set)
    return watch.worked(report.accepted, fault=report.last_fault or report.pause)


def compose(app: App) -> Worked:
    """Build messages, with their signatures, and send none of them."""
    channel = app.site.channels(_now()).publication
    deliveries = list(islice(_leased(app), _COMPOSED))
    app.composer.compose(deliveries[0], channel, Shape.EIGHT_BIT, None, _now())  # renders the cohort
    size = 0
    with _Watch() as watch:
        for each in deliveries:
            composed = app.composer.compose(each, channel, Shape.EIGHT_BIT, None, _now())
            size += len(composed.envelope.payload) if composed else 0
    return watch.worked(len(deliveries), size=size // len(deliveries))


def _leased(app: App) -> Iterator[Delivery]:
    now = _now() + timedelta(seconds=1)
    with app.store.write() as connection:
        sender = leases.enlist(connection, now)
        for edition in leases.sendable(connection, now):
            yield from leases.lease(connection, sender, edition.id, now, _COMPOSED)


class _Watch:
    """Takes the time of its block."""

    def __enter__(self) -> _Watch:
        self._wall, self._processor = time.perf_counter(), _processor()
        return self

    def __exit__(self, *_: object) -> None:
        self._wall, self._processor = time.perf_counter() - self._wall, _processor() - self._processor

    def worked(self, count: int, size: int = 0, fault: str = "") -> Worked:
        return Worked(
            count=count,
            seconds=self._wall,
            processor=self._processor,
            memory=_highest_memory(),
            size=size,
            fault=fault,
        )


def _processor() -> float:
    """Return the processor seconds of this process, all its threads, and of children that have ended."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _highest_memory() -> float:
    # Not ru_maxrss: that of a child begins with what its parent had (getrusage(2)).
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 / 1_000_000 if found else float("nan")


def _now() -> datetime:
    return datetime.now(UTC)


_WORK = {"close": close, "send": send, "compose": compose}


def main() -> None:
    work, config = sys.argv[1:]
    with open_app(load(Path(config))) as app:
        worked = _WORK[work](app)
    print(json.dumps(asdict(worked)))


if __name__ == "__main__":
    main()
