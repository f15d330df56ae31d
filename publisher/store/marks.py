"""Which pages of the output are no longer what they were: withdrawn, or elsewhere?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from publisher.store import entries
from publisher.store.tables import articles, redirects


def withdrawn(connection: Connection, now: datetime) -> frozenset[str]:
    """Return the pages of all articles that are withdrawn, below the output folder."""
    pages = select(articles.c.page).where(articles.c.withdrawn.is_not(None), entries.visible(now))
    return frozenset(connection.scalars(pages))


def moved(connection: Connection, now: datetime) -> dict[str, str]:
    """Return where the page is now, by the address that it had before."""
    rows = connection.execute(
        select(redirects.c.page, articles.c.page.label("target"))
        .select_from(redirects.join(articles))
        .where(entries.visible(now))
    )
    return {row.page: row.target for row in rows}
