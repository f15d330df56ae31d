"""What does everybody receive who wants the same of an edition?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.handover import PREFERENCES_MARK, UNSUBSCRIBE_MARK, Envelope, Shape
from publisher.mail.listing import list_headers, way_out
from publisher.mail.message import Message, Personal, prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publisher.config import Mail
    from publisher.handover import Attached
    from publisher.mail.signing import Signer
    from publisher.model import Digest, Edition
    from publisher.outputs import Channel


class Cohort:
    """The recipients whose messages differ in nothing but their own headers and links.

    Several threads may ask it for envelopes at once.
    """

    def __init__(self, message: Message, settings: Mail) -> None:
        self._message = message
        self._settings = settings

    def envelope(self, personal: Personal, sign: Signer | None = None) -> Envelope:
        """Return one recipient's message; equal arguments give equal bytes.

        ``sign`` puts its signatures before the headers; a provider that makes the bytes signs them itself.
        Raises DeliveryError, permanent, when an address or a link of the recipient cannot be used.
        """
        leaving = way_out(personal.one_click, personal.leave, self._settings)
        return self._message.envelope(personal, leaving, sign)


def cohort(
    *,
    digest: Digest,
    edition: Edition,
    channel: Channel,
    settings: Mail,
    language: str,
    shape: Shape,
    pictures: Sequence[Attached] = (),
    help_address: str = "",
    marks: Sequence[str] = (UNSUBSCRIBE_MARK, PREFERENCES_MARK),
) -> Cohort:
    """Prepare the message that brings a digest to many, and read it back as a receiver would.

    ``language`` is the one that the digest speaks; ``help_address`` a page or a mailbox that explains the
    list, if there is one. ``marks`` stand in the digest where each recipient's own links belong. ``pictures``
    travel with the HTML that shows them. An address with a letter outside ASCII before its @ needs a server
    with SMTPUTF8 (RFC 6531).

    Raises DeliveryError, permanent, when an address in the settings cannot be used, or when a receiver would
    read other headers than the intended ones (DESIGN.md, decision 10).
    """
    message = prepared(
        digest=digest,
        marks=marks,
        about=list_headers(channel, edition, settings, help_address),
        at=edition.closed_at,
        seed=edition.id.bytes + shape.encode(),
        channel=channel,
        language=language,
        settings=settings,
        shape=shape,
        pictures=pictures,
    )
    message.check(way_out("https://example.invalid/", "", settings))
    return Cohort(message, settings)
