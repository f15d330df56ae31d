"""How does an article come into the store, and how does a newer version of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher import naming
from publisher.codec import StoredArticle
from publisher.store.tables import articles, bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """What is decided when an article is seen for the first time, and never again."""

    number: int
    id: UUID
    path: str
    section: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A parsed version of a file: its text as JSON, what it is by itself, and when readers may see it.

    ``seen`` says that they have seen an older version, which stays until this one is finished.
    """

    number: int
    lead: int
    parsed: str
    article: StoredArticle
    updated: datetime
    published: datetime
    visible_from: datetime | None
    modified: datetime
    seen: bool
    withdrawn: datetime | None = None
    notices: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What must be known of an article to take a new version of its file."""

    number: int
    path: str
    section: str
    page: str
    published: datetime
    visible_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that must be cleaned and summarized again, and what it was before.

    ``arrived_at`` is the modification time of a new version, none when only the knowledge about
    its blocks has changed. A ``fresh`` one has never been seen by readers. ``replaced`` is the text that
    ``before`` was made of.
    """

    number: int
    parsed: str
    path: str
    section: str
    fresh: bool
    published: datetime
    updated: datetime
    arrived_at: datetime | None
    before: StoredArticle
    replaced: str


def known(connection: Connection, numbers: Sequence[int]) -> dict[int, Known]:
    """Return what is known of these articles."""
    columns = (articles.c.number, articles.c.path, articles.c.section, articles.c.page, articles.c.published)
    rows = connection.execute(select(*columns, articles.c.visible_from).where(articles.c.number.in_(numbers)))
    return {row.number: Known(**row._mapping) for row in rows}


def next_number(connection: Connection) -> int:
    """Return the number that the next new article gets."""
    return (connection.scalar(select(func.max(articles.c.number))) or 0) + 1


