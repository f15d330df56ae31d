"""What has come back of a delivery, and of its edition?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from publisher.handover import DeliveryKind, DeliveryState
from publisher.model import SubscriberState
from publisher.store import ledger
from publisher.store.digest_tables import TAKEN, deliveries, editions, replies
from publisher.store.subscriber_tables import subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """To whom a delivery went, in which edition, and what they are now."""

    subscriber: int
    state: SubscriberState
    edition: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of an edition: how many messages were answered, refused sooner or later, and reported as unwanted."""

    sent: int
    refused: int
    complaints: int


def find(connection: Connection, number: int) -> Sent | None:
    """Return where a delivery went; None for one that is forgotten."""
    row = connection.execute(
        select(deliveries.c.subscriber, deliveries.c.edition, subscribers.c.state)
        .join(subscribers)
        .where(deliveries.c.number == number)
    ).first()
    if row is None:
        return None
    return Sent(subscriber=row.subscriber, state=SubscriberState(row.state), edition=row.edition)


def bounced(connection: Connection, number: int, reply: str, now: datetime) -> bool:
    """Record that an accepted message came back; False when that is known, or it was never accepted."""
    changed = connection.execute(
        update(deliveries)
        .where(deliveries.c.number == number, deliveries.c.state == DeliveryState.ACCEPTED.value)
        .values(state=DeliveryState.REFUSED.value, changed_at=now)
    )
    if not changed.rowcount:
        return False
    connection.execute(
        insert(replies).values(delivery=number, at=now, state=DeliveryState.REFUSED.value, reply=reply)
    )
    return True


def failures(connection: Connection, subscriber: int, most: int) -> list[str]:
    """Return the last answers to the newest editions of a subscriber, down to one that was accepted."""
    last = (
        select(replies.c.reply)
        .where(replies.c.delivery == deliveries.c.number)
        .order_by(replies.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(deliveries.c.state, func.coalesce(last, "").label("reply"))
        .where(
            deliveries.c.subscriber == subscriber,
            deliveries.c.kind == DeliveryKind.DIGEST.value,
            deliveries.c.state.in_((DeliveryState.ACCEPTED.value, DeliveryState.REFUSED.value)),
        )
        .order_by(deliveries.c.number.desc())
        .limit(most)
    )
    found: list[str] = []
    for row in rows:
        if row.state == DeliveryState.ACCEPTED.value:
            break
        found.append(row.reply)
    return found


def counts(connection: Connection, number: int) -> Counts:
    """Return how the edition of a delivery was received; nothing counts for a letter."""
    row = connection.execute(
        select(editions.c.id, editions.c.closed_at)
        .join(deliveries, deliveries.c.edition == editions.c.id)
        .where(deliveries.c.number == number)
    ).first()
    if row is None:
        return Counts(sent=0, refused=0, complaints=0)
    sums = ledger.sums(connection, [row.id])[row.id]
    refused = sums.get(DeliveryState.REFUSED, 0)
    complaints = connection.scalar(
        select(func.count())
        .select_from(subscribers)
        .join(deliveries)
        .where(
            # From those who complained, a handful, to the edition: not the other way.
            subscribers.c.state == SubscriberState.COMPLAINED.value,
            subscribers.c.changed_at >= row.closed_at,
            deliveries.c.edition == row.id,
        )
    )
    return Counts(
        sent=sums.get(DeliveryState.ACCEPTED, 0) + refused, refused=refused, complaints=complaints or 0
    )


def hold(connection: Connection, edition: UUID, reason: str) -> bool:
    """Hold an edition that is being sent; False when it is held already or there is nothing left of it.

    What a sender has only leased goes back: it is not handed over any more.
    """
    held = connection.execute(
        update(editions)
        .where(
            editions.c.id == edition,
            editions.c.hold == "",
            editions.c.cancelled_at.is_(None),
            editions.c.completed_at.is_(None),
        )
        .values(hold=reason)
    )
    connection.execute(
        update(deliveries)
        .where(TAKEN, deliveries.c.edition == edition, deliveries.c.state == DeliveryState.LEASED.value)
        .values(state=DeliveryState.PLANNED.value, sender=None)
    )
    return bool(held.rowcount)
