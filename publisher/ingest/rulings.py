"""What have the editors' rulings changed, and which articles must be cleaned again for it?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from publisher import clean, codec, files, naming
from publisher.config import Config
from publisher.errors import ArticleError
from publisher.files import Found
from publisher.ingest import rulebook
from publisher.ingest.report import Report, SetAside
from publisher.ingest.scan import Scan
from publisher.store import Store, inbox, learned, rulings
from publisher.store.inbox import FileRow
from publisher.store.rulings import Review, Ruled, RuledBy

# Articles that are looked at in one view of the database: no writer has to wait for long.
_CHUNK = 500


def follow(store: Store, config: Config, found: Scan, now: datetime, report: Report) -> None:
    """Let what the files ``_clean.toml`` say now be ruled.

    One that cannot be understood is set aside, and what it said before stays. One that is gone
    rules no more, unless its whole folder is gone or empty: that may be an unmounted disk.
    """
    for each in found.changed:
        if files.is_rulings(each.path):
            _take(store, config, each, now, report)
    for gone in sorted(found.gone):
        if files.is_rulings(gone) and files.is_used(config.inbox, _section(gone)):
            with store.write() as connection:
                rulings.replace(connection, _section(gone), [], now)
                inbox.forget_set_aside(connection, [gone])


def to_clean(store: Store, reviews: Sequence[Review], progress: Callable[[int], None]) -> list[int]:
    """Return the articles that carry one of these texts, wherever in them it stands.

    All bodies are read, as not every block of an article has been remembered; that takes 0.3 ms for
    one of 28 blocks. ``progress`` is called between pieces of the work.
    """
    wanted: dict[str, set[int]] = {}
    for each in reviews:
        wanted.setdefault(naming.folder(each.section), set()).add(each.fingerprint)
    if not wanted:
        return []
    everywhere = wanted.get("", set())
    within = None
    if not everywhere:
        with store.read() as connection:
            within = [name for name in learned.every_section(connection) if naming.folder(name) in wanted]
    found: list[int] = []
    below = None
    while True:
        with store.read() as connection:
            chunk = learned.carriers(connection, below, _CHUNK, within)
        if not chunk:
            return found
        for article in chunk:
            texts = everywhere | wanted.get(naming.folder(article.section), set())
            if any(clean.fingerprint(block) in texts for block in codec.decode_parsed(article.parsed).blocks):
                found.append(article.number)
        below = chunk[-1].number
        progress(0)


def moved(connection: Connection, before: str, after: str) -> None:
    """Let an article that has come from one section into another be cleaned by the rulings there."""
    places = {naming.folder(before), naming.folder(after)} - {""}
    if naming.folder(before) != naming.folder(after):
        texts = {
            each.fingerprint for each in rulings.listed(connection) if naming.folder(each.section) in places
        }
        rulings.review(connection, [(text, after) for text in sorted(texts)])


def current(config: Config, stored: Sequence[Ruled], section: str) -> tuple[list[Ruled], list[SetAside]]:
    """Return all rulings, those for a section as its files have them now, also when nothing was built since.

    What is wrong with a file is returned beside them; what it said before holds then.
    """
    found, aside = list(stored), []
    same = [name for name in files.sections(config.inbox) if naming.folder(name) == naming.folder(section)]
    for name in ("", *same):
        if files.look(config.inbox, path(name)) is None:
            continue
        try:
            source, _ = files.read(config.inbox, path(name), _maximum(config))
            fresh = rulebook.read(source.data, name)
        except ArticleError as error:
            aside.append(SetAside(path=path(name), reason=str(error)))
        else:
            found = [each for each in found if (each.section, each.origin) != (name, RuledBy.FILE)] + fresh
    return found, aside


def path(section: str) -> str:
    """Return where below the inbox the file of a section lies; that of the inbox itself for an empty one."""
    return f"{section}/{files.RULINGS}" if section else files.RULINGS


def _take(store: Store, config: Config, found: Found, now: datetime, report: Report) -> None:
    with store.read() as connection:
        known = inbox.row(connection, found.path)
    stamp, digest, reason = found.stamp, "", ""
    ruled: list[Ruled] = []
    try:
        source, stamp = files.read(config.inbox, found.path, _maximum(config))
        digest = hashlib.sha256(source.data).hexdigest()
        ruled = rulebook.read(source.data, _section(found.path))
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
            if not reason:
                rulings.replace(connection, _section(found.path), ruled, now)
            inbox.record(connection, now, [row])


def _maximum(config: Config) -> int:
    return int(config.intake.maximum_megabytes * 1_000_000)


def _section(path: str) -> str:
    return path.rpartition("/")[0]
