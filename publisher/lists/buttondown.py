"""What does a list of Buttondown say?"""

from __future__ import annotations

from collections.abc import Mapping

from publisher.lists.values import Format, Listed, moment, separated, stamp
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber

# Who is "unactivated" has not answered its confirmation; those whom it lets pass have, or were vouched for.
_STATES = {
    "unactivated": SubscriberState.PENDING,
    "unsubscribed": SubscriberState.UNSUBSCRIBED,
    "removed": SubscriberState.UNSUBSCRIBED,
    "blocked": SubscriberState.UNSUBSCRIBED,
    "undeliverable": SubscriberState.BOUNCED,
    "complained": SubscriberState.COMPLAINED,
}
_ACTIVE = frozenset({"regular", "premium", "gifted", "trialed", "past_due", "churning", "paused"})


def _take(line: int, row: Mapping[str, str]) -> Listed:
    kind = row["type"].lower()
    if kind not in _STATES and kind not in _ACTIVE:
        known = ", ".join(sorted({*_STATES, *_ACTIVE}))
        raise ValueError(f"type: expected one of {known}, found {row['type']!r}")
    return Listed(
        line=line,
        address=row["email"],
        state=_STATES.get(kind, SubscriberState.ACTIVE),
        tags=separated(row.get("tags", "")),
        created_at=moment(row.get("creation_date", "")),
    )


def _cells(each: Subscriber) -> tuple[str, ...]:
    kinds = {
        SubscriberState.ACTIVE: "regular",
        SubscriberState.PENDING: "unactivated",
        SubscriberState.UNSUBSCRIBED: "unsubscribed",
        SubscriberState.BOUNCED: "undeliverable",
        SubscriberState.COMPLAINED: "complained",
    }
    tags = ",".join(each.preferences.sections)
    return (each.address, each.name, tags, kinds[each.state], stamp(each.created_at))


FORMAT = Format(
    name="buttondown",
    needed=frozenset({"email", "type"}),
    columns=("email", "notes", "tags", "type", "creation_date"),
    take=_take,
    cells=_cells,
)
