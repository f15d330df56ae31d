"""How does one recipient's message look in the JSON of a provider that makes the bytes itself?"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from publisher.handover import Attached, Envelope, Fields

T = TypeVar("T")


def fields_of(envelope: Envelope) -> Fields:
    """Return what the cohort of an envelope shares, which it has whenever ``Shape.FIELDS`` was asked for."""
    if envelope.fields is None:
        raise ValueError("the envelope has finished bytes and no fields")
    return envelope.fields


def html_of(envelope: Envelope) -> str:
    """Return the HTML with this recipient's links in it."""
    html = fields_of(envelope).html
    for link in envelope.links:
        html = html.replace(link.mark, escape(link.address))
    return html


def text_of(envelope: Envelope) -> str:
    """Return the plain text with this recipient's links in it."""
    text = fields_of(envelope).text
    for link in envelope.links:
        text = text.replace(link.mark, link.address)
    return text


def headers_of(envelope: Envelope) -> dict[str, str]:
    """Return all headers of one message beside From, Reply-To and Subject."""
    return dict((*fields_of(envelope).headers, *envelope.headers))


def mailbox(address: str, name: str) -> str:
    """Return an address with a name before it (RFC 5322 §3.4), the name in UTF-8 as JSON carries it."""
    if not name:
        return address
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def base64_of(picture: Attached) -> str:
    """Return the bytes of a picture as JSON carries them."""
    return base64.b64encode(picture.data).decode("ascii")


def file_name(picture: Attached) -> str:
    """Return a name for the file of a picture, such as ``image1.png``."""
    return f"{picture.identifier.partition('@')[0]}.{picture.type.rpartition('/')[2].partition('+')[0]}"


def portion(values: Sequence[T], sizes: Iterator[int], *, octets: int) -> Sequence[T]:
    """Return as many of the first values as fit into so many octets together, but at least one."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if count and total > octets:
            return values[:count]
    return values
