"""Who receives the digest, and what has become of each of them?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, select, true, update
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.model import Cadence, SubscriberState
from publisher.store.subscriber_tables import subscriber_changes, subscribers
from publisher.subscriber import Change, Newcomer, Preferences, Subscriber

# SQLite takes 32,766 variables in one statement.
_MOST_VARIABLES = 10_000
_ROWS = 1_000


def find(connection: Connection, folded: str) -> Subscriber | None:
    """Return the subscriber with this address, given without regard to case."""
    return _one(connection, subscribers.c.folded == folded)


def by_id(connection: Connection, wanted: UUID) -> Subscriber | None:
    """Return the subscriber whose links carry this id."""
    return _one(connection, subscribers.c.id == wanted)


def known(connection: Connection, wanted: Sequence[str]) -> dict[str, Subscriber]:
    """Return those of these addresses that are known, by the address without regard to case."""
    found: dict[str, Subscriber] = {}
    for start in range(0, len(wanted), _MOST_VARIABLES):
        part = wanted[start : start + _MOST_VARIABLES]
        rows = connection.execute(select(subscribers).where(subscribers.c.folded.in_(part)))
        found |= {row.folded: _subscriber(row._mapping) for row in rows}
    return found


def listed(connection: Connection, state: SubscriberState | None = None) -> Iterator[Subscriber]:
    """Yield every subscriber by address, or those in one state, in memory that does not grow with them."""
    query = select(subscribers).order_by(subscribers.c.folded)
    if state is not None:
        query = query.where(subscribers.c.state == state.value)
    rows = connection.execute(query, execution_options={"yield_per": _ROWS})
    return (_subscriber(row._mapping) for row in rows)


def of_origin(connection: Connection, origins: Iterable[str]) -> dict[str, Subscriber]:
    """Return the subscribers by one of these words, by the address without regard to case."""
    rows = connection.execute(select(subscribers).where(subscribers.c.origin.in_(tuple(origins))))
    return {row.folded: _subscriber(row._mapping) for row in rows}


def add(connection: Connection, newcomers: Sequence[Newcomer], now: datetime) -> None:
    """Store subscribers whose addresses are not known yet."""
    if not newcomers:
        return
    connection.execute(
        insert(subscribers),
        [
            {
                "id": uuid4(),
                "address": each.address,
                "folded": each.folded,
                "name": each.name,
                "state": each.state.value,
                **_preferred(each.preferences),
                "origin": each.origin,
                "consent": each.consent,
                "created_at": each.created_at or now,
                "changed_at": now,
            }
            for each in newcomers
        ],
    )
    _record(connection, subscribers.c.folded, [each.folded for each in newcomers])


def change(connection: Connection, changed: Subscriber, now: datetime) -> None:
    """Let a known subscriber be as ``changed`` says from now on; the number says which."""
    connection.execute(
        update(subscribers)
        .where(subscribers.c.number == changed.number)
        .values(
            address=changed.address,
            name=changed.name,
            state=changed.state.value,
            **_preferred(changed.preferences),
            origin=changed.origin,
            consent=changed.consent,
            changed_at=now,
        )
    )
    _record(connection, subscribers.c.number, [changed.number])


def leave(
    connection: Connection,
    numbers: Sequence[int],
    origin: str,
    now: datetime,
    state: SubscriberState = SubscriberState.UNSUBSCRIBED,
) -> None:
    """Let these subscribers receive nothing any more; ``state`` says why, ``origin`` by whose word."""
    for start in range(0, len(numbers), _MOST_VARIABLES):
        part = numbers[start : start + _MOST_VARIABLES]
        connection.execute(
            update(subscribers)
            .where(subscribers.c.number.in_(part))
            .values(state=state.value, origin=origin, changed_at=now)
        )
        _record(connection, subscribers.c.number, part)


def forget(connection: Connection, number: int) -> None:
    """Erase a subscriber to whom no delivery points any more."""
    connection.execute(delete(subscriber_changes).where(subscriber_changes.c.subscriber == number))
    connection.execute(delete(subscribers).where(subscribers.c.number == number))


def history(connection: Connection, number: int) -> list[Change]:
    """Return what became of a subscriber, the oldest first."""
    rows = connection.execute(
        select(subscriber_changes)
        .where(subscriber_changes.c.subscriber == number)
        .order_by(subscriber_changes.c.number)
    )
    return [
        Change(
            at=row.at,
            state=SubscriberState(row.state),
            preferences=codec.decode_preferences(row.preferences),
            origin=row.origin,
        )
        for row in rows
    ]


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


def zones(connection: Connection, cadence: Cadence) -> list[str]:
    """Return in which time zones a cadence has active subscribers; "" is who has none of their own."""
    found: list[str] = []
    while True:
        # From one to the next through the index: 600 steps at most, and not a million rows.
        after = subscribers.c.time_zone > found[-1] if found else true()
        zone = connection.scalar(
            select(func.min(subscribers.c.time_zone)).where(
                subscribers.c.state == SubscriberState.ACTIVE.value,
                subscribers.c.cadence == cadence.value,
                after,
            )
        )
        if zone is None:
            return found
        found.append(zone)


def count(connection: Connection) -> dict[tuple[SubscriberState, Cadence], int]:
    """Return how many subscribers there are, by state and cadence."""
    rows = connection.execute(
        select(subscribers.c.state, subscribers.c.cadence, func.count()).group_by(
            subscribers.c.state, subscribers.c.cadence
        )
    )
    return {(SubscriberState(state), Cadence(cadence)): number for state, cadence, number in rows}


def _record(connection: Connection, column: ColumnElement[Any], values: Sequence[object]) -> None:
    """Add to the history what these subscribers are now."""
    for start in range(0, len(values), _MOST_VARIABLES):
        now_are = select(
            subscribers.c.number,
            subscribers.c.changed_at,
            subscribers.c.state,
            # As codec.decode_preferences reads them, without a trip of a million rows to Python and back.
            func.json_object(
                *("cadence", subscribers.c.cadence),
                *("sections", func.json(subscribers.c.sections)),
                *("time_zone", subscribers.c.time_zone),
                *("language", subscribers.c.language),
            ),
            subscribers.c.origin,
        ).where(column.in_(values[start : start + _MOST_VARIABLES]))
        connection.execute(
            insert(subscriber_changes).from_select(
                ["subscriber", "at", "state", "preferences", "origin"], now_are
            )
        )


def _one(connection: Connection, wanted: ColumnElement[bool]) -> Subscriber | None:
    row = connection.execute(select(subscribers).where(wanted)).first()
    return _subscriber(row._mapping) if row else None


def _preferred(preferences: Preferences) -> dict[str, str]:
    return {
        "cadence": preferences.cadence.value,
        # Of a million in a list hardly any has chosen.
        "sections": json.dumps(preferences.sections, ensure_ascii=False) if preferences.sections else "[]",
        "time_zone": preferences.time_zone,
        "language": preferences.language,
    }


def _subscriber(row: RowMapping) -> Subscriber:
    return Subscriber(
        number=row["number"],
        id=row["id"],
        address=row["address"],
        name=row["name"],
        state=SubscriberState(row["state"]),
        preferences=Preferences(
            cadence=Cadence(row["cadence"]),
            sections=tuple(json.loads(row["sections"])),
            time_zone=row["time_zone"],
            language=row["language"],
        ),
        origin=row["origin"],
        consent=row["consent"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )
