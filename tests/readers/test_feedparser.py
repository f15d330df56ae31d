"""Does the parser that most feed readers in Python use find any fault in a feed?"""

from __future__ import annotations

import shutil
from pathlib import Path

import feedparser

from tests.end_to_end.newsroom import SAMPLES, Publication
from tests.notify.services import static


def test_feedparser_finds_no_fault(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    with static(str(tmp_path / "feeds")) as home:
        publication = Publication(tmp_path, home=home).with_database()
        for file in SAMPLES.glob("*.txt"):
            shutil.copy(file, publication.inbox)
        publication.drop(
            "city/zoë & <co>.md",
            "Zoë & Co: 5 < 6 — 日本",
            "With *marks*, <b>tags</b>, a [link](/x?a=1&b=2).",
        )
        publication.build()
        for path in ("atom.xml", "city/atom.xml"):
            feed = feedparser.parse(f"{home}{path}")
            assert feed.status == 200
            assert not feed.bozo, feed.bozo_exception
            assert feed.version == "atom10"
            assert feed.feed.updated_parsed
            assert {link.rel: link.href for link in feed.feed.links}["self"] == f"{home}{path}"
            assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0
            for entry in feed.entries:
                assert entry.updated_parsed
                assert entry.published_parsed
                assert entry.title
                assert entry.summary
                assert entry.link.startswith(home)
                assert entry.content[0].type == "text/html"
        assert feed.entries[0].title == "Zoë & Co: 5 < 6 — 日本"
