"""Which database lies at its path now, also when it comes later or another one takes its place?"""

from __future__ import annotations

from pathlib import Path

from publisher.store import Store, open_store


class Database:
    """The database of a publication whose folder is served, opened again when it is another file.

    A server that runs for months sees the first build make the database, and a lost one made again from the
    inbox. Held open, the old file would answer for ever with what was withdrawn and moved before.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: Store | None = None
        self._opened: tuple[int, int] | None = None

    def __call__(self) -> Store | None:
        """Return the database; the last one while none is there, None when there has never been one.

        Raises StoreError when a new one cannot be used; the next call tries again.
        """
        try:
            status = self._path.stat()
        except OSError:
            return self._store
        # The number of a file that is open is not given to another one.
        found = (status.st_dev, status.st_ino)
        if found != self._opened:
            opened = open_store(self._path)
            self.close()
            self._store, self._opened = opened, found
        return self._store

    def close(self) -> None:
        """Close what is open."""
        if self._store:
            self._store.close()
        self._store = self._opened = None
