"""Which articles are there, and how do readers see them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.codec import StoredArticle, StoredEntry, decode_entry
from publisher.model import Cadence, Entry
from publisher.store.tables import articles, bodies, editions, stories


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What must be known of an article to take a new version of its file."""

    number: int
    section: str
    published: datetime
    visible_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that must be cleaned and summarized again, and what it was before.

    ``arrived_at`` is the modification time of a new version, none when only the knowledge about
    its blocks has changed. A ``fresh`` one has never been seen by readers.
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


_ENTRY = (
    articles.c.number,
    articles.c.id,
    articles.c.path,
    articles.c.section,
    articles.c.page,
    articles.c.meta,
    articles.c.summary,
    articles.c.fingerprint,
    articles.c.published,
    articles.c.updated,
    articles.c.removed,
    bodies.c.parsed,
)


def known(connection: Connection, numbers: Sequence[int]) -> dict[int, Known]:
    """Return what is known of these articles."""
    columns = (articles.c.number, articles.c.section, articles.c.published, articles.c.visible_from)
    rows = connection.execute(select(*columns).where(articles.c.number.in_(numbers)))
    return {row.number: Known(**row._mapping) for row in rows}


def next_number(connection: Connection) -> int:
    """Return the number that the next new article gets."""
    return (connection.scalar(select(func.max(articles.c.number))) or 0) + 1


def taken_ids(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these ids belong to an article already."""
    return set(connection.scalars(select(articles.c.id).where(articles.c.id.in_(ids))))


def taken_pages(connection: Connection, pages: Sequence[str]) -> set[str]:
    """Return which of these pages belong to an article already."""
    return set(connection.scalars(select(articles.c.page).where(articles.c.page.in_(pages))))


def sections(connection: Connection, now: datetime) -> list[str]:
    """Return the names of all sections that have a visible article, as the folders are called."""
    names = select(articles.c.section).where(_visible(now)).distinct().order_by(articles.c.section)
    return list(connection.scalars(names))


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
                    "published": text.published,
                    "updated": text.updated,
                    "visible_from": text.visible_from,
                    "arrived_at": text.modified,
                    "lead": text.lead,
                    "meta": text.article.meta,
                    "summary": text.article.summary,
                    "removed": text.article.removed,
                    "fingerprint": text.article.fingerprint,
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
            before=_article(row),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """An article after cleaning and summarizing."""

    number: int
    article: StoredArticle
    updated: datetime


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
            }
            for each in finished
        ],
    )
    connection.execute(
        update(bodies)
        .where(bodies.c.article.in_([each.number for each in finished]), bodies.c.arrived.is_not(None))
        .values(parsed=bodies.c.arrived, arrived=None)
    )


def unrendered(
    connection: Connection, now: datetime, signature: str, after: int, most: int
) -> list[StoredEntry]:
    """Return up to ``most`` visible articles numbered above ``after`` whose page is not of ``signature``."""
    rows = connection.execute(
        _entries(now)
        .where(articles.c.rendered != signature, articles.c.number > after)
        .order_by(articles.c.number)
        .limit(most)
    )
    return [_stored(row) for row in rows]


def mark_rendered(connection: Connection, numbers: Iterable[int], signature: str) -> None:
    """Remember that the pages of these articles are of ``signature``."""
    connection.execute(
        update(articles).where(articles.c.number == bindparam("key")).values(rendered=signature),
        [{"key": number} for number in numbers],
    )


def pages(connection: Connection, now: datetime) -> Iterator[tuple[int, str]]:
    """Return number and page of every visible article whose page has been rendered."""
    columns = (articles.c.number, articles.c.page)
    rows = connection.execute(select(*columns).where(_visible(now), articles.c.rendered != ""))
    yield from ((number, page) for number, page in rows)


def newest(
    connection: Connection, now: datetime, most: int | None, section: Sequence[str] | None = None
) -> tuple[Entry, ...]:
    """Return the newest visible articles, newest first; ``section`` holds the folder names of one section."""
    statement = _entries(now).order_by(articles.c.published.desc(), articles.c.id).limit(most)
    if section is not None:
        statement = statement.where(articles.c.section.in_(section))
    return tuple(decode_entry(_stored(row)) for row in connection.execute(statement))


def every(connection: Connection, now: datetime) -> Iterator[Entry]:
    """Return every visible article, newest first, without holding them all in memory."""
    statement = _entries(now).order_by(articles.c.published.desc(), articles.c.id)
    for row in connection.execution_options(yield_per=200).execute(statement):
        yield decode_entry(_stored(row))


def untold(connection: Connection, cadence: Cadence, now: datetime, oldest: datetime) -> tuple[Entry, ...]:
    """Return the articles not older than ``oldest`` that no edition of this cadence has told of or left out.

    Times are not compared with the last closing: an article that was still being taken when an
    edition closed belongs to the next one.
    """
    told = select(stories.c.entry).join(editions).where(editions.c.cadence == cadence.value)
    rows = connection.execute(
        _entries(now)
        .where(articles.c.published >= oldest, articles.c.id.not_in(told))
        .order_by(articles.c.published.desc(), articles.c.id)
    )
    return tuple(decode_entry(_stored(row)) for row in rows)


def next_visible(connection: Connection, now: datetime) -> datetime | None:
    """Return when the next waiting article becomes visible."""
    found = connection.execute(select(func.min(articles.c.visible_from)).where(articles.c.visible_from > now))
    return found.scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many articles are published, wait for their date, or are drafts; the newest one's date."""

    published: int
    waiting: int
    drafts: int
    newest: datetime | None


def counts(connection: Connection, now: datetime) -> Counts:
    """Return how many articles there are in which state."""
    visible = _visible(now)
    return Counts(
        published=connection.scalar(select(func.count()).where(visible)) or 0,
        waiting=connection.scalar(select(func.count()).where(articles.c.visible_from > now)) or 0,
        drafts=connection.scalar(select(func.count()).where(articles.c.visible_from.is_(None))) or 0,
        newest=connection.execute(select(func.max(articles.c.published)).where(visible)).scalar(),
    )


def place(connection: Connection, number: int, path: str, section: str) -> None:
    """Let an article be that of a file which has been renamed or moved."""
    connection.execute(
        update(articles)
        .where(articles.c.number == number)
        .values(path=path, section=section, rendered=case((articles.c.rendered.is_not(None), "")))
    )


def _visible(now: datetime) -> ColumnElement[bool]:
    return and_(articles.c.visible_from <= now, articles.c.rendered.is_not(None))


def _entries(now: datetime) -> Select[Any]:
    return select(*_ENTRY).join(bodies).where(_visible(now))


def _stored(row: Any) -> StoredEntry:
    return StoredEntry(
        number=row.number,
        id=row.id,
        path=row.path,
        section=row.section,
        page=row.page,
        published=row.published,
        updated=row.updated,
        article=_article(row),
        parsed=row.parsed,
    )


def _article(row: Any) -> StoredArticle:
    return StoredArticle(meta=row.meta, summary=row.summary, removed=row.removed, fingerprint=row.fingerprint)
