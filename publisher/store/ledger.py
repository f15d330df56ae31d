"""What is owed to whom, and what became of it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from publisher.handover import DeliveryKind, DeliveryState
from publisher.model import Cadence, SubscriberState
from publisher.store.digest_tables import MISSING, deliveries, editions, replies
from publisher.store.subscriber_tables import subscribers

# From here nothing more is done without a person.
FINAL = (DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.SUPPRESSED)
_FINAL = [each.value for each in FINAL]

# What a person can have sent again; what is on its way, or waits for its time, is not missing.
_RESENT = (DeliveryState.REFUSED.value, DeliveryState.UNCERTAIN.value)

_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server, or this program, said of a delivery."""

    at: datetime
    state: DeliveryState
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A delivery to one subscriber; ``edition`` is cadence and number, nothing for a letter."""

    number: int
    kind: DeliveryKind
    edition: str
    state: DeliveryState
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A subscriber who does not have an edition, and why: the last answer, nothing before the first."""

    address: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    reply: str


def plan_edition(
    connection: Connection, edition: UUID, cadence: Cadence, zones: Sequence[str], due_at: datetime
) -> int:
    """Add a delivery for every active subscriber of a cadence whose time zone is one of these.

    ``zones`` holds "" for who has none of their own. Whom a row is there for already keeps it. Returns how
    many were added; a million take a few seconds and no memory.
    """
    receivers = select(
        literal(DeliveryKind.DIGEST.value),
        literal(edition, deliveries.c.edition.type),
        subscribers.c.number,
        literal(DeliveryState.PLANNED.value),
        literal(0),
        literal(due_at, deliveries.c.due_at.type),
        literal(due_at, deliveries.c.due_at.type),
    ).where(
        subscribers.c.state == SubscriberState.ACTIVE.value,
        subscribers.c.cadence == cadence.value,
        subscribers.c.time_zone.in_(zones),
        ~select(deliveries.c.number)
        .where(deliveries.c.edition == edition, deliveries.c.subscriber == subscribers.c.number)
        .exists(),
    )
    columns = ["kind", "edition", "subscriber", "state", "attempts", "due_at", "changed_at"]
    added = connection.execute(insert(deliveries).from_select(columns, receivers))
    return added.rowcount


def plan_letter(connection: Connection, kind: DeliveryKind, subscriber: int, now: datetime) -> int:
    """Add the delivery of a letter to one subscriber, due at once; return its number."""
    added = connection.execute(
        insert(deliveries).values(
            kind=kind.value,
            edition=None,
            subscriber=subscriber,
            state=DeliveryState.PLANNED.value,
            attempts=0,
            due_at=now,
            changed_at=now,
        )
    )
    number: int = added.lastrowid
    return number


def supersede(connection: Connection, edition: UUID, now: datetime) -> int:
    """Give up what was deferred of the editions before this one, of its cadence and time zone.

    Its receivers get the newer one (RFC 5321 §4.5.4.1 leaves the time to the sender). Returns how many.
    """
    this = select(editions.c.cadence, editions.c.zone, editions.c.closed_at).where(editions.c.id == edition)
    row = connection.execute(this).one()
    older = select(editions.c.id).where(
        editions.c.cadence == row.cadence,
        editions.c.zone == row.zone,
        editions.c.closed_at < row.closed_at,
        editions.c.completed_at.is_(None),
    )
    given_up = connection.scalars(
        select(deliveries.c.number).where(
            deliveries.c.edition.in_(older), deliveries.c.state == DeliveryState.DEFERRED.value
        )
    ).all()
    conclude(connection, given_up, DeliveryState.REFUSED, "given up: the next edition has been closed", now)
    return len(given_up)


def conclude(
    connection: Connection, numbers: Sequence[int], state: DeliveryState, reply: str, now: datetime
) -> None:
    """Record one end of many deliveries, at this program's word."""
    for start in range(0, len(numbers), _ROWS):
        part = numbers[start : start + _ROWS]
        connection.execute(
            update(deliveries)
            .where(deliveries.c.number.in_(part))
            .values(state=state.value, changed_at=now, sender=None, request=None)
        )
        connection.execute(
            insert(replies),
            [{"delivery": each, "at": now, "state": state.value, "reply": reply} for each in part],
        )


