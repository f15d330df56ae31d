"""What must be rendered again, and how does the output never become worse than it was?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from publisher import __version__, codec, files
from publisher.codec import StoredEntry
from publisher.config import Config
from publisher.errors import OutputError
from publisher.model import Entry
from publisher.outputs import Channel, Headlines, Overview
from publisher.processes import End, Processes
from publisher.publish import pages, siblings, volume
from publisher.publish.attachments import Attachments, Remark
from publisher.publish.channels import Channels, channels
from publisher.publish.documents import Documents, Names
from publisher.renderers.templates import default_folder, signature
from publisher.store import (
    Store,
    abouts,
    burials,
    documents,
    editions,
    entries,
    memory,
    neighbours,
    notifications,
    redirects,
    signatures,
)
from publisher.store.neighbours import Sections

_CHUNK = 500

# What a map of news holds (Google's, of 48 hours and at most 1,000 articles).
_RECENT = timedelta(hours=48)
_MOST_RECENT = 1_000

# Of each section, for the front page of the publication: some of them stand above already.
_HEADLINES = 20

TOLD = timedelta(days=30)
"""For so long feeds tell of a withdrawal before a tombstone takes the entry's place."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What was written, and which feeds were kept as they were because the new ones had faults.

    ``remarks`` are files beside articles that cannot be published, which no page names then.
    """

    pages: int = 0
    files: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The entries of a channel's feeds, and those of its front page with their related ones."""

    feed: tuple[Entry, ...]
    grouped: tuple[Entry, ...]


