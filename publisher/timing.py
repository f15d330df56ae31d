"""What is due, and when is it due next?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

# Growing pauses between attempts, as RFC 5321 §4.5.4.1 advises: a few quick ones, then hours.
_RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360, 360, 360, 360, 720)
)


def last_tick(cron: str, zone: str, now: datetime) -> datetime:
    """Return the newest moment of the schedule that is not after ``now``, in the schedule's zone."""
    # CronSim looks strictly before its start, and counts in whole minutes. The minute is added in UTC:
    # on the clock on the wall, the one before spring-forward would end in an hour that is not there.
    start = now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    found: datetime = next(CronSim(cron, start.astimezone(ZoneInfo(zone)), reverse=True))
    return found


def next_tick(cron: str, zone: str, now: datetime) -> datetime:
    """Return the first moment of the schedule after ``now``, in the schedule's zone."""
    found: datetime = next(CronSim(cron, now.astimezone(ZoneInfo(zone))))
    return found


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after this many attempts; None when it has been tried for two days."""
    if attempts > len(_RETRIES):
        return None
    return now + _RETRIES[attempts - 1]