def resend(connection: Connection, edition: UUID, now: datetime) -> int:
    """Plan again what was refused, given up or left uncertain of an edition; return how many.

    Who has left since is suppressed when their turn comes, as always.
    """
    added = connection.execute(
        update(deliveries)
        .where(deliveries.c.edition == edition, deliveries.c.state.in_(_RESENT))
        .values(
            state=DeliveryState.PLANNED.value,
            attempts=0,
            first_at=None,
            due_at=now,
            changed_at=now,
            request=None,
        )
    )
    connection.execute(update(editions).where(editions.c.id == edition).values(completed_at=None))
    return added.rowcount


def finished(connection: Connection, now: datetime) -> list[UUID]:
    """Return the editions of which nothing is left to do and that are not marked so yet."""
    left = (
        select(deliveries.c.number)
        .where(deliveries.c.edition == editions.c.id, MISSING, deliveries.c.state.not_in(_FINAL))
        .exists()
    )
    return list(
        connection.scalars(
            select(editions.c.id).where(editions.c.completed_at.is_(None), editions.c.due_at <= now, ~left)
        )
    )


def complete(connection: Connection, done: Sequence[UUID], now: datetime) -> None:
    """Mark editions as complete: accepted + refused + suppressed = planned (DESIGN.md, decision 7)."""
    connection.execute(update(editions).where(editions.c.id.in_(done)).values(completed_at=now))


def of_subscriber(connection: Connection, number: int) -> list[DeliveryRow]:
    """Return all that was sent or is planned for one subscriber, with every answer, the oldest first."""
    rows = connection.execute(
        select(
            deliveries.c.number,
            deliveries.c.kind,
            deliveries.c.state,
            editions.c.cadence,
            editions.c.number.label("edition"),
        )
        .outerjoin(editions)
        .where(deliveries.c.subscriber == number)
        .order_by(deliveries.c.number)
    ).all()
    return [
        DeliveryRow(
            number=row.number,
            kind=DeliveryKind(row.kind),
            edition=f"{row.cadence} {row.edition}" if row.cadence else "",
            state=DeliveryState(row.state),
            replies=tuple(_replies(connection, row.number)),
        )
        for row in rows
    ]


def _replies(connection: Connection, number: int) -> list[Reply]:
    rows = connection.execute(select(replies).where(replies.c.delivery == number).order_by(replies.c.number))
    return [Reply(at=row.at, state=DeliveryState(row.state), text=row.reply) for row in rows]


def missing(connection: Connection, edition: UUID) -> Iterator[Missing]:
    """Yield who does not have an edition, in memory that does not grow with them."""
    last = (
        select(replies.c.reply)
        .where(replies.c.delivery == deliveries.c.number)
        .order_by(replies.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            subscribers.c.address,
            deliveries.c.state,
            deliveries.c.attempts,
            deliveries.c.due_at,
            func.coalesce(last, "").label("reply"),
        )
        .join(subscribers)
        .where(deliveries.c.edition == edition, MISSING)
        .order_by(deliveries.c.state, deliveries.c.number),
        execution_options={"yield_per": _ROWS},
    )
    return (
        Missing(
            address=row.address,
            state=DeliveryState(row.state),
            attempts=row.attempts,
            due_at=row.due_at,
            reply=row.reply,
        )
        for row in rows
    )


def forget(connection: Connection, number: int) -> bool:
    """Erase all deliveries to one subscriber; False, and nothing is erased, while one is being sent."""
    theirs = select(deliveries.c.number).where(deliveries.c.subscriber == number)
    if connection.scalar(theirs.where(deliveries.c.state == DeliveryState.SENDING.value)) is not None:
        return False
    connection.execute(delete(replies).where(replies.c.delivery.in_(theirs)))
    connection.execute(delete(deliveries).where(deliveries.c.subscriber == number))
    return True


def sums(connection: Connection, wanted: Iterable[UUID]) -> dict[UUID, dict[DeliveryState, int]]:
    """Return for each edition how many deliveries are in which state."""
    return {each: _sums(connection, each) for each in wanted}


def _sums(connection: Connection, edition: UUID) -> dict[DeliveryState, int]:
    # Two indexes answer this, and no row of a million is read: all, and those that are not accepted.
    planned = connection.scalar(select(func.count()).where(deliveries.c.edition == edition)) or 0
    rows: Sequence[Any] = connection.execute(
        select(deliveries.c.state, func.count())
        .where(deliveries.c.edition == edition, MISSING)
        .group_by(deliveries.c.state)
    ).all()
    found = {DeliveryState(state): number for state, number in rows}
    if accepted := planned - sum(found.values()):
        found[DeliveryState.ACCEPTED] = accepted
    return found
