"""Where were pages before their articles moved?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher import naming
from publisher.store import entries
from publisher.store.tables import articles, claims, redirects


def move(connection: Connection, number: int, page: str, *, seen: bool) -> None:
    """Let an article have another page; where ``seen`` by readers, its old address leads to the new one.

    An address is the article's that it leads to, for ever: all that it has had lead to where it is now.
    """
    before = connection.scalar(select(articles.c.page).where(articles.c.number == number))
    if seen and before is not None:
        connection.execute(insert(redirects).values(page=before, article=number).on_conflict_do_nothing())
    connection.execute(delete(redirects).where(redirects.c.page == page, redirects.c.article == number))
    connection.execute(update(articles).where(articles.c.number == number).values(page=page))


def keep(connection: Connection, number: int, pages: Collection[str]) -> None:
    """Let these addresses lead to an article, as they did before; one that another has stays with it."""
    free = sorted(set(pages) - held(connection, pages))
    if free:
        connection.execute(insert(redirects), [{"page": page, "article": number} for page in free])


def held(connection: Connection, pages: Collection[str]) -> set[str]:
    """Return which of these addresses are the page of an article that is here, or lead to one."""
    here = select(articles.c.page).where(articles.c.page.in_(pages))
    there = select(redirects.c.page).where(redirects.c.page.in_(pages))
    return {*connection.scalars(here), *connection.scalars(there)}


def taken(connection: Connection, pages: Collection[str], but: int | None = None) -> set[str]:
    """Return which of these addresses are a page of an article other than ``but``, or lead to one.

    An article need not be here: what ``_history.jsonl`` says of one counts as well.
    """
    here = select(articles.c.page).where(articles.c.page.in_(pages), articles.c.number != (but or 0))
    there = select(redirects.c.page).where(redirects.c.page.in_(pages), redirects.c.article != (but or 0))
    own = select(articles.c.id).where(articles.c.number == (but or 0))
    claimed = select(claims.c.page).where(claims.c.page.in_(pages), claims.c.id.not_in(own))
    return {*connection.scalars(here), *connection.scalars(there), *connection.scalars(claimed)}


def former(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the addresses that these articles' pages had before, for those that have moved."""
    rows = connection.execute(
        select(redirects.c.article, redirects.c.page)
        .where(redirects.c.article.in_(numbers))
        .order_by(redirects.c.page)
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, page in rows:
        found[number] = (*found.get(number, ()), page)
    return found


def pages(connection: Connection, now: datetime) -> Iterator[tuple[int, str]]:
    """Return number and former address of every visible article that has moved."""
    rows = connection.execute(
        select(redirects.c.article, redirects.c.page)
        .join(articles)
        .where(entries.visible(now), articles.c.rendered != "")
    )
    yield from ((number, page) for number, page in rows)


def address(connection: Connection, number: int, wanted: str) -> str:
    """Return where the page of an article goes that ``wanted`` this address: there, if it is free.

    It stays where it is as long as that is the address wanted, with a piece of its id or without.
    """
    row = connection.execute(select(articles.c.id, articles.c.page).where(articles.c.number == number)).one()
    with_id = naming.free_page(wanted, row.id, {wanted})
    if row.page in {wanted, with_id}:
        return str(row.page)
    return naming.free_page(wanted, row.id, taken(connection, [wanted], number))