def taken_ids(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these ids belong to an article already."""
    return set(connection.scalars(select(articles.c.id).where(articles.c.id.in_(ids))))


def texts(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Return the parsed text of the newest version of these articles."""
    newest = func.coalesce(bodies.c.arrived, bodies.c.parsed).label("newest")
    rows = connection.execute(select(bodies.c.article, newest).where(bodies.c.article.in_(numbers)))
    return {row.article: row.newest for row in rows}


def mint(connection: Connection, minted: Sequence[tuple[Minted, Arrived]]) -> None:
    """Add articles that have never been seen; nobody sees them before ``release``."""
    if minted:
        connection.execute(
            insert(articles),
            [
                {
                    "number": each.number,
                    "id": each.id,
                    "path": each.path,
                    "section": each.section,
                    "page": each.page,
                    "rank": naming.rank(each.id),
                    "published": text.published,
                    "updated": text.updated,
                    "visible_from": text.visible_from,
                    "arrived_at": text.modified,
                    "lead": text.lead,
                    "meta": text.article.meta,
                    "summary": text.article.summary,
                    "removed": text.article.removed,
                    "fingerprint": text.article.fingerprint,
                    "withdrawn": text.withdrawn,
                    "notices": text.notices,
                }
                for each, text in minted
            ],
        )
        connection.execute(
            insert(bodies), [{"article": each.number, "parsed": text.parsed} for each, text in minted]
        )


def arrive(connection: Connection, arrived: Sequence[Arrived]) -> None:
    """Store the parsed text of changed files, to be finished."""
    if not arrived:
        return
    connection.execute(
        update(bodies).where(bodies.c.article == bindparam("key")).values(arrived=bindparam("its_text")),
        [{"key": each.number, "its_text": each.parsed} for each in arrived],
    )
    connection.execute(
        update(articles)
        .where(articles.c.number == bindparam("key"))
        .values(
            lead=bindparam("its_lead"),
            published=bindparam("its_published"),
            visible_from=bindparam("its_visible_from"),
            arrived_at=bindparam("its_arrived_at"),
            # What readers have not seen stays hidden until this version is finished.
            rendered=case((bindparam("its_seen"), articles.c.rendered)),
        ),
        [
            {
                "key": each.number,
                "its_lead": each.lead,
                "its_published": each.published,
                "its_visible_from": each.visible_from,
                "its_arrived_at": each.modified,
                "its_seen": each.seen,
            }
            for each in arrived
        ],
    )


def unfinished(connection: Connection) -> list[int]:
    """Return the articles with a version that has not been cleaned, also from a run that was killed."""
    return list(connection.scalars(select(articles.c.number).where(articles.c.arrived_at.is_not(None))))


def edited(connection: Connection) -> list[int]:
    """Return the articles of which a newer version than the stored one has arrived."""
    return list(connection.scalars(select(bodies.c.article).where(bodies.c.arrived.is_not(None))))


def release(connection: Connection) -> int:
    """Let readers see the new articles that are what they were by themselves; return how many."""
    return connection.execute(
        update(articles)
        .where(articles.c.arrived_at.is_not(None), articles.c.rendered.is_(None))
        .values(arrived_at=None, rendered="")
    ).rowcount


def waiting(connection: Connection, numbers: Sequence[int]) -> list[Waiting]:
    """Return what finishing these articles needs."""
    rows = connection.execute(
        select(
            articles.c.number,
            func.coalesce(bodies.c.arrived, bodies.c.parsed).label("parsed"),
            bodies.c.parsed.label("replaced"),
            articles.c.path,
            articles.c.section,
            articles.c.meta,
            articles.c.summary,
            articles.c.removed,
            articles.c.fingerprint,
            articles.c.published,
            articles.c.updated,
            articles.c.arrived_at,
            articles.c.rendered,
        )
        .join(bodies)
        .where(articles.c.number.in_(numbers))
        .order_by(articles.c.number)
    )
    return [
        Waiting(
            number=row.number,
            parsed=row.parsed,
            path=row.path,
            section=row.section,
            fresh=row.rendered is None,
            published=row.published,
            updated=row.updated,
            arrived_at=row.arrived_at,
            before=StoredArticle.of(row),
            replaced=row.replaced,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """An article after cleaning and summarizing, since when it is withdrawn, and its count of notices."""

    number: int
    article: StoredArticle
    updated: datetime
    withdrawn: datetime | None
    notices: int


def finish(connection: Connection, finished: Sequence[Finished]) -> None:
    """Store cleaned and summarized articles; their pages must be rendered again."""
    if not finished:
        return
    connection.execute(
        update(articles)
        .where(articles.c.number == bindparam("key"))
        .values(
            meta=bindparam("its_meta"),
            summary=bindparam("its_summary"),
            removed=bindparam("its_removed"),
            fingerprint=bindparam("its_fingerprint"),
            updated=bindparam("its_updated"),
            withdrawn=bindparam("its_withdrawn"),
            notices=bindparam("its_notices"),
            # The step that makes tombstones makes it again, if its time is still there.
            buried=False,
            arrived_at=None,
            rendered="",
        ),
        [
            {
                "key": each.number,
                "its_meta": each.article.meta,
                "its_summary": each.article.summary,
                "its_removed": each.article.removed,
                "its_fingerprint": each.article.fingerprint,
                "its_updated": each.updated,
                "its_withdrawn": each.withdrawn,
                "its_notices": each.notices,
            }
            for each in finished
        ],
    )
    connection.execute(
        update(bodies)
        .where(bodies.c.article.in_([each.number for each in finished]), bodies.c.arrived.is_not(None))
        .values(parsed=bodies.c.arrived, arrived=None)
    )


def place(connection: Connection, number: int, path: str, section: str) -> None:
    """Let an article be that of a file which has been renamed or moved."""
    connection.execute(
        update(articles)
        .where(articles.c.number == number)
        .values(path=path, section=section, rendered=case((articles.c.rendered.is_not(None), "")))
    )
