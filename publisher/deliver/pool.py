"""Which delivery is sent next?"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from uuid import UUID

from publisher.handover import Delivery

# A lease is one transaction: few of them, and little in memory.
LEASED = 512


class Pool:
    """Leased deliveries, shared by the threads that send them.

    ``lease`` takes up to so many more in hand, and returns nothing when nothing is due. No more than
    ``per_domain`` are on their way to one domain at a time, so that one slow receiver does not hold up the
    others. What was in doubt in one request to a provider goes again in one.
    """

    def __init__(self, lease: Callable[[int], Sequence[Delivery]], per_domain: int) -> None:
        self._lease = lease
        self._per_domain = per_domain
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[Delivery]] = {}
        # Domains that have somebody waiting, and room.
        self._ready: deque[str] = deque()
        self._repeats: deque[list[Delivery]] = deque()
        self._under_way: Counter[str] = Counter()
        self._count = 0
        self._leasing = False
        self._dry = False
        self._stopped = False

    def fill(self) -> int:
        """Lease the first ones; return how many wait."""
        self._add(self._lease(LEASED))
        return self._count

    @property
    def is_dry(self) -> bool:
        """Whether all that was due has been taken."""
        return self._dry and not self._count

    def take(self, most: int) -> list[Delivery]:
        """Return up to ``most`` deliveries to send now; nothing when none is left, or it was stopped.

        Waits while the only ones left are of domains that have enough under way.
        """
        while True:
            with self._changed:
                while not self._stopped and not (self._ready or self._repeats):
                    if not self._leasing and not self._dry:
                        break
                    if self._dry and not self._count:
                        return []
                    self._changed.wait()
                if self._stopped:
                    return []
                if self._ready or self._repeats:
                    taken = list(self._next(most))
                    if not self._count:
                        # Who waits for more may go home, or lease it.
                        self._changed.notify_all()
                    return taken
                self._leasing = True
            try:
                found = self._lease(LEASED)
            except BaseException:
                self.stop()
                raise
            self._add(found)

    def done(self, deliveries: Sequence[Delivery]) -> None:
        """Say that these are not under way any more."""
        with self._changed:
            for delivery in deliveries:
                domain = _domain(delivery)
                self._under_way[domain] -= 1
                if not self._under_way[domain]:
                    del self._under_way[domain]
                if self._under_way[domain] == self._per_domain - 1 and self._waiting.get(domain):
                    self._ready.append(domain)
                    self._changed.notify()

    def stop(self) -> None:
        """Give out nothing more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _add(self, found: Sequence[Delivery]) -> None:
        with self._changed:
            self._leasing = False
            # Fewer than asked for: what becomes due from now on is for the next turn.
            self._dry = len(found) < LEASED
            ordinary = [each for each in found if each.request is None]
            again = [each for each in found if each.request is not None]
            for _, members in groupby(sorted(again, key=_request), key=_request):
                self._repeats.append(sorted(members, key=lambda each: each.number))
            for each in ordinary:
                domain = _domain(each)
                line = self._waiting.get(domain)
                if line is None:
                    line = self._waiting[domain] = deque()
                if not line and self._under_way[domain] < self._per_domain:
                    self._ready.append(domain)
                line.append(each)
            self._count += len(found)
            self._changed.notify_all()

    def _next(self, most: int) -> Iterator[Delivery]:
        if self._repeats:
            members = self._repeats.popleft()
            self._count -= len(members)
            self._under_way.update(map(_domain, members))
            yield from members
            return
        for _ in range(most):
            if not self._ready:
                return
            domain = self._ready.popleft()
            line = self._waiting[domain]
            self._count -= 1
            self._under_way[domain] += 1
            yield line.popleft()
            if not line:
                del self._waiting[domain]
            elif self._under_way[domain] < self._per_domain:
                # Behind the other domains: no server gets all of it at once.
                self._ready.append(domain)


def _domain(delivery: Delivery) -> str:
    return delivery.address.rpartition("@")[2].lower()


def _request(delivery: Delivery) -> UUID:
    return delivery.request or UUID(int=0)
