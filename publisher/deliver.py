"""How does every delivery of an edition reach its subscriber once?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection

from publisher import digest, mail, timing
from publisher.config import Config
from publisher.errors import DeliveryError
from publisher.handover import Accepted, Deferred, Delivery, DeliveryState, Outcome, Refused, Transport
from publisher.mail import Attached
from publisher.model import Cadence, Digest, Edition
from publisher.outputs import Channel
from publisher.renderers import edition_page
from publisher.store import Store, documents, ledger


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

    def __init__(self, store: Store, config: Config, transport: Transport) -> None:
        self._store = store
        self._config = config
        self._transport = transport
        self._edition = lru_cache(maxsize=4)(self._load)

    def resume(self, now: datetime) -> int:
        """Plan again what a killed run left in doubt; return how many. Call it once, at the start."""
        with self._store.write() as connection:
            return len(ledger.doubt(connection, now))

    def run(self, channel: Channel, clock: Callable[[], datetime], stop: Callable[[], bool]) -> Report:
        """Send until nothing is due or ``stop`` says so; a message under way is finished first.

        *sending* is committed before the transport sees the message, the outcome after it has
        answered (DESIGN.md, decision 6). Nothing is due while an edition has no page yet: its mail leads
        there. Raises StoreError.
        """
        report = Report()
        try:
            while not stop():
                with self._store.write() as connection:
                    # Another process may have closed an edition since this one last published.
                    delivery = None if _lacks_page(connection) else ledger.claim(connection, clock())
                if delivery is None:
                    break
                outcome = self._send(channel, delivery)
                self._settle(delivery, outcome, clock(), report)
        finally:
            self._transport.close()
        return report

    def _send(self, channel: Channel, delivery: Delivery) -> Outcome:
        edition, rendered, pictures = self._edition(delivery.edition)
        try:
            envelope = mail.envelope(
                digest=rendered,
                delivery=delivery,
                edition=edition,
                channel=channel,
                settings=self._config.mail,
                unsubscribe_mark=digest.UNSUBSCRIBE_MARK,
                pictures=pictures,
            )
        except DeliveryError as error:
            return Refused(reply=str(error)) if error.permanent else Deferred(reply=str(error))
        return self._transport.send(envelope)

    def _settle(self, delivery: Delivery, outcome: Outcome, now: datetime, report: Report) -> None:
        state, due_at = DeliveryState.ACCEPTED, None
        match outcome:
            case Accepted():
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
            ledger.settle(connection, delivery.id, state, outcome.reply, now, due_at)

    def _load(self, edition: UUID) -> tuple[Edition, Digest, tuple[Attached, ...]]:
        with self._store.read() as connection:
            found, rendered = ledger.edition(connection, edition)
        return found, rendered, tuple(self._attached(found))

    def _attached(self, edition: Edition) -> Iterator[Attached]:
        """Yield the pictures that travel with an edition; one that is gone leaves its story without."""
        seen: set[str] = set()
        for story in edition.stories:
            picture = story.picture
            if picture is None or not picture.address.startswith("cid:") or picture.address in seen:
                continue
            seen.add(picture.address)
            with contextlib.suppress(OSError):
                yield Attached(
                    identifier=picture.address.removeprefix("cid:"),
                    type=picture.type,
                    data=(self._config.output / picture.path).read_bytes(),
                )


def _lacks_page(connection: Connection) -> bool:
    """Say whether the newest edition of a cadence is to be sent and has not been published."""
    newest = [
        edition_page.place(found)
        for cadence in Cadence
        if (found := ledger.last(connection, cadence)) and not found.held
    ]
    return len(documents.written(connection, newest)) < len(newest)
