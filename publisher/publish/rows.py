"""Into which documents is a list of all articles cut, and in which of them do changed ones stand?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from publisher.publish import chunks
from publisher.publish.chunks import Run
from publisher.store import documents
from publisher.store.documents import Place, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The documents of a list, the oldest first: all but the first begin at one of ``beginnings``.

    The first is there when there is an article at all.
    """

    beginnings: tuple[Position, ...]
    is_empty: bool

    @property
    def names(self) -> list[str]:
        """What the documents are called."""
        return [] if self.is_empty else [chunks.FIRST, *map(chunks.name, self.beginnings)]

    def around(self, changed: Iterable[Place]) -> set[int]:
        """Return which documents hold these articles, and which ones they have cut or put together."""
        found = set()
        for place in changed:
            index = bisect_right(self.beginnings, place.position)
            found.add(index)
            if index and self.beginnings[index - 1] == place.position:
                found.add(index - 1)
        return found

    def some(self, connection: Connection, now: datetime, indexes: Collection[int]) -> Iterator[Run]:
        """Return some documents with their articles."""
        edges = (None, *self.beginnings, None)
        for index in sorted(indexes):
            start = edges[index]
            places = documents.places(connection, now, None, start, edges[index + 1])
            yield from self._cut(places, start)

    def all(self, places: Iterable[Place]) -> Iterator[Run]:
        """Return all documents; ``places`` are all visible articles, the oldest first."""
        return self._cut(places, None)

    def _cut(self, places: Iterable[Place], start: Position | None) -> Iterator[Run]:
        beginnings = set(self.beginnings)
        yield from chunks.cut(places, lambda place: place.position in beginnings, oldest=start is None)


def row(connection: Connection, now: datetime, steps: Sequence[int]) -> Row:
    """Return how a list of all visible articles with these ``steps`` (``ListRenderer``) is cut."""
    first = documents.oldest(connection, now)
    beginnings = documents.every_beginning(connection, now, steps)
    return Row(beginnings=tuple(each for each in beginnings if each != first), is_empty=first is None)
