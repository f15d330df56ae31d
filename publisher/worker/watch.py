"""How does the service learn of files without looking at all of them?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from watchfiles import Change, watch

from publisher import files
from publisher.worker.events import Event, Rescan, Touched

_log = structlog.get_logger()

# How long a batch of events may grow, and the pause that ends it, in milliseconds.
_LONGEST_BATCH = 400
_PAUSE = 40

# inotify's queue has 16,384 places and watchfiles does not say when it overflows (its issue 348):
# after a batch of this size nobody knows what was lost.
_BURST = 1000

# How often a lost watch is set again, in seconds.
_RETRY = 5.0


class Watcher:
    """Follows the events of one folder in a thread of its own, and tells ``wake``."""

    def __init__(self, folder: Path, wake: Callable[[Event], None]) -> None:
        self._folder = folder
        self._wake = wake
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin; once the watch is set, the whole folder is looked at, because of what came before."""
        self._thread.start()

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
                _log.warning("watch lost", folder=str(self._folder), reason=str(error), retry_seconds=_RETRY)
                self._wake(Rescan())
                self._stop.wait(_RETRY)

    def _follow(self) -> None:
        folder = self._folder.resolve(strict=True)
        batches = watch(
            folder,
            watch_filter=None,
            debounce=_LONGEST_BATCH,
            step=_PAUSE,
            stop_event=self._stop,
            rust_timeout=1000,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        self._wake(Rescan())
        for batch in batches:
            if batch:
                self._tell(folder, batch)
            elif not folder.is_dir():
                raise FileNotFoundError(f"{folder} is not there")

    def _tell(self, folder: Path, batch: Iterable[tuple[Change, str]]) -> None:
        kinds: dict[str, set[Change]] = {}
        for change, name in batch:
            path = Path(name)
            if path.is_dir():
                # What was inside it before the watch reached it has sent no events.
                self._wake(Rescan())
                continue
            relative = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
            if relative and not any(files.ignored(part) for part in relative.split("/")):
                kinds.setdefault(relative, set()).add(change)
        # A rename arrives as "added" alone; a file being written is "modified" too.
        renamed = frozenset(path for path, changes in kinds.items() if changes == {Change.added})
        if kinds:
            self._wake(Touched(paths=frozenset(kinds), renamed=renamed))
        if len(kinds) >= _BURST:
            self._wake(Rescan())
