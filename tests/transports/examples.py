"""Which envelopes do the tests of every transport hand over?"""

from __future__ import annotations

from publisher.handover import Envelope


def example_envelope(
    *,
    number: int = 1,
    body: bytes = b"Hello\r\n",
    recipient: str = "reader@example.org",
    subject: str = "News",
) -> Envelope:
    message_id = f"<0f6a3c5e-{number:04d}@example.org>"
    head = (
        f"From: news@example.org\r\nTo: {recipient}\r\nSubject: {subject}\r\nMessage-ID: {message_id}\r\n\r\n"
    )
    return Envelope(
        sender="news@example.org", recipient=recipient, message_id=message_id, payload=head.encode() + body
    )
