"""How many messages may a server be given now?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.config import Smtp

_HOUR = 3600.0
# So many at once, in seconds of the rate: one after the other would be slow, and all of an hour no limit.
_BURST_SECONDS = 10.0
# When a warm-up allows so many a day, it has nothing more to say.
_WARM = 1_000_000


class Limit:
    """What may be sent through one server, by its rate and its warm-up (a token bucket).

    It begins empty but for one message: no restart gets more out of it. Moments are seconds of a clock that
    only goes forward, and days of the calendar.
    """

    def __init__(self, settings: Smtp) -> None:
        self._rate = settings.rate_per_hour
        self._warm_up_from = date.fromisoformat(settings.warm_up_from) if settings.warm_up_from else None
        self._warm_up_messages = settings.warm_up_messages
        self._allowed = 1.0
        self._at: float | None = None

    def take(self, wanted: int, now: float, today: date) -> int:
        """Return how many of the wanted messages may be sent now, and count them."""
        rate = self.per_hour(today)
        if rate is None:
            return wanted
        self._fill(rate, now)
        granted = min(wanted, int(self._allowed))
        self._allowed -= granted
        return granted

    def wait(self, now: float, today: date) -> float:
        """Return in how many seconds the next message may be sent."""
        rate = self.per_hour(today)
        if rate is None:
            return 0.0
        self._fill(rate, now)
        return max(0.0, (1.0 - self._allowed) / rate * _HOUR)

    def give_back(self, count: int) -> None:
        """Return messages that were counted and not sent."""
        self._allowed += count

    def per_hour(self, today: date) -> float | None:
        """Return how many messages an hour may be sent on a day; None for as many as there are.

        A warm-up begins with so many on its first day and doubles with each: receivers distrust an address
        that sent nothing yesterday. Its day is spread over the hours.
        """
        rates = [float(self._rate)] if self._rate else []
        if self._warm_up_from:
            days = max(0, (today - self._warm_up_from).days)
            # 2 ** 20 times one message is warm already.
            of_the_day = self._warm_up_messages * 2 ** min(days, 20)
            if of_the_day < _WARM:
                rates.append(of_the_day / 24)
        return min(rates, default=None)

    def _fill(self, rate: float, now: float) -> None:
        passed = 0.0 if self._at is None else max(0.0, now - self._at)
        self._at = now
        most = max(1.0, rate / _HOUR * _BURST_SECONDS)
        self._allowed = min(most, self._allowed + passed * rate / _HOUR)
