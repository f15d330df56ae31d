"""What does a database hold before anything has happened?"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from publisher.store import open_store


@functools.cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "publisher.db"
        open_store(path).close()
        return path.read_bytes()


def make_database(path: Path) -> None:
    """Write an empty database: all migrations have run, once for all tests, as they take longer than most."""
    path.write_bytes(_empty())
