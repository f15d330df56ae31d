"""Which digest do the tests put into an envelope, and how is that opened again?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from typing import Any
from uuid import UUID

from publisher.config import Mail
from publisher.handover import UNSUBSCRIBE_MARK, Attached, Envelope, Link, Shape
from publisher.mail import Cohort, Personal, Signer, cohort, unsubscribe_link
from publisher.model import Cadence, Digest, Edition
from publisher.outputs import Channel

MARK = UNSUBSCRIBE_MARK
HEADERS = [
    "Date",
    "From",
    "Subject",
    "To",
    "Message-ID",
    "List-Unsubscribe",
    "List-Id",
    "List-Owner",
    "List-Archive",
    "Feedback-ID",
    "Auto-Submitted",
    "Precedence",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]

DIGEST = Digest(
    subject="Harbour reopens after the storm, and 3 more",
    preheader="Ferries run again from Monday",
    html=f'<!doctype html>\n<p>Ferries run again.</p>\n<a href="{MARK}">Unsubscribe</a>\n',
    text=f"Ferries run again.\n\nUnsubscribe: {MARK}\n",
)
PERSONAL = Personal(delivery=UUID("0f6a3c5e-9d2b-4b7a-8c11-5a7f1e2d3c4b"), address="reader@example.org")
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
    *,
    digest: Digest = DIGEST,
    address: str = PERSONAL.address,
    settings: Mail = SETTINGS,
    shape: Shape = Shape.SEVEN_BIT,
    sign: Signer | None = None,
    **channel: Any,
) -> Envelope:
    """Build the message of one reader, who leaves by a mail."""
    gathered = cohort_of(digest=digest, settings=settings, shape=shape, **channel)
    return gathered.envelope(personal(address=address, settings=settings), sign)


def cohort_of(
    *,
    digest: Digest = DIGEST,
    settings: Mail = SETTINGS,
    shape: Shape = Shape.SEVEN_BIT,
    pictures: Sequence[Attached] = (),
    help_address: str = "",
    edition: Edition = EDITION,
    **channel: Any,
) -> Cohort:
    changed = replace(CHANNEL, **channel)
    return cohort(
        digest=digest,
        edition=edition,
        channel=changed,
        settings=settings,
        language=changed.language,
        shape=shape,
        pictures=pictures,
        help_address=help_address,
    )


def personal(*, settings: Mail = SETTINGS, **changes: Any) -> Personal:
    links = (Link(mark=MARK, address=unsubscribe_link(settings)),)
    return replace(PERSONAL, **{"links": links, **changes})


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
