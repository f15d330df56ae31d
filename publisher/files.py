"""What lies in the inbox, and how does a file get to its place whole or not at all?"""

from __future__ import annotations

import contextlib
import mimetypes
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath

from publisher import codings
from publisher.errors import ArticleError, InboxError, OutputError
from publisher.model import SourceFile

# Unfinished transfers and editors' leftovers: browsers, WinSCP, rsync, lftp, vim, emacs, LibreOffice.
_LEFTOVERS = (
    *(".part", ".partial", ".tmp", ".temp", ".swp", ".swx", ".swo", ".crdownload", ".download"),
    *(".filepart", ".lftp", ".bak", ".orig", ".lock", "~", "#"),
)
# What an editor has ruled about boilerplate, in the inbox or in a section: no article, but read.
RULINGS = "_clean.toml"
# What editors have corrected and withdrawn, in the inbox itself.
NOTICES = "_notices.toml"
# What has become of articles that their files do not say: written by this program, in the inbox itself.
HISTORY = "_history.jsonl"
# What the publication or a section says about itself, in the inbox or in the section.
ABOUT = "_index.md"
# A file that is being written, and will have the name in the middle.
_TEMPORARY = re.compile(r"\..+\.\d+\.tmp", re.DOTALL)
# Browsers save the pictures and frames of "Page.html" in a folder "Page_files".
_SAVED_PAGES = (".html", ".htm")
# What lies beside articles and is not one: pictures, sound, styles of a saved page.
_BESIDE = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What tells one state of a file from another without reading it."""

    inode: int
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A regular file of the inbox: its path below the inbox, written with ``/``."""

    path: str
    stamp: Stamp
    ctime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """Something in the inbox that is never read, and why."""

    path: str
    reason: str


def ignored(name: str) -> bool:
    """Say whether a file or folder of this name is nobody's article: hidden, reserved or unfinished."""
    return name.startswith((".", "_", "~$", "#")) or name.lower().endswith(_LEFTOVERS)


def is_rulings(path: str) -> bool:
    """Say whether this path below the inbox is that of rulings: of the inbox itself, or of a section."""
    return _stands_in_section(path, RULINGS)


def about_of(section: str) -> str:
    """Return the path of what a section says about itself; of the publication for an empty name."""
    return f"{section}/{ABOUT}" if section else ABOUT


def is_about(path: str) -> bool:
    """Say whether this path is that of what the publication or a section says about itself."""
    return _stands_in_section(path, ABOUT)


def is_notices(path: str) -> bool:
    """Say whether this path below the inbox is that of the editors' corrections and withdrawals."""
    return path == NOTICES


def is_orders(path: str) -> bool:
    """Say whether what has this path is no article and is read all the same: see ``ingest.standing``."""
    return is_rulings(path) or is_notices(path) or is_about(path)


def unread(path: str) -> bool:
    """Say whether nobody reads what has this path below the inbox."""
    return any(ignored(part) for part in path.split("/")) and not is_orders(path)


def walk(inbox: Path) -> Iterator[Found | Barred]:
    """Return every file of the inbox that might be an article or holds rulings, in no particular order.

    Raises InboxError when the inbox is not there or cannot be read, so that nobody takes an
    unmounted folder for an empty one.
    """
    root = _root(inbox)
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as listing:
                entries = [
                    entry for entry in listing if not ignored(entry.name) or is_orders(folder + entry.name)
                ]
        except OSError as error:
            yield Barred(path=folder.rstrip("/"), reason=f"the folder cannot be read: {error.strerror}")
            continue
        saved = {
            f"{Path(entry.name).stem}_files" for entry in entries if entry.name.lower().endswith(_SAVED_PAGES)
        }
        for entry in entries:
            path = folder + entry.name
            if not _is_unicode(path):
                yield Barred(
                    path=_printable(path), reason="the file name is not valid UTF-8; rename the file"
                )
            elif entry.is_dir(follow_symlinks=False):
                if entry.name not in saved and not ignored(entry.name):
                    folders.append(path + "/")
            else:
                yield from _look(root, path)
    # It may have gone meanwhile: what was not seen then is not gone.
    _root(inbox)


