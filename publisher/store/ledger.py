"""What became of every delivery?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.handover import Delivery, DeliveryKind, DeliveryState
from publisher.model import SubscriberState
from publisher.store.digest_tables import deliveries, editions, replies
from publisher.store.subscriber_tables import subscribers

# States in which a delivery still has to be handed over when its time has come.
_OPEN = (DeliveryState.PLANNED.value, DeliveryState.DEFERRED.value)

# To whom which mail may still go. Nobody who has complained is asked whether they want to come back.
_RECEIVES = {
    DeliveryKind.DIGEST: (SubscriberState.ACTIVE,),
    DeliveryKind.REMINDER: (SubscriberState.ACTIVE,),
    DeliveryKind.CONFIRMATION: (
        SubscriberState.PENDING,
        SubscriberState.UNSUBSCRIBED,
        SubscriberState.BOUNCED,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server, or this program, said of a delivery."""

    at: datetime
    state: DeliveryState
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A delivery to one subscriber; ``edition`` is cadence and number, nothing for a letter."""

    id: UUID
    kind: DeliveryKind
    edition: str
    state: DeliveryState
    replies: tuple[Reply, ...]


def plan(connection: Connection, planned: Sequence[tuple[UUID, UUID, int]], now: datetime) -> None:
    """Add a delivery per (id, edition, subscriber); one that is there already stays as it is."""
    if planned:
        connection.execute(
            insert(deliveries).on_conflict_do_nothing(),
            [
                {
                    "id": delivery,
                    "kind": DeliveryKind.DIGEST.value,
                    "edition": edition,
                    "subscriber": subscriber,
                    "state": DeliveryState.PLANNED.value,
                    "attempts": 0,
                    "due_at": now,
                    "changed_at": now,
                }
                for delivery, edition, subscriber in planned
            ],
        )


def plan_letter(
    connection: Connection, letter: UUID, kind: DeliveryKind, subscriber: int, now: datetime
) -> None:
    """Add the delivery of a letter to one subscriber, due at once."""
    connection.execute(
        insert(deliveries).values(
            id=letter,
            kind=kind.value,
            edition=None,
            subscriber=subscriber,
            state=DeliveryState.PLANNED.value,
            attempts=0,
            due_at=now,
            changed_at=now,
        )
    )


def claim(connection: Connection, kinds: Sequence[DeliveryKind], now: datetime) -> Delivery | None:
    """Mark one due delivery of these kinds as *sending* and return it; None when none is due.

    The mark is committed before anything is sent, and is conditional, so that two senders never
    take the same row. Mail to somebody who does not want it any more is suppressed instead.
    """
    while row := _due(connection, kinds, now):
        kind, state = DeliveryKind(row.kind), SubscriberState(row.subscriber_state)
        if state in _RECEIVES[kind]:
            break
        # Left, or come, since it was planned: their word counts more than the plan.
        settle(connection, row.id, DeliveryState.SUPPRESSED, f"the subscriber is {state}", now)
    if row is None:
        return None
    changed = connection.execute(
        update(deliveries)
        .where(deliveries.c.id == row.id, deliveries.c.state == row.state)
        .values(state=DeliveryState.SENDING.value, attempts=row.attempts + 1, changed_at=now)
    )
    if not changed.rowcount:
        return None
    return Delivery(
        id=row.id,
        kind=kind,
        edition=row.edition,
        subscriber=row.subscriber,
        person=row.person,
        address=row.address,
        attempts=row.attempts,
        sections=tuple(json.loads(row.sections)),
        language=row.language,
    )


def _due(connection: Connection, kinds: Sequence[DeliveryKind], now: datetime) -> Row[Any] | None:
    """Return the open delivery that has waited longest; none of an edition that is held."""
    return connection.execute(
        select(
            deliveries,
            subscribers.c.address,
            subscribers.c.id.label("person"),
            subscribers.c.state.label("subscriber_state"),
            subscribers.c.sections,
            subscribers.c.language,
        )
        .join(subscribers)
        .outerjoin(editions)
        .where(
            deliveries.c.state.in_(_OPEN),
            deliveries.c.kind.in_([kind.value for kind in kinds]),
            deliveries.c.due_at <= now,
            editions.c.held.is_not(True),
        )
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(1)
    ).first()


def settle(
    connection: Connection,
    delivery: UUID,
    state: DeliveryState,
    reply: str,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Record what became of a delivery, with the answer, and when it is due again."""
    values: dict[str, Any] = {"state": state.value, "changed_at": now}
    if due_at is not None:
        values["due_at"] = due_at
    connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(values))
    connection.execute(insert(replies).values(delivery=delivery, at=now, state=state.value, reply=reply))


