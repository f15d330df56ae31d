"""Which withdrawn articles have been told of for so long that feeds need only a tombstone of them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, false, select, update

from publisher.store.tables import articles


def overdue(connection: Connection, until: datetime | None) -> list[int]:
    """Return the articles that are to be buried, or dug up: buried are those withdrawn ``until`` then.

    None says that none is buried. Of what readers have not seen, nothing was told.
    """
    return list(
        connection.scalars(
            select(articles.c.number).where(
                articles.c.withdrawn.is_not(None),
                articles.c.rendered.is_not(None),
                articles.c.buried != _due(until),
            )
        )
    )


def bury(connection: Connection, numbers: Sequence[int], until: datetime | None) -> None:
    """Set right what ``overdue`` has found; whatever shows these articles is rendered again."""
    connection.execute(
        update(articles).where(articles.c.number.in_(numbers)).values(buried=_due(until), rendered="")
    )


def _due(until: datetime | None) -> ColumnElement[bool]:
    return false() if until is None else articles.c.withdrawn <= until
