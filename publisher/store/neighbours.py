"""Which articles stand before and after another one in its section, and whose pages must say so anew?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, exists, select, tuple_, update

from publisher import codec
from publisher.model import Neighbour
from publisher.store import entries
from publisher.store.tables import articles

# Articles in one statement: each is named in it, and SQLite takes 32,766 values.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The next older and the next newer article that is not withdrawn; none at the ends of a section."""

    previous: Neighbour | None = None
    next: Neighbour | None = None


Sections = Mapping[str, tuple[str, ...]]
"""Under which folder names a section goes, by each of them; one that is missing goes by its own alone."""


def around(
    connection: Connection, now: datetime, placed: Mapping[int, str], sections: Sections
) -> dict[int, Neighbours]:
    """Return the neighbours of articles, of which ``placed`` gives the section by number.

    Two seeks in an index for each article, however many there are.
    """
    beside = _beside(connection, now, placed, sections)
    wanted = sorted({number for pair in beside.values() for side in pair for number in side})
    known: dict[int, Any] = {}
    columns = (articles.c.number, articles.c.published, articles.c.id, articles.c.page, articles.c.meta)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = connection.execute(select(*columns).where(articles.c.number.in_(chunk)))
        known |= {row.number: row for row in rows}

    def position(number: int) -> tuple[datetime, Any]:
        return known[number].published, known[number].id

    return {
        number: Neighbours(
            previous=_neighbour(known[max(older, key=position)]) if older else None,
            next=_neighbour(known[min(newer, key=position)]) if newer else None,
        )
        for number, (older, newer) in beside.items()
    }


def disturb(connection: Connection, now: datetime, signature: str, sections: Sections) -> None:
    """Let the pages be rendered again that stand beside an article which is new or has changed.

    Only those that are of ``signature``: all others are rendered again in any case.
    """
    if not connection.scalar(select(exists().where(articles.c.rendered == signature))):
        return
    changed = connection.execute(
        select(articles.c.number, articles.c.section).where(entries.visible(now), articles.c.rendered == "")
    ).all()
    rows = iter(changed)
    while chunk := {row.number: row.section for row in islice(rows, _CHUNK)}:
        _mark(connection, _beside(connection, now, chunk, sections), articles.c.rendered == signature)


def part(connection: Connection, now: datetime, number: int, section: str) -> None:
    """Let the pages of an article's neighbours be rendered again, because it is about to leave them."""
    _mark(connection, _beside(connection, now, {number: section}, {}), articles.c.rendered != "")


def is_disturbed(connection: Connection, now: datetime) -> bool:
    """Say whether an article that readers see is new or has changed."""
    return bool(connection.scalar(select(exists().where(entries.visible(now), articles.c.rendered == ""))))


def _mark(
    connection: Connection,
    beside: Mapping[int, tuple[Sequence[int], Sequence[int]]],
    those: ColumnElement[bool],
) -> None:
    numbers = {number for pair in beside.values() for side in pair for number in side}
    if numbers:
        connection.execute(
            update(articles)
            .where(articles.c.number.in_(sorted(numbers)), those)
            .values(rendered=entries.BESIDE)
        )


def _beside(
    connection: Connection, now: datetime, placed: Mapping[int, str], sections: Sections
) -> dict[int, tuple[list[int], list[int]]]:
    """Return for each article the next older and the next newer one under each name of its section."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, section in placed.items():
        groups.setdefault(sections.get(section, (section,)), []).append(number)
    found: dict[int, tuple[list[int], list[int]]] = {}
    for names, numbers in groups.items():
        columns = [_next(now, name, newer=newer) for newer in (False, True) for name in names]
        for start in range(0, len(numbers), _CHUNK):
            chunk = numbers[start : start + _CHUNK]
            for row in connection.execute(
                select(articles.c.number, *columns).where(articles.c.number.in_(chunk))
            ):
                number, older, newer = row[0], row[1 : 1 + len(names)], row[1 + len(names) :]
                found[number] = [each for each in older if each], [each for each in newer if each]
    return found


def _next(now: datetime, section: str, *, newer: bool) -> ScalarSelect[int]:
    """Return the subquery for the number of the article that follows on one side."""
    other = articles.alias()
    here = tuple_(articles.c.published, articles.c.id)
    there = tuple_(other.c.published, other.c.id)
    published, identifier = other.c.published, other.c.id
    return (
        select(other.c.number)
        .where(other.c.section == section, there > here if newer else there < here)
        .where(other.c.visible_from <= now, other.c.rendered.is_not(None), other.c.withdrawn.is_(None))
        .order_by(
            published if newer else published.desc(),
            identifier if newer else identifier.desc(),
        )
        .limit(1)
        .correlate(articles)
        .scalar_subquery()
    )


def _neighbour(row: Any) -> Neighbour:
    meta = codec.decode_meta(row.meta)
    return Neighbour(title=meta.title, page=row.page, language=meta.language)
