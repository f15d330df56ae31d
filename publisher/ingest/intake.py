"""How do new and changed files become articles, with nothing lost if it is interrupted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from publisher import codec, files, naming
from publisher.codec import StoredArticle
from publisher.config import Config
from publisher.files import Stamp
from publisher.ingest import finish, take
from publisher.ingest.scan import Scan
from publisher.ingest.take import Taken, Wanted
from publisher.model import Meta
from publisher.processes import Processes
from publisher.store import Store, articles, inbox, memory
from publisher.store.articles import Arrived, Finished, Minted, Waiting
from publisher.store.inbox import FileRow

# Rows per transaction: one fsync carries many, and memory stays flat at any size of a drop.
_CHUNK = 1000

# A block that three stories carry is judged as surely as one that a thousand carry; only up to
# then can a new witness change what was decided about older articles.
_WITNESSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A file that cannot be used, and what its author can do."""

    path: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Report:
    """What an intake did, as far as anybody may want to know."""

    new: int = 0
    edited: int = 0
    recleaned: int = 0
    moved: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    warnings: list[SetAside] = field(default_factory=list)


class Intake:
    """Takes what a scan has found into the store."""

    def __init__(self, store: Store, processes: Processes, config: Config) -> None:
        self._store = store
        self._processes = processes
        self._config = config
        self._publication = UUID(config.publication.id)
        self._order = take.Order(
            inbox=config.inbox.resolve(), settings=config.intake, time_zone=config.publication.time_zone
        )

    def run(self, found: Scan, now: datetime, progress: Callable[[int], None] = lambda _: None) -> Report:
        """Take every changed file, then clean and summarize all that is unfinished.

        ``progress`` is told the number of files done, twice for each: read, and finished. Raises
        StoreError; what was committed before is not taken again.
        """
        report = Report()
        self._bar(found, now, report)
        taken = self._processes.map(partial(take.take, self._order), self._wanted(found), take.lost)
        while chunk := list(islice(taken, _CHUNK)):
            with self._store.write() as connection:
                _Chunk(connection, self._publication, self._config.inbox, now, report).store(chunk)
            progress(len(chunk))
        self._finish(now, report, progress)
        return report

    def _wanted(self, found: Scan) -> list[Wanted]:
        wanted = []
        for start in range(0, len(found.changed), _CHUNK):
            chunk = found.changed[start : start + _CHUNK]
            with self._store.read() as connection:
                known = inbox.rows(connection, [each.path for each in chunk])
            for each in chunk:
                row = known.get(each.path)
                # One that was set aside is read again: the limits may have been raised since.
                digest = row.digest if row and not row.reason else ""
                wanted.append(Wanted(path=each.path, stamp=each.stamp, digest=digest))
        return wanted

    def _bar(self, found: Scan, now: datetime, report: Report) -> None:
        """Remember what must not be read, and forget what was wrong with files that are gone."""
        barred = {each.path: each.reason for each in found.barred}
        with self._store.read() as connection:
            known = inbox.rows(connection, list(barred))
        fresh = {
            path: reason
            for path, reason in barred.items()
            if path not in known or known[path].reason != reason
        }
        if not fresh and not found.gone:
            return
        report.set_aside += [SetAside(path=path, reason=reason) for path, reason in fresh.items()]
        with self._store.write() as connection:
            inbox.forget_set_aside(connection, sorted(found.gone))
            inbox.record(
                connection,
                now,
                [
                    FileRow(
                        path=path,
                        inode=0,
                        size=0,
                        mtime_ns=0,
                        digest="",
                        article=known[path].article if path in known else None,
                        reason=reason,
                    )
                    for path, reason in fresh.items()
                ],
            )

    def _finish(self, now: datetime, report: Report, progress: Callable[[int], None]) -> None:
        with self._store.read() as connection:
            numbers = articles.unfinished(connection)
            repetition: dict[int, int] = {}
            taught: set[int] = set()
            for chunk in _chunks(numbers):
                repetition |= inbox.repetition(connection, chunk)
                taught.update(inbox.companions(connection, chunk, _WITNESSES))
            older = sorted(taught.difference(numbers))
            for chunk in _chunks(older):
                repetition |= inbox.repetition(connection, chunk)
        order = finish.Order(
            settings=self._config.summary, language=self._config.publication.language, repetition=repetition
        )
        for chunk in _chunks(numbers + older):
            with self._store.read() as connection:
                waiting = articles.waiting(connection, chunk)
            raws = [finish.Raw(parsed=each.parsed, slug=naming.slug(each.path, Meta())) for each in waiting]
            results = self._processes.map(partial(finish.finish, order), raws, _killed)
            changes = [
                changed
                for before, after in zip(waiting, results, strict=True)
                if (changed := _change(before, after, now, report))
            ]
            with self._store.write() as connection:
                articles.finish(connection, changes)
            progress(len(chunk))


