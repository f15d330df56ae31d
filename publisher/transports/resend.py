"""How does Resend take many messages at once, each batch once, and what do its errors mean?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from publisher.handover import Outcome, Refused, Shape, Unanswered
from publisher.transports._answers import (
    Judged,
    Pause,
    for_all,
    judged,
    ours,
    sentence,
    text_of,
    too_fast,
    used_up,
)
from publisher.transports._api import ApiTransport, Call, accepted, account
from publisher.transports._client import Request
from publisher.transports._fields import (
    base64_of,
    fields_of,
    file_name,
    headers_of,
    html_of,
    mailbox,
)
from publisher.transports._fields import (
    text_of as plain_text_of,
)

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.handover import Envelope
    from publisher.transports._answers import Answer

# "Send batch emails".
_MOST = 100
# The first request of a key is still worked on: it is known within seconds.
_WORKING_SECONDS = 5.0

_RECIPIENT = re.compile(r"[`'\"]to[`'\"]", re.IGNORECASE)


def open_transport(mail: Mail) -> ApiTransport:
    """Return the transport to the account of ``mail.api``; the first message connects.

    Raises ConfigError when the table is missing or the file of the key cannot be used.
    """
    settings, secret = account(mail)
    base = (settings.endpoint or "https://api.resend.com").rstrip("/")
    return ApiTransport(Resend(base=base, key=secret, stream=settings.stream), settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend:
    """Sends the fields of up to 100 messages; ``stream`` is the value of a tag for statistics."""

    base: str
    key: str = field(repr=False)
    stream: str
    name: str = "Resend"
    shape: Shape = Shape.FIELDS
    batch: int = _MOST

    def call(self, envelopes: Sequence[Envelope], now: datetime) -> Call:  # noqa: ARG002  Amazon signs the time
        """Return a batch, or one message alone when pictures are attached, which a batch cannot carry.

        In the permissive mode one address that Resend does not take leaves the others alone.
        """
        single = bool(fields_of(envelopes[0]).pictures)
        chosen = envelopes[:1] if single else envelopes[:_MOST]
        messages = [self._message(each) for each in chosen]
        key = _idempotency_key(chosen)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if not single:
            headers["x-batch-validation"] = "permissive"
        request = Request(
            url=f"{self.base}/emails" if single else f"{self.base}/emails/batch",
            headers=headers,
            body=json.dumps(messages[0] if single else messages, ensure_ascii=False).encode(),
        )
        return Call(request=request, envelopes=chosen, repeatable=bool(key))

    def judge(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        """Sort the documented errors by who must act."""
        table = answer.table()
        if 200 <= answer.status < 300:
            return self._taken(envelopes, answer, now)
        kind, words = text_of(table.get("name")), text_of(table.get("message"))
        said = f"{kind}: {words}" if kind else words
        reply = sentence(answer, said)
        count = len(envelopes)
        match kind:
            case "daily_quota_exceeded" | "monthly_quota_exceeded":
                return for_all(count, *used_up(answer, reply, now))
            case "rate_limit_exceeded":
                return for_all(count, *too_fast(answer, reply, now))
            case "concurrent_idempotent_requests":
                return for_all(count, Unanswered(reply=reply), Pause(reason=reply, seconds=_WORKING_SECONDS))
            case "invalid_idempotent_request":
                # Something was sent under this key, and it is not what we would send now.
                return for_all(count, Unanswered(reply=reply))
            case "security_error":
                return for_all(count, *ours(reply, key="your account at Resend"))
            case "validation_error" if answer.status == 403:
                return for_all(
                    count, *ours(reply, key="mail.sender: its domain has to be verified at Resend")
                )
            case "validation_error" if count == 1 and _RECIPIENT.search(words):
                return for_all(count, Refused(reply=reply, status="5.1.3"))
        return judged(count, answer, said, now)

    def _taken(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        table = answer.table()
        if isinstance(table.get("id"), str) and len(envelopes) == 1:
            return for_all(1, accepted(self.name, table["id"]))
        data, errors = table.get("data"), table.get("errors") or []
        refused: dict[int, Outcome] = {}
        for error in errors if isinstance(errors, list) else [None]:
            match error:
                case {"index": int(index), "message": str(words)} if 0 <= index < len(envelopes):
                    status = "5.1.3" if _RECIPIENT.search(words) else "5.5.0"
                    refused[index] = Refused(reply=sentence(answer, words), status=status)
                case _:
                    data = None
        if not isinstance(data, list) or len(data) + len(refused) != len(envelopes):
            return judged(len(envelopes), answer, "an answer without one result for each message", now)
        identifiers = iter(data)
        return Judged(
            outcomes=[
                refused.get(position) or accepted(self.name, _identifier(next(identifiers)))
                for position in range(len(envelopes))
            ]
        )

    def _message(self, envelope: Envelope) -> dict[str, Any]:
        fields = fields_of(envelope)
        tags = {"reference": envelope.reference, "stream": self.stream}
        message: dict[str, Any] = {
            "from": mailbox(fields.sender, fields.sender_name),
            "to": [envelope.recipient],
            "subject": fields.subject,
            "html": html_of(envelope),
            "text": plain_text_of(envelope),
            "headers": headers_of(envelope),
            "tags": [{"name": name, "value": value} for name, value in tags.items() if value],
        }
        if fields.reply_to:
            message["reply_to"] = [fields.reply_to]
        if fields.pictures:
            message["attachments"] = [
                {
                    "filename": file_name(each),
                    "content": base64_of(each),
                    "content_type": each.type,
                    "content_id": each.identifier,
                }
                for each in fields.pictures
            ]
        return message


def _identifier(result: object) -> str:
    return text_of(result.get("id")) if isinstance(result, dict) else ""


def _idempotency_key(envelopes: Sequence[Envelope]) -> str:
    """Return what names these messages of this request, and nothing when the request has no name.

    The Message-IDs belong to it, because one request may become several calls.
    """
    request = envelopes[0].request
    if request is None:
        return ""
    which = hashlib.sha256("\n".join(each.message_id for each in envelopes).encode()).hexdigest()
    return f"{request}/{which[:32]}"
