"""How do the compressed files beside a file never tell anything else than the file?"""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

from publisher import codings, files
from publisher.codings import Coding
from publisher.errors import OutputError

# Compression lets go of the interpreter: it goes on beside the wait for the disk.
_THREADS = 2


def replace(path: Path, data: bytes) -> bool:
    """Put ``data`` at ``path``, and beside it what web servers send to those who take it compressed.

    Those are ``name.gz``, and ``name.br`` and ``name.zst`` where the libraries are installed; none for a
    file that compression does not make smaller. They go before the file changes and come again after it: a
    process that is killed in between leaves a file without some of them, which the next call makes good, and
    never one that disagrees with them. Returns whether the file itself was written. Raises OutputError.
    """
    if _holds(path, data):
        lacking = [
            coding for coding in codings.available() if not files.is_whole(str(_beside(path, coding.suffix)))
        ]
        _add(path, [(coding, _threads().submit(coding.shorten, data)) for coding in lacking])
        return False
    coded = [(coding, _threads().submit(coding.shorten, data)) for coding in codings.available()]
    _drop(path)
    files.replace(path, data)
    _add(path, coded)
    return True


def remove(path: Path) -> bool:
    """Take a file away with what is beside it; return whether it was there. Raises OutputError."""
    _drop(path)
    return _unlink(path)


def _add(path: Path, coded: list[tuple[Coding, Future[bytes | None]]]) -> None:
    for coding, shorter in coded:
        if (data := shorter.result()) is not None:
            # Made again when a power cut has left it empty: the next start sweeps it away.
            files.replace_unsynced(_beside(path, coding.suffix), data)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="compression")


def _drop(path: Path) -> None:
    # All that may be there: a library that is not installed any more has left its own.
    for suffix in codings.SUFFIXES:
        _unlink(_beside(path, suffix))


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise OutputError(f"{path}: cannot be removed: {error.strerror}; what is published stays") from error
    return True


def _holds(path: Path, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        return path.stat().st_size == len(data) and path.read_bytes() == data
    return False
