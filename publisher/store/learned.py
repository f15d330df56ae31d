"""What has the publication learned about a text, and which articles carry it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

from publisher.store.tables import articles, bodies, sightings


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """The text of an article as its parser returned it, and what cleaning took out; both as JSON."""

    number: int
    section: str
    parsed: str
    removed: str


def repeated(connection: Connection) -> Iterator[int]:
    """Return what more than one story carries, the most frequent first, then the newest."""
    stories = func.count(sightings.c.lead.distinct())
    newest = func.max(sightings.c.article)
    yield from connection.scalars(
        select(sightings.c.fingerprint)
        .group_by(sightings.c.fingerprint)
        .having(stories > 1)
        .order_by(stories.desc(), newest.desc(), sightings.c.fingerprint)
    )


def stories(connection: Connection, fingerprint: int) -> int:
    """Return in how many stories a text has been seen where boilerplate stands."""
    seen = select(func.count(sightings.c.lead.distinct())).where(sightings.c.fingerprint == fingerprint)
    return connection.scalar(seen) or 0


def sections(connection: Connection, fingerprint: int) -> list[str]:
    """Return the sections in which it has been seen there; an empty name is none."""
    names = select(articles.c.section).join(sightings).where(sightings.c.fingerprint == fingerprint)
    return list(connection.scalars(names.distinct().order_by(articles.c.section)))


def every_section(connection: Connection) -> list[str]:
    """Return the names of all sections that have an article, visible or not."""
    names = select(articles.c.section).distinct().order_by(articles.c.section)
    return [name for name in connection.scalars(names) if name]


def newest(connection: Connection, fingerprint: int, within: Sequence[str] | None) -> int | None:
    """Return the newest article in which it has been seen there; of these sections, or of all."""
    found = select(sightings.c.article).where(sightings.c.fingerprint == fingerprint)
    if within is not None:
        found = found.join(articles).where(articles.c.section.in_(within))
    return connection.scalar(found.order_by(sightings.c.article.desc()).limit(1))


def carrier(connection: Connection, number: int) -> Carrier:
    """Return one article."""
    return Carrier(**connection.execute(_carriers(None).where(articles.c.number == number)).one()._mapping)


def carriers(
    connection: Connection, below: int | None, most: int, within: Sequence[str] | None
) -> list[Carrier]:
    """Return up to ``most`` articles numbered below ``below``, newest first; of these sections, or of all."""
    statement = _carriers(within).limit(most)
    if below is not None:
        statement = statement.where(articles.c.number < below)
    return [Carrier(**row._mapping) for row in connection.execute(statement)]


def forget(connection: Connection, fingerprints: Sequence[int], within: Sequence[str] | None) -> int:
    """Forget where texts or patterns have been seen; return how often that was.

    Later articles must teach it anew.
    """
    statement = delete(sightings).where(sightings.c.fingerprint.in_(fingerprints))
    if within is not None:
        numbers = select(articles.c.number).where(articles.c.section.in_(within))
        statement = statement.where(sightings.c.article.in_(numbers))
    return connection.execute(statement).rowcount


def _carriers(within: Sequence[str] | None) -> Select[Any]:
    columns = (articles.c.number, articles.c.section, bodies.c.parsed, articles.c.removed)
    statement = select(*columns).join(bodies).order_by(articles.c.number.desc())
    return statement if within is None else statement.where(articles.c.section.in_(within))
