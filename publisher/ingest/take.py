"""What does one file say? Read and parsed in a process of its own when there are many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from publisher import clean, codec, files, parsers
from publisher.codec import StoredArticle
from publisher.config import Intake
from publisher.errors import ArticleError
from publisher.files import Stamp
from publisher.ingest import finish
from publisher.media import addresses
from publisher.model import Meta
from publisher.processes import End, Limits, Processes

# A page of 15 MB takes 700 MB at most; what takes more than this is made to.
_PAGE_MEGABYTES = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How files are to be read."""

    inbox: Path
    settings: Intake
    time_zone: str
    finish: finish.Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file to be read, with the digest it had when it was last read; empty for a new one."""

    path: str
    stamp: Stamp
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A parsed file: its metadata, all of it as JSON, and what may teach something about boilerplate.

    ``article`` is what it is as far as it can tell by itself; once the whole drop is known, only
    those are cleaned again that share a block with another. ``addresses`` are those of files beside it.
    """

    meta: Meta
    parsed: str
    article: StoredArticle
    warnings: tuple[str, ...]
    lead: int
    candidates: tuple[int, ...]
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file; ``text`` is None when it has not changed or cannot be used (``reason``)."""

    path: str
    stamp: Stamp
    digest: str
    modified: datetime
    text: Text | None = None
    reason: str = ""


def taken(order: Order, processes: Processes, wanted: Sequence[Wanted]) -> Iterator[Taken]:
    """Take files: light ones first, then heavy ones, in processes whatever their number and within limits."""
    heavy = [each for each in wanted if parsers.heavy(each.path)]
    light = [each for each in wanted if not parsers.heavy(each.path)]
    one, ended = partial(take, order), partial(killed, order)
    yield from processes.map(one, light, ended)
    yield from processes.map(one, heavy, ended, limits=limits(order.settings))


def take(order: Order, wanted: Wanted) -> Taken:
    """Read and parse one file; a file that cannot be used is a value with its reason."""
    try:
        source, stamp = files.read(
            order.inbox, wanted.path, int(order.settings.maximum_megabytes * 1_000_000)
        )
    except ArticleError as error:
        return lost(wanted, str(error))
    digest = hashlib.sha256(source.data).hexdigest()
    if digest == wanted.digest:
        return Taken(path=wanted.path, stamp=stamp, digest=digest, modified=source.modified)
    try:
        parsed = parsers.parse(source, order.settings, ZoneInfo(order.time_zone))
    except ArticleError as error:
        return Taken(
            path=wanted.path, stamp=stamp, digest=digest, modified=source.modified, reason=str(error)
        )
    reading = finish.read(parsed, wanted.path)
    text = Text(
        meta=parsed.meta,
        parsed=codec.encode_parsed(parsed),
        article=finish.finished(order.finish, parsed, wanted.path, reading),
        warnings=parsed.warnings,
        lead=reading.lead,
        candidates=reading.candidates,
        addresses=addresses.named(parsed.blocks, parsed.meta.image),
    )
    return Taken(path=wanted.path, stamp=stamp, digest=digest, modified=source.modified, text=text)


def limits(settings: Intake) -> Limits:
    """Return what reading one page may take."""
    return Limits(seconds=settings.page_seconds, megabytes=_PAGE_MEGABYTES, prepare=load)


def load() -> None:
    """Load what every page needs, once for all the processes that are forked from this one."""
    parsers.load()
    clean.load()


def killed(order: Order, wanted: Wanted, end: End) -> Taken:
    """Return the value of a file whose reading ended its process."""
    match end:
        case End.TIME:
            reason = (
                f"reading it took more than {order.settings.page_seconds:g} s of processor time; "
                "save the article alone, as a page or as .txt, or raise page_seconds in [intake]"
            )
        case End.MEMORY:
            reason = (
                f"reading it took more than {_PAGE_MEGABYTES:,} MB of memory; "
                "save the article alone, as a page or as .txt"
            )
        case End.CRASH:
            reason = "its parser ended the process; the file may be made to do so"
    return lost(wanted, reason)


def lost(wanted: Wanted, reason: str) -> Taken:
    """Return the value of a file that could not even be read."""
    modified = files.moment(wanted.stamp.mtime_ns)
    return Taken(path=wanted.path, stamp=wanted.stamp, digest="", modified=modified, reason=reason)
