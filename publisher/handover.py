"""What is handed over to a transport, and what becomes of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

UNSUBSCRIBE_MARK = "https://unsubscribe.invalid/"
"""Stands once in the HTML and once in the text, where each recipient's own link belongs.

The domain cannot exist (RFC 2606 §2), so that a forgotten mark leads nobody anywhere.
"""

PREFERENCES_MARK = "https://preferences.invalid/"
"""The same for the link to what a recipient wants, where there is such a page."""


class DeliveryState(StrEnum):
    """How far one delivery has come (DESIGN.md, decision 6)."""

    PLANNED = "planned"
    LEASED = "leased"
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
    """One mail to one subscriber; ``attempts`` counts the ones before this, since ``first_at``.

    ``number`` is its row in the ledger and is never given again; ``id`` follows from it, and Message-ID from
    that. ``person`` is the random id of the subscriber, which their links carry; ``sections`` and
    ``language`` are what they want. A letter has no edition. ``request`` is what it was last handed to a
    provider in, together with others, while nobody knows whether that arrived.
    """

    number: int
    id: UUID
    kind: DeliveryKind
    edition: UUID | None
    subscriber: int
    person: UUID
    address: str
    attempts: int
    first_at: datetime | None = None
    sections: tuple[str, ...] = ()
    language: str = ""
    request: UUID | None = None


class Shape(StrEnum):
    """In what shape a transport takes messages.

    Finished bytes (RFC 5322) for the 7-bit or the 8-bit transport of RFC 6152, or the fields of a
    provider's API, which makes the bytes itself.
    """

    SEVEN_BIT = "7bit"
    EIGHT_BIT = "8bit"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A picture that travels with the mail; ``identifier`` is what its HTML calls it after ``cid:``."""

    identifier: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that is one recipient's own; ``mark`` stands in its place in the bytes for all."""

    mark: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What all messages of one cohort say, for a provider that makes the bytes itself.

    ``html`` and ``text`` hold marks where each recipient's links belong. ``headers`` are those that all
    share, beside From, Reply-To, Subject and Message-ID, with their values as they are to be shown: neither
    folded nor encoded.
    """

    sender: str
    sender_name: str
    reply_to: str
    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    pictures: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A finished message with its sender and recipient (RFC 5321).

    ``payload`` is RFC 5322 bytes with CRLF, nothing for ``Shape.FIELDS``: then ``fields`` is what the cohort
    shares (the same object for all of it), ``links`` what stands at its marks for this recipient, and
    ``headers`` are this recipient's own, Message-ID among them. ``reference`` ties an answer to the delivery:
    a token of ours, in the address of ``sender`` where bounces are read, and for a provider to hand back.
    """

    sender: str
    recipient: str
    message_id: str
    payload: bytes
    reference: str = ""
    request: UUID | None = None
    fields: Fields | None = None
    links: tuple[Link, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The next system has taken responsibility for the message (RFC 5321 §6.1)."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now: the same message may be tried again later.

    ``status`` is the enhanced status code (RFC 3463), empty where none is known; ``after`` is for how many
    seconds the server asks to be left alone.
    """

    reply: str
    status: str = ""
    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Never: trying this message again will not help. ``status`` is as in ``Deferred``."""

    reply: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The message was sent whole and no answer came: nobody knows whether the next system has it."""

    reply: str


Outcome = Accepted | Deferred | Refused | Unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The next ``send`` has somewhere to go, and takes up to ``most`` messages of this shape."""

    shape: Shape
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing can be handed over for so many seconds, and why: no server is there, or a limit is reached."""

    seconds: float
    reason: str


class Session(Protocol):
    """One conversation with whoever takes the mail; only one thread uses it."""

    def reserve(self, wanted: int) -> Ready | Wait:
        """Make sure that the next ``send`` has somewhere to go: choose servers, connect, count them as used.

        ``wanted`` is how many envelopes there are, at most ``Transport.batch``.

        A fault of a server is a ``Wait``: no delivery has been touched yet.
        """

    def send(self, envelopes: Sequence[Envelope]) -> Sequence[Outcome]:
        """Hand over as many envelopes as ``Ready.most`` at most; return one outcome each, in their order.

        Raises nothing: a fault of the server is an outcome.
        """

    def close(self) -> None:
        """Let go of the connection; the next ``reserve`` opens it again."""


class Transport(Protocol):
    """One way to hand over envelopes; one module in ``transports``.

    ``sessions`` is how many may work at once, ``batch`` how many envelopes one ``send`` takes, and
    ``one_request`` whether these go as one request to a provider, or each for itself. Few sessions with a
    large batch cost less than many with a small one: each is a thread.
    """

    sessions: int
    batch: int
    one_request: bool

    def session(self) -> Session:
        """Return a new session; nothing is opened yet."""


class NoticeKind(StrEnum):
    """What a report says that came after a message had been accepted."""

    BOUNCE = "bounce"
    DELAY = "delay"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What became of a message later: RFC 3464, RFC 5965, a provider's web hook, or a mail to leave.

    ``reference`` is the token of the envelope it is about; ``status`` the enhanced status code, ``reply``
    one line of what the other server said.
    """

    kind: NoticeKind
    reference: str
    status: str = ""
    reply: str = ""
