"""What are the newest articles about, and which of them tell one story?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from publisher import grouping
from publisher.codec import StoredArticle, decode_meta
from publisher.errors import StoreError
from publisher.grouping import Frequencies, Signature, StoryGroup
from publisher.model import Entry
from publisher.store.tables import articles, bodies, signatures, terms

# The seven days of a publication with 700 articles a day, and years of a small one, whose front pages
# go back so far. 900 bytes each: at most 4.5 MB.
KEPT = 5_000

# SQLite takes 32,766 values in one statement.
_CHUNK = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """An article of which no signature says what it is about now."""

    number: int
    parsed: str
    article: StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signature of one version of an article."""

    number: int
    fingerprint: str
    signature: Signature


def unsigned(connection: Connection) -> list[int]:
    """Return the newest finished articles without a signature of what they say now.

    What has been finished is not yet rendered, which an index knows. All the newest are looked at only
    when signatures are missing besides, as after an upgrade.
    """
    known = (signatures.c.article == articles.c.number) & (signatures.c.fingerprint == articles.c.fingerprint)
    missing = (
        select(articles.c.number)
        .outerjoin(signatures, known)
        .where(
            signatures.c.article.is_(None),
            articles.c.rendered.is_not(None),
            articles.c.arrived_at.is_(None),
            articles.c.number.in_(_newest()),
        )
        .order_by(articles.c.number)
    )
    finished = select(func.count()).where(articles.c.arrived_at.is_(None))
    if _count(connection) >= min(KEPT, connection.scalar(finished) or 0):
        missing = missing.where(articles.c.rendered == "")
    return list(connection.scalars(missing))


def waiting(connection: Connection, numbers: Sequence[int]) -> list[Unsigned]:
    """Return what signing these articles needs."""
    rows = connection.execute(
        select(
            articles.c.number,
            articles.c.meta,
            articles.c.summary,
            articles.c.removed,
            articles.c.fingerprint,
            bodies.c.parsed,
        )
        .join(bodies)
        .where(articles.c.number.in_(numbers))
        .order_by(articles.c.number)
    )
    return [
        Unsigned(
            number=row.number,
            parsed=row.parsed,
            article=StoredArticle.of(row),
        )
        for row in rows
    ]


def keep(connection: Connection, signed: Sequence[Signed]) -> None:
    """Store signatures, instead of those of older versions."""
    if not signed:
        return
    _forget(connection, signatures.c.article.in_([each.number for each in signed]))
    connection.execute(
        insert(signatures),
        [
            {"article": each.number, "fingerprint": each.fingerprint, "signature": each.signature.pack()}
            for each in signed
        ],
    )
    _add(connection, Counter(term for each in signed for term in each.signature.terms))


def forget_old(connection: Connection) -> None:
    """Forget the signatures of all but the newest articles."""
    if _count(connection) > KEPT:
        _forget(connection, signatures.c.article.not_in(_newest()))


def frequencies(connection: Connection, wanted: Iterable[Signature]) -> Frequencies:
    """Return how common the terms of these signatures are in the publication."""
    several = list({term for signature in wanted for term in signature.terms})
    counts: dict[int, int] = {}
    for start in range(0, len(several), _CHUNK):
        rows = connection.execute(
            select(terms.c.term, terms.c.articles).where(terms.c.term.in_(several[start : start + _CHUNK]))
        )
        counts |= dict(rows.all())
    return Frequencies(articles=_count(connection), counts=counts)


def of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Signature]:
    """Return the signatures of these articles; one that is not among the newest has none."""
    found: dict[UUID, Signature] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = connection.execute(
            select(articles.c.id, signatures.c.signature)
            .join(signatures)
            .where(articles.c.id.in_(ids[start : start + _CHUNK]))
        )
        found |= {identifier: _signature(data) for identifier, data in rows}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """An article with its signature, for comparing."""

    path: str
    title: str
    published: datetime
    signature: Signature


def near(connection: Connection, first: datetime, last: datetime) -> list[Near]:
    """Return the articles that were published between two moments."""
    rows = connection.execute(
        select(articles.c.path, articles.c.meta, articles.c.published, signatures.c.signature)
        .join(signatures)
        .where(articles.c.published.between(first, last))
    )
    return [
        Near(
            path=row.path,
            title=decode_meta(row.meta).title,
            published=row.published,
            signature=_signature(row.signature),
        )
        for row in rows
    ]


def grouped(connection: Connection, entries: Sequence[Entry]) -> tuple[StoryGroup, ...]:
    """Return the story groups of these articles, the newest lead story first."""
    known = of(connection, [entry.id for entry in entries])
    return grouping.group(entries, known, frequencies(connection, known.values()))


def _signature(data: bytes) -> Signature:
    try:
        return grouping.unpack(data)
    except ValueError as error:
        raise StoreError(
            f"the database is damaged: something stored in it cannot be read ({error}); nothing was changed; "
            "restore a backup, or move the file away and run `publisher build`"
        ) from error


def _newest() -> Select[tuple[int]]:
    """Select the newest articles: which they are does not depend on when they arrived."""
    newest = select(articles.c.number).order_by(articles.c.published.desc(), articles.c.id.desc())
    return newest.limit(KEPT)


def _count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(signatures)) or 0


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    gone = connection.scalars(select(signatures.c.signature).where(which)).all()
    if gone:
        _add(connection, Counter(term for data in gone for term in _signature(data).terms), -1)
        connection.execute(delete(signatures).where(which))
        connection.execute(delete(terms).where(terms.c.articles == 0))


def _add(connection: Connection, counted: Counter[int], sign: int = 1) -> None:
    if not counted:
        return
    statement = insert(terms)
    number = terms.c.articles + statement.excluded.articles
    connection.execute(
        statement.on_conflict_do_update(index_elements=["term"], set_={"articles": number}),
        [{"term": term, "articles": sign * articles} for term, articles in counted.items()],
    )
