"""What do readers see, and which pages must be rendered again?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    select,
    tuple_,
    update,
)

from publisher.codec import StoredArticle, StoredEntry, decode_entry
from publisher.handover import DeliveryState
from publisher.model import Cadence, Entry
from publisher.store import media
from publisher.store.digest_tables import deliveries, editions, stories
from publisher.store.tables import announcements, articles, bodies

# What an article was rendered from when only a link to a neighbour has become old on its page.
BESIDE = "beside"

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
    articles.c.buried,
    bodies.c.parsed,
)


def sections(connection: Connection, now: datetime) -> list[str]:
    """Return the names of all sections that have a visible article, as the folders are called."""
    # From one name to the next by the index: DISTINCT would read all articles for a handful of names.
    first = select(func.min(articles.c.section).label("name")).cte("names", recursive=True)
    other = articles.alias()
    following = select(func.min(other.c.section)).where(other.c.section > first.c.name)
    names = first.union_all(
        select(following.correlate(first).scalar_subquery()).where(first.c.name.is_not(None))
    )
    seen = exists().where(articles.c.section == names.c.name, visible(now))
    return list(connection.scalars(select(names.c.name).where(seen).order_by(names.c.name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An article, and what its page was last rendered from."""

    rendered: str
    number: int


def unrendered(
    connection: Connection, now: datetime, signature: str, after: Mark | None, most: int
) -> tuple[list[StoredEntry], Mark | None]:
    """Return up to ``most`` visible articles whose page is not of ``signature``, and where to go on.

    They come in the order of their marks, those after ``after``; None when there are no more.
    """
    # Two ranges of an index: SQLite looks at all rows for what is not equal.
    rendered = articles.c.rendered
    ranges = [rendered < signature, rendered > signature]
    if after:
        beyond = tuple_(rendered, articles.c.number) > tuple_(after.rendered, after.number)
        ranges = [beyond & (rendered < signature), beyond & (rendered > signature)]
        if after.rendered > signature:
            del ranges[0]
    found: list[Any] = []
    for each in ranges:
        statement = _entries(now).add_columns(rendered).where(each).order_by(rendered, articles.c.number)
        found += connection.execute(statement.limit(most - len(found)))
        if len(found) == most:
            break
    rows = [replace(_stored(row), beside=row.rendered == BESIDE) for row in found]
    end = Mark(rendered=found[-1].rendered, number=found[-1].number) if found else None
    return media.with_media(connection, rows), end


def numbered(connection: Connection, numbers: Sequence[int]) -> list[StoredEntry]:
    """Return these articles, whether readers see them or not, in no particular order."""
    rows = connection.execute(select(*_ENTRY).join(bodies).where(articles.c.number.in_(numbers)))
    return media.with_media(connection, [_stored(row) for row in rows])


def mark_rendered(connection: Connection, numbers: Iterable[int], signature: str) -> None:
    """Remember that the pages of these articles are of ``signature``."""
    connection.execute(
        update(articles).where(articles.c.number == bindparam("key")).values(rendered=signature),
        [{"key": number} for number in numbers],
    )


def pages(connection: Connection, now: datetime) -> Iterator[tuple[int, str]]:
    """Return number and page of every visible article whose page has been rendered."""
    columns = (articles.c.number, articles.c.page)
    rows = connection.execute(select(*columns).where(visible(now), articles.c.rendered != ""))
    yield from ((number, page) for number, page in rows)


def newest(
    connection: Connection, now: datetime, most: int | None, section: Sequence[str] | None = None
) -> tuple[Entry, ...]:
    """Return the newest visible articles, newest first; ``section`` holds the folder names of one section."""
    statement = _entries(now).order_by(articles.c.published.desc(), articles.c.id.desc()).limit(most)
    if section is not None:
        statement = statement.where(articles.c.section.in_(section))
    found = [_stored(row) for row in connection.execute(statement)]
    return tuple(map(decode_entry, media.with_media(connection, found)))


def every(connection: Connection, now: datetime) -> Iterator[Entry]:
    """Return every visible article, newest first, not all held in memory, without files beside them."""
    statement = _entries(now).order_by(articles.c.published.desc(), articles.c.id.desc())
    for row in connection.execution_options(yield_per=200).execute(statement):
        yield decode_entry(_stored(row))


def untold(
    connection: Connection,
    cadence: Cadence,
    zone: str,
    now: datetime,
    oldest: datetime,
    since: datetime | None = None,
) -> tuple[Entry, ...]:
    """Return the articles not older than ``oldest`` that no edition of this cadence and zone has told of.

    Nor has one left them out. A zone that has editions ``since`` some moment takes as told what those of the
    others had told of by then. Times of articles are not compared with the last closing: one that was still
    being taken when an edition closed belongs to the next. What a cancelled edition was to tell of, of which
    nothing went out, is told by the next.
    """
    ours = editions.c.zone == zone
    told = (
        select(stories.c.entry)
        .join(editions)
        .where(
            editions.c.cadence == cadence.value,
            ours if since is None else ours | (editions.c.closed_at <= since),
            went_out(),
        )
    )
    rows = connection.execute(
        _entries(now)
        .where(
            articles.c.published >= oldest,
            articles.c.id.not_in(told),
            articles.c.withdrawn.is_(None),
            articles.c.number.not_in(select(announcements.c.article)),
        )
        .order_by(articles.c.published.desc(), articles.c.id.desc())
    )
    return tuple(map(decode_entry, media.with_media(connection, [_stored(row) for row in rows])))


def went_out() -> ColumnElement[bool]:
    """Return what holds of an edition that has told somebody or will; a cancelled one may have not."""
    somebody = (
        select(deliveries.c.number)
        .where(
            deliveries.c.edition == editions.c.id,
            deliveries.c.state.in_((DeliveryState.ACCEPTED.value, DeliveryState.SENDING.value)),
        )
        .exists()
    )
    return editions.c.cancelled_at.is_(None) | somebody


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
    seen = visible(now)
    return Counts(
        published=connection.scalar(select(func.count()).where(seen)) or 0,
        waiting=connection.scalar(select(func.count()).where(articles.c.visible_from > now)) or 0,
        drafts=connection.scalar(select(func.count()).where(articles.c.visible_from.is_(None))) or 0,
        newest=connection.execute(select(func.max(articles.c.published)).where(seen)).scalar(),
    )


def visible(now: datetime) -> ColumnElement[bool]:
    """Return the condition for what readers see."""
    return and_(articles.c.visible_from <= now, articles.c.rendered.is_not(None))


def _entries(now: datetime) -> Select[Any]:
    return select(*_ENTRY).join(bodies).where(visible(now))


def _stored(row: Any) -> StoredEntry:
    return StoredEntry(
        number=row.number,
        id=row.id,
        path=row.path,
        section=row.section,
        page=row.page,
        published=row.published,
        updated=row.updated,
        article=StoredArticle.of(row),
        parsed=row.parsed,
        buried=row.buried,
    )
