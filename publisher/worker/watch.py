"""How does the service learn of files without looking at all of them?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from watchfiles import Change, watch

from publisher import files
from publisher.worker.birth import born
from publisher.worker.events import Event, Rescan, Touched

_log = structlog.get_logger()

# How long a batch of events may grow, and the pause that ends it, in milliseconds.
_LONGEST_BATCH = 400
_PAUSE = 40

# How long the watch may be silent before the folder itself is looked at, in milliseconds.
_TIMEOUT = 200

# inotify's queue has 16,384 places and watchfiles does not say when it overflows (its issue 348):
# after a batch of this size nobody knows what was lost.
_BURST = 1000

# How much later than the kernel saw it an event may arrive, in seconds: a file that was created so
# shortly before a batch began is not taken for a renamed one, and waits its time like any other.
_DELAY = 0.1

# How often a lost watch is set again, in seconds; looking for a folder costs nothing.
_RETRY = 1.0

# How long a start waits for the watch: setting it on 100,000 folders takes longer.
_PATIENCE = 5.0


class Watcher:
    """Follows the events of one folder in a thread of its own, and tells ``wake``."""

    def __init__(self, folder: Path, wake: Callable[[Event], None]) -> None:
        self._folder = folder
        self._wake = wake
        self._stop = threading.Event()
        self._set = threading.Event()
        self._reported = ""
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin, and return when the watch is set; then the whole folder is looked at once more."""
        self._thread.start()
        self._set.wait(_PATIENCE)

    def stop(self) -> None:
        """End, and wait for the thread."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except (OSError, RuntimeError) as error:
                # The folder is gone or was replaced, or the kernel has no watch left.
                if str(error) != self._reported:
                    self._reported = str(error)
                    _log.warning("watch lost", folder=str(self._folder), reason=str(error))
                self._set.set()
                self._wake(Rescan())
                self._stop.wait(_RETRY)

    def _follow(self) -> None:
        folder = self._folder.resolve(strict=True)
        watched = _identity(folder)
        batches = watch(
            folder,
            watch_filter=None,
            debounce=_LONGEST_BATCH,
            step=_PAUSE,
            stop_event=self._stop,
            rust_timeout=_TIMEOUT,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        since = time.time()
        for number, batch in enumerate(batches):
            if number == 0:
                # Only now: the generator sets its watch when it is first asked for a batch.
                self._wake(Rescan())
                self._set.set()
            if batch:
                self._tell(folder, batch, since)
            since = time.time()
            # A new folder may have the number of the old one.
            removed = (Change.deleted, str(folder)) in batch
            if removed or _identity(self._folder) != watched:
                raise FileNotFoundError(f"{folder} is not the folder any more that was watched")
            self._reported = ""

    def _tell(self, folder: Path, batch: Iterable[tuple[Change, str]], since: float) -> None:
        touched, renamed = set(), set()
        for change, name in batch:
            path = Path(name)
            if path.is_dir():
                # What was inside it before the watch reached it has sent no events.
                self._wake(Rescan())
                continue
            relative = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
            if relative and not files.unread(relative):
                touched.add(relative)
                # watchfiles says the same of a file that is created here and of one that is renamed to
                # here; but only the latter can be older than the batch.
                if change is Change.added and (birth := born(name)) and birth < since - _DELAY:
                    renamed.add(relative)
        if touched:
            self._wake(Touched(paths=frozenset(touched), renamed=frozenset(renamed)))
        if len(touched) >= _BURST:
            self._wake(Rescan())


def _identity(folder: Path) -> tuple[int, int]:
    """Return what tells a folder from another one put in its place; the watch stays with the old one."""
    status = folder.stat()
    return status.st_dev, status.st_ino
