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
        due = timing.retry_at(attempts, start, now, timedelta())
        if due is None:
            break
        pauses.append(due - now)
        now = due
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    # RFC 5321 §4.5.4.1 advises 4 to 5 days for mail at large; a newsletter is stale before.
    assert timedelta(days=1.5) < now - start <= timedelta(days=2)
    assert 10 <= len(pauses) <= 15


def test_when_it_has_been_tried_for_so_long_it_stays_so() -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    assert timing.retry_at(50, start, start + timedelta(hours=40), timedelta()) is None


def test_who_asks_for_a_longer_pause_gets_it() -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    assert timing.retry_at(1, start, start, timedelta(hours=3)) == start + timedelta(hours=3)
    assert timing.retry_at(1, start, start, timedelta(seconds=3)) == start + timedelta(minutes=1)
    assert timing.retry_at(1, start, start, timedelta(days=3)) is None


# Quiet hours

NIGHT = "22:00-07:00"


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "until"),
    [
        (NIGHT, "UTC", "2026-11-22T21:59", "2026-11-22T21:59"),
        (NIGHT, "UTC", "2026-11-22T22:00", "2026-11-23T07:00"),
        (NIGHT, "UTC", "2026-11-23T06:59", "2026-11-23T07:00"),
        (NIGHT, "UTC", "2026-11-23T07:00", "2026-11-23T07:00"),
        ("12:00-13:30", "UTC", "2026-11-23T12:10", "2026-11-23T13:30"),
        ("12:00-13:30", "UTC", "2026-11-23T13:30", "2026-11-23T13:30"),
        # Their own night: it is 20:00 in Greenwich when it is 05:00 in Tokyo.
        (NIGHT, "Asia/Tokyo", "2026-11-22T20:00", "2026-11-22T22:00"),
        (NIGHT, "Asia/Kathmandu", "2026-11-22T20:00", "2026-11-23T01:15"),
        # The clocks of Berlin spring forward at 02:00, and back at 03:00.
        ("22:00-02:30", "Europe/Berlin", "2026-03-28T22:00", "2026-03-29T01:30"),
        ("22:00-02:30", "Europe/Berlin", "2026-10-24T22:00", "2026-10-25T00:30"),
        ("22:00-02:30", "Europe/Berlin", "2026-10-25T01:10", "2026-10-25T01:10"),
    ],
)
def test_what_is_due_in_quiet_hours_is_due_at_their_end(
    hours: str, zone: str, moment: str, until: str
) -> None:
    asked = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert timing.after_quiet(asked, hours, zone) == datetime.fromisoformat(until).replace(tzinfo=UTC)


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
