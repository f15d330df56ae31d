"""How does Amazon SES (API v2) take a message, and what do its errors mean?"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.handover import Refused, Shape
from publisher.transports._answers import Judged, for_all, judged, ours, sentence, text_of, too_fast, used_up
from publisher.transports._api import ApiTransport, Call, accepted, account, needed
from publisher.transports._client import Request
from publisher.transports._sigv4 import Signer

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.handover import Envelope
    from publisher.transports._answers import Answer

# What of "SES API v2", SendEmail, Errors, is about the account; nothing that a reader has done.
_ACCOUNT = frozenset(
    {
        "AccountSuspendedException",
        "SendingPausedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",  # the configuration set
    }
)
# How SES calls an address that it cannot write to ("Amazon SES email sending errors").
_BAD_ADDRESS = ("illegal address", "domain name", "@domain", "local address", "user name", "missing final")


def open_transport(mail: Mail) -> ApiTransport:
    """Return the transport to the account of ``mail.api``; the first message connects.

    Raises ConfigError when a setting is missing or the file of the key cannot be used.
    """
    settings, secret = account(mail)
    if not settings.region:
        raise needed(mail, "region", 'a region, such as "eu-central-1"')
    if not settings.key_id:
        raise needed(mail, "key_id", "the id of the access key whose secret is in key_file")
    base = (settings.endpoint or f"https://email.{settings.region}.amazonaws.com").rstrip("/")
    signer = Signer(key_id=settings.key_id, secret=secret, region=settings.region, service="ses")
    return ApiTransport(
        Ses(url=f"{base}/v2/email/outbound-emails", signer=signer, stream=settings.stream), settings
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ses:
    """Sends finished bytes; a call carries one message. ``stream`` is a configuration set."""

    url: str
    signer: Signer
    stream: str
    name: str = "Amazon SES"
    shape: Shape = Shape.SEVEN_BIT
    batch: int = 1

    def call(self, envelopes: Sequence[Envelope], now: datetime) -> Call:
        """Return SendEmail with raw content; its tag comes back with what becomes of the message."""
        envelope = envelopes[0]
        message: dict[str, object] = {
            "Destination": {"ToAddresses": [envelope.recipient]},
            "Content": {"Raw": {"Data": base64.b64encode(envelope.payload).decode("ascii")}},
        }
        if envelope.reference:
            message["EmailTags"] = [{"Name": "reference", "Value": envelope.reference}]
        if self.stream:
            message["ConfigurationSetName"] = self.stream
        body = json.dumps(message).encode()
        headers = self.signer.headers("POST", self.url, {"Content-Type": "application/json"}, body, now)
        return Call(request=Request(url=self.url, headers=headers, body=body), envelopes=[envelope])

    def judge(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        """Sort the documented errors of SendEmail by who must act."""
        table = answer.table()
        if answer.status == 200:
            return for_all(1, accepted(self.name, text_of(table.get("MessageId"))))
        kind = answer.headers.get("x-amzn-errortype", text_of(table.get("__type")))
        kind = kind.partition(":")[0].rpartition("#")[2]
        words = text_of(table.get("message")) or text_of(table.get("Message"))
        said = f"{kind}: {words}" if kind else words
        reply = sentence(answer, said)
        folded = words.lower()
        if kind == "LimitExceededException" or "quota" in folded:
            return for_all(1, *used_up(answer, reply, now))
        if kind in {"TooManyRequestsException", "ThrottlingException"}:
            return for_all(1, *too_fast(answer, reply, now))
        if kind in _ACCOUNT or "not verified" in folded:
            return for_all(1, *ours(reply, key="mail.sender, mail.api and your account at Amazon"))
        if kind == "BadRequestException" and any(part in folded for part in _BAD_ADDRESS):
            return for_all(1, Refused(reply=reply, status="5.1.3"))
        if kind == "MessageRejected":
            # RFC 3463 X.6.0: something in the message is not taken; another one may be.
            return for_all(1, Refused(reply=reply, status="5.6.0"))
        return judged(len(envelopes), answer, said, now)
