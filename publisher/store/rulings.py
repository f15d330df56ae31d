"""What has an editor ruled about boilerplate, and which texts must be judged anew because of it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, exists, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from publisher.model import Ruling
from publisher.store.tables import articles, reviews, rulings

# SQLite takes 32,766 values in one statement.
_CHUNK = 10_000


class RuledBy(StrEnum):
    """By what an editor has ruled; in one section the file's word counts before a command's."""

    COMMAND = "command"
    FILE = "_clean.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A ruling about one text in one section; the section is empty when it holds for all of them."""

    fingerprint: int
    section: str
    origin: RuledBy
    ruling: Ruling
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A text whose articles, all or those of one section, must be cleaned again."""

    number: int
    fingerprint: int
    section: str


def listed(connection: Connection) -> list[Ruled]:
    """Return every ruling, the newest first."""
    columns = (
        rulings.c.fingerprint,
        rulings.c.section,
        rulings.c.origin,
        rulings.c.ruling,
        rulings.c.text,
    )
    rows = connection.execute(
        select(*columns).order_by(rulings.c.ruled_at.desc(), rulings.c.section, rulings.c.text)
    )
    return [
        Ruled(
            fingerprint=row.fingerprint,
            section=row.section,
            origin=RuledBy(row.origin),
            ruling=Ruling(row.ruling),
            text=row.text,
        )
        for row in rows
    ]


def rule(connection: Connection, ruled: Sequence[Ruled], now: datetime) -> bool:
    """Add rulings or change them; return whether any is new."""
    before = {_key(each): each.ruling for each in listed(connection)}
    fresh = {_key(each): each for each in ruled if before.get(_key(each)) != each.ruling}
    if not fresh:
        return False
    statement = insert(rulings)
    changes = {name: statement.excluded[name] for name in ("ruling", "text", "ruled_at")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["fingerprint", "section", "origin"], set_=changes),
        [
            {
                "fingerprint": each.fingerprint,
                "section": each.section,
                "origin": each.origin.value,
                "ruling": each.ruling.value,
                "text": each.text,
                "ruled_at": now,
            }
            for each in fresh.values()
        ],
    )
    review(connection, ((each.fingerprint, each.section) for each in fresh.values()))
    return True


def revoke(connection: Connection, ruled: Iterable[Ruled]) -> None:
    """Take rulings back."""
    keys = [_key(each) for each in ruled]
    columns = tuple_(rulings.c.fingerprint, rulings.c.section, rulings.c.origin)
    for start in range(0, len(keys), _CHUNK):
        connection.execute(delete(rulings).where(columns.in_(keys[start : start + _CHUNK])))
    review(connection, ((fingerprint, section) for fingerprint, section, _ in keys))


def replace(connection: Connection, section: str, ruled: Sequence[Ruled], now: datetime) -> bool:
    """Let these be all that the file of a section rules; return whether that changes anything."""
    wanted = {_key(each) for each in ruled}
    gone = [
        each
        for each in listed(connection)
        if each.section == section and each.origin is RuledBy.FILE and _key(each) not in wanted
    ]
    revoke(connection, gone)
    return rule(connection, ruled, now) or bool(gone)


def review(connection: Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Let the articles that carry one of these texts, in its section, be cleaned again."""
    values = [{"fingerprint": fingerprint, "section": section} for fingerprint, section in texts]
    if values and connection.scalar(select(exists().where(articles.c.number.is_not(None)))):
        connection.execute(insert(reviews), values)


def to_review(connection: Connection) -> list[Review]:
    """Return the texts whose articles must be cleaned again."""
    rows = connection.execute(select(reviews).order_by(reviews.c.number))
    return [Review(**row._mapping) for row in rows]


def is_to_review(connection: Connection) -> bool:
    """Say whether there is any."""
    return bool(connection.scalar(select(exists().where(reviews.c.number.is_not(None)))))


def reviewed(connection: Connection, done: Sequence[Review]) -> None:
    """Forget what has been done; what was added meanwhile stays."""
    if done:
        # Numbers only grow while one of them is there, so that none of a later one is met.
        connection.execute(delete(reviews).where(reviews.c.number <= done[-1].number))


def _key(each: Ruled) -> tuple[int, str, str]:
    return each.fingerprint, each.section, each.origin.value