def _root(inbox: Path) -> Path:
    """Return the folder itself, behind any links. Raises InboxError when it is not there."""
    try:
        root = inbox.resolve(strict=True)
        with os.scandir(root):
            pass
    except FileNotFoundError as error:
        raise InboxError(f"{inbox}: the inbox is not there; make the folder, or mount it again") from error
    except NotADirectoryError as error:
        raise InboxError(f"{inbox}: the inbox is not a folder") from error
    except OSError as error:
        raise InboxError(f"{inbox}: the inbox cannot be read: {error.strerror}") from error
    return root


def look(inbox: Path, path: str) -> Found | Barred | None:
    """Return what is at one path below the inbox now; None when nobody reads it or it is gone."""
    if unread(path) or not _is_unicode(path):
        return None
    root = inbox.resolve()
    if any(_not_walked(root / folder) for folder in PurePosixPath(path).parents[:-1]):
        return None
    return next(_look(root, path), None)


def sections(inbox: Path) -> list[str]:
    """Return the names of the folders directly in the inbox; none when it is not there."""
    try:
        with os.scandir(inbox) as listing:
            return sorted(each.name for each in listing if each.is_dir() and not ignored(each.name))
    except OSError:
        return []


def is_used(inbox: Path, folder: str) -> bool:
    """Say whether anything but rulings lies in a folder of the inbox: not so in an empty mount point."""
    try:
        with os.scandir(inbox / folder) as listing:
            return any(not ignored(entry.name) for entry in listing)
    except OSError:
        return False


