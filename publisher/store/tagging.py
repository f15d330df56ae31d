"""Which tags do the articles have, and how do they get others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, case, func, select, update

from publisher.codec import StoredArticle
from publisher.store.tables import articles, bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """An article as it is stored, with the text that its tags follow from."""

    number: int
    article: StoredArticle
    parsed: str


def used(connection: Connection, most: int) -> list[str]:
    """Return the tags that articles have, those of most articles first."""
    tags = func.json_each(articles.c.meta, "$.tags").table_valued("value", name="tags")
    # SQLite's json_each() reads from the row beside it, which SQLAlchemy would take for a missing join.
    pairs = select(tags.c.value).select_from(articles.join(tags, tags.c.value.is_not(None)))
    found = pairs.group_by(tags.c.value).order_by(func.count().desc(), tags.c.value).limit(most)
    return list(connection.scalars(found))


def tagged(connection: Connection, after: int, most: int) -> list[Tagged]:
    """Return up to ``most`` articles numbered above ``after``."""
    columns = (articles.c.meta, articles.c.summary, articles.c.removed, articles.c.fingerprint)
    rows = connection.execute(
        select(articles.c.number, *columns, bodies.c.parsed)
        .join(bodies)
        .where(articles.c.number > after)
        .order_by(articles.c.number)
        .limit(most)
    )
    return [
        Tagged(
            number=row.number,
            article=StoredArticle(
                meta=row.meta, summary=row.summary, removed=row.removed, fingerprint=row.fingerprint
            ),
            parsed=row.parsed,
        )
        for row in rows
    ]


def retag(connection: Connection, changed: Sequence[tuple[int, str]]) -> None:
    """Store the metadata of articles that have other tags now; pages that readers see are rendered again."""
    if changed:
        connection.execute(
            update(articles)
            .where(articles.c.number == bindparam("key"))
            .values(meta=bindparam("its_meta"), rendered=case((articles.c.rendered.is_not(None), ""))),
            [{"key": number, "its_meta": meta} for number, meta in changed],
        )
