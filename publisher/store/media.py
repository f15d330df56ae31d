"""Which files beside it does an article name, and what has become of each?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.codec import StoredEntry
from publisher.model import Media
from publisher.store.output_tables import media, uses
from publisher.store.tables import articles, files

# Values in one statement: SQLite takes 32,766.
_CHUNK = 500

# Of 10,000 files, SQLite finds one name in 4 ms and twenty in 20 ms; to fetch all of them takes 11 ms.
_FEW = 5

# What readers will see, now or on its date.
_PUBLISHED = articles.c.rendered.is_not(None) & articles.c.visible_from.is_not(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A file beside articles: the stamp it had when it was last looked at, and what was made of it.

    ``made`` is None for a file that was never published. ``reason`` says why it is not published as it
    is now, and ``method`` how it was made.
    """

    path: str
    inode: int
    size: int
    mtime_ns: int
    method: str
    made: Media | None
    reason: str


def use(connection: Connection, named: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """Remember which files these articles name, as pairs of address and path, instead of those before."""
    if not named:
        return
    connection.execute(
        delete(uses).where(uses.c.article == bindparam("number")), [{"number": number} for number in named]
    )
    values = [
        {"article": number, "address": address, "path": path}
        for number, pairs in named.items()
        for address, path in dict(pairs).items()
    ]
    if values:
        connection.execute(insert(uses), values)


def alike(connection: Connection, paths: Sequence[str]) -> list[str]:
    """Return the paths that are named anywhere and end in the name of one of these files.

    Those are all that one of them can stand for (``addresses.places``).
    """
    names = {path.rpartition("/")[2] for path in paths}
    if not names:
        return []
    found: set[str] = set()
    for column in (uses.c.path, media.c.path):
        statement = select(column)
        if len(names) <= _FEW:
            statement = statement.where(or_(*(column.endswith(name, autoescape=True) for name in names)))
        found.update(path for path in connection.scalars(statement) if path.rpartition("/")[2] in names)
    return sorted(found)


def users(connection: Connection, now: datetime, wanted: str) -> list[int]:
    """Return the articles that name files and whose page is not of the signature ``wanted``."""
    using = select(uses.c.article).where(uses.c.article == articles.c.number).exists()
    found: list[int] = []
    # Two ranges of an index, in its order: SQLite looks at all rows for what is not equal.
    for other in (articles.c.rendered < wanted, articles.c.rendered > wanted):
        statement = select(articles.c.number).where(other, articles.c.visible_from <= now, using)
        found += connection.scalars(statement.order_by(articles.c.rendered, articles.c.number))
    return sorted(found)


def outdate(connection: Connection, paths: Sequence[str]) -> None:
    """Have the articles rendered again that name one of these files, or an article that lies there."""
    for start in range(0, len(paths), _CHUNK):
        named = select(uses.c.article).where(uses.c.path.in_(paths[start : start + _CHUNK]))
        connection.execute(
            update(articles)
            .where(articles.c.number.in_(named), articles.c.rendered.is_not(None))
            .values(rendered="")
        )


def rows(connection: Connection, paths: Sequence[str]) -> dict[str, Row]:
    """Return what has become of these files; those that have not been looked at are missing."""
    found: dict[str, Row] = {}
    for start in range(0, len(paths), _CHUNK):
        statement = select(media).where(media.c.path.in_(paths[start : start + _CHUNK]))
        found |= {row.path: _row(row) for row in connection.execute(statement)}
    return found


def every(connection: Connection) -> list[Row]:
    """Return every file beside articles that has been looked at."""
    return [_row(row) for row in connection.execute(select(media).order_by(media.c.path))]


def stamps(connection: Connection, paths: Sequence[str] | None = None) -> dict[str, tuple[int, int, int]]:
    """Return inode, size and mtime of the files beside articles: of all, or of those among ``paths``."""
    columns = select(media.c.path, media.c.inode, media.c.size, media.c.mtime_ns)
    if paths is None:
        statements = [columns]
    else:
        pieces = (paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK))
        statements = [columns.where(media.c.path.in_(piece)) for piece in pieces]
    return {
        path: (inode, size, mtime_ns)
        for statement in statements
        for path, inode, size, mtime_ns in connection.execute(statement)
    }