@dataclass(slots=True)
class _Touched:
    """Articles whose pages have been rendered, and the sections they belong to."""

    numbers: list[int] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.numbers)


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
        self._bury(now)
        known = self.channels(now)
        # Every front page links to all sections: a new one concerns them all.
        with self._store.read() as connection:
            has_editions = editions.is_any_sent(connection)
            about = (known.publication.sections, known.publication.hubs, has_editions)
            rendered_from = f"{wanted} {_digest(about)}"
            complete = memory.recall(connection, memory.CHANNELS) == rendered_from
        report.remarks += self._attachments().refresh(now, wanted, progress)
        touched = self._pages(now, wanted, known, report, progress)
        if touched or not complete:
            numbers = touched.numbers if complete else None
            archived = self._documents().refresh(now, wanted, known, numbers)
            report.files += archived.written
            report.faults += archived.faults
            self._channels(
                now, wanted, known, touched.sections if complete else None, archived.youngest, report
            )
            # What should take their place may have had faults.
            kept = archived.gone if archived.faults else set()
            self._whole(now, wanted, known, kept, report)
            self._documents().remove(archived.gone - kept)
            if not report.faults:
                with self._store.write() as connection:
                    memory.remember(connection, memory.CHANNELS, rendered_from)
        self._volume(wanted, known, rendered_from, report)
        return report

    def recover(self, now: datetime) -> int:
        """Have published files that are gone or empty rendered again; return how many pages.

        Also clears away what a killed process has left half written. Only for the process that holds
        the lock on the publication.
        """
        output = self._config.output
        files.sweep(output)
        remade = self._attachments().recover()
        known = self.channels(now)
        with self._store.read() as connection:
            made = (*entries.pages(connection, now), *redirects.pages(connection, now))
            lost = [number for number, page in made if not files.is_whole(f"{output}/{page}")]
            missing = [path for path in documents.known(connection) if not files.is_whole(f"{output}/{path}")]
        whole = all(files.is_whole(f"{output}/{path}") for path in self._channel_files(known))
        if lost or missing or remade or not whole:
            with self._store.write() as connection:
                memory.forget(connection, memory.CHANNELS)
                memory.forget(connection, memory.VOLUME)
                documents.forget(connection, missing)
                if lost:
                    entries.mark_rendered(connection, lost, "")
        return len(lost)

    def _channel_files(self, known: Channels) -> Iterator[str]:
        made = pages.loaded(self.templates, self._signature())
        yield from (renderer.path() for renderer in made.site)
        yield from (renderer.path() for renderer in made.volume)
        for renderer in made.channel:
            yield renderer.path(known.publication)
            if renderer.sections:
                yield from (renderer.path(channel) for channel, _ in known.sections)

    def _pages(
        self,
        now: datetime,
        wanted: str,
        known: Channels,
        report: Report,
        progress: Callable[[int], None],
    ) -> _Touched:
        """Write the pages that are not of the wanted signature; return which articles those are."""
        output = self._config.output
        job = pages.Job(channel=known.publication, templates=self.templates, signature=wanted, output=output)
        self._disturb(now, wanted, known.names)
        unrendered = self._unrendered(now, wanted, known.names)
        made = self._processes.map(partial(pages.make, job), unrendered, _killed)
        touched = _Touched()
        while chunk := list(islice(made, _CHUNK)):
            changed = [page for page in chunk if not page.beside]
            numbers = [page.number for page in changed]
            with self._store.write() as connection:
                if changed:
                    memory.forget(connection, memory.CHANNELS)
                if self._config.notify.pages:
                    notifications.note_pages(connection, numbers)
                entries.mark_rendered(connection, [page.number for page in chunk], wanted)
            touched.sections.update(page.section for page in changed)
            touched.numbers += numbers
            report.pages += sum(page.written for page in chunk)
            progress(len(chunk))
        return touched

    def _bury(self, now: datetime) -> None:
        """Put tombstones in the place of what has been withdrawn for long, if they are wanted."""
        until = now - TOLD if self._config.feed.tombstones else None
        with self._store.read() as connection:
            overdue = burials.overdue(connection, until)
        if overdue:
            with self._store.write() as connection:
                burials.bury(connection, overdue, until)

    def _disturb(self, now: datetime, wanted: str, sections: Sections) -> None:
        """Have the pages beside new and changed articles rendered again, before any of these is."""
        with self._store.read() as connection:
            disturbed = neighbours.is_disturbed(connection, now)
        if disturbed:
            with self._store.write() as connection:
                neighbours.disturb(connection, now, wanted, sections)

    def _unrendered(self, now: datetime, wanted: str, sections: Sections) -> Iterator[StoredEntry]:
        after: entries.Mark | None = None
        while True:
            with self._store.read() as connection:
                rows, after = entries.unrendered(connection, now, wanted, after, _CHUNK)
                placed = {row.number: row.section for row in rows}
                beside = neighbours.around(connection, now, placed, sections)
                former = redirects.former(connection, list(placed))
            if not rows:
                return
            for row in rows:
                sides = beside[row.number]
                yield replace(
                    row, previous=sides.previous, next=sides.next, former=former.get(row.number, ())
                )

    def _channels(
        self,
        now: datetime,
        signature: str,
        known: Channels,
        touched: set[str] | None,
        archives: Mapping[str, str],
        report: Report,
    ) -> None:
        """Write feeds and front pages: all of them, or those that the touched sections concern."""
        wanted = [(known.publication, None)] + [
            (channel, found)
            for channel, found in known.sections
            if touched is None or touched.intersection(found)
        ]
        for plain, section in wanted:
            channel = self._fronted(now, replace(plain, archive=archives.get(plain.folder, "")), known)
            channel, remarks = self._pictured(channel, known)
            # A front page is written with every new article: what its text misses is said when all are.
            report.remarks += remarks if touched is None else []
            shown = self._shown(now, section)
            made = pages.loaded(self.templates, signature)
            channel, feed = made.prepared(channel, shown.feed)
            for renderer in made.channel:
                if section is not None and not renderer.sections:
                    continue
                path = renderer.path(channel)
                data = renderer.render(channel, shown.grouped if renderer.grouped else feed)
                if faults := renderer.faults(channel, data):
                    report.faults += [f"{path}: {fault}; the old file stays" for fault in faults]
                elif self._write(path, data):
                    report.files.append(path)

    def _pictured(self, channel: Channel, known: Channels) -> tuple[Channel, list[Remark]]:
        """Return a channel with the files in the text about it as they are published."""
        if channel.about is None:
            return channel, []
        with self._store.read() as connection:
            said = abouts.said(connection)
        section = next(name for name in _named(channel, known) if name in said)
        page = f"{channel.folder}index.html"
        about, remarks = self._attachments().shown(channel.about, section, page)
        return replace(channel, about=about), remarks

    def _fronted(self, now: datetime, channel: Channel, known: Channels) -> Channel:
        """Return a channel with all that its front page shows besides the newest articles."""
        with self._store.read() as connection:
            said = abouts.said(connection)
            names = _named(channel, known)
            headlines = () if channel.section else known.sections
            return replace(
                channel,
                about=next((said[name] for name in names if name in said), None),
                headlines=tuple(
                    Headlines(
                        section=each.section,
                        articles=documents.newest(connection, now, found, _HEADLINES),
                    )
                    for each, found in headlines
                    if each.section
                ),
                has_editions=editions.is_any_sent(connection),
            )

    def _shown(self, now: datetime, section: Names) -> _Shown:
        """Return what stands in the files of one channel; edited older articles stand in its feed again."""
        most = self._config.feed.entries
        with self._store.read() as connection:
            newest = entries.newest(connection, now, most, section)
            shown = tuple(entry for entry in newest if not entry.article.meta.withdrawal)
            stories = signatures.grouped(connection, shown) if self._config.grouping.enabled else ()
            revised: list[StoredEntry] = []
            limit = documents.oldest_of_newest(connection, now, most, section)
            if limit is not None:
                numbers = documents.revised(connection, now, limit, most, section)
                revised = documents.whole(connection, numbers)
        return _Shown(
            feed=newest + tuple(map(codec.decode_entry, revised)),
            grouped=tuple(replace(each.lead, related=each.related) for each in stories) or shown,
        )

    def _whole(
        self, now: datetime, signature: str, known: Channels, kept: Collection[str], report: Report
    ) -> None:
        """Write the files that stand once in the publication; ``kept`` are documents as for ``lists``."""
        lists = self._documents().lists(now, signature, kept)
        with self._store.read() as connection:
            recent = documents.recent(connection, now, now - _RECENT, _MOST_RECENT)
        overview = Overview(
            channel=known.publication,
            sections=tuple(channel for channel, _ in known.sections),
            lists=lists,
            recent=recent,
        )
        for renderer in pages.loaded(self.templates, signature).site:
            data = renderer.render(overview)
            if faults := renderer.faults(overview, data):
                report.faults += [f"{renderer.path()}: {fault}; the old file stays" for fault in faults]
            elif self._write(renderer.path(), data):
                report.files.append(renderer.path())

    def _volume(self, wanted: str, known: Channels, rendered_from: str, report: Report) -> None:
        """Write what is about editions, unless no edition has been closed and no section has come."""
        with self._store.read() as connection:
            bound_from = f"{rendered_from} {editions.sent_mark(connection)}"
            if memory.recall(connection, memory.VOLUME) == bound_from:
                return
        made = pages.loaded(self.templates, wanted)
        bound = volume.publish(self._store, self._config.output, made, wanted, known)
        report.files += bound.written
        report.faults += bound.faults
        if not bound.faults:
            with self._store.write() as connection:
                memory.remember(connection, memory.VOLUME, bound_from)

    def _write(self, path: str, data: bytes) -> bool:
        return siblings.replace(self._config.output / path, data)

    def _documents(self) -> Documents:
        config = self._config
        return Documents(self._store, self._processes, config.output, self.templates, config.feed.entries)

    def _attachments(self) -> Attachments:
        return Attachments(self._store, self._processes, self._config)

    def _signature(self) -> str:
        """Return what every output depends on besides the articles."""
        config = self._config
        settings = (config.publication, config.sections, config.feed, config.media, config.grouping)
        about = (__version__, *settings, signature(self.templates))
        return _digest(about)


def _named(channel: Channel, known: Channels) -> tuple[str, ...]:
    """Return the folders of the inbox that a channel is about; the inbox itself has an empty name."""
    return tuple(known.names[channel.section.name]) if channel.section else ("",)


def folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of templates, the publication's own first."""
    return (config.templates, default_folder()) if config.templates else (default_folder(),)


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=16).hexdigest()


def _killed(stored: StoredEntry, end: End) -> pages.Page:  # noqa: ARG001  whatever it was, the page stays
    raise OutputError(f"{stored.page}: rendering it ended the process; the old page stays")