def doubt(connection: Connection, now: datetime) -> list[UUID]:
    """Name the deliveries that a killed process left in *sending*, record the doubt, and plan them again.

    The repeat has the same Message-ID and the same bytes, so that a receiver can tell (DESIGN.md,
    decision 6). Only for the process that holds the lock on the publication.
    """
    left = list(
        connection.scalars(select(deliveries.c.id).where(deliveries.c.state == DeliveryState.SENDING.value))
    )
    for delivery in left:
        reply = "the process ended while this was being sent; it is sent again with the same Message-ID"
        settle(connection, delivery, DeliveryState.UNCERTAIN, reply, now)
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery)
            .values(state=DeliveryState.PLANNED.value, due_at=now, changed_at=now)
        )
    return left


def next_due(connection: Connection) -> datetime | None:
    """Return when the next open delivery is due."""
    found = connection.execute(
        select(func.min(deliveries.c.due_at))
        .outerjoin(editions)
        .where(deliveries.c.state.in_(_OPEN), editions.c.held.is_not(True))
    )
    return found.scalar()


def of_subscriber(connection: Connection, number: int) -> list[DeliveryRow]:
    """Return all that was sent or is planned for one subscriber, with every answer, the oldest first."""
    rows = connection.execute(
        select(deliveries.c.id, deliveries.c.kind, deliveries.c.state, editions.c.cadence, editions.c.number)
        .outerjoin(editions)
        .where(deliveries.c.subscriber == number)
        .order_by(deliveries.c.changed_at, deliveries.c.id)
    ).all()
    return [
        DeliveryRow(
            id=row.id,
            kind=DeliveryKind(row.kind),
            edition=f"{row.cadence} {row.number}" if row.cadence else "",
            state=DeliveryState(row.state),
            replies=tuple(_replies(connection, row.id)),
        )
        for row in rows
    ]


def _replies(connection: Connection, delivery: UUID) -> list[Reply]:
    rows = connection.execute(
        select(replies).where(replies.c.delivery == delivery).order_by(replies.c.number)
    )
    return [Reply(at=row.at, state=DeliveryState(row.state), text=row.reply) for row in rows]


def forget(connection: Connection, number: int) -> bool:
    """Erase all deliveries to one subscriber; False, and nothing is erased, while one is being sent."""
    theirs = select(deliveries.c.id).where(deliveries.c.subscriber == number)
    if connection.scalar(theirs.where(deliveries.c.state == DeliveryState.SENDING.value)) is not None:
        return False
    connection.execute(delete(replies).where(replies.c.delivery.in_(theirs)))
    connection.execute(delete(deliveries).where(deliveries.c.subscriber == number))
    return True


def sums(connection: Connection, wanted: Sequence[UUID]) -> dict[UUID, dict[DeliveryState, int]]:
    """Return for each edition how many deliveries are in which state."""
    rows = connection.execute(
        select(deliveries.c.edition, deliveries.c.state, func.count())
        .where(deliveries.c.edition.in_(wanted))
        .group_by(deliveries.c.edition, deliveries.c.state)
    )
    found: dict[UUID, dict[DeliveryState, int]] = {each: {} for each in wanted}
    for edition_id, state, number in rows:
        found[edition_id][DeliveryState(state)] = number
    return found
