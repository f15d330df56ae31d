"""What have visitors and programs asked for, and which links confirm it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from publisher import codec
from publisher.store.subscriber_tables import confirmations, requests
from publisher.subscriber import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wish to subscribe, as it was asked for; ``letter`` is the delivery that asks back."""

    number: int
    address: str
    folded: str
    preferences: Preferences
    asked_at: datetime
    letter: int | None


def add(
    connection: Connection,
    *,
    address: str,
    folded: str,
    preferences: Preferences,
    asked_at: datetime,
    due_at: datetime,
) -> None:
    """Store a request, for the worker to look at when it is due."""
    connection.execute(
        insert(requests).values(
            address=address,
            folded=folded,
            preferences=codec.encode_preferences(preferences),
            asked_at=asked_at,
            due_at=due_at,
        )
    )


def due(connection: Connection, now: datetime, most: int) -> list[Request]:
    """Return the requests that nobody has looked at and that may be, the longest due first."""
    return _found(connection, requests.c.letter.is_(None) & (requests.c.due_at <= now), most)


def next_due(connection: Connection) -> datetime | None:
    """Return when the next request may be looked at."""
    found = connection.execute(select(func.min(requests.c.due_at)).where(requests.c.letter.is_(None)))
    return found.scalar()


def waiting(connection: Connection) -> int:
    """Return how many requests nobody has looked at yet."""
    return connection.scalar(select(func.count()).where(requests.c.letter.is_(None))) or 0


def answer(connection: Connection, number: int, letter: int) -> None:
    """Note which letter asks back."""
    connection.execute(update(requests).where(requests.c.number == number).values(letter=letter))


def of_address(connection: Connection, folded: str) -> list[Request]:
    """Return all that was asked for one address."""
    return _found(connection, requests.c.folded == folded)


def older(connection: Connection, before: datetime, most: int) -> list[Request]:
    """Return answered requests from before a moment, which no link confirms any more."""
    return _found(connection, requests.c.letter.is_not(None) & (requests.c.asked_at < before), most)


def drop(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget requests, and every link that confirms them."""
    connection.execute(delete(confirmations).where(confirmations.c.request.in_(numbers)))
    connection.execute(delete(requests).where(requests.c.number.in_(numbers)))


def offer(connection: Connection, letter: int, digest: bytes, expires_at: datetime) -> bool:
    """Let the token with this SHA-256 confirm what a letter asks back; False when nothing is asked any more.

    A letter that may have arrived and is sent again has two such links, and both hold.
    """
    number = connection.scalar(select(requests.c.number).where(requests.c.letter == letter))
    if number is None:
        return False
    connection.execute(insert(confirmations).values(hash=digest, request=number, expires_at=expires_at))
    return True


def confirmable(connection: Connection, digest: bytes, now: datetime) -> Request | None:
    """Return what the token with this SHA-256 confirms; None when it is unknown, used or too old."""
    number = connection.scalar(
        select(confirmations.c.request).where(
            confirmations.c.hash == digest, confirmations.c.expires_at > now
        )
    )
    found = _found(connection, requests.c.number == number) if number is not None else []
    return found[0] if found else None


def _found(connection: Connection, wanted: ColumnElement[bool], most: int | None = None) -> list[Request]:
    query = select(requests).where(wanted).order_by(requests.c.due_at, requests.c.number).limit(most)
    return [_request(row) for row in connection.execute(query)]


def _request(row: Row[tuple[object, ...]]) -> Request:
    return Request(
        number=row.number,
        address=row.address,
        folded=row.folded,
        preferences=codec.decode_preferences(row.preferences),
        asked_at=row.asked_at,
        letter=row.letter,
    )
