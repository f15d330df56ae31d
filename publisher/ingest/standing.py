"""What do the files of the inbox say that are no articles, also when one is wrong or gone?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Connection

from publisher import files
from publisher.config import Config
from publisher.errors import ArticleError
from publisher.files import Found
from publisher.ingest.report import Report, SetAside
from publisher.ingest.scan import Scan
from publisher.model import SourceFile
from publisher.store import Store, inbox
from publisher.store.inbox import FileRow

_Said = TypeVar("_Said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Generic[_Said]):
    """One kind of such files: which they are, how one is read, and what is done with what it says.

    ``read`` raises ArticleError; ``keep`` and ``forget`` are told the section whose folder the file lies
    in, empty for the inbox itself.
    """

    mine: Callable[[str], bool]
    read: Callable[[SourceFile], _Said]
    keep: Callable[[Connection, str, _Said], None]
    forget: Callable[[Connection, str], None]


def follow(
    store: Store, config: Config, found: Scan, now: datetime, report: Report, kind: Standing[_Said]
) -> None:
    """Let what the files of one kind say now be so.

    One that cannot be understood is set aside, and what it said before stays. One that is gone says
    nothing any more, unless its whole folder is gone or empty: that may be an unmounted disk.
    """
    for each in found.changed:
        if kind.mine(each.path):
            _take(store, config, each, now, report, kind)
    for gone in sorted(found.gone):
        if kind.mine(gone) and files.is_used(config.inbox, section(gone)):
            with store.write() as connection:
                kind.forget(connection, section(gone))
                inbox.forget_set_aside(connection, [gone])


def section(path: str) -> str:
    """Return the name of the section in whose folder a file lies; empty for the inbox itself."""
    return path.rpartition("/")[0]


def _take(
    store: Store, config: Config, found: Found, now: datetime, report: Report, kind: Standing[_Said]
) -> None:
    with store.read() as connection:
        known = inbox.row(connection, found.path)
    stamp, digest, reason = found.stamp, "", ""
    said: _Said | None = None
    try:
        source, stamp = files.read(config.inbox, found.path, int(config.intake.maximum_megabytes * 1_000_000))
        digest = hashlib.sha256(source.data).hexdigest()
        said = kind.read(source)
    except ArticleError as error:
        reason = str(error)
        report.set_aside.append(SetAside(path=found.path, reason=reason))
    row = FileRow(
        path=found.path,
        inode=stamp.inode,
        size=stamp.size,
        mtime_ns=stamp.mtime_ns,
        digest=digest,
        article=None,
        reason=reason,
    )
    if row != known:
        with store.write() as connection:
            if said is not None:
                kind.keep(connection, section(found.path), said)
            inbox.record(connection, now, [row])
