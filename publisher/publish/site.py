"""What must be rendered again, and how does the output never become worse than it was?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from publisher import __version__, files
from publisher.codec import StoredEntry
from publisher.config import Config
from publisher.errors import OutputError
from publisher.model import Channel
from publisher.processes import End, Processes
from publisher.publish import pages
from publisher.publish.channels import Channels, channels
from publisher.renderers.templates import default_folder, signature
from publisher.store import Store, entries, memory, signatures

_CHUNK = 500


@dataclass(slots=True, kw_only=True)
class Report:
    """What was written, and which feeds were kept as they were because the new ones had faults."""

    pages: int = 0
    files: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Site:
    """Keeps the output folder what the store and the templates say."""

    def __init__(self, store: Store, processes: Processes, config: Config) -> None:
        self._store = store
        self._processes = processes
        self._config = config
        self.templates = folders(config)

    def channels(self, now: datetime) -> Channels:
        """Return the publication's channel and those of the sections that readers can see."""
        with self._store.read() as connection:
            return channels(self._config, entries.sections(connection, now))

    def publish(self, now: datetime, progress: Callable[[int], None] = lambda _: None) -> Report:
        """Render what has changed since the last time, pages first, so that no feed names a missing one.

        Raises OutputError when a file cannot be written and StoreError when the database cannot be
        used; what was published stays, and the next call goes on where this one ended.
        """
        report = Report()
        wanted = self._signature()
        known = self.channels(now)
        # Every front page links to all sections: a new one concerns them all.
        rendered_from = f"{wanted} {_digest(known.publication.sections)}"
        with self._store.read() as connection:
            complete = memory.recall(connection, memory.CHANNELS) == rendered_from
        touched = self._pages(now, wanted, known.publication, report, progress)
        if touched or not complete:
            self._channels(now, wanted, known, touched if complete else None, report)
            if not report.faults:
                with self._store.write() as connection:
                    memory.remember(connection, memory.CHANNELS, rendered_from)
        return report

    def recover(self, now: datetime) -> int:
        """Have published files that are gone or empty rendered again; return how many pages.

        Also clears away what a killed process has left half written. Only for the process that holds
        the lock on the publication.
        """
        output = self._config.output
        files.sweep(output)
        known = self.channels(now)
        with self._store.read() as connection:
            made = entries.pages(connection, now)
            lost = [number for number, page in made if not files.is_whole(f"{output}/{page}")]
        whole = all(files.is_whole(f"{output}/{path}") for path in self._channel_files(known))
        if lost or not whole:
            with self._store.write() as connection:
                memory.forget(connection, memory.CHANNELS)
                if lost:
                    entries.mark_rendered(connection, lost, "")
        return len(lost)

    def _channel_files(self, known: Channels) -> Iterator[str]:
        for renderer in pages.loaded(self.templates, self._signature()).channel:
            yield renderer.path(known.publication)
            if renderer.sections:
                yield from (renderer.path(channel) for channel, _ in known.sections)

    def _pages(
        self,
        now: datetime,
        wanted: str,
        channel: Channel,
        report: Report,
        progress: Callable[[int], None],
    ) -> set[str]:
        """Write the pages that are not of the wanted signature; return the sections they belong to."""
        output = self._config.output
        job = pages.Job(channel=channel, templates=self.templates, signature=wanted, output=output)
        made = self._processes.map(partial(pages.make, job), self._unrendered(now, wanted), _killed)
        touched: set[str] = set()
        while chunk := list(islice(made, _CHUNK)):
            with self._store.write() as connection:
                memory.forget(connection, memory.CHANNELS)
                entries.mark_rendered(connection, [page.number for page in chunk], wanted)
            touched.update(page.section for page in chunk)
            report.pages += sum(page.written for page in chunk)
            progress(len(chunk))
        return touched

    def _unrendered(self, now: datetime, wanted: str) -> Iterator[StoredEntry]:
        after = 0
        while True:
            with self._store.read() as connection:
                rows = entries.unrendered(connection, now, wanted, after, _CHUNK)
            if not rows:
                return
            yield from rows
            after = rows[-1].number

    def _channels(
        self, now: datetime, signature: str, known: Channels, touched: set[str] | None, report: Report
    ) -> None:
        """Write feeds and front pages: all of them, or those that the touched sections concern."""
        most = self._config.feed.entries
        wanted = [(known.publication, None)] + [
            (channel, found)
            for channel, found in known.sections
            if touched is None or touched.intersection(found)
        ]
        for channel, section in wanted:
            with self._store.read() as connection:
                newest = entries.newest(connection, now, most, section)
                stories = signatures.grouped(connection, newest) if self._config.grouping.enabled else ()
            grouped = tuple(replace(each.lead, related=each.related) for each in stories) or newest
            for renderer in pages.loaded(self.templates, signature).channel:
                if section is not None and not renderer.sections:
                    continue
                path = renderer.path(channel)
                data = renderer.render(channel, grouped if renderer.grouped else newest)
                if faults := renderer.faults(channel, data):
                    report.faults += [f"{path}: {fault}; the old file stays" for fault in faults]
                elif files.replace(self._config.output / path, data):
                    report.files.append(path)

    def _signature(self) -> str:
        """Return what every output depends on besides the articles."""
        config = self._config
        settings = (config.publication, config.sections, config.feed, config.grouping)
        about = (__version__, *settings, signature(self.templates))
        return _digest(about)


def folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of templates, the publication's own first."""
    return (config.templates, default_folder()) if config.templates else (default_folder(),)


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=16).hexdigest()


def _killed(stored: StoredEntry, end: End) -> pages.Page:  # noqa: ARG001  whatever it was, the page stays
    raise OutputError(f"{stored.page}: rendering it ended the process; the old page stays")
