"""Which files of the inbox are new, changed, moved or gone since they were last looked at?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from publisher import beside, files
from publisher.files import Barred, Found
from publisher.store import Store, inbox, media


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a look at the whole inbox has found.

    ``changed`` are the files whose inode, size or modification time is not the one known;
    ``gone`` are known files that are not there: nothing is withdrawn because of that. ``beside`` are files
    that articles name, and that have come or changed.
    """

    files: int
    changed: tuple[Found, ...]
    barred: tuple[Barred, ...]
    gone: frozenset[str]
    beside: tuple[Found, ...] = ()


def scan(store: Store, folder: Path, again: Iterable[str] = ()) -> Scan:
    """Look at the whole inbox; a full scan is the truth (DESIGN.md, decision 4).

    The files named in ``again`` count as changed when they are there. Raises InboxError when the
    inbox is not there.
    """
    with store.read() as connection:
        known = inbox.stamps(connection)
        used = media.stamps(connection)
    for path in again:
        known[path] = (0, 0, 0)
    count = 0
    changed, barred = [], []
    for each in files.walk(folder):
        before = known.pop(each.path, None)
        match each:
            case Barred():
                barred.append(each)
            case Found(stamp=stamp):
                count += 1
                if before != astuple(stamp):
                    changed.append(each)
    return Scan(
        files=count,
        changed=tuple(sorted(changed, key=lambda each: each.path)),
        barred=tuple(sorted(barred, key=lambda each: each.path)),
        gone=frozenset(known),
        beside=tuple(_beside(folder, used)),
    )


def glance(store: Store, folder: Path, paths: Iterable[str]) -> Scan:
    """Look at a few paths only, as an event names them."""
    wanted = sorted(set(paths))
    with store.read() as connection:
        known = inbox.rows(connection, wanted)
        used = media.stamps(connection, media.alike(connection, wanted))
    changed, barred, gone = [], [], []
    for path in wanted:
        match files.look(folder, path):
            case Found() as found:
                row, stamp = known.get(path), found.stamp
                if not row or (row.inode, row.size, row.mtime_ns) != (
                    stamp.inode,
                    stamp.size,
                    stamp.mtime_ns,
                ):
                    changed.append(found)
            case Barred() as each:
                barred.append(each)
            case None if path in known:
                gone.append(path)
    return Scan(
        files=len(wanted),
        changed=tuple(changed),
        barred=tuple(barred),
        gone=frozenset(gone),
        beside=tuple(_beside(folder, used)),
    )


def _beside(folder: Path, used: Mapping[str, tuple[int, int, int]]) -> Iterator[Found]:
    """Return the files that articles name and that are not as they were; a missing one stays published."""
    for path, stamp in sorted(used.items()):
        found = beside.look(folder, path)
        if isinstance(found, Found) and astuple(found.stamp) != stamp:
            yield found
