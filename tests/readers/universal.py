"""What does a reader show that is little more than Python's feedparser?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser

from tests.readers.base import Item, Reader, one_line


class Universal(Reader):
    """Keeps the newest version of every id, and marks as unread whatever has a newer ``updated``."""

    name = "feedparser"

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        super().__init__(home, url, answered)
        self._items: dict[str, Item] = {}
        self._updated: dict[str, str] = {}
        self._etag: str | None = None
        self._modified: str | None = None

    @classmethod
    def version(cls) -> str:
        return str(feedparser.__version__)

    def refresh(self) -> None:
        found = feedparser.parse(self.url, etag=self._etag, modified=self._modified)
        if found.status == 304:
            return
        assert found.status == 200
        assert not found.bozo, found.bozo_exception
        self._etag, self._modified = found.get("etag"), found.get("modified")
        for entry in found.entries:
            self._take(entry)

    def shown(self) -> list[Item]:
        return list(self._items.values())

    def read_all(self) -> None:
        for key, item in self._items.items():
            self._items[key] = Item(id=item.id, title=item.title, text=item.text, unread=False)

    def _take(self, entry: Any) -> None:
        # Not entry.get: feedparser takes `published` for it where an RSS item has none, and warns.
        updated = entry.updated if dict.__contains__(entry, "updated") else entry.published
        before = self._items.get(entry.id)
        again = before is None or before.unread or updated != self._updated[entry.id]
        self._updated[entry.id] = updated
        text = one_line(" ".join(content.value for content in entry.content))
        self._items[entry.id] = Item(id=entry.id, title=one_line(entry.title), text=text, unread=bool(again))
