"""Which files beside articles do their pages show, and where are they published?"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher import beside, codec, files, naming
from publisher.config import Config, MediaSettings
from publisher.errors import ArticleError
from publisher.files import Barred, Found, Stamp
from publisher.media import addresses, kinds, pictures
from publisher.media.kinds import Kind
from publisher.model import Entry, Media, Variant
from publisher.processes import End, Limits, Processes
from publisher.store import Store, entries, media
from publisher.store.media import Row

# Articles whose files are looked at before anything of it is remembered.
_CHUNK = 100
# 50 megapixels take 200 MB as they are decoded, and turning and resizing them as much again.
_PICTURE_MEGABYTES = 1_500
_UNKNOWN = (
    "is of no kind that is published: "
    "pictures, sound, films, PDF, office documents, tables, calendars and archives"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """An article, the file beside it that is not published as it is, and why."""

    article: str
    address: str
    reason: str

    def __str__(self) -> str:
        return f'{self.article}: "{self.address}" {self.reason}'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    inbox: Path
    output: Path
    settings: MediaSettings
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A file to be published; ``before`` is what was known of it."""

    path: str
    stamp: Stamp
    kind: Kind
    before: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """An address in an entry, and the path below the inbox that it means."""

    entry: Entry
    address: str
    path: str


class Attachments:
    """Publishes the files that articles name before their pages are rendered."""

    def __init__(self, store: Store, processes: Processes, config: Config) -> None:
        self._store = store
        self._processes = processes
        self._job = _Job(
            inbox=config.inbox,
            output=config.output,
            settings=config.media,
            method=_digest(f"{pictures.METHOD} {config.media!r}".encode()),
        )

    def refresh(self, now: datetime, wanted: str, progress: Callable[[int], None]) -> list[Remark]:
        """Publish the files of all articles whose page is not of the signature ``wanted``.

        Returns what cannot be published, article by article. Raises OutputError and StoreError.
        """
        with self._store.read() as connection:
            numbers = media.users(connection, now, wanted)
        remarks: list[Remark] = []
        for start in range(0, len(numbers), _CHUNK):
            with self._store.read() as connection:
                found = entries.numbered(connection, numbers[start : start + _CHUNK])
            stored = sorted(map(codec.decode_entry, found), key=lambda entry: entry.path)
            remarks += self._publish([use for entry in stored for use in _uses(entry)])
            progress(0)
        return remarks

    def recover(self) -> int:
        """Have published files that are gone made again; return how many."""
        with self._store.read() as connection:
            known = media.every(connection)
        lost = [each.path for each in known if each.made and not self._is_whole(each.made)]
        if lost:
            with self._store.write() as connection:
                media.forget(connection, lost)
        return len(lost)

    def _is_whole(self, made: Media) -> bool:
        paths = [each.path for each in made.variants] or [made.path]
        return all(files.is_whole(f"{self._job.output}/{path}") for path in paths)

    def _publish(self, uses: Sequence[_Use]) -> list[Remark]:
        paths = sorted({use.path for use in uses if use.path})
        with self._store.read() as connection:
            pages = media.pages(connection, paths)
            known = media.rows(connection, paths)
            elsewhere = self._elsewhere(uses, media.known_pages(connection, [_target(use) for use in uses]))
        found, orders = self._looked(paths, pages.keys() | elsewhere, known)
        for row in self._made(orders):
            found[row.path] = row
        with self._store.write() as connection:
            media.record(connection, [row for path, row in found.items() if row != known.get(path)])
        return [
            Remark(article=use.entry.path, address=use.address, reason=reason)
            for use in uses
            if (reason := found[use.path].reason if use.path in found else _astray(use))
        ]

    def _elsewhere(self, uses: Sequence[_Use], pages: set[str]) -> set[str]:
        """Return the paths of addresses that lead to another page or file of the web site itself."""
        return {
            use.path
            for use in uses
            if addresses.rooted(use.address)
            or _target(use) in pages
            or files.is_whole(f"{self._job.output}/{_target(use)}")
        }

    def _looked(
        self, paths: Sequence[str], elsewhere: set[str], known: dict[str, Row]
    ) -> tuple[dict[str, Row], list[_Order]]:
        """Return what is known of these files without making them, and those that must be made."""
        found: dict[str, Row] = {}
        orders: list[_Order] = []
        for path in paths:
            before = known.get(path)
            match beside.look(self._job.inbox, path):
                case Found(stamp=stamp) if before and _is_current(before, stamp, self._job.method):
                    found[path] = before
                case Found(stamp=stamp):
                    try:
                        head = beside.head(self._job.inbox, path, kinds.HEAD)
                    except ArticleError as error:
                        found[path] = self._refused(path, before, str(error), stamp)
                        continue
                    kind = kinds.kind(head, path)
                    if kind is None:
                        if path not in elsewhere:
                            found[path] = self._refused(path, before, _UNKNOWN, stamp)
                    else:
                        orders.append(_Order(path=path, stamp=stamp, kind=kind, before=before))
                case Barred(reason=reason):
                    found[path] = self._refused(path, before, reason)
                case None if path not in elsewhere or before:
                    found[path] = self._refused(path, before, "is not there")
        return found, orders

    def _refused(self, path: str, before: Row | None, reason: str, stamp: Stamp | None = None) -> Row:
        """Return the row of a file that cannot be published; what was published before stays."""
        return _row(path, stamp, self._job.method, before.made if before else None, reason)

    def _made(self, orders: Sequence[_Order]) -> Iterator[Row]:
        limits = Limits(
            seconds=self._job.settings.picture_seconds, megabytes=_PICTURE_MEGABYTES, prepare=pictures.load
        )
        for order in orders:
            if not order.kind.picture:
                yield copy(self._job, order)
        yield from self._processes.map(
            partial(make, self._job),
            [order for order in orders if order.kind.picture],
            partial(killed, self._job),
            limits=limits,
        )


