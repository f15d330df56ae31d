"""What is due, and when is it due next?"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

# Growing pauses between attempts, as RFC 5321 §4.5.4.1 advises: a few quick ones, then hours.
_RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360, 360, 360, 360, 720)
)

# Long enough for a weekend without an administrator; RFC 5321 §4.5.4.1 has four days, for mail that nobody
# would miss less tomorrow than a digest.
_RETRY_FOR = timedelta(hours=48)

# A restart takes seconds and an outage hours; what is older than two days readers have found by themselves.
_TELL_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 21_600))
_TELL_FOR = timedelta(hours=48)


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


def after_quiet(moment: datetime, hours: str, zone: str) -> datetime:
    """Return the moment, or the end of the quiet hours that it lies in, such as "22:00-07:00" of a time zone.

    The clocks of the zone count: where they skip the end, the quiet ends with the skipped hour.
    """
    begin, end = (time.fromisoformat(each) for each in hours.split("-"))
    there = moment.astimezone(ZoneInfo(zone))
    clock = there.time()
    over_night = begin > end
    if not (clock >= begin or clock < end if over_night else begin <= clock < end):
        return moment
    day = there.date() + timedelta(days=1) if over_night and clock >= begin else there.date()
    quiet_until = datetime.combine(day, end, ZoneInfo(zone)).astimezone(UTC)
    # In autumn the hour before the end comes twice: never back in time.
    return max(quiet_until, moment)


def retry_at(attempts: int, first: datetime, now: datetime, wait: timedelta) -> datetime | None:
    """Return when to send again after this many attempts since ``first``.

    ``wait`` is how long the server asks to be left alone. None when it has been tried for two days.
    """
    again = now + max(_RETRIES[min(attempts, len(_RETRIES)) - 1], wait)
    return again if again <= first + _RETRY_FOR else None


def tell_again_at(
    attempts: int, first: datetime, now: datetime, wait: timedelta | None = None
) -> datetime | None:
    """Return when to tell a web service again after this many attempts since ``first``.

    ``wait`` is how long it asks to be left alone. None when it has been tried for two days.
    """
    pause = _TELL_AGAIN[min(attempts, len(_TELL_AGAIN)) - 1]
    again = now + max(pause, wait or pause)
    return again if again <= first + _TELL_FOR else None
