"""How is the database opened, brought up to date, and kept from losing what it promised?"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from publisher.errors import StoreError

# The newest migration in migrations/versions; a test holds them together. Comparing this word
# spares every start the 0.1 s and 10 MB that importing Alembic costs.
HEAD = "0013"

# "publ" in ASCII: tells our file from another program's (SQLite, PRAGMA application_id).
APPLICATION_ID = 0x7075626C

_BUSY_MILLISECONDS = 10_000

# A transaction of 500 articles has 4 MB. With SQLite's own 2 MB of cache and a checkpoint every 1,000 pages,
# ten thousand articles made 190,000 writes, with these 125,000; 12 MB saved another 20,000 and would be
# kept by the idle service.
_CACHE_KIB = 6_000
_CHECKPOINT_PAGES = 4_000


class Store:
    """An open database; ``with store.write() as connection`` is one transaction."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Run the body as one transaction that is on disk when the body has ended.

        Raises StoreError when the database cannot be used; nothing of the body is kept then.
        """
        with _translated(self._path), self._engine.connect() as plain:
            # IMMEDIATE: two writers wait for each other at the start, and never fail in the middle.
            connection = plain.execution_options(publisher_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Run the body on one unchanging view of the database."""
        with _translated(self._path), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_store(path: Path) -> Store:
    """Open the SQLite file at ``path``, make it when it is missing, and upgrade an older one.

    Raises StoreError, with the file unchanged, when it is damaged, belongs to another program, or
    was written by a newer version of this one.
    """
    if path.is_dir():
        raise StoreError(f"{path}: expected a file, found a folder; change the key database")
    if path.exists():
        _inspect(path)
    elif not path.parent.is_dir():
        raise StoreError(
            f"{path}: the folder of the database is not there; make it or change the key database"
        )
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    store = Store(engine, path)
    try:
        with _translated(path):
            _upgrade(engine, path)
    except BaseException:
        store.close()
        raise
    return store


def _prepare(connection: Any, _record: object) -> None:
    # SQLAlchemy's "begin" event opens the transactions, so that they can be IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # NORMAL lost acknowledged rows in 9 of 10 simulated power cuts (DESIGN.md, decision 8).
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("publisher_begin", "BEGIN"))


def _inspect(path: Path) -> None:
    """Refuse a file that is not ours before anything is written to it."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        raise _unusable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    if tables and owner != APPLICATION_ID:
        raise StoreError(f"{path}: is the database of another program; change the key database")


def _upgrade(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        exists = connection.exec_driver_sql(
            "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        ).scalar()
        version = (
            connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if exists else None
        )
    if version == HEAD:
        return
    from publisher.store.migrations import known, upgrade

    if version is not None and version not in known():
        raise StoreError(
            f"{path}: was written by a newer version of publisher (schema {version}, this one knows up to "
            f"{HEAD}); install that version again, or restore a backup"
        )
    with engine.connect().execution_options(publisher_begin="BEGIN IMMEDIATE") as writer, writer.begin():
        writer.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        upgrade(writer)


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn the library's errors into one sentence that says who must do what."""
    try:
        yield
    except OperationalError as error:
        raise _unusable(path, str(error.orig)) from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.IntegrityError):
            raise
        raise _damaged(path, error.orig) from error


def _unusable(path: Path, text: str) -> StoreError:
    if "locked" in text:
        sentence = "is locked by another process; try again when it has ended"
    elif "full" in text or ("disk I/O error" in text and _is_full(path.parent)):
        sentence = "the disk is full; nothing was changed; make room and run again"
    elif "readonly" in text or "unable to open" in text:
        sentence = "cannot be opened for writing; check the owner of the file and of its folder"
    else:
        sentence = f"cannot be used: {text}"
    return StoreError(f"{path}: {sentence}")


def _is_full(folder: Path) -> bool:
    """Say whether not even SQLite's index of the write-ahead log, 32 KiB, finds room."""
    try:
        status = os.statvfs(folder)
    except OSError:
        return False
    return status.f_bavail * status.f_frsize < 65_536


def _damaged(path: Path, error: BaseException | None) -> StoreError:
    return StoreError(
        f"{path}: is damaged or not a database ({error}); nothing was changed; restore a backup, or move the "
        "file away and run `publisher build`: the feed comes again from the inbox, the record of sent mail "
        "does not"
    )
