"""Does everybody get their edition at their own seven o'clock, with everything in it once?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk
from post import Post
from sqlalchemy import select

from publisher import subscribe
from publisher.config import DigestSettings, Grouping
from publisher.deliver import Deliverer
from publisher.editions import Closed
from publisher.handover import DeliveryState
from publisher.model import Cadence
from publisher.store import digest_tables, ledger
from publisher.subscriber import Preferences

MINUTE = timedelta(minutes=1)
DAILY = DigestSettings(daily="0 7 * * *", time_zone="Europe/Berlin")
# Seven o'clock on Tuesday: in Tokyo on Monday evening, and in Kathmandu a quarter after one.
TOKYO = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
KATHMANDU = datetime(2026, 11, 24, 1, 15, tzinfo=UTC)
BERLIN = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

Open = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_with(*zones: str, cadence: Cadence = Cadence.DAILY, **settings: object) -> Desk:
            digest = replace(DAILY, **settings)  # type: ignore[arg-type]
            desk = stack.enter_context(open_desk(tmp_path, digest=digest, grouping=Grouping(enabled=False)))
            for zone in zones:
                join(desk, zone, cadence)
            desk.app.editions.begin(MONDAY)
            return desk

        yield open_with


def join(desk: Desk, zone: str, cadence: Cadence = Cadence.DAILY) -> None:
    name = zone.replace("/", ".").lower() or "home"
    wanted = Preferences(cadence=cadence, time_zone=zone)
    subscribe.add(desk.app.store, f"{name}@example.org", wanted, "test", desk.keys, MONDAY)


def article(desk: Desk, title: str, now: datetime) -> None:
    text = f"The ferry called {title} left the harbour of Brindleport with nobody but a cat on board."
    desk.drop(f"{title}.md", markdown(title, text), at=now)
    desk.take(now)


def due(desk: Desk, now: datetime) -> list[Closed]:
    return desk.app.editions.close_due(desk.app.site.channels(now).publication, now)


def told(closed: list[Closed]) -> dict[str, list[str]]:
    return {each.edition.zone: [story.title for story in each.edition.stories] for each in closed}


def send(desk: Desk, now: datetime) -> list[str]:
    desk.publish(now)
    post = Post()
    sends = Deliverer(desk.app.store, desk.composer, post, 8, "repeat")
    sends.run(desk.app.site.channels(now).publication, lambda: now, lambda: False)
    return sorted(each.recipient.partition("@")[0] for each in post.sent)


def test_each_zone_gets_its_edition_at_its_own_hour_under_one_number(opened: Open) -> None:
    desk = opened("", "Europe/Berlin", "Asia/Tokyo", "Asia/Kathmandu")
    assert due(desk, MONDAY) == []
    article(desk, "Anna", MONDAY)
    numbers = set()
    for moment, zone, people in (
        (TOKYO, "Asia/Tokyo", ["asia.tokyo"]),
        (KATHMANDU, "Asia/Kathmandu", ["asia.kathmandu"]),
        (BERLIN, "", ["europe.berlin", "home"]),
    ):
        assert due(desk, moment - MINUTE) == []
        closed = due(desk, moment)
        assert told(closed) == {zone: ["Anna"]}
        assert due(desk, moment) == []
        numbers |= {each.edition.number for each in closed}
        assert send(desk, moment) == people
    assert numbers == {1}
    assert (desk.output / "editions" / "daily-1-asia-tokyo.html").exists()
    assert "noindex" in (desk.output / "editions" / "daily-1-asia-tokyo.html").read_text()
    assert "noindex" not in (desk.output / "editions" / "daily-1.html").read_text()
    assert "tokyo" not in (desk.output / "editions" / "index.html").read_text()
    assert 'href="daily-1.html"' in (desk.output / "editions" / "index.html").read_text()


def test_everything_is_told_once_in_each_zone_whenever_it_appears(opened: Open) -> None:
    desk = opened("", "Asia/Tokyo")
    due(desk, MONDAY)
    found: dict[str, list[str]] = {"": [], "Asia/Tokyo": []}
    for hour in range(72):
        now = MONDAY + hour * HOUR
        if hour % 5 == 0 and hour < 40:
            article(desk, f"Ferry-{hour}", now - MINUTE)
        for zone, titles in told(due(desk, now)).items():
            found[zone] += titles
    every = sorted(f"Ferry-{hour}" for hour in range(0, 40, 5))
    assert {zone: sorted(titles) for zone, titles in found.items()} == {"": every, "Asia/Tokyo": every}


def test_a_new_zone_begins_with_its_next_hour_and_is_not_told_what_the_others_knew(opened: Open) -> None:
    desk = opened("")
    article(desk, "Old", MONDAY)
    assert told(due(desk, BERLIN)) == {"": ["Old"]}
    join(desk, "Asia/Tokyo")
    assert due(desk, BERLIN + DAY) == []
    article(desk, "New", BERLIN + DAY + HOUR)
    assert told(due(desk, TOKYO + 2 * DAY)) == {"Asia/Tokyo": ["New"]}


def test_who_comes_back_after_months_is_not_sent_what_was_missed(opened: Open) -> None:
    desk = opened("", "Asia/Tokyo")
    due(desk, MONDAY)
    join(desk, "Asia/Tokyo", Cadence.WEEKLY)
    for day in range(9):
        article(desk, f"Day-{day}", MONDAY + day * DAY)
        due(desk, BERLIN + day * DAY)
    join(desk, "Asia/Tokyo")
    back = BERLIN + 9 * DAY
    assert due(desk, back) == []
    article(desk, "Fresh", back)
    closed = due(desk, TOKYO + 10 * DAY)
    assert [each.late for each in closed] == [""]
    assert told(closed)["Asia/Tokyo"][0] == "Fresh"
    assert "Day-3" not in told(closed)["Asia/Tokyo"]


def test_a_preview_closes_ahead_and_mail_and_page_wait_for_the_hour(opened: Open) -> None:
    desk = opened("", preview_minutes=30)
    article(desk, "Anna", MONDAY)
    assert due(desk, BERLIN - 31 * MINUTE) == []
    (closed,) = due(desk, BERLIN - 30 * MINUTE)
    assert closed.due_at == BERLIN
    article(desk, "Late", BERLIN - 10 * MINUTE)
    assert send(desk, BERLIN - MINUTE) == []
    assert not (desk.output / "editions" / "daily-1.html").exists()
    assert desk.app.editions.next_due(BERLIN - MINUTE) == BERLIN
    assert due(desk, BERLIN) == []
    assert send(desk, BERLIN) == ["home"]
    assert (desk.output / "editions" / "daily-1.html").exists()
    assert told(due(desk, BERLIN + DAY - 30 * MINUTE)) == {"": ["Late"]}


def test_what_did_not_go_for_hours_after_its_time_is_held_for_a_person(opened: Open) -> None:
    desk = opened("")
    article(desk, "Anna", MONDAY)
    due(desk, BERLIN)
    due(desk, BERLIN + 12 * HOUR)
    with desk.app.store.read() as connection:
        assert connection.scalar(select(digest_tables.editions.c.hold)) == ""
    due(desk, BERLIN + 13 * HOUR)
    with desk.app.store.read() as connection:
        assert (
            connection.scalar(select(digest_tables.editions.c.hold)) == "nothing of it has gone for 12 hours"
        )
    assert send(desk, BERLIN + 13 * HOUR) == []


# At once


def instant(opened: Open, *zones: str, **settings: object) -> Desk:
    return opened(*zones, cadence=Cadence.INSTANT, daily=None, instant_minutes=10.0, **settings)


def test_what_comes_within_ten_minutes_is_in_one_mail_that_leads_to_the_article(opened: Open) -> None:
    desk = instant(opened, "")
    due(desk, MONDAY)
    article(desk, "Anna", MONDAY + HOUR)
    assert due(desk, MONDAY + HOUR) == []
    assert desk.app.editions.next_due(MONDAY + HOUR) == MONDAY + HOUR + 10 * MINUTE
    (closed,) = due(desk, MONDAY + HOUR + 10 * MINUTE)
    assert [story.title for story in closed.edition.stories] == ["Anna"]
    assert closed.edition.stories[0].url in closed.digest.text
    assert "editions/" not in closed.digest.text
    assert send(desk, MONDAY + HOUR + 10 * MINUTE) == ["home"]
    assert not (desk.output / "editions").exists() or not list((desk.output / "editions").glob("instant*"))
    assert due(desk, MONDAY + 2 * HOUR) == []


def test_nobody_is_told_of_what_was_there_before_they_wanted_to_know(opened: Open) -> None:
    desk = instant(opened)
    article(desk, "Old", MONDAY - HOUR)
    due(desk, MONDAY)
    join(desk, "", Cadence.INSTANT)
    assert due(desk, MONDAY + HOUR) == []
    article(desk, "New", MONDAY + 2 * HOUR)
    due(desk, MONDAY + 2 * HOUR)
    (closed,) = due(desk, MONDAY + 3 * HOUR)
    assert [story.title for story in closed.edition.stories] == ["New"]


def test_an_instant_mail_does_not_wake_anybody(opened: Open) -> None:
    desk = instant(opened, "", "Asia/Tokyo", quiet_hours="22:00-07:00")
    due(desk, MONDAY)
    # 15:00 in Berlin, 23:00 in Tokyo.
    now = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    article(desk, "Anna", now)
    due(desk, now)
    (closed,) = due(desk, now + 10 * MINUTE)
    assert closed.planned == 2
    assert send(desk, now + 10 * MINUTE) == ["home"]
    assert send(desk, TOKYO - MINUTE) == []
    assert send(desk, TOKYO) == ["asia.tokyo"]
    with desk.app.store.read() as connection:
        assert ledger.sums(connection, [closed.edition.id])[closed.edition.id] == {DeliveryState.ACCEPTED: 2}
