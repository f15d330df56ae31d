"""How does what no file says about an article outlive the database?"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from publisher import codec, files, naming
from publisher.config import Config
from publisher.errors import ArticleError, OutputError
from publisher.files import HISTORY
from publisher.ingest import records
from publisher.ingest.changes import moments
from publisher.ingest.records import Fault, Record
from publisher.ingest.report import Report, SetAside
from publisher.store import Store, history, memory
from publisher.store.history import State

# Articles that are compared with their lines in one transaction.
_PIECE = 500

# The file is written anew when more lines than this say nothing any more, and more than still say something.
_MOST_DEAD = 100

# So many wrong lines are named; a file of another kind has no right ones.
_MOST_FAULTS = 10

_REMEDY = "until it can, ids, dates and addresses that no file says stand in the database alone"


def follow(store: Store, config: Config, report: Report) -> None:
    """Read ``_history.jsonl`` when it is not as it was left, before any file becomes a new article.

    A line that nobody can read is named, and the others count. Of articles in the database that says more:
    their lines are written again where they differ, and all of them when the file is gone, unless nothing
    else is left in the inbox: that may be an unmounted disk.
    """
    path = config.inbox / HISTORY
    with store.read() as connection:
        before = memory.recall(connection, memory.HISTORY)
    try:
        stamp = _stamp(path)
        if stamp == before:
            return
        lines, faults = records.read(path.read_bytes())
    except FileNotFoundError:
        if before is not None and files.is_used(config.inbox, ""):
            with store.write() as connection:
                history.forget(connection)
                memory.forget(connection, memory.HISTORY)
        return
    except (OSError, ArticleError) as error:
        _say(store, report, f"cannot be used: {_reason(error)}; {_REMEDY}")
        return
    _name(faults, report)
    with store.write() as connection:
        history.replace(connection, lines)
        memory.remember(connection, memory.HISTORY, stamp)


def write(store: Store, config: Config, now: datetime, report: Report) -> None:
    """Write the lines of articles that have become what their files do not say, and sync them.

    What cannot be written now stays noted in the database, and is tried again at each run; that is said
    once for each reason.
    """
    path = config.inbox / HISTORY
    publication = UUID(config.publication.id)
    with store.read() as connection:
        waiting = bool(history.to_check(connection, 1))
    if not waiting or not files.is_used(config.inbox, ""):
        return
    try:
        if path.exists():
            _stamp(path)
        if not os.access(path if path.exists() else config.inbox, os.W_OK):
            raise PermissionError(13, "Permission denied")
        while _piece(store, path, publication, now):
            pass
        _compact(store, path)
    except (OSError, OutputError, ArticleError) as error:
        _say(store, report, f"cannot be used: {_reason(error)}; {_REMEDY}")
        return
    with store.read() as connection:
        told = memory.recall(connection, memory.HISTORY_FAULT)
    if told:
        with store.write() as connection:
            memory.forget(connection, memory.HISTORY_FAULT)


def _piece(store: Store, path: Path, publication: UUID, now: datetime) -> bool:
    """Write the lines of some articles; return whether there were any to look at."""
    with store.read() as connection:
        numbers = history.to_check(connection, _PIECE)
        states = history.states(connection, numbers)
        known = history.texts(connection, [each.id for each in states])
        last, _ = history.size(connection)
    if not numbers:
        return False
    fresh = []
    for each in states:
        record = _record(each, now)
        before = known.get(each.id)
        if records.encode(record) != before and (before or not _follows(each, publication, now)):
            fresh.append(record)
    # The file first: killed in between, it is read again, and says what is in the database.
    stamp = _append(path, fresh) if fresh else ""
    with store.write() as connection:
        history.put(connection, [records.line(number, each) for number, each in zip(count(last + 1), fresh)])
        history.checked(connection, numbers)
        if stamp:
            memory.remember(connection, memory.HISTORY, stamp)
    return True


def _record(state: State, now: datetime) -> Record:
    seen = _seen(state, now)
    corrected, withdrawn = records.dated(codec.decode_parsed(state.parsed).meta)
    return Record(
        path=state.path,
        former_paths=tuple(path for path in state.former_paths if path != state.path),
        id=state.id,
        page=state.page,
        former_pages=state.former_pages,
        published=state.published.astimezone(UTC) if seen else None,
        updated=state.updated.astimezone(UTC) if seen else None,
        corrected=corrected,
        withdrawn=withdrawn,
        sha256=state.sha256,
    )


def _follows(state: State, publication: UUID, now: datetime) -> bool:
    """Say whether all that an article is follows from its file: then it needs no line."""
    if state.mtime_ns is None or state.former_pages or state.former_paths:
        return False
    meta = codec.decode_parsed(state.parsed).meta
    page = naming.page(naming.section(state.path, meta), naming.slug(state.path, meta))
    if (state.id, state.page) != (naming.identifier(publication, state.path), page):
        return False
    if not _seen(state, now):
        return True
    if meta.draft or meta.notices or meta.withdrawal:
        return False
    published = meta.published or files.moment(state.mtime_ns)
    updated = max([published, *moments(codec.decode_meta(state.meta))])
    return (state.published, state.updated) == (published, updated)


def _seen(state: State, now: datetime) -> bool:
    return state.visible_from is not None and state.visible_from <= now


def _append(path: Path, fresh: Sequence[Record]) -> str:
    """Add lines at the end, all or none of them; return the stamp of the file then."""
    data = b"".join(records.encode(each).encode() + b"\n" for each in fresh)
    # Not by open("ab"): where a killed process has left half a line, that goes.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        size = os.fstat(descriptor).st_size
        end = _end(descriptor, size)
        lead = b"\n" if end == size and size and os.pread(descriptor, 1, size - 1) != b"\n" else b""
        try:
            os.ftruncate(descriptor, end)
            _write(descriptor, lead + data, end)
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, end)
            raise
    finally:
        os.close(descriptor)
    return _stamp(path)


def _end(descriptor: int, size: int) -> int:
    """Return where the last whole line ends: before a piece of one that has no end and cannot be read."""
    start = max(0, size - records.LONGEST)
    tail = os.pread(descriptor, size - start, start)
    piece = tail[tail.rfind(b"\n") + 1 :]
    if not piece:
        return size
    try:
        records.decode(piece)
    except ArticleError:
        return size - len(piece)
    return size


def _write(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def _compact(store: Store, path: Path) -> None:
    """Leave only the last line of each article, by their paths, when most lines say nothing any more."""
    with store.read() as connection:
        last, alive = history.size(connection)
        if last - alive <= max(_MOST_DEAD, alive):
            return
        lines = [text for _, _, text in history.every(connection)]
    # What nobody can read stays: a person may be able to mend it.
    wrong = [text for _, text in records.numbered(path.read_bytes()) if not _readable(text)]
    files.replace(path, b"".join(text + b"\n" for text in (*wrong, *(text.encode() for text in lines))))
    read, _ = records.read(path.read_bytes())
    with store.write() as connection:
        history.replace(connection, read)
        memory.remember(connection, memory.HISTORY, _stamp(path))


def _readable(text: bytes) -> bool:
    try:
        records.decode(text)
    except ArticleError:
        return False
    return True


def _stamp(path: Path) -> str:
    """Return what tells one state of the file from another without reading it."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ArticleError("expected a regular file")
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"


def _name(faults: Sequence[Fault], report: Report) -> None:
    for each in faults[:_MOST_FAULTS]:
        reason = f"line {each.number}: {each.reason}; the other lines count"
        report.set_aside.append(SetAside(path=HISTORY, reason=reason))
    if len(faults) > _MOST_FAULTS:
        reason = f"{len(faults) - _MOST_FAULTS:,} more lines are wrong"
        report.set_aside.append(SetAside(path=HISTORY, reason=reason))


def _say(store: Store, report: Report, reason: str) -> None:
    with store.read() as connection:
        known = memory.recall(connection, memory.HISTORY_FAULT)
    if known != reason:
        report.warnings.append(SetAside(path=HISTORY, reason=reason))
        with store.write() as connection:
            memory.remember(connection, memory.HISTORY_FAULT, reason)


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
