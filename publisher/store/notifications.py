"""Which web services must still be told what, and what did they answer?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.store.output_tables import changes, notifications, topics
from publisher.store.tables import articles


class State(StrEnum):
    """How far a notification has come; one that has been taken is no longer there."""

    WAITING = "waiting"
    SENDING = "sending"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A message that has not been taken; ``attempts`` counts those that have begun.

    ``topic`` is the one feed that it is about, or empty. ``payload`` is for the one who queued it.
    """

    number: int
    kind: str
    target: str
    topic: str
    payload: str
    state: State
    attempts: int
    queued_at: datetime
    due_at: datetime
    reply: str


def note_pages(connection: Connection, numbers: Sequence[int]) -> None:
    """Remember those of these articles that were marked to be rendered again, as news that nobody knows.

    Call it before they are marked as rendered, in the same transaction, so that no kill loses them.
    Pages that only another template changes are no news.
    """
    marked = select(articles.c.number).where(articles.c.number == bindparam("key"), articles.c.rendered == "")
    statement = insert(changes).from_select(["article"], marked).on_conflict_do_nothing()
    connection.execute(statement, [{"key": number} for number in numbers])


def changed_pages(connection: Connection) -> list[str]:
    """Return the pages below the output that nobody has been told of."""
    rows = select(articles.c.page).join(changes, changes.c.article == articles.c.number)
    return list(connection.scalars(rows.order_by(changes.c.article)))


def forget_pages(connection: Connection) -> None:
    """Take all pages as told; the news of them is queued in the same transaction."""
    connection.execute(delete(changes))


def known_topics(connection: Connection) -> dict[str, str]:
    """Return the digest of every feed as it was last queued, by path below the output."""
    return {row.path: row.digest for row in connection.execute(select(topics))}


def note_topics(connection: Connection, digests: dict[str, str]) -> None:
    """Take these feeds as told; the news of them is queued in the same transaction."""
    if not digests:
        return
    statement = insert(topics)
    statement = statement.on_conflict_do_update(
        index_elements=["path"], set_={"digest": statement.excluded.digest}
    )
    connection.execute(statement, [{"path": path, "digest": digest} for path, digest in digests.items()])


def last_waiting(connection: Connection, target: str, topic: str) -> Notification | None:
    """Return the youngest notification that waits for this target and topic."""
    row = connection.execute(
        select(notifications)
        .where(
            notifications.c.target == target,
            notifications.c.topic == topic,
            notifications.c.state == State.WAITING.value,
        )
        .order_by(notifications.c.number.desc())
        .limit(1)
    ).first()
    return _notification(row._mapping) if row else None


def renew(connection: Connection, number: int, payload: str, now: datetime) -> None:
    """Give a waiting notification newer news; when it is due stays."""
    connection.execute(
        update(notifications).where(notifications.c.number == number).values(payload=payload, queued_at=now)
    )


def add(
    connection: Connection, *, kind: str, target: str, topic: str, payloads: Sequence[str], now: datetime
) -> None:
    """Queue notifications; they are due when the target, if it has failed, is to be tried again."""
    if not payloads:
        return
    again = connection.execute(
        select(func.max(notifications.c.due_at)).where(
            notifications.c.target == target,
            notifications.c.state == State.WAITING.value,
            notifications.c.attempts > 0,
        )
    ).scalar()
    connection.execute(
        insert(notifications),
        [
            {
                "kind": kind,
                "target": target,
                "topic": topic,
                "payload": payload,
                "state": State.WAITING.value,
                "attempts": 0,
                "queued_at": now,
                "due_at": max(now, again) if again else now,
                "reply": "",
            }
            for payload in payloads
        ],
    )


def claim(connection: Connection, target: str, now: datetime, most: int) -> list[Notification]:
    """Mark up to ``most`` due notifications of one target as *sending* and return them, oldest first."""
    rows = connection.execute(
        select(notifications)
        .where(
            notifications.c.state == State.WAITING.value,
            notifications.c.due_at <= now,
            notifications.c.target == target,
        )
        .order_by(notifications.c.due_at, notifications.c.number)
        .limit(most)
    )
    found = [_notification(row._mapping) for row in rows]
    _set_state(connection, (each.number for each in found), State.SENDING)
    return found


