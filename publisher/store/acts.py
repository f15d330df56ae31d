"""What does ``_notices.toml`` say about articles, and which of them must be finished again for it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.store.tables import acts, amendments

# SQLite takes 32,766 values in one statement.
_CHUNK = 10_000


class ActKind(StrEnum):
    """What an editor does to an article that is published."""

    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: ``reference`` is how the file names the article, ``text`` the correction or the reason."""

    kind: ActKind
    reference: str
    at: datetime
    text: str
    announce: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An act in the store, and the article it is about; none while there is no such article."""

    number: int
    article: int | None
    act: Act


def listed(connection: Connection) -> list[Filed]:
    """Return every act, as the file has them in order."""
    return _filed(connection, None)


def of(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Act]]:
    """Return the acts about these articles, the oldest first."""
    found: dict[int, list[Act]] = {}
    for each in _filed(connection, numbers):
        if each.article is not None:
            found.setdefault(each.article, []).append(each.act)
    return {number: sorted(each, key=lambda act: act.at) for number, each in found.items()}


def replace(connection: Connection, wanted: Sequence[Act]) -> None:
    """Let these be all acts; the articles of those that come or go are to be finished again."""
    before = listed(connection)
    left = Counter(wanted)
    gone = []
    for each in before:
        if left[each.act]:
            left[each.act] -= 1
        else:
            gone.append(each)
    amend(connection, (each.article for each in gone if each.article is not None))
    numbers = [each.number for each in gone]
    for start in range(0, len(numbers), _CHUNK):
        connection.execute(delete(acts).where(acts.c.number.in_(numbers[start : start + _CHUNK])))
    fresh = list(left.elements())
    if fresh:
        connection.execute(
            insert(acts),
            [
                {
                    "kind": each.kind.value,
                    "reference": each.reference,
                    "article": None,
                    "at": each.at,
                    "text": each.text,
                    "announce": each.announce,
                }
                for each in fresh
            ],
        )


def bind(connection: Connection, number: int, article: int) -> None:
    """Let an act be about this article, which is to be finished again."""
    connection.execute(update(acts).where(acts.c.number == number).values(article=article))
    amend(connection, [article])


def amend(connection: Connection, numbers: Iterable[int]) -> None:
    """Have these articles finished again."""
    values = [{"article": number} for number in sorted(set(numbers))]
    if values:
        connection.execute(insert(amendments).on_conflict_do_nothing(), values)


def to_amend(connection: Connection) -> list[int]:
    """Return the articles that are to be finished again."""
    return list(connection.scalars(select(amendments.c.article).order_by(amendments.c.article)))


def amended(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget which articles were to be finished again: these have been."""
    connection.execute(delete(amendments).where(amendments.c.article.in_(numbers)))


def _filed(connection: Connection, numbers: Sequence[int] | None) -> list[Filed]:
    statement = select(acts).order_by(acts.c.number)
    if numbers is not None:
        statement = statement.where(acts.c.article.in_(numbers))
    return [
        Filed(
            number=row.number,
            article=row.article,
            act=Act(
                kind=ActKind(row.kind),
                reference=row.reference,
                at=row.at,
                text=row.text,
                announce=row.announce,
            ),
        )
        for row in connection.execute(statement)
    ]
