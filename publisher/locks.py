"""Which process has the right to work on a publication?"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from publisher.errors import BusyError, StoreError

# Seconds between attempts to take a lock that `is_held` may hold for an instant.
_PAUSES = (0.01, 0.05, 0.2)


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the one right to work on a publication while the body runs.

    The kernel gives it back when the process ends, however it ends. Raises StoreError when
    another process has it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise StoreError(f"{path}: the lock file cannot be opened: {error.strerror}") from error
    with file:
        try:
            _take(file)
        except OSError as error:
            raise BusyError(
                f"{path}: another process works on this publication, perhaps the service; "
                "it does the same by itself, or stop it first"
            ) from error
        yield


def is_held(path: Path) -> bool:
    """Say whether a process holds the lock at ``path`` now."""
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _take(file: IO[str]) -> None:
    for pause in _PAUSES:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(pause)
    return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
