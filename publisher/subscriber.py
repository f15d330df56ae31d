"""Who receives the digest, how often, and what of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from publisher.model import Cadence, SubscriberState


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a subscriber wants; no sections are all of them, an empty zone or language the publication's."""

    cadence: Cadence
    sections: tuple[str, ...] = ()
    time_zone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """An address with a state; ``id`` is in their links and never given to anybody else.

    ``name`` is what an imported list calls them: it is never shown in a mail. ``origin`` says by whose
    word they are what they are, ``consent`` how they are known to have agreed.
    """

    number: int
    id: UUID
    address: str
    name: str
    state: SubscriberState
    preferences: Preferences
    origin: str
    consent: str
    created_at: datetime
    changed_at: datetime

    @property
    def cadence(self) -> Cadence:
        """How often they want mail."""
        return self.preferences.cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A subscriber as they come: from a form, a list, the configuration or the command line.

    ``address`` is as mail is sent to it, ``folded`` the same without regard to case; ``created_at`` is
    missing where they are new this moment.
    """

    address: str
    folded: str
    state: SubscriberState
    preferences: Preferences
    origin: str
    name: str = ""
    consent: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a subscriber became when, and by whose word."""

    at: datetime
    state: SubscriberState
    preferences: Preferences
    origin: str
