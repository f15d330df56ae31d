"""When does the clock wake the service?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from publisher import timing
from publisher.model import Cadence
from publisher.worker.events import Event, Rescan, Tick


class CronTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 ships no types
    """A cron line in a time zone, for APScheduler.

    Its own cron trigger skips the day after spring-forward, runs 02:30 twice in autumn and reads
    1-5 as Tuesday to Saturday (DESIGN.md, decision 14).
    """

    def __init__(self, line: str, zone: str) -> None:
        self._line = line
        self._zone = zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the first moment of the schedule after both."""
        after = max(previous_fire_time, now) if previous_fire_time else now
        return timing.next_tick(self._line, self._zone, after)


def start(
    lines: dict[Cadence, str], zone: str, rescan_seconds: float, wake: Callable[[Event], None]
) -> BackgroundScheduler:
    """Start a scheduler that only wakes the service: what has been done is in the database."""
    # A late job is still done: the edition's unique key makes a second one harmless.
    defaults: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True}
    executors = {"default": ThreadPoolExecutor(1)}
    scheduler = BackgroundScheduler(timezone=zone, job_defaults=defaults, executors=executors)
    for cadence, line in lines.items():
        scheduler.add_job(wake, CronTrigger(line, zone), [Tick(cadence=cadence)])
    every = IntervalTrigger(seconds=max(1, round(rescan_seconds)), timezone=zone)
    scheduler.add_job(wake, every, [Rescan()])
    scheduler.start()
    return scheduler
