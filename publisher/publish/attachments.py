"""Which files beside articles do their pages show, and where are they published?"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from publisher.outputs import About
from publisher.processes import End, Limits, Processes
from publisher.renderers import templates
from publisher.renderers.pictures import with_files
from publisher.store import Store, entries, media
from publisher.store.media import Row

# Articles whose files are looked at before anything of it is remembered.
_CHUNK = 100
# 50 megapixels take 200 MB as they are decoded, and turning and resizing them as much again.
_PICTURE_MEGABYTES = 1_500
# A new article has one picture or two, and its reader waits for them. To start processes for it took 0.5 to
# 1.6 s of 1.9 s, measured with 1200 × 900 pixels on two busy cores; made right here, it takes 0.4 s. That
# ends no process when it goes wrong, and so it is done only with what is light.
_FEW = 2
_LIGHT_BYTES = 16_000_000
_UNKNOWN = (
    "is of no kind that is published: "
    "pictures, sound, films, PDF, office documents, tables, calendars and archives"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A text of the inbox, the file beside it that is not published as it is, and why."""

    article: str
    address: str
    reason: str

    def __str__(self) -> str:
        return f'{self.article}: "{unquote(self.address)}" {self.reason}'


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
class _Published:
    """What has become of files, by the paths that mean them, and what cannot be published.

    ``pages`` are those of the articles among them.
    """

    found: dict[str, Row]
    pages: dict[str, str]
    remarks: list[Remark]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """An address in a text, and the path below the inbox that it means.

    ``text`` is the path of the file that it stands in, ``page`` where that is shown below the output.
    """

    text: str
    page: str
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
            remarks += self._publish([use for entry in stored for use in _uses(entry)]).remarks
            progress(0)
        return remarks

    def shown(self, about: About, section: str, page: str) -> tuple[About, list[Remark]]:
        """Publish the files that a section names in the text about itself, to be shown on ``page``.

        Returns the text with its files as they are published, and what cannot be published. Raises
        OutputError and StoreError.
        """
        path = files.about_of(section)
        uses = [
            _Use(text=path, page=page, address=address, path=addresses.located(path, address))
            for address in addresses.named(about.blocks)
        ]
        if not uses:
            return about, []
        published = self._publish(uses)
        known = [each for use in uses if (each := _media(use, published))]
        blocks = with_files(about.blocks, known, templates.root(page))
        return replace(about, blocks=blocks), published.remarks

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

    def _publish(self, uses: Sequence[_Use]) -> _Published:
        paths = sorted({use.path for use in uses if use.path})
        places = {path: beside.place(self._job.inbox, path) for path in paths}
        with self._store.read() as connection:
            pages = media.pages(connection, sorted({*paths, *places.values()}))
            known = media.rows(connection, paths)
            elsewhere = self._elsewhere(uses, media.known_pages(connection, [_target(use) for use in uses]))
        # An article that is not where its link says, but where that leads.
        led = {path: pages[place] for path, place in places.items() if path not in pages and place in pages}
        found, orders = self._looked(paths, pages.keys() | elsewhere, known, led)
        for row in self._made(orders):
            found[row.path] = row
        with self._store.write() as connection:
            media.record(connection, [row for path, row in found.items() if row != known.get(path)])
        remarks = [
            Remark(article=use.text, address=use.address, reason=reason)
            for use in uses
            if (reason := found[use.path].reason if use.path in found else _astray(use))
        ]
        return _Published(found=found, pages=pages, remarks=remarks)

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
        self, paths: Sequence[str], elsewhere: set[str], known: dict[str, Row], led: dict[str, str]
    ) -> tuple[dict[str, Row], list[_Order]]:
        """Return what is known of these files without making them, and those that must be made."""
        found: dict[str, Row] = {}
        orders: list[_Order] = []
        for path in paths:
            before = known.get(path)
            match beside.look(self._job.inbox, path):
                case Found(stamp=stamp) if path in led:
                    page = Media(address="", path=led[path], type="text/html")
                    found[path] = _row(path, stamp, self._job.method, page, "")
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
        shown = [order for order in orders if order.kind.picture]
        if len(shown) <= _FEW and all(map(self._is_light, shown)):
            yield from map(partial(make, self._job), shown)
            return
        yield from self._processes.map(
            partial(make, self._job),
            shown,
            partial(killed, self._job),
            limits=limits,
        )

    def _is_light(self, order: _Order) -> bool:
        if order.stamp.size > _LIGHT_BYTES or order.kind.suffix not in {"jpg", "png"}:
            return False
        try:
            path = beside.real(self._job.inbox, order.path)
            return pictures.is_light(files.read(self._job.inbox, path, _LIGHT_BYTES)[0].data)
        except ArticleError:
            return False


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
        path = addresses.located(entry.path, address)
        yield _Use(text=entry.path, page=entry.page, address=address, path=path)


def _media(use: _Use, published: _Published) -> Media | None:
    """Return what stands for an address: nothing for one that leads to another page of the web site."""
    if page := published.pages.get(use.path):
        return Media(address=use.address, path=page, type="text/html")
    row = published.found.get(use.path)
    if row and row.made:
        return replace(row.made, address=use.address)
    return Media(address=use.address) if row or not use.path else None


def _target(use: _Use) -> str:
    """Return what an address means on the page of the article, below the output."""
    path = unquote(urlsplit(use.address).path)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(use.page), path))
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
