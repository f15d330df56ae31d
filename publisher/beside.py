"""What lies beside an article in the inbox, and how does it get out without being held in memory?"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from publisher import files
from publisher.errors import ArticleError, OutputError
from publisher.files import Barred, Found, Stamp
from publisher.media import addresses

# What is copied at once: large enough for a disk, small beside everything else in memory.
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A file that has been published: where, its bytes, and the stamp it had."""

    path: str
    length: int
    stamp: Stamp


def look(inbox: Path, path: str) -> Found | Barred | None:
    """Return the file that an article means by a path, as ``place`` finds it; None when there is none.

    A link may lead to another file of the inbox, never out of it, and what is hidden there stays so.
    """
    if _is_hidden(path):
        return Barred(path=path, reason="is hidden or reserved; rename it")
    try:
        root = inbox.resolve()
        target = (root / place(inbox, path)).resolve(strict=True)
        if not target.is_relative_to(root) or _is_hidden(target.relative_to(root).as_posix()):
            return Barred(path=path, reason="is a link that leaves the inbox; put the file itself here")
        status = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError, ValueError) as error:
        # A name that is too long, a circle of links (RuntimeError before Python 3.13), a null character.
        return Barred(path=path, reason=f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if stat.S_ISDIR(status.st_mode):
        return None
    if not stat.S_ISREG(status.st_mode):
        return Barred(path=path, reason="is a device, pipe or socket; expected a regular file")
    stamp = Stamp(inode=status.st_ino, size=status.st_size, mtime_ns=status.st_mtime_ns)
    return Found(path=path, stamp=stamp, ctime_ns=status.st_ctime_ns)


def place(inbox: Path, path: str) -> str:
    """Return where below the inbox the file is that an article means by a path, of ``addresses.places``.

    The path itself when there is none.
    """
    return next((each for each in addresses.places(path) if _is_there(inbox, each)), path)


def head(inbox: Path, path: str, length: int) -> bytes:
    """Return the first bytes of a file that ``look`` has found. Raises ArticleError."""
    descriptor = _open(inbox, path)
    try:
        return os.read(descriptor, length)
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)


def copy(inbox: Path, path: str, output: Path, name: Callable[[str], str]) -> Copied:
    """Copy a file to where ``name`` says that one with this SHA-256 belongs, below ``output``.

    Raises ArticleError when it cannot be read or changes meanwhile, and OutputError.
    """
    descriptor = _open(inbox, path)
    with open(descriptor, "rb", buffering=0) as source:  # noqa: PTH123  a descriptor has no path
        status = os.fstat(descriptor)
        try:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        except OSError as error:
            raise ArticleError(f"cannot be read: {error.strerror}") from error
        wanted = name(digest)
        target = output / wanted
        try:
            if not target.is_file() or target.stat().st_size != status.st_size:
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
                source.seek(0)
                with temporary.open("wb") as made:
                    shutil.copyfileobj(source, made, _PIECE)
                    made.flush()
                    os.fsync(made.fileno())
                if _digest(temporary) != digest:
                    temporary.unlink()
                    raise ArticleError("was changed while it was copied; it is taken when it rests")
                temporary.replace(target)
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror}") from error
    stamp = Stamp(inode=status.st_ino, size=status.st_size, mtime_ns=status.st_mtime_ns)
    return Copied(path=wanted, length=status.st_size, stamp=stamp)


def real(inbox: Path, path: str) -> str:
    """Return where below the inbox a file that ``look`` has found is, links aside. Raises ArticleError."""
    root = inbox.resolve()
    try:
        return (root / place(inbox, path)).resolve(strict=True).relative_to(root).as_posix()
    except (OSError, RuntimeError, ValueError) as error:
        raise ArticleError("is not there any more") from error


def _is_there(inbox: Path, path: str) -> bool:
    # A link counts wherever it leads: that it must not be followed is to be said of it.
    target = f"{inbox}/{path}"
    return os.path.lexists(target) and not os.path.isdir(target) and not _is_hidden(path)  # noqa: PTH112  called for every file of a scan


def _is_hidden(path: str) -> bool:
    """Say whether a path is nobody's file to show; editors' orders are read, but they are not published."""
    return any(files.ignored(part) for part in path.split("/"))


def _open(inbox: Path, path: str) -> int:
    root = inbox.resolve()
    try:
        # Not through a link, and not blocking: it may be another since it was found.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(root / real(inbox, path), flags)
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
