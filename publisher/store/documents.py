"""Which articles stand around a place in the archive, and what was each document rendered from?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, literal_column, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.codec import StoredEntry
from publisher.outputs import Listed
from publisher.store import entries
from publisher.store.output_tables import documents
from publisher.store.tables import articles

# Values in one statement: SQLite takes 32,766.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """Where an article stands: everything is in order of publication, and of ids where that is equal."""

    published: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An article in that order, with all that decides about the documents that hold it.

    ``withdrawn`` says which notice or tombstone stands in its place; empty for almost all.
    """

    number: int
    position: Position
    rank: int
    section: str
    fingerprint: str
    updated: datetime
    page: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that holds many articles: what it was rendered from, and the newest change in it."""

    path: str
    key: str
    updated: datetime


def places(
    connection: Connection,
    now: datetime,
    section: Sequence[str] | None = None,
    start: Position | None = None,
    end: Position | None = None,
) -> Iterator[Place]:
    """Return visible articles from ``start`` up to and without ``end``, the oldest first."""
    statement = _places(now, section).order_by(articles.c.published, articles.c.id)
    if start:
        statement = statement.where(_position >= _values(start))
    if end:
        statement = statement.where(_position < _values(end))
    for row in connection.execution_options(yield_per=2000).execute(statement):
        yield _place(row)


def numbered(connection: Connection, now: datetime, numbers: Sequence[int]) -> list[Place]:
    """Return those of these articles that are visible."""
    rows = connection.execute(_places(now, None).where(articles.c.number.in_(numbers)))
    return [_place(row) for row in rows]


def beginnings(
    connection: Connection,
    now: datetime,
    step: int,
    section: Sequence[str] | None,
    around: Position,
    most: int,
) -> tuple[list[Position], list[Position]]:
    """Return where documents begin: up to a position the nearest first, and after it, ``most`` each."""
    # Literal, so that the partial index for the rarest can be used.
    wanted = _positions(now, section).where(articles.c.rank >= literal_column(str(step))).limit(most)
    before = wanted.where(_position <= _values(around)).order_by(
        articles.c.published.desc(), articles.c.id.desc()
    )
    after = wanted.where(_position > _values(around)).order_by(articles.c.published, articles.c.id)
    return (
        [_at(row) for row in connection.execute(before)],
        [_at(row) for row in connection.execute(after)],
    )


def oldest(connection: Connection, now: datetime) -> Position | None:
    """Return where the oldest article stands; None when there is none."""
    row = connection.execute(_positions(now).order_by(articles.c.published, articles.c.id).limit(1)).first()
    return _at(row) if row else None


def every_beginning(connection: Connection, now: datetime, steps: Sequence[int]) -> list[Position]:
    """Return where the documents of a list begin, the oldest first.

    An article whose rank is at least the first of ``steps`` begins one anywhere, one whose rank is at least
    the second only after the last of those, and so on: the documents with the newest articles are short, and
    what a new article changes with them.
    """
    found: list[Position] = []
    for step in steps:
        statement = (
            _positions(now)
            .where(articles.c.rank >= literal_column(str(step)))
            .order_by(articles.c.published, articles.c.id)
        )
        if found:
            statement = statement.where(_position > _values(found[-1]))
        found += [_at(row) for row in connection.execute(statement)]
    return found


def oldest_of_newest(
    connection: Connection, now: datetime, most: int, section: Sequence[str] | None = None
) -> Position | None:
    """Return where the oldest of the ``most`` newest articles stands; None when there are no older ones."""
    rows = connection.execute(
        _positions(now, section)
        .order_by(articles.c.published.desc(), articles.c.id.desc())
        .offset(most - 1)
        .limit(2)
    ).all()
    return _at(rows[0]) if len(rows) == 2 else None


def revised(
    connection: Connection, now: datetime, limit: Position, most: int, section: Sequence[str] | None = None
) -> list[int]:
    """Return the older articles that have been edited since ``limit`` was published, the latest first."""
    rows = connection.execute(
        select(articles.c.number, articles.c.section)
        .where(entries.visible(now), articles.c.updated > limit.published, _position < _values(limit))
        .order_by(articles.c.updated.desc(), articles.c.id.desc())
    )
    # The section is no condition of the statement: SQLite would look at all articles of the section instead
    # of the few that have changed lately.
    return list(islice((row.number for row in rows if section is None or row.section in section), most))


def listed(connection: Connection, numbers: Sequence[int]) -> list[Listed]:
    """Return articles without their text, in the order of ``numbers``, but those that are withdrawn."""
    columns = (
        *(articles.c.number, articles.c.id, articles.c.page, articles.c.section, articles.c.meta),
        *(articles.c.summary, articles.c.published, articles.c.updated),
    )
    found: dict[int, Listed] = {}
    for start in range(0, len(numbers), _CHUNK):
        statement = select(*columns).where(
            articles.c.number.in_(numbers[start : start + _CHUNK]), articles.c.withdrawn.is_(None)
        )
        for row in connection.execute(statement):
            found[row.number] = Listed(
                id=row.id,
                page=row.page,
                section=row.section,
                meta=codec.decode_meta(row.meta),
                summary=row.summary,
                published=row.published,
                updated=row.updated,
            )
    return [found[number] for number in numbers if number in found]


def newest(connection: Connection, now: datetime, section: Sequence[str], most: int) -> tuple[Listed, ...]:
    """Return the newest articles of a section that are not withdrawn without their text, newest first."""
    numbers = connection.scalars(
        select(articles.c.number)
        .where(entries.visible(now), articles.c.section.in_(section), articles.c.withdrawn.is_(None))
        .order_by(articles.c.published.desc(), articles.c.id.desc())
        .limit(most)
    )
    return tuple(listed(connection, list(numbers)))


def recent(connection: Connection, now: datetime, since: datetime, most: int) -> tuple[Listed, ...]:
    """Return the articles published after ``since`` without their text, the newest first."""
    numbers = connection.scalars(
        select(articles.c.number)
        .where(entries.visible(now), articles.c.published > since)
        .order_by(articles.c.published.desc(), articles.c.id.desc())
        .limit(most)
    )
    return tuple(listed(connection, list(numbers)))


def whole(connection: Connection, numbers: Sequence[int]) -> list[StoredEntry]:
    """Return articles with their text, in the order of ``numbers``."""
    found: dict[int, StoredEntry] = {}
    for start in range(0, len(numbers), _CHUNK):
        for each in entries.numbered(connection, numbers[start : start + _CHUNK]):
            found[each.number] = each
    return [found[number] for number in numbers]


def known(connection: Connection) -> dict[str, Document]:
    """Return every document that has been written, by its path."""
    rows = connection.execute(select(documents))
    return {row.path: Document(path=row.path, key=row.key, updated=row.updated) for row in rows}


def keys(connection: Connection, paths: Sequence[str]) -> Mapping[str, str]:
    """Return what these documents were rendered from; those that have not been written are missing."""
    rows = connection.execute(select(documents.c.path, documents.c.key).where(documents.c.path.in_(paths)))
    return {row.path: row.key for row in rows}


def written(connection: Connection, paths: Sequence[str]) -> list[Document]:
    """Return those of these documents that have been written, in the order of ``paths``."""
    found: dict[str, Document] = {}
    for start in range(0, len(paths), _CHUNK):
        statement = select(documents).where(documents.c.path.in_(paths[start : start + _CHUNK]))
        for row in connection.execute(statement):
            found[row.path] = Document(path=row.path, key=row.key, updated=row.updated)
    return [found[path] for path in paths if path in found]


def record(connection: Connection, written: Sequence[Document]) -> None:
    """Remember what documents were rendered from."""
    if written:
        statement = insert(documents)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["path"],
                set_={"key": statement.excluded.key, "updated": statement.excluded.updated},
            ),
            [{"path": each.path, "key": each.key, "updated": each.updated} for each in written],
        )


def like(connection: Connection, pattern: str) -> list[str]:
    """Return the paths of the documents that have been written and fit a pattern of SQL's LIKE."""
    return list(connection.scalars(select(documents.c.path).where(documents.c.path.like(pattern))))