def read(inbox: Path, path: str, maximum_bytes: int) -> tuple[SourceFile, Stamp]:
    """Return one file of the inbox with the stamp it had when it was read.

    Raises ArticleError when it is larger than ``maximum_bytes`` or cannot be read.
    """
    try:
        # Not blocking, so that a pipe put in place of the file since the scan cannot stop us.
        descriptor = os.open(f"{inbox}/{path}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123  a descriptor has no path
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise ArticleError("expected a regular file")
            if status.st_size > maximum_bytes:
                raise ArticleError(
                    f"the file has {status.st_size / 1e6:,.1f} MB, more than intake.maximum_megabytes allows "
                    f"({maximum_bytes / 1e6:,.1f} MB); split it or raise the limit"
                )
            # To the size and no further: what is appended while reading changes the stamp.
            data = file.read(status.st_size)
            while len(data) < status.st_size and (more := file.read(status.st_size - len(data))):
                data += more
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from error
    source = SourceFile(path=path, data=data, modified=moment(status.st_mtime_ns))
    return source, Stamp(inode=status.st_ino, size=status.st_size, mtime_ns=status.st_mtime_ns)


def moment(nanoseconds: int) -> datetime:
    """Return a file time as a moment; one that no calendar has becomes the start of 1970."""
    try:
        return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def replace(path: Path, data: bytes) -> bool:
    """Put ``data`` at ``path`` whole or not at all, so that it survives a power cut.

    Equal bytes are left alone: web servers make the ETag from the modification time, and every
    reader would download the file again (DESIGN.md, decision 2). Returns whether it was written.
    Raises OutputError; what was there stays.
    """
    written = _replace(path, data, os.fsync)
    if written:
        with _translated(path):
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    return written


def replace_unsynced(path: Path, data: bytes) -> bool:
    """Do as ``replace``, for files that can be made again: a power cut may lose the newest ones.

    10,000 pages with an fsync each would take minutes on a disk.
    """
    return _replace(path, data, lambda _: None)


def remove(path: Path) -> None:
    """Remove a published file; one that is not there is no fault. Raises OutputError."""
    with _translated(path):
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes and power cuts have left half written; the caller holds the lock.

    Those are temporary files below ``folder``, and empty ones with the suffix of a content coding: a web
    server would send them.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            path = f"{parent}/{name}"
            if _TEMPORARY.fullmatch(name) or (name.endswith(codings.SUFFIXES) and not is_whole(path)):
                with contextlib.suppress(OSError):
                    os.unlink(path)  # noqa: PTH108  100,000 files


def is_whole(path: str) -> bool:
    """Say whether a published file is there and was not left empty by a power cut.

    File systems that delay allocation may keep a rename and lose the bytes of a file without fsync.
    """
    try:
        return os.stat(path).st_size > 0  # noqa: PTH116  10,000 pages
    except OSError:
        return False


def is_remote(folder: Path) -> bool:
    """Say whether ``folder`` lies on a file system that sends no events for what others write."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    target = str(folder.resolve())
    best, kind = "", ""
    for line in mounts:
        left, _, right = line.partition(" - ")
        point = left.split()[4].replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, right.split()[0]
    return kind.startswith(
        ("nfs", "cifs", "smb", "9p", "fuse", "sshfs", "ceph", "glusterfs", "vboxsf", "prl_fs")
    )


def _stands_in_section(path: str, wanted: str) -> bool:
    folder, _, name = path.rpartition("/")
    return name == wanted and "/" not in folder and not ignored(folder)


def _not_walked(folder: Path) -> bool:
    """Say whether ``walk`` passes over this folder: a link, or what belongs to a saved page."""
    page = folder.name.removesuffix("_files")
    saved = page != folder.name and any((folder.parent / (page + suffix)).exists() for suffix in _SAVED_PAGES)
    return saved or folder.is_symlink()


def _look(root: Path, path: str) -> Iterator[Found | Barred]:
    if _is_beside(path[path.rfind(".") :]):
        return
    try:
        # Not with pathlib: this runs for every file of every scan, and 100,000 joins take 0.5 s.
        status = os.lstat(f"{root}/{path}")
        if stat.S_ISLNK(status.st_mode):
            target = (root / path).resolve(strict=True)
            if not target.is_relative_to(root):
                yield Barred(
                    path=path, reason="a symbolic link that leaves the inbox; put the file itself here"
                )
                return
            status = target.stat()
            if stat.S_ISDIR(status.st_mode):
                yield Barred(path=path, reason="a symbolic link to a folder; put the folder itself here")
                return
    except RuntimeError:
        # What pathlib makes of ELOOP before Python 3.13.
        yield Barred(path=path, reason="a symbolic link that leads back to itself")
        return
    except (FileNotFoundError, NotADirectoryError):
        if (root / path).is_symlink():
            yield Barred(path=path, reason="a symbolic link to a file that is not there")
        return
    except OSError as error:
        yield Barred(path=path, reason=f"cannot be read: {error.strerror}")
        return
    if stat.S_ISDIR(status.st_mode):
        return
    if not stat.S_ISREG(status.st_mode):
        yield Barred(path=path, reason="a device, pipe or socket; expected a regular file")
        return
    stamp = Stamp(inode=status.st_ino, size=status.st_size, mtime_ns=status.st_mtime_ns)
    yield Found(path=path, stamp=stamp, ctime_ns=status.st_ctime_ns)


@lru_cache(maxsize=1024)
def _is_beside(suffix: str) -> bool:
    """Say whether a file with this suffix lies beside articles and is none."""
    return (mimetypes.guess_type("x" + suffix)[0] or "").startswith(_BESIDE)


def _is_unicode(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(path: str) -> str:
    return path.encode(errors="surrogateescape").decode(errors="replace")


def _replace(path: Path, data: bytes, sync: Callable[[int], None]) -> bool:
    with _translated(path):
        target = str(path)
        if _holds(target, data):
            return False
        folder, name = os.path.split(target)
        # In the same folder, so that the rename stays on one file system; hidden, so that nobody serves it.
        temporary = os.path.join(folder, f".{name}.{os.getpid()}.tmp")  # noqa: PTH118  10,000 pages
        try:
            try:
                file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115  closed below
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115  the same
            with file:
                view = memoryview(data)
                while view:
                    view = view[file.write(view) :]
                sync(file.fileno())
            os.replace(temporary, target)  # noqa: PTH105  the same
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108  the same
            raise
    return True


def _holds(path: str, data: bytes) -> bool:
    """Say whether the file at ``path`` has these very bytes."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  10,000 pages
            return os.fstat(file.fileno()).st_size == len(data) and file.readall() == data
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; the old file stays") from error
