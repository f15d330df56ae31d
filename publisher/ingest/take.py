"""What does one file say? Read and parsed in a process of its own when there are many."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from publisher import clean, codec, files, parsers
from publisher.codec import StoredArticle
from publisher.config import Intake
from publisher.errors import ArticleError
from publisher.files import Stamp
from publisher.ingest import finish
from publisher.model import Meta


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
    those are cleaned again that share a block with another.
    """

    meta: Meta
    parsed: str
    article: StoredArticle
    warnings: tuple[str, ...]
    lead: int
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file; ``text`` is None when it has not changed or cannot be used (``reason``)."""

    path: str
    stamp: Stamp
    digest: str
    modified: datetime
    text: Text | None = None
    reason: str = ""


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
    text = Text(
        meta=parsed.meta,
        parsed=codec.encode_parsed(parsed),
        article=finish.finished(order.finish, parsed, wanted.path),
        warnings=parsed.warnings,
        lead=clean.lead(parsed.blocks),
        candidates=clean.candidates(parsed.blocks),
    )
    return Taken(path=wanted.path, stamp=stamp, digest=digest, modified=source.modified, text=text)


def lost(
    wanted: Wanted, reason: str = "its parser ended the process; the file may be made to do so"
) -> Taken:
    """Return the value of a file that could not even be read."""
    modified = files.moment(wanted.stamp.mtime_ns)
    return Taken(path=wanted.path, stamp=wanted.stamp, digest="", modified=modified, reason=reason)
