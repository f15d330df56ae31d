"""How does every delivery reach its subscriber once?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from publisher import timing
from publisher.compose import Composer
from publisher.errors import DeliveryError
from publisher.handover import (
    Accepted,
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Outcome,
    Refused,
    Transport,
)
from publisher.model import Cadence
from publisher.outputs import Channel
from publisher.renderers import edition_page
from publisher.store import Store, documents, editions, ledger

# Somebody waits for a letter before the screen; an edition takes an hour.
_LETTERS = (DeliveryKind.CONFIRMATION, DeliveryKind.REMINDER)


# Why there was nothing to say.
_NOTHING = {
    DeliveryKind.DIGEST: "the edition has nothing of the subscriber's sections",
    DeliveryKind.CONFIRMATION: "nothing is asked any more",
    DeliveryKind.REMINDER: "nothing is asked any more",
}


@dataclass(slots=True, kw_only=True)
class Report:
    """How many deliveries ended how; ``doubtful`` were being sent when an earlier run was killed."""

    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    doubtful: int = 0
    last_fault: str = ""


class Deliverer:
    """Hands over what is due, one message after the other."""

    def __init__(self, store: Store, composer: Composer, transport: Transport) -> None:
        self._store = store
        self._composer = composer
        self._transport = transport

    def resume(self, now: datetime) -> int:
        """Plan again what a killed run left in doubt; return how many. Call it once, at the start."""
        with self._store.write() as connection:
            return len(ledger.doubt(connection, now))

    def run(self, channel: Channel, clock: Callable[[], datetime], stop: Callable[[], bool]) -> Report:
        """Send until nothing is due or ``stop`` says so; a message under way is finished first.

        *sending* is committed before the transport sees the message, the outcome after it has
        answered (DESIGN.md, decision 6). Letters go before editions, and no edition goes while one has no
        page yet: its mail leads there. Raises StoreError.
        """
        report = Report()
        try:
            while not stop():
                now = clock()
                with self._store.write() as connection:
                    delivery = _claim(connection, now)
                    token = self._composer.mint(connection, delivery, now) if delivery else ""
                if delivery is None:
                    break
                self._settle(delivery, self._send(delivery, token, channel, now), clock(), report)
        finally:
            self._transport.close()
        return report

    def _send(self, delivery: Delivery, token: str, channel: Channel, now: datetime) -> Outcome | None:
        """Send a message and return the answer; None when there is nothing to say."""
        try:
            envelope = self._composer.envelope(delivery, token, channel, now)
        except DeliveryError as error:
            return Refused(reply=str(error)) if error.permanent else Deferred(reply=str(error))
        return self._transport.send(envelope) if envelope else None

    def _settle(self, delivery: Delivery, outcome: Outcome | None, now: datetime, report: Report) -> None:
        state, due_at = DeliveryState.ACCEPTED, None
        match outcome:
            case None:
                state, reply = DeliveryState.SUPPRESSED, _NOTHING[delivery.kind]
            case Accepted(reply=reply):
                report.accepted += 1
            case Deferred(reply=reply):
                due_at = timing.retry_at(delivery.attempts + 1, now)
                state = DeliveryState.DEFERRED if due_at else DeliveryState.REFUSED
                report.deferred += due_at is not None
                report.refused += due_at is None
                report.last_fault = reply
            case Refused(reply=reply):
                state = DeliveryState.REFUSED
                report.refused += 1
                report.last_fault = reply
        with self._store.write() as connection:
            ledger.settle(connection, delivery.id, state, reply, now, due_at)


def _claim(connection: Connection, now: datetime) -> Delivery | None:
    if letter := ledger.claim(connection, _LETTERS, now):
        return letter
    # Another process may have closed an edition since this one last published.
    return None if _lacks_page(connection) else ledger.claim(connection, (DeliveryKind.DIGEST,), now)


def _lacks_page(connection: Connection) -> bool:
    """Say whether the newest edition of a cadence is to be sent and has not been published."""
    newest = [
        edition_page.place(found)
        for cadence in Cadence
        if (found := editions.last(connection, cadence)) and not found.held
    ]
    return len(documents.written(connection, newest)) < len(newest)
