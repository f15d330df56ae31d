"""Are articles of an older version of the program read again, once, and silently?"""

from __future__ import annotations

import pytest
from desk import HOUR, MONDAY, Desk, markdown, story
from sqlalchemy import delete, func, select

from publisher import clean
from publisher.ingest import pieces
from publisher.store import memory
from publisher.store.tables import sightings

REFRAIN = (
    "The Brindleport Lantern is printed on Fridays at the old ropewalk, between the chandlery and the mill."
)


def remembered(desk: Desk) -> int:
    with desk.app.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(sightings)) or 0


def age(desk: Desk) -> None:
    """Leave the database as a version left it that knew blocks by other fingerprints."""
    with desk.app.store.write() as connection:
        connection.execute(delete(sightings))
        memory.remember(connection, memory.CLEANING, "1 of long ago")


def test_an_upgrade_learns_the_blocks_of_all_articles_anew(desk: Desk) -> None:
    for number in range(2):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), REFRAIN))
    desk.build()
    before = remembered(desk)
    age(desk)
    desk.drop("2.md", markdown("Story 2", *story(2), REFRAIN))
    report, _ = desk.build(MONDAY + HOUR)
    assert remembered(desk) > before > 0
    assert (report.new, report.edited) == (1, 0)
    for entry in desk.entries(MONDAY + HOUR).values():
        assert REFRAIN not in [block.text for block in entry.article.blocks]


def test_it_happens_once_and_changes_no_date(desk: Desk) -> None:
    desk.drop("0.md", markdown("Story 0", *story(0)))
    desk.build()
    before = desk.entries()["0.md"]
    age(desk)
    report, _ = desk.build(MONDAY + HOUR)
    assert report.recleaned == 0
    assert desk.entries(MONDAY + HOUR)["0.md"] == before
    with desk.app.store.read() as connection:
        assert memory.recall(connection, memory.CLEANING) == clean.method()


def test_killed_in_between_it_begins_again_and_nothing_is_left_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(_: int) -> None:
        raise Killed

    for number in range(4):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), REFRAIN))
    desk.build()
    before = remembered(desk)
    age(desk)
    monkeypatch.setattr(pieces, "_PIECE", 1)
    with pytest.raises(Killed):
        desk.take(MONDAY + HOUR, progress=die)
    assert 0 < remembered(desk) < before
    desk.take(MONDAY + HOUR)
    assert remembered(desk) == before
    assert all(
        REFRAIN not in [block.text for block in entry.article.blocks]
        for entry in desk.entries(MONDAY + HOUR).values()
    )
