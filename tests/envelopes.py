"""Which digest do the tests put into an envelope, and how is that opened again?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from typing import Any
from uuid import UUID

from publisher.config import Mail
from publisher.handover import Delivery, DeliveryKind, Envelope
from publisher.mail import Link, envelope, unsubscribe_link
from publisher.model import Cadence, Digest, Edition
from publisher.outputs import Channel

MARK = "{unsubscribe}"
HEADERS = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Archive",
    "Auto-Submitted",
    "Precedence",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]

DIGEST = Digest(
    subject="Harbour reopens after the storm, and 3 more",
    preheader="Ferries run again from Monday",
    html=f'<!doctype html>\n<p>Ferries run again.</p>\n<a href="{MARK}">Unsubscribe</a>\n',
    text=f"Ferries run again.\n\nUnsubscribe: {MARK}\n",
)
DELIVERY = Delivery(
    id=UUID("0f6a3c5e-9d2b-4b7a-8c11-5a7f1e2d3c4b"),
    kind=DeliveryKind.DIGEST,
    edition=UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000001"),
    subscriber=7,
    person=UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000007"),
    address="reader@example.org",
    attempts=0,
)
EDITION = Edition(
    id=UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000001"),
    number=12,
    cadence=Cadence.DAILY,
    closed_at=datetime(2026, 11, 23, 7, 0, tzinfo=timezone(timedelta(hours=1))),
    stories=(),
)
CHANNEL = Channel(
    id=UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000002"),
    title="Harbour News",
    description="What happens at the water",
    home="https://news.example.org/",
    language="en",
    author="The editors",
    time_zone="Europe/Berlin",
)
SETTINGS = Mail(sender="Harbour News <news@example.org>")


def built(
    *, digest: Digest = DIGEST, address: str = DELIVERY.address, settings: Mail = SETTINGS, **channel: Any
) -> Envelope:
    return envelope(
        digest=digest,
        delivery=replace(DELIVERY, address=address),
        edition=EDITION,
        channel=replace(CHANNEL, **channel),
        settings=settings,
        links=[Link(mark=MARK, address=unsubscribe_link(settings))],
    )


def parsed(message: Envelope) -> Message:
    return BytesParser(policy=policy.compat32).parsebytes(message.payload)


def subject(message: Envelope) -> str:
    unfolded = parsed(message)["Subject"].replace("\r\n", "")
    return str(make_header(decode_header(unfolded)))


def raw_header(message: Envelope, name: str) -> bytes:
    head = message.payload.partition(b"\r\n\r\n")[0] + b"\r\n"
    found = re.search(rb"^%s: ((?:.|\r\n[ \t])*)\r\n" % name.encode(), head, re.MULTILINE)
    assert found
    return found[1]


def parts(message: Envelope) -> list[Message]:
    found = parsed(message).get_payload()
    assert isinstance(found, list)
    return [part for part in found if isinstance(part, Message)]


def bodies(message: Envelope) -> tuple[str, ...]:
    decoded = [part.get_payload(decode=True) for part in parts(message)]
    return tuple(body.decode("utf-8") for body in decoded if isinstance(body, bytes))
