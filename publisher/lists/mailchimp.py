"""What does an audience of Mailchimp say?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address

from publisher.lists.values import Format, Listed, moment, separated
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber

# The words of its API; a column "Status" with any other word is a field that the owner has made.
_STATES = {
    "unsubscribed": SubscriberState.UNSUBSCRIBED,
    "cleaned": SubscriberState.BOUNCED,
} | dict.fromkeys(
    ("pending", "transactional", "archived", "non-subscribed", "nonsubscribed"), SubscriberState.PENDING
)


def _take(line: int, row: Mapping[str, str]) -> Listed:
    return Listed(
        line=line,
        address=row["email address"],
        name=" ".join(filter(None, (row.get("first name", ""), row.get("last name", "")))),
        state=_state(row),
        consent=_consent(row),
        tags=separated(row.get("tags", "")),
        created_at=moment(row.get("optin_time", "")) or moment(row.get("confirm_time", "")),
    )


def _state(row: Mapping[str, str]) -> SubscriberState:
    """Return what a row says: each of the files in its export is of one state, told by its columns."""
    if row.get("unsub_time"):
        return SubscriberState.UNSUBSCRIBED
    if row.get("clean_time"):
        return SubscriberState.BOUNCED
    if ("unsub_time" in row) != ("clean_time" in row):
        # The file of those who have left or cannot be reached, and a row of it that does not say when.
        return SubscriberState.PENDING
    return _STATES.get(row.get("status", "").lower(), SubscriberState.ACTIVE)


def _consent(row: Mapping[str, str]) -> str:
    """Return what proves a double opt-in: a confirmation from an address, later than the sign-up.

    Of who was added by a form alone, by hand, by a program or by an import, CONFIRM_TIME is filled as well:
    with the same moment, or without OPTIN_TIME (Mailchimp, General Data Protection Regulation FAQs).
    """
    asked, confirmed = moment(row.get("optin_time", "")), moment(row.get("confirm_time", ""))
    address = row.get("confirm_ip", "")
    if asked is None or confirmed is None or confirmed <= asked or not _of_a_person(address):
        return ""
    return f"Mailchimp: confirmed {row['confirm_time']} from {address}"


def _of_a_person(address: str) -> bool:
    """Say whether somebody can have clicked from there: programs write 127.0.0.1, or something else."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return not (found.is_loopback or found.is_unspecified)


def _cells(each: Subscriber) -> tuple[str, ...]:
    words = {
        SubscriberState.ACTIVE: "subscribed",
        SubscriberState.PENDING: "pending",
        SubscriberState.BOUNCED: "cleaned",
    }
    word = words.get(each.state, "unsubscribed")
    changed = _written(each.changed_at)
    return (
        each.address,
        each.name,
        "",
        word,
        _written(each.created_at),
        changed if word == "unsubscribed" else "",
        changed if word == "cleaned" else "",
        ",".join(f'"{section}"' for section in each.preferences.sections),
    )


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


FORMAT = Format(
    name="mailchimp",
    needed=frozenset({"email address"}),
    columns=(
        "Email Address",
        "First Name",
        "Last Name",
        "Status",
        "OPTIN_TIME",
        "UNSUB_TIME",
        "CLEAN_TIME",
        "TAGS",
    ),
    take=_take,
    cells=_cells,
    carries_state=False,
    never_agreed="nonsubscribed_",
)
