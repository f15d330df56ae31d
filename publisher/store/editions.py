"""Which editions are closed, and what is in them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.handover import DeliveryState
from publisher.model import Cadence, Digest, Edition
from publisher.outputs import ListedEdition
from publisher.store.digest_tables import OPEN, corrections, deliveries, editions, stories
from publisher.store.tables import articles


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """A closed edition without its text; ``hold`` is why it waits for a person, if it does."""

    id: UUID
    number: int
    cadence: Cadence
    period: str
    closed_at: datetime
    hold: str
    subject: str
    zone: str
    due_at: datetime
    cancelled_at: datetime | None
    completed_at: datetime | None
    shown: bool


def number(connection: Connection, cadence: Cadence, period: str) -> int:
    """Return the number of the edition of a period: that of another time zone, or the next one."""
    ours = editions.c.cadence == cadence.value
    known = select(editions.c.number).where(ours, editions.c.period == period).limit(1)
    newest = select(func.max(editions.c.number)).where(ours)
    found: int | None = connection.scalar(known)
    return found if found is not None else (connection.scalar(newest) or 0) + 1


def last(connection: Connection, cadence: Cadence) -> EditionRow | None:
    """Return the newest edition of one cadence in the publication's time zone."""
    row = connection.execute(
        select(*_EDITION)
        .where(editions.c.cadence == cadence.value, editions.c.zone == "")
        .order_by(editions.c.number.desc())
        .limit(1)
    ).first()
    return _edition_row(row._mapping) if row else None


def find(connection: Connection, cadence: Cadence, number: int) -> list[EditionRow]:
    """Return the editions of one number: that of the publication first, then those of other time zones."""
    rows = connection.execute(
        select(*_EDITION)
        .where(editions.c.cadence == cadence.value, editions.c.number == number)
        .order_by(editions.c.zone)
    )
    return [_edition_row(row._mapping) for row in rows]


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
    hold: str,
    due_at: datetime,
    shown: bool,
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
            zone=edition.zone,
            closed_at=edition.closed_at,
            due_at=due_at,
            hold=hold,
            shown=shown,
            note="",
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
            zone=row.zone,
        ),
        Digest(subject=row.subject, preheader=row.preheader, html=row.html, text=row.text),
    )


def sent(connection: Connection) -> tuple[ListedEdition, ...]:
    """Return all editions that have a public page, the newest first, those of other time zones among them."""
    rows = connection.execute(
        select(*_EDITION)
        .where(_has_page())
        .order_by(editions.c.closed_at.desc(), editions.c.number.desc(), editions.c.cadence, editions.c.zone)
    )
    return tuple(
        ListedEdition(
            id=row.id,
            number=row.number,
            cadence=Cadence(row.cadence),
            closed_at=row.closed_at,
            subject=row.subject,
            zone=row.zone,
        )
        for row in rows
    )


def _has_page() -> ColumnElement[bool]:
    # An instant mail leads to its article.
    return editions.c.shown & (editions.c.cadence != Cadence.INSTANT.value)


def is_any_sent(connection: Connection) -> bool:
    """Say whether there is an edition with a public page."""
    return bool(connection.scalar(select(exists().where(_has_page()))))


def sent_mark(connection: Connection) -> str:
    """Return what changes when an edition becomes public, or what it told of is withdrawn.

    It costs less than looking at all of them.
    """
    rows = connection.execute(
        select(editions.c.cadence, func.count(), func.max(editions.c.number))
        .where(_has_page())
        .group_by(editions.c.cadence)
        .order_by(editions.c.cadence)
    )
    gone = sorted(each.hex for found in withdrawn(connection).values() for each in found)
    return " ".join([*(f"{cadence} {count}/{last}" for cadence, count, last in rows), *gone])


def show_due(connection: Connection, now: datetime) -> int:
    """Let the pages of editions be public whose time has come, and that nobody holds; return how many."""
    return connection.execute(
        update(editions).where(_hidden(), editions.c.due_at <= now).values(shown=True)
    ).rowcount


def next_shown(connection: Connection) -> datetime | None:
    """Return when the next page of an edition is to be public."""
    return connection.execute(select(func.min(editions.c.due_at)).where(_hidden())).scalar()


def _hidden() -> ColumnElement[bool]:
    return editions.c.shown.is_(False) & (editions.c.hold == "") & editions.c.cancelled_at.is_(None)


def overdue(connection: Connection, before: datetime) -> list[UUID]:
    """Return the editions that should have gone before a moment, and of which nothing has gone since.

    Only those with somebody who was never tried: who was deferred is waited for, and a slow server with a
    long list goes on.
    """
    waiting = (
        select(deliveries.c.number)
        .where(
            deliveries.c.edition == editions.c.id,
            OPEN,
            deliveries.c.state == DeliveryState.PLANNED.value,
            # Not who sleeps: their mail has a time of its own.
            deliveries.c.due_at < before,
        )
        .exists()
    )
    alive = (
        select(deliveries.c.number)
        .where(
            deliveries.c.edition == editions.c.id,
            deliveries.c.attempts > 0,
            deliveries.c.changed_at >= before,
        )
        .exists()
    )
    return list(
        connection.scalars(
            select(editions.c.id).where(
                editions.c.completed_at.is_(None),
                editions.c.hold == "",
                editions.c.cancelled_at.is_(None),
                editions.c.due_at < before,
                waiting,
                ~alive,
            )
        )
    )


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
    editions.c.hold,
    editions.c.subject,
    editions.c.zone,
    editions.c.due_at,
    editions.c.cancelled_at,
    editions.c.completed_at,
    editions.c.shown,
)


def _edition_row(row: RowMapping) -> EditionRow:
    values = dict(row)
    values["cadence"] = Cadence(values["cadence"])
    return EditionRow(**values)
