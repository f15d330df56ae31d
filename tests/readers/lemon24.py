"""What does lemon24's `reader` show?"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from tests.readers.base import Item, Reader, one_line


class Lemon24(Reader):
    """The library `reader`, as its own applications use it."""

    name = "lemon24/reader"
    feeds = ("atom.xml", "rss.xml", "feed.json")

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        super().__init__(home, url, answered)
        from reader import make_reader  # it is only there with the extra for tests

        self._reader = make_reader(str(home / "reader.sqlite"))
        self._reader.add_feed(url)

    @classmethod
    def version(cls) -> str:
        return version("reader")

    def refresh(self) -> None:
        self._reader.update_feed(self.url)

    def shown(self) -> list[Item]:
        return [
            Item(
                id=entry.id,
                title=one_line(entry.title or ""),
                text=one_line(" ".join(content.value for content in entry.content) or entry.summary or ""),
                unread=not entry.read,
            )
            for entry in self._reader.get_entries()
        ]

    def read_all(self) -> None:
        for entry in self._reader.get_entries(read=False):
            self._reader.mark_entry_as_read(entry)

    def close(self) -> None:
        self._reader.close()
