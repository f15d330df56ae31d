"""What does the database say has become of pages?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from publisher.errors import StoreError
from publisher.store import Store, marks
from publisher.web.marks import Gone, Moved

# Looking costs 0.3 ms where little is marked; a withdrawal may be answered with its notice for so long.
_LOOK_AGAIN = timedelta(seconds=1)


class StoredMarks:
    """Which pages are withdrawn or have moved, looked up at most once a second."""

    def __init__(
        self, database: Callable[[], Store | None], clock: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._clock = clock or (lambda: datetime.now(UTC))
        self._looked: datetime | None = None
        self._known: Mapping[str, Gone | Moved] = {}

    def __call__(self) -> Mapping[str, Gone | Moved]:
        """Return what is marked now; what was known stays while the database cannot be read."""
        now = self._clock()
        if self._looked is None or not timedelta(0) <= now - self._looked < _LOOK_AGAIN:
            self._looked = now
            with contextlib.suppress(StoreError):
                self._known = self._look(now)
        return self._known

    def _look(self, now: datetime) -> Mapping[str, Gone | Moved]:
        store = self._database()
        if store is None:
            return {}
        with store.read() as connection:
            moved = {page: Moved(path=target) for page, target in marks.moved(connection, now).items()}
            return moved | dict.fromkeys(marks.withdrawn(connection, now), Gone())
