"""Who has which delivery in hand?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from publisher.handover import Delivery, DeliveryKind, DeliveryState
from publisher.model import Cadence, SubscriberState
from publisher.store.digest_tables import OPEN, TAKEN, deliveries, editions, replies, senders
from publisher.store.ledger import conclude
from publisher.store.subscriber_tables import subscribers

LEASE = timedelta(seconds=60)
"""For how long a sender that says nothing counts as alive."""

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
class Settled:
    """What became of a delivery: its next state, what was answered when, and when it is due again."""

    delivery: Delivery
    state: DeliveryState
    reply: str
    at: datetime
    # What the answer is written down as, where that is not the next state.
    said: DeliveryState | None = None
    due_at: datetime | None = None
    # Of a refusal (RFC 3463).
    status: str = ""


def enlist(connection: Connection, now: datetime) -> int:
    """Return the number of a new sender."""
    added = connection.execute(insert(senders).values(alive_until=now + LEASE))
    number: int = added.lastrowid
    return number


def renew(connection: Connection, sender: int, now: datetime) -> None:
    """Say that a sender is alive."""
    connection.execute(update(senders).where(senders.c.number == sender).values(alive_until=now + LEASE))


def give_back(connection: Connection, sender: int) -> None:
    """Plan again what a sender has leased and not sent."""
    connection.execute(
        update(deliveries)
        .where(TAKEN, deliveries.c.sender == sender, deliveries.c.state == DeliveryState.LEASED.value)
        .values(state=_BACK, sender=None)
    )


def dismiss(connection: Connection, sender: int) -> None:
    """Forget a sender that has ended, and plan again what it has leased."""
    give_back(connection, sender)
    # What it was sending when it failed is in doubt, and is found by its number.
    if connection.scalar(select(deliveries.c.number).where(TAKEN, deliveries.c.sender == sender)) is None:
        connection.execute(delete(senders).where(senders.c.number == sender))


# One that was attempted before was deferred.
_BACK = case((deliveries.c.attempts > 0, DeliveryState.DEFERRED.value), else_=DeliveryState.PLANNED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendable:
    """An edition whose mail may go."""

    id: UUID
    cadence: Cadence
    number: int
    zone: str


def sendable(connection: Connection, now: datetime) -> list[Sendable]:
    """Return the editions whose mail may go now, the oldest first."""
    rows = connection.execute(
        select(editions.c.id, editions.c.cadence, editions.c.number, editions.c.zone)
        .where(_sendable(), editions.c.due_at <= now)
        .order_by(editions.c.due_at, editions.c.number)
    )
    return [
        Sendable(id=row.id, cadence=Cadence(row.cadence), number=row.number, zone=row.zone) for row in rows
    ]


def _sendable() -> ColumnElement[bool]:
    return (
        editions.c.completed_at.is_(None)
        & (editions.c.hold == "")
        & editions.c.cancelled_at.is_(None)
        & editions.c.shown
    )


def next_due(connection: Connection) -> datetime | None:
    """Return when the next open delivery of a letter, or of an edition that may go, is due."""
    wanted: list[UUID | None] = [None, *connection.scalars(select(editions.c.id).where(_sendable()))]
    moments = (
        connection.execute(select(func.min(deliveries.c.due_at)).where(_edition(each), OPEN)).scalar()
        for each in wanted
    )
    return min((each for each in moments if each is not None), default=None)


def _edition(edition: UUID | None) -> ColumnElement[bool]:
    return deliveries.c.edition.is_(None) if edition is None else deliveries.c.edition == edition


def lease(
    connection: Connection, sender: int, edition: UUID | None, now: datetime, most: int
) -> list[Delivery]:
    """Take up to ``most`` due deliveries of an edition, or letters for None; no other sender has them.

    Mail to somebody who does not want it any more is suppressed instead.
    """
    taken: list[Delivery] = []
    while len(taken) < most and (rows := _due(connection, edition, now, most - len(taken))):
        numbers = [row.number for row in rows]
        connection.execute(
            update(deliveries)
            .where(deliveries.c.number.in_(numbers), OPEN)
            .values(state=DeliveryState.LEASED.value, sender=sender, changed_at=now)
        )
        unwanted: dict[SubscriberState, list[int]] = {}
        for row in rows:
            kind, state = DeliveryKind(row.kind), SubscriberState(row.subscriber_state)
            if state in _RECEIVES[kind]:
                taken.append(_delivery(row, kind))
            else:
                # Left, or come, since it was planned: their word counts more than the plan.
                unwanted.setdefault(state, []).append(row.number)
        for state, found in unwanted.items():
            conclude(connection, found, DeliveryState.SUPPRESSED, f"the subscriber is {state}", now)
    return taken


def _due(connection: Connection, edition: UUID | None, now: datetime, most: int) -> Sequence[Row[Any]]:
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
        .where(_edition(edition), OPEN, deliveries.c.due_at <= now)
        .order_by(deliveries.c.due_at, deliveries.c.number)
        .limit(most)
    ).all()


def _delivery(row: Row[Any], kind: DeliveryKind) -> Delivery:
    return Delivery(
        number=row.number,
        # The same for every attempt, and for nothing else.
        id=uuid5(row.edition or row.person, str(row.number)),
        kind=kind,
        edition=row.edition,
        subscriber=row.subscriber,
        person=row.person,
        address=row.address,
        attempts=row.attempts,
        first_at=row.first_at,
        sections=tuple(json.loads(row.sections)),
        language=row.language,
        request=row.request,
    )


def mark_sending(
    connection: Connection, sender: int, wanted: Sequence[tuple[Delivery, UUID | None]], now: datetime
) -> frozenset[int]:
    """Mark leased deliveries as *sending*, each with the request that carries it; return those that are.

    One that was cancelled, held or leased anew since is not.
    """
    together: dict[UUID | None, list[int]] = {}
    for delivery, request in wanted:
        together.setdefault(request, []).append(delivery.number)
    granted: set[int] = set()
    for request, numbers in together.items():
        changed = connection.execute(
            update(deliveries)
            .where(
                deliveries.c.number.in_(numbers),
                deliveries.c.state == DeliveryState.LEASED.value,
                deliveries.c.sender == sender,
            )
            .values(
                state=DeliveryState.SENDING.value,
                attempts=deliveries.c.attempts + 1,
                first_at=func.coalesce(deliveries.c.first_at, now),
                changed_at=now,
                request=request,
            )
        )
        granted |= set(numbers) if changed.rowcount == len(numbers) else _sending(connection, sender, numbers)
    return frozenset(granted)


def _sending(connection: Connection, sender: int, numbers: Sequence[int]) -> set[int]:
    return set(
        connection.scalars(
            select(deliveries.c.number).where(
                deliveries.c.number.in_(numbers),
                deliveries.c.state == DeliveryState.SENDING.value,
                deliveries.c.sender == sender,
            )
        )
    )


def settle(connection: Connection, settled: Sequence[Settled], now: datetime) -> None:
    """Record what became of deliveries, with every answer, and when they are due again."""
    if not settled:
        return
    # Nearly all are accepted: one statement for them costs a third of one for each.
    together: dict[tuple[DeliveryState, datetime | None], list[int]] = {}
    for each in settled:
        together.setdefault((each.state, each.due_at), []).append(each.delivery.number)
    for (state, due_at), numbers in together.items():
        values: dict[str, Any] = {"state": state.value, "changed_at": now, "sender": None, "request": None}
        if due_at is not None:
            values["due_at"] = due_at
        connection.execute(update(deliveries).where(deliveries.c.number.in_(numbers), TAKEN).values(values))
    connection.execute(
        insert(replies),
        [
            {
                "delivery": each.delivery.number,
                "at": each.at,
                "state": (each.said or each.state).value,
                "reply": each.reply,
            }
            for each in settled
        ],
    )


_DOUBT = "the process ended while this was being sent"


def recover(connection: Connection, now: datetime, policy: str, alive: Sequence[int] = ()) -> list[int]:
    """Take back what dead senders had in hand; return the deliveries that are in doubt.

    What was only leased is planned again. What was being sent may have arrived: its doubt is recorded, and
    with the policy "repeat" it is sent again with the same Message-ID and bytes (DESIGN.md, decision 6), with
    "ask" it waits for a person. ``alive`` are the senders that are not dead.
    """
    dead = or_(deliveries.c.sender.is_(None), deliveries.c.sender.not_in(alive))
    connection.execute(
        update(deliveries)
        .where(TAKEN, deliveries.c.state == DeliveryState.LEASED.value, dead)
        .values(state=_BACK, sender=None)
    )
    # Sorted here: asked to, SQLite would read the whole table in its order instead.
    left = sorted(
        connection.scalars(
            select(deliveries.c.number).where(TAKEN, deliveries.c.state == DeliveryState.SENDING.value, dead)
        )
    )
    if left:
        repeats = policy == "repeat"
        then = "it is sent again with the same Message-ID" if repeats else "a person decides"
        connection.execute(
            insert(replies),
            [
                {
                    "delivery": each,
                    "at": now,
                    "state": DeliveryState.UNCERTAIN.value,
                    "reply": f"{_DOUBT}; {then}",
                }
                for each in left
            ],
        )
        connection.execute(
            update(deliveries)
            .where(deliveries.c.number.in_(left))
            .values(
                state=DeliveryState.PLANNED.value if repeats else DeliveryState.UNCERTAIN.value,
                due_at=now if repeats else deliveries.c.due_at,
                changed_at=now,
                sender=None,
            )
        )
    connection.execute(delete(senders).where(senders.c.number.not_in(alive)))
    return left


def living(connection: Connection, now: datetime) -> list[int]:
    """Return the senders that have been heard of lately."""
    return list(connection.scalars(select(senders.c.number).where(senders.c.alive_until > now)))
