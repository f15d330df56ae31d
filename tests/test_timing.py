"""What is due, and when is it due next?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import timing

BERLIN = "Europe/Berlin"


def ticks(line: str, zone: str, start: datetime, count: int) -> list[str]:
    found = []
    for _ in range(count):
        start = timing.next_tick(line, zone, start)
        found.append(f"{start:%a %Y-%m-%d %H:%M %z}")
    return found


def test_every_day_at_seven_is_seven_in_the_publications_zone() -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert timing.next_tick("0 7 * * *", BERLIN, now) == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert timing.last_tick("0 7 * * *", BERLIN, now) == datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    assert timing.next_tick("0 7 * * *", BERLIN, now).tzinfo == ZoneInfo(BERLIN)


def test_a_tick_is_the_last_one_from_its_very_moment_and_the_next_one_only_before() -> None:
    tick = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert timing.last_tick("0 7 * * *", BERLIN, tick) == tick
    assert timing.last_tick("0 7 * * *", BERLIN, tick - instant) == tick - timedelta(days=1)
    assert timing.last_tick("0 7 * * *", BERLIN, tick + timedelta(seconds=59)) == tick
    assert timing.next_tick("0 7 * * *", BERLIN, tick - instant) == tick
    assert timing.next_tick("0 7 * * *", BERLIN, tick) == tick + timedelta(days=1)
    assert timing.next_tick("0 7 * * *", BERLIN, tick + instant) == tick + timedelta(days=1)


def test_one_to_five_is_monday_to_friday_as_crontab_says() -> None:
    sunday = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    days = [tick[:3] for tick in ticks("0 7 * * 1-5", BERLIN, sunday, 6)]
    assert days == ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon"]


@pytest.mark.parametrize(
    ("day", "name"), [("0", "Sun"), ("7", "Sun"), ("6", "Sat"), ("Sat", "Sat"), ("1", "Mon")]
)
def test_days_of_the_week_are_counted_as_crontab_does(day: str, name: str) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert ticks(f"0 8 * * {day}", "UTC", now, 1)[0][:3] == name


def test_an_hour_that_spring_forward_skips_comes_at_once_and_the_next_day_is_not_lost() -> None:
    # In Berlin, 2026-03-29 has no 02:30.
    start = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)
    assert ticks("30 2 * * *", BERLIN, start, 3) == [
        "Sat 2026-03-28 02:30 +0100",
        "Sun 2026-03-29 03:00 +0200",
        "Mon 2026-03-30 02:30 +0200",
    ]


def test_half_past_midnight_is_not_lost_on_the_day_after_spring_forward() -> None:
    # What APScheduler's own cron trigger skips (its issue 606).
    start = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert ticks("30 0 * * *", BERLIN, start, 3) == [
        "Sun 2026-03-29 00:30 +0100",
        "Mon 2026-03-30 00:30 +0200",
        "Tue 2026-03-31 00:30 +0200",
    ]


def test_an_hour_that_autumn_repeats_ticks_once() -> None:
    # In Berlin, 2026-10-25 has 02:30 twice.
    start = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert ticks("30 2 * * *", BERLIN, start, 2) == [
        "Sun 2026-10-25 02:30 +0200",
        "Mon 2026-10-26 02:30 +0100",
    ]


@pytest.mark.parametrize("minutes", range(0, 240, 15))
def test_in_the_night_of_autumn_the_last_tick_is_one_that_has_been_and_was_next_before(minutes: int) -> None:
    now = datetime(2026, 10, 25, 0, 0, tzinfo=UTC) - timedelta(hours=1) + timedelta(minutes=minutes)
    last = timing.last_tick("30 2 * * *", BERLIN, now)
    assert last <= now
    assert timing.next_tick("30 2 * * *", BERLIN, last - timedelta(minutes=1)) == last


LINES = st.sampled_from(["0 7 * * *", "30 2 * * *", "30 0 * * *", "15 3 * * 1-5", "0 8 * * 6", "0 0 1 * *"])
ZONES = st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  of hypothesis


@given(LINES, ZONES, MOMENTS)
def test_now_lies_between_the_last_tick_and_the_next(line: str, zone: str, now: datetime) -> None:
    last, following = timing.last_tick(line, zone, now), timing.next_tick(line, zone, now)
    assert last <= now < following
    assert timing.last_tick(line, zone, last) == last


# Deliveries that were deferred


def test_attempts_come_at_growing_distances_and_end_after_about_two_days() -> None:
    now = start = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    pauses = []
    for attempts in range(1, 100):
        due = timing.retry_at(attempts, now)
        if due is None:
            break
        pauses.append(due - now)
        now = due
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    # RFC 5321 §4.5.4.1 advises 4 to 5 days for mail at large; a newsletter is stale before.
    assert timedelta(days=1.75) < now - start < timedelta(days=2.25)
    assert 10 <= len(pauses) <= 15


def test_when_it_has_been_tried_for_so_long_it_stays_so() -> None:
    assert timing.retry_at(50, datetime(2026, 11, 22, tzinfo=UTC)) is None


# Web services that must be told


def test_a_web_service_is_told_again_soon_and_then_every_six_hours_for_two_days() -> None:
    now = start = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    pauses = []
    while due := timing.tell_again_at(len(pauses) + 1, start, now):
        pauses.append((due - now).total_seconds())
        now = due
    assert pauses[:5] == [30, 120, 600, 3600, 21_600]
    assert set(pauses[5:]) == {21_600}
    assert timedelta(hours=42) < now - start <= timedelta(hours=48)


def test_a_web_service_can_ask_to_be_left_alone_for_longer_and_never_for_less() -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert timing.tell_again_at(1, now, now, timedelta(hours=2)) == now + timedelta(hours=2)
    assert timing.tell_again_at(1, now, now, timedelta(0)) == now + timedelta(seconds=30)
