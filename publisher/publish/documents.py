"""Which files that hold many articles have changed, and how are they written?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection

from publisher.errors import OutputError
from publisher.outputs import ArchiveRenderer, Channel, Listed, ListRenderer, Written
from publisher.processes import End, Processes
from publisher.publish import archives, chunks, pages, rows, siblings
from publisher.publish.archives import Job, Made, Order
from publisher.publish.channels import Channels
from publisher.publish.chunks import Run
from publisher.store import Store, documents, editions
from publisher.store.documents import Document, Place, Position

# Beginnings that are looked for on both sides of a change: it concerns its document and both neighbours.
_AROUND = 4

# Above this many changes one look at everything is quicker than one around each.
_MANY = 20

# Articles of one archive document: what one piece of work for another process is worth.
_HEFT = 64

# Documents of which is remembered at once that they have been made: what is not, is made again.
_TOGETHER = 16

Names: TypeAlias = tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _All:
    """Every document is looked at; ``places`` are all visible articles, the oldest first."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Some:
    """Only the documents of changed articles are looked at, and those beside them."""

    places: tuple[Place, ...]


_Look: TypeAlias = _All | _Some


@dataclass(slots=True, kw_only=True)
class Refreshed:
    """What was written, what was kept because the new one had faults, and where each archive ends.

    ``youngest`` is the youngest archive document of each channel that has one, by the channel's folder;
    ``gone`` are those to be removed as soon as no other file tells of them.
    """

    written: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    youngest: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)