def record(connection: Connection, looked_at: Iterable[Row]) -> None:
    """Remember what has become of files."""
    values = [
        {
            "path": each.path,
            "inode": each.inode,
            "size": each.size,
            "mtime_ns": each.mtime_ns,
            "method": each.method,
            "made": codec.encode_media(each.made) if each.made else "",
            "reason": each.reason,
        }
        for each in looked_at
    ]
    if values:
        statement = insert(media)
        changes = {name: statement.excluded[name] for name in values[0] if name != "path"}
        connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=changes), values)


def forget(connection: Connection, paths: Sequence[str]) -> None:
    """Have these files made again, and all articles that name them rendered again."""
    for start in range(0, len(paths), _CHUNK):
        piece = paths[start : start + _CHUNK]
        connection.execute(update(media).where(media.c.path.in_(piece)).values(method=""))
    outdate(connection, paths)


def pages(connection: Connection, paths: Sequence[str]) -> dict[str, str]:
    """Return the pages of the published articles among these files of the inbox."""
    found: dict[str, str] = {}
    for start in range(0, len(paths), _CHUNK):
        statement = (
            select(files.c.path, articles.c.page)
            .join(articles, (articles.c.number == files.c.article) & _PUBLISHED)
            .where(files.c.path.in_(paths[start : start + _CHUNK]))
        )
        found |= {row.path: row.page for row in connection.execute(statement)}
    return found


def known_pages(connection: Connection, paths: Sequence[str]) -> set[str]:
    """Return those of these paths of the output that are pages of articles."""
    found: set[str] = set()
    for start in range(0, len(paths), _CHUNK):
        statement = select(articles.c.page).where(articles.c.page.in_(paths[start : start + _CHUNK]))
        found.update(connection.scalars(statement))
    return found


def attached(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Media, ...]]:
    """Return the files that these articles name, as they are published; a missing one has no path."""
    found: dict[int, list[Media]] = {}
    # Most publications have none at all, and naming 500 articles in a statement takes some milliseconds.
    if connection.scalar(select(uses.c.article).limit(1)) is None:
        return {}
    for start in range(0, len(numbers), _CHUNK):
        statement = (
            select(uses.c.article, uses.c.address, uses.c.path, media.c.made, articles.c.page)
            .outerjoin(media, media.c.path == uses.c.path)
            .outerjoin(files, files.c.path == uses.c.path)
            .outerjoin(articles, (articles.c.number == files.c.article) & _PUBLISHED)
            .where(uses.c.article.in_(numbers[start : start + _CHUNK]))
            .order_by(uses.c.article, uses.c.address)
        )
        for row in connection.execute(statement):
            if each := _media(row):
                found.setdefault(row.article, []).append(each)
    return {number: tuple(each) for number, each in found.items()}


def with_media(connection: Connection, stored: Sequence[StoredEntry]) -> list[StoredEntry]:
    """Return entries with the files beside them."""
    found = attached(connection, [each.number for each in stored])
    return [replace(each, media=found[each.number]) if each.number in found else each for each in stored]


def _media(row: Any) -> Media | None:
    """Return what stands for an address: nothing for one that leads to another page of the web site."""
    if row.page:
        return Media(address=row.address, path=row.page, type="text/html")
    if row.made:
        return replace(codec.decode_media(row.made), address=row.address)
    return Media(address=row.address) if row.made is not None or not row.path else None


def _row(row: Any) -> Row:
    return Row(
        path=row.path,
        inode=row.inode,
        size=row.size,
        mtime_ns=row.mtime_ns,
        method=row.method,
        made=codec.decode_media(row.made) if row.made else None,
        reason=row.reason,
    )
