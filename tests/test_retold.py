"""Do subscribers learn what was wrong in the digests that they have?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story

from publisher.config import Grouping
from publisher.editions import Closed
from publisher.files import NOTICES
from publisher.model import Cadence
from publisher.store import editions


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, grouping=Grouping(enabled=False)) as found:
        found.drop("crane.md", markdown("Crane", *story(0)))
        found.build(MONDAY)
        yield found


def close(desk: Desk, now: datetime, cadence: Cadence = Cadence.DAILY) -> Closed | None:
    closed = desk.app.editions.close_now(desk.app.site.channels(now).publication, cadence, now)
    return closed[0] if closed else None


def new(desk: Desk, number: int, now: datetime) -> None:
    desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number)), at=now)
    desk.build(now)


def act(desk: Desk, kind: str, text: str, now: datetime, more: str = "") -> None:
    file = desk.inbox / NOTICES
    before = file.read_text() if file.exists() else ""
    key = "text" if kind == "correction" else "reason"
    at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    desk.drop(
        NOTICES, f'{before}[[{kind}]]\narticle = "crane.md"\nat = {at}\n{key} = "{text}"\n{more}\n', at=now
    )
    desk.build(now)


def told(closed: Closed | None) -> list[str]:
    assert closed
    return [each.text for each in closed.edition.corrections]


def test_each_cadence_tells_of_a_correction_once_in_html_and_text(desk: Desk) -> None:
    for cadence in Cadence:
        close(desk, MONDAY, cadence)
    act(desk, "correction", "It was Wednesday.", MONDAY + DAY, "announce = true")
    new(desk, 1, MONDAY + DAY)
    for cadence in Cadence:
        closed = close(desk, MONDAY + DAY + HOUR, cadence)
        assert told(closed) == ["It was Wednesday."]
        assert closed
        # The announcement is for feeds: here the section says it.
        assert [each.title for each in closed.edition.stories] == ["Story 1"]
        assert "It was Wednesday." in closed.digest.html
        assert ">Corrections<" in closed.digest.html
        assert "Corrections\n===========\n\nCrane\nhttps://courier.example.org/" in closed.digest.text
        with desk.app.store.read() as connection:
            assert editions.load(connection, closed.edition.id)[0] == closed.edition
    new(desk, 2, MONDAY + 2 * DAY)
    for cadence in Cadence:
        assert told(close(desk, MONDAY + 2 * DAY + HOUR, cadence)) == []


def test_what_an_edition_said_with_the_story_is_not_said_again(desk: Desk) -> None:
    act(desk, "correction", "It was Wednesday.", MONDAY + HOUR)
    close(desk, MONDAY + 2 * HOUR)
    act(desk, "correction", "And in Arbury.", MONDAY + DAY)
    new(desk, 1, MONDAY + DAY)
    assert told(close(desk, MONDAY + DAY + HOUR)) == ["And in Arbury."]


def test_a_withdrawal_is_told_instead_of_the_article_and_to_those_who_had_it_only(desk: Desk) -> None:
    close(desk, MONDAY)
    act(desk, "withdrawal", "None of it is so.", MONDAY + DAY)
    new(desk, 1, MONDAY + DAY)
    daily = close(desk, MONDAY + DAY + HOUR)
    assert told(daily) == ["None of it is so."]
    assert daily is not None
    assert "withdrawn on" in daily.digest.text
    weekly = close(desk, MONDAY + DAY + HOUR, Cadence.WEEKLY)
    assert told(weekly) == []
    assert weekly is not None
    assert [each.title for each in weekly.edition.stories] == ["Story 1"]


def test_a_correction_alone_closes_no_edition_and_waits_for_the_next(desk: Desk) -> None:
    close(desk, MONDAY)
    act(desk, "correction", "It was Wednesday.", MONDAY + DAY)
    assert close(desk, MONDAY + DAY + HOUR) is None
    new(desk, 1, MONDAY + 2 * DAY)
    assert told(close(desk, MONDAY + 2 * DAY + HOUR)) == ["It was Wednesday."]
