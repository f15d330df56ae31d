"""When is an edition of the digest closed, what is in it, and who receives it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk

from publisher import subscribe
from publisher.config import DigestSettings, Grouping, Summary
from publisher.editions import Closed, Editions
from publisher.handover import DeliveryState
from publisher.model import Cadence
from publisher.publish import site
from publisher.store import editions, leases, ledger
from publisher.subscriber import Preferences

SEVEN = MONDAY.replace(hour=6)  # in Berlin, in winter
DAILY = DigestSettings(daily="0 7 * * *", time_zone="Europe/Berlin")

Open = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a publication with these settings of the digest, with one subscriber of each cadence."""
    with ExitStack() as stack:

        def open_with(**settings: object) -> Desk:
            digest = replace(DAILY, **settings)  # type: ignore[arg-type]
            # The ferries of these tests differ in nothing but their names: they would be one story.
            desk = stack.enter_context(open_desk(tmp_path, digest=digest, grouping=Grouping(enabled=False)))
            for cadence in (Cadence.DAILY, Cadence.WEEKLY):
                subscribe.add(
                    desk.app.store,
                    f"{cadence}@example.org",
                    Preferences(cadence=cadence),
                    "test",
                    desk.keys,
                    MONDAY,
                )
            return desk

        yield open_with


def due(desk: Desk, now: datetime) -> list[Closed]:
    return desk.app.editions.close_due(desk.app.site.channels(now).publication, now)


def at_once(desk: Desk, now: datetime, cadence: Cadence = Cadence.DAILY) -> Closed | None:
    closed = desk.app.editions.close_now(desk.app.site.channels(now).publication, cadence, now)
    return closed[0] if closed else None


def article(desk: Desk, title: str, now: datetime, **keys: object) -> None:
    text = (
        f"The ferry called {title} left the harbour of Brindleport on Monday with nobody but a cat on board."
    )
    desk.drop(f"{title}.md", markdown(title, text, **keys), at=now)
    desk.take(now)


def titles(closed: Closed | None) -> list[str]:
    assert closed is not None
    return [story.title for story in closed.edition.stories]


def test_nothing_new_means_no_edition(opened: Open) -> None:
    desk = opened()
    assert at_once(desk, MONDAY) is None
    article(desk, "Anna", MONDAY)
    assert titles(at_once(desk, MONDAY)) == ["Anna"]
    assert at_once(desk, MONDAY + HOUR) is None


def test_an_edition_holds_what_appeared_since_the_last_one_of_its_cadence(opened: Open) -> None:
    desk = opened()
    article(desk, "Anna", MONDAY)
    first = at_once(desk, MONDAY)
    article(desk, "Berta", MONDAY + HOUR)
    second = at_once(desk, MONDAY + 2 * HOUR)
    weekly = at_once(desk, MONDAY + 3 * HOUR, Cadence.WEEKLY)
    assert (titles(first), titles(second), titles(weekly)) == (["Anna"], ["Berta"], ["Berta", "Anna"])
    assert first is not None
    assert second is not None
    assert weekly is not None
    assert (first.edition.number, second.edition.number, weekly.edition.number) == (1, 2, 1)
    assert (first.planned, weekly.planned) == (1, 1)


def test_an_article_of_the_same_second_is_in_exactly_one_edition(opened: Open) -> None:
    desk = opened()
    tick = timedelta(milliseconds=100)
    article(desk, "Anna", MONDAY + 3 * tick)
    first = at_once(desk, MONDAY + 5 * tick)
    article(desk, "Berta", MONDAY + 6 * tick)
    second = at_once(desk, MONDAY + timedelta(seconds=2))
    assert (titles(first), titles(second)) == (["Anna"], ["Berta"])


def test_old_articles_that_arrive_are_archive_material(opened: Open) -> None:
    desk = opened()
    article(desk, "Old", MONDAY, date="2026-11-01")
    article(desk, "New", MONDAY, date="2026-11-20")
    assert titles(at_once(desk, MONDAY)) == ["New"]


