"""What does ``_history.jsonl`` say of articles, and which of its lines must be written anew?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from publisher.store import redirects
from publisher.store.tables import articles, bodies, claims, files, former_paths, history, unwritten

# SQLite takes 32,766 values in one statement.
_CHUNK = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The last line of an article: ``number`` is where in the file it stands, from 1.

    ``sha256`` is the digest of the file that the article was when it was written, ``pages`` the addresses
    that are its own for ever.
    """

    number: int
    id: UUID
    path: str
    sha256: str
    pages: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the database knows of an article that its file may not say.

    ``sha256`` and ``mtime_ns`` are those of its file when it was last read; it has none when it only
    announces a correction.
    """

    number: int
    id: UUID
    path: str
    section: str
    page: str
    published: datetime
    updated: datetime
    visible_from: datetime | None
    meta: str
    parsed: str
    sha256: str
    mtime_ns: int | None
    former_pages: tuple[str, ...]
    former_paths: tuple[str, ...]


def replace(connection: Connection, lines: Sequence[Line]) -> None:
    """Let these be all lines; those that come, go or differ are compared with their articles again."""
    before = {row.id: row.line for row in connection.execute(select(history.c.id, history.c.line))}
    after = {each.id: each.text for each in lines}
    differ = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    connection.execute(delete(history))
    connection.execute(delete(claims))
    put(connection, lines)
    for start in range(0, len(differ), _CHUNK):
        ours = select(articles.c.number).where(articles.c.id.in_(differ[start : start + _CHUNK]))
        check(connection, connection.scalars(ours))


def put(connection: Connection, lines: Sequence[Line]) -> None:
    """Let these lines stand for the older ones of their articles."""
    if not lines:
        return
    ids = [each.id for each in lines]
    for start in range(0, len(ids), _CHUNK):
        ours = ids[start : start + _CHUNK]
        connection.execute(delete(history).where(history.c.id.in_(ours)))
        connection.execute(delete(claims).where(claims.c.id.in_(ours)))
    connection.execute(
        insert(history),
        [
            {
                "number": each.number,
                "id": each.id,
                "path": each.path,
                "sha256": each.sha256,
                "line": each.text,
            }
            for each in lines
        ],
    )
    pages = [{"page": page, "id": each.id} for each in lines for page in each.pages]
    if pages:
        connection.execute(insert(claims).prefix_with("OR REPLACE"), pages)


def check(connection: Connection, numbers: Iterable[int]) -> None:
    """Have the lines of these articles compared with them, and written where they are not the same."""
    values = [{"article": number} for number in sorted(set(numbers))]
    if values:
        connection.execute(insert(unwritten).on_conflict_do_nothing(), values)


def to_check(connection: Connection, most: int) -> list[int]:
    """Return up to ``most`` articles that are to be compared with their lines."""
    return list(connection.scalars(select(unwritten.c.article).order_by(unwritten.c.article).limit(most)))


def checked(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget which articles were to be compared with their lines: these have been."""
    connection.execute(delete(unwritten).where(unwritten.c.article.in_(numbers)))


def forget(connection: Connection) -> None:
    """Forget what the file said: it is gone, and is to be written anew."""
    replace(connection, [])


def texts(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the lines of these articles."""
    rows = connection.execute(select(history.c.id, history.c.line).where(history.c.id.in_(ids)))
    return {row.id: row.line for row in rows}


def unknown(connection: Connection, paths: Collection[str], digests: Collection[str]) -> list[Line]:
    """Return the lines of articles that are not in the database, in the order of the file.

    Those of files at one of these paths, or with one of these digests.
    """
    known = select(articles.c.id).where(articles.c.id == history.c.id).exists()
    rows = connection.execute(
        select(history)
        .where(history.c.path.in_(paths) | (history.c.sha256.in_(digests) & (history.c.sha256 != "")), ~known)
        .order_by(history.c.number)
    )
    return [
        Line(number=row.number, id=row.id, path=row.path, sha256=row.sha256, pages=(), text=row.line)
        for row in rows
    ]


def taken_ids(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these ids are an article's by its line."""
    return set(connection.scalars(select(history.c.id).where(history.c.id.in_(ids))))


def size(connection: Connection) -> tuple[int, int]:
    """Return the number of the last line, and how many lines are the last ones of an article."""
    last, count = connection.execute(select(func.max(history.c.number), func.count())).one()
    return last or 0, count


def every(connection: Connection) -> list[tuple[str, UUID, str]]:
    """Return path, id and text of the last line of every article, in the order of the paths."""
    rows = connection.execute(select(history.c.path, history.c.id, history.c.line).order_by(history.c.path))
    return [(row.path, row.id, row.line) for row in rows]


def leave(connection: Connection, number: int, paths: Iterable[str]) -> None:
    """Remember that the file of an article lay at these paths before."""
    values = [{"path": path, "article": number} for path in paths]
    if values:
        connection.execute(insert(former_paths).on_conflict_do_nothing(), values)


def states(connection: Connection, numbers: Sequence[int]) -> list[State]:
    """Return what is known of these articles, in the order of their numbers."""
    pages = redirects.former(connection, numbers)
    paths: dict[int, tuple[str, ...]] = {}
    left = select(former_paths).where(former_paths.c.article.in_(numbers)).order_by(former_paths.c.path)
    for row in connection.execute(left):
        paths[row.article] = (*paths.get(row.article, ()), row.path)
    columns = (
        *(articles.c[name] for name in ("number", "id", "path", "section", "page", "published", "updated")),
        *(articles.c.visible_from, articles.c.meta, files.c.mtime_ns),
    )
    rows = connection.execute(
        select(
            *columns,
            func.coalesce(bodies.c.arrived, bodies.c.parsed).label("parsed"),
            func.coalesce(files.c.digest, "").label("sha256"),
        )
        .join(bodies, bodies.c.article == articles.c.number)
        .outerjoin(files, (files.c.path == articles.c.path) & (files.c.article == articles.c.number))
        .where(articles.c.number.in_(numbers))
        .order_by(articles.c.number)
    )
    return [
        State(
            **row._mapping,
            former_pages=pages.get(row.number, ()),
            former_paths=paths.get(row.number, ()),
        )
        for row in rows
    ]
