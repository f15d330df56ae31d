"""Which programs may use the API?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from publisher.store.subscriber_tables import api_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of another program by the name that the operator gave it; the key itself is not kept."""

    name: str
    created_at: datetime


def add(connection: Connection, name: str, digest: bytes, now: datetime) -> bool:
    """Let whoever has the key with this SHA-256 use the API; return False when the name is taken."""
    if connection.scalar(select(api_keys.c.name).where(api_keys.c.name == name)) is not None:
        return False
    connection.execute(insert(api_keys).values(hash=digest, name=name, created_at=now))
    return True


def remove(connection: Connection, name: str) -> bool:
    """Let the key with this name open nothing any more; return whether there was one."""
    return bool(connection.execute(delete(api_keys).where(api_keys.c.name == name)).rowcount)


def listed(connection: Connection) -> list[ApiKey]:
    """Return all keys by name."""
    rows = connection.execute(select(api_keys).order_by(api_keys.c.name))
    return [ApiKey(name=row.name, created_at=row.created_at) for row in rows]


def find(connection: Connection, digest: bytes) -> str | None:
    """Return the name of the key with this SHA-256."""
    return connection.scalar(select(api_keys.c.name).where(api_keys.c.hash == digest))