class _Chunk:
    """One transaction's worth of files on their way into the store."""

    def __init__(
        self, connection: Connection, publication: UUID, folder: Path, now: datetime, report: Report
    ) -> None:
        self._connection = connection
        self._publication = publication
        self._inbox = folder
        self._now = now
        self._report = report

    def store(self, chunk: Sequence[Taken]) -> None:
        """Store what became of these files."""
        known = inbox.rows(self._connection, [each.path for each in chunk])
        known |= self._moved(chunk, known)
        numbers = [row.article for row in known.values() if row.article is not None]
        before = articles.known(self._connection, numbers)
        mint = self._mint([each for each in chunk if each.text and not _article(known, each)])
        rows, arrived, seen = [], [], []
        for each in chunk:
            row = known.get(each.path)
            number = mint[each.path].number if each.path in mint else row.article if row else None
            reason = each.reason or (row.reason if row and each.text is None else "")
            if each.reason:
                self._report.set_aside.append(SetAside(path=each.path, reason=each.reason))
            rows.append(_row(each, number, reason))
            if each.text and number is not None:
                self._report.warnings += [
                    SetAside(path=each.path, reason=text) for text in each.text.warnings
                ]
                minted = mint.get(each.path)
                published, visible_from = self._dates(each, before.get(number), minted)
                arrived.append(
                    Arrived(
                        number=number,
                        lead=each.text.lead,
                        parsed=each.text.parsed,
                        published=published,
                        visible_from=visible_from,
                        modified=min(each.modified, self._now),
                    )
                )
                seen.append((number, each.text.lead, each.text.candidates))
        articles.mint(self._connection, list(mint.values()))
        inbox.record(self._connection, self._now, rows)
        articles.arrive(self._connection, arrived)
        if seen:
            inbox.sight(self._connection, seen)

    def _moved(self, chunk: Sequence[Taken], known: dict[str, FileRow]) -> dict[str, FileRow]:
        """Find the files that are old ones under a new name: same content, and gone from where it was."""
        fresh = {each.digest: each for each in chunk if each.text and not _article(known, each)}
        moved: dict[str, FileRow] = {}
        for row in inbox.same_content(self._connection, list(fresh)):
            each = fresh.get(row.digest)
            if each is None or files.look(self._inbox, row.path) is not None:
                continue
            del fresh[row.digest]
            inbox.move(self._connection, row.path, each.path)
            assert row.article is not None  # noqa: S101  same_content returns articles only
            assert each.text is not None  # noqa: S101  fresh holds parsed files only
            section = naming.section(each.path, each.text.meta)
            articles.place(self._connection, row.article, each.path, section)
            memory.forget(self._connection, memory.CHANNELS)
            moved[each.path] = row
            self._report.moved += 1
        return moved

    def _mint(self, fresh: Sequence[Taken]) -> dict[str, Minted]:
        if not fresh:
            return {}
        number = articles.next_number(self._connection)
        ids = articles.taken_ids(
            self._connection, [naming.identifier(self._publication, each.path, set()) for each in fresh]
        )
        wanted = {
            each.path: (naming.section(each.path, _meta(each)), naming.slug(each.path, _meta(each)))
            for each in fresh
        }
        pages = articles.taken_pages(
            self._connection, [naming.page(*place, self._publication, set()) for place in wanted.values()]
        )
        minted = {}
        for each in fresh:
            section, slug = wanted[each.path]
            identifier = naming.identifier(self._publication, each.path, ids)
            page = naming.page(section, slug, identifier, pages)
            ids.add(identifier)
            pages.add(page)
            published = _meta(each).published or min(each.modified, self._now)
            minted[each.path] = Minted(
                number=number, id=identifier, path=each.path, section=section, page=page, published=published
            )
            number += 1
        return minted

    def _dates(
        self, each: Taken, before: articles.Known | None, minted: Minted | None
    ) -> tuple[datetime, datetime | None]:
        """Return when an article was published, and from when readers see it.

        Once it has been seen, neither changes again: withdrawing is an explicit act.
        """
        meta = _meta(each)
        if before and before.visible_from and before.visible_from <= self._now:
            if meta.draft:
                self._report.warnings.append(
                    SetAside(
                        path=each.path,
                        reason="is a draft again, but readers have seen it: it stays published",
                    )
                )
            return before.published, before.visible_from
        published = meta.published or (minted.published if minted else min(each.modified, self._now))
        return published, None if meta.draft else max(published, self._now)


def _row(each: Taken, number: int | None, reason: str) -> FileRow:
    stamp: Stamp = each.stamp
    return FileRow(
        path=each.path,
        inode=stamp.inode,
        size=stamp.size,
        mtime_ns=stamp.mtime_ns,
        digest=each.digest,
        article=number,
        reason=reason,
    )


def _meta(each: Taken) -> Meta:
    return each.text.meta if each.text else Meta()


def _article(known: dict[str, FileRow], each: Taken) -> int | None:
    row = known.get(each.path)
    return row.article if row else None


def _killed(raw: finish.Raw) -> StoredArticle | None:  # noqa: ARG001  the article stays as it was
    return None


def _change(before: Waiting, after: StoredArticle | None, now: datetime, report: Report) -> Finished | None:
    """Return the article to store with its ``updated``, or nothing when it is as it was."""
    if after is None:
        reason = "cleaning it ended the process; the file may be made to do so"
        report.set_aside.append(SetAside(path=before.path, reason=reason))
        return None
    updated = before.updated
    wanted = codec.decode_meta(after.meta).updated
    if not before.before.fingerprint:
        report.new += 1
        updated = max(before.published, min(wanted or before.published, now))
    elif before.arrived_at is None:
        # Learned from other articles: corrected silently, no reader is told.
        if after == before.before:
            return None
        report.recleaned += 1
    elif after.fingerprint != before.before.fingerprint:
        report.edited += 1
        wanted = wanted or before.arrived_at
        updated = wanted if before.updated < wanted <= now else now
    return Finished(number=before.number, article=after, updated=updated)


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]
