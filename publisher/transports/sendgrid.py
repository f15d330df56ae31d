"""How does SendGrid take one message for many people, and what do its errors mean?"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from publisher.handover import Outcome, Refused, Shape
from publisher.transports._answers import Judged, for_all, judged, ours, sentence, text_of, too_fast, used_up
from publisher.transports._api import ApiTransport, Call, accepted, account
from publisher.transports._client import Request
from publisher.transports._fields import base64_of, fields_of, file_name

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.handover import Envelope
    from publisher.transports._answers import Answer

# "Mail Send", limitations: 1,000 personalizations.
_MOST = 1000

_WHOSE = re.compile(r"personalizations[.\[](\d{1,4})\]?\.to\b")
_WHICH = re.compile(r"personalizations[.\[](\d{1,4})\]?(?:\.|$)")


def open_transport(mail: Mail) -> ApiTransport:
    """Return the transport to the account of ``mail.api``; the first message connects.

    Raises ConfigError when the table is missing or the file of the key cannot be used.
    """
    settings, secret = account(mail)
    base = (settings.endpoint or "https://api.sendgrid.com").rstrip("/")
    return ApiTransport(Sendgrid(url=f"{base}/v3/mail/send", key=secret, stream=settings.stream), settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendgrid:
    """Sends one message with up to 1,000 recipients' own headers and links; ``stream`` is a category."""

    url: str
    key: str = field(repr=False)
    stream: str
    name: str = "SendGrid"
    shape: Shape = Shape.FIELDS
    batch: int = _MOST

    def call(self, envelopes: Sequence[Envelope], now: datetime) -> Call:  # noqa: ARG002  Amazon signs the time
        """Return a message for the first envelopes of one cohort: those that share their fields."""
        fields = fields_of(envelopes[0])
        chosen: list[Envelope] = []
        for each in envelopes[:_MOST]:
            if each.fields is not fields:
                break
            chosen.append(each)
        html, text = fields.html, fields.text
        for mark in dict.fromkeys(link.mark for each in chosen for link in each.links):
            html, text = html.replace(mark, _mark(mark, "html")), text.replace(mark, _mark(mark, "text"))
        off = {"enable": False}
        message: dict[str, Any] = {
            "personalizations": [_personalization(each) for each in chosen],
            "from": _address(fields.sender, fields.sender_name),
            "subject": fields.subject,
            "content": [{"type": "text/plain", "value": text}, {"type": "text/html", "value": html}],
            "headers": dict(fields.headers),
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": off,
                "subscription_tracking": off,
                "ganalytics": off,
            },
        }
        if fields.reply_to:
            message["reply_to"] = _address(fields.reply_to, "")
        if self.stream:
            message["categories"] = [self.stream]
        if fields.pictures:
            message["attachments"] = [
                {
                    "content": base64_of(each),
                    "type": each.type,
                    "filename": file_name(each),
                    "disposition": "inline",
                    "content_id": each.identifier,
                }
                for each in fields.pictures
            ]
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        body = json.dumps(message, ensure_ascii=False).encode()
        return Call(request=Request(url=self.url, headers=headers, body=body), envelopes=chosen)

    def judge(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        """Sort the documented errors by who must act; one faulty recipient means that nobody was sent to."""
        count = len(envelopes)
        if answer.status == 202:
            return for_all(count, accepted(self.name, answer.headers.get("x-message-id", "")))
        errors = answer.table().get("errors")
        faults = [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
        said = "; ".join(text_of(each.get("message")) for each in faults)
        reply = sentence(answer, said)
        if answer.status in {401, 403, 429} and "credits exceeded" in said.lower():
            return for_all(count, *used_up(answer, reply, now))
        if answer.status == 403:
            return for_all(count, *ours(reply, key="mail.sender, and what mail.api.key_file may do"))
        if answer.status == 429:
            return for_all(count, *too_fast(_with_reset(answer, now), reply, now))
        if answer.status == 400 and faults:
            refused = _refused(faults, answer, count)
            if refused:
                return Judged(outcomes=[refused.get(position) for position in range(count)])
        return judged(count, answer, said, now)


def _personalization(envelope: Envelope) -> dict[str, Any]:
    substitutions = {}
    for link in envelope.links:
        substitutions[_mark(link.mark, "html")] = escape(link.address)
        substitutions[_mark(link.mark, "text")] = link.address
    personal: dict[str, Any] = {
        "to": [{"email": envelope.recipient}],
        "headers": dict(envelope.headers),
        "substitutions": substitutions,
    }
    if envelope.reference:
        personal["custom_args"] = {"reference": envelope.reference}
    return personal


def _mark(mark: str, part: str) -> str:
    """Return what stands for a link in one part: in HTML its address is escaped, in the text it is not."""
    return f"{mark}{part}"


def _refused(faults: list[dict[str, Any]], answer: Answer, count: int) -> dict[int, Outcome]:
    """Return whom the errors name, by position; nobody when one of them names none."""
    refused: dict[int, Outcome] = {}
    for fault in faults:
        where, words = text_of(fault.get("field")), text_of(fault.get("message"))
        found = _WHICH.search(where)
        if found is None or int(found[1]) >= count:
            return {}
        status = "5.1.3" if _WHOSE.search(where) else "5.5.0"
        refused[int(found[1])] = Refused(reply=sentence(answer, words), status=status)
    return refused


def _with_reset(answer: Answer, now: datetime) -> Answer:
    """Return the answer with Retry-After, which SendGrid tells as the second when its limit begins anew."""
    reset = answer.headers.get("x-ratelimit-reset", "")
    if "retry-after" in answer.headers or not (reset.isascii() and reset.isdigit() and len(reset) < 12):
        return answer
    seconds = max(int(reset) - int(now.timestamp()), 1)
    return replace(answer, headers={**answer.headers, "retry-after": f"{seconds}"})


def _address(address: str, name: str) -> dict[str, str]:
    return {"email": address, "name": name} if name else {"email": address}
