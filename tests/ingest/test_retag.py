"""Do articles get the tags of the vocabulary, whenever they came, and does nobody hear of it?"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from desk import HOUR, MONDAY, Desk, markdown, open_desk, story
from sqlalchemy import text, update

from publisher.config import Tags
from publisher.ingest import retag
from publisher.ingest.report import Report
from publisher.store import memory, tagging
from publisher.store.tables import articles

APPLIED = Tags(vocabulary=("Arbury", "Belford", "Fishing"), suggest="apply")


def drop(desk: Desk) -> None:
    desk.drop("arbury.md", markdown("A bridge for Arbury", *story(0)))
    desk.drop("belford.md", markdown("A bridge for Belford", *story(1), tags="[sea]"))


def tags(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {path: entry.article.meta.tags for path, entry in desk.entries(MONDAY + HOUR).items()}


def test_an_article_without_tags_gets_those_that_fit_and_its_feed_names_them(tmp_path: Path) -> None:
    with open_desk(tmp_path, tags=APPLIED) as desk:
        drop(desk)
        desk.build()
        assert tags(desk) == {"arbury.md": ("Arbury",), "belford.md": ("sea",)}
        terms = {each.title: [tag.term for tag in each.tags] for each in desk.feed().entries}
        assert terms == {"A bridge for Arbury": ["Arbury"], "A bridge for Belford": ["sea"]}


def test_a_vocabulary_that_is_only_for_checking_tags_nothing(tmp_path: Path) -> None:
    with open_desk(tmp_path, tags=Tags(vocabulary=("Arbury",))) as desk:
        drop(desk)
        desk.build()
        assert tags(desk) == {"arbury.md": (), "belford.md": ("sea",)}
        with desk.app.store.read() as connection:
            assert memory.recall(connection, memory.TAGGING) is None


def test_a_changed_vocabulary_reaches_older_articles_once_and_moves_no_date(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        drop(desk)
        desk.build()
        before = desk.entries()
    with open_desk(tmp_path, tags=APPLIED) as desk:
        report, published = desk.build(MONDAY + HOUR)
        assert (report.new, report.edited, report.recleaned, published.pages) == (0, 0, 1, 1)
        after = desk.entries(MONDAY + HOUR)
        assert tags(desk) == {"arbury.md": ("Arbury",), "belford.md": ("sea",)}
        for path, entry in after.items():
            assert (entry.id, entry.published, entry.updated) == (
                before[path].id,
                before[path].published,
                before[path].updated,
            )
            assert entry.fingerprint == before[path].fingerprint
        (tagged,) = (each for each in desk.feed().entries if each.title == "A bridge for Arbury")
        assert [tag.term for tag in tagged.tags] == ["Arbury"]
        assert "Arbury</li>" in (desk.output / after["arbury.md"].page).read_text(encoding="utf-8")
        report, published = desk.build(MONDAY + HOUR)
        assert (report.recleaned, published.pages) == (0, 0)


@pytest.mark.parametrize(
    "later", [Tags(), Tags(vocabulary=APPLIED.vocabulary), Tags(vocabulary=("Fishing",), suggest="apply")]
)
def test_tags_go_again_with_the_vocabulary(tmp_path: Path, later: Tags) -> None:
    with open_desk(tmp_path, tags=APPLIED) as desk:
        drop(desk)
        desk.build()
        assert tags(desk)["arbury.md"] == ("Arbury",)
    with open_desk(tmp_path, tags=later) as desk:
        desk.build(MONDAY + HOUR)
        assert tags(desk) == {"arbury.md": (), "belford.md": ("sea",)}


def test_articles_are_the_same_whether_the_vocabulary_or_they_came_first(tmp_path: Path) -> None:
    with open_desk(tmp_path / "one", tags=APPLIED) as desk:
        drop(desk)
        desk.build()
        desk.build(MONDAY + HOUR)
        one = desk.entries(MONDAY + HOUR)
    with open_desk(tmp_path / "other") as desk:
        drop(desk)
        desk.build()
    with open_desk(tmp_path / "other", tags=APPLIED) as desk:
        desk.build(MONDAY + HOUR)
        assert desk.entries(MONDAY + HOUR) == one


def test_the_order_of_the_vocabulary_is_no_change(tmp_path: Path) -> None:
    one, other = (
        retag.applied(APPLIED),
        retag.applied(Tags(vocabulary=APPLIED.vocabulary[::-1], suggest="apply")),
    )
    assert one.digest == other.digest != ""
    assert retag.applied(Tags(vocabulary=APPLIED.vocabulary)).digest == ""


def test_an_article_that_nobody_has_seen_stays_unseen(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        drop(desk)
        desk.take()
        with desk.app.store.write() as connection:
            connection.execute(update(articles).values(rendered=None, arrived_at=MONDAY))
    with open_desk(tmp_path, tags=APPLIED) as desk:
        retag.follow(desk.app.store, retag.applied(APPLIED), Report(), int)
        assert desk.entries(MONDAY + HOUR) == {}
        assert desk.take(MONDAY + HOUR).new == 2
        assert tags(desk)["arbury.md"] == ("Arbury",)


def test_the_tags_of_most_articles_come_first(desk: Desk) -> None:
    for number, names in enumerate(["[sea]", "[Sea bass, sea]", "[wind, sea]", "[wind]"]):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), tags=names))
    desk.drop("5.md", markdown("Story 5", *story(5)))
    desk.build()
    with desk.app.store.read() as connection:
        assert tagging.used(connection, 10) == ["sea", "wind", "Sea bass"]
        assert tagging.used(connection, 1) == ["sea"]


def test_ten_thousand_articles_are_looked_through_at_once(desk: Desk) -> None:
    desk.drop("0.md", markdown("Story", *story(0), tags="[sea, wind]"))
    desk.build()
    names = ", ".join(column.name for column in articles.c if column.name not in {"number", "id", "page"})
    copy = (
        "WITH RECURSIVE n(x) AS (SELECT 2 UNION ALL SELECT x + 1 FROM n WHERE x < 10000) "
        f"INSERT INTO articles (number, id, page, {names}) "
        f"SELECT x, randomblob(16), x, {names} FROM n, articles WHERE number = 1"
    )
    with desk.app.store.write() as connection:
        connection.execute(text(copy))
    started = time.process_time()
    with desk.app.store.read() as connection:
        assert tagging.used(connection, 10) == ["sea", "wind"]
    # 0.04 s where it was measured.
    assert time.process_time() - started < 0.5
