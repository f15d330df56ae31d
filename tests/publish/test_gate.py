"""Does a bad file never take the place of a good one?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk import HOUR, MONDAY, Desk, markdown, open_desk, story

from publisher.publish import pages

BROKEN = b"publisher has lost its mind"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        for number in range(3):
            opened.drop(f"world/{number}.md", markdown(f"Story {number}", *story(number)))
        opened.build()
        yield opened


def renderer(desk: Desk, scope: str, name: str) -> Any:
    """Return a renderer as the next publication will use it."""
    made = pages.loaded(desk.app.site.templates, desk.app.site._signature())
    return next(each for each in getattr(made, scope) if each.name == name)


def close(desk: Desk, now: Any) -> None:
    from publisher.model import Cadence

    channel = desk.app.site.channels(now).publication
    assert next(iter(desk.app.editions.close_now(channel, Cadence.DAILY, now)), None)


@pytest.mark.parametrize(
    ("scope", "name", "path"),
    [
        ("list", "sitemap", "sitemaps/first.xml"),
        ("list", "search shard", "search/first.js"),
        ("site", "sitemap index", "sitemap.xml"),
        ("site", "news sitemap", "sitemaps/news.xml"),
        ("site", "search index", "search/index.js"),
        ("site", "search page", "search/index.html"),
        ("site", "not found", "404.html"),
        ("site", "feed style", "feed.css"),
        ("volume", "robots", "robots.txt"),
        ("volume", "opml", "feeds.opml"),
        ("volume", "sitemap of pages", "sitemaps/pages.xml"),
        ("volume", "editions feed", "editions/atom.xml"),
        ("volume", "editions index", "editions/index.html"),
    ],
)
def test_the_old_file_stays_until_the_new_one_is_good(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, scope: str, name: str, path: str
) -> None:
    file = desk.output / path
    good = file.read_bytes()
    later = MONDAY + HOUR
    desk.drop("world/new.md", markdown("New", *story(7)), at=MONDAY)
    desk.take(later)
    close(desk, later)
    with monkeypatch.context() as patch:
        patch.setattr(renderer(desk, scope, name), "render", lambda *_: BROKEN)
        faults = desk.publish(later).faults
        assert faults
        assert all(each.startswith(f"{path}: ") and each.endswith("; the old file stays") for each in faults)
        assert file.read_bytes() == good
        # It is told again and again, not only to the one who looks at the first run.
        assert desk.publish(later + timedelta(seconds=1)).faults == faults
    assert desk.publish(later + timedelta(seconds=2)).faults == []
    assert BROKEN not in file.read_bytes()
    with open_desk(desk.inbox.parent) as fresh:
        assert fresh.publish(later + timedelta(seconds=3)).files == []


def test_everything_else_is_published_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer(desk, "list", "sitemap"), "render", lambda *_: BROKEN)
    desk.drop("world/new.md", markdown("New", *story(7)), at=MONDAY)
    desk.take(MONDAY + HOUR)
    report = desk.publish(MONDAY + HOUR)
    assert report.faults == ["sitemaps/first.xml: " + report.faults[0].partition(": ")[2]]
    assert "New" in {each.title for each in desk.feed().entries}
    assert b'"title":"New"' in (desk.output / "search/first.js").read_bytes()
    assert (desk.output / "world/new.html").exists()
