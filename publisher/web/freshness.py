"""For how many seconds may what is served be used without asking again?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from publisher import timing
from publisher.config import Config
from publisher.errors import StoreError
from publisher.model import Cadence
from publisher.store import Store, entries

# Of what appears unplanned, nobody is told to wait longer than the configuration allows, and nobody asks
# more often than this.
SHORTEST = 60

# Looking costs 0.4 ms, and an article that gets its date meanwhile is 5 s late in the answer.
_LOOK_AGAIN = timedelta(seconds=5)


class Freshness:
    """Counts down to the next planned publication: a waiting article's date, or a closing edition."""

    def __init__(
        self,
        database: Callable[[], Store | None],
        config: Config,
        longest: int,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Take what gives the database, if there is one, and how many seconds at most."""
        self._database = database
        self._longest = longest
        self._clock = clock or (lambda: datetime.now(UTC))
        digest = config.digest
        self._zone = digest.time_zone or config.publication.time_zone
        lines = {Cadence.DAILY: digest.daily, Cadence.WEEKLY: digest.weekly}
        self._lines = [line for line in lines.values() if line]
        self._looked: datetime | None = None
        self._next: datetime | None = None

    def __call__(self) -> int:
        """Return the seconds, at least 60 and at most what the configuration says."""
        now = self._clock()
        if self._looked is None or not timedelta(0) <= now - self._looked < _LOOK_AGAIN:
            self._looked, self._next = now, self._planned(now)
        if self._next is None:
            return self._longest
        left = int((self._next - now) / timedelta(seconds=1))
        return max(SHORTEST, min(self._longest, left))

    def _planned(self, now: datetime) -> datetime | None:
        moments = [timing.next_tick(line, self._zone, now) for line in self._lines]
        # A database that cannot be read now must not keep readers from what is published.
        with contextlib.suppress(StoreError):
            if store := self._database():
                with store.read() as connection:
                    visible = entries.next_visible(connection, now)
                if visible:
                    moments.append(visible)
        return min(moments, default=None)
