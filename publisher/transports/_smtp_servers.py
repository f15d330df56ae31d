"""Which of several mail servers takes the next message?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from publisher.handover import Wait
from publisher.transports._answers import Pause
from publisher.transports._breaker import Breaker
from publisher.transports._smtp_connection import Connection
from publisher.transports._smtp_limits import Limit

if TYPE_CHECKING:
    import ssl

    from publisher.config import Smtp


@dataclass(slots=True)
class Server:
    """One server with what it may be given, and whether it is to be left alone."""

    settings: Smtp
    password: str
    tls: ssl.SSLContext | None
    limit: Limit
    breaker: Breaker
    # How far its turn has come, in the smooth weighted round robin.
    turn: float = 0.0

    @property
    def name(self) -> str:
        """How people know it."""
        return f"{self.settings.host} port {self.settings.port}"


class Servers:
    """The servers of one transport, which all of its sessions share.

    ``clock`` counts seconds and only goes forward, ``today`` is the day of the calendar.
    """

    def __init__(self, servers: list[Server], clock: Callable[[], float], today: Callable[[], date]) -> None:
        self._servers = servers
        self.clock = clock
        self._today = today
        self._lock = threading.Lock()

    @property
    def names(self) -> list[str]:
        """What they are called in the answers of ``share``."""
        return [each.name for each in self._servers]

    @property
    def connections(self) -> int:
        """How many connections all of them may have."""
        return sum(each.settings.connections for each in self._servers)

    def share(self, wanted: int, room: int) -> dict[str, int] | Wait:
        """Return how many of the wanted messages go to which server, by name, and count them as sent.

        ``room`` is how many a session can give to one at once, and no server takes more than it has
        connections. Of two servers the one with twice the weight gets twice as many; one with weight 0 gets
        any only when no other can. Wait when none can.
        """
        with self._lock:
            now, today = self.clock(), self._today()
            waits: list[Wait] = []
            free: dict[str, int] = {}
            for each in self._servers:
                if (wait := each.breaker.wait()) is not None:
                    waits.append(wait)
                elif (seconds := each.limit.wait(now, today)) > 0:
                    waits.append(Wait(seconds=seconds, reason=f"{each.name}: its limit is reached"))
                else:
                    free[each.name] = min(room, each.settings.connections)
            usable = [each for each in self._servers if free.get(each.name)]
            usable = [each for each in usable if each.settings.weight] or usable
            given: dict[str, int] = {}
            if len(usable) == 1:
                (only,) = usable
                if granted := only.limit.take(min(wanted, free[only.name]), now, today):
                    return {only.name: granted}
            for _ in range(wanted):
                chosen = self._next(usable)
                if chosen is None:
                    break
                if chosen.limit.take(1, now, today):
                    given[chosen.name] = given.get(chosen.name, 0) + 1
                    free[chosen.name] -= 1
                else:
                    free[chosen.name] = 0
                usable = [each for each in usable if free[each.name] > 0]
            if given:
                return given
            return min(waits, key=lambda each: each.seconds, default=_CROWDED)

    def connect(self, name: str) -> Connection:
        """Return a new connection to a server. Raises ServerError."""
        server = self._named(name)
        connection = Connection(server.settings, server.password, server.tls, self.clock)
        server.breaker.answered()
        return connection

    def failed(self, name: str, reason: str) -> None:
        """Note a fault of a server that is nobody's message's."""
        server = self._named(name)
        server.breaker.pause(Pause(reason=f"{server.name}: {reason}"))

    def answered(self, name: str) -> None:
        """Note that a server has dealt with a message."""
        self._named(name).breaker.answered()

    def give_back(self, name: str, count: int) -> None:
        """Return messages that were counted and not sent."""
        with self._lock:
            self._named(name).limit.give_back(count)

    def _named(self, name: str) -> Server:
        return next(each for each in self._servers if each.name == name)

    def _next(self, usable: list[Server]) -> Server | None:
        """Return whose turn it is (smooth weighted round robin): no server gets its share in one piece."""
        if not usable:
            return None
        total = 0.0
        for each in usable:
            weight = each.settings.weight or 1
            each.turn += weight
            total += weight
        chosen = max(usable, key=lambda each: each.turn)
        chosen.turn -= total
        return chosen


_CROWDED = Wait(seconds=1.0, reason="no server has room")
