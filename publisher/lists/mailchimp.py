"""What does an audience of Mailchimp say?"""

from __future__ import annotations

from collections.abc import Mapping

from publisher.lists.values import Format, Listed, moment, separated
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber


def _take(line: int, row: Mapping[str, str]) -> Listed:
    # Its export is several files: those who have left, or cannot be reached, stand in one with that column.
    state = SubscriberState.ACTIVE
    if row.get("unsub_time"):
        state = SubscriberState.UNSUBSCRIBED
    elif row.get("clean_time"):
        state = SubscriberState.BOUNCED
    confirmed, address = row.get("confirm_time", ""), row.get("confirm_ip", "")
    return Listed(
        line=line,
        address=row["email address"],
        name=" ".join(filter(None, (row.get("first name", ""), row.get("last name", "")))),
        state=state,
        consent=f"Mailchimp: confirmed {confirmed}" + (f" from {address}" if address else "")
        if confirmed
        else "",
        tags=separated(row.get("tags", "")),
        created_at=moment(row.get("optin_time", "")) or moment(confirmed),
    )


def _cells(each: Subscriber) -> tuple[str, ...]:
    at = f"{each.created_at:%Y-%m-%d %H:%M:%S}"
    changed = f"{each.changed_at:%Y-%m-%d %H:%M:%S}"
    active = each.state in (SubscriberState.ACTIVE, SubscriberState.PENDING)
    confirmed = at if each.state is SubscriberState.ACTIVE and each.consent else ""
    cleaned = each.state is SubscriberState.BOUNCED
    return (
        each.address,
        each.name,
        "",
        at,
        confirmed,
        "" if active or cleaned else changed,
        changed if cleaned else "",
        ",".join(f'"{section}"' for section in each.preferences.sections),
    )


FORMAT = Format(
    name="mailchimp",
    needed=frozenset({"email address"}),
    columns=(
        "Email Address",
        "First Name",
        "Last Name",
        "OPTIN_TIME",
        "CONFIRM_TIME",
        "UNSUB_TIME",
        "CLEAN_TIME",
        "TAGS",
    ),
    take=_take,
    cells=_cells,
)