def test_a_draft_and_a_date_to_come_are_in_the_edition_after_their_time(opened: Open) -> None:
    desk = opened()
    article(desk, "Draft", MONDAY, draft="true")
    article(desk, "Later", MONDAY, date="2026-11-24T06:00:00Z")
    assert at_once(desk, MONDAY) is None
    assert titles(at_once(desk, MONDAY + DAY)) == ["Later"]


def test_newest_first_or_by_weight_with_those_without_one_behind(opened: Open) -> None:
    desk = opened(order="newest")
    for number, (title, weight) in enumerate([("Heavy", 9), ("None", 0), ("Light", 1), ("Newest", 0)]):
        article(desk, title, MONDAY + number * HOUR, weight=weight)
    now = MONDAY + 5 * HOUR
    channel = desk.app.site.channels(now).publication
    newest = desk.app.editions.preview(channel, Cadence.DAILY, now)
    assert titles(newest) == ["Newest", "Light", "None", "Heavy"]
    config = replace(desk.app.config, digest=replace(DAILY, order="weight"))
    weighted = Editions(desk.app.store, config, site.folders(config))
    assert titles(weighted.preview(channel, Cadence.DAILY, now)) == ["Light", "Heavy", "Newest", "None"]


def test_more_stories_than_allowed_are_counted_and_not_brought_later(opened: Open) -> None:
    desk = opened(stories=2)
    for number in range(5):
        article(desk, f"Story{number}", MONDAY + number * HOUR)
    closed = at_once(desk, MONDAY + DAY)
    assert titles(closed) == ["Story4", "Story3"]
    assert closed is not None
    assert closed.edition.omitted == 3
    assert at_once(desk, MONDAY + 2 * DAY) is None


def test_a_preview_closes_nothing(opened: Open) -> None:
    desk = opened()
    article(desk, "Anna", MONDAY)
    rows = desk.rows()
    closed = desk.app.editions.preview(desk.app.site.channels(MONDAY).publication, Cadence.DAILY, MONDAY)
    assert closed is not None
    assert "Anna" in closed.digest.html
    assert desk.rows() == rows


# The schedule


def test_a_new_publication_does_not_send_at_once(opened: Open) -> None:
    desk = opened(weekly="0 8 * * 6")
    article(desk, "Anna", MONDAY)
    desk.app.editions.begin(MONDAY)
    assert due(desk, MONDAY) == []
    assert due(desk, SEVEN + DAY - HOUR) == []
    assert [each.edition.cadence for each in due(desk, SEVEN + DAY)] == [Cadence.DAILY]


def test_beginning_again_does_not_forget_what_was_missed(opened: Open) -> None:
    desk = opened()
    desk.app.editions.begin(MONDAY)
    article(desk, "Anna", MONDAY)
    desk.app.editions.begin(SEVEN + DAY + HOUR)
    assert len(due(desk, SEVEN + DAY + HOUR)) == 1


def test_ticks_that_were_missed_are_made_up_for_by_one_edition(opened: Open) -> None:
    desk = opened()
    desk.app.editions.begin(MONDAY)
    article(desk, "Anna", MONDAY)
    article(desk, "Berta", MONDAY + DAY)
    (closed,) = due(desk, SEVEN + 3 * DAY + HOUR)
    assert titles(closed) == ["Berta", "Anna"]
    assert closed.late == ""
    assert due(desk, SEVEN + 3 * DAY + HOUR) == []


def test_an_edition_that_is_too_late_is_held_and_nothing_of_it_is_sent(opened: Open) -> None:
    desk = opened(late_hours=2.0)
    desk.app.editions.begin(MONDAY)
    article(desk, "Anna", MONDAY)
    (closed,) = due(desk, SEVEN + DAY + 3 * HOUR)
    assert closed.late == "due at 2026-11-24 07:00 CET, 3 hours ago"
    with desk.app.store.write() as connection:
        assert leases.sendable(connection, SEVEN + 9 * DAY) == []
        assert ledger.sums(connection, [closed.edition.id])[closed.edition.id] == {DeliveryState.PLANNED: 1}


