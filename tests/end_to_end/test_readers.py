"""Do real feed readers show each article once, whatever happens to it?"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import pytest

from tests.end_to_end.newsroom import SAMPLES, Publication


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; gives its address."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Newsboat:
    """A newsboat with a home of its own, subscribed to one feed."""

    def __init__(self, home: Path, url: str) -> None:
        self._home = home
        home.mkdir()
        (home / "urls").write_text(url + "\n", encoding="utf-8")
        (home / "config").write_text("auto-reload no\nreload-only-visible-feeds no\n", encoding="utf-8")

    def reload(self) -> int:
        """Fetch the feed, and return how many articles are unread."""
        result = subprocess.run(
            [
                *("newsboat", "-C", self._home / "config", "-u", self._home / "urls"),
                *("-c", self._home / "cache.db", "-x", "reload", "print-unread"),
            ],
            env={"PATH": os.environ["PATH"], "HOME": str(self._home), "LANG": "C.UTF-8", "TERM": "dumb"},
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return int(result.stdout.split()[0])

    def shown(self) -> list[tuple[str, str]]:
        """Return title and text of every article in its cache."""
        with closing(sqlite3.connect(self._home / "cache.db")) as cache:
            return sorted(cache.execute("SELECT title, content FROM rss_item WHERE deleted = 0"))


@pytest.mark.program("newsboat")
def test_newsboat_shows_each_article_once_through_edits_and_a_lost_database(tmp_path: Path) -> None:
    with served(tmp_path / "feeds") as home:
        publication = Publication(tmp_path, home=home).with_database()
        for file in SAMPLES.glob("*.txt"):
            shutil.copy(file, publication.inbox)
        publication.build()
        reader = Newsboat(tmp_path / "newsboat", f"{home}atom.xml")

        assert reader.reload() == 2
        first = reader.shown()
        assert [title for title, _ in first] == sorted(publication.feed())
        assert not any("Remind me later" in text for _, text in first)

        edited = next(publication.inbox.glob("000_*"))
        edited.chmod(0o644)
        text = edited.read_text(encoding="utf-8")
        edited.write_text(text.replace("A few hundred protesters", "Several thousand protesters"))
        publication.build()
        reader.reload()
        second = reader.shown()
        assert [title for title, _ in second] == [title for title, _ in first]
        assert any("Several thousand protesters" in text for _, text in second)
        assert not any("A few hundred protesters" in text for _, text in second)

        for file in tmp_path.glob("publisher.db*"):
            file.unlink()
        publication.build()
        reader.reload()
        assert reader.shown() == second


def test_feedparser_finds_no_fault(tmp_path: Path) -> None:
    with served(tmp_path / "feeds") as home:
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
