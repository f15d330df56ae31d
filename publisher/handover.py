"""What is handed over to a transport, and what becomes of it?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class DeliveryState(StrEnum):
    """How far one delivery has come (DESIGN.md, decision 6)."""

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"
    UNCERTAIN = "uncertain"


class DeliveryKind(StrEnum):
    """What is delivered: an edition, or a letter to one person.

    A *confirmation* asks whether somebody wants to subscribe; a *reminder* says to a subscriber who asks
    again that they are one.
    """

    DIGEST = "digest"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One mail to one subscriber; ``attempts`` counts the ones before this.

    ``person`` is the random id of the subscriber, which their links carry; ``sections`` and ``language``
    are what they want. A letter has no edition.
    """

    id: UUID
    kind: DeliveryKind
    edition: UUID | None
    subscriber: int
    person: UUID
    address: str
    attempts: int
    sections: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A finished message (RFC 5322 bytes with CRLF) with its sender and recipient (RFC 5321)."""

    sender: str
    recipient: str
    message_id: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The next system has taken responsibility for the message (RFC 5321 §6.1)."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now: the same message may be tried again later."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Never: trying this message again will not help."""

    reply: str


Outcome = Accepted | Deferred | Refused


class Transport(Protocol):
    """One way to hand over envelopes; one module in ``transports``."""

    def send(self, envelope: Envelope) -> Outcome:
        """Hand over one envelope and say what became of it; a fault of the server is an outcome."""

    def close(self) -> None:
        """Let go of connections; the next ``send`` opens them again."""
