"""Which stories of earlier editions have been corrected or withdrawn since, and no edition has told of it?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.model import Cadence, Correction, Edition, Meta, Notice
from publisher.store import entries
from publisher.store.digest_tables import corrections, editions, stories
from publisher.store.tables import articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A correction or withdrawal that the next edition tells of; ``act`` says which one it is."""

    act: str
    correction: Correction


def untold(connection: Connection, cadence: Cadence, zone: str, now: datetime, home: str) -> list[Untold]:
    """Return what the next edition of a cadence and zone has to put right, as it became known.

    Only what has changed since the edition that carried the story: an older notice stood in it.
    """
    carried = (
        select(stories.c.entry, func.max(editions.c.closed_at).label("closed_at"))
        .join(editions)
        .where(*_stream(cadence, zone))
        .group_by(stories.c.entry)
        .subquery()
    )
    rows = connection.execute(
        select(articles.c.id, articles.c.page, articles.c.meta, articles.c.updated)
        .join(carried, carried.c.entry == articles.c.id)
        .where(
            entries.visible(now),
            or_(articles.c.withdrawn.is_not(None), articles.c.notices > 0),
            articles.c.updated > carried.c.closed_at,
        )
        .order_by(articles.c.updated, articles.c.id)
    )
    return [each for row in rows for each in _untold(connection, cadence, zone, row, home)]


def _stream(cadence: Cadence, zone: str) -> tuple[ColumnElement[bool], ...]:
    return editions.c.cadence == cadence.value, editions.c.zone == zone, entries.went_out()


def record(connection: Connection, edition: Edition, told: list[Untold]) -> None:
    """Remember what an edition has told of."""
    if told:
        connection.execute(
            insert(corrections),
            [
                {
                    "edition": edition.id,
                    "position": position,
                    "entry": each.correction.entry,
                    "act": each.act,
                    "correction": codec.encode_correction(each.correction),
                }
                for position, each in enumerate(told)
            ],
        )


def _untold(connection: Connection, cadence: Cadence, zone: str, row: Any, home: str) -> Iterator[Untold]:
    told = set(
        connection.scalars(
            select(corrections.c.act)
            .join(editions)
            .where(corrections.c.entry == row.id, *_stream(cadence, zone))
        )
    )
    shown = _shown(connection, cadence, zone, row)
    if shown is None:
        return
    meta = codec.decode_meta(row.meta)
    for act, text, at in _acts(meta):
        if act not in told | shown:
            yield Untold(
                act=act,
                correction=Correction(
                    entry=row.id,
                    title=meta.title,
                    url=home + row.page,
                    language=meta.language,
                    text=text,
                    at=at,
                    withdrawn=meta.withdrawal is not None,
                ),
            )


def _shown(connection: Connection, cadence: Cadence, zone: str, row: Any) -> set[str] | None:
    """Return which notices stood in an edition; None when no edition has named the article.

    It may be one that was left out as a copy, or because there was no room.
    """
    places = connection.execute(
        select(stories.c.edition, stories.c.story)
        .join(editions)
        .where(stories.c.entry == row.id, *_stream(cadence, zone))
    ).all()
    own = [codec.decode_story(place.story) for place in places if place.story is not None]
    if own:
        return {_name(notice) for story in own for notice in story.notices}
    beside = select(stories.c.edition).where(
        stories.c.edition.in_([place.edition for place in places]), stories.c.story.contains(str(row.id))
    )
    return None if connection.scalar(beside.limit(1)) is None else set()


def _acts(meta: Meta) -> Iterator[tuple[str, str, datetime | None]]:
    if meta.withdrawal:
        yield f"withdrawn {meta.withdrawal.at.isoformat()}", meta.withdrawal.reason, meta.withdrawal.at
        return
    yield from ((_name(notice), notice.text, notice.at) for notice in meta.notices)


def _name(notice: Notice) -> str:
    return f"notice {hashlib.blake2b(notice.text.encode(), digest_size=16).hexdigest()}"
