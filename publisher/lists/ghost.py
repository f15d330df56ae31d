"""What does a list of Ghost's members say?"""

from __future__ import annotations

from collections.abc import Mapping

from publisher.lists.values import Format, Listed, moment, separated, stamp
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber

# Its export always writes one of the two; its import takes an empty cell for true, which nobody has said.
_STATES = {
    "true": SubscriberState.ACTIVE,
    "": SubscriberState.PENDING,
    "false": SubscriberState.UNSUBSCRIBED,
}


def _take(line: int, row: Mapping[str, str]) -> Listed:
    wants = row["subscribed_to_emails"].lower()
    if wants not in _STATES:
        raise ValueError(f"subscribed_to_emails: expected true or false, found {wants!r}")
    return Listed(
        line=line,
        address=row["email"],
        name=row.get("name", ""),
        state=SubscriberState.UNSUBSCRIBED if row.get("deleted_at") else _STATES[wants],
        tags=separated(row.get("labels", "")),
        created_at=moment(row.get("created_at", "")),
    )


def _cells(each: Subscriber) -> tuple[str, ...]:
    wants = "true" if each.state is SubscriberState.ACTIVE else "false"
    labels = ",".join(each.preferences.sections)
    return ("", each.address, each.name, "", wants, "", "", stamp(each.created_at), "", labels, "")


FORMAT = Format(
    name="ghost",
    needed=frozenset({"email", "subscribed_to_emails"}),
    columns=(
        "id",
        "email",
        "name",
        "note",
        "subscribed_to_emails",
        "complimentary_plan",
        "stripe_customer_id",
        "created_at",
        "deleted_at",
        "labels",
        "tiers",
    ),
    take=_take,
    cells=_cells,
    carries_state=True,
)
