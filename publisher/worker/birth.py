"""When did a file begin to exist?"""

from __future__ import annotations

import ctypes
import os
import struct
from functools import cache
from typing import Any

# linux/fcntl.h, linux/stat.h; the layout of struct statx is part of the kernel's interface (statx(2)).
_AT_FDCWD = -100
_AT_SYMLINK_NOFOLLOW = 0x100
_STATX_BTIME = 0x800
_SIZE = 256
_MASK = struct.Struct("=I")
_LINKS = struct.Struct("=I")
_LINKS_OFFSET = 16
_BIRTH = struct.Struct("=qI")
_BIRTH_OFFSET = 80


def born(path: str) -> float | None:
    """Return when the file at ``path`` was created, in seconds since 1970, wherever it lay then.

    None when the system or the file system does not know, when the file is gone, and when it has several
    names: a link is not a rename.
    """
    statx = _statx()
    if statx is None:
        return None
    buffer = ctypes.create_string_buffer(_SIZE)
    if statx(_AT_FDCWD, os.fsencode(path), _AT_SYMLINK_NOFOLLOW, _STATX_BTIME, buffer) != 0:
        return None
    (mask,) = _MASK.unpack_from(buffer)
    (links,) = _LINKS.unpack_from(buffer, _LINKS_OFFSET)
    if not mask & _STATX_BTIME or links != 1:
        return None
    seconds, nanoseconds = _BIRTH.unpack_from(buffer, _BIRTH_OFFSET)
    return float(seconds) + float(nanoseconds) / 1e9


@cache
def _statx() -> Any:
    # Python has os.statx only from 3.15 on.
    return getattr(ctypes.CDLL(None), "statx", None)
