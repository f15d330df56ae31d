"""Which editions are closed, and what is in them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.model import Cadence, Digest, Edition
from publisher.outputs import ListedEdition
from publisher.store.digest_tables import corrections, editions, stories
from publisher.store.tables import articles


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """A closed edition without its text; a held one is not delivered."""

    id: UUID
    number: int
    cadence: Cadence
    period: str
    closed_at: datetime
    held: bool
    subject: str


def last(connection: Connection, cadence: Cadence) -> EditionRow | None:
    """Return the newest edition of one cadence."""
    row = connection.execute(
        select(*_EDITION)
        .where(editions.c.cadence == cadence.value)
        .order_by(editions.c.number.desc())
        .limit(1)
    ).first()
    return _edition_row(row._mapping) if row else None


def listed(connection: Connection, most: int) -> list[EditionRow]:
    """Return the newest editions, newest first."""
    rows = connection.execute(
        select(*_EDITION).order_by(editions.c.closed_at.desc(), editions.c.number.desc()).limit(most)
    )
    return [_edition_row(row._mapping) for row in rows]


def close(
    connection: Connection,
    *,
    edition: Edition,
    digest: Digest,
    period: str,
    zone: str,
    held: bool,
    elsewhere: Sequence[UUID] = (),
) -> bool:
    """Store a closed edition; return whether it is new.

    ``elsewhere`` are the articles that count as told without a place of their own: they stand under
    another, are copies of one, or did not fit.

    Cadence, period and zone are unique, so that two processes closing the same one is harmless.
    """
    added = connection.execute(
        insert(editions)
        .values(
            id=edition.id,
            number=edition.number,
            cadence=edition.cadence.value,
            period=period,
            zone=zone,
            closed_at=edition.closed_at,
            held=held,
            omitted=edition.omitted,
            subject=digest.subject,
            preheader=digest.preheader,
            html=digest.html,
            text=digest.text,
        )
        .on_conflict_do_nothing(index_elements=["cadence", "period", "zone"])
    )
    if not added.rowcount:
        return False
    told = [(story.entry, codec.encode_story(story)) for story in edition.stories]
    connection.execute(
        insert(stories),
        [
            {"edition": edition.id, "position": position, "entry": entry, "story": story}
            for position, (entry, story) in enumerate(told + [(entry, None) for entry in elsewhere])
        ],
    )
    return True


def load(connection: Connection, wanted: UUID) -> tuple[Edition, Digest]:
    """Return a closed edition with its stories, and the digest that was rendered from it."""
    row = connection.execute(select(editions).where(editions.c.id == wanted)).one()
    told = connection.scalars(
        select(stories.c.story)
        .where(stories.c.edition == wanted, stories.c.story.is_not(None))
        .order_by(stories.c.position)
    )
    put_right = connection.scalars(
        select(corrections.c.correction)
        .where(corrections.c.edition == wanted)
        .order_by(corrections.c.position)
    )
    return (
        Edition(
            id=row.id,
            number=row.number,
            cadence=Cadence(row.cadence),
            closed_at=row.closed_at,
            stories=tuple(codec.decode_story(text) for text in told),
            omitted=row.omitted,
            corrections=tuple(codec.decode_correction(text) for text in put_right),
        ),
        Digest(subject=row.subject, preheader=row.preheader, html=row.html, text=row.text),
    )


def sent(connection: Connection) -> tuple[ListedEdition, ...]:
    """Return all editions that are not held, the newest first."""
    rows = connection.execute(
        select(*_EDITION)
        .where(editions.c.held.is_(False))
        .order_by(editions.c.closed_at.desc(), editions.c.number.desc(), editions.c.cadence)
    )
    return tuple(
        ListedEdition(
            id=row.id,
            number=row.number,
            cadence=Cadence(row.cadence),
            closed_at=row.closed_at,
            subject=row.subject,
        )
        for row in rows
    )


def is_any_sent(connection: Connection) -> bool:
    """Say whether there is an edition that is not held."""
    return bool(connection.scalar(select(exists().where(editions.c.held.is_(False)))))


def sent_mark(connection: Connection) -> str:
    """Return what changes when an edition is closed or no longer held, or what it told of is withdrawn.

    It costs less than looking at all of them.
    """
    rows = connection.execute(
        select(editions.c.cadence, func.count(), func.max(editions.c.number))
        .where(editions.c.held.is_(False))
        .group_by(editions.c.cadence)
        .order_by(editions.c.cadence)
    )
    gone = sorted(each.hex for found in withdrawn(connection).values() for each in found)
    return " ".join([*(f"{cadence} {count}/{last}" for cadence, count, last in rows), *gone])


def withdrawn(connection: Connection) -> dict[UUID, frozenset[UUID]]:
    """Return the articles that have been withdrawn since an edition told of them, by edition."""
    found: dict[UUID, set[UUID]] = {}
    rows = connection.execute(
        select(stories.c.edition, stories.c.entry)
        .join(articles, articles.c.id == stories.c.entry)
        .where(articles.c.withdrawn.is_not(None))
    )
    for row in rows:
        found.setdefault(row.edition, set()).add(row.entry)
    return {edition: frozenset(entries) for edition, entries in found.items()}


_EDITION = (
    editions.c.id,
    editions.c.number,
    editions.c.cadence,
    editions.c.period,
    editions.c.closed_at,
    editions.c.held,
    editions.c.subject,
)


def _edition_row(row: RowMapping) -> EditionRow:
    values = dict(row)
    values["cadence"] = Cadence(values["cadence"])
    return EditionRow(**values)