def test_a_tick_without_articles_is_done_too(opened: Open) -> None:
    desk = opened()
    desk.app.editions.begin(MONDAY)
    assert due(desk, SEVEN + DAY) == []
    article(desk, "Anna", SEVEN + DAY + HOUR)
    assert due(desk, SEVEN + DAY + 2 * HOUR) == []
    assert len(due(desk, SEVEN + 2 * DAY)) == 1


def test_two_closings_of_one_period_give_one_edition(opened: Open) -> None:
    desk = opened()
    desk.app.editions.begin(MONDAY)
    article(desk, "Anna", MONDAY)
    assert len(due(desk, SEVEN + DAY)) == 1
    article(desk, "Berta", SEVEN + DAY + HOUR)
    with desk.app.store.write() as connection:  # as if the memory of the tick were lost
        from publisher.store import memory

        memory.forget(connection, "tick daily")
    assert due(desk, SEVEN + DAY + 2 * HOUR) == []
    with desk.app.store.read() as connection:
        assert len(editions.listed(connection, 10)) == 1


@pytest.mark.parametrize(
    ("line", "night"),
    [("30 2 * * *", datetime(2026, 10, 25).date()), ("30 2 * * *", datetime(2026, 3, 29).date())],  # noqa: DTZ001  a day
)
def test_in_the_nights_when_clocks_change_there_is_one_edition(
    opened: Open, line: str, night: datetime
) -> None:
    desk = opened(daily=line)
    midnight = MONDAY.replace(year=night.year, month=night.month, day=night.day, hour=0) - 4 * HOUR
    desk.app.editions.begin(midnight)
    closed = []
    for quarter in range(40):
        now = midnight + quarter * HOUR / 4
        article(desk, f"Story{quarter}", now)
        closed += due(desk, now)
    assert len(closed) == 1


def test_next_ticks_are_in_the_zone_of_the_digest(opened: Open) -> None:
    desk = opened(weekly="0 8 * * 6", time_zone="Asia/Tokyo")
    assert desk.app.editions.zone == "Asia/Tokyo"
    ticks = desk.app.editions.next_ticks(MONDAY)
    assert {cadence: tick.isoformat() for cadence, tick in ticks.items()} == {
        Cadence.DAILY: "2026-11-24T07:00:00+09:00",
        Cadence.WEEKLY: "2026-11-28T08:00:00+09:00",
    }


def test_an_article_that_was_still_being_taken_when_an_edition_closed_is_in_the_next(opened: Open) -> None:
    desk = opened()
    article(desk, "one", MONDAY)
    text = "The second ferry left the harbour of Brindleport an hour later, and took the cat home again."
    desk.drop("two.md", markdown("two", text))

    def close_in_between(_: int) -> None:
        at_once(desk, MONDAY + HOUR)

    desk.take(MONDAY + HOUR / 2, progress=close_in_between)
    assert titles(at_once(desk, MONDAY + 2 * HOUR)) == ["two"]


def test_what_did_not_fit_is_not_told_by_the_next_edition(opened: Open) -> None:
    desk = opened(stories=1)
    for title in ("one", "two"):
        article(desk, title, MONDAY)
    first = at_once(desk, MONDAY + HOUR)
    assert first is not None
    assert (len(first.edition.stories), first.edition.omitted) == (1, 1)
    assert at_once(desk, MONDAY + 2 * HOUR) is None


@pytest.mark.parametrize(
    ("prefer", "summary"),
    [
        ("description", "A cat goes to sea."),
        (
            "text",
            "The ferry called Anna left the harbour of Brindleport on Monday with nobody but a cat on board.",
        ),
    ],
)
def test_the_settings_say_whether_the_editors_description_is_the_summary(
    tmp_path: Path, prefer: Literal["description", "text"], summary: str
) -> None:
    with open_desk(tmp_path, summary=Summary(prefer=prefer)) as desk:
        article(desk, "Anna", MONDAY, description="A cat goes to sea.")
        closed = at_once(desk, MONDAY)
        assert closed is not None
        assert [story.summary for story in closed.edition.stories] == [summary]
        assert desk.entries()["Anna.md"].article.summary == summary
