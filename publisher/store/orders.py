"""What has a person ordered for an edition that is closed?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, case, insert, literal, select, update

from publisher.handover import DeliveryState
from publisher.store import aftermath
from publisher.store.digest_tables import deliveries, editions, replies

CANCELLED = "the edition was cancelled"
"""What stands in the ledger for who does not get a cancelled edition."""

# One that is being sent at this moment ends by itself; its answer counts.
_OPEN = tuple(
    each.value
    for each in (
        DeliveryState.PLANNED,
        DeliveryState.LEASED,
        DeliveryState.DEFERRED,
        DeliveryState.UNCERTAIN,
    )
)


def hold(connection: Connection, edition: UUID, reason: str) -> bool:
    """Stop what has not been handed over yet; False when it is held, cancelled or complete already.

    A page that is public stays so. ``reason`` must not be empty.
    """
    return aftermath.hold(connection, edition, reason)


def release(connection: Connection, edition: UUID, now: datetime) -> bool:
    """Let a held edition go on; False when it is not held, or cancelled.

    One whose time has passed is due now: else it would be held again at once for being late.
    """
    changed = connection.execute(
        update(editions)
        .where(editions.c.id == edition, editions.c.hold != "", editions.c.cancelled_at.is_(None))
        .values(hold="", due_at=case((editions.c.due_at < now, now), else_=editions.c.due_at))
    )
    return bool(changed.rowcount)


def cancel(connection: Connection, edition: UUID, now: datetime) -> int | None:
    """End an edition for good; return how many do not get it any more, None when it is ended already.

    Who has it keeps it; a million others take a few seconds and no memory.
    """
    ended = connection.execute(
        update(editions)
        .where(editions.c.id == edition, editions.c.cancelled_at.is_(None), editions.c.completed_at.is_(None))
        .values(cancelled_at=now)
    )
    if not ended.rowcount:
        return None
    theirs = (deliveries.c.edition == edition) & deliveries.c.state.in_(_OPEN)
    suppressed = DeliveryState.SUPPRESSED.value
    said = select(
        deliveries.c.number, literal(now, replies.c.at.type), literal(suppressed), literal(CANCELLED)
    ).where(theirs)
    connection.execute(insert(replies).from_select(["delivery", "at", "state", "reply"], said))
    changed = connection.execute(
        update(deliveries).where(theirs).values(state=suppressed, changed_at=now, sender=None, request=None)
    )
    return changed.rowcount
