"""How do many senders share one transaction?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from publisher import failures
from publisher.compose import Offer
from publisher.handover import Delivery, DeliveryState
from publisher.store import Store, leases, ledger, requests
from publisher.store.leases import Settled

# One fsync takes about a millisecond: a commit for each of 16 connections would take all the time there is.
# Waiting so long for half of them costs less than it saves.
_LINGER_SECONDS = 0.003

# How often a sender says that it is alive, in parts of its lease.
_RENEWALS = 3

_NOTHING_ASKED = "nothing is asked any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What one session wants to have recorded: what became of its last messages, and which are next.

    ``sending`` has each delivery with the request that carries it; ``offers`` are the links in letters,
    which must hold before the letter is out; ``job`` is anything else to do in the same transaction.
    """

    settled: Sequence[Settled] = ()
    sending: Sequence[tuple[Delivery, UUID | None]] = ()
    offers: Sequence[tuple[Delivery, Offer]] = ()
    job: Callable[[Connection], Any] | None = None


@dataclass(slots=True)
class _Entry:
    marks: Marks
    turn: threading.Lock = field(default_factory=threading.Lock)
    is_done: bool = False
    granted: frozenset[int] = frozenset()
    value: Any = None
    fault: BaseException | None = None

    def __post_init__(self) -> None:
        self.turn.acquire()


class Commits:
    """Writes the marks of all sessions, many to a transaction that is on the disk when ``write`` returns.

    Whoever comes first writes for all who come in the meantime (group commit): every message is marked
    before its DATA and after its 250, and one fsync serves many.
    """

    def __init__(self, store: Store, sender: int, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._lock = threading.Lock()
        self._enough = threading.Event()
        self._waiting: list[_Entry] = []
        self._is_led = False
        self._members = 0
        self._renewed = clock()

    def join(self) -> None:
        """Say that one more session writes here."""
        with self._lock:
            self._members += 1

    def leave(self) -> None:
        """Say that one of them has ended."""
        with self._lock:
            self._members -= 1

    def write(self, marks: Marks) -> frozenset[int]:
        """Record the marks; return the numbers of the deliveries that are *sending* now.

        One that was cancelled or held since it was leased is not. Raises StoreError, and nothing is kept.
        """
        return self._enter(_Entry(marks)).granted

    def run(self, job: Callable[[Connection], Any]) -> Any:
        """Do ``job`` in the next transaction and return what it returns. Raises StoreError."""
        return self._enter(_Entry(Marks(job=job))).value

    def _enter(self, entry: _Entry) -> _Entry:
        with self._lock:
            self._waiting.append(entry)
            leads, self._is_led = not self._is_led, True
            if len(self._waiting) * 2 >= self._members:
                self._enough.set()
        if not leads:
            entry.turn.acquire()
        if not entry.is_done:
            self._lead()
        if entry.fault:
            raise entry.fault
        return entry

    def _lead(self) -> None:
        self._enough.wait(_LINGER_SECONDS)
        with self._lock:
            batch, self._waiting = self._waiting, []
            self._enough.clear()
        try:
            with self._store.write() as connection:
                self._record(connection, batch)
        except BaseException as error:
            for each in batch:
                each.fault = error
        with self._lock:
            successor = self._waiting[0] if self._waiting else None
            self._is_led = successor is not None
        for each in batch:
            each.is_done = True
            each.turn.release()
        if successor:
            successor.turn.release()

    def _record(self, connection: Connection, batch: Sequence[_Entry]) -> None:
        now = self._clock()
        if (now - self._renewed) * _RENEWALS > leases.LEASE:
            leases.renew(connection, self._sender, now)
            self._renewed = now
        settled = [settled for each in batch for settled in each.marks.settled]
        leases.settle(connection, settled, now)
        for each in settled:
            if each.state is DeliveryState.REFUSED:
                failures.refused(connection, each.delivery.number, each.status, each.reply, now)
        sending = [pair for entry in batch for pair in entry.marks.sending]
        granted = leases.mark_sending(connection, self._sender, sending, now)
        for entry in batch:
            entry.granted = granted & {delivery.number for delivery, _ in entry.marks.sending}
            for delivery, offer in entry.marks.offers:
                number = delivery.number
                if number in entry.granted and not requests.offer(
                    connection, number, offer.digest, offer.expires_at
                ):
                    entry.granted -= {number}
                    ledger.conclude(connection, [number], DeliveryState.SUPPRESSED, _NOTHING_ASKED, now)
            if entry.marks.job:
                entry.value = entry.marks.job(connection)
