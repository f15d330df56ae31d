"""Does what is learned stay bounded, without being forgotten too early?"""

from __future__ import annotations

from desk import Desk, markdown, story
from sqlalchemy import func, select

from publisher.store import inbox
from publisher.store.tables import sightings

REFRAIN = (
    "The Brindleport Lantern is printed on Fridays at the old ropewalk, between the chandlery and the mill."
)
MOST = 48


def most_carriers(desk: Desk) -> int:
    with desk.app.store.read() as connection:
        rows = connection.execute(select(func.count(sightings.c.article)).group_by(sightings.c.fingerprint))
        return max(count for (count,) in rows)


def test_of_a_block_that_many_articles_carry_the_first_are_remembered(desk: Desk) -> None:
    for number in range(MOST + 4):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), REFRAIN))
    desk.build()
    assert most_carriers(desk) == MOST
    for entry in desk.entries().values():
        assert REFRAIN not in [block.text for block in entry.article.blocks]


def test_a_block_that_stood_alone_for_fifty_thousand_articles_is_forgotten(desk: Desk) -> None:
    desk.drop("0.md", markdown("Story 0", *story(0)))
    desk.build()
    with desk.app.store.write() as connection:
        inbox.tidy(connection, [50_000])
        assert connection.scalar(select(func.count()).select_from(sightings))
        inbox.tidy(connection, [50_001])
        assert not connection.scalar(select(func.count()).select_from(sightings))


def test_a_block_that_came_again_is_remembered_however_many_articles_come(desk: Desk) -> None:
    for number in range(2):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), REFRAIN))
    desk.build()
    with desk.app.store.write() as connection:
        inbox.tidy(connection, [50_001, 50_002])
    assert most_carriers(desk) == 2
