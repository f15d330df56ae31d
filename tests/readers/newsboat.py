"""What does newsboat show?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.readers.base import Item, Reader, debian_version, one_line


class Newsboat(Reader):
    """A newsboat as it is installed; its cache is what its list shows."""

    name = "newsboat"
    programs = ("newsboat",)
    # Measured with 2.21: it notes the ETag before the feed has a row in its cache, so that the first is lost.
    forgets_first = True

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        super().__init__(home, url, answered)
        (home / "urls").write_text(url + "\n", encoding="utf-8")
        (home / "config").write_text("auto-reload no\n", encoding="utf-8")

    @classmethod
    def version(cls) -> str:
        return debian_version("newsboat")

    def refresh(self) -> None:
        self._run(
            *("newsboat", "-C", self.home / "config", "-u", self.home / "urls"),
            *("-c", self.home / "cache.db", "-x", "reload"),
        )

    def shown(self) -> list[Item]:
        with closing(sqlite3.connect(self.home / "cache.db")) as cache:
            rows = cache.execute("SELECT guid, title, content, unread FROM rss_item WHERE deleted = 0")
            return [
                Item(id=guid, title=one_line(title), text=one_line(content), unread=bool(unread))
                for guid, title, content, unread in rows
            ]

    def read_all(self) -> None:
        # What its key for this does; there is no command for it.
        with closing(sqlite3.connect(self.home / "cache.db")) as cache, cache:
            cache.execute("UPDATE rss_item SET unread = 0")
