"""When does the clock wake the service?"""

from __future__ import annotations

import queue
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from publisher.model import Cadence
from publisher.worker import schedule
from publisher.worker.events import Event, Rescan
from publisher.worker.schedule import CronTrigger

BERLIN = ZoneInfo("Europe/Berlin")


def ticks(line: str, start: datetime, count: int) -> list[str]:
    """Return the moments at which APScheduler would run a job, asked as it asks."""
    trigger = CronTrigger(line, "Europe/Berlin")
    found: list[datetime] = []
    now, previous = start, None
    while len(found) < count:
        previous = trigger.get_next_fire_time(previous, now)
        now = previous + timedelta(seconds=1)
        found.append(previous)
    return [f"{moment.astimezone(BERLIN):%a %d %H:%M}" for moment in found]


def test_a_tick_shortly_after_midnight_is_kept_on_the_day_after_spring_forward() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert ticks("30 0 * * *", start, 3) == ["Sun 29 00:30", "Mon 30 00:30", "Tue 31 00:30"]


def test_half_past_two_runs_once_in_the_autumn_night_that_has_it_twice() -> None:
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert ticks("30 2 * * *", start, 2) == ["Sun 25 02:30", "Mon 26 02:30"]


def test_one_to_five_are_monday_to_friday() -> None:
    start = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert ticks("0 7 * * 1-5", start, 3) == ["Mon 23 07:00", "Tue 24 07:00", "Wed 25 07:00"]


def test_the_scheduler_only_wakes_the_service() -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    scheduler = schedule.start({Cadence.DAILY: "0 7 * * *"}, "Europe/Berlin", 1, events.put)
    try:
        assert events.get(timeout=10) == Rescan()
        hours = {job.next_run_time.astimezone(BERLIN).strftime("%H:%M") for job in scheduler.get_jobs()}
        assert "07:00" in hours
    finally:
        scheduler.shutdown(wait=True)
