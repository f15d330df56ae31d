"""Who receives the digest?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.model import Cadence, SubscriberState
from publisher.store.digest_tables import subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """An address with a state; ``origin`` says who added it, or took it out."""

    number: int
    address: str
    state: SubscriberState
    cadence: Cadence
    origin: str


_COLUMNS = (
    subscribers.c.number,
    subscribers.c.address,
    subscribers.c.state,
    subscribers.c.cadence,
    subscribers.c.origin,
)


def find(connection: Connection, folded: str) -> Subscriber | None:
    """Return the subscriber with this address, given without regard to case."""
    row = connection.execute(select(*_COLUMNS).where(subscribers.c.folded == folded)).first()
    return _subscriber(row._mapping) if row else None


def listed(connection: Connection) -> list[Subscriber]:
    """Return every subscriber, by address."""
    rows = connection.execute(select(*_COLUMNS).order_by(subscribers.c.folded))
    return [_subscriber(row._mapping) for row in rows]


def put(
    connection: Connection, *, address: str, folded: str, cadence: Cadence, origin: str, now: datetime
) -> None:
    """Make this address an active subscriber of this cadence, whatever it was before."""
    values = {
        "address": address,
        "state": SubscriberState.ACTIVE.value,
        "cadence": cadence.value,
        "origin": origin,
        "changed_at": now,
    }
    statement = insert(subscribers).values(folded=folded, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["folded"], set_=values))


def leave(connection: Connection, numbers: Sequence[int], origin: str, now: datetime) -> None:
    """Make these subscribers unsubscribed; ``origin`` says by whose word."""
    connection.execute(
        update(subscribers)
        .where(subscribers.c.number.in_(numbers))
        .values(state=SubscriberState.UNSUBSCRIBED.value, origin=origin, changed_at=now)
    )


def active(connection: Connection, cadence: Cadence) -> list[int]:
    """Return the numbers of the active subscribers of one cadence."""
    return list(
        connection.scalars(
            select(subscribers.c.number)
            .where(
                subscribers.c.state == SubscriberState.ACTIVE.value, subscribers.c.cadence == cadence.value
            )
            .order_by(subscribers.c.number)
        )
    )


def count(connection: Connection) -> dict[tuple[SubscriberState, Cadence], int]:
    """Return how many subscribers there are, by state and cadence."""
    rows = connection.execute(
        select(subscribers.c.state, subscribers.c.cadence, func.count()).group_by(
            subscribers.c.state, subscribers.c.cadence
        )
    )
    return {(SubscriberState(state), Cadence(cadence)): number for state, cadence, number in rows}


def _subscriber(row: RowMapping) -> Subscriber:
    values = dict(row)
    values["state"] = SubscriberState(values["state"])
    values["cadence"] = Cadence(values["cadence"])
    return Subscriber(**values)