class Documents:
    """Keeps archives and lists what the store says; each is rendered again only when its key changes.

    An archive document never changes again but for what must go: its key has the ids of its articles and
    not their versions. An edited article stands in the subscription document once more (RFC 5005 §4).
    """

    def __init__(
        self, store: Store, processes: Processes, output: Path, templates: tuple[Path, ...], newest: int
    ) -> None:
        self._store = store
        self._processes = processes
        self._output = output
        self._templates = templates
        self._newest = newest

    def refresh(
        self, now: datetime, signature: str, known: Channels, touched: Sequence[int] | None
    ) -> Refreshed:
        """Write what the articles ``touched`` have changed; None for a look at everything.

        Raises OutputError and StoreError; what was written is known, and the next call goes on.
        """
        done = Refreshed()
        renderers = pages.loaded(self._templates, signature)
        with self._store.read() as connection:
            look: _Look
            if touched is None or len(touched) > _MANY:
                look = _All(places=tuple(documents.places(connection, now)))
            else:
                look = _Some(places=tuple(documents.numbered(connection, now, touched)))
        expected: set[str] = set()
        for archive in renderers.archive:
            for channel, names in ((known.publication, None), *known.sections):
                runs = self._archive(now, archive, channel, names, look, done)
                path = partial(archive.path, channel)
                expected.update(path(run.chunk.name) for run in runs)
                key = partial(_archive_key, signature)
                self._archives(archive, channel, self._outdated(runs, path, key), signature, done)
        for listing in renderers.list:
            expected.update(self._list(now, listing, known.publication, signature, look, done))
        if isinstance(look, _All):
            with self._store.read() as connection:
                sent = editions.sent(connection)
            expected.update(page.path(edition) for page in renderers.edition for edition in sent)
            done.gone |= self._strays(expected)
        return done

    def lists(self, now: datetime, signature: str, kept: Collection[str]) -> tuple[Written, ...]:
        """Return the documents of all lists, of each the one with the newest articles first.

        Behind them those of ``kept`` which should have been replaced by one that had faults.
        """
        found: list[Written] = []
        with self._store.read() as connection:
            for listing in pages.loaded(self._templates, signature).list:
                row = rows.row(connection, now, listing.steps)
                paths = [listing.path(name) for name in reversed(row.names)]
                if kept:
                    paths += sorted(set(kept).intersection(documents.like(connection, listing.path("%"))))
                written = documents.written(connection, paths)
                found += [Written(path=each.path, updated=each.updated) for each in written]
        return tuple(found)

    def _archive(
        self,
        now: datetime,
        renderer: ArchiveRenderer,
        channel: Channel,
        names: Names,
        look: _Look,
        done: Refreshed,
    ) -> list[Run]:
        """Return the archive documents to be looked at; the subscription document holds the newest."""
        with self._store.read() as connection:
            limit = documents.oldest_of_newest(connection, now, self._newest, names)
        if limit is None:
            return []
        runs = self._runs(now, renderer.step, names, look, limit)
        if runs:
            done.youngest[channel.folder] = renderer.path(channel, runs[-1].chunk.name)
        return runs

    def _runs(self, now: datetime, step: int, names: Names, look: _Look, limit: Position) -> list[Run]:
        """Return the documents that may have changed, the oldest first; the youngest is always among them."""
        places = [
            each for each in look.places if (names is None or each.section in names) and each.position < limit
        ]
        if isinstance(look, _All):
            return chunks.cut(places, lambda place: place.rank >= step, oldest=True)
        # What the newest articles have pushed out of the subscription document is at the young end.
        around = [*(each.position for each in places), limit]
        with self._store.read() as connection:
            found: dict[str, Run] = {}
            for position in around:
                found |= {run.chunk.name: run for run in _span(connection, now, step, names, position, limit)}
        return sorted(found.values(), key=lambda run: run.places[0].position)

    def _outdated(
        self, runs: Sequence[Run], path: Callable[[str], str], key: Callable[[Run], str]
    ) -> list[tuple[Run, Document]]:
        wanted = [Document(path=path(run.chunk.name), key=key(run), updated=run.updated) for run in runs]
        with self._store.read() as connection:
            if len(wanted) > _MANY:
                before = {name: each.key for name, each in documents.known(connection).items()}
            else:
                before = dict(documents.keys(connection, [each.path for each in wanted]))
        return [
            (run, document)
            for run, document in zip(runs, wanted, strict=True)
            if before.get(document.path) != document.key
        ]

    def _archives(
        self,
        renderer: ArchiveRenderer,
        channel: Channel,
        outdated: Sequence[tuple[Run, Document]],
        signature: str,
        done: Refreshed,
    ) -> None:
        job = Job(templates=self._templates, signature=signature, output=self._output)

        def orders() -> Iterator[Order]:
            for run, document in outdated:
                with self._store.read() as connection:
                    numbers = [place.number for place in reversed(run.places)]
                    entries = tuple(documents.whole(connection, numbers))
                yield Order(
                    renderer=renderer.name,
                    channel=channel,
                    chunk=run.chunk,
                    entries=entries,
                    path=document.path,
                )

        results = self._processes.map(partial(archives.make, job), orders(), _killed, heft=_HEFT)
        fresh: list[Document] = []
        try:
            for made, (_, document) in zip(results, outdated, strict=True):
                fresh += self._noted(made, document, done)
                if len(fresh) >= _TOGETHER:
                    self._record(fresh)
                    fresh = []
        finally:
            self._record(fresh)

    def _list(
        self,
        now: datetime,
        renderer: ListRenderer,
        channel: Channel,
        signature: str,
        look: _Look,
        done: Refreshed,
    ) -> list[str]:
        """Write the documents of a list that have changed; return what all are called."""
        with self._store.read() as connection:
            row = rows.row(connection, now, renderer.steps)
            paths = [renderer.path(name) for name in row.names]
            known = set(documents.like(connection, renderer.path("%")))
            if isinstance(look, _All):
                runs = list(row.all(look.places))
            else:
                new = [index for index, path in enumerate(paths) if path not in known]
                runs = list(row.some(connection, now, row.around(look.places).union(new)))
        key = partial(_list_key, signature)
        for run, document in self._outdated(runs, renderer.path, key):
            with self._store.read() as connection:
                numbers = [place.number for place in reversed(run.places)]
                listed: tuple[Listed, ...] = tuple(documents.listed(connection, numbers))
            data = renderer.render(channel, listed)
            faults = tuple(renderer.faults(channel, data))
            written = not faults and siblings.replace(self._output / document.path, data)
            made = Made(path=document.path, faults=faults, written=written)
            self._record(self._noted(made, document, done))
        done.gone |= known.difference(paths)
        return paths

    def _noted(self, made: Made, document: Document, done: Refreshed) -> list[Document]:
        """Add what became of a document to the report; return it when it is to be remembered as made."""
        if made.faults:
            done.faults += [f"{made.path}: {fault}; the old file stays" for fault in made.faults]
            return []
        if made.written:
            done.written.append(made.path)
        return [document]

    def _record(self, fresh: Sequence[Document]) -> None:
        if fresh:
            with self._store.write() as connection:
                documents.record(connection, fresh)

    def _strays(self, expected: set[str]) -> set[str]:
        """Return the documents of articles that have left: of a section that has been emptied or renamed."""
        with self._store.read() as connection:
            known = set(documents.known(connection))
        return known - expected

    def remove(self, paths: Collection[str]) -> None:
        """Take documents away of which nothing tells any more."""
        if paths:
            for path in sorted(paths):
                siblings.remove(self._output / path)
            with self._store.write() as connection:
                documents.forget(connection, sorted(paths))


def _span(
    connection: Connection,
    now: datetime,
    step: int,
    names: Names,
    around: Position,
    limit: Position,
) -> list[Run]:
    """Return the documents around a position whose both neighbours are known, and whose articles are all."""
    before, after = documents.beginnings(connection, now, step, names, around, _AROUND)
    oldest = len(before) < _AROUND
    end, open_ended = limit, True
    if len(after) == _AROUND and after[-1] < limit:
        end, open_ended = after[-1], False
    start = None if oldest else before[-1]
    places = documents.places(connection, now, names, start, end)
    runs = chunks.cut(places, lambda place: place.rank >= step, oldest=oldest)
    # The outermost do not know what stands beyond them.
    return runs[0 if oldest else 1 : None if open_ended else -1]


def _archive_key(signature: str, run: Run) -> str:
    # What is withdrawn must go, and come back when it is withdrawn no more.
    return chunks.key(signature, run.chunk, run.ids, [each.withdrawn for each in run.places])


def _list_key(signature: str, run: Run) -> str:
    versions = [f"{each.fingerprint} {each.updated} {each.page}" for each in run.places]
    return chunks.key(signature, run.chunk.name, run.ids, versions)


def _killed(order: Order, end: End) -> Made:  # noqa: ARG001  whatever it was, the old document stays
    raise OutputError(f"{order.path}: rendering it ended the process; the old file stays")
