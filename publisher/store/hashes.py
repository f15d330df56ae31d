"""What is remembered of addresses and networks that are not themselves kept?

Each is known here by a hash with a secret key (``tokens.hidden``): it can be recognised, not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from publisher.store.subscriber_tables import allowances, letter_counts, suppressions


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """How many letters an address was sent without an answer, and when the last one."""

    count: int
    last_at: datetime


def used_until(connection: Connection, digest: bytes) -> datetime | None:
    """Return how far ahead somebody has used their allowance; None when there is nothing to remember."""
    return connection.scalar(select(allowances.c.used_until).where(allowances.c.hash == digest))


def use(connection: Connection, digest: bytes, until: datetime) -> None:
    """Remember how far ahead somebody has used their allowance."""
    added = insert(allowances).values(hash=digest, used_until=until)
    connection.execute(
        added.on_conflict_do_update(index_elements=["hash"], set_={"used_until": added.excluded.used_until})
    )


def settle(connection: Connection, now: datetime) -> None:
    """Forget allowances that are whole again."""
    connection.execute(delete(allowances).where(allowances.c.used_until < now))


def letters(connection: Connection, digest: bytes) -> Letters | None:
    """Return the letters that an address has not answered."""
    row = connection.execute(select(letter_counts).where(letter_counts.c.hash == digest)).first()
    return Letters(count=row._mapping["count"], last_at=row.last_at) if row else None


def count_letter(connection: Connection, digest: bytes, now: datetime) -> None:
    """Count a letter to an address."""
    added = insert(letter_counts).values(hash=digest, last_at=now, count=1)
    connection.execute(
        added.on_conflict_do_update(
            index_elements=["hash"], set_={"last_at": now, "count": letter_counts.c.count + 1}
        )
    )


def answered(connection: Connection, digest: bytes) -> None:
    """Forget how many letters an address was sent."""
    connection.execute(delete(letter_counts).where(letter_counts.c.hash == digest))


def suppress(connection: Connection, digest: bytes, now: datetime) -> None:
    """Remember that the person of an address wants to be forgotten."""
    connection.execute(insert(suppressions).values(hash=digest, at=now).on_conflict_do_nothing())


def release(connection: Connection, digest: bytes) -> None:
    """Let an address be known again: its owner has said so."""
    connection.execute(delete(suppressions).where(suppressions.c.hash == digest))


def suppressed(connection: Connection) -> frozenset[bytes]:
    """Return all who want to be forgotten."""
    return frozenset(connection.scalars(select(suppressions.c.hash)))
