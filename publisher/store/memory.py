"""Which single facts must survive a restart?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from publisher.store.tables import memory

# Remembered while every feed and front page is what the store says: what they were rendered from.
# Forgotten before the first page of a change is written, so that a kill in between makes them again.
CHANNELS = "channels rendered from"

# The same of the editions' pages and of what depends on editions and sections alone.
VOLUME = "volume rendered from"

# By which method the blocks in "sightings" were read and the articles cleaned.
CLEANING = "cleaned by"

# By which vocabulary articles without tags of their own have theirs; nothing for none.
TAGGING = "tagged by"

# The stamp of _history.jsonl when it was last read or written, and what kept it from being written.
HISTORY = "history read"
HISTORY_FAULT = "history not written"


def recall(connection: Connection, name: str) -> str | None:
    """Return what was remembered under ``name``."""
    return connection.scalar(select(memory.c.value).where(memory.c.name == name))


def known(connection: Connection, beginnings: Sequence[str]) -> list[str]:
    """Return the names under which something is remembered that begin with one of these words and a space."""
    names = (
        select(memory.c.name).where(memory.c.name > f"{each} ", memory.c.name < f"{each}!")
        for each in beginnings
    )
    return [name for query in names for name in connection.scalars(query)]


def remember(connection: Connection, name: str, value: str) -> None:
    """Remember ``value`` under ``name`` instead of what was there."""
    statement = insert(memory).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def forget(connection: Connection, name: str) -> None:
    """Remember nothing under ``name`` any more."""
    connection.execute(delete(memory).where(memory.c.name == name))
