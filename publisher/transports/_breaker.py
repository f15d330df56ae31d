"""May a provider be asked now, or has it said or shown that it must be left alone?"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from publisher.handover import Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from publisher.transports._answers import Pause

# 1, 2, 4 … 256, 300 s: a provider that restarts is back within seconds, an outage takes an hour.
_FIRST_SECONDS = 1.0
_LONGEST_SECONDS = 300.0
_DOUBLINGS = 9


class Breaker:
    """Whether a provider is left alone: all sessions of one transport share it.

    After a pause one session tries, and the others wait for what comes of that (a circuit breaker that is
    half open). ``clock`` counts seconds; ``trial_seconds`` is how long a trial may take before another
    session gets one.
    """

    def __init__(self, clock: Callable[[], float], trial_seconds: float) -> None:
        self._clock = clock
        self._trial_seconds = trial_seconds
        self._lock = Lock()
        self._reason = ""
        self._until = 0.0
        self._trying = False
        self._in_a_row = 0

    def wait(self) -> Wait | None:
        """Return for how long to leave the provider alone, or None: then a call follows."""
        with self._lock:
            if not self._reason:
                return None
            left = self._until - self._clock()
            if left > 0:
                # Whoever waits for a trial looks again soon: it mostly takes less than a second.
                return Wait(seconds=min(left, 1.0) if self._trying else left, reason=self._reason)
            self._trying = True
            self._until = self._clock() + self._trial_seconds
            return None

    def answered(self) -> None:
        """Note that the provider has taken a call; a pause that another session was told stays."""
        with self._lock:
            if self._trying or self._clock() >= self._until:
                self._reason = ""
                self._trying = False
                self._in_a_row = 0

    def pause(self, pause: Pause) -> float:
        """Leave the provider alone; return for how many seconds.

        A longer pause that another session was told stays, and sessions that fail together are one fault.
        """
        with self._lock:
            now = self._clock()
            left = 0.0 if self._trying else max(self._until - now, 0.0)
            seconds = pause.seconds
            if seconds is None:
                doubled = _FIRST_SECONDS * 2 ** min(self._in_a_row, _DOUBLINGS)
                seconds = left or min(doubled, _LONGEST_SECONDS)
                self._in_a_row += 0 if left else 1
            if seconds >= left:
                self._until = now + seconds
                self._reason = pause.reason
            self._trying = False
            return max(seconds, left)
