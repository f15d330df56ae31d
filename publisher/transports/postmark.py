"""How does Postmark take many messages at once, and what do its error codes mean?"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from publisher.handover import Deferred, Outcome, Refused, Shape, Unanswered
from publisher.transports._answers import Judged, Pause, judged, ours, sentence, text_of, too_fast, used_up
from publisher.transports._api import ApiTransport, Call, accepted, account
from publisher.transports._client import Request
from publisher.transports._fields import (
    base64_of,
    fields_of,
    file_name,
    headers_of,
    html_of,
    mailbox,
    portion,
)
from publisher.transports._fields import (
    text_of as plain_text_of,
)

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.handover import Envelope
    from publisher.transports._answers import Answer

# "Send batch emails": 500 messages, 50 MB with what is attached; a tenth is left for JSON around them.
_MOST = 500
_OCTETS = 45_000_000

# "API error codes": what is about the account, its sender or its server, and not about a message.
_ACCOUNT = frozenset({10, 400, 401, 402, 409, 412, 413, 1235})
_QUOTA = 405
_PAUSED = frozenset({100, 429})
_INVALID = 300
_INACTIVE = 406
_RECIPIENT = re.compile(r"'To'|\bTo address|recipient", re.IGNORECASE)


def open_transport(mail: Mail) -> ApiTransport:
    """Return the transport to the server of ``mail.api``; the first message connects.

    Raises ConfigError when the table is missing or the file of the token cannot be used.
    """
    settings, secret = account(mail)
    base = (settings.endpoint or "https://api.postmarkapp.com").rstrip("/")
    return ApiTransport(
        Postmark(url=f"{base}/email/batch", token=secret, stream=settings.stream or "broadcast"), settings
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmark:
    """Sends the fields of up to 500 messages; ``stream`` is the message stream they go through."""

    url: str
    token: str = field(repr=False)
    stream: str
    name: str = "Postmark"
    shape: Shape = Shape.FIELDS
    batch: int = _MOST

    def call(self, envelopes: Sequence[Envelope], now: datetime) -> Call:  # noqa: ARG002  Amazon signs the time
        """Return a batch of as many messages as it may hold."""
        messages = [
            json.dumps(self._message(each), ensure_ascii=False).encode() for each in envelopes[:_MOST]
        ]
        messages = list(portion(messages, map(len, messages), octets=_OCTETS))
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "X-Postmark-Server-Token": self.token,
        }
        body = b"[" + b",".join(messages) + b"]"
        request = Request(url=self.url, headers=headers, body=body)
        return Call(request=request, envelopes=envelopes[: len(messages)])

    def judge(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        """Sort the error code of each message by who must act."""
        results = answer.value()
        if answer.status != 200:
            code = answer.table().get("ErrorCode")
            said = text_of(answer.table().get("Message"))
            # What was wrong with the account in one message is wrong with it in all.
            if isinstance(code, int) and code in {*_ACCOUNT, *_PAUSED, _QUOTA}:
                outcome, pause = _sorted(code, said, answer, now)
                return Judged(outcomes=(outcome,) * len(envelopes), pause=pause)
            return judged(len(envelopes), answer, said, now)
        if not isinstance(results, list) or len(results) != len(envelopes):
            return judged(len(envelopes), answer, "an answer without one result for each message", now)
        outcomes: list[Outcome] = []
        first: Pause | None = None
        for result in results:
            outcome, asked = self._outcome(result, answer, now)
            outcomes.append(outcome)
            first = first or asked
        return Judged(outcomes=outcomes, pause=first)

    def _outcome(self, result: object, answer: Answer, now: datetime) -> tuple[Outcome, Pause | None]:
        match result:
            case {"ErrorCode": 0, "MessageID": str(identifier)}:
                return accepted(self.name, identifier), None
            case {"ErrorCode": int(code)} if code:
                said = result.get("Message") if isinstance(result, dict) else ""
                return _sorted(code, text_of(said), answer, now)
        return Unanswered(reply="Postmark: a result that is not as the API is documented"), None

    def _message(self, envelope: Envelope) -> dict[str, Any]:
        fields = fields_of(envelope)
        # X-PM-KeepID: the Message-ID is ours, so that a repeat can be recognised.
        headers = {**headers_of(envelope), "X-PM-KeepID": "true"}
        message: dict[str, Any] = {
            "From": mailbox(fields.sender, fields.sender_name),
            "To": envelope.recipient,
            "Subject": fields.subject,
            "HtmlBody": html_of(envelope),
            "TextBody": plain_text_of(envelope),
            "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
            "MessageStream": self.stream,
            "TrackOpens": False,
            "TrackLinks": "None",
        }
        if fields.reply_to:
            message["ReplyTo"] = fields.reply_to
        if envelope.reference:
            message["Metadata"] = {"reference": envelope.reference}
        if fields.pictures:
            message["Attachments"] = [
                {
                    "Name": file_name(each),
                    "Content": base64_of(each),
                    "ContentType": each.type,
                    "ContentID": f"cid:{each.identifier}",
                }
                for each in fields.pictures
            ]
        return message


def _sorted(code: int, said: str, answer: Answer, now: datetime) -> tuple[Outcome, Pause | None]:
    reply = sentence(answer, f"{code}: {said}")
    match code:
        case _ if code in _ACCOUNT:
            where = (
                "mail.api.key_file" if code == 10 else "mail.sender, mail.api and your account at Postmark"
            )
            return ours(reply, key=where)
        case _ if code == _QUOTA:
            return used_up(answer, reply, now)
        case _ if code in _PAUSED:
            return too_fast(answer, reply, now)
        case _ if code == _INACTIVE:
            # It has bounced, or somebody has complained: RFC 3463 X.1.1, nobody is there for us.
            return Refused(reply=reply, status="5.1.1"), None
        case _ if code == _INVALID and _RECIPIENT.search(said):
            return Refused(reply=reply, status="5.1.3"), None
        case _ if code in {500, 503}:
            return Deferred(reply=reply, status="4.3.0"), None
    return Refused(reply=reply, status="5.5.0"), None