def done(connection: Connection, notification: Notification) -> None:
    """Delete a notification that has been taken, and what was given up for the target before."""
    connection.execute(delete(notifications).where(notifications.c.number == notification.number))
    connection.execute(
        delete(notifications).where(
            notifications.c.target == notification.target, notifications.c.state == State.GIVEN_UP.value
        )
    )


def put_off(connection: Connection, notification: Notification, reply: str, due_at: datetime) -> None:
    """Let a notification that has failed wait; one that newer news has overtaken goes instead."""
    newer = last_waiting(connection, notification.target, notification.topic)
    number = notification.number
    if newer and notification.topic:
        connection.execute(delete(notifications).where(notifications.c.number == number))
        number = newer.number
    connection.execute(
        update(notifications)
        .where(notifications.c.number == number)
        .values(state=State.WAITING.value, attempts=notification.attempts + 1, reply=reply, due_at=due_at)
    )


def give_up(connection: Connection, notification: Notification, reply: str) -> None:
    """Never send a notification again; it stays as the last that was given up for its target and topic."""
    connection.execute(
        delete(notifications).where(
            notifications.c.target == notification.target,
            notifications.c.topic == notification.topic,
            notifications.c.state == State.GIVEN_UP.value,
        )
    )
    connection.execute(
        update(notifications)
        .where(notifications.c.number == notification.number)
        .values(state=State.GIVEN_UP.value, attempts=notification.attempts + 1, reply=reply)
    )


def release(connection: Connection, numbers: Iterable[int]) -> None:
    """Let notifications wait again that were claimed and have not been sent."""
    _set_state(connection, numbers, State.WAITING)


def hold_back(connection: Connection, target: str, until: datetime) -> None:
    """Let nothing for this target be due before a moment."""
    connection.execute(
        update(notifications)
        .where(
            notifications.c.target == target,
            notifications.c.state == State.WAITING.value,
            notifications.c.due_at < until,
        )
        .values(due_at=until)
    )


def begin(connection: Connection, targets: Sequence[str]) -> None:
    """Let all wait that a killed process was sending; drop what is for targets that are no more.

    Only for the process that holds the lock on the publication. A target may be told the same twice
    then, which is harmless.
    """
    connection.execute(delete(notifications).where(notifications.c.target.not_in(targets)))
    connection.execute(
        update(notifications)
        .where(notifications.c.state == State.SENDING.value)
        .values(state=State.WAITING.value)
    )


def due_targets(connection: Connection, now: datetime) -> list[str]:
    """Return the targets for which a notification is due."""
    waiting = notifications.c.state == State.WAITING.value
    rows = select(notifications.c.target).where(waiting, notifications.c.due_at <= now).distinct()
    return list(connection.scalars(rows))


def next_due(connection: Connection, busy: Sequence[str] = ()) -> datetime | None:
    """Return when the next notification is due that waits for none of the targets ``busy``."""
    waiting = notifications.c.state == State.WAITING.value
    found = select(func.min(notifications.c.due_at)).where(waiting, notifications.c.target.not_in(busy))
    return connection.execute(found).scalar()


def listed(connection: Connection) -> list[Notification]:
    """Return every notification that has not been taken, by target, oldest first."""
    rows = connection.execute(select(notifications).order_by(notifications.c.target, notifications.c.number))
    return [_notification(row._mapping) for row in rows]


def _set_state(connection: Connection, numbers: Iterable[int], state: State) -> None:
    wanted = [{"key": number, "new": state.value} for number in numbers]
    if wanted:
        connection.execute(
            update(notifications)
            .where(notifications.c.number == bindparam("key"))
            .values(state=bindparam("new")),
            wanted,
        )


def _notification(row: RowMapping) -> Notification:
    values = dict(row)
    values["state"] = State(values["state"])
    return Notification(**values)