def make(job: _Job, order: _Order) -> Row:
    """Publish one picture in its widths; one that cannot be used is a row with its reason."""
    settings = job.settings
    try:
        path = beside.real(job.inbox, order.path)
        source, stamp = files.read(job.inbox, path, int(settings.maximum_megabytes * 1_000_000))
        if order.kind.suffix == "svg":
            found = pictures.drawing(source.data)
        else:
            found = pictures.pictures(source.data, settings.widths, settings.maximum_megapixels * 1e6)
    except ArticleError as error:
        return _row(order.path, order.stamp, job.method, _before(order), str(error))
    digest = hashlib.sha256(source.data).hexdigest()
    variants = []
    for version in found.versions:
        width = 0 if found.suffix == "svg" else version.width
        name = naming.picture(digest, width, found.suffix)
        files.replace_unsynced(job.output / name, version.data)
        variants.append(
            Variant(path=name, width=version.width, height=version.height, length=len(version.data))
        )
    largest = variants[-1]
    made = Media(
        address="",
        path=largest.path,
        type=found.type,
        length=largest.length,
        width=largest.width,
        height=largest.height,
        variants=tuple(variants),
    )
    return _row(order.path, stamp, job.method, made, "")


def copy(job: _Job, order: _Order) -> Row:
    """Publish one file as it is. Raises OutputError."""
    most = job.settings.maximum_megabytes
    try:
        if order.stamp.size > most * 1e6:
            raise ArticleError(
                f"has {order.stamp.size / 1e6:,.1f} MB, more than media.maximum_megabytes allows ({most:g})"
            )
        copied = beside.copy(
            job.inbox,
            order.path,
            job.output,
            lambda digest: naming.attachment(digest, order.path, order.kind.suffix),
        )
    except ArticleError as error:
        return _row(order.path, order.stamp, job.method, _before(order), str(error))
    made = Media(address="", path=copied.path, type=order.kind.type, length=copied.length)
    return _row(order.path, copied.stamp, job.method, made, "")


def killed(job: _Job, order: _Order, end: End) -> Row:
    """Return the row of a picture whose reading ended its process."""
    match end:
        case End.TIME:
            reason = (
                f"takes more than {job.settings.picture_seconds:g} s of processor time; "
                "make it smaller, or raise picture_seconds in [media]"
            )
        case End.MEMORY:
            reason = f"takes more than {_PICTURE_MEGABYTES:,} MB of memory; make it smaller"
        case End.CRASH:
            reason = "ended the process that read it; the file may be made to do so"
    return _row(order.path, order.stamp, job.method, _before(order), reason)


def _before(order: _Order) -> Media | None:
    return order.before.made if order.before else None


def _uses(entry: Entry) -> Iterator[_Use]:
    article = entry.article
    for address in addresses.named(article.blocks, article.meta.image):
        yield _Use(entry=entry, address=address, path=addresses.located(entry.path, address))


def _target(use: _Use) -> str:
    """Return what an address means on the page of the article, below the output."""
    path = unquote(urlsplit(use.address).path)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(use.entry.page), path))
    return f"{target}/index.html".removeprefix("./") if path.endswith("/") else target


def _astray(use: _Use) -> str:
    return "" if use.path else "leads out of the inbox; it is left out"


def _is_current(row: Row, stamp: Stamp, method: str) -> bool:
    known = Stamp(inode=row.inode, size=row.size, mtime_ns=row.mtime_ns)
    return row.method == method and known == stamp


def _row(path: str, stamp: Stamp | None, method: str, made: Media | None, reason: str) -> Row:
    stamp = stamp or Stamp(inode=0, size=0, mtime_ns=0)
    if reason:
        reason += "; the one before stays" if made else "; it is left out"
    return Row(
        path=path,
        inode=stamp.inode,
        size=stamp.size,
        mtime_ns=stamp.mtime_ns,
        method=method,
        made=made,
        reason=reason,
    )


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
