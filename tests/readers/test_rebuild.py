"""Are the feeds the same, byte for byte, when everything is made again from the inbox alone?"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import Publication, running

pytestmark = pytest.mark.usefixtures("one_pool")

EXAMPLES = Path(__file__).parents[2] / "examples" / "inbox"
HOME = "https://evening.example.org/"


def feeds(publication: Publication) -> dict[str, bytes]:
    """Return every feed, list and archive document of the output."""
    return {
        path: data
        for path, data in publication.published().items()
        if path.endswith((".xml", ".json", ".opml")) and "sitemap" not in path
    }


def rebuilt(publication: Publication) -> dict[str, bytes]:
    """Lose the database and the output, and return the feeds that the inbox alone gives."""
    for file in publication.folder.glob("publisher.db*"):
        file.unlink()
    shutil.rmtree(publication.output)
    publication.with_database().build()
    return feeds(publication)


def age(inbox: Path) -> None:
    """Let every file have been written some days ago, each at another time."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=9)
    for hours, file in enumerate(sorted(path for path in inbox.rglob("*") if path.is_file())):
        moment = (start + timedelta(hours=hours)).timestamp()
        os.utime(file, (moment, moment))


def test_the_examples_give_the_same_feeds_from_an_empty_database(tmp_path: Path) -> None:
    publication = Publication(tmp_path, home=HOME, entries=5).with_database()
    shutil.copytree(EXAMPLES, publication.inbox, dirs_exist_ok=True)
    age(publication.inbox)
    publication.build()
    before = feeds(publication)
    assert {"atom.xml", "rss.xml", "feed.json", "feeds.opml"} <= before.keys()
    assert rebuilt(publication) == before


def test_archives_corrections_and_withdrawals_are_the_same_from_an_empty_database(tmp_path: Path) -> None:
    publication = Publication(tmp_path, home=HOME, entries=10).with_database()
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    fronts = {}
    for number in range(150):
        path = f"{('city', 'world', 'science')[number % 3]}/story-{number:03}.md"
        moment = (start + timedelta(hours=8 * number)).isoformat()
        fronts[path] = f"title: Story number {number}\ndate: {moment}"
        _write(publication, path, fronts[path], number)
    age(publication.inbox)
    publication.build()

    # Newer ones than the archives hold: those keep the text that they were closed with.
    *_, withdrawn, last, third, second, first = fronts
    at = (start + timedelta(days=55)).isoformat()
    _write(publication, first, f"{fronts[first]}\ncorrection: {{date: {at}, text: It was two tons.}}", 149)
    _write(publication, second, f"{fronts[second]}\nwithdrawn: {{date: {at}, reason: It was not so.}}", 148)
    _write(publication, third, f"{fronts[third]}\nupdated: {at}", 900)
    publication.build()
    for command in (
        ("correct", last, "The ship sailed on Tuesday.", "--announce"),
        ("withdraw", withdrawn, "--reason", "The names were mixed up."),
    ):
        done = publication.command(*command)
        assert done.returncode == 0, done.stderr
        publication.build()

    before = feeds(publication)
    assert any(path.startswith("archive/") for path in before)
    after = rebuilt(publication)
    assert after.keys() == before.keys()
    assert [path for path in before if after[path] != before[path]] == []


def test_moves_edits_and_other_dates_are_the_same_from_an_empty_database(tmp_path: Path) -> None:
    publication = Publication(tmp_path, home=HOME).with_database()
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    for number in range(12):
        date = f"\ndate: {(start + timedelta(days=number)).isoformat()}" if number % 2 else ""
        _write(publication, f"city/story-{number}.md", f"title: Story {number}{date}", number)
    age(publication.inbox)
    publication.build()
    later = (start + timedelta(days=30)).isoformat()
    _write(publication, "city/story-0.md", "title: Story 0", 700)
    _write(publication, "city/story-1.md", f"title: Story 1\ndate: {later}", 701)
    _write(publication, "city/story-2.md", "title: Story 2\nslug: second", 2)
    for before, after in (("city/story-1.md", "world/one.md"), ("city/story-3.md", "city/three.md")):
        publication.build()
        (publication.inbox / after).parent.mkdir(exist_ok=True)
        (publication.inbox / before).rename(publication.inbox / after)
    publication.build()
    _write(publication, "city/story-3.md", "title: Another at the old path", 703)
    publication.build()
    before = feeds(publication)
    pages = {path: publication.published()[path] for path in ("city/story-1.html", "city/second.html")}
    assert rebuilt(publication) == before
    assert {path: publication.published()[path] for path in pages} == pages


def test_correcting_an_article_does_not_bring_its_boilerplate_back(tmp_path: Path) -> None:
    publication = Publication(tmp_path, home=HOME).with_database()
    refrain = "Its master slept."
    for number in range(150):
        _write(publication, f"city/story-{number:03}.md", f"title: Story {number}", number, refrain)
    publication.build()
    assert not any(refrain in entry.content for entry in publication.entries())
    assert publication.command("correct", "city/story-149.md", "It was a schooner.").returncode == 0
    publication.build()
    assert not any(refrain in entry.content for entry in publication.entries())


def test_a_running_service_changes_no_feed_while_the_inbox_is_away(tmp_path: Path) -> None:
    publication = Publication(tmp_path, home=HOME).with_database()
    for number in range(30):
        _write(publication, f"city/story-{number}.md", f"title: Story {number}", number)
    with running(publication) as service:
        service.until(lambda: len(publication.entries()) == 30)
        before = publication.published()
        away = publication.inbox.rename(tmp_path / "away")
        service.wait_for("inbox")
        assert publication.published() == before
        away.rename(publication.inbox)
        publication.drop("city/one-more.md", "One more", "It came after the disk was back.")
        service.until(lambda: len(publication.entries()) == 31)
        assert len({entry.id for entry in publication.entries()}) == 31


def _write(publication: Publication, path: str, front: str, number: int, more: str = "") -> None:
    file = publication.inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    modified = file.stat().st_mtime if file.exists() else None
    text = (
        f"Ship {number} came into the harbour with {number + 3} tons of salt.\n\n"
        f"Its master slept {number + 5} hours."
    )
    file.write_text(f"---\n{front}\n---\n\n{text}\n\n{more}\n", encoding="utf-8")
    if modified:
        os.utime(file, (modified + 60, modified + 60))
