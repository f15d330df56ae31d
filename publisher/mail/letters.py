"""What does one person receive who is written to as the only one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.handover import Envelope, Shape
from publisher.mail.message import Personal, prepared

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.config import Mail
    from publisher.mail.signing import Signer
    from publisher.model import Digest
    from publisher.outputs import Channel


def letter(
    *,
    letter: Digest,
    personal: Personal,
    now: datetime,
    channel: Channel,
    language: str,
    settings: Mail,
    shape: Shape = Shape.SEVEN_BIT,
    sign: Signer | None = None,
) -> Envelope:
    """Build the message that brings a letter to the one person it is for.

    It is from no list, and so has none of the headers of RFC 2369 and RFC 8058: a mail program that
    offers to unsubscribe from a question would answer it. ``now`` is its date.

    Raises DeliveryError, permanent, when an address or a link cannot be used, or when a receiver would read
    other headers than the intended ones.
    """
    message = prepared(
        digest=letter,
        marks=tuple(link.mark for link in personal.links),
        about=(("Auto-Submitted", "auto-generated"),),
        at=now,
        seed=personal.delivery.bytes + shape.encode(),
        channel=channel,
        language=language,
        settings=settings,
        shape=shape,
        pictures=(),
    )
    message.check(())
    return message.envelope(personal, (), sign)
