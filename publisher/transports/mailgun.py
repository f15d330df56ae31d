"""How does Mailgun take a message, and what do its errors mean?

Its batch calls fill in recipients' variables, but give all messages of a call one Message-ID, refuse all for
one address, and leave up to 1,000 in doubt when an answer is lost. So finished bytes go, one message a call:
List-Unsubscribe, Message-ID and our signature stay as they are, and one message a connection is in doubt.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from publisher.handover import Refused, Shape
from publisher.transports._answers import Judged, for_all, judged, ours, sentence, text_of, used_up
from publisher.transports._api import ApiTransport, Call, accepted, account, needed
from publisher.transports._client import Request

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.handover import Envelope
    from publisher.transports._answers import Answer


def open_transport(mail: Mail) -> ApiTransport:
    """Return the transport to the account of ``mail.api``; the first message connects.

    Raises ConfigError when a setting is missing or the file of the key cannot be used.
    """
    settings, secret = account(mail)
    if not settings.domain:
        raise needed(mail, "domain", "the sending domain, as it stands in your account")
    base = (settings.endpoint or "https://api.mailgun.net").rstrip("/")
    return ApiTransport(
        Mailgun(
            url=f"{base}/v3/{quote(settings.domain, safe='')}/messages.mime",
            authorization=f"Basic {base64.b64encode(f'api:{secret}'.encode()).decode('ascii')}",
            stream=settings.stream,
        ),
        settings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailgun:
    """Sends finished bytes; ``stream`` is a tag that statistics are kept by."""

    url: str
    authorization: str = field(repr=False)
    stream: str
    name: str = "Mailgun"
    shape: Shape = Shape.SEVEN_BIT
    batch: int = 1

    def call(self, envelopes: Sequence[Envelope], now: datetime) -> Call:  # noqa: ARG002  Amazon signs the time
        """Return a form (RFC 7578) with the message as a file, whose links Mailgun is not to rewrite."""
        envelope = envelopes[0]
        values = {"to": envelope.recipient, "o:tracking": "no"}
        if envelope.reference:
            values["v:reference"] = envelope.reference
        if self.stream:
            values["o:tag"] = self.stream
        kind, body = _form(values, envelope.payload)
        headers = {"Authorization": self.authorization, "Content-Type": kind}
        return Call(request=Request(url=self.url, headers=headers, body=body), envelopes=[envelope])

    def judge(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        """Sort the documented errors by who must act; Mailgun tells them by their words alone."""
        table = answer.table()
        said = text_of(table.get("message")) or text_of(table.get("Error"))
        reply = sentence(answer, said)
        folded = said.lower()
        if answer.status == 200:
            return for_all(1, accepted(self.name, text_of(table.get("id"))))
        if 400 <= answer.status < 500:
            if "limit exceeded" in folded or "quota" in folded:
                return for_all(1, *used_up(answer, reply, now))
            if "'to'" in folded and "not a valid address" in folded:
                return for_all(1, Refused(reply=reply, status="5.1.3"))
            if any(
                word in folded for word in ("sandbox", "domain not found", "disabled", "not allowed to send")
            ):
                return for_all(1, *ours(reply, key="mail.api.domain and your account at Mailgun"))
        return judged(len(envelopes), answer, said, now)


def _form(values: dict[str, str], message: bytes) -> tuple[str, bytes]:
    """Return media type and bytes of a form; equal arguments give equal bytes."""
    boundary = f"form-{hashlib.sha256(message).hexdigest()}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    file = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="message"; filename="message.eml"\r\n'
        "Content-Type: message/rfc822\r\n\r\n"
    ).encode()
    body = b"".join((*parts, file, message, f"\r\n--{boundary}--\r\n".encode()))
    return f"multipart/form-data; boundary={boundary}", body
