"""How does one message for many become each person's own?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from publisher.errors import DeliveryError
from publisher.handover import Envelope, Fields, Link, Shape
from publisher.mail import addresses, words
from publisher.mail.checks import check_head, check_message
from publisher.mail.parts import Body, body, shown
from publisher.mail.signing import Canonical, Signer
from publisher.mail.transfer import Encoding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from publisher.config import Mail
    from publisher.handover import Attached
    from publisher.model import Digest
    from publisher.outputs import Channel

Header = tuple[str, str]

# A link that holds none of these cannot end its line or its place in one.
_LINK = re.compile(r"[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")

# Where the links of nobody lead (RFC 2606 §2).
_NOWHERE = "https://example.invalid/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What one recipient's message has of its own.

    ``delivery`` is what Message-ID derives from, so that a repeat is the same message to every receiver
    (DESIGN.md, decision 6). ``links`` stand at their marks; ``one_click`` is the address that unsubscribes by
    a POST (RFC 8058), ``leave`` the mailbox that does so by a mail, ``sender`` the address that bounces go to
    (each empty where there is none). ``reference`` and ``request`` go on in the envelope as they are.
    """

    delivery: UUID
    address: str
    links: tuple[Link, ...] = ()
    one_click: str = ""
    leave: str = ""
    sender: str = ""
    reference: str = ""
    request: UUID | None = None


class Message:
    """One message for many people: its bytes are prepared once, with holes for what is each person's own."""

    def __init__(
        self,
        *,
        sender: addresses.Mailbox,
        before: Sequence[Header],
        behind: Sequence[Header],
        content: Body,
        at: datetime,
        fields: Fields | None,
    ) -> None:
        self._sender = sender
        self._before = tuple(before)
        self._behind = tuple(behind)
        self._content = content
        self._at = at
        self._fields = fields
        self._head = _lines(self._before)
        self._tail = _lines(self._behind)
        self._opening = self._tail + b"\r\n" + content.pieces[0]
        self._names = (tuple(name for name, _ in before), tuple(name for name, _ in behind))

    def envelope(self, personal: Personal, way_out: Sequence[Header], sign: Signer | None) -> Envelope:
        """Return a person's message; ``way_out`` are the headers by which they leave.

        Raises DeliveryError, permanent, when an address or a link cannot be used, or when the finished
        headers are not the intended ones, as after a header injection (DESIGN.md, decision 10).
        """
        recipient = addresses.plain(personal.address)
        message_id = f"<{personal.delivery}@{self._sender.domain}>"
        own = (("To", recipient), ("Message-ID", message_id), *way_out)
        lines = _lines(own)
        links = self._written(personal.links)
        fields = self._fields
        signature = self._signature(own, links, sign) if sign and not fields else b""
        check_head(signature + self._head + lines + self._tail, self._intended(own))
        return Envelope(
            sender=addresses.plain(personal.sender) if personal.sender else self._sender.address,
            recipient=recipient,
            message_id=message_id,
            payload=b"" if fields else self._payload(signature, lines, links),
            reference=personal.reference,
            request=personal.request,
            fields=fields,
            links=personal.links if fields else (),
            headers=own[1:] if fields else (),
        )

    def check(self, way_out: Sequence[Header]) -> None:
        """Parse the message of nobody, and raise DeliveryError when it does not read as it was meant."""
        links = [Link(mark=hole.mark, address=_NOWHERE) for hole in self._content.holes]
        message_id = f"<{UUID(int=0)}@{self._sender.domain}>"
        own = (("To", "nobody@example.invalid"), ("Message-ID", message_id), *way_out)
        payload = self._payload(b"", _lines(own), self._written(links))
        check_message(payload, self._intended(own), self._content.parts)

    def _intended(self, own: Sequence[Header]) -> tuple[str, ...]:
        before, behind = self._names
        return (*before, *(name for name, _ in own), *behind)

    def _payload(self, signature: bytes, lines: bytes, links: Sequence[bytes]) -> bytes:
        pieces = [signature, self._head, lines, self._opening]
        for link, piece in zip(links, self._content.pieces[1:], strict=True):
            pieces += (link, piece)
        return b"".join(pieces)

    def _signature(self, own: Sequence[Header], links: Sequence[bytes], sign: Signer) -> bytes:
        canonical = self._canonical
        return sign.headers(canonical.fields(own), canonical.body(links), self._at)

    def _written(self, links: Sequence[Link]) -> list[bytes]:
        """Return what stands in each hole."""
        where = {link.mark: link.address for link in links}
        for address in where.values():
            if not _LINK.fullmatch(address):
                raise DeliveryError(f"{address!r} cannot stand in a message as a link", permanent=True)
        try:
            return [hole.write(where[hole.mark]) for hole in self._content.holes]
        except KeyError as error:
            raise DeliveryError(f"there is no link for {error.args[0]}", permanent=True) from error

    @cached_property
    def _canonical(self) -> Canonical:
        return Canonical((*self._before, *self._behind), self._content.pieces)


def prepared(
    *,
    digest: Digest,
    marks: Sequence[str],
    about: Sequence[Header],
    at: datetime,
    seed: bytes,
    channel: Channel,
    language: str,
    settings: Mail,
    shape: Shape,
    pictures: Sequence[Attached],
) -> Message:
    """Prepare the message that shows a digest to many.

    ``marks`` are where links belong, ``about`` the headers of its list, ``at`` its date; ``seed`` tells its
    boundary from those of other messages with the same words. ``pictures`` that it does not show are left
    out. Raises DeliveryError, permanent, when an address in the settings cannot be used.
    """
    sender = addresses.mailbox(settings.sender)
    reply_to = addresses.mailbox(settings.reply_to) if settings.reply_to else None
    sender_name = words.one_line(sender.name or channel.title)
    subject = words.one_line(digest.subject)
    visible = shown(digest, pictures)
    encoding = Encoding.EIGHT_BIT if shape is Shape.EIGHT_BIT else Encoding.QUOTED
    content = body(digest, marks, visible, encoding, seed)
    told = (*about, ("Content-Language", language))
    fields = Fields(
        sender=sender.address,
        sender_name=sender_name,
        reply_to=reply_to.address if reply_to else "",
        subject=subject,
        html=digest.html,
        text=digest.text,
        headers=told,
        pictures=visible,
    )
    return Message(
        sender=sender,
        before=(
            ("Date", format_datetime(at)),
            ("From", words.named("From", sender, sender_name)),
            *([("Reply-To", words.named("Reply-To", reply_to, reply_to.name))] if reply_to else []),
            ("Subject", words.unstructured("Subject", subject)),
        ),
        behind=(*told, ("MIME-Version", "1.0"), *content.headers),
        content=content,
        at=at,
        fields=fields if shape is Shape.FIELDS else None,
    )


def _lines(headers: Sequence[Header]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "replace")
