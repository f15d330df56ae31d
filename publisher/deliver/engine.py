"""How does every delivery reach its subscriber once?"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from publisher.compose import Composer
from publisher.deliver.commits import Commits
from publisher.deliver.pool import Pool
from publisher.deliver.report import Report
from publisher.deliver.sender import Sender, Windows
from publisher.handover import Delivery, Session, Transport
from publisher.model import Cadence
from publisher.outputs import Channel
from publisher.renderers import edition_page
from publisher.store import Store, aftermath, documents, leases, ledger
from publisher.store.leases import Sendable, Settled

# How often the thread that waits for the senders looks whether they are to stop.
_LOOK_SECONDS = 0.02
# What is due and cannot go is looked at again so often.
_BLOCKED = timedelta(seconds=5)
# A message under way is finished; one that hangs longer goes on without anybody waiting for it.
_PATIENCE_SECONDS = 2.0


class Deliverer:
    """Hands over what is due, over as many sessions as the transport has.

    ``per_domain`` is how many messages may be on their way to one domain at a time; ``uncertain`` what is
    done with those that may have arrived: "repeat" or "ask".
    """

    def __init__(
        self, store: Store, composer: Composer, transport: Transport, per_domain: int, uncertain: str
    ) -> None:
        self._store = store
        self._composer = composer
        self._transport = transport
        # Of a request to a provider nobody knows how it sends what is in it.
        self._per_domain = transport.sessions * transport.batch if transport.one_request else per_domain
        self._uncertain = uncertain
        self._number: int | None = None
        self._windows = Windows()
        self._idle: deque[Session] = deque()
        self._stragglers: list[Sender] = []
        # Answers that could not be written down: the disk was full.
        self._unwritten: deque[Settled] = deque()
        self._paused_until: datetime | None = None

    def resume(self, now: datetime) -> int:
        """Take back what a killed run had in hand; return how many deliveries are in doubt.

        Call it once, at the start, by the process that holds the lock on the publication. Raises StoreError.
        """
        with self._store.write() as connection:
            return len(leases.recover(connection, now, self._uncertain))

    def next_due(self, connection: Connection) -> datetime | None:
        """Return when there is something to hand over, and somebody who may take it."""
        due = leases.next_due(connection)
        if due is None or self._paused_until is None:
            return due
        return max(due, self._paused_until)

    def run(self, channel: Channel, clock: Callable[[], datetime], stop: Callable[[], bool]) -> Report:
        """Send until nothing is due or ``stop`` says so; messages under way are finished first.

        Letters go before editions, and no edition goes while its page is not there: its mail leads to it.
        Raises StoreError; what was answered by then is kept and written down by the next run.
        """
        report = Report()
        now = clock()
        if self._paused_until and now < self._paused_until and not self._unwritten:
            report.paused_until = self._paused_until
            return report
        self._paused_until = None
        if not self._is_due(now):
            self._rest()
            self._complete(report, now)
            return report
        number = self._begin(now)
        commits = Commits(self._store, number, clock)

        def lease(connection: Connection, most: int) -> list[Delivery]:
            return _lease(connection, number, clock(), most)

        pool = Pool(lambda most: commits.run(lambda connection: lease(connection, most)), self._per_domain)
        halt = threading.Event()
        senders = [
            Sender(
                session=self._idle.popleft() if self._idle else self._transport.session(),
                batch=self._transport.batch,
                one_request=self._transport.one_request,
                composer=self._composer,
                channel=channel,
                pool=pool,
                commits=commits,
                windows=self._windows,
                clock=clock,
                uncertain=self._uncertain,
                halt=halt,
            )
            for _ in range(self._wanted(pool.fill()))
        ]
        for each in senders:
            each.start()
        try:
            self._wait(senders, pool, halt, stop)
        finally:
            pool.stop()
            halt.set()
        self._collect(senders, report)
        with self._store.write() as connection:
            leases.give_back(connection, number)
        if pool.is_dry or report.paused_until:
            self._rest()
        self._paused_until = report.paused_until
        if not senders and self._is_due(clock()):
            # An edition whose page is not there yet, or all sessions hang: no reason to ask at once again.
            self._paused_until = clock() + _BLOCKED
        self._complete(report, clock())
        return report

    def close(self) -> None:
        """Hang up, and let others have what this process has not sent. Raises StoreError."""
        self._rest()
        if self._number is not None:
            number, self._number = self._number, None
            with self._store.write() as connection:
                leases.dismiss(connection, number)

    def _is_due(self, now: datetime) -> bool:
        if self._unwritten:
            return True
        with self._store.read() as connection:
            due = leases.next_due(connection)
        return due is not None and due <= now

    def _begin(self, now: datetime) -> int:
        """Write down what an earlier run could not, and what dead senders have left; say who we are."""
        with self._store.write() as connection:
            leases.settle(connection, list(self._unwritten), now)
            if self._number is None:
                number = leases.enlist(connection, now)
            else:
                number = self._number
                leases.renew(connection, number, now)
                leases.give_back(connection, number)
            leases.recover(connection, now, self._uncertain, leases.living(connection, now))
        self._unwritten.clear()
        self._number = number
        return number

    def _wanted(self, waiting: int) -> int:
        """Return how many sessions so many deliveries are worth."""
        batch = self._transport.batch
        busy = sum(each.is_alive() for each in self._stragglers)
        return max(0, min(self._transport.sessions - busy, -(-waiting // batch)))

    def _wait(
        self, senders: Sequence[Sender], pool: Pool, halt: threading.Event, stop: Callable[[], bool]
    ) -> None:
        while any(each.is_alive() for each in senders):
            if stop() or any(each.fault for each in senders):
                break
            for each in senders:
                if each.is_alive():
                    each.join(_LOOK_SECONDS)
                    break
        pool.stop()
        halt.set()
        patience = _PATIENCE_SECONDS
        for each in senders:
            each.join(max(0.0, patience))
            # Together, not each.
            patience -= _LOOK_SECONDS if not each.is_alive() else patience

    def _collect(self, senders: Sequence[Sender], report: Report) -> None:
        """Add up what came of every session, and raise what went wrong in one; who hangs is left alone."""
        ended = [each for each in (*self._stragglers, *senders) if not each.is_alive()]
        self._stragglers = [each for each in (*self._stragglers, *senders) if each.is_alive()]
        faults = []
        for each in ended:
            each.add_to(report)
            self._unwritten.extend(each.unwritten)
            self._idle.append(each.session)
            if each.fault:
                faults.append(each.fault)
        for edition, reason in report.held.items():
            with self._store.write() as connection:
                aftermath.hold(connection, edition, reason)
        if faults:
            raise faults[0]

    def _complete(self, report: Report, now: datetime) -> None:
        with self._store.read() as connection:
            done = ledger.finished(connection, now)
        if done:
            with self._store.write() as connection:
                ledger.complete(connection, done, now)
        report.completed.extend(done)

    def _rest(self) -> None:
        while self._idle:
            self._idle.popleft().close()


def _lease(connection: Connection, sender: int, now: datetime, most: int) -> list[Delivery]:
    # Somebody waits for a letter before the screen; an edition takes an hour.
    taken = leases.lease(connection, sender, None, now, most)
    for edition in leases.sendable(connection, now):
        if len(taken) >= most:
            break
        if _has_page(connection, edition):
            taken += leases.lease(connection, sender, edition.id, now, most - len(taken))
    return taken


def _has_page(connection: Connection, edition: Sendable) -> bool:
    """Say whether the page is there that the mail leads to; an instant mail leads to its article."""
    if edition.cadence is Cadence.INSTANT:
        return True
    return bool(documents.written(connection, [edition_page.place(edition)]))
