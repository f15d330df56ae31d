"""Which files have stopped changing, so that they can be taken whole, and which are gone to stay?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from publisher.files import Found

# Quiet enough whatever the clock says; clock - (clock - 0.01) may be less than 0.01.
_LONG_AGO = float("-inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    found: Found
    since: float


class Settling:
    """Watches files until they have been quiet for some time (DESIGN.md, decision 15).

    Writers close and open again with gaps of 0.2 to 4 s, so closing says nothing. Neither does a deletion:
    some programs save by deleting and writing anew, and an inbox that is emptied loses one file after the
    other. All times are seconds: ``clock`` of a clock that only goes forward, ``wall`` of the one that
    stamps files.
    """

    def __init__(self, quiet: float) -> None:
        self._quiet = quiet
        self._seen: dict[str, _Seen] = {}
        self._gone: set[str] = set()
        self._gone_since = _LONG_AGO

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def paths(self) -> list[str]:
        """The files that are not ready yet."""
        return list(self._seen)

    def observe(self, found: Found, clock: float, wall: float) -> None:
        """Note how a file looks now; a change since the last look starts its time again.

        A file whose content and inode were last changed long ago has been quiet already: copies may
        keep an old modification time, but nothing can set an inode's change time (ctime) back.
        """
        self._gone.discard(found.path)
        before = self._seen.get(found.path)
        if before is not None and before.found == found:
            return
        age = wall - max(found.stamp.mtime_ns, found.ctime_ns) / 1e9
        old = before is None and age >= self._quiet
        self._seen[found.path] = _Seen(found=found, since=_LONG_AGO if old else clock)

    def disturb(self, path: str, clock: float) -> None:
        """Note that something happened to a file, even if it looks the same: its time starts again."""
        before = self._seen.get(path)
        if before is not None:
            self._seen[path] = _Seen(found=before.found, since=clock)

    def complete(self, found: Found) -> None:
        """Note a file that was renamed into the inbox: its writer has said that it is whole."""
        self._gone.discard(found.path)
        self._seen[found.path] = _Seen(found=found, since=_LONG_AGO)

    def vanish(self, paths: Collection[str], clock: float) -> None:
        """Note files that are gone; while others go, too, none of them is believed to stay so."""
        if paths:
            self._gone.update(paths)
            self._gone_since = clock

    def vanished(self, clock: float) -> frozenset[str]:
        """Return what is gone, once nothing else has gone for long enough, and stop waiting for it."""
        if clock - self._gone_since < self._quiet:
            return frozenset()
        gone, self._gone = frozenset(self._gone), set()
        return gone

    def forget(self, path: str) -> None:
        """Stop waiting for a file that is gone."""
        self._seen.pop(path, None)

    def due(self, clock: float) -> list[str]:
        """Return the files that have been quiet long enough; look at each again before taking it."""
        return [path for path, seen in self._seen.items() if clock - seen.since >= self._quiet]

    def take(self, found: Found) -> bool:
        """Say whether a due file still looks as when it fell quiet, and stop waiting for it then."""
        seen = self._seen.get(found.path)
        if seen is None or seen.found != found:
            return False
        del self._seen[found.path]
        return True

    def next_due(self) -> float | None:
        """Return when the next file may be ready, or be gone to stay, on the forward clock."""
        moments = [seen.since + self._quiet for seen in self._seen.values()]
        if self._gone:
            moments.append(self._gone_since + self._quiet)
        return min(moments, default=None)
