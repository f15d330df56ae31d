"""Which files are no articles but lie beside one, and whose pages show what has changed about them?"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publisher import parsers
from publisher.beside import place
from publisher.ingest import abouts
from publisher.ingest.report import Report
from publisher.ingest.scan import Scan
from publisher.store import Store, inbox, media, memory


def follow(store: Store, found: Scan) -> None:
    """Have the articles and front pages rendered again that name a file which has come or changed."""
    if found.beside:
        paths = [each.path for each in found.beside]
        with store.write() as connection:
            media.outdate(connection, paths)
            if abouts.named(connection).intersection(paths):
                memory.forget(connection, memory.CHANNELS)


def excuse(store: Store, folder: Path, report: Report) -> None:
    """Set aside no file that an article names, such as a report or a table that it links to.

    A file that is read as an article is judged as one, whoever links to it.
    """
    with store.read() as connection:
        unreadable = {path for path, _ in inbox.set_aside(connection) if not _is_read(path)}
        named = (
            {*media.alike(connection, sorted(unreadable)), *abouts.named(connection)} if unreadable else ()
        )
        named = unreadable.intersection(place(folder, path) for path in named)
    if named:
        with store.write() as connection:
            inbox.excuse(connection, sorted(named))
        report.set_aside = [each for each in report.set_aside if each.path not in named]


def _is_read(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in parsers.suffixes()
