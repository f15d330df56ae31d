"""What does a list of listmonk say?"""

from __future__ import annotations

from collections.abc import Mapping

from publisher.lists.values import Format, Listed, moment, stamp
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber

# Its export has the state of the person, not of each of their lists: who has left a list, or has never
# confirmed it, is "enabled" all the same.
_STATES = {
    "enabled": SubscriberState.ACTIVE,
    "disabled": SubscriberState.UNSUBSCRIBED,
    "blocklisted": SubscriberState.UNSUBSCRIBED,
}


def _take(line: int, row: Mapping[str, str]) -> Listed:
    state = _STATES.get(row["status"].lower())
    if state is None:
        raise ValueError(f"status: expected {', '.join(_STATES)}, found {row['status']!r}")
    return Listed(
        line=line,
        address=row["email"],
        name=row["name"],
        state=state,
        created_at=moment(row.get("created_at", "")),
    )


def _cells(each: Subscriber) -> tuple[str, ...]:
    left = {SubscriberState.ACTIVE: "enabled", SubscriberState.PENDING: "disabled"}
    status = left.get(each.state, "blocklisted")
    return (
        str(each.id),
        each.address,
        each.name,
        "{}",
        status,
        stamp(each.created_at),
        stamp(each.changed_at),
    )


FORMAT = Format(
    name="listmonk",
    # Without "status" it is a file for its importer, which takes the same columns of people to be blocked.
    needed=frozenset({"email", "name", "attributes", "status"}),
    columns=("uuid", "email", "name", "attributes", "status", "created_at", "updated_at"),
    take=_take,
    cells=_cells,
    carries_state=False,
)