def forget(connection: Connection, paths: Sequence[str]) -> None:
    """Forget documents, so that they are rendered again or because they are gone."""
    for start in range(0, len(paths), _CHUNK):
        connection.execute(delete(documents).where(documents.c.path.in_(paths[start : start + _CHUNK])))


_position: ColumnElement[Any] = tuple_(articles.c.published, articles.c.id)


def _values(position: Position) -> ColumnElement[Any]:
    return tuple_(position.published, position.id, types=[articles.c.published.type, articles.c.id.type])


def _places(now: datetime, section: Sequence[str] | None) -> Select[Any]:
    columns = (
        *(articles.c.number, articles.c.published, articles.c.id, articles.c.rank),
        *(articles.c.section, articles.c.fingerprint, articles.c.updated, articles.c.page),
        *(articles.c.withdrawn, articles.c.buried),
    )
    statement = select(*columns).where(entries.visible(now))
    return statement if section is None else statement.where(articles.c.section.in_(section))


def _positions(now: datetime, section: Sequence[str] | None = None) -> Select[Any]:
    statement = select(articles.c.published, articles.c.id).where(entries.visible(now))
    return statement if section is None else statement.where(articles.c.section.in_(section))


def _at(row: Any) -> Position:
    return Position(published=row.published, id=row.id)


def _place(row: Any) -> Place:
    return Place(
        number=row.number,
        position=_at(row),
        rank=row.rank,
        section=row.section,
        fingerprint=row.fingerprint,
        updated=row.updated,
        page=row.page,
        withdrawn=f"{row.fingerprint} {row.buried}" if row.withdrawn else "",
    )
