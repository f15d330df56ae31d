"""Which bytes does a file of the output have now, read once and never from outside the folder?"""

from __future__ import annotations

import os
import stat
import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from publisher import codings
from publisher.web.addresses import is_servable
from publisher.web.kinds import Kind, kind

# Larger files are sent from the disk: pictures and sound, which few ask for at the same time.
LARGEST = 4_000_000

# A file that has changed within this time may change again without its times showing it (FAT counts in
# steps of 2 s, ext4 in steps of 4 ms), and a new file may have the number of the one before.
_UNSURE_NANOSECONDS = 2_000_000_000

# What a state of a file costs in memory besides its bytes.
_OVERHEAD = 2_000

Stamp = tuple[int, int, int, int, int]
"""What tells one state of a file from another: device, number, size, and its two times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A file in one coding (none has an empty name), under a strong ETag of its own.

    One tag for plain and coded bytes would be wrong (DESIGN.md, decision 19).
    """

    coding: str
    body: bytes
    etag: bytes


@dataclass(slots=True, kw_only=True)
class Resource:
    """One state of a small file, in memory.

    ``modified`` is in seconds since 1970, rounded up: with it rounded down, a second change within the same
    second would hide from If-Modified-Since (RFC 9110 §8.8.2.2). It is missing while that second lasts.
    """

    path: str
    stamp: Stamp
    kind: Kind
    modified: int | None
    sure: bool
    plain: Representation
    coded: dict[str, Representation | None]

    @property
    def size(self) -> int:
        """How much memory it takes, in bytes."""
        return (
            _OVERHEAD
            + len(self.plain.body)
            + sum(len(each.body) if each else 0 for each in self.coded.values())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """A file that is too large for the memory: where it is, no more, as it may change before it is sent."""

    path: str
    kind: Kind


class Folder:
    """The files below the output folder, the ones asked for last in memory, each checked at each request.

    A stat costs 2 µs and a request 150: so old bytes are never sent once a file has been replaced.
    """

    def __init__(self, root: Path, most: int) -> None:
        """Take the output folder, which may come later, and how many bytes may stay in memory."""
        self._root = str(root)
        self._most = most
        self._used = 0
        self._known: OrderedDict[str, Resource] = OrderedDict()

    def find(self, path: str) -> Resource | Large | None:
        """Return the file at ``path`` as it is now; None when there is none that readers may have."""
        try:
            status = os.stat(f"{self._root}/{path}")  # noqa: PTH116  for each request
        except (OSError, ValueError):
            self._forget(path)
            return None
        known = self._known.get(path)
        if known and known.sure and known.stamp == stamp(status):
            self._known.move_to_end(path)
            return known
        return self._load(path)

    def represent(self, resource: Resource, wanted: tuple[str, ...]) -> Representation:
        """Return the first of the ``wanted`` codings that is worth it; it is coded once for each state."""
        for name in wanted:
            if name not in resource.coded:
                resource.coded[name] = _coded(name, resource.plain.body)
                if made := resource.coded[name]:
                    self._make_room(len(made.body) if resource.path in self._known else 0)
            if found := resource.coded[name]:
                return found
        return resource.plain

    def open(self, path: str) -> tuple[int, os.stat_result] | None:
        """Return a descriptor of the regular file at ``path`` and its state; None when it may not be read.

        A symbolic link may lead to another place in the folder, never out of it. Its target is opened part by
        part without following links, so that none can be put in the way between the check and the opening.
        """
        root = os.path.realpath(self._root)
        real = os.path.realpath(f"{root}/{path}")
        if not real.startswith(root.rstrip("/") + "/"):
            return None
        below = real[len(root.rstrip("/")) + 1 :]
        if not is_servable(below):
            return None
        *folders, name = below.split("/")
        try:
            descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            for each in folders:
                descriptor = _step(descriptor, each, os.O_DIRECTORY)
            # Not blocking: a pipe in place of the file must not stop the server.
            descriptor = _step(descriptor, name, os.O_NONBLOCK)
        except OSError:
            return None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            return None
        return descriptor, status

    def _load(self, path: str) -> Resource | Large | None:
        opened = self.open(path)
        if opened is None:
            self._forget(path)
            return None
        descriptor, status = opened
        now = time.time_ns()
        try:
            if status.st_size > LARGEST:
                self._forget(path)
                return Large(path=path, kind=kind(path))
            with open(descriptor, "rb", buffering=0, closefd=False) as file:
                data = file.readall()
        except OSError:
            self._forget(path)
            return None
        finally:
            os.close(descriptor)
        return self._keep(path, status, now, data)

    def _keep(self, path: str, status: os.stat_result, now: int, data: bytes) -> Resource:
        # Read before it was looked at for the last time: what comes while reading changes the stamp.
        sure = len(data) == status.st_size and is_sure(status, now)
        before = self._known.get(path)
        same = before is not None and before.plain.body == data
        made = Resource(
            path=path,
            stamp=stamp(status),
            kind=kind(path),
            modified=modified(status, now),
            sure=sure,
            plain=before.plain if before and same else _represented("", data),
            coded=before.coded if before and same else {},
        )
        self._forget(path)
        self._known[path] = made
        self._make_room(made.size)
        return made

    def _forget(self, path: str) -> None:
        if known := self._known.pop(path, None):
            self._used -= known.size

    def _make_room(self, added: int) -> None:
        self._used += added
        while self._used > self._most and self._known:
            self._used -= self._known.popitem(last=False)[1].size


def _step(parent: int, name: str, flags: int) -> int:
    """Open what lies in an open folder, and close the folder."""
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=parent)
    finally:
        os.close(parent)


def stamp(status: os.stat_result) -> Stamp:
    """Return what tells this state of a file from another."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def is_sure(status: os.stat_result, now: int) -> bool:
    """Say whether an equal stamp will mean equal bytes; ``now`` is in nanoseconds since 1970.

    By the change time alone: whoever copies a file can set the modification time.
    """
    return now - status.st_ctime_ns > _UNSURE_NANOSECONDS


def modified(status: os.stat_result, now: int) -> int | None:
    """Return when the file was changed, as ``Resource.modified`` says it."""
    seconds = -(-status.st_mtime_ns // 1_000_000_000)
    return seconds if seconds * 1_000_000_000 <= now else None


def _coded(name: str, data: bytes) -> Representation | None:
    coding = next(each for each in codings.available() if each.name == name)
    coded = coding.shorten(data)
    return None if coded is None else _represented(name, coded)


def _represented(coding: str, body: bytes) -> Representation:
    return Representation(
        coding=coding, body=body, etag=strong_etag(blake2b(body, digest_size=12).hexdigest())
    )


def strong_etag(digest: str) -> bytes:
    """Return the entity tag of bytes with this digest (RFC 9110 §8.8.3)."""
    return f'"{digest}"'.encode()
