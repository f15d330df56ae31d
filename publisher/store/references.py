"""Which article does a person mean by a path, an id or an address?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from publisher.store.tables import articles, files, former_paths, redirects

_HEX = re.compile(r"[0-9a-f]{4,32}")
_CANDIDATES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """An article that may be meant."""

    number: int
    id: UUID
    path: str
    page: str
    meta: str
    updated: datetime


def find(connection: Connection, reference: str, home: str) -> list[Meant]:
    """Return the articles that ``reference`` may mean: one when it is clear, none when there is no such.

    It is a path below the inbox, also one that the file had before, an id (``urn:uuid:…``, with or without
    hyphens, or its first digits, four at least), or the address of a page below ``home``, also one that
    the page had before.
    """
    page = reference.removeprefix(home).partition("#")[0]
    if by_path := _found(
        connection, articles.c.number.in_(select(files.c.article).where(files.c.path == reference))
    ):
        return by_path
    left = select(former_paths.c.article).where(former_paths.c.path == reference)
    if by_former_path := _found(connection, articles.c.number.in_(left)):
        return by_former_path
    if by_page := _found(connection, articles.c.page == page):
        return by_page
    if former := _found(
        connection,
        articles.c.number.in_(select(redirects.c.article).where(redirects.c.page == page)),
    ):
        return former
    return _by_id(connection, reference.lower().removeprefix("urn:uuid:").replace("-", ""))


def paths(connection: Connection, most: int) -> Iterable[str]:
    """Return the paths of the newest articles."""
    newest = select(articles.c.path).order_by(articles.c.published.desc(), articles.c.id.desc()).limit(most)
    return connection.scalars(newest)


def _by_id(connection: Connection, digits: str) -> list[Meant]:
    if not _HEX.fullmatch(digits):
        return []
    first, last = UUID(hex=digits.ljust(32, "0")), UUID(hex=digits.ljust(32, "f"))
    return _found(connection, articles.c.id.between(first, last))


def _found(connection: Connection, which: ColumnElement[bool]) -> list[Meant]:
    columns = (articles.c.number, articles.c.id, articles.c.path, articles.c.page, articles.c.meta)
    rows = connection.execute(
        select(*columns, articles.c.updated).where(which).order_by(articles.c.number).limit(_CANDIDATES)
    )
    return [Meant(**row._mapping) for row in rows]
