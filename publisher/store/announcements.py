"""Which articles announce the correction of another, and what do they say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.codec import StoredArticle
from publisher.store.tables import announcements, articles, bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An announcement as it is stored."""

    number: int
    id: UUID
    section: str
    published: datetime
    updated: datetime
    article: StoredArticle
    parsed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An article whose correction may be announced: readers see it, or will."""

    number: int
    id: UUID
    section: str
    page: str
    meta: str
    visible_from: datetime


def exist(connection: Connection) -> bool:
    """Say whether there is any announcement."""
    return bool(connection.scalar(select(exists().where(announcements.c.article.is_not(None)))))


def listed(connection: Connection) -> list[Announced]:
    """Return every announcement, the oldest first."""
    rows = connection.execute(
        select(
            articles.c.number,
            articles.c.id,
            articles.c.section,
            articles.c.published,
            articles.c.updated,
            articles.c.meta,
            articles.c.summary,
            articles.c.removed,
            articles.c.fingerprint,
            bodies.c.parsed,
        )
        .select_from(articles.join(bodies))
        .where(articles.c.number.in_(select(announcements.c.article)))
        .order_by(articles.c.number)
    )
    return [
        Announced(
            number=row.number,
            id=row.id,
            section=row.section,
            published=row.published,
            updated=row.updated,
            article=StoredArticle.of(row),
            parsed=row.parsed,
        )
        for row in rows
    ]


def corrected(connection: Connection, numbers: Sequence[int]) -> dict[int, Corrected]:
    """Return those of these articles that are no drafts."""
    columns = (articles.c.number, articles.c.id, articles.c.section, articles.c.page, articles.c.meta)
    rows = connection.execute(
        select(*columns, articles.c.visible_from).where(
            articles.c.number.in_(numbers), articles.c.visible_from.is_not(None)
        )
    )
    return {row.number: Corrected(**row._mapping) for row in rows}


def add(connection: Connection, article: int, about: int) -> None:
    """Remember that an article announces the correction of another."""
    connection.execute(insert(announcements).values(article=article, corrected=about))


def rewrite(connection: Connection, article: int, parsed: str) -> None:
    """Let an announcement have another text."""
    connection.execute(update(bodies).where(bodies.c.article == article).values(parsed=parsed))
