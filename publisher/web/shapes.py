"""What do programs send to the API, and what are they told?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from publisher.model import Cadence, SubscriberState
from publisher.web import body
from publisher.web.visitors import LONGEST_ADDRESS

if TYPE_CHECKING:
    from publisher import subscriber as people
    from publisher.subscribe.people import Known as KnownPerson

JSON = "application/json"
PROBLEM = "application/problem+json"

# Longer than any that there is: looking what was meant takes time.
_Address = Annotated[str, Meta(min_length=3, max_length=LONGEST_ADDRESS, description="An e-mail address.")]
_Folder = Annotated[str, Meta(min_length=1, max_length=255)]
_Sections = Annotated[
    list[_Folder], Meta(max_length=body.MOST_FIELDS, description="Folders of sections; none are all of them.")
]
_TimeZone = Annotated[
    str, Meta(max_length=64, description="Such as Europe/Berlin; empty for that of the publication.")
]
_Language = Annotated[
    str, Meta(max_length=35, description="Such as de or pt-BR; empty for that of the publication.")
]
_Visitor = Annotated[str, Meta(max_length=45, description="An IP address.")]


class Subscribe(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A person who wants to subscribe."""

    address: _Address
    cadence: Cadence | None = None
    sections: _Sections = []
    time_zone: _TimeZone = ""
    language: _Language = ""
    visitor: _Visitor = ""


class LookUp(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whom to look for."""

    address: _Address


class Choose(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a subscriber wants from now on; what is not said stays."""

    cadence: Cadence | msgspec.UnsetType = msgspec.UNSET
    sections: _Sections | msgspec.UnsetType = msgspec.UNSET
    time_zone: _TimeZone | msgspec.UnsetType = msgspec.UNSET
    language: _Language | msgspec.UnsetType = msgspec.UNSET


class Change(msgspec.Struct, kw_only=True):
    """What a subscriber became when, and by whose word."""

    at: datetime
    state: SubscriberState
    cadence: Cadence
    sections: list[str]
    time_zone: str
    language: str
    origin: str


class Subscriber(msgspec.Struct, kw_only=True):
    """A subscriber."""

    id: UUID
    address: str
    state: SubscriberState
    cadence: Cadence
    sections: list[str]
    time_zone: str
    language: str
    origin: str
    consent: str
    created_at: datetime
    changed_at: datetime


class Known(Subscriber, kw_only=True):
    """A subscriber with all that has become of them, the oldest first."""

    history: list[Change]


class Problem(msgspec.Struct, kw_only=True):
    """What went wrong (RFC 9457)."""

    title: str
    status: int
    detail: str = ""


def subscriber(person: people.Subscriber) -> Subscriber:
    """Return a subscriber as programs see them."""
    return Subscriber(
        id=person.id,
        address=person.address,
        state=person.state,
        cadence=person.preferences.cadence,
        sections=list(person.preferences.sections),
        time_zone=person.preferences.time_zone,
        language=person.preferences.language,
        origin=person.origin,
        consent=person.consent,
        created_at=person.created_at,
        changed_at=person.changed_at,
    )


def known(person: KnownPerson) -> Known:
    """Return a subscriber with their history as programs see them."""
    shown = msgspec.structs.asdict(subscriber(person.subscriber))
    return Known(**shown, history=[_change(each) for each in person.history])


def _change(each: people.Change) -> Change:
    return Change(
        at=each.at,
        state=each.state,
        cadence=each.preferences.cadence,
        sections=list(each.preferences.sections),
        time_zone=each.preferences.time_zone,
        language=each.preferences.language,
        origin=each.origin,
    )
