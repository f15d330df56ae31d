"""Into which documents are the articles cut, so that a new one changes only the youngest?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from publisher.outputs import Chunk
from publisher.store.documents import Place, Position

FIRST = "first"
"""The name of the oldest document: whichever article begins it, an older one may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The articles of one document, the oldest first, and what the document is called."""

    chunk: Chunk
    places: tuple[Place, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of its articles."""
        return [place.position.id.hex for place in self.places]

    @property
    def updated(self) -> datetime:
        """The newest change in it."""
        return max(place.updated for place in self.places)


def cut(places: Iterable[Place], begins: Callable[[Place], bool], *, oldest: bool) -> list[Run]:
    """Return the documents that hold ``places``, which are in order of publication.

    ``begins`` says whether an article begins one. ``oldest`` says that no article stands before these;
    what stands before the first beginning is a document only then.
    """
    groups: list[list[Place]] = []
    for place in places:
        if begins(place) or (not groups and oldest):
            groups.append([place])
        elif groups:
            groups[-1].append(place)
    runs = [
        Run(chunk=Chunk(name=name(group[0].position) if index or not oldest else FIRST), places=tuple(group))
        for index, group in enumerate(groups)
    ]
    return list(_linked(runs))


def name(beginning: Position) -> str:
    """Return what a document that begins with the article at this position is called."""
    return beginning.id.hex[:12]


def key(*about: object) -> str:
    """Return what tells whether a document must be rendered again: of all that it is rendered from."""
    return hashlib.blake2b(repr(about).encode(), digest_size=16).hexdigest()


def _linked(runs: Sequence[Run]) -> Iterator[Run]:
    for index, run in enumerate(runs):
        yield replace(
            run,
            chunk=replace(
                run.chunk,
                previous=runs[index - 1].chunk.name if index else "",
                next=runs[index + 1].chunk.name if index + 1 < len(runs) else "",
            ),
        )
