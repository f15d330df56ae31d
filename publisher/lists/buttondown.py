"""What does a list of Buttondown say?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from publisher.lists.values import Format, Listed, moment, separated, stamp
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber

# "unactivated" has not answered the confirmation; to "unpaid" and "upcoming" nothing has been sent yet that
# they asked for. "disabled", "malformed" and "spammy" stand in exports from before 2025-07-28.
_STATES = {
    "unactivated": SubscriberState.PENDING,
    "unpaid": SubscriberState.PENDING,
    "upcoming": SubscriberState.PENDING,
    "unsubscribed": SubscriberState.UNSUBSCRIBED,
    "removed": SubscriberState.UNSUBSCRIBED,
    "blocked": SubscriberState.UNSUBSCRIBED,
    "disabled": SubscriberState.UNSUBSCRIBED,
    "undeliverable": SubscriberState.BOUNCED,
    "malformed": SubscriberState.BOUNCED,
    "spammy": SubscriberState.BOUNCED,
    "complained": SubscriberState.COMPLAINED,
} | dict.fromkeys(
    ("regular", "premium", "gifted", "trialed", "past_due", "churning", "churned", "paused"),
    SubscriberState.ACTIVE,
)


def _take(line: int, row: Mapping[str, str]) -> Listed:
    state = _STATES.get(row["subscriber_type"].lower())
    if state is None:
        known = ", ".join(sorted(_STATES))
        raise ValueError(f"subscriber_type: expected one of {known}, found {row['subscriber_type']!r}")
    came, left = moment(row.get("subscription_date", "")), row.get("unsubscription_date", "")
    if state is SubscriberState.ACTIVE and left and not _came_back(came, moment(left)):
        state = SubscriberState.PENDING
    return Listed(
        line=line,
        address=row["email"],
        name=row.get("name", ""),
        state=state,
        tags=separated(row.get("tags", "").replace(";", ",")),
        created_at=came or moment(row.get("creation_date", "")),
    )


def _came_back(came: datetime | None, left: datetime | None) -> bool:
    """Say whether somebody is known to have subscribed after they left."""
    return came is not None and left is not None and came > left


def _cells(each: Subscriber) -> tuple[str, ...]:
    kinds = {
        SubscriberState.ACTIVE: "regular",
        SubscriberState.PENDING: "unactivated",
        SubscriberState.UNSUBSCRIBED: "unsubscribed",
        SubscriberState.BOUNCED: "undeliverable",
        SubscriberState.COMPLAINED: "complained",
    }
    tags = ";".join(each.preferences.sections)
    return (each.address, kinds[each.state], stamp(each.created_at), tags, each.name)


FORMAT = Format(
    name="buttondown",
    needed=frozenset({"email", "subscriber_type"}),
    # It has names as metadata, each key of which its importer expects in a column of its own.
    columns=("email", "subscriber_type", "subscription_date", "tags", "name"),
    take=_take,
    cells=_cells,
    carries_state=False,
)
